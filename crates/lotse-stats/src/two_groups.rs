//! What lies between two groups that share nobody.
//!
//! | compared | how | when |
//! |---|---|---|
//! | proportions | [`newcombe`] | the difference that Lotse shows |
//! | | [`newcombe_of_weighted`] | the same of weighted counts |
//! | | [`miettinen_nurminen`] | the difference where an interval and a test must agree: [`miettinen_nurminen_test`] |
//! | | [`miettinen_nurminen_ratio`] | the ratio that Lotse shows; [`koopman`] and [`katz`] where a report names them |
//! | means | [`welch`] | scores and amounts; its test is [`welch_test`] |
//! | medians | [`price_bonett`] | times |
//! | any two estimates | [`zou_donner`] | where only their intervals are known; its test is [`zou_donner_test`] |
//!
//! None of them suits groups in which one person counts several times: see [`crate::clusters`].

mod estimates;
mod katz;
mod means;
mod medians;
mod newcombe;
mod score_difference;
mod score_ratio;

use thiserror::Error;

pub use estimates::{zou_donner, zou_donner_test};
pub use katz::katz;
pub(crate) use means::satterthwaite;
pub use means::{welch, welch_test};
pub use medians::price_bonett;
pub use newcombe::{newcombe, newcombe_of_weighted};
pub use score_difference::{miettinen_nurminen, miettinen_nurminen_test};
pub use score_ratio::{koopman, miettinen_nurminen_ratio};

use crate::{
    estimate::{Estimate, Level, SampleUnit},
    proportion::{Trials, wilson_of},
};

/// Why two proportions have no ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RatioError {
    /// Nothing in the reference succeeded: nothing can be a multiple of it.
    #[error("a ratio to nothing is unknown")]
    NothingInReference,
}

/// Both shares with Wilson's intervals.
fn wilson_of_both(
    group: Trials,
    reference: Trials,
    unit: SampleUnit,
    level: Level,
) -> [Estimate; 2] {
    [group, reference].map(|trials| wilson_of(trials, unit, level))
}

/// The ratio of two shares, if there is one.
fn ratio(group: Trials, reference: Trials) -> Result<f64, RatioError> {
    if reference.successes().is_zero() {
        return Err(RatioError::NothingInReference);
    }
    Ok(group.share() / reference.share())
}
