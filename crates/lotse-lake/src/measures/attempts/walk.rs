//! From events that belong together to attempts. `docs/spec/task.md`, section 3.

use lotse_domain::{
    query::attempts::{Mark, Played, Standing},
    rule::Rule,
    task::{LATER, LaterOutcome, StepKind, Task},
};

use super::rows::{FIELD_ERROR, NO_KIND, Row, TURNED_BACK};

/// The most different signals and wrong fields that are remembered of one attempt.
const MOST_REMEMBERED: usize = 64;
/// The most rows that an attempt keeps.
const MOST_KEPT: usize = 200;
/// Microseconds of a day.
const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;

/// A task in the lake's numbers: the bits of masks that its parts have.
#[derive(Debug)]
pub(crate) struct Bits {
    start: u64,
    steps: Vec<(u64, StepKind)>,
    all_steps: u64,
    completed: u64,
    refused: u64,
    saved: u64,
    abandoned: u64,
    help: u64,
    later: Vec<(u64, LaterOutcome)>,
    all_later: u64,
    /// Microseconds; `None` is as long as the events belong together.
    pub(crate) window: Option<i64>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Completed,
    Refused,
}

/// A signal that was met: the kind's place among those that are, the control, the error.
pub(crate) type Met = (u8, u32, u32);

/// Marks of one attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(u8);

impl Marks {
    fn bit(mark: Mark) -> u8 {
        Mark::ALL.iter().position(|one| *one == mark).map_or(0, |place| 1 << place)
    }

    fn add(&mut self, mark: Mark, has: bool) {
        if has {
            self.0 |= Self::bit(mark);
        }
    }

    pub(crate) fn has(self, mark: Mark) -> bool {
        self.0 & Self::bit(mark) != 0
    }
}

/// What became of an attempt behind the submit button.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fate {
    /// What is known, in the order of [`LaterOutcome::ALL`].
    pub(crate) known: [bool; 4],
    /// It was decided, and had not been returned before.
    pub(crate) right: bool,
    /// Whole days from completion to the first decision after it.
    pub(crate) days: Option<u64>,
    /// Lists of fields for which it was returned.
    pub(crate) fields: Vec<u32>,
}

/// One attempt.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// When it began, in microseconds.
    pub(crate) start: i64,
    pub(crate) label: u32,
    /// Whether a visitor who is asked about began it.
    pub(crate) is_chosen: bool,
    pub(crate) end: Option<End>,
    /// When it was completed or refused, if an event of its own says so.
    ended_at: Option<i64>,
    /// The last step that was reached, from 1; 0 is the start.
    pub(crate) place: usize,
    /// Steps that were reached, as bits from 1 on.
    pub(crate) reached: u32,
    /// What is worth a word of it.
    pub(crate) marks: Marks,
    /// Nothing of the way came after the last saving.
    rests: bool,
    gave_up: bool,
    pub(crate) in_use_ms: Option<u64>,
    /// Where each signal was met.
    pub(crate) signals: Vec<(usize, Met)>,
    /// Where which field was wrong.
    wrong: Vec<(usize, u32)>,
    pub(crate) fate: Fate,
    /// What it is made of, where that is wanted.
    pub(crate) rows: Vec<Row>,
}

/// What events that belong together are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Together {
    /// They are a case's, which has one attempt within the window however it ends.
    pub(crate) is_case: bool,
    /// Attempts keep the rows they are made of.
    pub(crate) keeps_rows: bool,
}

