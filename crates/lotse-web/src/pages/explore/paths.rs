//! `/s/{service}/explore/paths`: which ways do visits take?

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_domain::{
    query::{Period, QuestionPlace, paths::Anchor},
    service::Service,
};
use lotse_report::{
    export::csv,
    flow::{Aligned, Flow},
    gate::paths::DisclosedPath,
    measure::Cell,
    paths::{PathsReport, PathsRequest},
};

use super::{
    save,
    steps::{self, WrongStep},
    tags::Tags,
};
use crate::{
    attachment,
    error::Failure,
    messages::Text,
    page::{self, Choice, Frame, PageRequest, Place},
    pages::overview::choice::Choices,
    path::ServiceInPath,
    query::Query,
    state::AppState,
    ui::{
        chart::{
            flow::{FlowChart, FlowDrawing},
            funnel as chart,
            links::Links,
        },
        field::{ErrorSummary, Mistakes},
        number,
        period::PeriodControls,
        table::{DataCell, DataTable},
    },
};

/// Pages of a path that can be chosen.
const LENGTHS: [usize; 4] = [2, 3, 4, 5];
const USUAL_LENGTH: usize = 3;

/// The spellings of where paths begin or end.
pub(crate) const ENDS: [&str; 3] = ["beginning", "from", "to"];

/// The paths of a service.
#[derive(Template)]
#[template(path = "pages/explore/paths.html")]
struct PathsPage {
    frame: Frame,
    title: String,
    lead: String,
    summary: ErrorSummary,
    mistakes: Mistakes,
    period: PeriodControls,
    ends: Vec<Choice>,
    page: String,
    pages: Vec<String>,
    lengths: Vec<Choice>,
    kept: Vec<(String, String)>,
    action: String,
    report: Option<Report>,
    save: String,
}

struct Report {
    chart: FlowChart,
    links: Vec<(String, String)>,
    explain: Vec<(String, String)>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PathsChoices {
    end: &'static str,
    /// The page of that end, as it was written.
    page: String,
    length: usize,
}

impl PathsChoices {
    /// Reads an address.
    pub(crate) fn read(query: &Query) -> Result<Self, WrongStep> {
        let given = |name: &str| query.get(name).map(str::trim).filter(|text| !text.is_empty());
        let page = given("page").unwrap_or_default().to_owned();
        let end = match given("end") {
            None => ENDS[0],
            Some(text) => {
                let known = ENDS.into_iter().find(|end| *end == text);
                known.ok_or(WrongStep::Unknown("end"))?
            }
        };
        if end != ENDS[0] {
            if page.is_empty() {
                return Err(WrongStep::Missing("page"));
            }
            steps::check("page", &page)?;
        }
        let length = match given("length") {
            None => USUAL_LENGTH,
            Some(text) => {
                let known = text.parse().ok().filter(|length| LENGTHS.contains(length));
                known.ok_or(WrongStep::Unknown("length"))?
            }
        };
        Ok(Self { end, page, length })
    }

