//! What may be shown of who comes back (`docs/spec/gate.md`, section *Retention*).
//!
//! Whoever reads how many began and how many came back knows the difference: those who did not.

use jiff::civil::Date;
use lotse_domain::{
    Count,
    privacy::Undisclosed,
    query::retention::{Cohort, RetentionAnswer},
    service::{IdentityQuality, Service},
};
use lotse_stats::estimate::SampleUnit;
use serde::Serialize;

use super::{share_of_blurred, shown_part};
use crate::{
    measure::{Cell, Hidden},
    policy::{Minimum, Rules},
};

/// People who came for the first time in one interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedCohort {
    /// The interval's first day.
    pub first: Date,
    /// The interval is not over.
    pub is_partial: bool,
    /// How many they are.
    pub people: Cell,
    /// Their share that was there again one interval later, two, and so on.
    pub back: Vec<Cell>,
}

/// Discloses who comes back. Nothing where pseudonyms live a day: there nobody can.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn retention(
    answer: &Undisclosed<RetentionAnswer>,
    service: &Service,
    rules: Rules,
) -> Vec<DisclosedCohort> {
    if service.identity() == IdentityQuality::DailyHash {
        return Vec::new();
    }
    disclosed(&answer.open_ref().cohorts, Minimum::of_step(service, None, rules))
}

fn disclosed(cohorts: &[Cohort], minimum: Minimum) -> Vec<DisclosedCohort> {
    let enough = |people: Count| minimum.is_met_by_people(people, people);
    let mut shown: Vec<bool> = cohorts.iter().map(|cohort| enough(cohort.visitors)).collect();
    // The people of the whole period are known elsewhere: a small cohort must not be what is left.
    let something_hides =
        cohorts.iter().zip(&shown).any(|(cohort, shown)| !shown && !cohort.visitors.is_zero());
    if something_hides {
        let smallest = (0..cohorts.len())
            .filter(|place| shown[*place])
            .min_by_key(|place| (cohorts[*place].visitors, *place));
        if let Some(place) = smallest {
            shown[place] = false;
        }
    }
    let tells_nobody =
        |cohort: &Cohort| cohort.visitors.is_zero() && !minimum.is_small(Count::ZERO, false);
    cohorts
        .iter()
        .zip(shown)
        .map(|(cohort, shown)| DisclosedCohort {
            first: cohort.interval.first,
            is_partial: !cohort.interval.is_whole,
            // Whose cohort somebody is follows from the period: two could differ by a few.
            people: if shown || tells_nobody(cohort) {
                shown_part(cohort.visitors, cohort.blurred_visitors)
            } else {
                hidden(cohort.visitors, minimum)
            },
            back: cohort
                .back
                .iter()
                .zip(&cohort.blurred_back)
                .map(|(back, blurred)| match (tells_nobody(cohort), shown) {
                    (true, _) => Cell::NoData,
                    (false, true) => share(
                        [*back, cohort.visitors],
                        [*blurred, cohort.blurred_visitors],
                        minimum,
                    ),
                    (false, false) => hidden(cohort.visitors, minimum),
                })
                .collect(),
        })
        .collect()
}

fn hidden(people: Count, minimum: Minimum) -> Cell {
    Cell::Hidden(if minimum.is_met_by_people(people, people) {
        Hidden::Protects
    } else {
        minimum.too_few()
    })
}

/// The share that came back, if those who did and those who did not are enough people or nobody.
fn share([back, all]: [Count; 2], blurred: [Count; 2], minimum: Minimum) -> Cell {
    let stayed_away = Count::new(all.get().saturating_sub(back.get()));
    for people in [back, stayed_away] {
        if minimum.is_small(people, minimum.is_met_by_people(people, people)) {
            return hidden(people, minimum);
        }
    }
    share_of_blurred(blurred[0], blurred[1], SampleUnit::People).map_or(Cell::NoData, super::shown)
}

#[cfg(test)]
mod tests {
    use lotse_domain::query::retention::LocalInterval;

    use super::*;
    use crate::gate::tests::{employees, public, word};

    fn cohort(week: i8, visitors: u64, back: &[u64]) -> Cohort {
        let start = jiff::Timestamp::UNIX_EPOCH;
        let first = jiff::civil::date(2026, 6, 1 + 7 * week);
        Cohort {
            interval: LocalInterval { first, start, end: start, is_whole: true },
            visitors: Count::new(visitors),
            back: back.iter().copied().map(Count::new).collect(),
            blurred_visitors: Count::new(visitors),
            blurred_back: back.iter().copied().map(Count::new).collect(),
        }
    }

    /// People, then the counts that came back, `few` or `*` where they are hidden.
    fn words(cohorts: &[Cohort]) -> Vec<String> {
        let minimum = Minimum::of_step(&employees(), None, Rules::staff());
        let line = |cohort: &DisclosedCohort| {
            let back = cohort.back.iter().map(word);
            std::iter::once(word(&cohort.people)).chain(back).collect::<Vec<_>>().join(" ")
        };
        disclosed(cohorts, minimum).iter().map(line).collect()
    }

    #[test]
    fn those_who_came_back_and_those_who_did_not_are_enough_or_nobody() {
        let one = |visitors, back: &[u64]| words(&[cohort(0, visitors, back)]).remove(0);
        assert_eq!(one(40, &[20, 10, 0, 40]), "40 0.5 0.25 0 1");
        assert_eq!(one(40, &[9, 31, 30]), "40 few few 0.75");
        assert_eq!(one(9, &[9]), "few few");
        assert_eq!(one(0, &[0]), "0 none");
    }

    #[test]
    fn a_small_cohort_is_not_what_is_left_of_all_people() {
        let cohorts = [cohort(0, 40, &[20, 20]), cohort(1, 12, &[0]), cohort(2, 3, &[])];
        assert_eq!(words(&cohorts), ["40 0.5 0.5", "* *", "few"]);
        // Where nobody is hidden, nothing is.
        assert_eq!(words(&cohorts[..2]), ["40 0.5 0.5", "12 0"]);
    }

    #[test]
    fn pseudonyms_of_a_day_come_back_never() {
        let cohorts = vec![cohort(0, 400, &[200])];
        let answer = Undisclosed::seal(RetentionAnswer { cohorts, ..RetentionAnswer::default() });
        assert!(retention(&answer, &public(), Rules::staff()).is_empty());
        assert_eq!(retention(&answer, &employees(), Rules::staff()).len(), 1);
    }
}
