//! Whether those who answered are like all who could have.
//!
//! Every respondent must be one of the visitors that are counted, each visitor in one group. Nothing here mends what it
//! finds: where a group is missing, its answers are.

use thiserror::Error;

use crate::{
    count::Count,
    distribution::{chi_square, normal},
    estimate::{Estimate, Interval, Level, Method, SampleUnit},
    multiplicity::holm,
    p_value::PValue,
    proportion::{Trials, wilson_of},
    two_groups::newcombe,
};

/// The visitors of one group and those of them who answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupCounts {
    /// Everybody who could have answered.
    pub visitors: Count,
    /// Who did.
    pub respondents: Count,
}

/// Why groups cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NonresponseError {
    /// Nobody could have answered, or nobody did.
    #[error("nobody answered")]
    NoRespondents,
    /// All answered, so that nobody is missing.
    #[error("everybody answered")]
    NobodyMissing,
    /// More of a group answered than there were: they are not the same people.
    #[error("{respondents} of {visitors} visitors cannot have answered")]
    MoreThanAll {
        /// Who answered.
        respondents: Count,
        /// Who there was.
        visitors: Count,
    },
}

/// How respondents differ from all visitors.
#[derive(Clone, Debug, PartialEq)]
pub struct Nonresponse {
    /// The response rate of all, with Wilson's interval.
    pub rate: Estimate,
    /// The groups in their order; `None` for one without visitors.
    pub groups: Vec<Option<GroupNonresponse>>,
    /// Whether the groups answered at one rate, by Pearson's χ² of respondents and nonrespondents by group. `None` for a
    /// single group.
    pub test: Option<PValue>,
    /// How far apart they are, whatever n is: Cramér's V, from 0, one rate, to 1.
    pub cramers_v: f64,
    /// Whether every expected count is 5 or more, as the tests need by Cochran's rule.
    pub is_reliable: bool,
}

/// How one group of respondents differs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupNonresponse {
    /// The response rate of the group, with Wilson's interval.
    pub rate: Estimate,
    /// Its share among respondents minus its share among all visitors. `n` counts all visitors.
    pub difference: Estimate,
    /// The standardized difference: about normal with mean 0 and variance 1 if the group answered as all others did.
    pub standardized: f64,
    /// Whether it did, by that; adjusted by Holm for the number of groups.
    pub test: PValue,
}

/// Compares respondents with all visitors, group by group.
///
/// With V visitors and R respondents of a group, N and S of all, and E = S·V/N: the standardized difference is
/// (R − E)/√(E·(1 − S/N)·(1 − V/N)), and χ² = Σ (R − E)²/(E·(1 − S/N)) with one degree of freedom less than there are groups
/// with visitors. Cramér's V = √(χ²/N). The difference of shares is R/S − V/N; since visitors contain the respondents,
/// it is (1 − S/N) times that between respondents and nonrespondents, and so is its interval, Newcombe's of those.
///
/// Source: Haberman (1973), *The analysis of residuals in cross-classified tables*, Biometrics 29:205; Pearson (1900);
/// Cramér (1946), *Mathematical Methods of Statistics*, section 21.9; Newcombe (1998), method 10; Groves (2006),
/// *Nonresponse rates and nonresponse bias in household surveys*, Public Opinion Quarterly 70:646, for comparing with what
/// is known of all. Coverage: as Newcombe's.
///
/// # Errors
/// When nobody or everybody answered, or more of a group than there were.
pub fn nonresponse(
    groups: &[GroupCounts],
    unit: SampleUnit,
    level: Level,
) -> Result<Nonresponse, NonresponseError> {
    if let Some(odd) = groups.iter().find(|group| group.respondents > group.visitors) {
        let (respondents, visitors) = (odd.respondents, odd.visitors);
        return Err(NonresponseError::MoreThanAll { respondents, visitors });
    }
    let visitors: Count = groups.iter().map(|group| group.visitors).sum();
    let respondents: Count = groups.iter().map(|group| group.respondents).sum();
    if respondents.is_zero() {
        return Err(NonresponseError::NoRespondents);
    }
    let all = Trials::new(respondents.min(visitors), visitors)
        .map_err(|_| NonresponseError::NoRespondents)?;
    if all.failures().is_zero() {
        return Err(NonresponseError::NobodyMissing);
    }
    let mut found: Vec<Option<GroupNonresponse>> =
        groups.iter().map(|group| group_of(*group, all, unit, level)).collect();
    let adjusted = holm(&found.iter().flatten().map(|group| group.test).collect::<Vec<_>>());
    for (group, adjusted) in found.iter_mut().flatten().zip(adjusted) {
        group.test = adjusted;
    }
    let present = || groups.iter().filter(|group| !group.visitors.is_zero());
    let chi_square = present().map(|group| pearson(*group, all)).sum::<f64>();
    let freedom = Count::new(present().map(|_| 1).sum()).less(Count::new(1));
    let fewest = present().map(|group| group.visitors).min().unwrap_or(Count::ZERO);
    let rarest = all.share().min(1.0 - all.share());
    Ok(Nonresponse {
        rate: wilson_of(all, unit, level),
        groups: found,
        test: (!freedom.is_zero())
            .then(|| PValue::nearest(chi_square::above(chi_square, freedom.as_f64()))),
        cramers_v: (chi_square / visitors.as_f64()).sqrt().min(1.0),
        is_reliable: fewest.as_f64() * rarest >= 5.0,
    })
}

/// How many of a group would have answered at the rate of all.
fn expected(group: GroupCounts, all: Trials) -> f64 {
    all.share() * group.visitors.as_f64()
}

/// What a group adds to χ²: of its respondents and its nonrespondents together.
fn pearson(group: GroupCounts, all: Trials) -> f64 {
    let expected = expected(group, all);
    (group.respondents.as_f64() - expected).powi(2) / (expected * (1.0 - all.share()))
}

fn group_of(
    group: GroupCounts,
    all: Trials,
    unit: SampleUnit,
    level: Level,
) -> Option<GroupNonresponse> {
    let rate = Trials::new(group.respondents, group.visitors).ok()?;
    let responding = Trials::new(group.respondents, all.successes()).ok()?;
    let missing = Trials::new(rate.failures(), all.failures()).ok()?;
    let missing_share = 1.0 - all.share();
    let gap = newcombe(responding, missing, unit, level).between;
    let scaled = |bound: f64| bound * missing_share;
    let difference = Estimate {
        value: scaled(gap.value),
        interval: gap
            .interval
            .map(|gap| Interval::new(scaled(gap.low()), scaled(gap.high()), level)),
        method: Method { id: "newcombe-of-part", version: 1 },
        ..gap
    };
    let of_all = group.visitors.as_f64() / all.n().as_f64();
    let expected = expected(group, all);
    let error = (expected * missing_share * (1.0 - of_all)).sqrt();
    let standardized =
        if error > 0.0 { (group.respondents.as_f64() - expected) / error } else { 0.0 };
    Some(GroupNonresponse {
        rate: wilson_of(rate, unit, level),
        difference,
        standardized,
        test: PValue::nearest(normal::two_sided(standardized)),
    })
}
