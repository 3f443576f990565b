//! Marks of attempts, and what became of those that a case joins.
//!
//! A mark parts attempts in two, each of which has its share of those that are done; and some marks tell of what is told
//! elsewhere too: those that were saved of those that went on, a hand-over of its step.

use std::cmp::Reverse;

use lotse_domain::{
    Count,
    event::EventKind,
    query::{
        attempts::{AttemptsAnswer, AttemptsQuestion, AttemptsRow, Mark, Marked, Place},
        funnel::Reached,
    },
    task::{LaterOutcome, StepKind},
};
use lotse_stats::estimate::SampleUnit;

use super::{
    super::{Disclosed, share_of_blurred, shown},
    DisclosedLater, DisclosedMark, DisclosedPlace, Quantiles,
    parts::{self, Parts, joined, rest},
    rows::Why,
};
use crate::measure::{Cell, Hidden};

/// Whether a task, as it is written, can have attempts with a mark.
fn can_have(mark: Mark, question: &AttemptsQuestion) -> bool {
    let parts = question.task.parts();
    match mark {
        Mark::Saved | Mark::Resumed => parts.saved.is_some(),
        Mark::HandedOver => parts.steps.iter().any(|step| step.kind == StepKind::HandOver),
        Mark::Helped => parts.help.is_some(),
        Mark::TurnedBack | Mark::RepeatedErrors => question.signals,
        Mark::Joined => parts.window.length().is_some(),
    }
}

fn share(some: &Reached, all: &Reached) -> Cell {
    share_of_blurred(some.blurred_units, all.blurred_units, SampleUnit::Attempts)
        .map_or(Cell::NoData, shown)
}

/// Those with a mark that are not done: how many, and no more people than these.
fn not_done(marked: &Marked) -> Count {
    marked.closed.units.less(marked.done.units)
}

impl Parts {
    /// Attempts by mark, those that the task can have.
    pub(super) fn marks(
        self,
        answer: &AttemptsAnswer,
        question: &AttemptsQuestion,
        why: &Why,
        places: &[DisclosedPlace],
    ) -> Vec<DisclosedMark> {
        let asked = answer.marks.iter().filter(|(mark, _)| can_have(**mark, question));
        let told = asked.map(|(mark, marked)| {
            let Marked { closed, done } = marked;
            let why = why
                .hides_done()
                .or_else(|| self.hides(&answer.whole.closed, closed))
                .or_else(|| {
                    self.is_nearly_told(*mark, answer, question, places).then_some(Hidden::Protects)
                });
            let hides_done = || {
                // Whoever had saved and was done went on: of both marks as many are done.
                let other = match mark {
                    Mark::Saved => answer.marks.get(&Mark::Resumed),
                    Mark::Resumed => answer.marks.get(&Mark::Saved),
                    _ => None,
                };
                let mut both = std::iter::once(marked).chain(other);
                both.find_map(|marked| self.hides_done_of(&answer.whole, marked))
            };
            let completion = match why.or_else(hides_done) {
                Some(why) => Cell::Hidden(why),
                None => share(done, closed),
            };
            DisclosedMark { mark: *mark, closed: parts::told(closed, why), completion }
        });
        told.collect()
    }

    /// Why it is not told how many of those with a mark are done: they and those who are not, and these of the others, are
    /// of enough people each, or of nobody.
    pub(super) fn hides_done_of(self, whole: &AttemptsRow, marked: &Marked) -> Option<Hidden> {
        let [completed, refused, abandoned, ..] = &whole.standing;
        let lost = not_done(marked);
        let others = (abandoned.units.less(lost), abandoned.visitors.less(lost));
        let small = |(units, people): (Count, Count)| {
            self.tells_of_few(units, people) || units.is_zero() && self.hides_nobody()
        };
        let is_all = marked.closed.units == whole.closed.units;
        self.hides(&marked.closed, &marked.done).or_else(|| {
            let tells =
                self.rest_is_small(&joined(completed, refused), &[&marked.done]) || small(others);
            (tells && !is_all).then_some(Hidden::Protects)
        })
    }

