//! `/s/{service}/explore/friction`: where do people struggle?

mod steps;

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use lotse_domain::service::{CollectionProfile, Service};
use lotse_report::{
    export::csv,
    friction::{FrictionReport, FrictionRequest, Signal},
    gate::friction::{FrictionPage, SignalFigures},
    measure::{Cell, Measure, Number},
};

use self::steps::Steps;
use super::{files, steps::WrongStep};
use crate::{
    attachment,
    error::Failure,
    messages::{Text, Value},
    page::{self, Frame, PageRequest, Place},
    page_file::{self, Kept},
    pages::{data::annotations, overview::choice::Choices},
    path::ServiceInPath,
    query::Query,
    state::AppState,
    ui::{
        chart::{
            figure::Figure,
            line::{LineData, Point},
            links::Links,
            marks::Marks,
            multiples::{Multiples, Panel},
        },
        field::{ErrorSummary, Mistakes},
        number,
        period::PeriodControls,
        table::{self, DataCell, DataTable},
    },
};

/// The parameter that says of which signal pages are told.
const SIGNAL: &str = "signal";
/// Pages of a signal that are listed; the file holds all.
const PAGES: usize = 100;

/// Where people struggle with a service.
#[derive(Template)]
#[template(path = "pages/explore/friction.html")]
struct FrictionTemplate {
    frame: Frame,
    title: String,
    lead: String,
    summary: ErrorSummary,
    period: PeriodControls,
    report: Option<Box<Report>>,
    /// Where the service has tasks.
    steps: Option<Steps>,
}

struct Report {
    signals: Vec<SignalRow>,
    notes: Vec<String>,
    links: Vec<(String, String)>,
    /// Signals week by week, where there are several weeks.
    weeks: Option<Figure<Multiples>>,
    pages_title: String,
    /// What people are called.
    people: String,
    pages: Vec<PageRow>,
    page_notes: Vec<String>,
    explain: Vec<(String, String)>,
}

struct SignalRow {
    name: String,
    means: String,
    /// Where its pages are told; none of the one whose pages are here, and of one that nobody met.
    address: Option<String>,
    words: String,
    /// People, in per cent of those who met the signal that most did.
    width: Option<f64>,
}

struct PageRow {
    name: String,
    /// Its forms.
    address: Option<String>,
    /// People and events.
    cells: [DataCell; 2],
}

/// Reads which signal an address names.
fn signal(query: &Query) -> Result<Option<Signal>, WrongStep> {
    match query.get(SIGNAL).map(str::trim).filter(|word| !word.is_empty()) {
        None => Ok(None),
        Some(word) => word.parse().map(Some).map_err(|_| WrongStep::Unknown(SIGNAL)),
    }
}

/// `GET /s/{service}/explore/friction`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (text, now) = (request.text(), state.clock.now());
    let mut mistakes = Mistakes::default();
    let choices = super::choices(&request, &service, now, &mut mistakes)?;
    let signal = signal(&request.query).unwrap_or_else(|wrong| {
        mistakes.add(wrong.parameter(), wrong.words(text));
        None
    });
    let asked = request_of(&service, &choices, signal);
    let report = state.reports.friction(&viewer, asked).await?;
    let is_told = is_measured(&report) || is_any_met(&report);
    let steps = if is_told {
        steps::steps(&state, &viewer, &service, &request, &choices, |wrong| {
            mistakes.add(wrong.parameter(), wrong.words(text));
        })
        .await?
    } else {
        None
    };
    let weeks: Vec<(Date, Date)> = report.weeks.iter().map(|week| (week.from, week.to)).collect();
    let marks = annotations::marks(&state, &request, &service, &weeks).await?;
    let mut frame = super::frame(&request, &service, "friction-name");
    frame.has_errors = !mistakes.is_empty();
    let values =
        [("what", text.say("friction-name").into()), ("when", super::when(text, &choices).into())];
    let is_told = is_told && mistakes.is_empty();
    let page = FrictionTemplate {
        title: text.fill("trend-title", &values),
        lead: finding(text, &report),
        summary: mistakes.summary(text),
        period: PeriodControls::new(text, &choices, &request.path, &request.query)
            .segments(&request, &service)
            .opened(mistakes.of("first").or(mistakes.of("last")).is_some()),
        steps: steps.filter(|_| is_told),
        report: is_told.then(|| Box::new(Report::new(&state, &request, &report, &marks))),
        frame,
    };
    let status = if page.frame.has_errors { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok((status, page::show(&page)?).into_response())
}

/// `GET /s/{service}/explore/friction.csv`: every signal, and the pages of one.
pub(crate) async fn download(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = asked(&state, &service, &request)?;
    let name = attachment::name(&service, "friction", &asked.period, "csv");
    let report = state.reports.friction(&viewer, asked).await?;
    Ok(attachment::csv(&name, csv::friction(&report)))
}