    fn anchor(&self, tags: &Tags) -> Result<Anchor, WrongStep> {
        let page = || steps::chosen("page", &self.page, tags);
        Ok(match self.end {
            "from" => Anchor::From(page()?),
            "to" => Anchor::To(page()?),
            _ => Anchor::Beginning,
        })
    }
}

/// `GET /s/{service}/explore/paths`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (text, now) = (request.text(), state.clock.now());
    let mut mistakes = Mistakes::default();
    let choices = super::choices(&request, &service, now, &mut mistakes)?;
    let tags = Tags::of(&state, &service).await?;
    let read = PathsChoices::read(&request.query);
    let paths = match read.and_then(|paths| paths.anchor(&tags).map(|_| paths)) {
        Ok(paths) => paths,
        Err(wrong) => {
            mistakes.add(wrong.parameter(), wrong.words(text));
            PathsChoices { end: ENDS[0], page: String::new(), length: USUAL_LENGTH }
        }
    };
    let asked = request_of(&service, &choices, &paths, &tags)?;
    let report = state.reports.paths(&viewer, asked).await?;
    let mut frame = super::frame(&request, &service, "paths-name");
    frame.has_errors = !mistakes.is_empty();
    let option = |label: String, value: &str, is_current: bool| Choice {
        label,
        address: value.to_owned(),
        is_current,
        lang: "",
    };
    let end = |end: &&'static str| {
        // What was chosen stays, also where its page is missing.
        let chosen = request.query.get("end").unwrap_or(ENDS[0]);
        option(text.word("paths-end", end), end, chosen == *end)
    };
    let length = |length: &usize| {
        let pages = u64::try_from(*length).unwrap_or(u64::MAX);
        let words = text.fill("paths-pages", &[("pages", pages.into())]);
        option(words, &length.to_string(), paths.length == *length)
    };
    let mut kept = request.query.clone();
    for name in ["end", "page", "length"] {
        kept = kept.with(name, "");
    }
    let named = report.pages.iter().filter_map(|page| Option::clone(page));
    let page = PathsPage {
        title: title(text, &choices.period, &paths),
        lead: finding(text, &report, &paths),
        summary: mistakes.summary(text),
        period: PeriodControls::new(text, &choices, &request.path, &request.query)
            .segments(&request, &service)
            .shown_from(report.shown_from.as_ref(), &request.path, &request.query)
            .opened(mistakes.of("first").or(mistakes.of("last")).is_some()),
        ends: ENDS.iter().map(end).collect(),
        page: request.query.get("page").unwrap_or_default().to_owned(),
        pages: named.collect(),
        lengths: LENGTHS.iter().map(length).collect(),
        kept: kept.pairs().to_vec(),
        action: request.path.clone(),
        save: save::address(&service, QuestionPlace::Paths, &request.query),
        report: (mistakes.is_empty() && !report.paths.paths.is_empty()).then(|| {
            let files = request.path.clone();
            let links = Links::new(&request, &request.query, &state.public_url, files);
            let title = title(text, &choices.period, &paths);
            self::report(text, &links, &request.query, &report, title)
        }),
        mistakes,
        frame,
    };
    let status = if page.frame.has_errors { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok((status, page::show(&page)?).into_response())
}

/// `GET /s/{service}/explore/paths.csv`: every path that may be named, as a file.
pub(crate) async fn download(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = asked(&state, &service, &request).await?;
    let name =
        format!("{}-paths-{}-{}.csv", service.slug, asked.period.first(), asked.period.last());
    let report = state.reports.paths(&viewer, asked).await?;
    Ok(attachment::csv(&name, csv::paths(&report.paths)))
}

/// The question of an address, for programs and files.
pub(crate) async fn asked(
    state: &AppState,
    service: &Arc<Service>,
    request: &PageRequest,
) -> Result<PathsRequest, Failure> {
    asked_with(state, service, request).await.map(|(asked, _)| asked)
}

/// The same, with how it was written.
pub(super) async fn asked_with(
    state: &AppState,
    service: &Arc<Service>,
    request: &PageRequest,
) -> Result<(PathsRequest, PathsChoices), Failure> {
    let choices = Choices::read(&request.query, service, state.clock.now())?;
    let paths = PathsChoices::read(&request.query)?;
    let tags = Tags::of(state, service).await?;
    Ok((request_of(service, &choices, &paths, &tags)?, paths))
}

fn request_of(
    service: &Arc<Service>,
    choices: &Choices,
    paths: &PathsChoices,
    tags: &Tags,
) -> Result<PathsRequest, Failure> {
    Ok(PathsRequest {
        service: Arc::clone(service),
        period: choices.period.clone(),
        automatic: choices.automatic,
        anchor: paths.anchor(tags)?,
        length: paths.length,
    })
}

pub(super) fn title(text: Text, period: &Period, paths: &PathsChoices) -> String {
    let dates = text.format().dates(period.first(), period.last());
    let values = [("page", paths.page.as_str().into()), ("dates", dates.into())];
    let key = match paths.end {
        "from" => "paths-title-from",
        "to" => "paths-title-to",
        _ => return text.fill("paths-title-beginning", &values[1..]),
    };
    text.fill(key, &values)
}

/// Whether a path is longer before its first page, or after its last: it is cut at the end that was not
/// asked for.
fn longer(path: &DisclosedPath, report: &PathsReport) -> (bool, bool) {
    let is_to = matches!(report.request.anchor, Anchor::To(_));
    (path.is_longer && is_to, path.is_longer && !is_to)
}

/// The pages of a path in one line.
fn line(text: Text, path: &DisclosedPath) -> String {
    nodes(text, path).join(" → ")
}

