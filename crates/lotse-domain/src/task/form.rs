//! How a task is written: in storage, over the interface, and what a page's form is made of. Rules stand in it as text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{LaterOutcome, StepKind, Task, TaskParts, TaskStep, TaskWindow};
use crate::{
    query::filter::QuestionError,
    rule::{Rule, RuleError},
    words::UnknownWord,
};

/// The longest name of a step, in characters.
pub const LONGEST_STEP_NAME: usize = 100;

/// A step as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepForm {
    /// What it is called.
    pub name: String,
    /// `needed`, `optional` or `hand-over`.
    #[serde(default = "needed")]
    pub kind: String,
    /// Which events are it.
    pub rule: String,
}

fn needed() -> String {
    StepKind::Needed.to_string()
}

/// A task as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskForm {
    /// With these events an attempt begins.
    pub start: String,
    /// The way, in order.
    #[serde(default)]
    pub steps: Vec<StepForm>,
    /// The service did what it is for.
    pub completed: String,
    /// It was not done, and that was right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// Put off, to go on later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<String>,
    /// Given up by a sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abandoned: Option<String>,
    /// What became of it: `received`, `returned`, `decided`, `paid`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub later: BTreeMap<String, String>,
    /// Help was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// `visit`, or a number of days from 1 to 90.
    #[serde(default = "usual")]
    pub window: String,
}

fn usual() -> String {
    TaskWindow::Visit.to_text()
}

/// A part of a task that a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What begins it.
    Start,
    /// A step, counted from 0.
    Step(usize),
    /// What completes it.
    Completed,
    /// What refuses it.
    Refused,
    /// What puts it off.
    Saved,
    /// What gives it up.
    Abandoned,
    /// What became of it.
    Later(LaterOutcome),
    /// What helps.
    Help,
}

/// Why something written is no task.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TaskError {
    /// A rule is none.
    #[error("{part}: {error}", part = part.path())]
    Rule {
        /// Of what.
        part: Part,
        /// Why.
        error: RuleError,
    },
    /// A step has no name.
    #[error("step {} has no name", step + 1)]
    NoStepName {
        /// Which, counted from 0.
        step: usize,
    },
    /// The name of a step is too long.
    #[error("the name of step {} is too long; at most {LONGEST_STEP_NAME} characters are possible", step + 1)]
    LongStepName {
        /// Which, counted from 0.
        step: usize,
    },
    /// A word is none of its list.
    #[error(transparent)]
    Word(#[from] UnknownWord),
    /// There is too much of it.
    #[error(transparent)]
    Question(#[from] QuestionError),
}

impl Part {
    /// Where it stands in the written form.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Self::Start => "start".to_owned(),
            Self::Step(step) => format!("steps[{step}].rule"),
            Self::Completed => "completed".to_owned(),
            Self::Refused => "refused".to_owned(),
            Self::Saved => "saved".to_owned(),
            Self::Abandoned => "abandoned".to_owned(),
            Self::Later(outcome) => format!("later.{outcome}"),
            Self::Help => "help".to_owned(),
        }
    }
}

/// The rule of a part.
fn rule(part: Part, text: &str) -> Result<Rule, TaskError> {
    text.parse().map_err(|error| TaskError::Rule { part, error })
}

