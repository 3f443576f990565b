//! `/api/v1/services/{service}/annotations`: what happened, and figures before and after it.

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use lotse_control::annotations::{Annotation, AnnotationId, NotAnnotated, unknown};
use lotse_domain::{annotation::AnnotationDraft, query::Period};
use lotse_report::{
    effect::{Between, Effect, EffectReport, Spans},
    export::annotations::{self, AnnotationFile, LineFault},
    measure::Cell,
};
use lotse_stats::estimate::Interval;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        idempotency,
        openapi::{Problem, Refusals},
        pages::{Page, PageParams},
    },
    attachment, body,
    error::Failure,
    page::PageRequest,
    pages::data::annotations::{list::most_bytes, named, show::asked},
    path::{PathPart, ServiceInPath},
    state::AppState,
    upload,
};

/// The longest body of one annotation, in bytes.
const BODY_BYTES: usize = 32 * 1024;

/// An annotation.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnnotationEntry {
    /// Its number.
    id: i64,
    /// The first day, in the time zone of the service.
    #[schema(example = "2026-11-02")]
    first: String,
    /// The last day, where it came to an end.
    #[schema(example = "2026-11-05")]
    last: Option<String>,
    /// `deployment`, `campaign`, `outage`, `law-change` or `other`.
    kind: String,
    /// What happened.
    title: String,
    /// What a colleague has to know; empty for nothing.
    description: String,
    /// Measures that it is expected to move.
    #[schema(example = json!(["bounce-rate"]))]
    measures: Vec<String>,
    /// How often it was changed, and once for its making.
    version: i64,
    /// Who made it or changed it last.
    changed_by: String,
    /// When.
    #[schema(example = "2026-11-23T12:00:00Z")]
    changed_at: String,
}

impl AnnotationEntry {
    fn of(annotation: Annotation) -> Self {
        let Annotation { id, version, says, made_by, made_at } = annotation;
        Self {
            id: id.number(),
            first: says.first.to_string(),
            last: says.last.map(|last| last.to_string()),
            kind: says.kind.to_string(),
            title: says.title,
            description: says.description,
            measures: says.measures,
            version,
            changed_by: made_by,
            changed_at: made_at.to_string(),
        }
    }
}

/// What an annotation says.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAnnotation {
    /// The first day.
    #[schema(example = "2026-11-02")]
    first: String,
    /// The last day, where it came to an end.
    #[serde(default)]
    last: Option<String>,
    /// `deployment`, `campaign`, `outage`, `law-change` or `other`.
    #[schema(pattern = "^(deployment|campaign|outage|law-change|other)$", example = "deployment")]
    kind: String,
    /// What happened, in one line.
    #[schema(min_length = 1, max_length = 100, example = "Shorter income form")]
    title: String,
    /// What a colleague has to know.
    #[schema(max_length = 1000)]
    #[serde(default)]
    description: String,
    /// Measures that it is expected to move.
    #[schema(example = json!(["bounce-rate"]))]
    #[serde(default)]
    measures: Vec<String>,
    /// The version that is changed: only for a change, which is refused if somebody else was faster.
    #[serde(default)]
    version: Option<i64>,
}

impl NewAnnotation {
    fn draft(&self) -> Result<AnnotationDraft, Failure> {
        let day = |text: &str, name| text.parse::<Date>().map_err(|_| Failure::Parameter { name });
        let measures = annotations::measures(self.measures.iter().map(String::as_str));
        Ok(AnnotationDraft {
            first: day(&self.first, "first")?,
            last: self.last.as_deref().map(|last| day(last, "last")).transpose()?,
            kind: self.kind.parse().map_err(|_| Failure::Parameter { name: "kind" })?,
            title: self.title.clone(),
            description: self.description.clone(),
            measures: measures.ok_or(Failure::Parameter { name: "measures" })?,
        })
    }
}