fn nodes(text: Text, path: &DisclosedPath) -> Vec<String> {
    let name = |node: &Option<String>| node.clone().unwrap_or_else(|| text.say("unknown-page"));
    path.nodes.iter().map(name).collect()
}

/// What the paths say, in one sentence.
pub(super) fn finding(text: Text, report: &PathsReport, paths: &PathsChoices) -> String {
    let all = match (&report.paths.whole, number::count(text.format(), &report.paths.whole)) {
        (_, Some(all)) => all,
        (Cell::Hidden(_), None) => return text.say("paths-hidden"),
        (_, None) if paths.end == ENDS[0] => return text.say("overview-quiet"),
        (_, None) => return text.say("paths-nobody"),
    };
    let first = report.paths.paths.first();
    let share = first.and_then(|first| Some((first, chart::share(&first.share)?)));
    let Some((first, (share, decimals))) = share else {
        return text.fill("paths-none-named", &[("all", all.into())]);
    };
    text.fill(
        "paths-finding",
        &[
            ("all", all.into()),
            ("path", line(text, first).into()),
            ("share", text.format().percent(share, decimals).into()),
            ("range", chart::interval(text.format(), &first.share).unwrap_or_default().into()),
        ],
    )
}

fn report(
    text: Text,
    links: &Links<'_>,
    query: &Query,
    report: &PathsReport,
    title: String,
) -> Report {
    let format = text.format();
    let json = format!("/api/v1/services/{}/paths", report.request.service.slug);
    let files = links.of_figure("paths", query, ("funnel-json", json.as_str()));
    let cell = |words: Option<String>, cell: &Cell| match words {
        Some(words) => DataCell::written(words),
        None => DataCell::without(text, cell),
    };
    let count = |found: &Cell| cell(number::count(format, found), found);
    let mut rows: Vec<_> = report
        .paths
        .paths
        .iter()
        .map(|path| {
            let share = chart::share(&path.share).map(|(s, decimals)| format.percent(s, decimals));
            let interval = chart::interval(format, &path.share);
            let name = match longer(path, report) {
                (true, _) => format!("… {}", line(text, path)),
                (_, true) => format!("{} …", line(text, path)),
                _ => line(text, path),
            };
            let cells =
                vec![count(&path.taken), cell(share, &path.share), cell(interval, &path.share)];
            (name, cells)
        })
        .collect();
    let mut notes = Vec::new();
    if let Some(others) = &report.paths.others {
        let empty = || DataCell::written(String::new());
        rows.push((text.say("table-others"), vec![count(others), empty(), empty()]));
        notes.push(text.say("paths-others-note"));
    }
    let heads = ["taken", "share", "interval"];
    let explain = |key: &str, words: String| (text.word("explain", key), words);
    let mut explained = vec![
        explain("funnel", text.say("explain-paths")),
        explain("hidden", text.say("explain-paths-hidden")),
        explain("interval", text.say("overview-how-interval-rule")),
    ];
    let service = &report.request.service;
    explained.extend(super::cost_lines(text, service, report.newest.as_ref(), &report.cost));
    Report {
        chart: FlowChart {
            id: "paths",
            headline: text.say("paths-headline"),
            drawing: FlowDrawing::new(text, &flow(report), title),
            scroll_label: text.say("flow-scroll"),
            table: DataTable::written(
                text,
                text.say("paths-path"),
                heads.iter().map(|head| text.word("paths-head", head)).collect(),
                rows,
                notes,
            ),
            data_label: text.say("chart-data"),
            links: files,
            notes: self::notes(text, report),
        },
        links: links.of_page(),
        explain: explained,
    }
}

/// The paths that are shown, side by side.
pub(super) fn flow(report: &PathsReport) -> Flow {
    let aligned = match report.request.anchor {
        Anchor::To(_) => Aligned::AtEnd,
        _ => Aligned::AtStart,
    };
    Flow::of(&report.paths, report.request.length, aligned)
}

/// How the picture is read, and what it leaves out.
pub(super) fn notes(text: Text, report: &PathsReport) -> Vec<String> {
    let others = report.paths.others.as_ref();
    let others = others.and_then(|others| number::count(text.format(), others));
    let rest = others.map(|others| text.fill("flow-rest", &[("visits", others.into())]));
    let blurred = number::blurred_rule(text, [&report.paths.whole]);
    std::iter::once(text.say("flow-note")).chain(rest).chain(blurred).collect()
}
