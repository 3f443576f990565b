//! Segments of services: visitors by what they did.

use lotse_domain::{
    audit::Action,
    segment::{SegmentDraft, form::SegmentForm},
};

use crate::{
    definitions::{Definition, Stored, Version, broken},
    error::ControlError,
    numbers::definition_number,
};

/// The most segments of one service, archived ones among them.
pub const MOST_SEGMENTS: i64 = 100;

definition_number! {
    /// The number of a segment.
    SegmentId of SegmentDraft
}

/// One version of a segment.
pub type SegmentVersion = Version<SegmentDraft>;
/// A segment as it is now.
pub type StoredSegment = Stored<SegmentDraft>;

impl Definition for SegmentDraft {
    type Id = SegmentId;

    const TABLE: &'static str = "segments";
    const KEY: &'static str = "segment";
    const COLUMNS: &'static [&'static str] = &["says"];
    const MOST: i64 = MOST_SEGMENTS;
    const ACTIONS: [Action; 4] = [
        Action::SegmentAdded,
        Action::SegmentChanged,
        Action::SegmentArchived,
        Action::SegmentRestored,
    ];

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
            says: self.says.clone(),
        }
    }

    fn columns(&self) -> Result<Vec<String>, ControlError> {
        let form = serde_json::to_string(&SegmentForm::from(&self.says));
        Ok(vec![form.map_err(|error| broken::<Self>(&error))?])
    }

    fn read(name: String, description: String, columns: &[&str]) -> Result<Self, ControlError> {
        let says = columns.first().copied().unwrap_or_default();
        let form: SegmentForm =
            serde_json::from_str(says).map_err(|error| broken::<Self>(&error))?;
        let says = form.definition().map_err(|error| broken::<Self>(&error))?;
        Ok(Self { name, description, says })
    }
}
