//! `/s/{service}/live`: today's totals while they grow, as server-sent events. Totals only: single events
//! are nobody's to watch.

use std::{collections::BTreeMap, sync::Arc};

use axum::{extract::State, response::Response};
use lotse_domain::service::Service;
use lotse_report::{measure::Measure, today::TodayReport, viewer::Viewer};
use serde_json::json;

use crate::{
    error::Failure,
    messages::Text,
    page::PageRequest,
    path::ServiceInPath,
    server_sent,
    state::AppState,
    ui::{format::Format, number},
};

/// Streams that are open at once.
const STREAMS: usize = 200;

static OPEN: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(STREAMS);

/// The totals in a fixed order, as the page shows them.
const MEASURES: [Measure; 3] = [Measure::PageViews, Measure::Visits, Measure::DailyVisitors];

/// Today's totals in words.
pub(crate) struct Today {
    /// Name and value of each.
    pub(crate) totals: Vec<(Measure, String)>,
    /// When they were counted.
    pub(crate) said: String,
}

impl Today {
    /// What may be shown of today; `None` where a service has no live view.
    pub(crate) async fn of(
        state: &AppState,
        text: Text,
        viewer: &Viewer,
        service: &Service,
    ) -> Result<Option<Self>, Failure> {
        let report = state.reports.today(viewer, service).await?;
        Ok(report.map(|report| Self::new(text, service, &report)))
    }

    fn new(text: Text, service: &Service, report: &TodayReport) -> Self {
        let totals = MEASURES.iter().filter_map(|measure| {
            let figure = report.figures.iter().find(|figure| figure.measure == *measure)?;
            let number = figure.cell.number()?;
            Some((*measure, number::value(text.format(), *measure, number)))
        });
        let at = Format::second(report.at, &service.time_zone);
        Self { totals: totals.collect(), said: text.fill("live-said", &[("at", at.into())]) }
    }

    fn data(&self) -> String {
        let totals: BTreeMap<&str, &str> =
            self.totals.iter().map(|(measure, value)| (measure.as_str(), value.as_str())).collect();
        json!({ "totals": totals, "said": self.said }).to_string()
    }
}

/// `GET /s/{service}/live`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let first = Today::of(&state, text, &viewer, &service).await?.ok_or(Failure::NoSuchPage)?;
    let asked = Arc::new((state.clone(), viewer, service));
    server_sent::answer(&state, &OPEN, first.data(), move || {
        let asked = Arc::clone(&asked);
        async move {
            let (state, viewer, service) = &*asked;
            let today = Today::of(state, text, viewer, service).await.ok().flatten()?;
            Some(today.data())
        }
    })
}
