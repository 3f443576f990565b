//! Who of those that were asked has answered.

use thiserror::Error;

use crate::{
    count::Count,
    estimate::{Estimate, Level, SampleUnit},
    proportion::{ProportionError, wilson},
};

/// How many were served, asked, and answered. What was not counted is unknown, which is not the same as nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who used the service.
    pub customers: Option<Count>,
    /// Who had the opportunity to answer.
    pub offered: Option<Count>,
    /// Who answered.
    pub respondents: Count,
}

/// Why there is no response rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoRate {
    /// Nobody knows how many were asked, or the count says nobody.
    #[error("how many were asked is unknown")]
    OfferedUnknown,
    /// More answered than were asked: one of the counts is wrong.
    #[error("{respondents} answered, but {offered} were asked")]
    MoreThanOffered {
        /// Who answered.
        respondents: Count,
        /// Who was asked.
        offered: Count,
    },
}

/// Counts that contradict each other, to be shown beside every number made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Contradiction {
    /// Somebody answered though nobody is known to have been asked.
    AnsweredUnasked,
    /// More answered than were asked.
    MoreAnsweredThanAsked,
    /// More were asked than there were customers.
    MoreAskedThanServed,
}

impl Asked {
    /// What is wrong with these counts.
    pub fn contradictions(self) -> Vec<Contradiction> {
        let asked = self.offered.filter(|offered| !offered.is_zero());
        let answered_unasked = asked.is_none() && !self.respondents.is_zero();
        let more_answered = self.offered.is_some_and(|offered| self.respondents > offered);
        let more_asked =
            matches!((asked, self.customers), (Some(asked), Some(customers)) if asked > customers);
        [
            (answered_unasked, Contradiction::AnsweredUnasked),
            (more_answered, Contradiction::MoreAnsweredThanAsked),
            (more_asked, Contradiction::MoreAskedThanServed),
        ]
        .into_iter()
        .filter_map(|(holds, contradiction)| holds.then_some(contradiction))
        .collect()
    }
}

/// The response rate, respondents over those who were asked (not over all customers), with Wilson's interval.
///
/// The interval tells how the rate would vary if the same people were asked again. It does not tell that those who
/// answered are like those who did not: see [`crate::nonresponse`].
///
/// Source: OMB Circular A-11, section 280, for the denominator; [`wilson`]. Coverage: as Wilson's.
///
/// # Errors
/// When it is not known how many were asked, or fewer than answered.
pub fn response_rate(asked: Asked, unit: SampleUnit, level: Level) -> Result<Estimate, NoRate> {
    let offered = asked.offered.ok_or(NoRate::OfferedUnknown)?;
    wilson(asked.respondents, offered, unit, level).map_err(|error| match error {
        ProportionError::NoObservations => NoRate::OfferedUnknown,
        ProportionError::MoreThanAll { successes, n } => {
            NoRate::MoreThanOffered { respondents: successes, offered: n }
        }
    })
}
