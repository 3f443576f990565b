//! `/s/{service}/live`: today's totals while they grow, as server-sent events. Totals only: single events
//! are nobody's to watch.

use std::{collections::BTreeMap, convert::Infallible, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures::{Stream, StreamExt as _};
use lotse_domain::service::Service;
use lotse_report::{measure::Measure, today::TodayReport, viewer::Viewer};
use serde_json::json;

use crate::{
    error::Failure,
    messages::Text,
    page::PageRequest,
    path::ServiceInPath,
    state::AppState,
    ui::{format::Format, number},
};

/// How often today is counted anew.
const EVERY: Duration = Duration::from_millis(1500);
/// Updates after which a browser has to ask again: what is left open is noticed by then.
const UPDATES: usize = 400;
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

    fn event(&self) -> Bytes {
        let totals: BTreeMap<&str, &str> =
            self.totals.iter().map(|(measure, value)| (measure.as_str(), value.as_str())).collect();
        let data = json!({ "totals": totals, "said": self.said });
        format!("data: {data}\n\n").into()
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
    let slot = OPEN.try_acquire().map_err(|_| Failure::Busy)?;
    let mut stopping = state.stopping.clone();
    let stopped = async move {
        // An error is the end of the program too.
        let _stopped = stopping.wait_for(|stops| *stops).await;
    };
    let later = futures::stream::unfold((state, text, viewer, service), |asked| async move {
        tokio::time::sleep(EVERY).await;
        let (state, text, viewer, service) = &asked;
        // A stream that breaks off is begun again by the browser.
        let today = Today::of(state, *text, viewer, service).await.ok().flatten()?;
        Some((today.event(), asked))
    });
    let events = futures::stream::once(async move { first.event() })
        .chain(later.take(UPDATES))
        .take_until(Box::pin(stopped))
        .map(Ok::<_, Infallible>)
        .fuse();
    let kind = [(header::CONTENT_TYPE, "text/event-stream")];
    Ok((kind, Body::from_stream(holding(slot, events))).into_response())
}

/// The same stream, with a place among those that are open until it ends.
fn holding<S: Stream>(
    slot: tokio::sync::SemaphorePermit<'static>,
    stream: S,
) -> impl Stream<Item = S::Item> {
    stream.map(move |item| {
        let _held = &slot;
        item
    })
}
