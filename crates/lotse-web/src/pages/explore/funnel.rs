//! `/s/{service}/explore/funnel`: how many get how far?

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_domain::{
    query::{
        Period, QuestionPlace,
        filter::Field,
        funnel::{StepOrder, Unit},
    },
    service::{IdentityQuality, Service},
};
use lotse_report::{
    export::csv,
    funnel::{BREAKDOWNS, FunnelReport, FunnelRequest},
};

use super::{
    steps::{FEWEST, FunnelChoices, STEPS, WINDOWS, WrongStep},
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
            funnel::{self as chart, FunnelBar, FunnelChart},
            links::Links,
        },
        field::{ErrorSummary, Mistakes},
        label, number,
        number::NumberTile,
        period::PeriodControls,
        table::DataTable,
    },
};

/// What goes through steps, as messages name it.
#[cfg(test)]
pub(crate) const UNITS: [&str; 3] = ["visits", "daily-visitors", "people"];
/// Columns of the tables, as messages name them.
#[cfg(test)]
pub(crate) const HEADS: [&str; 5] = ["reached", "share", "interval", "lost", "began"];
/// What is explained, as messages name it.
#[cfg(test)]
pub(crate) const EXPLAINED: [&str; 7] =
    ["funnel", "people", "hidden", "interval", "newest", "rows", "took"];

/// The funnel of a service.
#[derive(Template)]
#[template(path = "pages/explore/funnel.html")]
struct FunnelPage {
    frame: Frame,
    title: String,
    lead: String,
    summary: ErrorSummary,
    mistakes: Mistakes,
    period: PeriodControls,
    bar: QuestionBar,
    /// Pages that can be the next step, as links.
    next: Vec<Choice>,
    report: Option<Box<Report>>,
    /// Where the question can be saved.
    save: String,
}

/// The question as a form.
struct QuestionBar {
    /// Name, label and text of each step's field.
    steps: Vec<(&'static str, String, String)>,
    units: Vec<Choice>,
    windows: Vec<Choice>,
    breakdowns: Vec<Choice>,
    /// Pages that may be named.
    pages: Vec<String>,
    kept: Vec<(String, String)>,
    action: String,
}

struct Report {
    time: NumberTile,
    chart: FunnelChart,
    rows: Option<(String, DataTable)>,
    explain: Vec<(String, String)>,
}

/// What an address asks for, and what is wrong with it.
struct Asked {
    choices: Choices,
    funnel: FunnelChoices,
    mistakes: Mistakes,
}

/// `GET /s/{service}/explore/funnel`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let tags = Tags::of(&state, &service).await?;
    let Asked { choices, funnel, mistakes } = read(&state, &service, &request, &tags)?;
    let is_complete = funnel.steps.len() >= FEWEST && mistakes.is_empty();
    let (pages, report) = if is_complete {
        let asked = request_of(&service, &choices, &funnel, &tags)?;
        let report = state.reports.funnel(&viewer, asked).await?;
        (report.pages.clone(), Some(report))
    } else {
        (state.reports.pages(&viewer, &service, &choices.period).await?, None)
    };
    let pages: Vec<String> = pages.into_iter().filter_map(|page| Option::clone(&page)).collect();
    let pages = tags.before(pages);
    let shown_from = report.as_ref().and_then(|report| report.shown_from.as_ref());
    let mut frame = super::frame(&request, &service, "funnel-name");
    frame.has_errors = !mistakes.is_empty();
    let page = FunnelPage {
        title: title(text, &choices.period, &funnel),
        lead: match &report {
            Some(report) => finding(text, report, &funnel),
            None => text.say("funnel-lead"),
        },
        summary: mistakes.summary(text),
        period: PeriodControls::new(text, &choices, &request.path, &request.query)
            .segments(&request, &service)
            .shown_from(shown_from, &request.path, &request.query)
            .opened(mistakes.of("first").or(mistakes.of("last")).is_some()),
        next: next(&request, &funnel, &pages),
        bar: question_bar(text, &request, &funnel, pages),
        report: report.filter(began).map(|report| {
            let links =
                Links::new(&request, &request.query, &state.public_url, request.path.clone());
            Box::new(self::report(text, &links, &request.query, &report, &funnel))
        }),
        save: super::save::address(&service, QuestionPlace::Funnel, &request.query),
        mistakes,
        frame,
    };
    let status = if page.frame.has_errors { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok((status, page::show(&page)?).into_response())
}

/// `GET /s/{service}/explore/funnel.csv`: the same steps, and the rows of a breakdown, as a file.
pub(crate) async fn download(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, funnel) = asked(&state, &service, &request).await?;
    let (first, last) = (asked.period.first(), asked.period.last());
    let report = state.reports.funnel(&viewer, asked).await?;
    let name = format!("{}-funnel-{first}-{last}.csv", service.slug);
    Ok(attachment::csv(&name, csv::funnel(&report.funnel, &funnel.steps)))
}