/// Figures before and after.
#[derive(Serialize, ToSchema)]
pub(crate) struct EffectEntry {
    /// The annotation.
    annotation: AnnotationEntry,
    /// The days before; none where no whole week after is over yet.
    before: Option<DaysEntry>,
    /// The days after.
    after: Option<DaysEntry>,
    /// From this day on there is something to compare, where there is nothing yet.
    #[schema(example = "2026-11-09")]
    comparable_from: Option<String>,
    /// The days before begin with days without any event: the service may just have begun.
    begins_late: bool,
    /// Events may be missing: a file that could not be read was set aside.
    is_incomplete: bool,
    /// One for each measure that the annotation names.
    effects: Vec<MeasureEntry>,
    /// What none of it can prove.
    warning: &'static str,
}

/// A run of days.
#[derive(Serialize, ToSchema)]
pub(crate) struct DaysEntry {
    /// The first.
    #[schema(example = "2026-10-05")]
    first: String,
    /// The last.
    #[schema(example = "2026-11-01")]
    last: String,
}

/// One measure before and after.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeasureEntry {
    /// What it counts.
    #[schema(example = "bounce-rate")]
    measure: &'static str,
    /// Its figure of the days before, or why it is not shown.
    #[schema(value_type = Object)]
    before: Cell,
    /// Of the days after.
    #[schema(value_type = Object)]
    after: Cell,
    /// Of counts: after over before.
    ratio: Option<f64>,
    /// Of shares and times: after less before.
    difference: Option<DifferenceEntry>,
}

/// After less before, in the unit of the measure.
#[derive(Serialize, ToSchema)]
pub(crate) struct DifferenceEntry {
    /// It.
    value: f64,
    /// Lower bound of its 95 % interval.
    low: Option<f64>,
    /// Upper bound.
    high: Option<f64>,
    /// Of how many, before and after together.
    n: u64,
    /// That number is blurred.
    blurred: bool,
    /// How it was computed.
    #[schema(example = "zou-donner/1")]
    method: String,
    /// Whether the interval, adjusted for all differences of the answer, leaves out 0.
    clear: Option<bool>,
}

/// What no comparison of before and after proves.
const WARNING: &str = "Other things may have changed at the same time; seasons move figures; who came may differ; visits of one person are alike, so intervals are a little too narrow.";

/// How many days are compared.
#[derive(IntoParams, Serialize)]
#[into_params(parameter_in = Query)]
pub(crate) struct EffectParams {
    /// Days before and after: 7, 14, 28 or 56; 28 without it
    days: Option<u16>,
}

/// What becomes of a file.
#[derive(IntoParams, Serialize)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileParams {
    /// What the file is called
    file: Option<String>,
    /// `yes` only looks what is in it
    preview: Option<String>,
}

/// What is in a file of annotations.
#[derive(Serialize, ToSchema)]
pub(crate) struct FileEntry {
    /// Annotations that are new.
    added: usize,
    /// Those that were there already.
    known: usize,
    /// Lines that could not be read.
    faulty_lines: usize,
    /// The first of them.
    faults: Vec<FaultyLine>,
    /// Nothing was taken: it was only looked.
    preview: bool,
}

/// A line that could not be read.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaultyLine {
    /// Its number in the file, from 1; the head is line 1.
    line: u64,
    /// The column that is wrong.
    column: &'static str,
}

fn refused(why: NotAnnotated) -> Failure {
    match why {
        NotAnnotated::NoTitle | NotAnnotated::LongTitle => Failure::Parameter { name: "title" },
        NotAnnotated::LongDescription => Failure::Parameter { name: "description" },
        NotAnnotated::Reversed => Failure::Parameter { name: "last" },
        NotAnnotated::FarAway => Failure::Parameter { name: "first" },
        NotAnnotated::TooMany => Failure::TooMany,
        NotAnnotated::Gone => Failure::NoSuchPage,
        NotAnnotated::Outdated => Failure::Outdated,
    }
}

