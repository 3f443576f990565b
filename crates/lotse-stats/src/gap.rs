//! [`Gap`], what lies between a group and the one it is compared with.

use crate::estimate::{Estimate, Interval, Level, Method};

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The value of the group minus that of the reference.
    Difference,
    /// The value of the group over that of the reference.
    Ratio,
}

impl Scale {
    /// What the comparison of two equal values gives.
    pub fn of_equal_values(self) -> f64 {
        match self {
            Self::Difference => 0.0,
            Self::Ratio => 1.0,
        }
    }
}

/// A group beside its reference, and the estimate of what lies between them.
///
/// Two groups have two sample sizes, so each keeps its own estimate. The `n` of `between` counts the
/// observations of both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// The group that is looked at.
    pub group: Estimate,
    /// The group it is compared with.
    pub reference: Estimate,
    /// How they are compared.
    pub scale: Scale,
    /// The difference or ratio, with its interval and method.
    pub between: Estimate,
}

impl Gap {
    /// Puts a comparison beside the estimates of both groups.
    pub(crate) fn new(
        [group, reference]: [Estimate; 2],
        scale: Scale,
        value: f64,
        interval: Option<Interval>,
        id: &'static str,
    ) -> Self {
        let method = Method { id, version: 1 };
        let n = group.n + reference.n;
        let between = Estimate { value, n, unit: group.unit, interval, method };
        Self { group, reference, scale, between }
    }

    /// Whether the interval leaves out that both are equal. `None` without an interval.
    pub fn is_clear(&self) -> Option<bool> {
        let equal = self.scale.of_equal_values();
        self.between.interval.map(|interval| equal < interval.low() || interval.high() < equal)
    }
}

/// An interval for a difference from those of its parts: squares of the distances to their bounds
/// added.
///
/// With l and u the bounds of each, (d − √((p₁−l₁)² + (u₂−p₂)²), d + √((u₁−p₁)² + (p₂−l₂)²)). Source:
/// Newcombe (1998), Statistics in Medicine 17:873, method 10, for proportions; Zou and Donner (2008),
/// *Construction of confidence limits about effect measures*, Statistics in Medicine 27:1693, for any
/// two independent estimates.
pub(crate) fn square_and_add([group, reference]: [Estimate; 2], level: Level) -> Option<Interval> {
    let (first, second) = (group.interval?, reference.interval?);
    let difference = group.value - reference.value;
    let down = (group.value - first.low()).hypot(second.high() - reference.value);
    let up = (first.high() - group.value).hypot(reference.value - second.low());
    Some(Interval::new(difference - down, difference + up, level))
}
