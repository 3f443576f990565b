//! `/api/v1/services/{service}/series`: figures that others counted.

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_collect::report_file::Stated;
use lotse_control::series::{Series, SeriesImported};
use lotse_domain::series::{ColumnRole, SeriesHead, SeriesPeriod};
use lotse_report::{measure::Cell, series::SeriesReport};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        openapi::Refusals,
        pages::{Page, PageParams, by_number},
    },
    error::Failure,
    figures,
    page::PageRequest,
    pages::data::series::{period_of, show::id},
    path::{PathPart, ServiceInPath},
    query::Query,
    state::AppState,
    upload::{self, Upload},
};

/// A series, without its figures.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeriesEntry {
    /// Its number.
    id: i64,
    /// What it is called.
    #[schema(example = "devices")]
    name: String,
    /// What it counts.
    #[schema(example = "visits")]
    measure: String,
    /// What its labels are.
    #[schema(example = json!(["device"]))]
    dimensions: Vec<String>,
    /// The first day that it has a figure of.
    #[schema(example = "2026-10-01")]
    first: Option<String>,
    /// The last.
    #[schema(example = "2026-12-31")]
    last: Option<String>,
    /// How many figures it has.
    figures: u64,
    /// The file that was imported last.
    file: String,
    /// Who imported it; empty for the command line.
    imported_by: String,
    /// When.
    #[schema(example = "2026-11-23T12:00:00Z")]
    imported_at: String,
}

impl SeriesEntry {
    fn of(series: Series) -> Self {
        let Series { id, is, file, imported_by, imported_at, days, points } = series;
        Self {
            id: id.number(),
            name: is.name,
            measure: is.measure,
            dimensions: is.dimensions,
            first: days.map(|days| days.first().to_string()),
            last: days.map(|days| days.last().to_string()),
            figures: points,
            file,
            imported_by,
            imported_at: imported_at.to_string(),
        }
    }
}

/// The figures of one period, as they may be shown.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeriesFigures {
    /// The series.
    series: SeriesEntry,
    /// The first day of the period; none where the series has no figures.
    first: Option<String>,
    /// The last.
    last: Option<String>,
    /// The periods that can be asked for, the newest first.
    periods: Vec<PeriodEntry>,
    /// Figures that may be named, the largest first.
    rows: Vec<FigureRow>,
    /// The rest, if there is any: those that are too few each, or protect one that is.
    #[schema(value_type = Option<Object>)]
    others: Option<Cell>,
}

/// A period that a series has figures of.
#[derive(Serialize, ToSchema)]
pub(crate) struct PeriodEntry {
    /// Its first day.
    #[schema(example = "2026-10-01")]
    first: String,
    /// Its last day.
    #[schema(example = "2026-10-01")]
    last: String,
}

/// One figure.
#[derive(Serialize, ToSchema)]
pub(crate) struct FigureRow {
    /// One label for each dimension.
    #[schema(example = json!(["mobile"]))]
    labels: Vec<String>,
    /// The figure, or why it is not shown.
    #[schema(value_type = Object)]
    value: Cell,
}

/// What became of a file.
#[derive(Serialize, ToSchema)]
pub(crate) struct FiguresTaken {
    /// The series that its figures are in now, one for each measure.
    series: Vec<SeriesTaken>,
    /// Columns, of an extract measures, of which no series is made: means and shares.
    left_out: Vec<String>,
    /// Rows of an extract without a number.
    rows_without_number: u64,
    /// Rows of an extract that are the rest of a breakdown.
    rest_rows: u64,
    /// Rows that could not be read.
    faulty_rows: u64,
    /// The first of them.
    faults: Vec<FaultyRow>,
}

/// What became of the figures of one measure.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeriesTaken {
    /// The series' number.
    id: i64,
    /// What it is called.
    name: String,
    /// What it counts.
    measure: String,
    /// What its labels are.
    dimensions: Vec<String>,
    /// Figures that were not there.
    added: u64,
    /// Figures that were others.
    changed: u64,
    /// Figures that were there already.
    known: u64,
}

/// A row that could not be read.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaultyRow {
    /// Its number, from 1, without the head.
    row: u64,
    /// The column that is wrong.
    column: String,
}

/// Which figures are wanted.
#[derive(IntoParams, Serialize)]
#[into_params(parameter_in = Query)]
pub(crate) struct FiguresParams {
    /// First day of the period; with `last`. The newest period without them
    #[param(example = "2026-10-01")]
    first: Option<String>,
    /// Last day of the period
    #[param(example = "2026-10-01")]
    last: Option<String>,
}

/// What is said of a file of figures.
#[derive(IntoParams, Serialize)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileParams {
    /// What the file is called
    file: Option<String>,
    /// What the series are called; as the report or the file without it
    name: Option<String>,
    /// First day of a file that has no dates; with `last`
    #[param(example = "2026-10-01")]
    first: Option<String>,
    /// Last day of it
    #[param(example = "2026-10-07")]
    last: Option<String>,
    /// The head of the column of dates, where it is not known by its name
    date: Option<String>,
    /// Heads of columns that count, separated by commas
    counts: Option<String>,
    /// Heads of columns that are labels, separated by commas
    labels: Option<String>,
    /// Heads of columns of which no series is made, separated by commas
    #[serde(rename = "left-out")]
    #[param(rename = "left-out")]
    left_out: Option<String>,
}

