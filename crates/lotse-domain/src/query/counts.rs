//! Events, people and a number, by whatever events carry. `docs/spec/counts.md` is exact about it.

use jiff::civil::Date;

use super::{
    Scope,
    blur::Blurred,
    filter::{Attribute, EventFilter, QuestionError},
    interval::Interval,
    largest::Largest,
};
use crate::{Count, decimal::Decimal, property::ShortText, words::words};

/// The most groupings of one table.
pub const MOST_GROUPINGS: usize = 3;
/// The most rows that can be asked for.
pub const MOST_ROWS: usize = 8_000;
/// The most edges of bins.
pub const MOST_EDGES: usize = 100;

/// A number that events may carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
    /// Engaged time of the event, in milliseconds.
    EngagedMs,
    /// A property that is a number.
    Property(ShortText),
}

/// What the rows of a table are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// The day, week (from Monday) or month in which the event lies, in service time.
    Every(Interval),
    /// What the event carries.
    By(Attribute),
    /// In which bin its number lies: a histogram. Bin n holds numbers from edge n-1 on and below edge
    /// n; the first has no lower end, the last no upper.
    Bins {
        /// Of what.
        of: Number,
        /// Ascending.
        edges: Vec<Decimal>,
    },
}

words! {
    /// Which rows come first, and stay if there are too many.
    RowOrder {
        /// Those with the most events.
        Events = "events",
        /// Those with the most visitors.
        Visitors = "visitors",
        /// Those with the largest sum.
        Sum = "sum",
    }
}

words! {
    /// Within what a visitor of several events is one.
    Distinct {
        /// The whole period.
        Period = "period",
        /// Each local day: who comes on two days counts twice. Then each day is counted by itself, and
        /// asked again only what is new is read.
        Day = "day",
    }
}

/// What a table is made of, before it is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct CountsParts {
    /// Where and when.
    pub scope: Scope,
    /// Which events.
    pub events: EventFilter,
    /// Its rows; none is the whole alone.
    pub by: Vec<Grouping>,
    /// A number that is added up.
    pub number: Option<Number>,
    /// Within what visitors are distinct.
    pub distinct: Distinct,
    /// The order of rows.
    pub order: RowOrder,
    /// How many rows at most.
    pub rows: usize,
}

/// A table that can be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct CountsQuestion(CountsParts);

impl CountsQuestion {
    /// The question, if it is one.
    ///
    /// # Errors
    /// When there are too many groupings, rows or edges, edges do not ascend, or rows are ordered by
    /// the sum of no number.
    pub fn new(parts: CountsParts) -> Result<Self, QuestionError> {
        QuestionError::count("groupings of a table", parts.by.len(), 0, MOST_GROUPINGS)?;
        QuestionError::count("rows of a table", parts.rows, 1, MOST_ROWS)?;
        for grouping in &parts.by {
            if let Grouping::Bins { edges, .. } = grouping {
                QuestionError::count("edges of bins", edges.len(), 1, MOST_EDGES)?;
                if let Some(place) = edges.windows(2).position(|pair| pair[0] >= pair[1]) {
                    return Err(QuestionError::NotAscending {
                        what: "edges of bins",
                        found: place + 2,
                    });
                }
            }
        }
        if parts.order == RowOrder::Sum && parts.number.is_none() {
            return Err(QuestionError::Missing {
                what: "the order by sum",
                needs: "a number that is added up",
            });
        }
        Ok(Self(parts))
    }

    /// What it is made of.
    #[must_use]
    pub fn parts(&self) -> &CountsParts {
        &self.0
    }
}

/// How a row is named by one grouping.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// An interval, by its first date; of the first one, that may lie before the period.
    Since(Date),
    /// A text, or that there is none.
    Text(Option<String>),
    /// A bin, from 0, or that there is no number.
    Bin(Option<usize>),
}

/// The whole of a table or one of its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Events.
    pub events: Count,
    /// Distinct visitors of them: of the period, or those of each day added up.
    pub visitors: Count,
    /// The most of these on any one local day.
    pub most_visitors_on_a_day: Count,
    /// The fewest of these on any local day of the period on which at least one is counted in the cell: days without
    /// anybody, or with events of nobody alone, are not looked at. Without such a day it is 0.
    pub fewest_visitors_on_a_day: Count,
    /// The most events of one visitor, and of another: of one within the whole period or within one local day, as
    /// visitors are distinct.
    pub largest_events: Largest,
    /// Events of visitors; the others are of cases alone.
    pub events_of_visitors: Count,
    /// Events that carry the number.
    pub numbers: Count,
    /// Its sum over them.
    pub sum: Decimal,
    /// Events and visitors of the blurred population.
    pub blurred: Blurred,
}

/// The answer to a [`CountsQuestion`], not yet disclosed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountsAnswer {
    /// All events.
    pub whole: Cell,
    /// Rows with a name for each grouping, in the order asked for.
    pub rows: Vec<(Vec<Name>, Cell)>,
    /// There were more rows than are shown or could be counted.
    pub truncated: bool,
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::{
        ids::ServiceId,
        query::{Automatic, Period},
        service::ServiceKind,
    };

    fn parts() -> CountsParts {
        let day = jiff::civil::date(2026, 11, 23);
        CountsParts {
            scope: Scope {
                service: ServiceId::new(1),
                kind: ServiceKind::Public,
                authority: None,
                period: Period::new(day, day, TimeZone::UTC).unwrap(),
                automatic: Automatic::LeftOut,
                segment: None,
            },
            events: EventFilter::default(),
            by: vec![Grouping::Every(Interval::Day)],
            number: None,
            distinct: Distinct::Period,
            order: RowOrder::Events,
            rows: 10,
        }
    }

    #[test]
    fn wrong_tables_say_what_is_wrong_and_the_limit() {
        let error = |change: fn(&mut CountsParts)| {
            let mut parts = parts();
            change(&mut parts);
            CountsQuestion::new(parts).unwrap_err().to_string()
        };
        assert!(CountsQuestion::new(parts()).is_ok());
        assert_eq!(
            error(|p| p.by = vec![Grouping::Every(Interval::Day); 4]),
            "groupings of a table: 4 were given; at most 3 are possible"
        );
        assert_eq!(error(|p| p.rows = 0), "rows of a table: 0 were given; at least 1 are needed");
        assert_eq!(
            error(|p| p.order = RowOrder::Sum),
            "the order by sum needs a number that is added up"
        );
        assert_eq!(
            error(|p| {
                let edges = [1, 2, 2].map(Decimal::whole).to_vec();
                p.by = vec![Grouping::Bins { of: Number::EngagedMs, edges }];
            }),
            "edges of bins: number 3 is not greater than the one before"
        );
        assert_eq!(
            error(|p| p.by = vec![Grouping::Bins { of: Number::EngagedMs, edges: vec![] }]),
            "edges of bins: 0 were given; at least 1 are needed"
        );
    }
}