    /// Whether a mark and something that is told elsewhere, of which one is a part of the other, differ by a few.
    fn is_nearly_told(
        self,
        mark: Mark,
        answer: &AttemptsAnswer,
        question: &AttemptsQuestion,
        places: &[DisclosedPlace],
    ) -> bool {
        let Some(marked) = answer.marks.get(&mark) else { return false };
        let closed = &marked.closed;
        let abandoned = &answer.whole.standing[2];
        let few = |whole: &Reached, parts: &[&Reached]| {
            let (units, people) = rest(whole, parts);
            self.tells_of_few(units, people)
        };
        match mark {
            // Whoever went on had saved, and who did not was not done.
            Mark::Resumed => answer.marks.get(&Mark::Saved).is_some_and(|saved| {
                let stopped = not_done(saved).less(not_done(marked));
                let people = saved.closed.visitors.less(saved.done.visitors).less(not_done(marked));
                few(&saved.closed, &[&marked.closed])
                    || few(&saved.done, &[&marked.done])
                    || self.tells_of_few(stopped, people)
                    || self.tells_of_few(
                        abandoned.units.less(stopped),
                        abandoned.visitors.less(stopped),
                    )
            }),
            Mark::HandedOver => self.is_nearly_a_step(marked, answer, question, places),
            Mark::TurnedBack => self.is_nearly_met(EventKind::UTurn, marked, &answer.places),
            Mark::RepeatedErrors => {
                self.is_nearly_met(EventKind::FieldError, marked, &answer.places)
            }
            Mark::Joined => {
                !question.task.parts().later.is_empty() && {
                    // What became of them is told of the completed ones.
                    let (row, later) = (&answer.whole, &answer.later.completed);
                    let others = closed.units.less(later.units);
                    let (units, people) = rest(&row.closed, &[&row.standing[0]]);
                    few(closed, &[later])
                        || few(&marked.done, &[later])
                        || self.tells_of_few(units.less(others), people.less(others))
                }
            }
            Mark::Saved | Mark::Helped => false,
        }
    }

    /// Whether those who were handed over are nearly those who came to the step of it, or to one before it.
    fn is_nearly_a_step(
        self,
        marked: &Marked,
        answer: &AttemptsAnswer,
        question: &AttemptsQuestion,
        places: &[DisclosedPlace],
    ) -> bool {
        let few = |whole: &Reached, parts: &[&Reached]| {
            let (units, people) = rest(whole, parts);
            self.tells_of_few(units, people)
        };
        let steps = &question.task.parts().steps;
        let kind = |place: usize| {
            place.checked_sub(1).and_then(|step| steps.get(step)).map(|step| step.kind)
        };
        let is_hand_over = |place: &usize| kind(*place) == Some(StepKind::HandOver);
        let lost = not_done(marked);
        let is_step = answer.places.iter().zip(places).enumerate();
        let mut is_step = is_step.filter(|(place, _)| is_hand_over(place));
        let first = (0..answer.places.len()).find(is_hand_over).unwrap_or_default();
        is_step.any(|(_, (place, told))| {
            let of_lost = &place.standing[2];
            let people = marked.closed.visitors.less(marked.done.visitors).less(of_lost.visitors);
            told.reached.number().is_none()
                || few(&marked.closed, &[&place.reached])
                || self.tells_of_few(lost.less(of_lost.units), people)
        }) || (0..first).filter(|place| !kind(*place).is_some_and(StepKind::may_be_left_out)).any(
            |place| {
                // Of those who came so far, what became of the others.
                let behind = answer.places.get(place..).unwrap_or_default();
                let all = |standing: std::ops::Range<usize>| {
                    let of = behind.iter().filter_map(|place| place.standing.get(standing.clone()));
                    let of: Vec<&Reached> = of.flatten().collect();
                    let units: Count = of.iter().map(|part| part.units).sum();
                    let people = of.iter().map(|part| part.visitors).max().unwrap_or(Count::ZERO);
                    (units, people)
                };
                let ((done, doing), (gone, going)) = (all(0..2), all(2..3));
                self.tells_of_few(done.less(marked.done.units), doing.less(marked.done.visitors))
                    || self.tells_of_few(gone.less(lost), going.less(lost))
            },
        )
    }

