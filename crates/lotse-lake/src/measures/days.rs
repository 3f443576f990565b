//! The local days of a period, as the lake counts time.

use lotse_domain::{query::Period, visit::VISIT_LONGEST};

/// First instants of the days in microseconds, and the first instant after the last.
#[derive(Debug)]
pub(crate) struct Days(Vec<i64>);

impl Days {
    pub(crate) fn new(period: &Period) -> Self {
        let mut bounds: Vec<i64> =
            period.days().iter().map(|day| day.start.as_microsecond()).collect();
        bounds.push(period.end().as_microsecond());
        Self(bounds)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len() - 1
    }

    /// The day that a time lies in, if it lies in the period, and the first time after which the
    /// answer is another one.
    pub(crate) fn day(&self, time: i64) -> (Option<usize>, i64) {
        let after = self.0.partition_point(|bound| *bound <= time);
        let until = self.0.get(after).copied().unwrap_or(i64::MAX);
        let day = after.checked_sub(1).filter(|day| *day < self.len());
        (day, until)
    }

    /// The times that visits of the period can lie in: the longest visit more on both sides.
    pub(crate) fn times_of_visits(&self) -> std::ops::Range<i64> {
        const MARGIN: i64 = VISIT_LONGEST.as_secs() * 1_000_000;
        let period = self.times();
        period.start.saturating_sub(MARGIN)..period.end.saturating_add(MARGIN)
    }

    /// The times of the period.
    pub(crate) fn times(&self) -> std::ops::Range<i64> {
        let start = self.0.first().copied().unwrap_or(i64::MAX);
        let end = self.0.last().copied().unwrap_or(i64::MIN);
        start..end
    }
}
