//! `/s/{service}`: how is this service doing, and what changed?

pub(crate) mod choice;
pub(crate) mod files;
pub(in crate::pages) mod finding;
pub(crate) mod live;

use self::{finding::Begin, live::Today};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use lotse_domain::{
    query::{Automatic, Breakdown},
    service::{IdentityQuality, Service},
};
use lotse_report::{
    measure::Measure,
    overview::{OverviewQuestion, OverviewReport},
};

use self::choice::Choices;
use crate::{
    access::AUTHORITY,
    error::Failure,
    messages::Text,
    page::{self, Choice, Frame, PageRequest, Place},
    pages::data::annotations,
    path::ServiceInPath,
    query::Query,
    state::AppState,
    ui::{
        chart::{
            LineChart, LineQuestion,
            links::{Link, Links},
            marks::Marks,
        },
        field::{ErrorSummary, Mistakes},
        label,
        number::{self, NumberTile},
        period::{PeriodControls, wrong_words},
        table::DataTable,
    },
};

/// The overview of a service.
#[derive(Template)]
#[template(path = "pages/overview/overview.html")]
struct OverviewPage {
    frame: Frame,
    service_name: String,
    slug: String,
    is_generated: bool,
    finding: String,
    /// Today's totals, where they may be watched growing.
    today: Option<Today>,
    /// Where they come from, and the words of the button that stops them.
    live: String,
    summary: ErrorSummary,
    controls: PeriodControls,
    newest: Option<String>,
    /// Said where events of the period could not be read.
    incomplete: Option<String>,
    body: Body,
}

/// What stands below the controls.
enum Body {
    /// Nothing ever arrived: the next step is the snippet.
    Waiting,
    /// There are events, but none in this period; or only those of automatic clients, which are left out.
    Quiet(Option<(String, String, String)>),
    /// The numbers.
    Report(Box<Report>),
}

struct Report {
    tiles: Vec<NumberTile>,
    chart_choices: Vec<Choice>,
    chart: LineChart,
    tables: Vec<TableFigure>,
    /// How totals are blurred, where they are; else how figures of the tables are.
    blurred_totals: Option<String>,
    blurred_tables: Option<String>,
    /// Which tables have no row that may be shown.
    hidden_tables: Option<String>,
    definitions: Vec<Definition>,
    identity: String,
    /// Why there is no comparison although one was asked for.
    not_compared: Option<String>,
    /// What automatic clients did, and the other way to count.
    automatic: (String, String, String),
    /// It may be told.
    tells_automatic: bool,
    files: Vec<Link>,
}

struct TableFigure {
    name: String,
    headline: String,
    table: DataTable,
    files: Vec<Link>,
}

struct Definition {
    id: &'static str,
    term: String,
    meaning: String,
}

