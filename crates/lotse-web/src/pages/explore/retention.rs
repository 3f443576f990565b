//! `/s/{service}/explore/retention`: who comes back?

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_domain::{
    query::{QuestionPlace, interval::Interval},
    service::Service,
};
use lotse_report::{
    export::csv,
    gate::retention::DisclosedCohort,
    measure::Cell,
    retention::{MOST_INTERVALS, NotFollowed, RetentionReport, RetentionRequest},
};

use super::{save, steps::WrongStep};
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
        chart::{funnel as chart, links::Links},
        field::{ErrorSummary, Mistakes},
        number,
        period::PeriodControls,
        table::{self, DataCell, DataTable},
    },
};

/// Shades of a share, from none to all.
const SHADES: f64 = 5.0;

/// Who comes back to a service.
#[derive(Template)]
#[template(path = "pages/explore/retention.html")]
struct RetentionPage {
    frame: Frame,
    title: String,
    lead: String,
    summary: ErrorSummary,
    period: PeriodControls,
    intervals: Vec<Choice>,
    kept: Vec<(String, String)>,
    action: String,
    report: Option<Report>,
    /// Why nobody can be followed.
    refusal: Option<String>,
    save: String,
}

struct Report {
    headline: String,
    table: DataTable,
    links: Vec<(String, String)>,
    explain: Vec<(String, String)>,
}

/// Reads the interval of an address.
pub(crate) fn interval(query: &Query) -> Result<Interval, WrongStep> {
    match query.get("interval").map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(Interval::Week),
        Some(text) => text.parse().map_err(|_| WrongStep::Unknown("interval")),
    }
}

/// `GET /s/{service}/explore/retention`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (text, now) = (request.text(), state.clock.now());
    let mut mistakes = Mistakes::default();
    let choices = super::choices(&request, &service, now, &mut mistakes)?;
    let interval = self::interval(&request.query).unwrap_or_else(|wrong| {
        mistakes.add("interval", wrong.words(text));
        Interval::Week
    });
    let asked = request_of(&service, &choices, interval);
    let report = state.reports.retention(&viewer, asked).await?;
    let mut frame = super::frame(&request, &service, "retention-name");
    frame.has_errors = !mistakes.is_empty();
    let option = |chosen: &Interval| Choice {
        label: text.word("interval", chosen.as_str()),
        address: chosen.as_str().to_owned(),
        is_current: *chosen == interval,
        lang: "",
    };
    let (refusal, cohorts) = match &report.cohorts {
        Ok(cohorts) => (None, cohorts.as_slice()),
        Err(reason) => (Some(refused(text, *reason)), &[][..]),
    };
    let period = &report.request.period;
    let dates = text.format().dates(period.first(), period.last());
    let page = RetentionPage {
        title: text.fill("retention-title", &[("dates", dates.into())]),
        lead: match &refusal {
            Some(_) => text.say("retention-refused"),
            None => finding(text, cohorts, interval),
        },
        summary: mistakes.summary(text),
        period: PeriodControls::new(text, &choices, &request.path, &request.query)
            .segments(&request, &service)
            .shown_by(report.shown_by, &request.path, &request.query)
            .opened(mistakes.of("first").or(mistakes.of("last")).is_some()),
        intervals: Interval::ALL.iter().map(option).collect(),
        kept: request.query.with("interval", "").pairs().to_vec(),
        action: request.path.clone(),
        save: save::address(&service, QuestionPlace::Retention, &request.query),
        report: (cohorts.iter().any(is_shown) && mistakes.is_empty()).then(|| {
            let files = request.path.clone();
            let links = Links::new(&request, &request.query, &state.public_url, files);
            self::report(text, &links, &request.query, &report, cohorts)
        }),
        refusal,
        frame,
    };
    let status = if page.frame.has_errors { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok((status, page::show(&page)?).into_response())
}

/// `GET /s/{service}/explore/retention.csv`: the same table as a file.
pub(crate) async fn download(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = asked(&state, &service, &request)?;
    let report = state.reports.retention(&viewer, asked).await?;
    let period = &report.request.period;
    let name = format!("{}-retention-{}-{}.csv", service.slug, period.first(), period.last());
    let cohorts = report.cohorts.as_deref().unwrap_or_default();
    Ok(attachment::csv(&name, csv::cohorts(cohorts)))
}

