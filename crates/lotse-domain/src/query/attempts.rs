//! Did people get it done? Attempts at a task, what they are, and where they stand. `docs/spec/task.md`.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use lotse_stats::{clusters::ClusteredTrials, proportion::Trials};

use super::{
    Durations, Scope, blur::Weight, filter::Attribute, funnel::Reached, interval::Interval,
    largest::Largest,
};
use crate::{
    Count,
    event::EventKind,
    task::{LaterOutcome, Task},
    words::words,
};

/// The most kinds of signals at one place that an answer has, and the most fields of returns.
pub const MOST_SIGNALS: usize = 200;

words! {
    /// Who carries an attempt over its window where no case does.
    Carrier {
        /// The visit that it begins in.
        Visit = "visit",
        /// The visitor, whose pseudonym outlives visits.
        Visitor = "visitor",
    }
}

words! {
    /// What is worth a word of an attempt, however it ended.
    Mark {
        /// It was saved.
        Saved = "saved",
        /// It went on after it was saved.
        Resumed = "resumed",
        /// It was handed over to the telephone or a counter.
        HandedOver = "handed-over",
        /// Help was opened.
        Helped = "helped",
        /// A page was left and returned to within seconds.
        TurnedBack = "turned-back",
        /// One field was found invalid twice at one step.
        RepeatedErrors = "repeated-errors",
        /// A case joins it.
        Joined = "joined",
    }
}

/// Kinds of events that may say why people leave.
pub const SIGNALS: [EventKind; 9] = [
    EventKind::FieldError,
    EventKind::RageClick,
    EventKind::DeadClick,
    EventKind::ErrorClick,
    EventKind::FocusLoss,
    EventKind::KeyboardTrap,
    EventKind::JsError,
    EventKind::UTurn,
    EventKind::CopyError,
];

/// Upper edges of the bins of times, in seconds; the last bin has none.
pub const TIME_EDGES: [u64; 26] = [
    10, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1_200, 1_800, 2_700, 3_600, 7_200,
    14_400, 28_800, 57_600, 86_400, 172_800, 345_600, 691_200, 1_382_400,
];

/// The bin of a time.
#[must_use]
pub fn time_bin(seconds: u64) -> usize {
    TIME_EDGES.partition_point(|edge| *edge <= seconds)
}

/// A question about attempts.
#[derive(Clone, Debug, PartialEq)]
pub struct AttemptsQuestion {
    /// Where and when; attempts begin in its period.
    pub scope: Scope,
    /// At which task.
    pub task: Task,
    /// Who carries them where no case does; only matters where the window is of days.
    pub carrier: Carrier,
    /// Which windows have closed.
    pub as_of: Timestamp,
    /// Rows besides the whole, by what the event carries with which an attempt begins.
    pub by: Option<Attribute>,
    /// Rows by when it began.
    pub interval: Interval,
    /// Whether signals are wanted: they need columns that nothing else does.
    pub signals: bool,
    /// Whether one attempt is wanted as it was: it leaves only as records.
    pub example: bool,
}

/// What an attempt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Completed, and its window has closed.
    Completed,
    /// Correctly refused, and its window has closed.
    Refused,
    /// Neither, and its window has closed.
    Abandoned,
    /// Completed or refused, and its window is still open.
    DoneEarly,
    /// Saved, and its window is still open.
    Saved,
    /// Under way.
    Open,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Completed, Self::Refused, Self::Abandoned, Self::DoneEarly, Self::Saved, Self::Open];

    /// Whether the window has closed.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Completed | Self::Refused | Self::Abandoned)
    }

    /// Whether it counts as completed.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Completed | Self::Refused)
    }
}

/// Attempts whose window has closed, and those of them that count as completed, by people of the blurred population.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Completion(ClusteredTrials);

impl Completion {
    /// Of one visitor: so many of `closed` attempts are done. More than all are all.
    #[must_use]
    pub fn of_visitor(weight: Weight, closed: u64, done: u64) -> Self {
        let times = |count: u64| Count::new(count.saturating_mul(weight.times()));
        let trials = Trials::new(times(done.min(closed)), times(closed)).ok();
        let trials = trials.filter(|trials| !trials.n().is_zero()).map(|trials| (trials, 1));
        Self(ClusteredTrials::of(trials.into_iter()))
    }

    /// Of the visitors of both, which must be different ones.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self(self.0.merge(other.0))
    }

    /// The sums.
    #[must_use]
    pub fn trials(self) -> ClusteredTrials {
        self.0
    }
}

