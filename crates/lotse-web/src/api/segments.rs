//! `/api/v1/services/{service}/segments`: visitors by what they did. Reports take the number of one as `segment`.

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_control::segments::{NotASegment, SegmentId, SegmentVersion, StoredSegment};
use lotse_domain::segment::{SegmentDraft, form::SegmentForm};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::tags::{ArchivedTag, read};
use crate::{
    api::{
        idempotency,
        openapi::{Problem, Refusals},
        pages::{Page, PageParams},
    },
    error::Failure,
    page::PageRequest,
    pages::data::segments::named,
    path::{PathPart, ServiceInPath},
    state::AppState,
};

/// The longest body, in bytes: a segment has forty rules of events at most.
const BODY_BYTES: usize = 1024 * 1024;

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

impl SegmentEntry {
    fn of(segment: StoredSegment) -> Self {
        Self::of_version(segment.id, segment.now, segment.is_archived)
    }

    fn of_version(id: SegmentId, version: SegmentVersion, archived: bool) -> Self {
        let SegmentVersion { version, says, made_by, made_at } = version;
        Self {
            id: id.number(),
            name: says.name,
            description: says.description,
            segment: written(&SegmentForm::from(&says.says)),
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

impl NewSegment {
    fn draft(&self) -> Result<SegmentDraft, Failure> {
        let form = SegmentForm::deserialize(&self.segment).map_err(|_| Failure::NotJson)?;
        let says = form.definition().map_err(Failure::Segment)?;
        Ok(SegmentDraft { name: self.name.clone(), description: self.description.clone(), says })
    }
}

fn refused(why: NotASegment) -> Failure {
    match why {
        NotASegment::NoName | NotASegment::LongName => Failure::Parameter { name: "name" },
        NotASegment::LongDescription => Failure::Parameter { name: "description" },
        NotASegment::NameTaken => Failure::NameTaken,
        NotASegment::TooMany => Failure::TooMany,
        NotASegment::Gone => Failure::NoSuchPage,
        NotASegment::Outdated => Failure::Outdated,
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
    let segments = state.control.segments(service.id).await?;
    let page = Page::of(
        &request.query,
        segments,
        |segment| segment.now.says.name.clone(),
        SegmentEntry::of,
    )?;
    Ok(Json(page).into_response())
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
    let caller = page.caller()?;
    let work = async |new: NewSegment| {
        let made = state.control.by(caller.actor()).add_segment(&service, &new.draft()?).await?;
        Ok(SegmentEntry::of(made.map_err(refused)?))
    };
    idempotency::make(&state, caller, request, BODY_BYTES, work).await
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
    let id = SegmentId::from_text(&segment).ok_or(Failure::NoSuchPage)?;
    let new: NewSegment = read(request).await?;
    let version = new.version.ok_or(Failure::Parameter { name: "version" })?;
    let changes = state.control.by(page.caller()?.actor());
    let now = changes.change_segment(&service, id, version, &new.draft()?).await?;
    Ok(Json(SegmentEntry::of(now.map_err(refused)?)).into_response())
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
    request_body = ArchivedTag,
    responses((status = 204, description = "It is done"), Refusals)
)]
pub(crate) async fn archive(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(segment): PathPart,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let id = SegmentId::from_text(&segment).ok_or(Failure::NoSuchPage)?;
    let ArchivedTag { archived } = read(request).await?;
    let changes = state.control.by(page.caller()?.actor());
    let is_done = changes.archive_segment(&service, id, archived).await?;
    if is_done { Ok(StatusCode::NO_CONTENT.into_response()) } else { Err(Failure::NoSuchPage) }
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
    in_path: ServiceInPath,
    PathPart(segment): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let segment = named(&state, &in_path.service, &segment).await?;
    let versions = state.control.segment_versions(in_path.service.id, segment.id).await?;
    let entry = |version| SegmentEntry::of_version(segment.id, version, segment.is_archived);
    let key = |version: &SegmentVersion| format!("{:010}", version.version);
    Ok(Json(Page::of(&request.query, versions, key, entry)?).into_response())
}
