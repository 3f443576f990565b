//! The gate: typed questions in, disclosed answers out.
//!
//! Every number that leaves Lotse passes here: it is asked of the lake, given n and interval, and
//! disclosed. Pages, the API, exports and mail all enter at [`Reports`].

#![warn(missing_docs)]

pub mod arrival;
pub mod cost;
pub mod dictionary;
pub mod effect;
mod error;
pub mod export;
pub mod extract;
pub mod flow;
pub mod forms;
pub mod friction;
pub mod funnel;
pub mod gate;
pub mod hidden;
pub mod live;
pub mod measure;
pub mod overview;
pub mod pages;
pub mod paths;
pub mod policy;
pub mod refused;
pub mod retention;
pub mod segment;
pub mod series;
pub mod services;
mod shortest;
pub mod single_rows;
pub mod tags;
pub mod task;
pub mod task_suggestion;
pub mod today;
pub mod trend;
pub mod viewer;

use std::sync::Arc;

use lotse_control::Control;
use lotse_domain::clock::Clock;
use lotse_lake::EventReader;
pub use lotse_lake::Extent;

pub use self::error::ReportError;

/// Answers questions with numbers that may be shown. Cheap to clone.
#[derive(Clone)]
pub struct Reports {
    reader: EventReader,
    control: Control,
    clock: Arc<dyn Clock>,
}

impl Reports {
    /// Reports over this lake and control data.
    pub fn new(reader: EventReader, control: Control, clock: Arc<dyn Clock>) -> Self {
        Self { reader, control, clock }
    }

    /// How much the lake holds, for operators: no number of a service.
    pub fn extent(&self) -> Extent {
        self.reader.extent()
    }
}
