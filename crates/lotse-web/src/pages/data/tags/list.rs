//! `/s/{service}/data/tags`: every tag of a service with how much of it there was, and what is used most that
//! has no name yet.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use lotse_control::tags::{Tag, TagVersion};
use lotse_domain::{rule::Rule, service::Service};
use lotse_report::{
    measure::Measure,
    tags::{Suggestion, TagVolume},
    viewer::Viewer,
};

use super::{last_days, words};
use crate::{
    error::Failure,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::ServiceInPath,
    query::Query,
    state::AppState,
    ui::{
        listing::{ListSearch, Listing},
        number, person,
        sorted::{Order, SortHead, Turns},
    },
};

/// Days for which volumes are shown, and after which a tag that matches nothing is worth a word.
const DAYS: u16 = 90;
/// Days that suggestions rest on.
const SUGGESTION_DAYS: u16 = 30;
/// By what tags are sorted: the spelling in addresses.
const SORTS: [&str; 4] = ["group", "name", "kind", "day"];

/// Tags, and suggestions.
#[derive(Template)]
#[template(path = "pages/data/tags/list.html")]
struct ListPage {
    frame: Frame,
    slug: String,
    search: Option<ListSearch>,
    /// Of name, group, kind and last change.
    heads: [SortHead; 4],
    people: String,
    rows: Vec<Row>,
    turns: Turns,
    has_tags: bool,
    note: String,
    suggestions: Vec<Suggested>,
    suggestions_lead: String,
    /// How figures of both tables are blurred, where some are.
    blurred: Option<String>,
}

struct Row {
    name: String,
    address: String,
    group: String,
    kind: String,
    events: String,
    people: String,
    /// What is worth a word.
    note: Option<String>,
    changed: String,
}

struct Suggested {
    name: String,
    role: String,
    clicks: String,
    address: String,
}

/// `GET /s/{service}/data/tags`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let frame = request.frame(Place::Tags, text.say("tags-title")).about(&service);
    let all: Vec<Tag> = state.control.definitions(service.id).await?;
    let listing = Listing::of(&request.query, &SORTS, SORTS[0])?;
    let (path, query, count) = (request.path.as_str(), &request.query, all.len());
    let search = ListSearch::new(text, text.say("tags-search"), &listing, count, path, query);
    let known: Vec<Rule> =
        all.iter().filter(|tag| !tag.is_archived).map(|tag| tag.now.says.rule.clone()).collect();
    let (tags, shown) = listing.page(sorted(text, all, &listing));
    let rules: Vec<Rule> = tags.iter().map(|tag| tag.now.says.rule.clone()).collect();
    let period = last_days(&service, DAYS, state.clock.now())?;
    let volumes = state.reports.tag_volumes(&viewer, &service, &period, &rules).await?;
    let [group, name, kind, day] = SORTS;
    let head = |key: &str, sort, order| {
        SortHead::new(text.say(key), sort, order, listing.sort, path, query)
    };
    let days = [("days", u64::from(SUGGESTION_DAYS).into())];
    let suggestions = suggestions(&state, &viewer, &service, &known).await?;
    let of_tags = volumes.iter().flat_map(|volume| [&volume.events, &volume.people]);
    let figures = of_tags.chain(suggestions.iter().map(|suggestion| &suggestion.clicks));
    page::show(&ListPage {
        slug: service.slug.to_string(),
        search,
        heads: [
            head("tag-name", name, Order::Names),
            head("tag-group", group, Order::Names),
            head("tag-kind", kind, Order::Names),
            head("tags-changed", day, Order::Times),
        ],
        people: text.word("measure", Measure::of_people(service.identity()).as_str()),
        rows: tags
            .iter()
            .zip(&volumes)
            .map(|(tag, volume)| row(text, &service, tag, volume, &tags))
            .collect(),
        turns: Turns::new(text, shown, path, query),
        has_tags: count > 0,
        note: text.fill("tags-note", &[("days", u64::from(DAYS).into())]),
        blurred: number::blurred_rule(text, figures),
        suggestions: suggestions.iter().map(|found| suggested(text, &service, found)).collect(),
        suggestions_lead: text.fill("tags-suggestions-lead", &days),
        frame,
    })
}

