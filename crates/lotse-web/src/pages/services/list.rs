//! `/`: which of our services need attention? One row each.

use askama::Template;
use axum::{extract::State, response::Response};
use lotse_domain::{role::Permission, service::Service};
use lotse_report::{
    measure::{Cell, Measure},
    services::{LIST_DAYS, ServiceRow},
    viewer::Viewer,
};

use crate::{
    caller::Caller,
    error::Failure,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::{chart::Sparkline, label, number, table},
};

/// The list of services.
#[derive(Template)]
#[template(path = "pages/services/list.html")]
struct ListPage {
    frame: Frame,
    finding: String,
    rows: Vec<Row>,
    /// Where the demo's sample services begin.
    samples: Option<String>,
}

struct Row {
    name: String,
    slug: String,
    kind: String,
    is_generated: bool,
    people: String,
    people_label: String,
    visits: String,
    views: String,
    spark: Option<Sparkline>,
    newest: String,
    /// Nothing ever arrived: the next step is the snippet.
    is_waiting: bool,
    /// The snippet is open to the reader.
    may_install: bool,
}

/// `GET /`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let caller = request.caller()?;
    let viewer = |service: &Service| {
        let sight = caller.sight(Permission::ReadFigures, service.id)?;
        Some(Viewer::of(&sight, None))
    };
    let services = state.reports.services(viewer).await?;
    let frame = request.frame(Place::Services, text.say("services-title"));
    let rows = services.iter().map(|service| row(text, caller, service)).collect();
    let finding = finding(text, &services);
    page::show(&ListPage { frame, finding, rows, samples: state.sample_pages.clone() })
}

/// How many there are, and what they were used for in all.
fn finding(text: Text, services: &[ServiceRow]) -> String {
    let visits = services.iter().filter_map(|service| {
        let figure = service.figures.iter().find(|figure| figure.measure == Measure::Visits)?;
        match figure.cell.number()? {
            lotse_report::measure::Number::Count(count) => Some(count.get()),
            lotse_report::measure::Number::Estimate(_) => None,
        }
    });
    let count = u64::try_from(services.len()).unwrap_or(u64::MAX);
    text.fill(
        "services-finding",
        &[
            ("services", count.into()),
            ("visits", visits.fold(0, u64::saturating_add).into()),
            ("days", u64::from(LIST_DAYS).into()),
        ],
    )
}

fn row(text: Text, caller: &Caller, row: &ServiceRow) -> Row {
    let service = &row.service;
    let people = Measure::of_people(service.identity());
    let shown = |measure: Measure| {
        // Where nothing ever arrived there is nothing to count: a zero would be a finding.
        if row.newest.is_none() {
            return "–".to_owned();
        }
        let figure = row.figures.iter().find(|figure| figure.measure == measure);
        figure.map_or_else(|| "–".to_owned(), |figure| cell(text, measure, &figure.cell))
    };
    let newest = match &row.newest {
        None => text.say("services-nothing"),
        Some(newest) => label::newest(text, service, **newest),
    };
    Row {
        name: service.name.clone(),
        slug: service.slug.to_string(),
        kind: text.word("kind", service.kind.as_str()),
        is_generated: service.generated,
        people: shown(people),
        people_label: text.word("measure", people.as_str()),
        visits: shown(Measure::Visits),
        views: shown(Measure::PageViews),
        spark: Sparkline::of(&row.days, Measure::Visits),
        newest,
        is_waiting: row.newest.is_none(),
        may_install: caller.sight(Permission::ChangeService, service.id).is_some(),
    }
}

/// A number, or in a few words why there is none.
fn cell(text: Text, measure: Measure, cell: &Cell) -> String {
    match cell {
        Cell::Shown { number } => number::value(text.format(), measure, **number),
        _ => table::reason(text, cell),
    }
}
