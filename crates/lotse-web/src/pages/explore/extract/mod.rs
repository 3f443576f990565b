//! `/s/{service}/explore/extract`: the figures of a service as a table for other programs.

pub(crate) mod choices;
pub(crate) mod files;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_domain::{
    extract::ExtractFormat,
    query::{Automatic, Breakdown, interval::Every},
    service::Service,
};
use lotse_report::{
    extract::{ExtractRequest, ExtractRow},
    measure::Measure,
    overview::TABLES,
};

use self::choices::ExtractChoices;
use crate::{
    error::Failure,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    pages::overview::choice::Choices,
    path::ServiceInPath,
    state::AppState,
    ui::{
        field::{ChoiceField, ErrorSummary, FieldChoice, Mistakes, SelectField},
        label, number,
        period::PeriodControls,
        table,
    },
};

/// The parameters of the form on the page.
const PARAMETERS: [&str; 4] = ["every", "by", "measure", "automatic"];
/// Rows that are shown before anything is taken.
const PREVIEW: usize = 20;

/// What an extract can be made of, and its first rows.
#[derive(Template)]
#[template(path = "pages/explore/extract.html")]
struct ExtractPage {
    frame: Frame,
    title: String,
    lead: String,
    summary: ErrorSummary,
    period: PeriodControls,
    every: SelectField,
    by: ChoiceField,
    measures: ChoiceField,
    automatic: ChoiceField,
    kept: Vec<(String, String)>,
    action: String,
    preview: Option<Preview>,
    explain: Vec<(String, String)>,
}

/// The first rows, and the ways to all of them.
struct Preview {
    title: String,
    rows: Vec<PreviewRow>,
    notes: Vec<String>,
    /// Of each format: its name, address, and what it is for.
    files: Vec<(String, String, String)>,
}

struct PreviewRow {
    name: String,
    by: String,
    measure: String,
    value: String,
    /// The value is a sentence in place of a number.
    is_words: bool,
    evidence: String,
}

/// `GET /s/{service}/explore/extract`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (text, query) = (request.text(), &request.query);
    let mut mistakes = Mistakes::default();
    let choices = super::choices(&request, &service, state.clock.now(), &mut mistakes)?;
    let read = ExtractChoices::read(query);
    let chosen = read.clone().unwrap_or_default();
    let asked = match read.and_then(|chosen| chosen.request(&service, &choices)) {
        Ok(asked) => Some(asked).filter(|_| mistakes.is_empty()),
        Err(wrong) => {
            mistakes.add(field(wrong.parameter(), &service), wrong.words(text));
            None
        }
    };
    let mut frame = super::frame(&request, &service, "extract-name");
    frame.has_errors = !mistakes.is_empty();
    let kept = PARAMETERS.into_iter().fold(query.clone(), |query, name| query.with(name, ""));
    let (lead, preview) = match asked {
        None => (text.say("extract-lead"), None),
        Some(asked) => {
            let lead = finding(text, &asked);
            let newest = state.reports.extract(&viewer, asked.newest()).next().await?;
            let rows = newest.unwrap_or_default();
            (lead, Some(preview(text, &request, &rows)))
        }
    };
    let page = ExtractPage {
        title: title(text, &choices),
        lead,
        summary: mistakes.summary(text),
        period: PeriodControls::new(text, &choices, &request.path, query)
            .segments(&request, &service)
            .opened(mistakes.of("first").or(mistakes.of("last")).is_some()),
        every: every(text, &chosen).wrong(&mistakes),
        by: by(text, &chosen).wrong(&mistakes),
        measures: measures(text, &service, &chosen).wrong(&mistakes),
        automatic: automatic(text, choices.automatic),
        kept: kept.pairs().to_vec(),
        action: request.path.clone(),
        preview,
        explain: explain(text, &service),
        frame,
    };
    let status = if page.frame.has_errors { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok((status, page::show(&page)?).into_response())
}

