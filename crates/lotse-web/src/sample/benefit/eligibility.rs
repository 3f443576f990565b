//! Who can get heating-cost support. A refusal names every reason.

use crate::sample::form::{Answers, amount, answer};

/// Monthly income up to which a household of one gets support, in cents.
const FIRST_PERSON_CENTS: i64 = 243_000;

/// What each further person adds to the limit, in cents.
const FURTHER_PERSON_CENTS: i64 = 87_000;

/// Why a household gets no support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It lives in another state.
    State,
    /// It earns more than the limit for its size.
    Income {
        /// The limit, in cents a month.
        limit_cents: i64,
    },
    /// It does not pay for heating.
    Heating,
}

impl Refusal {
    /// Its name in the catalogue and in events.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Income { .. } => "income",
            Self::Heating => "heating",
        }
    }
}

/// The monthly income up to which a household of `people` gets support, in cents.
pub(in crate::sample) fn limit_cents(people: u32) -> i64 {
    FIRST_PERSON_CENTS + FURTHER_PERSON_CENTS * i64::from(people.saturating_sub(1))
}

/// All reasons against it, none when there is none. Answers must have passed the form's checks;
/// what did not is no reason.
pub(super) fn refusals(answers: &Answers) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if !matches!(answer(answers, "state"), "" | "lakeland") {
        refusals.push(Refusal::State);
    }
    let people = amount::count(answer(answers, "household-size"), 15).unwrap_or(1);
    let limit_cents = limit_cents(people);
    if amount::cents(answer(answers, "household-income")).is_some_and(|cents| cents > limit_cents) {
        refusals.push(Refusal::Income { limit_cents });
    }
    if answer(answers, "pays-heating") == "no" {
        refusals.push(Refusal::Heating);
    }
    refusals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(state: &str, people: &str, income: &str, pays: &str) -> Vec<&'static str> {
        let answers = Answers::from(
            [
                ("state", state),
                ("household-size", people),
                ("household-income", income),
                ("pays-heating", pays),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        refusals(&answers).into_iter().map(Refusal::name).collect()
    }

    #[test]
    fn the_limit_itself_still_gets_support() {
        let none: Vec<&str> = Vec::new();
        assert_eq!(refused("lakeland", "1", "2430", "yes"), none);
        assert_eq!(refused("lakeland", "1", "2430.01", "yes"), ["income"]);
        assert_eq!(refused("lakeland", "3", "4,170", "yes"), none);
        assert_eq!(refused("lakeland", "3", "4.170,01", "yes"), ["income"]);
    }

    #[test]
    fn every_reason_is_named() {
        assert_eq!(refused("eastmere", "2", "9000", "no"), ["state", "income", "heating"]);
    }
}
