//! What may be shown of attempts at a task (`docs/spec/gate.md`, section *Tasks*).
//!
//! Attempts are parted again and again: by what they are, by where they stand, by what was met there. Whoever reads a
//! whole and all of its parts but one knows that one, so a part is told only if it and what is left of the whole are of
//! enough people, or of nobody.

mod causes;
mod outcomes;
mod parts;
mod places;
mod rows;
mod times;

use jiff::civil::Date;
use lotse_control::single_rows::SingleRows;
use lotse_domain::{
    privacy::Undisclosed,
    query::attempts::{AttemptsAnswer, AttemptsQuestion, AttemptsRow, Carrier, Mark, PlayedEvent},
    service::Service,
    task::{LaterOutcome, TaskWindow, USUAL_WINDOW_DAYS},
};
use lotse_stats::estimate::Level;
use serde::Serialize;

pub use self::{
    causes::Cause,
    times::{Bin, Quantiles, Times},
};
use self::{parts::Parts, rows::gap};
use super::{Disclosed, Record, records};
use crate::{
    measure::Cell,
    policy::{Minimum, Rules},
};

/// What attempts are: of all, of one label, or of one interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempts {
    /// All that began.
    pub begun: Cell,
    /// Those whose window has closed.
    pub closed: Cell,
    /// Of them, those that were completed.
    pub completed: Cell,
    /// Of them, those that were correctly refused.
    pub refused: Cell,
    /// Both together.
    pub done: Cell,
    /// Of them, those that were neither.
    pub abandoned: Cell,
    /// Completed and refused of those whose window has closed.
    pub completion: Cell,
    /// Completed or refused, with the window still open.
    pub done_early: Cell,
    /// Saved, with the window still open.
    pub saved: Cell,
    /// Under way.
    pub open: Cell,
}

/// A difference of two shares.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedGap {
    /// The share of the one less that of the other.
    pub difference: Cell,
    /// Its interval, adjusted for all that it is told with, leaves out 0.
    pub is_clear: bool,
}

/// The start or a step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedPlace {
    /// Attempts that reached it.
    pub reached: Cell,
    /// Their share of all whose window has closed; none for the start.
    pub share: Cell,
    /// Those that were lost there.
    pub lost: Cell,
    /// Their share of those that reached it.
    pub lost_share: Cell,
    /// Of the lost ones, those that had been saved.
    pub saved: Cell,
    /// Seconds in use of the lost ones.
    pub lost_seconds: Cell,
    /// What was met there, what most lost ones met first.
    pub causes: Vec<Cause>,
    /// More was met there, by too few.
    pub is_cut: bool,
    /// The place of the likely cause among them: of those whose gap is clear the one with the most lost ones beyond what is
    /// usual there.
    pub likely: Option<usize>,
}

/// Attempts with a mark.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedMark {
    /// Which.
    pub mark: Mark,
    /// Those whose window has closed.
    pub closed: Cell,
    /// Completed and refused of them.
    pub completion: Cell,
}

/// What became of completed attempts that a case joins.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedLater {
    /// How many there are.
    pub completed: Cell,
    /// Of them, what is known: how many, and their share.
    pub known: Vec<(LaterOutcome, Cell, Cell)>,
    /// Of those that were decided, those that were not returned before.
    pub first_time_right: Cell,
    /// Days from completion to decision.
    pub days: Quantiles,
    /// Fields for which they were returned, with the share of those that were; the most first.
    pub fields: Vec<(Disclosed<String>, Cell, Cell)>,
    /// Further fields of too few.
    pub is_cut: bool,
}

/// A row of a breakdown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedRow {
    /// What it is; `None` where the start carries no such label.
    pub label: Disclosed<Option<String>>,
    /// Its attempts.
    pub attempts: Attempts,
    /// Seconds in use of the completed ones.
    pub in_use: Cell,
    /// Its completion less that of everyone else.
    pub gap: Option<DisclosedGap>,
}

/// A day, week or month of the period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedInterval {
    /// Its first day of the period.
    pub from: Date,
    /// Its last day of the period.
    pub to: Date,
    /// All of its days lie in the period.
    pub is_whole: bool,
    /// Attempts that began in it.
    pub attempts: Attempts,
}

/// The disclosed answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedTask {
    /// All attempts.
    pub attempts: Attempts,
    /// The start and each step, in order.
    pub places: Vec<DisclosedPlace>,
    /// How long completed ones took.
    pub times: Times,
    /// By mark, those that the task can have.
    pub marks: Vec<DisclosedMark>,
    /// What became of them, where the task says how that is told.
    pub later: Option<DisclosedLater>,
    /// Ends of attempts that began elsewhere.
    pub without_start: Cell,
    /// Rows that may be shown; those with the most attempts come first.
    pub rows: Vec<DisclosedRow>,
    /// Rows are missing: too few people are in them, or they protect one of those.
    pub is_cut: bool,
    /// Each interval, in order.
    pub intervals: Vec<DisclosedInterval>,
    /// The completion of the period compared with, and how much this one's is more.
    pub change: Option<(Attempts, DisclosedGap)>,
}

