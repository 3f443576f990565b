//! The difference of two estimates of which only the intervals are known.

use crate::{
    distribution::normal,
    estimate::{Estimate, Level},
    gap::{Gap, Scale, square_and_add},
    p_value::PValue,
};

/// The difference of two independent estimates, from their intervals alone.
///
/// With l and u the bounds of each, the bounds are d − √((a−l₁)² + (u₂−b)²) and d + √((u₁−a)² + (b−l₂)²). No
/// interval where one of the two has none. Of two shares with Wilson's intervals it is [`super::newcombe`].
///
/// Source: Zou and Donner (2008), *Construction of confidence limits about effect measures*, Statistics in Medicine
/// 27:1693. Coverage: about as of the intervals it is made of.
pub fn zou_donner(group: Estimate, reference: Estimate, level: Level) -> Gap {
    let both = [group, reference];
    let difference = group.value - reference.value;
    Gap::new(both, Scale::Difference, difference, square_and_add(both, level), "zou-donner")
}

/// How surprising a difference of [`zou_donner`] would be if there were none: below 5 % exactly where its interval of 95 %
/// leaves out 0.
///
/// The distance from the difference to its bound on the side of 0 is taken for z standard errors of the normal
/// distribution. `None` without an interval, and where that distance is 0 though the difference is not: then values are
/// tied, and nothing is known of how they vary.
pub fn zou_donner_test(gap: &Gap) -> Option<PValue> {
    let (difference, interval) = (gap.between.value, gap.between.interval?);
    let distance =
        if difference < 0.0 { interval.high() - difference } else { difference - interval.low() };
    if difference == 0.0 {
        return Some(PValue::ONE);
    }
    let errors = difference.abs() / distance * interval.level().z();
    (distance > 0.0).then(|| PValue::nearest(normal::two_sided(errors)))
}