/// Series
///
/// `GET /api/v1/services/{service}/series`, the oldest first
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/series",
    tag = "series",
    params(("service" = String, Path, description = "The service's place in addresses"), PageParams),
    responses((status = 200, description = "A page of them", body = Page<SeriesEntry>), Refusals)
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let found = state.reports.all_series(&viewer, &service).await?;
    let key = |series: &Series| by_number(series.id.number());
    let page = Page::of(&request.query, found, key, SeriesEntry::of)?;
    Ok(Json(page).into_response())
}

/// The figures of a period
///
/// `GET /api/v1/services/{service}/series/{series}`
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/series/{series}",
    tag = "series",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("series" = i64, Path, description = "Its number"),
        FiguresParams
    ),
    responses((status = 200, description = "They", body = SeriesFigures), Refusals)
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(series): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let wanted = period(&request.query)?;
    let report = state.reports.series(&viewer, &service, id(&series)?, wanted).await?;
    let report = report.ok_or(Failure::NoSuchPage)?;
    if wanted.is_some() && report.period != wanted {
        return Err(Failure::Parameter { name: "first" });
    }
    let SeriesReport { series, periods, period, table, .. } = report;
    let entry = |period: SeriesPeriod| PeriodEntry {
        first: period.first().to_string(),
        last: period.last().to_string(),
    };
    let rows = table
        .rows
        .into_iter()
        .map(|row| FigureRow { labels: row.labels.to_vec(), value: row.cell });
    let figures = SeriesFigures {
        first: period.map(|period| period.first().to_string()),
        last: period.map(|period| period.last().to_string()),
        periods: periods.into_iter().map(entry).collect(),
        rows: rows.collect(),
        others: table.others,
        series: SeriesEntry::of(series),
    };
    Ok(Json(figures).into_response())
}

/// Bring figures
///
/// `POST /api/v1/services/{service}/series`. The body is the file: a report of analytics.usa.gov or of the Digital
/// Analytics Program as JSON or CSV, a CSV of the same shape, or an extract as CSV or JSON lines, plain or packed. The same
/// figures again change nothing.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/series",
    tag = "series",
    params(("service" = String, Path, description = "The service's place in addresses"), FileParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "They are there", body = FiguresTaken), Refusals)
)]
pub(crate) async fn bring(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let changes = state.control.by(page.caller()?.actor());
    let stated = stated(&page.query)?;
    let most_bytes = figures::most_bytes(&state);
    let pieces = request.into_body().into_data_stream();
    let upload = Upload::take(&state, most_bytes, pieces).await;
    let upload = upload.map_err(|why| why.failure(most_bytes))?;
    let report = figures::look(&upload.file(), stated).await?.file.map_err(Failure::Figures)?;
    let file = upload::base_name(page.query.get("file").unwrap_or_default(), "figures");
    let name = report.name_for(page.query.get("name"), &file);
    let done = changes.import_figures(&service, &file, report.series(&name)).await?;
    let taken = |(is, imported): (SeriesHead, SeriesImported)| SeriesTaken {
        id: imported.series.number(),
        name: is.name,
        measure: is.measure,
        dimensions: is.dimensions,
        added: imported.added,
        changed: imported.changed,
        known: imported.known,
    };
    let faults =
        report.faults.into_iter().map(|fault| FaultyRow { row: fault.row, column: fault.column });
    let answer = FiguresTaken {
        series: done.into_iter().map(taken).collect(),
        left_out: report.left_out,
        rows_without_number: report.passed_over.without_number,
        rest_rows: report.passed_over.rests,
        faulty_rows: report.all_faults.get(),
        faults: faults.collect(),
    };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Delete a series
///
/// `DELETE /api/v1/services/{service}/series/{series}`: with all of its figures. Deleting one that is gone is no error.
#[utoipa::path(
    delete,
    path = "/api/v1/services/{service}/series/{series}",
    tag = "series",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("series" = i64, Path, description = "Its number")
    ),
    responses((status = 204, description = "It is gone"), Refusals)
)]
pub(crate) async fn delete(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(series): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    state.control.by(request.caller()?.actor()).delete_series(&service, id(&series)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The period of an address: both days or none.
fn period(query: &Query) -> Result<Option<SeriesPeriod>, Failure> {
    period_of(query).map_err(|wrong| Failure::Parameter { name: wrong.parameter })
}

fn stated(query: &Query) -> Result<Stated, Failure> {
    let mut stated = Stated { period: period(query)?, ..Stated::default() };
    for (name, role) in [
        ("date", ColumnRole::Date),
        ("counts", ColumnRole::Count),
        ("labels", ColumnRole::Label),
        ("left-out", ColumnRole::LeftOut),
    ] {
        let heads = query.get(name).unwrap_or_default().split(',').map(str::trim);
        let heads = heads.filter(|head| !head.is_empty());
        stated.roles.extend(heads.map(|head| (head.to_owned(), role)));
    }
    Ok(stated)
}
