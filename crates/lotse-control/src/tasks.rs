//! Tasks of services: what people come for.

use lotse_domain::{
    audit::Action,
    task::{Task, form::TaskForm},
};

use crate::{
    definitions::{Definition, Stored, Version, broken, form, written},
    error::ControlError,
    numbers::definition_number,
};

/// The most tasks of one service, archived ones among them.
pub const MOST_TASKS: i64 = 100;

definition_number! {
    /// The number of a task.
    TaskId of Task
}

/// One version of a task.
pub type TaskVersion = Version<Task>;
/// A task as it is now.
pub type StoredTask = Stored<Task>;

impl Definition for Task {
    type Id = TaskId;

    const TABLE: &'static str = "tasks";
    const KEY: &'static str = "task";
    const COLUMNS: &'static [&'static str] = &["says"];
    const MOST: i64 = MOST_TASKS;
    const ACTIONS: [Action; 4] =
        [Action::TaskAdded, Action::TaskChanged, Action::TaskArchived, Action::TaskRestored];

    fn columns(&self) -> Result<Vec<String>, ControlError> {
        written::<Self>(&TaskForm::from(self))
    }

    fn read(columns: &[&str]) -> Result<Self, ControlError> {
        form::<Self, TaskForm>(columns)?.task().map_err(|error| broken::<Self>(&error))
    }
}