/// The question of an address, for programs and files.
pub(crate) fn asked(
    state: &AppState,
    service: &Arc<Service>,
    request: &PageRequest,
) -> Result<RetentionRequest, Failure> {
    let choices = Choices::read(&request.query, service, state.clock.now())?;
    let interval = interval(&request.query)?;
    Ok(request_of(service, &choices, interval))
}

fn request_of(service: &Arc<Service>, choices: &Choices, interval: Interval) -> RetentionRequest {
    RetentionRequest {
        service: Arc::clone(service),
        period: choices.period.clone(),
        automatic: choices.automatic,
        interval,
    }
}

/// Whether it has people that may be shown.
fn is_shown(cohort: &DisclosedCohort) -> bool {
    cohort.people.number().is_some() && !cohort.people.is_nothing()
}

fn refused(text: Text, reason: NotFollowed) -> String {
    match reason {
        NotFollowed::DailyPseudonyms => text.say("retention-daily"),
        NotFollowed::KeyChange => text.say("number-not-measured-keys"),
        NotFollowed::TooManyIntervals => {
            let most = u64::try_from(MOST_INTERVALS).unwrap_or(u64::MAX);
            text.fill("retention-too-many", &[("most", most.into())])
        }
    }
}

/// What the table says of those who came first, in one sentence.
fn finding(text: Text, cohorts: &[DisclosedCohort], interval: Interval) -> String {
    let first = cohorts.iter().find_map(|cohort| {
        let back = cohort.back.first()?;
        Some((cohort, number::count(text.format(), &cohort.people)?, chart::share(back)?, back))
    });
    let Some((cohort, people, (share, decimals), back)) = first else {
        return text.say("retention-hidden");
    };
    let values = [
        ("people", people.into()),
        ("day", text.format().date(cohort.first).into()),
        ("share", text.format().percent(share, decimals).into()),
        ("range", chart::interval(text.format(), back).unwrap_or_default().into()),
    ];
    text.fill(&format!("retention-finding-{interval}"), &values)
}

fn report(
    text: Text,
    links: &Links<'_>,
    query: &Query,
    report: &RetentionReport,
    cohorts: &[DisclosedCohort],
) -> Report {
    let format = text.format();
    let longest = cohorts.iter().map(|cohort| cohort.back.len()).max().unwrap_or(0);
    let later = 1..=u64::try_from(longest).unwrap_or(u64::MAX);
    let mut heads = vec![text.say("measure-people")];
    heads.extend(later.map(|n| text.fill("retention-later", &[("n", n.into())])));
    let rows = cohorts.iter().map(|cohort| {
        let mut cells = vec![match number::count(format, &cohort.people) {
            Some(people) => DataCell::written(people),
            None => DataCell::without(text, &cohort.people),
        }];
        // Of nobody there is no share.
        let back = cohort.back.iter().filter(|back| **back != Cell::NoData);
        cells.extend(back.map(|back| match chart::share(back) {
            Some((share, _)) => {
                DataCell::written(format.percent(share, 0)).shaded((share * SHADES).round())
            }
            None => DataCell::without(text, back),
        }));
        cells.resize_with(longest + 1, || DataCell::written(String::new()));
        let mut name = format.date(cohort.first);
        if cohort.is_partial {
            name = text.fill("retention-partial", &[("day", name.into())]);
        }
        (name, cells)
    });
    let service = &report.request.service;
    let json = format!("/api/v1/services/{}/retention", service.slug);
    let files = links.of_table(query, Some(("funnel-json", json.as_str())));
    let explain = |key: &str, words: String| (text.word("explain", key), words);
    let people = || cohorts.iter().map(|cohort| &cohort.people);
    let hidden = people().find_map(|people| table::rule(text, people));
    let alike = number::alike_rule(text, cohorts.iter().flat_map(|cohort| &cohort.back));
    let notes = hidden.into_iter().chain(number::blurred_rule(text, people())).chain(alike);
    Report {
        headline: text.say("retention-headline"),
        table: DataTable::written(
            text,
            text.say("retention-since"),
            heads,
            rows.collect(),
            notes.collect(),
        ),
        links: files.into_iter().chain(links.of_page()).collect(),
        explain: vec![
            explain("funnel", text.say("explain-retention")),
            explain("people", text.word("identity", service.identity().as_str())),
            explain("hidden", text.say("explain-retention-hidden")),
        ]
        .into_iter()
        .chain(super::cost_lines(text, service, report.newest.as_ref(), &report.cost))
        .collect(),
    }
}