/// The complete question of an address, for programs and files.
pub(crate) async fn asked(
    state: &AppState,
    service: &std::sync::Arc<Service>,
    request: &PageRequest,
) -> Result<(FunnelRequest, FunnelChoices), Failure> {
    let choices = Choices::read(&request.query, service, state.clock.now())?;
    let funnel = FunnelChoices::read(&request.query)?;
    if funnel.steps.len() < FEWEST {
        let name = STEPS[funnel.steps.len()];
        return Err(Failure::Parameter { name });
    }
    let tags = Tags::of(state, service).await?;
    Ok((request_of(service, &choices, &funnel, &tags)?, funnel))
}

fn read(
    state: &AppState,
    service: &Service,
    request: &PageRequest,
    tags: &Tags,
) -> Result<Asked, Failure> {
    let (text, now) = (request.text(), state.clock.now());
    let mut mistakes = Mistakes::default();
    let choices = super::choices(request, service, now, &mut mistakes)?;
    let read = FunnelChoices::read(&request.query);
    let funnel = match read.and_then(|funnel| funnel.filters(tags).map(|_| funnel)) {
        Ok(funnel) => funnel,
        Err(wrong) => {
            mistakes.add(wrong.parameter(), wrong.words(text));
            let usual = FunnelChoices::read(&Query::default());
            usual?
        }
    };
    Ok(Asked { choices, funnel, mistakes })
}

impl From<WrongStep> for Failure {
    fn from(wrong: WrongStep) -> Self {
        Self::Parameter { name: wrong.parameter() }
    }
}

impl WrongStep {
    pub(crate) fn parameter(&self) -> &'static str {
        match self {
            Self::Unknown(name)
            | Self::Missing(name)
            | Self::Step(name, _)
            | Self::NoTag(name)
            | Self::NoPage(name) => name,
        }
    }

    pub(crate) fn words(&self, text: Text) -> String {
        match self {
            Self::Unknown(name) => {
                text.fill("overview-wrong-unknown", &[("parameter", (*name).into())])
            }
            Self::Missing(_) => text.say("paths-no-page"),
            Self::Step(..) => text.say("funnel-wrong-step"),
            Self::NoTag(_) => text.say("steps-no-tag"),
            Self::NoPage(_) => text.say("forms-wrong-page"),
        }
    }
}

fn request_of(
    service: &std::sync::Arc<Service>,
    choices: &Choices,
    funnel: &FunnelChoices,
    tags: &Tags,
) -> Result<FunnelRequest, Failure> {
    let steps = funnel.filters(tags)?;
    Ok(FunnelRequest {
        service: std::sync::Arc::clone(service),
        period: choices.period.clone(),
        automatic: choices.automatic,
        steps,
        order: StepOrder::Ordered,
        unit: funnel.unit,
        window: (funnel.unit == Unit::Visitor).then_some(funnel.window.1),
        by: funnel.by,
    })
}

/// Whether somebody may have taken the first step.
fn began(report: &FunnelReport) -> bool {
    report.funnel.steps.first().is_some_and(|first| !first.reached.is_nothing())
}

/// What the units are called: visits, daily visitors or people.
fn unit_word(service: &Service, unit: Unit) -> &'static str {
    match (unit, service.identity()) {
        (Unit::Visit, _) => "visits",
        (_, IdentityQuality::DailyHash) => "daily-visitors",
        _ => "people",
    }
}

/// The question in words.
pub(super) fn title(text: Text, period: &Period, funnel: &FunnelChoices) -> String {
    let (Some(first), Some(last)) = (funnel.steps.first(), funnel.steps.last()) else {
        return text.say("funnel-name");
    };
    if funnel.steps.len() < FEWEST {
        return text.say("funnel-name");
    }
    let dates = text.format().dates(period.first(), period.last());
    let mut values = vec![
        ("first", first.as_str().into()),
        ("last", last.as_str().into()),
        ("dates", dates.into()),
    ];
    match funnel.by {
        Some(field) => {
            values.push(("by", label::field(text, field).into()));
            text.fill("funnel-title-by", &values)
        }
        None => text.fill("funnel-title", &values),
    }
}

