//! Segments of services: visitors by what they did.

use lotse_domain::{
    audit::Action,
    segment::{SegmentDefinition, form::SegmentForm},
};

use crate::{
    definitions::{Definition, Stored, Version, broken, form, written},
    error::ControlError,
    numbers::definition_number,
};

/// The most segments of one service, archived ones among them.
pub const MOST_SEGMENTS: i64 = 100;

definition_number! {
    /// The number of a segment.
    SegmentId of SegmentDefinition
}

/// One version of a segment.
pub type SegmentVersion = Version<SegmentDefinition>;
/// A segment as it is now.
pub type StoredSegment = Stored<SegmentDefinition>;

impl Definition for SegmentDefinition {
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

    fn columns(&self) -> Result<Vec<String>, ControlError> {
        written::<Self>(&SegmentForm::from(self))
    }

    fn read(columns: &[&str]) -> Result<Self, ControlError> {
        form::<Self, SegmentForm>(columns)?.definition().map_err(|error| broken::<Self>(&error))
    }
}
