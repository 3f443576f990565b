//! `/s/{service}/explore`: the ways to ask, and the questions that somebody saved.

use std::cmp::Reverse;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::questions::{QuestionId, SavedQuestion};
use lotse_domain::service::Service;

use crate::{
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::{PathPart, ServiceInPath},
    state::AppState,
    ui::{
        listing::{ListSearch, Listing},
        sorted::{Order, SortHead, Turns},
    },
};

/// By what saved questions are sorted: the spelling in addresses.
const SORTS: [&str; 4] = ["name", "kind", "who", "day"];

/// Ways to ask, and saved questions.
#[derive(Template)]
#[template(path = "pages/explore/list.html")]
struct ListPage {
    frame: Frame,
    slug: String,
    form_token: String,
    search: Option<ListSearch>,
    /// Of name, kind, who and when.
    heads: [SortHead; 4],
    saved: Vec<Saved>,
    turns: Turns,
    has_saved: bool,
}

struct Saved {
    name: String,
    address: String,
    kind: String,
    /// Who saved it, and when.
    who: String,
    day: String,
    /// Where to send the wish to delete it.
    delete: String,
    delete_words: String,
}

/// `GET /s/{service}/explore`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let frame = request.frame(Place::Explore, text.say("explore-title")).about(&service);
    let all = state.control.saved_questions(service.id).await?;
    let listing = Listing::of(&request.query, &SORTS, SORTS[0])?;
    let (path, query, count) = (request.path.as_str(), &request.query, all.len());
    let search = ListSearch::new(text, text.say("explore-search"), &listing, count, path, query);
    let (saved, shown) = listing.page(sorted(text, all, &listing));
    let head = |key: &str, sort, order| {
        SortHead::new(text.say(key), sort, order, listing.sort, path, query)
    };
    let [name, kind, who, day] = SORTS;
    page::show(&ListPage {
        slug: service.slug.to_string(),
        form_token: request.form_token(),
        search,
        heads: [
            head("explore-saved-name", name, Order::Names),
            head("explore-saved-kind", kind, Order::Names),
            head("explore-saved-who", who, Order::Names),
            head("explore-saved-day", day, Order::Times),
        ],
        frame,
        saved: saved.into_iter().map(|question| self::saved(text, &service, question)).collect(),
        turns: Turns::new(text, shown, path, query),
        has_saved: count > 0,
    })
}

/// Those that are searched for, in the order that is asked for. They come by name.
fn sorted(text: Text, mut saved: Vec<SavedQuestion>, listing: &Listing) -> Vec<SavedQuestion> {
    let kind = |question: &SavedQuestion| text.word("question", question.place.as_str());
    saved.retain(|question| {
        let SavedQuestion { name, saved_by, .. } = question;
        listing.is_in(&format!("{name} {} {saved_by}", kind(question)))
    });
    match listing.sort {
        "kind" => saved.sort_by_cached_key(kind),
        "who" => saved.sort_by_cached_key(|question| question.saved_by.to_lowercase()),
        "day" => saved.sort_by_key(|question| Reverse(question.saved_at)),
        _ => saved.sort_by_cached_key(|question| question.name.to_lowercase()),
    }
    saved
}

/// `POST /s/{service}/explore/saved/{question}/delete`
pub(crate) async fn delete(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(question): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let question = QuestionId::from_text(&question).ok_or(Failure::NoSuchPage)?;
    // Somebody else may have deleted it meanwhile: then it is gone, as was wished.
    state.control.by(request.caller()?.actor()).delete_question(&service, question).await?;
    Ok(Redirect::to(&format!("/s/{}/explore", service.slug)).into_response())
}

fn saved(text: Text, service: &Service, question: SavedQuestion) -> Saved {
    let SavedQuestion { id, place, name, parameters, saved_by, saved_at } = question;
    let base = format!("/s/{}/explore", service.slug);
    let day = saved_at.to_zoned_datetime(service.time_zone.clone()).date();
    Saved {
        address: format!("{base}/{place}?{parameters}"),
        kind: text.word("question", place.as_str()),
        who: saved_by,
        day: text.format().date(day),
        delete: format!("{base}/saved/{}/delete", id.number()),
        delete_words: text.fill("explore-delete-it", &[("name", name.as_str().into())]),
        name,
    }
}