/// Annotations
///
/// `GET /api/v1/services/{service}/annotations`, by their first days
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/annotations",
    tag = "annotations",
    params(("service" = String, Path, description = "The service's place in addresses"), PageParams),
    responses((status = 200, description = "A page of them", body = Page<AnnotationEntry>), Refusals)
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let all = state.control.annotations(service.id).await?;
    let key = |one: &Annotation| format!("{} {:019}", one.says.first, one.id.number());
    Ok(Json(Page::of(&request.query, all, key, AnnotationEntry::of)?).into_response())
}

/// Annotations as CSV
///
/// `GET /api/v1/services/{service}/annotations.csv`: first, last, kind, title, description, measures; the newest day first
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/annotations.csv",
    tag = "annotations",
    params(("service" = String, Path, description = "The service's place in addresses")),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"), Refusals)
)]
pub(crate) async fn csv(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
) -> Result<Response, Failure> {
    let all = state.control.annotations(service.id).await?;
    let text = annotations::write(all.iter().map(|annotation| &annotation.says));
    Ok(attachment::csv(&format!("{}-annotations.csv", service.slug), text))
}

/// Make an annotation
///
/// `POST /api/v1/services/{service}/annotations`. Sent again with the same `Idempotency-Key` within a day, it is made once.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/annotations",
    tag = "annotations",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("Idempotency-Key" = Option<String>, Header, description = "A text of your own, at most 200 characters, the same in every retry")
    ),
    request_body = NewAnnotation,
    responses(
        (status = 201, description = "It is made", body = AnnotationEntry),
        (status = 409, description = "There are as many as may be, or the same request is being done", body = Problem, content_type = "application/problem+json"),
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
    let work = async |new: NewAnnotation| {
        let changes = state.control.by(caller.actor());
        let made = changes.add_annotation(&service, &new.draft()?).await?;
        Ok(AnnotationEntry::of(made.map_err(refused)?))
    };
    idempotency::make(&state, caller, request, BODY_BYTES, work).await
}

/// Change an annotation
///
/// `POST /api/v1/services/{service}/annotations/{annotation}` with all that it says from now on, and the version that is changed
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/annotations/{annotation}",
    tag = "annotations",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("annotation" = i64, Path, description = "Its number")
    ),
    request_body = NewAnnotation,
    responses(
        (status = 200, description = "It is changed", body = AnnotationEntry),
        (status = 409, description = "Somebody changed it meanwhile", body = Problem, content_type = "application/problem+json"),
        Refusals
    )
)]
pub(crate) async fn change(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(annotation): PathPart,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let id = AnnotationId::from_text(&annotation).ok_or(Failure::NoSuchPage)?;
    let bytes = body::read(request.into_body(), BODY_BYTES).await?;
    let new: NewAnnotation = serde_json::from_slice(&bytes).map_err(|_| Failure::NotJson)?;
    let version = new.version.ok_or(Failure::Parameter { name: "version" })?;
    let changes = state.control.by(page.caller()?.actor());
    let now = changes.change_annotation(&service, id, version, &new.draft()?).await?;
    Ok(Json(AnnotationEntry::of(now.map_err(refused)?)).into_response())
}

