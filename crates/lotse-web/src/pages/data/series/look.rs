//! What is in a file of figures: its columns, its figures, and what could not be read; and taking them.

use std::{borrow::Cow, sync::Arc};

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_collect::report_file::{
    Column, FigureTable, Looked, NAME_CHARS, PassedOver, ReportFile, ReportFileError, RowFault,
    Stated,
};
use lotse_domain::{series::ColumnRole, service::Service};
use lotse_report::measure::Measure;

use super::{days, period_of};
use crate::{
    error::Failure,
    figures::Kept,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::{PathPart, ServiceInPath},
    query::Query,
    state::AppState,
    ui::field::{Action, ErrorSummary, Mistakes},
};

/// The field that says what the column at a place is.
const COLUMN: &str = "column";
/// The field that holds the head of the same column.
const HEAD: &str = "head";
/// The field that says as what the file was looked at.
const SEEN: &str = "seen";
/// What is wrong with the file itself, and with none of the fields.
const FILE: &str = "main";

/// A file before it is imported.
#[derive(Template)]
#[template(path = "pages/data/series/look.html")]
struct LookPage {
    frame: Frame,
    summary: ErrorSummary,
    /// What is wrong with the file itself.
    wrong_file: Option<String>,
    address: String,
    /// What is in it, where it can be imported.
    finding: Option<String>,
    /// Without columns there is nothing to choose.
    columns: Vec<ColumnField>,
    roles: Vec<(&'static str, String)>,
    days: [DayField; 2],
    name: String,
    /// What is left out, and why.
    left_out: Vec<String>,
    faults: Vec<String>,
    all_faults: Option<String>,
    /// As what it was looked at: what is imported is nothing else.
    seen: String,
    form_token: String,
    discard: Action,
}

/// A column and what it is.
struct ColumnField {
    place: usize,
    head: String,
    role: &'static str,
    wrong: Option<String>,
}

/// The first or the last day of the whole file.
struct DayField {
    id: &'static str,
    label: String,
    value: String,
    wrong: Option<String>,
}

/// `GET /s/{service}/data/series/look/{upload}`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(folder): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let kept = Kept::find(&state, &service, &folder).await?;
    let said = Said::read(&request.query, request.text());
    let looked = kept.look(said.stated.clone()).await?;
    let status = if said.mistakes.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let page = page(&service, &request, &request.query, said.mistakes, &kept, &looked)?;
    Ok((status, page).into_response())
}