/// The id of the field in which a parameter is chosen: of several boxes, the first.
fn field(parameter: &'static str, service: &Service) -> &'static str {
    match parameter {
        "by" => "by-page",
        "measure" if Measure::of_people(service.identity()) == Measure::People => "measure-people",
        "measure" => "measure-daily-visitors",
        other => other,
    }
}

/// `Extract, last 30 days`
fn title(text: Text, choices: &Choices) -> String {
    let values =
        [("what", text.say("extract-name").into()), ("when", super::when(text, choices).into())];
    text.fill("trend-title", &values)
}

/// Into how many parts the period is cut, and what the rows are.
fn finding(text: Text, asked: &ExtractRequest) -> String {
    let stretches = u64::try_from(asked.stretches()).unwrap_or(u64::MAX);
    let every = asked.parts().every;
    let values = [("stretches", stretches.into())];
    let values = if every == Every::Period { &values[..0] } else { &values };
    text.fill(&format!("extract-finding-{every}"), values)
}

fn every(text: Text, chosen: &ExtractChoices) -> SelectField {
    let usual = (String::new(), text.say("trend-interval-usual"));
    let word = |every: &Every| (every.to_string(), text.word("interval", every.as_str()));
    let choices = std::iter::once(usual).chain(Every::ALL.iter().map(word)).collect();
    let current = chosen.every.map_or("", Every::as_str);
    SelectField::new("every", text.say("extract-every"), choices, current)
}

fn by(text: Text, chosen: &ExtractChoices) -> ChoiceField {
    let choice = |by: &Breakdown| FieldChoice {
        value: by.as_str(),
        label: text.word("breakdown", by.as_str()),
        hint: None,
        is_chosen: chosen.by.contains(by),
    };
    ChoiceField::any("by", text.say("extract-by"), TABLES.iter().map(choice).collect())
}

fn measures(text: Text, service: &Service, chosen: &ExtractChoices) -> ChoiceField {
    let choice = |measure: Measure| FieldChoice {
        value: measure.as_str(),
        label: text.word("measure", measure.as_str()),
        hint: matches!(measure, Measure::BounceRate | Measure::EngagedTime)
            .then(|| text.say("extract-of-whole")),
        is_chosen: chosen.counts(measure),
    };
    let choices = Measure::of_service(service).map(choice).into();
    ChoiceField::any("measure", text.say("extract-measures"), choices)
}

fn automatic(text: Text, automatic: Automatic) -> ChoiceField {
    let counted = FieldChoice {
        value: Automatic::Counted.as_str(),
        label: text.say("extract-automatic-counted"),
        hint: None,
        is_chosen: automatic == Automatic::Counted,
    };
    ChoiceField::any("automatic", text.say("extract-automatic"), vec![counted])
}

fn preview(text: Text, request: &PageRequest, rows: &[ExtractRow]) -> Preview {
    let shown = rows.get(..PREVIEW).unwrap_or(rows);
    let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let days = rows.first().map(ExtractRow::days);
    let days = days.map(|(first, last)| text.format().dates(first, last)).unwrap_or_default();
    let values = [
        ("shown", number(shown.len()).into()),
        ("rows", number(rows.len()).into()),
        ("days", days.into()),
    ];
    let file = |format: &ExtractFormat| {
        let ending = format.as_str();
        let address = request.query.address(&format!("{}.{ending}", request.path));
        (text.word("extract-format", ending), address, text.word("extract-for", ending))
    };
    let cells = || shown.iter().map(|row| &row.cell);
    let mut notes = table::rules(text, cells());
    notes.extend(number::blurred_rule(text, cells()));
    Preview {
        title: text.fill("extract-first-rows", &values),
        rows: shown.iter().map(|row| preview_row(text, row)).collect(),
        notes,
        files: ExtractFormat::ALL.iter().map(file).collect(),
    }
}

/// What a row is of: its label, or what stands in its place.
fn row_name(text: Text, row: &ExtractRow) -> String {
    match (row.breakdown, &row.label) {
        (Some(breakdown), Some(name)) => label::of(text, breakdown, name.as_deref()),
        (Some(_), None) => text.say("table-others"),
        (None, _) => text.say("extract-whole"),
    }
}

fn preview_row(text: Text, row: &ExtractRow) -> PreviewRow {
    let told = row.cell.number();
    PreviewRow {
        name: row_name(text, row),
        by: row.breakdown.map(|by| text.word("breakdown", by.as_str())).unwrap_or_default(),
        measure: text.word("measure", row.measure.as_str()),
        value: match told {
            Some(told) => number::value(text.format(), row.measure, told),
            None => table::reason(text, &row.cell),
        },
        is_words: told.is_none(),
        evidence: told
            .map(|told| number::evidence(text, row.measure, told).join(", "))
            .unwrap_or_default(),
    }
}

/// How this is computed.
fn explain(text: Text, service: &Service) -> Vec<(String, String)> {
    let line = |key: &str, words: String| (text.word("explain", key), words);
    vec![
        line("funnel", text.say("explain-extract")),
        line("people", text.word("identity", service.identity().as_str())),
        line("hidden", text.say("overview-how-hidden-rule")),
    ]
}
