//! `/s/{service}/explore`: the ways to ask, and the questions that somebody saved.

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
};

/// Ways to ask, and saved questions.
#[derive(Template)]
#[template(path = "pages/explore/list.html")]
struct ListPage {
    frame: Frame,
    slug: String,
    form_token: String,
    saved: Vec<Saved>,
}

struct Saved {
    name: String,
    address: String,
    /// What kind of question it is, who saved it, and when.
    words: String,
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
    let saved = state.control.saved_questions(service.id).await?;
    page::show(&ListPage {
        slug: service.slug.to_string(),
        form_token: request.form_token(),
        frame,
        saved: saved.into_iter().map(|question| self::saved(text, &service, question)).collect(),
    })
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
        words: text.fill(
            "explore-saved-by",
            &[
                ("place", text.word("question", place.as_str()).into()),
                ("who", saved_by.into()),
                ("day", text.format().date(day).into()),
            ],
        ),
        delete: format!("{base}/saved/{}/delete", id.number()),
        delete_words: text.fill("explore-delete-it", &[("name", name.as_str().into())]),
        name,
    }
}