impl Bits {
    /// The bits, and for each the rule that has it, in order.
    pub(crate) fn new<'t>(task: &'t Task) -> (Self, Vec<&'t Rule>) {
        let parts = task.parts();
        let mut rules = Vec::new();
        let mut next = |rule: &'t Rule| {
            let bit = 1 << rules.len();
            rules.push(rule);
            bit
        };
        let start = next(&parts.start);
        let steps: Vec<(u64, StepKind)> =
            parts.steps.iter().map(|step| (next(&step.rule), step.kind)).collect();
        let completed = next(&parts.completed);
        let mut of = |rule: &'t Option<Rule>| rule.as_ref().map_or(0, &mut next);
        let (refused, saved) = (of(&parts.refused), of(&parts.saved));
        let (abandoned, help) = (of(&parts.abandoned), of(&parts.help));
        let later: Vec<(u64, LaterOutcome)> =
            parts.later.iter().map(|(outcome, rule)| (next(rule), *outcome)).collect();
        let window = parts.window.length();
        let bits = Self {
            start,
            all_steps: steps.iter().fold(0, |all, (bit, _)| all | bit),
            steps,
            completed,
            refused,
            saved,
            abandoned,
            help,
            all_later: later.iter().fold(0, |all, (bit, _)| all | bit),
            later,
            window: window.map(|length| i64::try_from(length.as_micros()).unwrap_or(i64::MAX)),
        };
        (bits, rules)
    }

    /// How many places there are: the start and the steps.
    pub(crate) fn places(&self) -> usize {
        self.steps.len() + 1
    }

    /// Whether a row begins something.
    pub(super) fn is_start(&self, mask: u64) -> bool {
        mask & self.start != 0
    }

    /// What begins something.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// What may name fields for which it was returned.
    pub(super) fn returns(&self) -> u64 {
        let returned = self.later.iter().filter(|(_, outcome)| *outcome == LaterOutcome::Returned);
        returned.fold(0, |bits, (bit, _)| bits | bit)
    }

    /// Whether something may become of an attempt.
    pub(crate) fn has_later(&self) -> bool {
        self.all_later != 0
    }

    /// What a row was in an attempt, of which it is the first row or another one.
    pub(crate) fn played(&self, mask: u64, is_first: bool) -> Vec<Played> {
        if is_first {
            return vec![Played::Start];
        }
        let steps =
            self.steps.iter().enumerate().map(|(step, (bit, _))| (*bit, Played::Step(step)));
        let ends = [
            (self.completed, Played::Completed),
            (self.refused, Played::Refused),
            (self.saved, Played::Saved),
            (self.abandoned, Played::Abandoned),
            (self.help, Played::Help),
        ];
        let later = self.later.iter().map(|(bit, outcome)| (*bit, Played::Later(*outcome)));
        let all = steps.chain(ends).chain(later);
        all.filter(|(bit, _)| mask & bit != 0).map(|(_, played)| played).collect()
    }

    fn within(&self, from: i64, time: i64) -> bool {
        self.window.is_none_or(|window| time.saturating_sub(from) <= window)
    }

    /// The attempts of events that belong together, in the order of time; and when the first event came that
    /// ends an attempt without a start, of those that `counts`.
    pub(crate) fn walk(
        &self,
        rows: &[Row],
        together: Together,
        counts: impl Fn(i64) -> bool,
        mut found: impl FnMut(Attempt),
    ) -> Option<i64> {
        // The last start, unless an end or a sign of giving up came after it.
        let mut since: Option<i64> = None;
        let mut last_start: Option<i64> = None;
        let mut without_start = None;
        let mut present: Option<Attempt> = None;
        for row in rows {
            if self.is_start(row.mask) {
                let begins = since.is_none_or(|since| !self.within(since, row.time));
                (since, last_start) = (Some(row.time), Some(row.time));
                if begins {
                    present.replace(Attempt::new(row)).into_iter().for_each(&mut found);
                    if let Some(attempt) = present.as_mut().filter(|_| together.keeps_rows) {
                        attempt.rows.push(*row);
                    }
                    continue;
                }
            }
            if row.mask & (self.completed | self.refused) != 0
                && !last_start.is_some_and(|start| self.within(start, row.time))
                && row.is_chosen
                && counts(row.time)
            {
                without_start = without_start.or(Some(row.time));
            }
            let Some(attempt) = &mut present else { continue };
            let is_told = row.mask != 0 || row.kind != NO_KIND;
            if together.keeps_rows && is_told && attempt.rows.len() < MOST_KEPT {
                attempt.rows.push(*row);
            }
            if attempt.end.is_none() && self.within(attempt.start, row.time) {
                attempt.event(self, row, together);
                if (attempt.end.is_some() || row.mask & self.abandoned != 0) && !together.is_case {
                    since = None;
                }
            }
            if together.is_case && row.mask & self.all_later != 0 {
                attempt.later(self, row);
            }
        }
        present.into_iter().for_each(found);
        without_start
    }
}

impl Attempt {
    fn new(row: &Row) -> Self {
        Self {
            start: row.time,
            label: row.label,
            is_chosen: row.is_chosen,
            end: None,
            ended_at: None,
            place: 0,
            reached: 0,
            marks: Marks::default(),
            rests: false,
            gave_up: false,
            in_use_ms: None,
            signals: Vec::new(),
            wrong: Vec::new(),
            fate: Fate::default(),
            rows: Vec::new(),
        }
    }

