//! Tasks of services: what people come for.

use lotse_domain::{
    audit::Action,
    task::{TaskDraft, form::TaskForm},
};

use crate::{
    definitions::{Definition, Stored, Version, broken},
    error::ControlError,
    numbers::definition_number,
};

/// The most tasks of one service, archived ones among them.
pub const MOST_TASKS: i64 = 100;

definition_number! {
    /// The number of a task.
    TaskId of TaskDraft
}

/// One version of a task.
pub type TaskVersion = Version<TaskDraft>;
/// A task as it is now.
pub type StoredTask = Stored<TaskDraft>;

impl Definition for TaskDraft {
    type Id = TaskId;

    const TABLE: &'static str = "tasks";
    const KEY: &'static str = "task";
    const COLUMNS: &'static [&'static str] = &["says"];
    const MOST: i64 = MOST_TASKS;
    const ACTIONS: [Action; 4] =
        [Action::TaskAdded, Action::TaskChanged, Action::TaskArchived, Action::TaskRestored];

    fn name(&self) -> &str {
        &self.name
    }

    fn description(&self) -> &str {
        &self.description
    }

    fn trimmed(&self) -> Self {
        Self {
            name: self.name.trim().to_owned(),
            description: self.description.trim().to_owned(),
            task: self.task.clone(),
        }
    }

    fn columns(&self) -> Result<Vec<String>, ControlError> {
        let form = serde_json::to_string(&TaskForm::from(&self.task));
        Ok(vec![form.map_err(|error| broken::<Self>(&error))?])
    }

    fn read(name: String, description: String, columns: &[&str]) -> Result<Self, ControlError> {
        let says = columns.first().copied().unwrap_or_default();
        let form: TaskForm = serde_json::from_str(says).map_err(|error| broken::<Self>(&error))?;
        let task = form.task().map_err(|error| broken::<Self>(&error))?;
        Ok(Self { name, description, task })
    }
}