/// How many went through the steps, where that may be said.
pub(super) fn n(text: Text, report: &FunnelReport, funnel: &FunnelChoices) -> Option<String> {
    let began = report.funnel.steps.first()?.reached.number()?;
    let key = match unit_word(&report.request.service, funnel.unit) {
        "visits" => "number-n-visits",
        "daily-visitors" => "number-n-visitor-days",
        _ => "number-n-people",
    };
    Some(number::n(text, key, began))
}

/// What the funnel says, in one sentence.
pub(super) fn finding(text: Text, report: &FunnelReport, funnel: &FunnelChoices) -> String {
    let steps = &report.funnel.steps;
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
        return text.say("funnel-nothing");
    };
    let unit = unit_word(&report.request.service, funnel.unit);
    let told = |cell| number::count(text.format(), cell);
    let (Some(began), Some(done)) = (told(&first.reached), told(&last.reached)) else {
        return text.say("funnel-hidden");
    };
    if first.reached.is_nothing() {
        return text.say("funnel-nothing");
    }
    let name = |index: usize| funnel.steps.get(index).cloned().unwrap_or_default();
    let mut values = vec![
        ("began", began.into()),
        ("unit", text.word("funnel-unit", unit).into()),
        ("first", name(0).into()),
        ("last", name(steps.len() - 1).into()),
        ("done", done.into()),
    ];
    let mut sentence = match chart::share(&last.share) {
        Some((share, decimals)) => {
            let range = chart::interval(text.format(), &last.share).unwrap_or_default();
            values.push(("share", text.format().percent(share, decimals).into()));
            values.push(("range", range.into()));
            text.fill("funnel-finding", &values)
        }
        // Of a blurred 0 there is no share.
        None => text.fill("funnel-finding-plain", &values),
    };
    let losses = steps.iter().enumerate().filter(|(_, step)| !step.lost.is_nothing());
    let losses = losses.filter_map(|(at, step)| Some((chart::count(&step.lost)?, at)));
    if let Some((_, at)) = losses.max_by_key(|(lost, at)| (*lost, std::cmp::Reverse(*at))) {
        let so_many = steps.get(at).and_then(|step| told(&step.lost)).unwrap_or_default();
        let values = [("lost", so_many.into()), ("step", name(at).into())];
        sentence.push(' ');
        sentence.push_str(&text.fill("funnel-largest-loss", &values));
    }
    sentence
}

fn report(
    text: Text,
    links: &Links<'_>,
    query: &Query,
    report: &FunnelReport,
    funnel: &FunnelChoices,
) -> Report {
    let json = format!("/api/v1/services/{}/funnel", report.request.service.slug);
    let figure = links.of_figure("funnel", query, ("funnel-json", json.as_str()));
    let steps = &report.funnel.steps;
    let heads = ["reached", "share", "interval", "lost"];
    let rows = steps.iter().zip(&funnel.steps);
    let rows = rows.map(|(step, name)| (name.clone(), chart::step_cells(text, step)));
    let hidden = steps.iter().find_map(|step| crate::ui::table::rule(text, &step.reached));
    Report {
        time: NumberTile::time(text, "funnel-time", &report.funnel.median_time),
        chart: FunnelChart {
            id: "funnel",
            headline: text.fill(
                "funnel-headline",
                &[(
                    "unit",
                    text.word("funnel-unit", unit_word(&report.request.service, funnel.unit))
                        .into(),
                )],
            ),
            bars: FunnelBar::of(text, steps, &funnel.steps),
            table: DataTable::written(
                text,
                text.say("funnel-step"),
                heads.iter().map(|head| text.word("funnel-head", head)).collect(),
                rows.collect(),
                hidden.into_iter().collect(),
            ),
            data_label: text.say("chart-data"),
            links: figure.into_iter().chain(links.of_page()).collect(),
            notes: notes(text, report),
        },
        rows: funnel.by.map(|by| (label::field(text, by), breakdown(text, report, funnel, by))),
        explain: explain(text, report, funnel),
    }
}

/// What has to be known to read it.
pub(super) fn notes(text: Text, report: &FunnelReport) -> Vec<String> {
    let partial = report.is_partial.then(|| text.say("funnel-partial"));
    let steps = report.funnel.steps.iter().flat_map(|step| [&step.reached, &step.lost]);
    let rows = report.funnel.rows.iter().flat_map(|row| &row.steps);
    let shares = report.funnel.steps.iter().chain(rows).map(|step| &step.share);
    let blurred = number::blurred_rule(text, steps);
    partial.into_iter().chain(blurred).chain(number::alike_rule(text, shares)).collect()
}

