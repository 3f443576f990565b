//! `/api/v1/services/{service}/questions`: questions that are kept under a name.

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_control::questions::{NotSaved, QuestionId, SavedQuestion};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        idempotency,
        openapi::{Problem, Refusals},
        pages::{Page, PageParams},
    },
    error::Failure,
    page::PageRequest,
    pages::explore::save::Question,
    path::{PathPart, ServiceInPath},
    query::Query,
    state::AppState,
};

/// The longest body, in bytes.
const BODY_BYTES: usize = 32 * 1024;

/// A question that is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct QuestionEntry {
    /// Its number, by which it is deleted.
    id: i64,
    /// What it is called.
    name: String,
    /// `trend`, `funnel`, `paths`, `retention`, `pages` or `forms`.
    place: String,
    /// The parameters of its address: the whole question.
    #[schema(example = "step1=/apply&step2=/apply/sent&days=30")]
    parameters: String,
    /// Who saved it.
    saved_by: String,
    /// When.
    #[schema(example = "2026-11-23T12:00:00Z")]
    saved_at: String,
}

impl QuestionEntry {
    fn of(question: SavedQuestion) -> Self {
        Self {
            id: question.id.number(),
            name: question.name,
            place: question.place.to_string(),
            parameters: question.parameters,
            saved_by: question.saved_by,
            saved_at: question.saved_at.to_string(),
        }
    }
}

/// A question to keep.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewQuestion {
    /// What it is called: a name that no other question of the service has.
    #[schema(min_length = 1, max_length = 100, example = "Do they send it?")]
    name: String,
    /// `trend`, `funnel`, `paths`, `retention`, `pages` or `forms`.
    #[schema(pattern = "^(trend|funnel|paths|retention|pages|forms)$", example = "funnel")]
    place: String,
    /// The parameters of its address.
    #[schema(max_length = 8000, example = "step1=/apply&step2=/apply/sent")]
    parameters: String,
}

/// Questions that are kept
///
/// `GET /api/v1/services/{service}/questions`, by name
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/questions",
    tag = "questions",
    params(("service" = String, Path, description = "The service's place in addresses"), PageParams),
    responses((status = 200, description = "A page of them", body = Page<QuestionEntry>), Refusals)
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let saved = state.control.saved_questions(service.id).await?;
    let page =
        Page::of(&request.query, saved, |question| question.name.clone(), QuestionEntry::of)?;
    Ok(Json(page).into_response())
}

/// Keep a question
///
/// `POST /api/v1/services/{service}/questions`. Sent again with the same `Idempotency-Key` within a day, it is kept once.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/questions",
    tag = "questions",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("Idempotency-Key" = Option<String>, Header, description = "A text of your own, at most 200 characters, the same in every retry")
    ),
    request_body = NewQuestion,
    responses(
        (status = 201, description = "It is kept", body = QuestionEntry),
        (status = 409, description = "Its name is taken, there are as many as may be, or the same request is being done", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The key was used for another request", body = Problem, content_type = "application/problem+json"),
        Refusals
    )
)]
pub(crate) async fn save(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let caller = page.caller()?;
    let work = async |new: NewQuestion| {
        let question = Question::read(&new.place, &Query::parse(&new.parameters))?;
        let changes = state.control.by(caller.actor());
        let saved = changes
            .save_question(&service, question.place, &new.name, &question.parameters)
            .await?;
        let saved = saved.map_err(|why| match why {
            NotSaved::NoName | NotSaved::LongName => Failure::Parameter { name: "name" },
            NotSaved::LongParameters => Failure::Parameter { name: "parameters" },
            NotSaved::NameTaken => Failure::NameTaken,
            NotSaved::TooMany => Failure::TooMany,
        })?;
        Ok(QuestionEntry::of(saved))
    };
    idempotency::make(&state, caller, request, BODY_BYTES, work).await
}

/// Delete a question
///
/// `DELETE /api/v1/services/{service}/questions/{question}`. Deleting one that is gone already is no error.
#[utoipa::path(
    delete,
    path = "/api/v1/services/{service}/questions/{question}",
    tag = "questions",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("question" = i64, Path, description = "Its number")
    ),
    responses((status = 204, description = "It is gone"), Refusals)
)]
pub(crate) async fn delete(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(question): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let question = QuestionId::from_text(&question).ok_or(Failure::NoSuchPage)?;
    state.control.by(request.caller()?.actor()).delete_question(&service, question).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