    /// An event while it is under way.
    fn event(&mut self, bits: &Bits, row: &Row, together: Together) {
        if let Some(ms) = row.engaged_ms {
            self.in_use_ms = Some(self.in_use_ms.unwrap_or(0).saturating_add(ms));
        }
        let done = bits.completed | bits.refused;
        if row.mask & (bits.start | bits.all_steps | done) != 0 {
            self.marks.add(Mark::Resumed, self.marks.has(Mark::Saved));
        }
        if row.mask & (bits.start | bits.all_steps) != 0 {
            self.rests = false;
        }
        if row.mask & bits.all_steps != 0 {
            self.step(bits, row.mask);
        }
        if row.kind != NO_KIND {
            self.signal(row);
        }
        self.marks.add(Mark::Helped, row.mask & bits.help != 0);
        self.gave_up |= row.mask & bits.abandoned != 0;
        if row.mask & bits.saved != 0 {
            self.marks.add(Mark::Saved, true);
            self.rests = true;
        }
        if row.mask & bits.completed != 0 {
            (self.end, self.ended_at) = (Some(End::Completed), Some(row.time));
        } else if row.mask & bits.refused != 0 {
            (self.end, self.ended_at) = (Some(End::Refused), Some(row.time));
        } else if together.is_case && row.mask & bits.all_later != 0 {
            self.end = Some(End::Completed);
        }
    }

    /// Reaches the first step that it can, if the event is one.
    fn step(&mut self, bits: &Bits, mask: u64) {
        for (place, (bit, kind)) in (1..).zip(&bits.steps) {
            let is_reached = self.reached >> place & 1 == 1;
            if mask & bit != 0 && !is_reached {
                self.reached |= 1 << place;
                self.place = self.place.max(place);
                self.marks.add(Mark::HandedOver, *kind == StepKind::HandOver);
                return;
            }
            if !is_reached && !kind.may_be_left_out() {
                return;
            }
        }
    }

    fn signal(&mut self, row: &Row) {
        self.marks.add(Mark::TurnedBack, row.kind == TURNED_BACK);
        let met = (self.place, (row.kind, row.control, row.error));
        if self.signals.len() < MOST_REMEMBERED && !self.signals.contains(&met) {
            self.signals.push(met);
        }
        if row.kind == FIELD_ERROR {
            let field = (self.place, row.control);
            if self.wrong.contains(&field) {
                self.marks.add(Mark::RepeatedErrors, true);
            } else if self.wrong.len() < MOST_REMEMBERED {
                self.wrong.push(field);
            }
        }
    }

    /// Something became of it.
    fn later(&mut self, bits: &Bits, row: &Row) {
        let last = bits.window.unwrap_or(0).saturating_add(later_us());
        if row.time.saturating_sub(self.start) > last {
            return;
        }
        let has = |wanted| {
            bits.later.iter().any(|(bit, outcome)| *outcome == wanted && row.mask & bit != 0)
        };
        let [received, returned, decided, paid] = &mut self.fate.known;
        *received |= has(LaterOutcome::Received);
        *paid |= has(LaterOutcome::Paid);
        if has(LaterOutcome::Returned) {
            *returned = true;
            if !self.fate.fields.contains(&row.fields) && self.fate.fields.len() < MOST_REMEMBERED {
                self.fate.fields.push(row.fields);
            }
        }
        if has(LaterOutcome::Decided) {
            self.fate.right |= !*decided && !*returned;
            *decided = true;
            let after = self.ended_at.map(|ended| row.time.saturating_sub(ended));
            if let Some(after) = after.filter(|after| *after >= 0)
                && self.fate.days.is_none()
            {
                self.fate.days = u64::try_from(after / DAY_US).ok();
            }
        }
    }

    /// What it is, where its window has closed or not.
    pub(crate) fn standing(&self, is_closed: bool) -> Standing {
        match (self.end, is_closed) {
            (Some(End::Completed), true) => Standing::Completed,
            (Some(End::Refused), true) => Standing::Refused,
            (None, true) => Standing::Abandoned,
            (Some(_), false) => Standing::DoneEarly,
            (None, false) if self.rests && !self.gave_up => Standing::Saved,
            (None, false) => Standing::Open,
        }
    }

    /// Microseconds from its beginning to the event that completed it.
    pub(crate) fn took(&self) -> Option<i64> {
        self.ended_at.map(|ended| ended.saturating_sub(self.start))
    }
}

/// How long after the window something may still become of an attempt, in microseconds.
pub(crate) fn later_us() -> i64 {
    i64::try_from(LATER.as_micros()).unwrap_or(i64::MAX)
}