/// Discloses attempts, and how they differ from those of another period.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub fn task(
    answer: &Undisclosed<AttemptsAnswer>,
    before: Option<&Undisclosed<AttemptsAnswer>>,
    service: &Service,
    question: &AttemptsQuestion,
    rules: Rules,
) -> DisclosedTask {
    let before = before.map(|before| &before.open_ref().whole);
    disclosed(answer.open_ref(), before, service, question, rules)
}

/// Hands out the events of one attempt at a task of a public service, with nothing else of who made it.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn example(
    answer: Undisclosed<AttemptsAnswer>,
    service: &Service,
    right: &SingleRows,
) -> Vec<Record<PlayedEvent>> {
    let events = Undisclosed::seal(answer.open().example);
    records(events, service, right, std::convert::identity)
}

/// Windows that may be proposed, in days, the shortest first.
const WINDOWS: [u16; 5] = [1, 2, 7, 14, 30];

/// How long nearly all completed attempts took: the shortest of a few windows in which 99 of 100 were completed, or the visit
/// where nothing joins visits. `None` where too few were completed. Of single ones it says nothing.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn usual_window(
    answer: &Undisclosed<AttemptsAnswer>,
    service: &Service,
    question: &AttemptsQuestion,
    rules: Rules,
) -> Option<TaskWindow> {
    let answer = answer.open_ref();
    let parts = Parts(Minimum::of_attribute(service, None, rules));
    let completed = &answer.whole.standing[0];
    if completed.units.is_zero() || parts.is_small(completed) {
        return None;
    }
    let joins = question.carrier == Carrier::Visitor
        || answer
            .marks
            .get(&Mark::Joined)
            .is_some_and(|mark| !mark.done.units.is_zero() && !parts.is_small(&mark.done));
    if !joins {
        return Some(TaskWindow::Visit);
    }
    let all: u64 = answer.elapsed.by_ms.values().sum();
    let within = |days: u16| {
        let most = u64::from(days) * 24 * 60 * 60 * 1_000;
        answer.elapsed.by_ms.range(..=most).map(|(_, count)| count).sum::<u64>()
    };
    let window = WINDOWS.into_iter().find(|days| within(*days) * 100 >= all * 99);
    Some(TaskWindow::Days(window.unwrap_or(USUAL_WINDOW_DAYS)))
}

fn disclosed(
    answer: &AttemptsAnswer,
    before: Option<&AttemptsRow>,
    service: &Service,
    question: &AttemptsQuestion,
    rules: Rules,
) -> DisclosedTask {
    let parts = Parts(Minimum::of_attribute(service, None, rules));
    let of_rows = Parts(Minimum::of_attribute(service, question.by.as_ref(), rules));
    let why = parts.of_whole(&answer.whole);
    let attempts = Parts::attempts(&answer.whole, &why);
    let (rows, is_cut) = of_rows.rows(answer);
    let change = before.map(|before| parts.compared(&answer.whole, before));
    let places = parts.places(answer, &why, &question.task.parts().steps);
    DisclosedTask {
        times: parts.times(answer, &why),
        marks: parts.marks(answer, question, &why, &places),
        later: (!question.task.parts().later.is_empty())
            .then(|| parts.later(answer, question, &why)),
        without_start: parts.cell(&answer.without_start),
        rows,
        is_cut,
        intervals: parts.intervals(answer, question),
        change,
        attempts,
        places,
    }
}

/// Discloses the attempts of other visitors at the same task, and how much more of the first are completed.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn against(
    answer: &Undisclosed<AttemptsAnswer>,
    other: &Undisclosed<AttemptsAnswer>,
    service: &Service,
    rules: Rules,
) -> (Attempts, DisclosedGap) {
    let parts = Parts(Minimum::of_attribute(service, None, rules));
    parts.compared(&answer.open_ref().whole, &other.open_ref().whole)
}

impl Parts {
    /// Other attempts, and the completion of `row` less theirs; told only where both are.
    fn compared(self, row: &AttemptsRow, other: &AttemptsRow) -> (Attempts, DisclosedGap) {
        let [attempts, others] = [row, other].map(|row| Self::attempts(row, &self.of_whole(row)));
        let gap = gap(row, other.completion.trials(), Level::P95).filter(|_| {
            let is_told = |attempts: &Attempts| attempts.completion.number().is_some();
            is_told(&attempts) && is_told(&others)
        });
        let nothing = DisclosedGap { difference: Cell::NoData, is_clear: false };
        (others, gap.unwrap_or(nothing))
    }
}

#[cfg(test)]
mod tests;
