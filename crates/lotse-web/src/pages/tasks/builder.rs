//! What somebody typed of a task; it is never lost.

use lotse_control::tasks::TaskVersion;
use lotse_domain::{
    rule::Rule,
    task::{
        LaterOutcome, StepKind, Task, TaskDraft, TaskParts, TaskStep, TaskWindow,
        form::LONGEST_STEP_NAME,
    },
};

use super::words;
use crate::{
    messages::Text,
    pages::explore::tags::Tags,
    query::Query,
    ui::field::Mistakes,
    written::{self, written as write},
};

/// The most steps that the form holds.
pub(crate) const MOST_ROWS: usize = 20;
/// Windows that the form offers, by their spelling.
pub(crate) const WINDOWS: [&str; 8] = ["visit", "1", "2", "7", "14", "30", "60", "90"];
/// The parts of a task that are one field each, by the names of their fields; what is needed comes first.
pub(crate) const PARTS: [&str; 6] = ["start", "completed", "refused", "saved", "abandoned", "help"];

/// A step as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) rule: String,
    pub(crate) kind: String,
}

/// Everything that was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) name: String,
    pub(crate) description: String,
    /// By the places of [`PARTS`].
    pub(crate) parts: [String; 6],
    pub(crate) rows: Vec<Row>,
    /// By the places of [`LaterOutcome::ALL`].
    pub(crate) later: [String; 4],
    pub(crate) window: String,
    /// The version that is being changed.
    pub(crate) version: i64,
}

/// The field of a part of a step, from 1.
pub(crate) fn step_field(number: usize, part: &str) -> String {
    format!("step{number}-{part}")
}

impl Typed {
    /// Reads an address or a form.
    pub(crate) fn read(query: &Query) -> Self {
        let given = |name: &str| query.get(name).unwrap_or_default().trim().to_owned();
        let row = |number: usize| Row {
            name: given(&step_field(number, "name")),
            rule: given(&step_field(number, "rule")),
            kind: given(&step_field(number, "kind")),
        };
        let rows = (1..=MOST_ROWS).map(row);
        let rows = rows.filter(|row| !row.name.is_empty() || !row.rule.is_empty());
        Self {
            name: given("name"),
            description: given("description"),
            parts: PARTS.map(given),
            rows: rows.collect(),
            later: [0, 1, 2, 3].map(|place| {
                LaterOutcome::ALL.get(place).map(|one| given(one.as_str())).unwrap_or_default()
            }),
            window: given("window"),
            version: given("version").parse().unwrap_or(0),
        }
    }

    /// What a version says, to be changed.
    pub(crate) fn of(version: &TaskVersion) -> Self {
        let TaskVersion { version: number, name, description, says, .. } = version;
        Self { version: *number, ..Self::written(name, description, says) }
    }

    /// What a draft says, to be changed.
    pub(crate) fn of_draft(draft: &TaskDraft) -> Self {
        Self::written(&draft.name, &draft.description, &draft.says)
    }

    fn written(name: &str, description: &str, task: &Task) -> Self {
        let parts = task.parts();
        let some = |rule: &Option<Rule>| rule.as_ref().map(write).unwrap_or_default();
        let row = |step: &TaskStep| Row {
            name: step.name.clone(),
            rule: write(&step.rule),
            kind: step.kind.to_string(),
        };
        Self {
            name: name.to_owned(),
            description: description.to_owned(),
            parts: [
                write(&parts.start),
                write(&parts.completed),
                some(&parts.refused),
                some(&parts.saved),
                some(&parts.abandoned),
                some(&parts.help),
            ],
            rows: parts.steps.iter().map(row).collect(),
            later: [0, 1, 2, 3].map(|place| {
                let rule = LaterOutcome::ALL.get(place).and_then(|one| task.later(*one));
                rule.map(write).unwrap_or_default()
            }),
            window: parts.window.to_text(),
            version: 0,
        }
    }

    /// As the query of an address that fills the form.
    pub(crate) fn query(&self) -> Query {
        let mut query = Query::default().with("name", &self.name);
        for (name, value) in PARTS.iter().zip(&self.parts) {
            query = query.with(name, value);
        }
        for (number, row) in (1..).zip(&self.rows) {
            query = query
                .with(&step_field(number, "name"), &row.name)
                .with(&step_field(number, "rule"), &row.rule)
                .with(&step_field(number, "kind"), &row.kind);
        }
        for (outcome, value) in LaterOutcome::ALL.iter().zip(&self.later) {
            query = query.with(outcome.as_str(), value);
        }
        query.with("window", &self.window)
    }

