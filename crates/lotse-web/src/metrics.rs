//! Counters for operators, in the `OpenMetrics` text format.
//!
//! Nothing here names a service or counts people: a counter that can be read every second would show
//! what the gate hides.

use std::{sync::Arc, time::Duration};

use axum::http::{Method, StatusCode};
use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::Registry,
};

type Labels = Vec<(&'static str, String)>;

/// The counters of one process. Cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    inner: Arc<Inner>,
}

struct Inner {
    registry: Registry,
    requests: Family<Labels, Counter>,
    duration: Histogram,
    events: Family<Labels, Counter>,
    refused: Family<Labels, Counter>,
}

/// Upper edges of the durations, in seconds.
const EDGES: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

impl Default for Metrics {
    fn default() -> Self {
        let requests = Family::default();
        let duration = Histogram::new(EDGES);
        let (events, refused) = (Family::default(), Family::default());
        let mut registry = Registry::with_prefix("lotse");
        registry.register("http_requests", "Answers by method, route and status", requests.clone());
        registry.register("http_duration_seconds", "Time until the answer", duration.clone());
        registry.register("events", "Events by what became of them", events.clone());
        registry.register("events_refused", "Refused events by reason", refused.clone());
        Self { inner: Arc::new(Inner { registry, requests, duration, events, refused }) }
    }
}

impl Metrics {
    /// Counts one answer.
    pub(crate) fn answered(
        &self,
        method: &Method,
        route: &str,
        status: StatusCode,
        took: Duration,
    ) {
        // Methods that nobody uses are one value, so that a stranger cannot make ever new series.
        let method = match *method {
            Method::GET | Method::HEAD | Method::POST | Method::OPTIONS => method.as_str(),
            _ => "other",
        };
        let labels = vec![
            ("method", method.to_owned()),
            ("route", route.to_owned()),
            ("status", status.as_str().to_owned()),
        ];
        self.inner.requests.get_or_create(&labels).inc();
        self.inner.duration.observe(took.as_secs_f64());
    }

    /// Counts events of one delivery.
    pub(crate) fn events(&self, outcome: &'static str, count: u64) {
        self.inner.events.get_or_create(&vec![("outcome", outcome.to_owned())]).inc_by(count);
    }

    /// Counts one refused event.
    pub(crate) fn refused(&self, reason: &str) {
        self.inner.refused.get_or_create(&vec![("reason", reason.to_owned())]).inc();
    }

    /// Everything counted so far, as `OpenMetrics` text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.inner.registry) {
            // Writing to a string cannot fail.
            tracing::error!(%error, "the counters cannot be written");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_written_as_openmetrics() {
        let metrics = Metrics::default();
        metrics.answered(&Method::GET, "/s/{service}", StatusCode::OK, Duration::from_millis(7));
        metrics.answered(&Method::TRACE, "none", StatusCode::NOT_FOUND, Duration::ZERO);
        metrics.events("kept", 3);
        metrics.refused("name_missing");
        let text = metrics.text();
        for line in [
            "lotse_http_requests_total{method=\"GET\",route=\"/s/{service}\",status=\"200\"} 1",
            "lotse_http_requests_total{method=\"other\",route=\"none\",status=\"404\"} 1",
            "lotse_http_duration_seconds_count 2",
            "lotse_events_total{outcome=\"kept\"} 3",
            "lotse_events_refused_total{reason=\"name_missing\"} 1",
            "# EOF",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    }
}
