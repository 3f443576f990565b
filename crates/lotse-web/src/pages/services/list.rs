//! `/`: which of our services need attention? One row each.

use std::{cmp::Reverse, sync::Arc};

use askama::Template;
use axum::{extract::State, response::Response};
use lotse_domain::{role::Permission, service::Service};
use lotse_report::{
    ReportError, Reports,
    measure::{Cell, Measure},
    services::{LIST_DAYS, ServiceRow},
    viewer::Viewer,
};

use crate::{
    caller::Caller,
    error::Failure,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::{
        chart::{Sparkline, funnel::count},
        label,
        listing::{ListSearch, Listing},
        number,
        sorted::{FROM, Order, SORT, Shown, SortHead, Turns},
        table,
    },
};

/// The list of services.
#[derive(Template)]
#[template(path = "pages/services/list.html")]
struct ListPage {
    frame: Frame,
    finding: String,
    search: Option<ListSearch>,
    /// Of names, people, visits, page views and what came last.
    heads: [SortHead; 5],
    /// Back to the order in which they were added.
    as_added: Option<String>,
    rows: Vec<Row>,
    turns: Turns,
    /// Why they are not sorted as was asked for.
    note: Option<String>,
    /// There are some, even if none is shown.
    has_services: bool,
    /// Where the demo's sample services begin.
    samples: Option<String>,
}

struct Row {
    name: String,
    slug: String,
    kind: String,
    is_generated: bool,
    people: String,
    people_label: String,
    visits: String,
    views: String,
    spark: Option<Sparkline>,
    newest: String,
    /// Nothing ever arrived: the next step is the snippet.
    is_waiting: bool,
    /// The snippet is open to the reader.
    may_install: bool,
}

/// By what services are sorted: the spelling in addresses. The first is as they were added, which has no head.
const SORTS: [&str; 6] = ["added", "name", "people", "visits", "views", "newest"];

/// Services that are counted at once to be sorted by a number: four milliseconds each in a build for tests.
const MOST_COUNTED: usize = 1_000;

/// `GET /`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (text, caller) = (request.text(), request.caller()?);
    let mut listing = Listing::of(&request.query, &SORTS, SORTS[0])?;
    let seen: Vec<Seen> = state
        .control
        .services()
        .into_iter()
        .filter_map(|service| {
            let viewer = caller.viewer(Permission::ReadFigures, service.id, None)?;
            Some((service, viewer))
        })
        .collect();
    let all = seen.len();
    let (path, query) = (request.path.as_str(), &request.query);
    let search = ListSearch::new(text, text.say("services-search"), &listing, all, path, query);
    let asked = listing.sort;
    let (services, shown) = rows(&state.reports, seen, &mut listing).await?;
    let head = |key: &str, sort, order| {
        SortHead::new(text.say(key), sort, order, listing.sort, path, query)
    };
    let [_, name, people, visits, views, newest] = SORTS;
    page::show(&ListPage {
        finding: finding(text, &services, all),
        search,
        heads: [
            head("services-name", name, Order::Names),
            head("services-people", people, Order::Numbers),
            head("measure-visits", visits, Order::Numbers),
            head("measure-page-views", views, Order::Numbers),
            head("services-newest", newest, Order::Times),
        ],
        note: (listing.sort != asked).then(|| {
            let most = u64::try_from(MOST_COUNTED).unwrap_or(u64::MAX);
            text.fill("services-too-many", &[("most", most.into())])
        }),
        as_added: (listing.sort != SORTS[0])
            .then(|| query.with(SORT, "").with(FROM, "").address(path)),
        rows: services.iter().map(|service| row(text, caller, service)).collect(),
        turns: Turns::new(text, shown, path, query),
        has_services: all > 0,
        frame: request.frame(Place::Services, text.say("services-title")),
        samples: state.sample_pages.clone(),
    })
}

/// A service, and how it is seen.
type Seen = (Arc<Service>, Viewer);

