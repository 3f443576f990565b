//! What may be shown of attempts at a task (`docs/spec/gate.md`, section *Tasks*).
//!
//! Attempts are parted again and again: by what they are, by where they stand, by what was met there. Whoever reads a
//! whole and all of its parts but one knows that one, so a part is told only if it and what is left of the whole are of
//! enough people, or of nobody.

mod causes;
mod parts;
mod times;

use jiff::civil::Date;
use lotse_control::single_rows::SingleRows;
use lotse_domain::{
    privacy::Undisclosed,
    query::{
        attempts::{
            AttemptsAnswer, AttemptsQuestion, AttemptsRow, Carrier, Later, Mark, Marked, Place,
            PlayedEvent,
        },
        funnel::Reached,
        interval::Stretch,
    },
    service::Service,
    task::{LaterOutcome, TaskStep, TaskWindow, USUAL_WINDOW_DAYS},
};
use lotse_stats::{
    clusters::{ClusteredTrials, difference_of_proportions, proportion},
    estimate::{Level, SampleUnit},
};
use serde::Serialize;

pub use self::{
    causes::Cause,
    times::{Bin, Quantiles, Times},
};
use self::{
    causes::Causes,
    parts::{Parts, joined},
};
use super::{Disclosed, Record, dominance::Sum, records, share_of_blurred, shown, shown_blurred};
use crate::{
    measure::{Cell, Hidden, Number},
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
        || answer.marks.get(&Mark::Joined).is_some_and(|mark| !parts.is_small(&mark.done));
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
    let attempts = parts.attempts(&answer.whole);
    let (rows, is_cut) = rows(answer, of_rows);
    let change = before.map(|before| parts.compared(&answer.whole, before));
    DisclosedTask {
        places: places(answer, &attempts, &question.task.parts().steps, parts),
        times: parts.times(answer),
        marks: marks(answer, question, parts),
        later: (!question.task.parts().later.is_empty())
            .then(|| later(&answer.later, question, parts)),
        without_start: parts.cell(&answer.without_start),
        rows,
        is_cut,
        intervals: intervals(answer, question, parts),
        change,
        attempts,
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
        let (attempts, others) = (self.attempts(row), self.attempts(other));
        let gap = gap(row, other.completion.trials(), Level::P95).filter(|_| {
            let is_told = |attempts: &Attempts| attempts.completion.number().is_some();
            is_told(&attempts) && is_told(&others)
        });
        let nothing = DisclosedGap { difference: Cell::NoData, is_clear: false };
        (others, gap.unwrap_or(nothing))
    }

    /// What attempts are, part by part.
    fn attempts(self, row: &AttemptsRow) -> Attempts {
        let [completed, refused, abandoned, early, saved, open] = &row.standing;
        if self.is_small(&row.begun) {
            return Attempts::hidden(&Cell::Hidden(self.too_few()));
        }
        // Of all that began only the few of now are hidden; then how many began is not told, since that they are known
        // whose window has closed matters more.
        let parts = [&row.closed, early, saved, open];
        let protects = parts.iter().any(|part| self.hides_alone(part).is_some());
        let protects = protects.then_some(Hidden::Protects);
        let cell = |of: &Reached| self.told(of, Some(self.hides_alone(of)));
        let done = joined(completed, refused);
        let mut told = [Cell::NoData, Cell::NoData, Cell::NoData, Cell::NoData];
        let mut completion = Cell::NoData;
        if !row.closed.units.is_zero() {
            let why = self.hides_alone(&row.closed);
            let why =
                why.or_else(|| self.hides_alone(&done)).or_else(|| self.hides_alone(abandoned));
            if let Some(why) = why {
                told = [why; 4].map(Cell::Hidden);
                completion = Cell::Hidden(why);
            } else {
                let of_done = self.hidden(&[completed, refused]);
                let of = |place: usize, of: &Reached| self.told(of, of_done.get(place).copied());
                told = [
                    of(0, completed),
                    of(1, refused),
                    self.told(abandoned, None),
                    self.told(&done, None),
                ];
                completion = share(row.completion.trials());
            }
        }
        let [completed, refused, abandoned, done] = told;
        Attempts {
            begun: self.told(&row.begun, Some(protects)),
            closed: cell(&row.closed),
            completed,
            refused,
            done,
            abandoned,
            completion,
            done_early: cell(early),
            saved: cell(saved),
            open: cell(open),
        }
    }
}

impl Attempts {
    fn hidden(cell: &Cell) -> Self {
        let cell = || cell.clone();
        Self {
            begun: cell(),
            closed: cell(),
            completed: cell(),
            refused: cell(),
            done: cell(),
            abandoned: cell(),
            completion: cell(),
            done_early: cell(),
            saved: cell(),
            open: cell(),
        }
    }
}

/// The share of attempts that count as completed, by people.
fn share(trials: ClusteredTrials) -> Cell {
    let share = proportion(trials, SampleUnit::Attempts, Level::P95);
    share.map_or(Cell::NoData, |share| shown(Number::OfBlurred(share)))
}

