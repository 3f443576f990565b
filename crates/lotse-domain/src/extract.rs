//! The extract: disclosed cells of a service as a table, one row for each stretch of days, label and measure.
//!
//! Who writes an extract and who reads one back share these words (`docs/spec/extract.md`).

use crate::words::words;

/// What stands in the column of breakdowns where a row is of the whole service.
pub const WHOLE_SERVICE: &str = "service";

words! {
    /// A format of an extract; its spelling is the ending of the file.
    ExtractFormat {
        /// A table with a line of heads (RFC 4180).
        Csv = "csv",
        /// One JSON object in each line.
        JsonLines = "jsonl",
        /// A Parquet file.
        Parquet = "parquet",
    }
}

impl ExtractFormat {
    /// The media type, as HTTP names it.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::JsonLines => "application/jsonl",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

words! {
    /// A column of an extract. Every format has all of them, in this order.
    ExtractColumn {
        /// The service, as it stands in addresses.
        Service = "service",
        /// The authority whose part of the service it is; empty for the whole.
        Authority = "authority",
        /// The first day that is counted.
        FirstDay = "first_day",
        /// The last day that is counted.
        LastDay = "last_day",
        /// Where days begin and end.
        TimeZone = "time_zone",
        /// The last day was not over.
        IsPartial = "is_partial",
        /// Events of these days may be missing, since a file of the lake was set aside.
        IsIncomplete = "is_incomplete",
        /// What became of events of automatic clients.
        Automatic = "automatic",
        /// What the rows are broken down by; [`WHOLE_SERVICE`] for the whole.
        Breakdown = "breakdown",
        /// Of what the row is; empty for the whole, for the rest, and where events say nothing.
        Label = "label",
        /// The row is what is left of a breakdown without the rows that may be named.
        IsRest = "is_rest",
        /// What is counted.
        Measure = "measure",
        /// The number: a count, a share in 0..=1, or seconds.
        Value = "value",
        /// Everybody counts 0, 1 or 2 times in the count; empty where there is none.
        Blurred = "blurred",
        /// How many observations an estimate rests on.
        N = "n",
        /// What these are.
        UnitOfN = "unit_of_n",
        /// The lower end of its interval.
        Low = "low",
        /// The upper end.
        High = "high",
        /// The confidence level of the interval.
        Level = "level",
        /// How the estimate was computed, with the version of the method.
        Method = "method",
        /// Whether there is a number.
        State = "state",
        /// Why there is none.
        Reason = "reason",
        /// How many people it would take.
        Minimum = "minimum",
    }
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtractKind {
    /// A text.
    Text,
    /// A date.
    Day,
    /// True or false.
    Truth,
    /// A whole number.
    Whole,
    /// A number.
    Number,
}

impl ExtractColumn {
    /// What its values are.
    #[must_use]
    pub fn kind(self) -> ExtractKind {
        match self {
            Self::FirstDay | Self::LastDay => ExtractKind::Day,
            Self::IsPartial | Self::IsIncomplete | Self::IsRest | Self::Blurred => {
                ExtractKind::Truth
            }
            Self::N | Self::Minimum => ExtractKind::Whole,
            Self::Value | Self::Low | Self::High | Self::Level => ExtractKind::Number,
            Self::Service
            | Self::Authority
            | Self::TimeZone
            | Self::Automatic
            | Self::Breakdown
            | Self::Label
            | Self::Measure
            | Self::UnitOfN
            | Self::Method
            | Self::State
            | Self::Reason => ExtractKind::Text,
        }
    }

    /// Whether a row may have no value in it.
    #[must_use]
    pub fn may_be_empty(self) -> bool {
        !matches!(
            self,
            Self::Service
                | Self::FirstDay
                | Self::LastDay
                | Self::TimeZone
                | Self::IsPartial
                | Self::IsIncomplete
                | Self::Automatic
                | Self::Breakdown
                | Self::IsRest
                | Self::Measure
                | Self::State
        )
    }
}