/// `POST /s/{service}/data/series/look/{upload}`: takes the figures as they were looked at, or leads to how they look
/// now.
pub(crate) async fn take(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(folder): PathPart,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let kept = Kept::find(&state, &service, &folder).await?;
    let said = Said::read(fields.query(), request.text());
    let looked = kept.look(said.stated.clone()).await?;
    let seen = fields.get(SEEN);
    if fields.get("do") == "look" || !(seen.is_empty() || seen == self::seen(&looked, &said)) {
        let address = format!("/s/{}/data/series/look/{}", service.slug, kept.folder);
        let of_form = fields.query().pairs().iter().filter(|(name, _)| is_said(name));
        let query = of_form.fold(Query::default(), |query, (name, typed)| query.with(name, typed));
        return Ok(Redirect::to(&query.address(&address)).into_response());
    }
    let report = match &looked.file {
        Ok(report) if said.mistakes.is_empty() && report.rows() > 0 => report,
        _ => {
            let page = page(&service, &request, fields.query(), said.mistakes, &kept, &looked)?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let name = report.name_for(fields.query().get("name"), &kept.name);
    let actor = request.caller()?.actor();
    let changes = state.control.by(actor);
    let done = changes.import_figures(&service, &kept.name, report.series(&name)).await?;
    kept.forget().await;
    let list = format!("/s/{}/data/series", service.slug);
    let next = match done.as_slice() {
        [(_, only)] => format!("{list}/{}", only.series.number()),
        _ => list,
    };
    Ok(Redirect::to(&next).into_response())
}

/// `POST /s/{service}/data/series/look/{upload}/discard`
pub(crate) async fn discard(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(folder): PathPart,
    _fields: Fields,
) -> Result<Response, Failure> {
    // Gone already, it is discarded: that was the wish.
    if let Ok(kept) = Kept::find(&state, &service, &folder).await {
        kept.forget().await;
    }
    Ok(Redirect::to(&format!("/s/{}/data/series", service.slug)).into_response())
}

/// What an address or a form says of the file. What is no word of ours says nothing.
struct Said {
    stated: Stated,
    mistakes: Mistakes,
}

impl Said {
    fn read(query: &Query, text: Text) -> Self {
        let mut mistakes = Mistakes::default();
        let period = period_of(query).unwrap_or_else(|wrong| {
            mistakes.add(wrong.parameter, wrong.words(text, query));
            None
        });
        let mut stated = Stated { period, ..Stated::default() };
        for (field, value) in query.pairs() {
            let role = value.parse::<ColumnRole>();
            if let (Some(place), Ok(role)) = (field.strip_prefix(COLUMN), role)
                && let Some(head) = query.get(&format!("{HEAD}{place}"))
            {
                stated.roles.insert(head.to_owned(), role);
            }
        }
        Self { stated, mistakes }
    }
}

/// Whether a field says something of the file.
fn is_said(name: &str) -> bool {
    ["name", "first", "last"].contains(&name) || name.starts_with(COLUMN) || name.starts_with(HEAD)
}

/// As what a file was looked at: what each column is, and the days that are said of it.
fn seen(looked: &Looked, said: &Said) -> String {
    let roles = looked.columns.iter().map(|column| column.role.as_str());
    let days = said.stated.period.map(|period| format!("{}/{}", period.first(), period.last()));
    roles.chain(days.as_deref()).collect::<Vec<_>>().join(" ")
}

fn page(
    service: &Arc<Service>,
    request: &PageRequest,
    said: &Query,
    mut mistakes: Mistakes,
    kept: &Kept,
    looked: &Looked,
) -> Result<Response, Failure> {
    let text = request.text();
    let list = format!("/s/{}/data/series", service.slug);
    let address = format!("{list}/look/{}", kept.folder);
    let report = looked.file.as_ref().ok();
    match &looked.file {
        Err(error) => mistakes.add(field_of(error, &looked.columns), wrong(text, error)),
        Ok(report) if report.rows() == 0 => mistakes.add(FILE, text.say("series-no-rows")),
        Ok(_) => {}
    }
    let form_token = request.form_token();
    let column = |(place, Column { head, role }): (usize, &Column)| ColumnField {
        place,
        head: head.clone(),
        role: role.as_str(),
        wrong: mistakes.of(&format!("{COLUMN}{place}")).map(ToOwned::to_owned),
    };
    let typed = |name: &str| said.get(name).unwrap_or_default().to_owned();
    let day = |id: &'static str, label: &str| DayField {
        id,
        label: text.say(label),
        value: typed(id),
        wrong: mistakes.of(id).map(ToOwned::to_owned),
    };
    let mut frame = request
        .frame(Place::Series, kept.name.clone())
        .about(service)
        .under(text.say("series-title"), list);
    frame.has_errors = !mistakes.is_empty();
    page::show(&LookPage {
        summary: mistakes.summary(text),
        finding: report.filter(|_| mistakes.is_empty()).map(|report| found(text, report)),
        columns: looked.columns.iter().enumerate().map(column).collect(),
        roles: ColumnRole::ALL
            .iter()
            .map(|role| (role.as_str(), text.word("series-column", role.as_str())))
            .collect(),
        days: [day("first", "series-first"), day("last", "series-last")],
        name: match report {
            Some(report) => report.name_for(said.get("name"), &kept.name),
            None => typed("name"),
        },
        left_out: report.map(|report| left_out(text, report)).unwrap_or_default(),
        faults: report
            .iter()
            .flat_map(|report| report.faults.iter().map(|fault| faulty(text, fault)))
            .collect(),
        all_faults: report
            .map(|report| report.all_faults.get())
            .filter(|faults| *faults > 0)
            .map(|faults| text.fill("series-faults", &[("rows", faults.into())])),
        seen: seen(looked, &Said::read(said, text)),
        discard: Action::new(format!("{address}/discard"), text.say("import-discard"), &form_token),
        form_token,
        wrong_file: mistakes.of(FILE).map(ToOwned::to_owned),
        frame,
        address,
    })
}

/// The field that mends what is wrong, if one does.
fn field_of(error: &ReportFileError, columns: &[Column]) -> Cow<'static, str> {
    let place = match error {
        ReportFileError::NoPeriod => return "first".into(),
        ReportFileError::NoCounts => (!columns.is_empty()).then_some(0),
        ReportFileError::TwoDates { name } => columns.iter().rposition(|one| one.head == *name),
        ReportFileError::Packed
        | ReportFileError::TooLarge { .. }
        | ReportFileError::NoReport
        | ReportFileError::SeveralParts
        | ReportFileError::NoFigures
        | ReportFileError::Slim
        | ReportFileError::TwoColumns { .. }
        | ReportFileError::NoSuchColumn { .. }
        | ReportFileError::TooManyRows { .. }
        | ReportFileError::TooManyColumns { .. } => None,
    };
    place.map_or(FILE.into(), |place| format!("{COLUMN}{place}").into())
}