/// `GET /s/{service}/explore/friction.html`: the page as one file.
pub(crate) async fn as_file(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = asked(&state, &in_path.service, &request)?;
    let path = files::address(&in_path, "friction");
    let kept = Kept { what: "friction", path, period: &asked.period };
    page_file::answer(state, in_path, request, kept, show).await
}

/// The question of an address, for programs and files.
pub(crate) fn asked(
    state: &AppState,
    service: &Arc<Service>,
    request: &PageRequest,
) -> Result<FrictionRequest, Failure> {
    let choices = Choices::read(&request.query, service, state.clock.now())?;
    Ok(request_of(service, &choices, signal(&request.query)?))
}

fn request_of(
    service: &Arc<Service>,
    choices: &Choices,
    signal: Option<Signal>,
) -> FrictionRequest {
    FrictionRequest {
        service: Arc::clone(service),
        period: choices.period.clone(),
        automatic: choices.automatic,
        signal,
    }
}

/// Whether a script looks for signals at all.
fn is_measured(report: &FrictionReport) -> bool {
    report.request.service.profile != CollectionProfile::Headers
}

fn is_any_met(report: &FrictionReport) -> bool {
    report.signals.iter().any(|(_, figures)| is_met(figures))
}

/// Whether somebody may have met it.
fn is_met(figures: &SignalFigures) -> bool {
    !figures.people.total.is_nothing() && figures.people.total != Cell::NoData
}

/// The share that those who met a signal are of all visitors.
fn share(report: &FrictionReport, figures: &SignalFigures) -> Option<f64> {
    number::share(figures.people.total.number()?, report.visitors.number()?)
}

/// Which signal most people met, and where.
fn finding(text: Text, report: &FrictionReport) -> String {
    let format = text.format();
    if !is_measured(report) && !is_any_met(report) {
        return text.say("friction-not-measured");
    }
    let people = |figures: &SignalFigures| Some(figures.people.total.number()?.value());
    let most = report
        .signals
        .iter()
        .filter(|(_, figures)| is_met(figures))
        .max_by(|(_, a), (_, b)| people(a).unwrap_or(0.0).total_cmp(&people(b).unwrap_or(0.0)));
    let Some((signal, figures)) = most else { return text.say("friction-none") };
    let (Some(count), Some(share)) =
        (number::count(format, &figures.people.total), share(report, figures))
    else {
        return text.say("friction-hidden");
    };
    let share = format.percent(share, usize::from(share < 0.1));
    let values = [
        ("signal", text.word("signal", signal.as_str()).into()),
        ("visitors", count.into()),
        ("share", share.into()),
    ];
    text.fill("friction-finding", &values)
}

impl Report {
    fn new(
        state: &AppState,
        request: &PageRequest,
        report: &FrictionReport,
        marks: &Marks,
    ) -> Self {
        let text = request.text();
        let service = &report.request.service;
        let links = Links::new(request, &request.query, &state.public_url, request.path.clone());
        let json = format!("/api/v1/services/{}/friction", service.slug);
        let explain = |key: &str, words: String| (text.word("explain", key), words);
        let mut explained = vec![
            explain("funnel", text.say("explain-friction")),
            explain("people", text.word("identity", service.identity().as_str())),
            explain("hidden", text.say("explain-friction-hidden")),
        ];
        explained.extend(super::cost_lines(text, service, report.newest.as_ref(), &report.cost));
        let of = text.word("signal", report.of.as_str());
        let people = Measure::of_people(service.identity());
        Self {
            signals: signals(text, request, report),
            notes: notes(text, report),
            links: links
                .of_table(links.query(), Some(("funnel-json", json.as_str())))
                .into_iter()
                .chain(links.of_page())
                .collect(),
            weeks: weeks(text, report, marks),
            pages_title: text.fill("friction-pages", &[("signal", of.into())]),
            people: text.word("measure", people.as_str()),
            pages: report
                .pages
                .iter()
                .take(PAGES)
                .map(|row| page_row(text, request, row))
                .collect(),
            page_notes: page_notes(text, report),
            explain: explained,
        }
    }
}

/// Every signal with those who met it.
fn signals(text: Text, request: &PageRequest, report: &FrictionReport) -> Vec<SignalRow> {
    let format = text.format();
    let value = |figures: &SignalFigures| figures.people.total.number().map(Number::value);
    let most = report.signals.iter().filter_map(|(_, f)| value(f)).fold(0.0, f64::max);
    let row = |(signal, figures): &(Signal, SignalFigures)| {
        let people = &figures.people.total;
        let words = match number::counted(format, people) {
            _ if !is_met(figures) => text.say("friction-nobody"),
            None => table::reason(text, people),
            Some(visitors) => met(text, visitors, share(report, figures), figures),
        };
        let query = request.query.with(SIGNAL, signal.as_str());
        let is_linked = request.file.is_none() && *signal != report.of && is_met(figures);
        SignalRow {
            name: text.word("signal", signal.as_str()),
            means: text.word("signal-means", signal.as_str()),
            address: is_linked.then(|| format!("{}#pages", query.address(&request.path))),
            words,
            width: value(figures).map(|n| if most > 0.0 { n / most * 100.0 } else { 0.0 }),
        }
    };
    report.signals.iter().map(row).collect()
}

