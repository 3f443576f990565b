//! `/s/{service}/explore/pages`: which pages are viewed, and where do visits begin and end?

use std::{cmp::Reverse, sync::Arc};

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_domain::{query::QuestionPlace, service::Service};
use lotse_report::{
    export::csv,
    measure::{Cell, Measure},
    pages::{PageRow, PagesReport, PagesRequest},
};

use super::{files, save, steps::WrongStep};
use crate::{
    attachment,
    error::Failure,
    messages::Text,
    page::{self, Choice, Frame, PageRequest, Place},
    page_file::{self, Kept},
    pages::overview::choice::Choices,
    path::ServiceInPath,
    query::Query,
    state::AppState,
    ui::{
        chart::{funnel::count, links::Links},
        field::{ErrorSummary, Mistakes},
        listing::Listing,
        number,
        period::PeriodControls,
        sorted::{FROM, ROWS, SORT, Sorted, SortedRow, SortedTable},
        table::{self, DataCell},
    },
};

/// By what pages are sorted: the spelling in addresses and messages.
pub(crate) const SORTS: [&str; 5] = ["page", "views", "people", "began", "ended"];

/// The pages of a service.
#[derive(Template)]
#[template(path = "pages/explore/pages.html")]
struct PagesPage {
    frame: Frame,
    title: String,
    lead: String,
    summary: ErrorSummary,
    period: PeriodControls,
    /// What is searched for.
    search: String,
    sorts: Vec<Choice>,
    kept: Vec<(String, String)>,
    action: String,
    report: Option<Box<Report>>,
    save: String,
}

struct Report {
    headline: String,
    table: SortedTable,
    links: Vec<(String, String)>,
    explain: Vec<(String, String)>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PagesChoices {
    /// Only pages whose path holds this; empty for all.
    search: String,
    sort: &'static str,
    /// Place of the first row, from 0.
    first: usize,
}

impl PagesChoices {
    /// Reads an address.
    pub(crate) fn read(query: &Query) -> Result<Self, WrongStep> {
        let Listing { search, sort, first } =
            Listing::read(query, &SORTS, SORTS[1]).map_err(WrongStep::Unknown)?;
        Ok(Self { search, sort, first })
    }

    /// The rows that are asked for, all of them, in their order.
    pub(crate) fn rows<'a>(&self, report: &'a PagesReport) -> Vec<&'a PageRow> {
        let wanted = self.search.to_lowercase();
        let holds = |row: &&PageRow| {
            let page = row.page.as_deref().unwrap_or_default();
            page.to_lowercase().contains(&wanted)
        };
        let mut rows: Vec<&PageRow> = report.rows.iter().filter(holds).collect();
        // What may not be shown comes last, in no order of its size.
        let by = |cell: &Cell| Reverse(count(cell).map_or(0, |count| count.saturating_add(1)));
        let name = |row: &PageRow| row.page.as_deref().map(str::to_owned);
        match self.sort {
            "page" => rows.sort_by_cached_key(|row| name(row)),
            "people" => rows.sort_by_cached_key(|row| (by(&row.people), name(row))),
            "began" => rows.sort_by_cached_key(|row| (by(&row.began), name(row))),
            "ended" => rows.sort_by_cached_key(|row| (by(&row.ended), name(row))),
            _ => rows.sort_by_cached_key(|row| (by(&row.views), name(row))),
        }
        rows
    }
}

/// `GET /s/{service}/explore/pages`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (text, now) = (request.text(), state.clock.now());
    let mut mistakes = Mistakes::default();
    let choices = super::choices(&request, &service, now, &mut mistakes)?;
    let pages = PagesChoices::read(&request.query).unwrap_or_else(|wrong| {
        mistakes.add(wrong.parameter(), wrong.words(text));
        PagesChoices { search: String::new(), sort: SORTS[1], first: 0 }
    });
    let asked = request_of(&service, &choices);
    let report = state.reports.page_table(&viewer, asked).await?;
    let rows = pages.rows(&report);
    let mut frame = super::frame(&request, &service, "pages-name");
    frame.has_errors = !mistakes.is_empty();
    let kept = [SORT, FROM, "search"]
        .into_iter()
        .fold(request.query.clone(), |query, name| query.with(name, ""));
    let links = Links::new(&request, &request.query, &state.public_url, request.path.clone());
    let page = PagesPage {
        title: title(text, &choices, &pages),
        lead: finding(text, &report),
        summary: mistakes.summary(text),
        period: PeriodControls::new(text, &choices, &request.path, &request.query)
            .segments(&request, &service)
            .opened(mistakes.of("first").or(mistakes.of("last")).is_some()),
        search: request.query.get("search").unwrap_or_default().to_owned(),
        sorts: SORTS
            .into_iter()
            .map(|sort| Choice {
                label: text.word("pages-sort", sort),
                address: sort.to_owned(),
                is_current: sort == pages.sort,
                lang: "",
            })
            .collect(),
        kept: kept.pairs().to_vec(),
        action: request.path.clone(),
        save: save::address(&service, QuestionPlace::Pages, &request.query.with(FROM, "")),
        report: (mistakes.is_empty() && !report.rows.is_empty())
            .then(|| Box::new(self::report(text, &request, &links, &report, &pages, &rows))),
        frame,
    };
    let status = if page.frame.has_errors { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok((status, page::show(&page)?).into_response())
}

