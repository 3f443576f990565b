//! `/api/v1/services/{service}/imports`: access logs, rows and outcomes that programs bring, and what became of them.

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_control::log_imports::LogImport;
use lotse_domain::import::{LeftOut, LogFormat};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        openapi::Refusals,
        pages::{Page, PageParams, by_number},
    },
    body::BodyError,
    error::Failure,
    imports::{self, NotProposed, Said},
    page::PageRequest,
    pages::data::import,
    path::{PathPart, ServiceInPath},
    state::AppState,
    upload::Upload,
};

/// An import of access logs, rows or outcomes.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportEntry {
    /// Its number.
    id: i64,
    /// `proposed`, `waiting`, `running`, `closed`, `failed`, `undoing` or `undone`.
    state: String,
    /// Names of the files, without folders.
    files: Vec<String>,
    /// The format, if it was named or recognised for all files.
    format: Option<String>,
    /// Lines that were read.
    lines_read: u64,
    /// Of them, those that are events: page views, or outcomes of cases.
    page_views: u64,
    /// Of these, those that another import had brought.
    known: u64,
    /// Lines left out, by reason.
    left_out: Vec<LeftOutLines>,
    /// The first malformed lines, by number.
    malformed: Vec<MalformedLine>,
    /// Who began it; empty for the command line.
    begun_by: String,
    /// When.
    #[schema(example = "2026-11-23T12:00:00Z")]
    begun_at: String,
    /// Why it ended before its end.
    failure: Option<String>,
}

/// How many lines were left out for one reason.
#[derive(Serialize, ToSchema)]
pub(crate) struct LeftOutLines {
    /// The reason, as docs/spec/import.md lists them.
    #[schema(example = "asset")]
    reason: String,
    /// The lines.
    lines: u64,
}

/// Where a malformed line stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct MalformedLine {
    /// The name of its file.
    file: String,
    /// Its number, from 1.
    line: u64,
    /// What is wrong with it, as docs/spec/import.md lists it.
    #[schema(example = "time")]
    fault: String,
}

impl ImportEntry {
    fn of(import: LogImport) -> Self {
        let counts = &import.counts;
        let left =
            |(reason, lines): (LeftOut, u64)| LeftOutLines { reason: reason.to_string(), lines };
        let files = &import.of.files;
        let malformed = counts.faults().iter().map(|faulty| MalformedLine {
            file: files.get(faulty.file).cloned().unwrap_or_default(),
            line: faulty.line,
            fault: faulty.fault.to_string(),
        });
        Self {
            id: import.id.number(),
            state: import.state.to_string(),
            format: import.of.format.map(|format| format.to_string()),
            lines_read: counts.read,
            page_views: counts.page_views,
            known: counts.known,
            left_out: counts.by_reason().map(left).collect(),
            malformed: malformed.collect(),
            begun_by: import.begun_by,
            begun_at: import.begun_at.to_string(),
            failure: import.failure,
            files: import.of.files,
        }
    }
}

/// What is said of the log that is brought.
#[derive(IntoParams, Serialize)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogParams {
    /// What the file is called
    name: Option<String>,
    /// The format, as docs/spec/import.md lists them; recognised without it
    format: Option<String>,
    /// Hosts whose lines are wanted, separated by commas; those of the service's origins without it
    hosts: Option<String>,
    /// Rows and outcomes alone: the column that says when, by its head; known by its name without it
    time: Option<String>,
    /// The column that says which page
    page: Option<String>,
    /// The column with the host
    host: Option<String>,
    /// The column with the method
    method: Option<String>,
    /// The column with the status
    status: Option<String>,
    /// The column with the network address, of which nothing is kept
    address: Option<String>,
    /// The column with the browser string, of which nothing is kept
    browser: Option<String>,
    /// The column with the languages that were asked for
    language: Option<String>,
    /// Outcomes alone: the column with the case as the service names it, of which only a keyed hash is kept
    case: Option<String>,
    /// The column that says what became of the case
    outcome: Option<String>,
    /// The column with the fields that were returned for correction
    fields: Option<String>,
    /// The column with the way
    channel: Option<String>,
}

/// Imports
///
/// `GET /api/v1/services/{service}/imports`, the oldest first
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/imports",
    tag = "imports",
    params(("service" = String, Path, description = "The service's place in addresses"), PageParams),
    responses((status = 200, description = "A page of them", body = Page<ImportEntry>), Refusals)
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let found = state.control.log_imports(service.id).await?;
    let key = |import: &LogImport| by_number(import.id.number());
    let page = Page::of(&request.query, found, key, ImportEntry::of)?;
    Ok(Json(page).into_response())
}

/// One import
///
/// `GET /api/v1/services/{service}/imports/{import}`
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/imports/{import}",
    tag = "imports",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("import" = i64, Path, description = "Its number")
    ),
    responses((status = 200, description = "It", body = ImportEntry), Refusals)
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(import): PathPart,
) -> Result<Response, Failure> {
    let found = import::find(&state, &service, &import).await?;
    Ok(Json(ImportEntry::of(found)).into_response())
}

/// Bring an access log, rows or outcomes of cases
///
/// `POST /api/v1/services/{service}/imports`. The body is the file, plain or packed with gzip or Zstandard. It is
/// imported at once; the same lines again add nothing.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/imports",
    tag = "imports",
    params(("service" = String, Path, description = "The service's place in addresses"), LogParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 202, description = "It is under way", body = ImportEntry), Refusals)
)]
pub(crate) async fn bring(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let actor = page.caller()?.actor();
    let asked = |name: &str| page.query.get(name).map(str::trim).filter(|text| !text.is_empty());
    let format = asked("format").map(str::parse::<LogFormat>).transpose();
    let said = Said {
        name: asked("name").unwrap_or_default().to_owned(),
        format: format.map_err(|_| Failure::Parameter { name: "format" })?,
        columns: imports::columns_said(&page.query),
        hosts: imports::hosts(asked("hosts").unwrap_or_default()),
    };
    let taken =
        Upload::take(&state, state.imports.most_bytes, request.into_body().into_data_stream())
            .await;
    let upload = taken.map_err(|why| why.failure(state.imports.most_bytes))?;
    let proposed = imports::propose(&state, actor, &service, upload, said).await;
    let proposed = proposed.map_err(|why| match why {
        NotProposed::Format => Failure::Parameter { name: "format" },
        NotProposed::Unreadable => Failure::Body(BodyError::Broken),
        NotProposed::Control(error) => error.into(),
    })?;
    let changes = state.control.by(page.caller()?.actor());
    changes.start_import(&service, proposed.id).await?;
    state.imports.wake.notify_one();
    let found = state.control.log_import(service.id, proposed.id).await?.unwrap_or(proposed);
    Ok((StatusCode::ACCEPTED, Json(ImportEntry::of(found))).into_response())
}

/// Undo an import
///
/// `DELETE /api/v1/services/{service}/imports/{import}`. Every page view that it added is erased. Undoing one that is
/// undone already is no error.
#[utoipa::path(
    delete,
    path = "/api/v1/services/{service}/imports/{import}",
    tag = "imports",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("import" = i64, Path, description = "Its number")
    ),
    responses((status = 202, description = "It is being undone"), Refusals)
)]
pub(crate) async fn undo(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(import): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let import = import::find(&state, &service, &import).await?;
    state.control.by(request.caller()?.actor()).undo_import(&service, import.id).await?;
    state.imports.wake.notify_one();
    Ok(StatusCode::ACCEPTED.into_response())
}