    /// Whether those with a mark, and those who met one signal of a kind, are the same but for a few.
    fn is_nearly_met(self, kind: EventKind, marked: &Marked, places: &[Place]) -> bool {
        let signals = places.iter().flat_map(|place| &place.signals);
        signals.filter(|(signal, _)| signal.kind == kind).any(|(_, met)| {
            let all = met.lost.units + met.stayed.units;
            let is_few = |one: Count, other: Count| {
                let apart = one.less(other) + other.less(one);
                self.tells_of_few(apart, apart)
            };
            is_few(marked.closed.units, all) || is_few(not_done(marked), met.lost.units)
        })
    }

    /// What became of completed attempts.
    pub(super) fn later(
        self,
        answer: &AttemptsAnswer,
        question: &AttemptsQuestion,
        why: &Why,
    ) -> DisclosedLater {
        let later = &answer.later;
        let [completed, refused, ..] = &answer.whole.standing;
        let done = joined(completed, refused);
        let outer = if why.tells_completed() { completed } else { &done };
        let whole = &later.completed;
        let why = why.hides_done().or_else(|| self.hides(outer, whole));
        let part = |of: &Reached, all: &Reached, why: Option<Hidden>| match why
            .or_else(|| self.hides(all, of))
        {
            Some(why) => [Cell::Hidden(why), Cell::Hidden(why)],
            None => [parts::told(of, None), share(of, all)],
        };
        let asked = |outcome: &&LaterOutcome| question.task.later(**outcome).is_some();
        let known = LaterOutcome::ALL.iter().filter(asked).map(|outcome| {
            let [count, share] = part(later.of(*outcome), whole, why);
            (*outcome, count, share)
        });
        let decided = later.of(LaterOutcome::Decided);
        let of_decided = why.or_else(|| self.hides(whole, decided));
        let returned = later.of(LaterOutcome::Returned);
        let of_returned = why.or_else(|| self.hides(whole, returned));
        // Whoever was decided and not right at first was returned before.
        let wrong = decided.units.less(later.right.units);
        let waits = (returned.units.less(wrong), returned.visitors.less(wrong));
        let of_right =
            of_decided.or_else(|| self.tells_of_few(waits.0, waits.1).then_some(Hidden::Protects));
        let is_told = of_returned.is_none();
        let mut fields: Vec<(&String, &Reached)> = later
            .fields
            .iter()
            .filter(|(_, of)| is_told && !of.units.is_zero() && self.hides(returned, of).is_none())
            .map(|(name, of)| (name, of))
            .collect();
        fields.sort_by_key(|(name, of)| (Reverse(of.blurred_units), *name));
        DisclosedLater {
            completed: parts::told(whole, why),
            known: known.collect(),
            first_time_right: {
                let [_, share] = part(&later.right, decided, of_right);
                share
            },
            days: if let Some(why) = why {
                Quantiles::hidden(&Cell::Hidden(why))
            } else {
                let is_told = of_decided.is_none();
                let of = match self.hides(decided, &later.timed) {
                    None if is_told => &later.timed,
                    _ if is_told => decided,
                    _ => whole,
                };
                self.quantiles(&later.days, &later.timed, of)
            },
            is_cut: fields.len() < later.fields.len(),
            fields: fields
                .into_iter()
                .map(|(name, of)| {
                    let [count, share] = part(of, returned, of_returned);
                    (Disclosed(name.clone()), count, share)
                })
                .collect(),
        }
    }
}