/// Those that are searched for, in the order that is asked for; archived ones last. They come by name.
fn sorted(text: Text, mut tags: Vec<Tag>, listing: &Listing) -> Vec<Tag> {
    let kind = |tag: &Tag| text.word("tag-kind", tag.now.says.kind.as_str());
    tags.retain(|tag| {
        let TagVersion { name, description, says, .. } = &tag.now;
        listing.is_in(&format!("{name} {} {} {description}", says.group, kind(tag)))
    });
    tags.sort_by_cached_key(|tag| tag.now.name.to_lowercase());
    match listing.sort {
        "kind" => tags.sort_by_cached_key(kind),
        "day" => tags.sort_by_key(|tag| std::cmp::Reverse(tag.now.made_at)),
        "name" => {}
        // Tags without a group come after all groups.
        _ => tags.sort_by_cached_key(|tag| {
            let group = tag.now.says.group.to_lowercase();
            (group.is_empty(), group)
        }),
    }
    tags.sort_by_key(|tag| tag.is_archived);
    tags
}

fn row(text: Text, service: &Service, tag: &Tag, volume: &TagVolume, all: &[Tag]) -> Row {
    let says = &tag.now.says;
    let shares = volume.shares.iter().filter_map(|place| all.get(*place));
    let shares = shares.filter(|other| !other.is_archived).map(|other| other.now.name.clone());
    let shares: Vec<String> = shares.collect();
    let is_none = volume.events.is_nothing();
    let day = tag.now.made_at.to_zoned_datetime(service.time_zone.clone()).date();
    Row {
        name: tag.now.name.clone(),
        address: format!("/s/{}/data/tags/{}", service.slug, tag.id.number()),
        group: says.group.clone(),
        kind: text.word("tag-kind", says.kind.as_str()),
        events: words::cell(text, &volume.events),
        people: words::cell(text, &volume.people),
        note: if tag.is_archived {
            Some(text.say("tag-archived"))
        } else {
            is_none.then(|| text.fill("tag-never", &[("days", u64::from(DAYS).into())])).or_else(
                || {
                    let names = || shares.join(" · ");
                    (!shares.is_empty())
                        .then(|| text.fill("tag-shares", &[("names", names().into())]))
                },
            )
        },
        changed: text.fill(
            "tag-changed-by",
            &[
                ("who", person::author(text, &tag.now.made_by).into()),
                ("day", text.format().date(day).into()),
            ],
        ),
    }
}

/// Controls that are used most and that no tag names.
async fn suggestions(
    state: &AppState,
    viewer: &Viewer,
    service: &Arc<Service>,
    known: &[Rule],
) -> Result<Vec<Suggestion>, Failure> {
    let period = last_days(service, SUGGESTION_DAYS, state.clock.now())?;
    Ok(state.reports.unnamed_controls(viewer, service, &period, known).await?)
}

/// A control with the way to name it.
fn suggested(text: Text, service: &Service, suggestion: &Suggestion) -> Suggested {
    let (name, role) = (suggestion.name.as_str(), suggestion.role.as_deref());
    let mut query = Query::default()
        .with("name", name)
        .with("kind", "feature")
        .with("what1", "kind")
        .with("test1", "is")
        .with("values1", "click")
        .with("what2", "element-name")
        .with("test2", "is")
        .with("values2", name);
    if let Some(role) = role {
        query = query.with("what3", "element-role").with("test3", "is").with("values3", role);
    }
    Suggested {
        name: name.to_owned(),
        role: role.unwrap_or_default().to_owned(),
        clicks: words::cell(text, &suggestion.clicks),
        address: query.address(&format!("/s/{}/data/tags/new", service.slug)),
    }
}