/// `GET /s/{service}/explore/pages.csv`: all of the pages that are asked for.
pub(crate) async fn download(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, pages) = asked(&state, &service, &request)?;
    let report = state.reports.page_table(&viewer, asked).await?;
    let name = attachment::name(&service, "pages", &report.request.period, "csv");
    // With a search, the others are not those of the search.
    let others = report.others.as_ref().filter(|_| pages.search.is_empty());
    Ok(attachment::csv(&name, csv::pages(pages.rows(&report).into_iter(), others)))
}

/// `GET /s/{service}/explore/pages.html`: the page as one file.
pub(crate) async fn as_file(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, _) = asked(&state, &in_path.service, &request)?;
    let kept =
        Kept { what: "pages", path: files::address(&in_path, "pages"), period: &asked.period };
    page_file::answer(state, in_path, request, kept, show).await
}

/// The question of an address, for programs and files.
pub(crate) fn asked(
    state: &AppState,
    service: &Arc<Service>,
    request: &PageRequest,
) -> Result<(PagesRequest, PagesChoices), Failure> {
    let choices = Choices::read(&request.query, service, state.clock.now())?;
    let pages = PagesChoices::read(&request.query)?;
    Ok((request_of(service, &choices), pages))
}

fn request_of(service: &Arc<Service>, choices: &Choices) -> PagesRequest {
    PagesRequest {
        service: Arc::clone(service),
        period: choices.period.clone(),
        automatic: choices.automatic,
    }
}

/// `Pages by page views, last 30 days`
fn title(text: Text, choices: &Choices, pages: &PagesChoices) -> String {
    let sort = text.word("pages-title-by", pages.sort);
    let what = if pages.search.is_empty() {
        text.fill("pages-title", &[("sort", sort.into())])
    } else {
        let values = [("search", pages.search.as_str().into()), ("sort", sort.into())];
        text.fill("pages-title-search", &values)
    };
    let values = [("what", what.into()), ("when", super::when(text, choices).into())];
    text.fill("trend-title", &values)
}

/// How many pages may be named, and which is viewed most.
fn finding(text: Text, report: &PagesReport) -> String {
    let Some(first) = report.rows.first() else {
        return text.say(if report.others.is_some() { "pages-hidden" } else { "overview-quiet" });
    };
    let pages = u64::try_from(report.rows.len()).unwrap_or(u64::MAX);
    // Pages with hidden views come last.
    let Some(views) = first.views.number() else {
        return text.fill("pages-finding-hidden", &[("pages", pages.into())]);
    };
    let share = report.all_views.number().and_then(|all| number::share(views, all));
    let mut values = vec![("pages", pages.into()), ("first", name(text, first).into())];
    match share {
        Some(share) => {
            values.push(("share", text.format().percent(share, 0).into()));
            text.fill("pages-finding", &values)
        }
        None => text.fill("pages-finding-plain", &values),
    }
}

fn name(text: Text, row: &PageRow) -> String {
    row.page.as_deref().map_or_else(|| text.say("unknown-page"), str::to_owned)
}

