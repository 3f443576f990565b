//! `/api/v1/services/{service}/tags`: names for what rules mean.

use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use lotse_control::tags::{TagId, TagVersion};
use lotse_domain::{
    query::Period,
    rule::{Rule, json::Given},
    tag::{TagDefinition, TagDraft},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
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

/// Days that a preview looks at where nothing is asked for, and at most.
const DAYS: u16 = 30;
const MOST_DAYS: u16 = 400;

/// A tag.
#[derive(Serialize, ToSchema)]
pub(crate) struct TagEntry {
    /// Its number.
    id: i64,
    /// What it is called.
    name: String,
    /// `page`, `feature` or `event`.
    kind: String,
    /// Tags that stand together; empty for none.
    group: String,
    /// What a colleague has to know.
    description: String,
    /// Which events it means; docs/spec/rule.md.
    #[schema(value_type = Object, example = json!({ "field": "page", "matches": ["/apply/**"] }))]
    rule: Value,
    /// The same as text.
    #[schema(example = "page matches \"/apply/**\"")]
    rule_text: String,
    /// How often it was changed, and once for its making.
    version: i64,
    /// Who made this version.
    changed_by: String,
    /// When.
    #[schema(example = "2026-11-23T12:00:00Z")]
    changed_at: String,
    /// It is not offered any more.
    archived: bool,
}

impl Entry for TagEntry {
    type Of = TagDefinition;

    fn of_version(id: TagId, version: TagVersion, archived: bool) -> Self {
        let TagVersion { version, name, description, says, made_by, made_at } = version;
        Self {
            id: id.number(),
            name,
            kind: says.kind.to_string(),
            group: says.group,
            description,
            rule_text: says.rule.to_string(),
            // Of texts and lists alone, which JSON can always hold.
            rule: serde_json::to_value(&says.rule).unwrap_or_default(),
            version,
            changed_by: made_by,
            changed_at: made_at.to_string(),
            archived,
        }
    }
}

/// What a tag says.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTag {
    /// What it is called: a name that no other tag of the service has.
    #[schema(min_length = 1, max_length = 100, example = "Income form")]
    name: String,
    /// `page`, `feature` or `event`.
    #[schema(pattern = "^(page|feature|event)$", example = "page")]
    kind: String,
    /// Tags that stand together.
    #[schema(max_length = 100)]
    #[serde(default)]
    group: String,
    /// What a colleague has to know.
    #[schema(max_length = 1000)]
    #[serde(default)]
    description: String,
    /// Which events it means; docs/spec/rule.md.
    #[schema(value_type = Object, example = json!({ "field": "page", "matches": ["/apply/**"] }))]
    rule: Value,
    /// The version that is changed: only for a change, which is refused if somebody else was faster.
    #[serde(default)]
    version: Option<i64>,
}

/// A rule to try.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TriedRule {
    /// Which events it means; docs/spec/rule.md.
    #[schema(value_type = Object, example = json!({ "field": "kind", "is": ["click"] }))]
    rule: Value,
    /// Days up to today that are looked at; 30 without it.
    #[schema(minimum = 1, maximum = 400)]
    #[serde(default)]
    days: Option<u16>,
}

impl New for NewTag {
    type Of = TagDefinition;

    fn draft(&self) -> Result<TagDraft, Failure> {
        Ok(TagDraft {
            name: self.name.clone(),
            description: self.description.clone(),
            says: TagDefinition {
                kind: self.kind.parse().map_err(|_| Failure::Parameter { name: "kind" })?,
                group: self.group.clone(),
                rule: rule(&self.rule)?,
            },
        })
    }

    fn version(&self) -> Option<i64> {
        self.version
    }
}

/// Reads a rule; what is wrong with it is said with its place.
fn rule(value: &Value) -> Result<Rule, Failure> {
    let given = Given::deserialize(value).map_err(|_| Failure::NotJson)?;
    Rule::try_from(&given).map_err(Failure::Rule)
}