/// A row's completion less that of others.
fn gap(row: &AttemptsRow, others: ClusteredTrials, level: Level) -> Option<DisclosedGap> {
    let (trials, unit) = (row.completion.trials(), SampleUnit::Attempts);
    let gap = difference_of_proportions(trials, others, unit, level).ok()?;
    Some(DisclosedGap {
        is_clear: gap.is_clear().unwrap_or(false),
        difference: shown(Number::OfBlurred(gap.between)),
    })
}

fn places(
    answer: &AttemptsAnswer,
    attempts: &Attempts,
    steps: &[TaskStep],
    parts: Parts,
) -> Vec<DisclosedPlace> {
    let hidden = match (&attempts.closed, &attempts.completion) {
        (Cell::Hidden(why), _) | (_, Cell::Hidden(why)) => Some(*why),
        _ => None,
    };
    if let Some(why) = hidden {
        return answer.places.iter().map(|_| DisclosedPlace::hidden(&Cell::Hidden(why))).collect();
    }
    let closed = &answer.whole.closed;
    let lost: Vec<&Reached> = answer.places.iter().map(|place| &place.standing[2]).collect();
    let hides_lost = parts.hidden(&lost);
    let mut since = closed;
    let mut told = Vec::with_capacity(answer.places.len());
    for (number, (place, hides)) in answer.places.iter().zip(hides_lost).enumerate() {
        let why = if number == 0 { None } else { parts.hides(since, &place.reached) };
        let is_needed = number
            .checked_sub(1)
            .and_then(|step| steps.get(step))
            .is_some_and(|step| !step.kind.may_be_left_out());
        if why.is_none() && is_needed {
            since = &place.reached;
        }
        let reached = parts.told(&place.reached, Some(why));
        let of = |cell: Option<Number>| cell.map_or(Cell::NoData, shown);
        let unit = SampleUnit::Attempts;
        let ratio = |part: &Reached, whole: &Reached| {
            of(share_of_blurred(part.blurred_units, whole.blurred_units, unit))
        };
        let share = match why {
            Some(why) => Cell::Hidden(why),
            None if number == 0 => Cell::NoData,
            None => ratio(&place.reached, closed),
        };
        let lost = &place.standing[2];
        let lost_cell = parts.told(lost, Some(hides));
        let hides_share = why.or(hides).or_else(|| parts.hides(&place.reached, lost));
        told.push(DisclosedPlace {
            reached,
            share,
            lost_share: hides_share.map_or_else(|| ratio(lost, &place.reached), Cell::Hidden),
            saved: match hides.or_else(|| parts.hides(lost, &place.saved)) {
                Some(why) => Cell::Hidden(why),
                None => parts.told(&place.saved, None),
            },
            lost_seconds: hides.map_or_else(|| lost_seconds(place), Cell::Hidden),
            lost: lost_cell,
            causes: Vec::new(),
            is_cut: false,
            likely: None,
        });
    }
    Causes::of(&answer.places, parts).tell(&mut told);
    told
}

/// Seconds that the lost ones were in use, where nobody makes up most of them.
fn lost_seconds(place: &Place) -> Cell {
    let sum = Sum { all: place.lost.exact, largest: place.lost.largest };
    match sum.hidden() {
        Some(why) => Cell::Hidden(why),
        None if place.lost.exact.is_zero() => Cell::NoData,
        None => shown_blurred(place.lost.blurred),
    }
}

impl DisclosedPlace {
    fn hidden(cell: &Cell) -> Self {
        let cell = || cell.clone();
        Self {
            reached: cell(),
            share: cell(),
            lost: cell(),
            lost_share: cell(),
            saved: cell(),
            lost_seconds: cell(),
            causes: Vec::new(),
            is_cut: false,
            likely: None,
        }
    }
}

/// Whether attempts at the task can have a mark.
fn can_have(mark: Mark, question: &AttemptsQuestion) -> bool {
    let parts = question.task.parts();
    match mark {
        Mark::Saved | Mark::Resumed => parts.saved.is_some(),
        Mark::HandedOver => {
            parts.steps.iter().any(|step| step.kind == lotse_domain::task::StepKind::HandOver)
        }
        Mark::Helped => parts.help.is_some(),
        Mark::TurnedBack | Mark::RepeatedErrors => question.signals,
        Mark::Joined => parts.window.length().is_some(),
    }
}

fn marks(answer: &AttemptsAnswer, question: &AttemptsQuestion, parts: Parts) -> Vec<DisclosedMark> {
    let whole = &answer.whole.closed;
    let of = |(mark, Marked { closed, done }): (&Mark, &Marked)| {
        let why = parts.hides(whole, closed);
        let completion = match why.or_else(|| parts.hides(closed, done)) {
            Some(why) => Cell::Hidden(why),
            None => {
                let (done, all) = (done.blurred_units, closed.blurred_units);
                share_of_blurred(done, all, SampleUnit::Attempts).map_or(Cell::NoData, shown)
            }
        };
        DisclosedMark { mark: *mark, closed: parts.told(closed, Some(why)), completion }
    };
    answer.marks.iter().filter(|(mark, _)| can_have(**mark, question)).map(of).collect()
}