fn report(
    text: Text,
    request: &PageRequest,
    links: &Links<'_>,
    report: &PagesReport,
    pages: &PagesChoices,
    rows: &[&PageRow],
) -> Report {
    let service = &report.request.service;
    let people = Measure::of_people(service.identity());
    let most = rows.iter().filter_map(|row| count(sorted_by(row, pages.sort))).max().unwrap_or(0);
    // A place behind the last row, of an old address: the last rows.
    let first = if pages.first < rows.len() { pages.first / ROWS * ROWS } else { 0 };
    let shown = rows.get(first..).unwrap_or_default().iter().take(ROWS);
    let trend = format!("/s/{}/explore/trend", service.slug);
    let kept = [SORT, "search", FROM]
        .into_iter()
        .fold(request.query.clone(), |query, name| query.with(name, ""));
    let row = |row: &&PageRow| SortedRow {
        label: name(text, row),
        address: row
            .page
            .as_deref()
            .filter(|page| page.starts_with('/') && request.file.is_none())
            .map(|page| kept.with("of", page).with("count", "events").address(&trend)),
        cells: [&row.views, &row.people, &row.began, &row.ended].map(|c| cell(text, c)).into(),
        bar: count(sorted_by(row, pages.sort)).filter(|_| most > 0).map(|count| {
            let of = |count: u64| lotse_domain::Count::new(count).as_f64();
            of(count) / of(most) * 100.0
        }),
    };
    let head = |sort: &'static str| {
        let words = match sort {
            "page" => text.word("breakdown", "page"),
            "views" => text.word("measure", "page-views"),
            "people" => text.word("measure", people.as_str()),
            other => text.word("pages-head", other),
        };
        (words, sort)
    };
    let json = format!("/api/v1/services/{}/pages", service.slug);
    let sorted = Sorted {
        caption: text.say("pages-name"),
        heads: SORTS.map(head).into(),
        by: pages.sort,
        count: rows.len(),
        first,
        rows: shown.map(row).collect(),
        notes: notes(text, report),
        path: &request.path,
        query: &request.query,
        is_file: request.file.is_some(),
    };
    Report {
        headline: text.word("pages-headline", pages.sort),
        table: SortedTable::new(text, sorted),
        links: links
            .of_table(&request.query.with(FROM, ""), Some(("funnel-json", json.as_str())))
            .into_iter()
            .chain(links.of_page())
            .collect(),
        explain: explain(text, report),
    }
}

/// The cell by which rows are sorted; views where they are by name.
fn sorted_by<'a>(row: &'a PageRow, sort: &str) -> &'a Cell {
    match sort {
        "people" => &row.people,
        "began" => &row.began,
        "ended" => &row.ended,
        _ => &row.views,
    }
}

fn cell(text: Text, cell: &Cell) -> DataCell {
    match number::count(text.format(), cell) {
        Some(count) => DataCell::written(count),
        None => DataCell::without(text, cell),
    }
}

fn notes(text: Text, report: &PagesReport) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(others) = &report.others {
        notes.push(match number::count(text.format(), others) {
            Some(views) => text.fill("pages-others", &[("views", views.into())]),
            None => text.say("pages-others-hidden"),
        });
    }
    let figures =
        report.rows.iter().flat_map(|row| [&row.views, &row.people, &row.began, &row.ended]);
    notes.extend(table::rules(text, figures.clone()));
    notes.extend(number::blurred_rule(text, figures.chain(&report.others)));
    if report.truncated {
        notes.push(text.say("table-truncated"));
    }
    if report.is_partial {
        notes.push(text.say("pages-partial"));
    }
    notes
}

/// How this was computed.
fn explain(text: Text, report: &PagesReport) -> Vec<(String, String)> {
    let service = &report.request.service;
    let line = |key: &str, words: String| (text.word("explain", key), words);
    let mut lines = vec![
        line("funnel", text.say("explain-pages")),
        line("people", text.word("identity", service.identity().as_str())),
        line("hidden", text.say("explain-pages-hidden")),
    ];
    lines.extend(super::cost_lines(text, service, report.newest.as_ref(), &report.cost));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_said_by_name() {
        let read = |query: &str| PagesChoices::read(&Query::parse(query));
        let usual = read("").unwrap();
        assert_eq!((usual.sort, usual.first, usual.search.as_str()), ("views", 0, ""));
        let choices = read("sort=began&from=101&search=+/apply+").unwrap();
        assert_eq!(
            (choices.sort, choices.first, choices.search.as_str()),
            ("began", 100, "/apply")
        );
        for (query, parameter) in
            [("sort=size", "sort"), ("from=0", "from"), ("from=-1", "from"), ("from=x", "from")]
        {
            assert_eq!(read(query).unwrap_err(), WrongStep::Unknown(parameter), "{query}");
        }
        let long = format!("search={}", "x".repeat(201));
        assert_eq!(read(&long).unwrap_err(), WrongStep::Unknown("search"));
    }
}
