//! Axes: round steps from zero.

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

#[cfg(test)]
mod tests {
    use super::*;

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