/// The rows of the page that is asked for. The lake is asked for those alone, but where it says the order: it is
/// asked for all that are searched for when they are sorted by a number. Too many for that are sorted by name.
async fn rows(
    reports: &Reports,
    mut seen: Vec<Seen>,
    listing: &mut Listing,
) -> Result<(Vec<ServiceRow>, Shown), ReportError> {
    seen.retain(|(service, _)| listing.is_in(&format!("{} {}", service.name, service.slug)));
    if listing.sort != SORTS[0] {
        seen.sort_by_cached_key(|(service, _)| service.name.to_lowercase());
    }
    if !["added", "name"].contains(&listing.sort) {
        let mut arrived = Vec::with_capacity(seen.len());
        for seen in seen {
            arrived.push((reports.arrival(&seen.0).await?.map(|newest| *newest), seen));
        }
        if listing.sort == "newest" {
            arrived.sort_by_key(|(newest, _)| Reverse(*newest));
        } else if arrived.iter().filter(|(newest, _)| newest.is_some()).count() > MOST_COUNTED {
            listing.sort = "name";
        }
        seen = arrived.into_iter().map(|(_, seen)| seen).collect();
    }
    let measure = |service: &Service| match listing.sort {
        "people" => Measure::of_people(service.identity()),
        "visits" => Measure::Visits,
        _ => Measure::PageViews,
    };
    if ["added", "name", "newest"].contains(&listing.sort) {
        let (seen, shown) = listing.page(seen);
        return Ok((reports.services(seen).await?, shown));
    }
    let mut rows = reports.services(seen).await?;
    // What may not be shown comes after each number, in no order of its size, and what never had any last.
    let size = |row: &ServiceRow| {
        let cell = figure(row, measure(&row.service))?;
        Some(count(cell).map_or(0, |count| count.saturating_add(1)))
    };
    rows.sort_by_cached_key(|row| Reverse(size(row)));
    Ok(listing.page(rows))
}

fn figure(row: &ServiceRow, measure: Measure) -> Option<&Cell> {
    let figures = &row.usage.as_ref()?.figures;
    figures.iter().find(|figure| figure.measure == measure).map(|figure| &figure.cell)
}

/// How many there are, and what they were used for: all of them, or those that are shown.
fn finding(text: Text, rows: &[ServiceRow], all: usize) -> String {
    let visits = rows.iter().filter_map(|row| count(figure(row, Measure::Visits)?));
    let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let values = [
        ("services", number(all).into()),
        ("shown", number(rows.len()).into()),
        ("visits", visits.fold(0, u64::saturating_add).into()),
        ("days", u64::from(LIST_DAYS).into()),
    ];
    let is_whole = rows.len() == all;
    text.fill(if is_whole { "services-finding" } else { "services-finding-part" }, &values)
}

fn row(text: Text, caller: &Caller, row: &ServiceRow) -> Row {
    let service = &row.service;
    let people = Measure::of_people(service.identity());
    let shown = |measure: Measure| {
        // Where nothing ever arrived there is nothing to count: a zero would be a finding.
        figure(row, measure).map_or_else(|| "–".to_owned(), |figure| cell(text, measure, figure))
    };
    let newest = match &row.newest {
        None => text.say("services-nothing"),
        Some(newest) => label::newest(text, service, **newest),
    };
    Row {
        name: service.name.clone(),
        slug: service.slug.to_string(),
        kind: text.word("kind", service.kind.as_str()),
        is_generated: service.generated,
        people: shown(people),
        people_label: text.word("measure", people.as_str()),
        visits: shown(Measure::Visits),
        views: shown(Measure::PageViews),
        spark: row.usage.as_ref().and_then(|usage| Sparkline::of(&usage.days, Measure::Visits)),
        newest,
        is_waiting: row.newest.is_none(),
        may_install: caller.sight(Permission::ChangeService, service.id).is_some(),
    }
}

/// A number, or in a few words why there is none.
fn cell(text: Text, measure: Measure, cell: &Cell) -> String {
    match cell {
        Cell::Shown { number } => number::value(text.format(), measure, **number),
        _ => table::reason(text, cell),
    }
}
