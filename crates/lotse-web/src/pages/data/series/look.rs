//! What is in a file of figures: its columns, its figures, and what could not be read; and taking them.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_collect::report_file::{
    Column, FigureTable, Looked, PassedOver, ReportFile, ReportFileError, RowFault, Stated,
};
use lotse_domain::{series::ColumnRole, service::Service};

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
    ui::field::Action,
};

/// The field that says what the column at a place is.
const COLUMN: &str = "column";
/// The field that holds the head of the same column.
const HEAD: &str = "head";

/// A file before it is imported.
#[derive(Template)]
#[template(path = "pages/data/series/look.html")]
struct LookPage {
    frame: Frame,
    address: String,
    finding: String,
    is_bad: bool,
    /// Without columns there is nothing to choose.
    columns: Vec<ColumnField>,
    roles: Vec<(&'static str, String)>,
    first: String,
    last: String,
    name: String,
    /// What is left out, and why.
    left_out: Vec<String>,
    faults: Vec<String>,
    all_faults: Option<String>,
    /// What the form says, for taking the figures as they were looked at.
    said: Vec<(String, String)>,
    form_token: String,
    discard: Action,
}

/// A column and what it is.
struct ColumnField {
    place: usize,
    head: String,
    role: &'static str,
}

/// `GET /s/{service}/data/series/look/{upload}`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(folder): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let kept = Kept::find(&state, &service, &folder).await?;
    let looked = kept.look(stated(&request.query)).await?;
    page(&service, &request, &request.query, &kept, &looked)
}

/// `POST /s/{service}/data/series/look/{upload}`: takes the figures.
pub(crate) async fn take(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(folder): PathPart,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let kept = Kept::find(&state, &service, &folder).await?;
    let looked = kept.look(stated(fields.query())).await?;
    let Ok(report) = &looked.file else {
        let page = page(&service, &request, fields.query(), &kept, &looked)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
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

/// What a form says of the file. What is no word of ours says nothing.
fn stated(query: &Query) -> Stated {
    let mut stated = Stated { period: period_of(query), ..Stated::default() };
    for (field, value) in query.pairs() {
        let role = value.parse::<ColumnRole>();
        if let (Some(place), Ok(role)) = (field.strip_prefix(COLUMN), role)
            && let Some(head) = query.get(&format!("{HEAD}{place}"))
        {
            stated.roles.insert(head.to_owned(), role);
        }
    }
    stated
}

fn page(
    service: &Arc<Service>,
    request: &PageRequest,
    said: &Query,
    kept: &Kept,
    looked: &Looked,
) -> Result<Response, Failure> {
    let text = request.text();
    let list = format!("/s/{}/data/series", service.slug);
    let address = format!("{list}/look/{}", kept.folder);
    let report = looked.file.as_ref().ok();
    let form_token = request.form_token();
    let column = |(place, Column { head, role }): (usize, &Column)| ColumnField {
        place,
        head: head.clone(),
        role: role.as_str(),
    };
    let of_form = |(name, _): &&(String, String)| {
        ["name", "first", "last"].contains(&name.as_str())
            || name.starts_with(COLUMN)
            || name.starts_with(HEAD)
    };
    let typed = |name: &str| said.get(name).unwrap_or_default().to_owned();
    page::show(&LookPage {
        finding: match &looked.file {
            Ok(report) => found(text, report),
            Err(error) => wrong(text, error),
        },
        is_bad: report.is_none(),
        columns: looked.columns.iter().enumerate().map(column).collect(),
        roles: ColumnRole::ALL
            .iter()
            .map(|role| (role.as_str(), text.word("series-column", role.as_str())))
            .collect(),
        first: typed("first"),
        last: typed("last"),
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
        said: said.pairs().iter().filter(of_form).cloned().collect(),
        discard: Action::new(format!("{address}/discard"), text.say("import-discard"), &form_token),
        form_token,
        frame: request
            .frame(Place::Series, kept.name.clone())
            .about(service)
            .under(text.say("series-title"), list),
        address,
    })
}

/// What a file holds, in a sentence.
fn found(text: Text, report: &ReportFile) -> String {
    let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let rows = ("rows", number(report.rows()).into());
    let days = ("days", report.days().map(|period| days(text, period)).unwrap_or_default().into());
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
    let columns = ("columns", report.left_out.join(", ").into());
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
        ReportFileError::NoFigures => text.say("series-no-figures"),
    }
}

fn faulty(text: Text, fault: &RowFault) -> String {
    let values = [("row", fault.row.into()), ("column", fault.column.as_str().into())];
    text.fill("series-fault", &values)
}