/// What a file holds, in a sentence.
fn found(text: Text, report: &ReportFile) -> String {
    let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let rows = ("rows", number(report.rows()).into());
    let days = ("days", days(text, report.days()).into());
    match report.tables.as_slice() {
        [FigureTable { dimensions, measures, .. }] => {
            let mut values = vec![rows, days, ("measures", measures.join(", ").into())];
            if dimensions.is_empty() {
                return text.fill("series-found", &values);
            }
            values.push(("labels", dimensions.join(", ").into()));
            text.fill("series-found-by", &values)
        }
        tables => {
            let series = tables.iter().map(|table| table.measures.len()).sum();
            text.fill("series-found-extract", &[rows, days, ("series", number(series).into())])
        }
    }
}

/// What is in a file and in no series, in sentences.
fn left_out(text: Text, report: &ReportFile) -> Vec<String> {
    let PassedOver { without_number, rests, estimates: _ } = report.passed_over;
    // Of an extract these are measures, which have a name on pages.
    let name = |column: &String| match column.parse::<Measure>() {
        Ok(measure) => text.word("measure", measure.as_str()),
        Err(_) => column.clone(),
    };
    let names: Vec<String> = report.left_out.iter().map(name).collect();
    let columns = ("columns", names.join("; ").into());
    let columns = || text.fill("series-left-out", &[columns]);
    let rows = |key, rows: u64| (rows > 0).then(|| text.fill(key, &[("rows", rows.into())]));
    (!report.left_out.is_empty())
        .then(columns)
        .into_iter()
        .chain(rows("series-without-number", without_number))
        .chain(rows("series-rests", rests))
        .collect()
}

/// Why there are no figures, and what to do.
fn wrong(text: Text, error: &ReportFileError) -> String {
    let limit = |limit: usize| [("limit", u64::try_from(limit).unwrap_or(u64::MAX).into())];
    match error {
        ReportFileError::Packed => text.say("series-packed"),
        ReportFileError::TooLarge { mib } => {
            text.fill("series-too-large", &[("mib", (*mib).into())])
        }
        ReportFileError::NoReport => text.say("series-no-report"),
        ReportFileError::Slim => text.say("series-slim"),
        ReportFileError::NoCounts => text.say("series-no-counts"),
        ReportFileError::NoPeriod => text.say("series-no-period"),
        ReportFileError::TwoColumns { name } => {
            text.fill("series-two-columns", &[("name", name.as_str().into())])
        }
        ReportFileError::TwoDates { name } => {
            text.fill("series-two-dates", &[("name", name.as_str().into())])
        }
        ReportFileError::NoSuchColumn { name } => {
            text.fill("series-no-such-column", &[("name", name.as_str().into())])
        }
        ReportFileError::TooManyRows { limit: most } => {
            text.fill("series-too-many-rows", &limit(*most))
        }
        ReportFileError::TooManyColumns { limit: most } => {
            text.fill("series-too-many-columns", &limit(*most))
        }
        ReportFileError::SeveralParts => text.say("series-several-parts"),
        ReportFileError::NoFigures => text.say("series-extract-empty"),
    }
}

fn faulty(text: Text, fault: &RowFault) -> String {
    let values = [("row", fault.row.into()), ("column", fault.column.as_str().into())];
    text.fill("series-fault", &values)
}