/// All attempts, those of one label, or those that began in one interval.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttemptsRow {
    /// All that began.
    pub begun: Reached,
    /// By what they are, in the order of [`Standing::ALL`].
    pub standing: [Reached; 6],
    /// Those whose window has closed.
    pub closed: Reached,
    /// Completed and refused of them.
    pub completion: Completion,
    /// Seconds in use of those that were completed and of which it is measured; keys are milliseconds.
    pub in_use: Durations,
    /// How many these are.
    pub timed: Reached,
}

/// Attempts whose window has closed, at the start or a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Those that reached it.
    pub reached: Reached,
    /// Those that stand there, by what they are: completed, refused, abandoned.
    pub standing: [Reached; 3],
    /// Of the abandoned ones, those that had been saved.
    pub saved: Reached,
    /// Seconds in use of the abandoned ones.
    pub lost: Seconds,
    /// Signals that were met there, by name; the rarest may be missing.
    pub signals: Vec<(Signal, Met)>,
}

/// A sum of seconds over attempts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seconds {
    /// The sum.
    pub exact: Count,
    /// That of the blurred population.
    pub blurred: Count,
    /// The most that one visitor adds.
    pub largest: Largest,
}

/// What may say why people leave.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signal {
    /// The kind of event.
    pub kind: EventKind,
    /// What the control is called, or else its id, test id or role; of none nothing.
    pub control: Option<String>,
    /// The error, where the event names one.
    pub error: Option<String>,
}

/// How many met a signal at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// And were lost there.
    pub lost: Reached,
    /// And were not.
    pub stayed: Reached,
}

/// Attempts with a mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// Those whose window has closed.
    pub closed: Reached,
    /// Completed and refused of them.
    pub done: Reached,
}

/// What became of completed attempts that a case joins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Later {
    /// How many there are.
    pub completed: Reached,
    /// Of them, those of which each is known, in the order of [`LaterOutcome::ALL`].
    pub known: [Reached; 4],
    /// Of those that were decided, those that were not returned before.
    pub right: Reached,
    /// Days from completion to the first decision, of those of which it is known; keys are milliseconds.
    pub days: Durations,
    /// How many these are.
    pub timed: Reached,
    /// Fields for which they were returned, by name; the rarest may be missing.
    pub fields: Vec<(String, Reached)>,
}

impl Later {
    /// Those of which one thing is known.
    #[must_use]
    pub fn of(&self, outcome: LaterOutcome) -> &Reached {
        match outcome {
            LaterOutcome::Received => &self.known[0],
            LaterOutcome::Returned => &self.known[1],
            LaterOutcome::Decided => &self.known[2],
            LaterOutcome::Paid => &self.known[3],
        }
    }
}

/// What an event was in an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Played {
    /// It began it.
    Start,
    /// It is a step, from 0; whether it was reached with it or again is not said.
    Step(usize),
    /// It completed it.
    Completed,
    /// It refused it.
    Refused,
    /// It put it off.
    Saved,
    /// It gave it up.
    Abandoned,
    /// It opened help.
    Help,
    /// It tells what became of it.
    Later(LaterOutcome),
}

/// One event of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayedEvent {
    /// When.
    pub at: Timestamp,
    /// What it was.
    pub played: Vec<Played>,
    /// What may say why people leave.
    pub signal: Option<Signal>,
}

/// The answer to an [`AttemptsQuestion`], not yet disclosed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttemptsAnswer {
    /// All attempts.
    pub whole: AttemptsRow,
    /// The start and each step, in order.
    pub places: Vec<Place>,
    /// Completed ones by how long they were in use, by [`time_bin`].
    pub in_use: Vec<Reached>,
    /// Seconds from beginning to completion; keys are milliseconds.
    pub elapsed: Durations,
    /// Attempts by mark.
    pub marks: BTreeMap<Mark, Marked>,
    /// What became of them.
    pub later: Later,
    /// Ends of attempts that began elsewhere.
    pub without_start: Reached,
    /// By label, in the order of labels; `None` gathers those without one.
    pub rows: Vec<(Option<String>, AttemptsRow)>,
    /// By the first day of the interval in which they began; those in which none did are missing.
    pub intervals: Vec<(Date, AttemptsRow)>,
    /// There were more distinct labels than the engine keeps; the rarest are missing.
    pub truncated: bool,
    /// The newest attempt that was completed or refused, or else the newest: its events in order.
    pub example: Vec<PlayedEvent>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_belongs_to_the_bin_above_it() {
        assert_eq!([0, 9, 10, 19, 20].map(time_bin), [0, 0, 1, 1, 2]);
        assert_eq!(time_bin(u64::MAX), TIME_EDGES.len());
        assert!(TIME_EDGES.is_sorted());
    }
}