/// `≈ 120 visitors (4%), ≈ 300 times`, as far as each is told.
fn met(text: Text, visitors: Value, share: Option<f64>, figures: &SignalFigures) -> String {
    let mut words = vec![match share {
        Some(share) => {
            let share = text.format().percent(share, usize::from(share < 0.1));
            text.fill("friction-visitors", &[("visitors", visitors), ("share", share.into())])
        }
        None => text.fill("friction-visitors-plain", &[("visitors", visitors)]),
    }];
    if let Some(events) = number::counted(text.format(), &figures.events) {
        words.push(text.fill("friction-events", &[("events", events)]));
    }
    words.join(", ")
}

/// Those who met each signal, week by week; nothing within one week, nor where nothing is told.
fn weeks(text: Text, report: &FrictionReport, marks: &Marks) -> Option<Figure<Multiples>> {
    if report.weeks.len() < 2 {
        return None;
    }
    let told: Vec<_> = report
        .signals
        .iter()
        .filter(|(_, figures)| {
            figures.people.cells.iter().any(|c| !c.is_nothing() && c.number().is_some())
        })
        .collect();
    let begins = report.weeks.first().is_some_and(|week| !week.is_whole);
    let ends = report.is_partial || report.weeks.last().is_some_and(|week| !week.is_whole);
    let panel = |(signal, figures): &&(Signal, SignalFigures)| {
        let name = text.word("signal", signal.as_str());
        let points = figures.people.cells.iter().zip(&report.weeks).map(|(cell, week)| Point {
            number: cell.number(),
            short: text.format().day(week.from),
            long: text.format().dates(week.from, week.to),
        });
        let data = LineData {
            title: name.clone(),
            points: points.collect(),
            before: None,
            name: String::new(),
            begins_partial: begins,
            ends_partial: ends,
            notes: Vec::new(),
            least_top: 0.0,
            measure: Measure::Visits,
            marks: marks.clone(),
        };
        Panel { name, data }
    };
    let drawn = Multiples::draw(text, told.iter().map(panel).collect())?;
    let cell = |cell: &Cell| match number::count(text.format(), cell) {
        Some(count) => DataCell::written(count),
        None => DataCell::without(text, cell),
    };
    let rows = report.weeks.iter().enumerate().map(|(place, week)| {
        let cells = told.iter().filter_map(|(_, figures)| figures.people.cells.get(place));
        (text.format().dates(week.from, week.to), cells.map(cell).collect())
    });
    let heads = told.iter().map(|(signal, _)| text.word("signal", signal.as_str()));
    let head = text.word("trend-head", "week");
    let table = DataTable::written(text, head, heads.collect(), rows.collect(), Vec::new());
    let figure = Figure::new(text, "weeks", text.say("friction-weeks"), drawn);
    Some(figure.marks(text, marks).table(table))
}

fn page_row(text: Text, request: &PageRequest, row: &FrictionPage) -> PageRow {
    let cell = |cell: &Cell| match number::count(text.format(), cell) {
        Some(count) => DataCell::written(count),
        None => DataCell::without(text, cell),
    };
    let forms = |page: &String| {
        let path = request.path.replace("/explore/friction", "/explore/forms");
        request.query.with(SIGNAL, "").with(super::forms::PAGE, page).address(&path)
    };
    PageRow {
        name: Option::clone(&row.page).unwrap_or_else(|| text.say("unknown-page")),
        address: row.page.as_ref().filter(|_| request.file.is_none()).map(forms),
        cells: [cell(&row.people), cell(&row.events)],
    }
}

fn notes(text: Text, report: &FrictionReport) -> Vec<String> {
    let figures = || report.signals.iter().flat_map(|(_, f)| [&f.people.total, &f.events]);
    let mut notes = table::rules(text, figures());
    if report.is_partial {
        notes.push(text.say("pages-partial"));
    }
    if report.signals.iter().any(|(_, f)| share(report, f).is_some_and(|share| share >= 1.0)) {
        notes.push(text.say("number-alike-rule"));
    }
    notes.extend(number::blurred_rule(text, figures()));
    notes
}

fn page_notes(text: Text, report: &FrictionReport) -> Vec<String> {
    let cells = report.pages.iter().flat_map(|row| [&row.people, &row.events]);
    let mut notes = table::rules(text, cells);
    if report.has_others {
        notes.push(text.say("friction-others"));
    }
    if report.of == Signal::SlowPage {
        notes.push(text.say("friction-slow-note"));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_that_is_none_is_said_by_name() {
        let read = |query: &str| signal(&Query::parse(query));
        assert_eq!(read("").unwrap(), None);
        assert_eq!(read("signal=u-turn").unwrap(), Some(Signal::UTurn));
        assert_eq!(read("signal=click").unwrap_err(), WrongStep::Unknown("signal"));
    }
}
