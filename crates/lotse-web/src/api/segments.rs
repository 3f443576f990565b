//! `/api/v1/services/{service}/segments`: visitors by what they did. Reports take the number of one as `segment`.

use axum::{
    extract::{Request, State},
    response::Response,
};
use lotse_control::segments::{SegmentId, SegmentVersion};
use lotse_domain::segment::{SegmentDefinition, SegmentDraft, form::SegmentForm};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    api::{
        definitions::{self, Archived, Entry, New},
        openapi::{Problem, Refusals},
        pages::{Page, PageParams},
    },
    error::Failure,
    page::PageRequest,
    path::{PathPart, ServiceInPath},
    state::AppState,
};

/// A segment.
#[derive(Serialize, ToSchema)]
pub(crate) struct SegmentEntry {
    /// Its number.
    id: i64,
    /// What it is called.
    name: String,
    /// What a colleague has to know.
    description: String,
    /// Who is in it; docs/spec/segment.md. Rules of events are texts.
    #[schema(value_type = Object)]
    segment: Value,
    /// How often it was changed, and once for its making.
    version: i64,
    /// Who made this version.
    changed_by: String,
    /// When.
    #[schema(example = "2026-11-29T12:00:00Z")]
    changed_at: String,
    /// It is not shown any more.
    archived: bool,
}

impl Entry for SegmentEntry {
    type Of = SegmentDefinition;

    fn of_version(id: SegmentId, version: SegmentVersion, archived: bool) -> Self {
        let SegmentVersion { version, name, description, says, made_by, made_at } = version;
        Self {
            id: id.number(),
            name,
            description,
            segment: written(&SegmentForm::from(&says)),
            version,
            changed_by: made_by,
            changed_at: made_at.to_string(),
            archived,
        }
    }
}

/// A form is texts and lists alone, which JSON can always hold.
fn written(form: &SegmentForm) -> Value {
    serde_json::to_value(form).unwrap_or_default()
}

/// What a segment says.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSegment {
    /// What it is called: a name that no other segment of the service has.
    #[schema(min_length = 1, max_length = 100, example = "Gave up")]
    name: String,
    /// What a colleague has to know.
    #[schema(max_length = 1000)]
    #[serde(default)]
    description: String,
    /// Who is in it; docs/spec/segment.md. Rules of events are texts.
    #[schema(value_type = Object, example = json!({
        "rules": [
            { "events": ["page is \"/apply\""], "at_least": 2 },
            { "done": false, "events": ["name is \"sent\""], "last_days": 90 }
        ]
    }))]
    segment: Value,
    /// The version that is changed: only for a change, which is refused if somebody else was faster.
    #[serde(default)]
    version: Option<i64>,
}

impl New for NewSegment {
    type Of = SegmentDefinition;

    fn draft(&self) -> Result<SegmentDraft, Failure> {
        let form = SegmentForm::deserialize(&self.segment).map_err(|_| Failure::NotJson)?;
        let says = form.definition().map_err(Failure::Segment)?;
        Ok(SegmentDraft { name: self.name.clone(), description: self.description.clone(), says })
    }

    fn version(&self) -> Option<i64> {
        self.version
    }
}

/// Segments
///
/// `GET /api/v1/services/{service}/segments`, by name, archived ones too
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/segments",
    tag = "segments",
    params(("service" = String, Path, description = "The service's place in addresses"), PageParams),
    responses((status = 200, description = "A page of them", body = Page<SegmentEntry>), Refusals)
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    definitions::list::<SegmentEntry>(&state, &service, &request).await
}

/// Make a segment
///
/// `POST /api/v1/services/{service}/segments`. Sent again with the same `Idempotency-Key` within a day, it is made once.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/segments",
    tag = "segments",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("Idempotency-Key" = Option<String>, Header, description = "A text of your own, at most 200 characters, the same in every retry")
    ),
    request_body = NewSegment,
    responses(
        (status = 201, description = "It is made", body = SegmentEntry),
        (status = 409, description = "Its name is taken, there are as many as may be, or the same request is being done", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The key was used for another request", body = Problem, content_type = "application/problem+json"),
        Refusals
    )
)]
pub(crate) async fn make(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    definitions::make::<SegmentEntry, NewSegment>(&state, &service, &page, request).await
}

/// Change a segment
///
/// `POST /api/v1/services/{service}/segments/{segment}` with all that it says from now on, and the version that is changed. The versions
/// before stay.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/segments/{segment}",
    tag = "segments",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("segment" = i64, Path, description = "Its number")
    ),
    request_body = NewSegment,
    responses(
        (status = 200, description = "It is changed", body = SegmentEntry),
        (status = 409, description = "Its name is taken, or somebody changed it meanwhile", body = Problem, content_type = "application/problem+json"),
        Refusals
    )
)]
pub(crate) async fn change(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(segment): PathPart,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    definitions::change::<SegmentEntry, NewSegment>(&state, &service, &segment, &page, request)
        .await
}

/// Archive a segment
///
/// `POST /api/v1/services/{service}/segments/{segment}/archive`. It can still be looked at.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/segments/{segment}/archive",
    tag = "segments",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("segment" = i64, Path, description = "Its number")
    ),
    request_body = Archived,
    responses((status = 204, description = "It is done"), Refusals)
)]
pub(crate) async fn archive(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(segment): PathPart,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    definitions::archive::<SegmentId>(&state, &service, &segment, &page, request).await
}

/// Versions of a segment
///
/// `GET /api/v1/services/{service}/segments/{segment}/versions`, by their numbers
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/segments/{segment}/versions",
    tag = "segments",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("segment" = i64, Path, description = "Its number"),
        PageParams
    ),
    responses((status = 200, description = "A page of them", body = Page<SegmentEntry>), Refusals)
)]
pub(crate) async fn versions(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(segment): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    definitions::versions::<SegmentEntry>(&state, &service, &segment, &request).await
}