    /// The task, or what is wrong with it beside the field that is wrong.
    pub(crate) fn task(&self, text: Text, tags: &Tags, mistakes: &mut Mistakes) -> Option<Task> {
        let mut read = |field: String, typed: &str| match written::rule(typed, tags) {
            Ok(rule) => Some(rule),
            Err(wrong) => {
                mistakes.add(field, words::wrong(text, &wrong));
                None
            }
        };
        let mut some = |field: &str, typed: &str| match typed {
            "" => Some(None),
            typed => read(field.to_owned(), typed).map(Some),
        };
        let [start, completed, refused, saved, abandoned, help] = &self.parts;
        let refused = some("refused", refused);
        let saved = some("saved", saved);
        let abandoned = some("abandoned", abandoned);
        let help = some("help", help);
        let later: Vec<Option<(LaterOutcome, Rule)>> = LaterOutcome::ALL
            .iter()
            .zip(&self.later)
            .filter(|(_, typed)| !typed.is_empty())
            .map(|(one, typed)| Some((*one, read(one.to_string(), typed)?)))
            .collect();
        let start = read("start".to_owned(), start);
        let completed = read("completed".to_owned(), completed);
        let rules: Vec<Option<Rule>> = (1..)
            .zip(&self.rows)
            .map(|(number, row)| read(step_field(number, "rule"), &row.rule))
            .collect();
        let steps = self.steps(text, rules, mistakes);
        let window = if self.window.is_empty() { "visit" } else { self.window.as_str() };
        let window = window.parse::<TaskWindow>().ok();
        if window.is_none() {
            mistakes.add("window", text.say("task-wrong-window"));
        }
        let parts = TaskParts {
            start: start?,
            steps: steps?,
            completed: completed?,
            refused: refused?,
            saved: saved?,
            abandoned: abandoned?,
            later: later.into_iter().collect::<Option<_>>()?,
            help: help?,
            window: window?,
        };
        Task::new(parts).map_err(|_| mistakes.add("start", text.say("task-too-much"))).ok()
    }

    fn steps(
        &self,
        text: Text,
        rules: Vec<Option<Rule>>,
        mistakes: &mut Mistakes,
    ) -> Option<Vec<TaskStep>> {
        let mut is_wrong = false;
        let mut steps = Vec::new();
        for (number, (row, rule)) in (1..).zip(self.rows.iter().zip(rules)) {
            let field = step_field(number, "name");
            if row.name.is_empty() {
                mistakes.add(field, text.say("task-step-no-name"));
                is_wrong = true;
            } else if row.name.chars().count() > LONGEST_STEP_NAME {
                let most = u64::try_from(LONGEST_STEP_NAME).unwrap_or(u64::MAX);
                mistakes.add(field, text.fill("definition-long", &[("most", most.into())]));
                is_wrong = true;
            }
            let kind = row.kind.parse().unwrap_or(StepKind::Needed);
            match rule {
                Some(rule) => steps.push(TaskStep { name: row.name.clone(), rule, kind }),
                None => is_wrong = true,
            }
        }
        (!is_wrong).then_some(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    const TYPED: &str = "name=Apply&start=%2Fapply&completed=completed&refused=refused&window=30\
        &step1-name=About+you&step1-rule=%2Fapply%2Fyou&step1-kind=optional\
        &step3-name=Income&step3-rule=%2Fincome%0Aincome_shown&decided=decided";

    #[test]
    fn what_is_typed_is_a_task_and_is_typed_back() {
        let typed = Typed::read(&Query::parse(TYPED));
        let mut mistakes = Mistakes::default();
        let task =
            typed.task(Text::new(Language::English), &Tags::default(), &mut mistakes).unwrap();
        assert!(mistakes.is_empty());
        assert_eq!(task.parts().steps.len(), 2);
        let draft = TaskDraft { name: "Apply".to_owned(), description: String::new(), says: task };
        let mut again = Typed::of_draft(&draft);
        // Without a choice, a step is needed.
        again.rows[1].kind = String::new();
        assert_eq!(again, typed);
        let address = typed.query().address("");
        assert_eq!(Typed::read(&Query::parse(address.trim_start_matches('?'))), typed);
    }

    #[test]
    fn a_mistake_stands_beside_its_field() {
        let text = Text::new(Language::German);
        for (query, field) in [
            ("completed=a", "start"),
            ("start=/a", "completed"),
            ("start=/a&completed=a&saved=two+words", "saved"),
            ("start=/a&completed=a&paid=tag:Paid", "paid"),
            ("start=/a&completed=a&window=0", "window"),
            ("start=/a&completed=a&step1-rule=/b", "step1-name"),
            ("start=/a&completed=a&step1-name=b", "step1-rule"),
        ] {
            let mut mistakes = Mistakes::default();
            assert_eq!(
                Typed::read(&Query::parse(query)).task(text, &Tags::default(), &mut mistakes),
                None
            );
            assert!(mistakes.of(field).is_some(), "{query}: {mistakes:?}");
        }
    }
}