fn later(later: &Later, question: &AttemptsQuestion, parts: Parts) -> DisclosedLater {
    let whole = &later.completed;
    let part = |of: &Reached, all: &Reached| match parts.hides(all, of) {
        Some(why) => [Cell::Hidden(why), Cell::Hidden(why)],
        None => {
            let (some, all) = (of.blurred_units, all.blurred_units);
            let share = share_of_blurred(some, all, SampleUnit::Attempts);
            [parts.told(of, None), share.map_or(Cell::NoData, shown)]
        }
    };
    let asked = |outcome: &&LaterOutcome| question.task.later(**outcome).is_some();
    let known = LaterOutcome::ALL.iter().filter(asked).map(|outcome| {
        let [count, share] = part(later.of(*outcome), whole);
        (*outcome, count, share)
    });
    let decided = later.of(LaterOutcome::Decided);
    let returned = later.of(LaterOutcome::Returned);
    let is_told = parts.hides(whole, returned).is_none();
    let mut fields: Vec<(&String, &Reached)> = later
        .fields
        .iter()
        .filter(|(_, of)| is_told && !of.units.is_zero() && parts.hides(returned, of).is_none())
        .map(|(name, of)| (name, of))
        .collect();
    fields.sort_by_key(|(name, of)| (std::cmp::Reverse(of.blurred_units), *name));
    DisclosedLater {
        completed: parts.cell(whole),
        known: known.collect(),
        first_time_right: {
            let [_, share] = part(&later.right, decided);
            share
        },
        days: parts.quantiles(&later.days, &later.timed),
        is_cut: fields.len() < later.fields.len(),
        fields: fields
            .into_iter()
            .map(|(name, of)| {
                let [count, share] = part(of, returned);
                (Disclosed(name.clone()), count, share)
            })
            .collect(),
    }
}

/// The rows that may be shown. Where others are too small, the smallest that could be shown joins them.
fn rows(answer: &AttemptsAnswer, parts: Parts) -> (Vec<DisclosedRow>, bool) {
    let all: Vec<&(Option<String>, AttemptsRow)> =
        answer.rows.iter().filter(|(_, row)| !row.begun.units.is_zero()).collect();
    let is_told = |row: &AttemptsRow| {
        let [completed, refused, abandoned, ..] = &row.standing;
        let done = joined(completed, refused);
        !parts.is_small(&row.begun)
            && !row.closed.units.is_zero()
            && !parts.is_small(&row.closed)
            && parts.hides_alone(&done).is_none()
            && parts.hides_alone(abandoned).is_none()
    };
    let mut told: Vec<_> = all.iter().filter(|(_, row)| is_told(row)).collect();
    let size = |row: &AttemptsRow| row.begun.blurred_units;
    told.sort_by_key(|(label, row)| (std::cmp::Reverse(size(row)), label.clone()));
    let hides = answer.truncated || told.len() < all.len();
    if hides {
        told.pop();
    }
    let level = Level::all_of(told.len());
    let rows = told.iter().map(|(label, row)| {
        let others = all.iter().filter(|(other, _)| other != label);
        let others =
            others.fold(ClusteredTrials::EMPTY, |sum, (_, row)| sum.merge(row.completion.trials()));
        DisclosedRow {
            label: Disclosed(label.clone()),
            attempts: parts.attempts(row),
            in_use: parts.median(&row.in_use, &row.timed),
            gap: gap(row, others, level).filter(|_| !answer.truncated),
        }
    });
    (rows.collect(), hides)
}

/// Every interval of the period. Where one is too small, the smallest of the others is not told either.
fn intervals(
    answer: &AttemptsAnswer,
    question: &AttemptsQuestion,
    parts: Parts,
) -> Vec<DisclosedInterval> {
    let nothing = AttemptsRow::default();
    let stretches = question.interval.stretches(&question.scope.period);
    let of = |stretch: &Stretch| {
        let found = answer.intervals.iter().find(|(first, _)| *first == stretch.first);
        found.map_or(&nothing, |(_, row)| row)
    };
    let cells: Vec<&AttemptsRow> = stretches.iter().map(of).collect();
    let begun: Vec<&Reached> = cells.iter().map(|row| &row.begun).collect();
    let hidden = parts.hidden(&begun);
    let told = |(row, why): (&&AttemptsRow, Option<Hidden>)| match why {
        Some(why) => Attempts::hidden(&Cell::Hidden(why)),
        None => parts.attempts(row),
    };
    let told = cells.iter().zip(hidden).map(told);
    let of = |(stretch, attempts): (Stretch, Attempts)| {
        let Stretch { from, to, is_whole, .. } = stretch;
        DisclosedInterval { from, to, is_whole, attempts }
    };
    stretches.into_iter().zip(told).map(of).collect()
}

#[cfg(test)]
mod tests;