/// One row for each label: who began, the share that reached each step.
fn breakdown(text: Text, report: &FunnelReport, funnel: &FunnelChoices, by: Field) -> DataTable {
    let mut heads = vec![text.word("funnel-head", "began")];
    let later = 2..=u64::try_from(funnel.steps.len()).unwrap_or(u64::MAX);
    heads.extend(later.map(|n| text.fill("funnel-step-n", &[("n", n.into())])));
    let rows = report.funnel.rows.iter().map(|row| {
        let mut cells: Vec<_> =
            row.steps.first().map(|step| chart::reached_cell(text, step)).into_iter().collect();
        cells.extend(row.steps.iter().skip(1).map(|step| chart::share_cell(text, step)));
        (label::of_field(text, by, row.label.as_deref()), cells)
    });
    let rows: Vec<_> = rows.collect();
    let mut notes = vec![text.say("funnel-rows-note")];
    if rows.is_empty() {
        notes.push(text.say("funnel-rows-none"));
    } else if report.funnel.is_cut {
        notes.push(text.say("funnel-rows-cut"));
    }
    DataTable::written(text, label::field(text, by), heads, rows, notes)
}

/// How this was computed.
fn explain(text: Text, report: &FunnelReport, funnel: &FunnelChoices) -> Vec<(String, String)> {
    let service = &report.request.service;
    let line = |key: &str, words: String| (text.word("explain", key), words);
    let mut lines = vec![
        line("funnel", text.word("explain-funnel", unit_word(service, funnel.unit))),
        line("people", text.word("identity", service.identity().as_str())),
        line("hidden", text.say("explain-funnel-hidden")),
        line("interval", text.say("overview-how-interval-rule")),
    ];
    lines.extend(super::cost_lines(text, service, report.newest.as_ref(), &report.cost));
    lines
}

/// The most viewed pages that are no step yet, each as a link that adds it.
fn next(request: &PageRequest, funnel: &FunnelChoices, pages: &[String]) -> Vec<Choice> {
    let free =
        STEPS.iter().find(|name| request.query.get(name).is_none_or(|text| text.trim().is_empty()));
    let Some(free) = free else { return Vec::new() };
    pages
        .iter()
        .filter(|page| !funnel.steps.contains(page))
        .take(8)
        .map(|page| Choice {
            label: page.clone(),
            address: request.query.with(free, page).address(&request.path),
            is_current: false,
            lang: "",
        })
        .collect()
}

fn question_bar(
    text: Text,
    request: &PageRequest,
    funnel: &FunnelChoices,
    pages: Vec<String>,
) -> QuestionBar {
    let mut kept = request.query.clone();
    for name in STEPS.into_iter().chain(["unit", "window", "by"]) {
        kept = kept.with(name, "");
    }
    let option = |label: String, address: &str, is_current: bool| Choice {
        label,
        address: address.to_owned(),
        is_current,
        lang: "",
    };
    let number = |index: usize| u64::try_from(index + 1).unwrap_or(u64::MAX);
    let steps = STEPS.into_iter().enumerate().map(|(index, name)| {
        let label = text.fill("funnel-step-n", &[("n", number(index).into())]);
        // What was typed stays, also where it was wrong.
        (name, label, request.query.get(name).unwrap_or_default().to_owned())
    });
    let unit = |unit: Unit| {
        let label = text.word("funnel-of", unit.as_str());
        option(label, unit.as_str(), funnel.unit == unit)
    };
    let window = |(spelling, _): (&'static str, _)| {
        option(text.word("window", spelling), spelling, funnel.window.0 == spelling)
    };
    let by =
        |field: Field| option(label::field(text, field), field.as_str(), funnel.by == Some(field));
    let mut breakdowns = vec![option(text.say("funnel-by-none"), "", funnel.by.is_none())];
    breakdowns.extend(BREAKDOWNS.into_iter().map(by));
    QuestionBar {
        steps: steps.collect(),
        units: [Unit::Visit, Unit::Visitor].into_iter().map(unit).collect(),
        windows: WINDOWS.into_iter().map(window).collect(),
        breakdowns,
        pages,
        kept: kept.pairs().to_vec(),
        action: request.path.clone(),
    }
}
