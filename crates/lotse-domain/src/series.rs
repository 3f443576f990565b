//! Figures that others counted: by period and labels, beside events and never among them.

use jiff::civil::Date;

use crate::{Count, words::words};

words! {
    /// What a column of a file of figures is.
    ColumnRole {
        /// It says when.
        Date = "date",
        /// It says of what.
        Label = "label",
        /// It counts something that can be added up.
        Count = "count",
        /// It is a mean, a share or of no use: no series is made of it.
        LeftOut = "left-out",
    }
}

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
pub struct SeriesHead {
    /// What the report calls itself, or the file.
    pub name: String,
    /// What is counted, such as `visits`.
    pub measure: String,
    /// What its labels are, such as `device`.
    pub dimensions: Vec<String>,
}

/// The days that a figure is of: the first is never after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesPeriod {
    first: Date,
    last: Date,
}

impl SeriesPeriod {
    /// From the first to the last day; `None` where the first is after the last.
    pub fn new(first: Date, last: Date) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// One day.
    pub fn day(day: Date) -> Self {
        Self { first: day, last: day }
    }

    /// The first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day.
    pub fn last(self) -> Date {
        self.last
    }
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesPoint {
    /// Of which days.
    pub period: SeriesPeriod,
    /// One label for each dimension.
    pub labels: Vec<String>,
    /// The figure.
    pub value: Count,
}
