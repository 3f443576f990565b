//! Counters for operators, in the `OpenMetrics` text format.
//!
//! Nothing here names a service or counts people: a counter that can be read every second would show
//! what the gate hides.

use std::{sync::Arc, time::Duration};

use axum::http::{Method, StatusCode};
use lotse_report::Extent;
use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
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
    buffered: Gauge,
    lake_files: Gauge,
    lake_bytes: Gauge,
    set_aside: Gauge,
    questions: Gauge,
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
        let gauge = |registry: &mut Registry, name: &str, help: &str, unit: Option<Unit>| {
            let gauge = Gauge::default();
            match unit {
                Some(unit) => registry.register_with_unit(name, help, unit, gauge.clone()),
                None => registry.register(name, help, gauge.clone()),
            }
            gauge
        };
        let buffered =
            gauge(&mut registry, "buffer_events", "Events that are not in the tables yet", None);
        let lake_files = gauge(&mut registry, "lake_files", "Files of the tables", None);
        let lake_bytes = gauge(
            &mut registry,
            "lake_size",
            "Size of tables and buffers on disk",
            Some(Unit::Bytes),
        );
        let set_aside = gauge(
            &mut registry,
            "lake_set_aside_files",
            "Files that could not be read and were taken out of the tables",
            None,
        );
        let questions =
            gauge(&mut registry, "lake_questions", "Questions that are counted now", None);
        Self {
            inner: Arc::new(Inner {
                registry,
                requests,
                duration,
                events,
                refused,
                buffered,
                lake_files,
                lake_bytes,
                set_aside,
                questions,
            }),
        }
    }
}

impl Metrics {
    /// Counters each of which has counted something: what documentation is made of.
    pub fn sample() -> Self {
        let metrics = Self::default();
        metrics.answered(&Method::GET, "/", StatusCode::OK, Duration::ZERO);
        metrics.events("kept", 1);
        metrics.refused("name_missing");
        metrics
    }

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

    /// Notes how much the lake holds now.
    pub(crate) fn extent(&self, extent: Extent) {
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.inner.buffered.set(whole(extent.buffered.get()));
        self.inner.lake_files.set(whole(extent.files as u64));
        self.inner.lake_bytes.set(whole(extent.size_bytes));
        self.inner.set_aside.set(whole(extent.files_set_aside as u64));
        self.inner.questions.set(whole(extent.questions as u64));
    }

    /// Everything counted so far, as `OpenMetrics` text.
    pub fn text(&self) -> String {
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
        metrics.extent(Extent { size_bytes: 4_096, files: 2, ..Extent::default() });
        let text = metrics.text();
        for line in [
            "# UNIT lotse_lake_size_bytes bytes",
            "lotse_lake_size_bytes 4096",
            "lotse_lake_files 2",
            "lotse_lake_set_aside_files 0",
            "lotse_buffer_events 0",
            "lotse_lake_questions 0",
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