impl TaskForm {
    /// The task that is written here.
    ///
    /// # Errors
    /// The first thing that is wrong with it, with its place.
    pub fn task(&self) -> Result<Task, TaskError> {
        let some = |part, text: &Option<String>| text.as_deref().map(|text| rule(part, text));
        let step = |(number, step): (usize, &StepForm)| {
            let name = step.name.trim();
            if name.is_empty() {
                return Err(TaskError::NoStepName { step: number });
            }
            if name.chars().count() > LONGEST_STEP_NAME {
                return Err(TaskError::LongStepName { step: number });
            }
            let kind = step.kind.parse()?;
            let rule = rule(Part::Step(number), &step.rule)?;
            Ok(TaskStep { name: name.to_owned(), rule, kind })
        };
        let later = |(outcome, text): (&String, &String)| {
            let outcome = outcome.parse::<LaterOutcome>()?;
            Ok::<_, TaskError>((outcome, rule(Part::Later(outcome), text)?))
        };
        let parts = TaskParts {
            start: rule(Part::Start, &self.start)?,
            steps: self.steps.iter().enumerate().map(step).collect::<Result<_, TaskError>>()?,
            completed: rule(Part::Completed, &self.completed)?,
            refused: some(Part::Refused, &self.refused).transpose()?,
            saved: some(Part::Saved, &self.saved).transpose()?,
            abandoned: some(Part::Abandoned, &self.abandoned).transpose()?,
            later: self.later.iter().map(later).collect::<Result<_, _>>()?,
            help: some(Part::Help, &self.help).transpose()?,
            window: self.window.parse::<TaskWindow>()?,
        };
        Ok(Task::new(parts)?)
    }
}

impl From<&Task> for TaskForm {
    fn from(task: &Task) -> Self {
        let parts = task.parts();
        let some = |rule: &Option<Rule>| rule.as_ref().map(ToString::to_string);
        let later = parts.later.iter();
        Self {
            start: parts.start.to_string(),
            steps: parts
                .steps
                .iter()
                .map(|step| StepForm {
                    name: step.name.clone(),
                    kind: step.kind.to_string(),
                    rule: step.rule.to_string(),
                })
                .collect(),
            completed: parts.completed.to_string(),
            refused: some(&parts.refused),
            saved: some(&parts.saved),
            abandoned: some(&parts.abandoned),
            later: later.map(|(outcome, rule)| (outcome.to_string(), rule.to_string())).collect(),
            help: some(&parts.help),
            window: parts.window.to_text(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &str = r#"{
        "start": "page is \"/apply\"",
        "steps": [
            { "name": "About you", "rule": "page is \"/apply/you\"" },
            { "name": "Call us", "kind": "hand-over", "rule": "name is \"called\"" }
        ],
        "completed": "name is \"completed\"",
        "refused": "name is \"refused\"",
        "later": { "paid": "name is \"paid\"", "decided": "name is \"decided\"" },
        "window": "30"
    }"#;

    #[test]
    fn what_is_written_is_read_and_written_the_same() {
        let form: TaskForm = serde_json::from_str(WRITTEN).unwrap();
        let task = form.task().unwrap();
        assert_eq!(task.parts().window, TaskWindow::Days(30));
        assert_eq!(task.parts().steps[1].kind, StepKind::HandOver);
        let again = TaskForm::from(&task);
        assert_eq!(again, form);
        let text = serde_json::to_string(&again).unwrap();
        assert_eq!(serde_json::from_str::<TaskForm>(&text).unwrap(), form);
        assert!(serde_json::from_str::<TaskForm>(r#"{"start":"","completed":"","x":1}"#).is_err());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let form: TaskForm = serde_json::from_str(WRITTEN).unwrap();
        let error = |change: fn(&mut TaskForm)| {
            let mut form = form.clone();
            change(&mut form);
            form.task().unwrap_err().to_string()
        };
        assert!(error(|form| form.start.clear()).starts_with("start: "));
        assert!(error(|form| form.steps[1].rule.clear()).starts_with("steps[1].rule: "));
        assert_eq!(error(|form| form.steps[1].name.clear()), "step 2 has no name");
        assert_eq!(
            error(|form| form.steps[0].name = "a".repeat(101)),
            "the name of step 1 is too long; at most 100 characters are possible"
        );
        assert_eq!(
            error(|form| form.steps[0].kind = "x".to_owned()),
            "“x” is none of needed, optional, hand-over"
        );
        assert_eq!(
            error(|form| form.window = "0".to_owned()),
            "“0” is none of visit, or 1 to 90 days"
        );
        let wrong = |form: &mut TaskForm| {
            form.later.insert("lost".to_owned(), String::new());
        };
        assert!(error(wrong).starts_with("“lost” is none of received, returned"));
    }
}