/// Delete an annotation
///
/// `DELETE /api/v1/services/{service}/annotations/{annotation}`. Deleting one that is gone is no error.
#[utoipa::path(
    delete,
    path = "/api/v1/services/{service}/annotations/{annotation}",
    tag = "annotations",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("annotation" = i64, Path, description = "Its number")
    ),
    responses((status = 204, description = "It is gone"), Refusals)
)]
pub(crate) async fn delete(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(annotation): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let id = AnnotationId::from_text(&annotation).ok_or(Failure::NoSuchPage)?;
    state.control.by(request.caller()?.actor()).delete_annotation(&service, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Bring annotations
///
/// `POST /api/v1/services/{service}/annotations/file`. The body is a CSV: first, last, kind, title, description, measures.
/// The same line again adds nothing.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/annotations/file",
    tag = "annotations",
    params(("service" = String, Path, description = "The service's place in addresses"), FileParams),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, description = "What is in it", body = FileEntry),
        (status = 201, description = "They are there", body = FileEntry),
        (status = 409, description = "There would be more than may be", body = Problem, content_type = "application/problem+json"),
        Refusals
    )
)]
pub(crate) async fn bring(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let preview = match page.query.get("preview") {
        None | Some("no") => false,
        Some("yes") => true,
        Some(_) => return Err(Failure::Parameter { name: "preview" }),
    };
    let most = usize::try_from(most_bytes(&state)).unwrap_or(usize::MAX);
    let bytes = body::read(request.into_body(), most).await?;
    let read = annotations::read(&bytes).map_err(|_| Failure::Parameter { name: "body" })?;
    if preview {
        let known = state.control.annotations(service.id).await?;
        let added = unknown(&known, &read.drafts).len();
        return Ok(Json(FileEntry::of(&read, added, preview)).into_response());
    }
    let changes = state.control.by(page.caller()?.actor());
    let file = upload::base_name(page.query.get("file").unwrap_or_default(), "annotations");
    let brought = changes.import_annotations(&service, &file, &read.drafts).await?;
    let added = brought.map_err(refused)?.added;
    Ok((StatusCode::CREATED, Json(FileEntry::of(&read, added, preview))).into_response())
}

impl FileEntry {
    fn of(file: &AnnotationFile, added: usize, preview: bool) -> Self {
        let fault = |LineFault { line, fault }: &LineFault| FaultyLine {
            line: *line,
            column: fault.column().as_str(),
        };
        Self {
            added,
            known: file.drafts.len().saturating_sub(added),
            faulty_lines: file.all_faults,
            faults: file.faults.iter().map(fault).collect(),
            preview,
        }
    }
}

/// Before and after
///
/// `GET /api/v1/services/{service}/annotations/{annotation}`. An annotation, and each measure that it names in whole weeks before
/// and after it. A figure that may not be shown says why.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/annotations/{annotation}",
    tag = "annotations",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("annotation" = i64, Path, description = "Its number"),
        EffectParams
    ),
    responses((status = 200, description = "They", body = EffectEntry), Refusals)
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(annotation): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let annotation = named(&state, &service, &annotation).await?;
    let asked = asked(&service, &annotation, &request.query)?;
    let EffectReport { spans, effects, begins_late, is_incomplete, .. } =
        state.reports.effect(&viewer, asked).await?;
    let days = |period: &Period| DaysEntry {
        first: period.first().to_string(),
        last: period.last().to_string(),
    };
    let both = spans.as_ref().ok().map(|Spans { before, after }| (days(before), days(after)));
    let (before, after) = both.unzip();
    Ok(Json(EffectEntry {
        annotation: AnnotationEntry::of(annotation),
        before,
        after,
        comparable_from: spans.err().map(|day| day.to_string()),
        begins_late,
        is_incomplete,
        effects: effects.into_iter().map(entry).collect(),
        warning: WARNING,
    })
    .into_response())
}

fn entry(effect: Effect) -> MeasureEntry {
    let Effect { measure, before, after, between } = effect;
    let (ratio, difference) = match between {
        Between::Unknown => (None, None),
        Between::Counts { ratio } => (ratio, None),
        Between::Difference { difference, is_clear, is_blurred } => {
            let entry = DifferenceEntry {
                value: difference.value,
                low: difference.interval.map(Interval::low),
                high: difference.interval.map(Interval::high),
                n: difference.n.get(),
                blurred: is_blurred,
                method: difference.method.to_string(),
                clear: is_clear,
            };
            (None, Some(entry))
        }
    };
    MeasureEntry { measure: measure.as_str(), before, after, ratio, difference }
}