/// `GET /s/{service}`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let now = state.clock.now();
    let mut mistakes = Mistakes::default();
    let (choices, status) = match Choices::read(&request.query, &service, now) {
        Ok(choices) => (choices, StatusCode::OK),
        Err(wrong) => {
            mistakes.add(wrong.parameter, wrong_words(text, &wrong));
            // The page with its defaults, so that nobody stands before an empty screen.
            let choices = Choices::read(&Query::default(), &service, now);
            let choices = choices.map_err(|_| Failure::Parameter { name: wrong.parameter })?;
            (choices, StatusCode::BAD_REQUEST)
        }
    };
    let question = OverviewQuestion {
        service: service.clone(),
        period: choices.period.clone(),
        comparison: choices.comparison,
        automatic: choices.automatic,
    };
    let report = state.reports.overview(&viewer, &question).await?;
    let mut frame = request.frame(Place::Overview, service.name.clone()).about(&service);
    frame.has_errors = !mistakes.is_empty();
    // When something newest came is not told of a segment.
    let is_empty = report.newest.is_none() && request.segment().is_none();
    let newest = match &report.newest {
        Some(newest) => Some(**newest),
        None => state.reports.arrival(&service).await?.map(|newest| *newest),
    };
    let query = if mistakes.is_empty() { request.query.clone() } else { Query::default() };
    let body = match (is_empty, newest) {
        (true, None) => Body::Waiting,
        (true, Some(_)) => {
            let has_automatic = report.automatic.events.is_some_and(|events| events > 0);
            let left_out = || automatic(text, &report, &request.path, &query);
            Body::Quiet(has_automatic.then(left_out))
        }
        (false, _) => {
            let files = format!("/s/{}/overview", service.slug);
            let links = Links::new(&request, &query, &state.public_url, files);
            Body::Report(Box::new(body(
                text,
                &report,
                choices.drawn,
                &request.path,
                &query,
                (&links, marks(&state, &request, &report).await?),
            )))
        }
    };
    let page = OverviewPage {
        service_name: service.name.clone(),
        slug: service.slug.to_string(),
        is_generated: service.generated,
        finding: match body {
            Body::Waiting => text.say("overview-waiting"),
            Body::Quiet(None) => text.say("overview-quiet"),
            Body::Quiet(Some(_)) => text.say("overview-quiet-automatic"),
            Body::Report(_) => finding::sentence(text, &report),
        },
        today: match body {
            // What grows while it is looked at is nothing for a file.
            Body::Report(_) if request.file.is_none() => {
                Today::of(&state, text, &viewer, &service).await?
            }
            Body::Report(_) | Body::Waiting | Body::Quiet(_) => None,
        },
        live: Query::default()
            .with(AUTHORITY, viewer.authority().map_or("", |code| code.as_str()))
            .address(&format!("/s/{}/live", service.slug)),
        summary: mistakes.summary(text),
        controls: PeriodControls::new(text, &choices, &request.path, &query)
            .segments(&request, &service)
            .compared(text, &choices, &request.path, &query)
            .shown_from(report.shown_from.as_ref(), &request.path, &query)
            .opened(!mistakes.is_empty()),
        newest: newest.map(|newest| {
            let when = label::newest(text, &service, newest);
            text.fill("overview-newest", &[("when", when.into())])
        }),
        incomplete: report.is_incomplete.then(|| text.say("overview-incomplete")),
        frame,
        body,
    };
    Ok((status, page::show(&page)?).into_response())
}

/// The tables in the order of the page: where, then who.
const TABLES: [Breakdown; 9] = [
    Breakdown::Page,
    Breakdown::EntryPage,
    Breakdown::ExitPage,
    Breakdown::Referrer,
    Breakdown::PageLanguage,
    Breakdown::BrowserLanguage,
    Breakdown::DeviceClass,
    Breakdown::Browser,
    Breakdown::OperatingSystem,
];

fn body(
    text: Text,
    report: &OverviewReport,
    drawn: Measure,
    path: &str,
    query: &Query,
    (links, marks): (&Links<'_>, Marks),
) -> Report {
    let service = &*report.service;
    let asked = |breakdown: Breakdown| query.with("table", breakdown.as_str());
    let json = format!("/api/v1/services/{}/overview", service.slug);
    let trend = links.of_figure("trend", &asked(Breakdown::Day), ("chart-json", json.as_str()));
    let chart = LineChart::draw(text, trend_question(text, report, drawn, (trend, marks)));
    let name = |breakdown: Breakdown| text.word("overview-table", breakdown.as_str());
    let mut hidden = Vec::new();
    let mut tables = Vec::new();
    for breakdown in TABLES {
        match report.table(breakdown) {
            Some(table) if !table.rows.is_empty() => tables.push(TableFigure {
                name: name(breakdown),
                headline: finding::table(text, report, table),
                table: DataTable::of(text, table, Some(name(breakdown))),
                files: links.of_table(&asked(breakdown), None),
            }),
            Some(table) if table.others.is_some() => hidden.push(name(breakdown)),
            _ => {}
        }
    }
    let tables_shown = TABLES.iter().filter_map(|of| report.table(*of));
    let cells = tables_shown.flat_map(|table| {
        table.rows.iter().flat_map(|row| &row.cells).chain(table.others.iter().flatten())
    });
    let blurred_totals = finding::blurred_rule(text, report);
    let hidden_tables = (!hidden.is_empty())
        .then(|| text.fill("overview-tables-hidden", &[("tables", hidden.join(", ").into())]));
    Report {
        tiles: tiles(text, report),
        chart_choices: chart_choices(text, service, drawn, path, query),
        chart,
        // Once on a page is enough.
        blurred_tables: match blurred_totals {
            Some(_) => None,
            None => number::blurred_rule(text, cells),
        },
        blurred_totals,
        tables,
        hidden_tables,
        definitions: definitions(text, report),
        not_compared: finding::begins_late(report).map(|begin| match begin {
            Begin::On(day) => {
                let day = text.format().date(day);
                text.fill("overview-not-compared", &[("day", day.into())])
            }
            Begin::Never => text.say("overview-nothing-before"),
        }),
        automatic: automatic(text, report, path, query),
        tells_automatic: report.automatic.events.is_some(),
        identity: text.word("identity", report.identity.as_str()),
        files: links.of_page(),
    }
}

/// What the chart of the page draws, on the page and in a file.
fn trend_question(
    text: Text,
    report: &OverviewReport,
    drawn: Measure,
    (links, marks): (Vec<Link>, Marks),
) -> LineQuestion<'_> {
    LineQuestion {
        measure: drawn,
        days: &report.days,
        before: report.before.as_ref().map(|b| (&b.days, text.say("overview-before-name"))),
        name: text.say("overview-now-name"),
        is_partial: report.is_partial,
        headline: finding::trend(text, report, drawn),
        links,
        id: "trend",
        marks,
    }
}

