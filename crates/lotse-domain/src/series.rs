//! Figures that others counted: by period and labels, beside events and never among them.

use jiff::civil::Date;

use crate::Count;

/// The number of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId(i64);

impl SeriesId {
    /// A number as stored.
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number itself, for storage and addresses.
    pub fn number(self) -> i64 {
        self.0
    }
}

/// What a series is, without its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesName {
    /// What the report calls itself, or the file.
    pub name: String,
    /// What is counted, such as `visits`.
    pub measure: String,
    /// What its labels are, such as `device`.
    pub dimensions: Vec<String>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesPoint {
    /// The first day of its period.
    pub first: Date,
    /// The last day of its period.
    pub last: Date,
    /// One label for each dimension.
    pub labels: Vec<String>,
    /// The figure.
    pub value: Count,
}