/// Tags
///
/// `GET /api/v1/services/{service}/tags`, by name, archived ones too
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/tags",
    tag = "tags",
    params(("service" = String, Path, description = "The service's place in addresses"), PageParams),
    responses((status = 200, description = "A page of them", body = Page<TagEntry>), Refusals)
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    definitions::list::<TagEntry>(&state, &service, &request).await
}

/// Make a tag
///
/// `POST /api/v1/services/{service}/tags`. Sent again with the same `Idempotency-Key` within a day, it is made once.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/tags",
    tag = "tags",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("Idempotency-Key" = Option<String>, Header, description = "A text of your own, at most 200 characters, the same in every retry")
    ),
    request_body = NewTag,
    responses(
        (status = 201, description = "It is made", body = TagEntry),
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
    definitions::make::<TagEntry, NewTag>(&state, &service, &page, request).await
}

/// Change a tag
///
/// `POST /api/v1/services/{service}/tags/{tag}` with all that it says from now on, and the version that is changed. The versions
/// before stay.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/tags/{tag}",
    tag = "tags",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("tag" = i64, Path, description = "Its number")
    ),
    request_body = NewTag,
    responses(
        (status = 200, description = "It is changed", body = TagEntry),
        (status = 409, description = "Its name is taken, or somebody changed it meanwhile", body = Problem, content_type = "application/problem+json"),
        Refusals
    )
)]
pub(crate) async fn change(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(tag): PathPart,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    definitions::change::<TagEntry, NewTag>(&state, &service, &tag, &page, request).await
}

/// Archive a tag
///
/// `POST /api/v1/services/{service}/tags/{tag}/archive`. What names it goes on; it is not offered any more.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/tags/{tag}/archive",
    tag = "tags",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("tag" = i64, Path, description = "Its number")
    ),
    request_body = Archived,
    responses((status = 204, description = "It is done"), Refusals)
)]
pub(crate) async fn archive(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(tag): PathPart,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    definitions::archive::<TagId>(&state, &service, &tag, &page, request).await
}

/// Versions of a tag
///
/// `GET /api/v1/services/{service}/tags/{tag}/versions`, by their numbers
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/tags/{tag}/versions",
    tag = "tags",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("tag" = i64, Path, description = "Its number"),
        PageParams
    ),
    responses((status = 200, description = "A page of them", body = Page<TagEntry>), Refusals)
)]
pub(crate) async fn versions(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(tag): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    definitions::versions::<TagEntry>(&state, &service, &tag, &request).await
}

/// Try a rule
///
/// `POST /api/v1/services/{service}/tags/preview`. How many events it means, how many people are behind them, day by day, and on which
/// pages. A cell that may not be shown says why. Single events are not among it.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/tags/preview",
    tag = "tags",
    params(("service" = String, Path, description = "The service's place in addresses")),
    request_body = TriedRule,
    responses((status = 200, description = "Disclosed days and pages", body = Object), Refusals)
)]
pub(crate) async fn preview(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: Request,
) -> Result<Response, Failure> {
    let tried: TriedRule = definitions::read(request).await?;
    let rule = rule(&tried.rule)?;
    let days = tried.days.unwrap_or(DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Failure::Parameter { name: "days" });
    }
    let period = Period::last_days(days, state.clock.now(), service.time_zone.clone());
    let period = period.map_err(|error| Failure::Report(error.into()))?;
    let found = state.reports.tag_preview(&viewer, &service, &period, &rule).await?;
    let days: Vec<Value> = period
        .days()
        .iter()
        .zip(found.events.line.cells.iter().zip(&found.people.line.cells))
        .map(|(day, (events, people))| json!({ "day": day.date, "events": events, "people": people }))
        .collect();
    let pages: Vec<&str> =
        found.events.rows.iter().flat_map(|rows| &rows.rows).map(|row| &**row.label).collect();
    Ok(Json(json!({
        "rule": rule,
        "rule_text": rule.to_string(),
        "first": period.first(),
        "last": period.last(),
        "events": found.events.line.total,
        "visits": found.visits,
        "people": found.people.line.total,
        "days": days,
        "pages": pages,
    }))
    .into_response())
}