/// What happened on the days of the chart.
async fn marks(
    state: &AppState,
    request: &PageRequest,
    report: &OverviewReport,
) -> Result<Marks, Failure> {
    let days = report.days.rows.iter().filter_map(|row| row.label.as_deref()?.parse().ok());
    let days: Vec<(Date, Date)> = days.map(|day| (day, day)).collect();
    annotations::marks(state, request, &report.service, &days).await
}

/// What automatic clients did, and the words and address of the other way to count.
fn automatic(
    text: Text,
    report: &OverviewReport,
    path: &str,
    query: &Query,
) -> (String, String, String) {
    let values = [
        ("events", report.automatic.events.unwrap_or_default().into()),
        ("share", number::share_of_all(text, report.automatic.share).into()),
    ];
    let (sentence, other, words) = if report.counts_automatic {
        ("overview-automatic-counted", Automatic::LeftOut, "overview-automatic-leave-out")
    } else {
        ("overview-automatic-left-out", Automatic::Counted, "overview-automatic-count")
    };
    let address = query.with("automatic", other.as_str()).address(path);
    (text.fill(sentence, &values), text.say(words), address)
}

fn tiles(text: Text, report: &OverviewReport) -> Vec<NumberTile> {
    let is_late = finding::begins_late(report).is_some();
    let before = |measure: Measure| {
        if is_late {
            return None;
        }
        let figures = &report.before.as_ref()?.figures;
        figures.iter().find(|figure| figure.measure == measure)?.cell.number()
    };
    report
        .figures
        .iter()
        .map(|figure| {
            let measure = figure.measure;
            NumberTile::new(text, measure, &figure.cell)
                .with_change(text, measure, report.change(measure), before(measure))
                .with_days(&report.days, measure)
                .partial(text, report.is_partial)
        })
        .collect()
}

fn definitions(text: Text, report: &OverviewReport) -> Vec<Definition> {
    let definition = |measure: Measure| Definition {
        id: measure.as_str(),
        term: text.word("measure", measure.as_str()),
        meaning: text.word("define", measure.as_str()),
    };
    report.figures.iter().map(|figure| definition(figure.measure)).collect()
}

fn chart_choices(
    text: Text,
    service: &Service,
    drawn: Measure,
    path: &str,
    query: &Query,
) -> Vec<Choice> {
    let choice = |measure: Measure| Choice {
        label: text.word("measure", measure.as_str()),
        address: format!("{}#trend", query.with("chart", measure.as_str()).address(path)),
        is_current: measure == drawn,
        lang: "",
    };
    Choices::drawable(service).into_iter().map(choice).collect()
}

impl OverviewPage {
    /// The people behind daily hashes are no people: said wherever they are counted.
    fn has_daily_visitors(&self) -> bool {
        self.frame.service.as_ref().is_some_and(|s| s.identity() == IdentityQuality::DailyHash)
    }
}
