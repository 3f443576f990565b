//! Tasks: what a service exists for. `docs/spec/task.md` is exact about what an attempt at one is.

pub mod form;

use jiff::SignedDuration;

use crate::{
    named::Named,
    query::filter::QuestionError,
    rule::Rule,
    words::{UnknownWord, words},
};

/// The most steps of a task.
pub const MOST_TASK_STEPS: usize = 20;
/// The longest window, in days.
pub const LONGEST_WINDOW_DAYS: u16 = 90;
/// Days of the window where a case joins visits, if nobody says otherwise.
pub const USUAL_WINDOW_DAYS: u16 = 30;
/// How long after the window something may still become of an attempt.
pub const LATER: SignedDuration = SignedDuration::from_hours(180 * 24);

words! {
    /// How a step is taken.
    StepKind {
        /// On the way of everybody.
        Needed = "needed",
        /// By some; the way goes on without it.
        Optional = "optional",
        /// At the telephone or a counter; the way goes on without it.
        HandOver = "hand-over",
    }
}

impl StepKind {
    /// Whether the steps after it can be reached without it.
    #[must_use]
    pub const fn may_be_left_out(self) -> bool {
        matches!(self, Self::Optional | Self::HandOver)
    }
}

words! {
    /// What became of an attempt behind the submit button.
    LaterOutcome {
        /// It has arrived.
        Received = "received",
        /// It was sent back to be corrected.
        Returned = "returned",
        /// It was decided, either way.
        Decided = "decided",
        /// What was granted was paid.
        Paid = "paid",
    }
}

/// A step of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskStep {
    /// What it is called.
    pub name: String,
    /// Which events are it.
    pub rule: Rule,
    /// How it is taken.
    pub kind: StepKind,
}

/// How long an attempt may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskWindow {
    /// As long as the visit that it begins in.
    Visit,
    /// So many days of 24 hours, over visits that a case or a lasting pseudonym joins.
    Days(u16),
}

impl TaskWindow {
    /// How long it is, where that is known beforehand.
    #[must_use]
    pub fn length(self) -> Option<SignedDuration> {
        match self {
            Self::Visit => None,
            Self::Days(days) => Some(SignedDuration::from_hours(24 * i64::from(days))),
        }
    }

    /// Its one spelling: `visit`, or a number of days.
    #[must_use]
    pub fn to_text(self) -> String {
        match self {
            Self::Visit => "visit".to_owned(),
            Self::Days(days) => days.to_string(),
        }
    }
}

impl std::str::FromStr for TaskWindow {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let days = || text.parse().ok().filter(|days| (1..=LONGEST_WINDOW_DAYS).contains(days));
        if text == "visit" {
            return Ok(Self::Visit);
        }
        days().map(Self::Days).ok_or_else(|| UnknownWord {
            found: text.chars().take(40).collect(),
            allowed: "visit, or 1 to 90 days",
        })
    }
}

/// What a task is made of, before it is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskParts {
    /// With these events an attempt begins.
    pub start: Rule,
    /// The way, in order.
    pub steps: Vec<TaskStep>,
    /// The service did what it is for.
    pub completed: Rule,
    /// It was not done, and that was right.
    pub refused: Option<Rule>,
    /// Put off, to go on later.
    pub saved: Option<Rule>,
    /// Given up by a sign.
    pub abandoned: Option<Rule>,
    /// What became of it, each at most once.
    pub later: Vec<(LaterOutcome, Rule)>,
    /// Help was opened.
    pub help: Option<Rule>,
    /// How long an attempt may take.
    pub window: TaskWindow,
}

/// A task that can be asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task(TaskParts);

impl Task {
    /// The task, if it is one. Of what became of it the order is that of [`LaterOutcome::ALL`].
    ///
    /// # Errors
    /// When there are too many steps, the window is too short or long, or something that became of it is told twice.
    pub fn new(mut parts: TaskParts) -> Result<Self, QuestionError> {
        QuestionError::count("steps of a task", parts.steps.len(), 0, MOST_TASK_STEPS)?;
        if let TaskWindow::Days(days) = parts.window
            && !(1..=LONGEST_WINDOW_DAYS).contains(&days)
        {
            let day = 24 * 60 * 60;
            return Err(QuestionError::Length {
                what: "window of a task",
                found_s: day * i64::from(days),
                least_s: day,
                most_s: day * i64::from(LONGEST_WINDOW_DAYS),
            });
        }
        let place = |outcome| LaterOutcome::ALL.iter().position(|one| *one == outcome);
        parts.later.sort_by_key(|(outcome, _)| place(*outcome));
        if parts.later.windows(2).any(|two| two[0].0 == two[1].0) {
            let (what, found) = ("rules of one later outcome", 2);
            return Err(QuestionError::TooMany { what, found, limit: 1 });
        }
        Ok(Self(parts))
    }

    /// What it is made of.
    #[must_use]
    pub fn parts(&self) -> &TaskParts {
        &self.0
    }

    /// The rule of what became of it.
    #[must_use]
    pub fn later(&self, outcome: LaterOutcome) -> Option<&Rule> {
        self.0.later.iter().find(|(one, _)| *one == outcome).map(|(_, rule)| rule)
    }
}

/// A task as people define it: its name, and what it is.
pub type TaskDraft = Named<Task>;

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> TaskParts {
        let rule: Rule = "name is \"a\"".parse().unwrap();
        TaskParts {
            start: rule.clone(),
            steps: Vec::new(),
            completed: rule,
            refused: None,
            saved: None,
            abandoned: None,
            later: Vec::new(),
            help: None,
            window: TaskWindow::Visit,
        }
    }

    #[test]
    fn wrong_tasks_say_what_is_wrong_and_the_limit() {
        let error = |change: fn(&mut TaskParts)| {
            let mut parts = parts();
            change(&mut parts);
            Task::new(parts).unwrap_err().to_string()
        };
        assert!(Task::new(parts()).is_ok());
        let steps = |parts: &mut TaskParts| {
            let (name, kind) = (String::new(), StepKind::Needed);
            parts.steps = vec![TaskStep { name, rule: parts.start.clone(), kind }; 21];
        };
        assert_eq!(error(steps), "steps of a task: 21 were given; at most 20 are possible");
        assert_eq!(
            error(|parts| parts.window = TaskWindow::Days(91)),
            "window of a task: 7862400 seconds were given; possible are 86400 to 7776000"
        );
        let twice = |parts: &mut TaskParts| {
            parts.later = vec![(LaterOutcome::Paid, parts.start.clone()); 2];
        };
        assert_eq!(
            error(twice),
            "rules of one later outcome: 2 were given; at most 1 are possible"
        );
    }

    #[test]
    fn a_window_has_one_spelling() {
        for text in ["visit", "1", "90"] {
            assert_eq!(text.parse::<TaskWindow>().unwrap().to_text(), text);
        }
        for wrong in ["", "0", "91", "-1", "1.5", "Visit"] {
            assert!(wrong.parse::<TaskWindow>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_became_of_it_has_one_order() {
        let rule: Rule = "name is \"a\"".parse().unwrap();
        let mut parts = parts();
        parts.later =
            [LaterOutcome::Paid, LaterOutcome::Received].map(|one| (one, rule.clone())).to_vec();
        let task = Task::new(parts).unwrap();
        assert_eq!(task.parts().later[0].0, LaterOutcome::Received);
        assert!(task.later(LaterOutcome::Paid).is_some());
        assert!(task.later(LaterOutcome::Decided).is_none());
    }
}
