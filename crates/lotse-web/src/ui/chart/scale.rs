//! Axes: round steps from zero, round steps around values, and times by their order of magnitude.

use lotse_report::measure::Measure;

/// An axis from zero to a round end, with at most five steps of 1, 2 or 5 times a power of ten.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    step: f64,
    steps: u8,
}

impl Scale {
    /// The axis for whole numbers up to `most`. Without anything to show it is quiet: one step of one.
    pub(super) fn for_counts(most: f64) -> Self {
        if most.is_nan() || most <= 1.0 {
            return Self { step: 1.0, steps: 1 };
        }
        let mut step = 10_f64.powf((most / 4.0).log10().floor()).max(1.0);
        for factor in [1.0, 2.0, 5.0, 10.0] {
            if most <= step * factor * 4.0 {
                step *= factor;
                break;
            }
        }
        let mut steps = 1;
        while f64::from(steps) * step < most && steps < 5 {
            steps += 1;
        }
        Self { step, steps }
    }

    /// The axis of a measure up to `most`: a share's ends at all.
    pub(super) fn of(measure: Measure, most: f64) -> Self {
        match measure {
            Measure::BounceRate => Self { step: 0.25, steps: 4 },
            _ => Self::for_counts(most),
        }
    }

    /// From line to line.
    pub(super) fn step(&self) -> f64 {
        self.step
    }

    /// The value at the end of the axis.
    pub(super) fn end(&self) -> f64 {
        self.step * f64::from(self.steps)
    }

    /// The values with a line, from zero up.
    pub(super) fn ticks(&self) -> impl Iterator<Item = f64> {
        let step = self.step;
        (0..=self.steps).map(move |index| step * f64::from(index))
    }

    /// Where a value lies, from 0 at zero to 1 at the end.
    pub(super) fn place(&self, value: f64) -> f64 {
        (value / self.end()).clamp(0.0, 1.0)
    }
}

/// An axis around some values, which need not begin at zero: for dots, never for bars.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    start: f64,
    step: f64,
    steps: u8,
}

impl Span {
    /// An axis with three to seven lines around the values; none without values.
    pub(super) fn around(values: &[f64]) -> Self {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !low.is_finite() || !high.is_finite() {
            return Self { start: 0.0, step: 1.0, steps: 0 };
        }
        // One value alone gets an axis too.
        let width = (high - low).max(high.abs() * 0.02).max(1e-6);
        let power = 10_f64.powf((width / 4.0).log10().floor());
        let factors = [1.0, 2.0, 5.0, 10.0];
        let step = factors.into_iter().map(|f| power * f).find(|step| width / step <= 4.0);
        let step = step.unwrap_or(power * 10.0);
        let start = (low / step).floor() * step;
        let mut steps = 1;
        while start + f64::from(steps) * step < high - step * 1e-9 && steps < 7 {
            steps += 1;
        }
        Self { start, step, steps }
    }

    /// From line to line.
    pub(super) fn step(&self) -> f64 {
        self.step
    }

    /// The values with a line.
    pub(super) fn ticks(&self) -> impl Iterator<Item = f64> {
        let (start, step, steps) = (self.start, self.step, self.steps);
        let count = if steps == 0 { 0 } else { steps + 1 };
        (0..count).map(move |index| start + step * f64::from(index))
    }

    /// Where a value lies, from 0 at the start to 1 at the end.
    pub(super) fn place(&self, value: f64) -> f64 {
        ((value - self.start) / (self.step * f64::from(self.steps.max(1)))).clamp(0.0, 1.0)
    }
}

/// Times by their order of magnitude: each tenfold is as wide as the next.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TimeScale {
    from: f64,
    to: f64,
}

impl TimeScale {
    /// Seconds that people know by heart.
    const ROUND: [f64; 10] =
        [0.1, 1.0, 10.0, 60.0, 600.0, 3600.0, 36_000.0, 86_400.0, 604_800.0, 2_592_000.0];

    /// The axis for times between two lengths, in seconds.
    pub(super) fn new((from, to): (f64, f64)) -> Self {
        let from = from.max(Self::ROUND[0]);
        Self { from, to: to.max(from * 2.0) }
    }

    /// The round times on it.
    pub(super) fn ticks(&self) -> impl Iterator<Item = f64> {
        let (from, to) = (self.from, self.to);
        Self::ROUND.into_iter().filter(move |s| *s >= from * 0.999 && *s <= to * 1.001)
    }

    /// Where a time lies, from 0 to 1.
    pub(super) fn place(&self, seconds: f64) -> f64 {
        ((seconds.max(self.from) / self.from).ln() / (self.to / self.from).ln()).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_around_values_holds_all_of_them_between_round_ends() {
        for (values, first, last) in [
            (vec![0.62, 0.71, 0.78], 0.6, 0.8),
            (vec![0.5], 0.5, 0.51),
            (vec![-7.0, 12.0], -10.0, 15.0),
            (vec![0.0, 0.0], 0.0, 0.0),
        ] {
            let span = Span::around(&values);
            let ticks: Vec<f64> = span.ticks().collect();
            assert!((2..=8).contains(&ticks.len()), "{values:?}: {ticks:?}");
            assert!((ticks[0] - first).abs() < 0.01, "{values:?}: {ticks:?}");
            assert!((ticks[ticks.len() - 1] - last).abs() < 0.01, "{values:?}: {ticks:?}");
            for value in values {
                assert!((0.0..=1.0).contains(&span.place(value)));
            }
        }
        assert_eq!(Span::around(&[]).ticks().count(), 0);
        assert_eq!(Span::around(&[f64::NAN]).ticks().count(), 0);
    }

    #[test]
    fn each_tenfold_of_time_is_as_wide_as_the_next() {
        let scale = TimeScale::new((1.0, 100.0));
        assert!((scale.place(10.0) - 0.5).abs() < 1e-9);
        assert!(scale.place(0.0).abs() < 1e-9 && (scale.place(1e9) - 1.0).abs() < 1e-9);
        assert_eq!(scale.ticks().collect::<Vec<_>>(), [1.0, 10.0, 60.0]);
    }

    #[test]
    fn axes_begin_at_zero_and_end_round_above_the_largest_value() {
        for (most, end, lines) in [
            (0.0, 1.0, 2),
            (1.0, 1.0, 2),
            (3.0, 3.0, 4),
            (7.0, 8.0, 5),
            (37.0, 40.0, 5),
            (41.0, 60.0, 4),
            (101.0, 150.0, 4),
            (1234.0, 1500.0, 4),
            (999_999.0, 1_000_000.0, 3),
        ] {
            let scale = Scale::for_counts(most);
            let ticks: Vec<_> = scale.ticks().collect();
            assert!(scale.end() >= most && ticks.len() <= 6, "{most}: {ticks:?}");
            assert!((scale.end() - end).abs() < 1e-9, "{most}: {}", scale.end());
            assert_eq!(ticks.len(), lines, "{most}: {ticks:?}");
        }
    }
}
