//! The extract: figures of a service as a table that other programs read, one row for each stretch of days, label
//! and measure (`docs/spec/extract.md`).
//!
//! A row is a cell that passed the gate, never an event. Each stretch is asked by itself, as the overview of its days
//! is, so that no more than one of them is held in memory.

use std::{borrow::Cow, sync::Arc, vec};

use jiff::civil::Date;
use lotse_domain::{
    extract::{ExtractColumn, WHOLE_SERVICE},
    ids::AuthorityCode,
    query::{
        Automatic, Breakdown, Period, Scope, UsageQuestion,
        interval::{Every, Stretch},
    },
    service::Service,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    Reports,
    error::ReportError,
    gate::{self, Disclosed, DisclosedUsage, Table},
    measure::{Cell, Hidden, Measure, Number, unit_text},
    overview::TABLES,
    policy::Rules,
    viewer::Viewer,
};

/// The most stretches of one extract: each is a question of its own.
pub const MOST_STRETCHES: usize = 400;

/// What an extract is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtractParts {
    /// Of which service.
    pub service: Arc<Service>,
    /// When.
    pub period: Period,
    /// Into what the period is cut. A week begins on Monday.
    pub every: Every,
    /// By what the rows are broken down; the whole service is always there.
    pub by: Vec<Breakdown>,
    /// What is counted; none for everything that is.
    pub measures: Vec<Measure>,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
}

/// Why there can be no such extract.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExtractError {
    /// The period has too many parts.
    #[error(
        "these days make {found} stretches, and an extract has at most {MOST_STRETCHES}: choose longer stretches or fewer days"
    )]
    TooManyStretches {
        /// How many it would have.
        found: usize,
    },
    /// Rows by this are not in an extract.
    #[error("an extract has no rows by {by}: for days, let every stretch be one")]
    NoRowsBy {
        /// By what.
        by: Breakdown,
    },
    /// The service does not count this.
    #[error("the service does not count {}: it counts {}", .measure.as_str(), words(.counted))]
    NotCounted {
        /// What.
        measure: Measure,
        /// What it counts.
        counted: [Measure; 5],
    },
    /// A breakdown has none of the measures that were chosen.
    #[error("rows by {by} have none of the chosen measures: they have {}", words(.counted))]
    NothingBy {
        /// Which breakdown.
        by: Breakdown,
        /// What its rows count.
        counted: Vec<Measure>,
    },
}

fn words(measures: &[Measure]) -> String {
    measures.iter().map(|measure| measure.as_str()).collect::<Vec<_>>().join(", ")
}

/// An extract that can be made.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtractRequest {
    parts: ExtractParts,
    stretches: Vec<Stretch>,
}

impl ExtractRequest {
    /// The request, each breakdown and measure once and in the order in which pages show them.
    ///
    /// # Errors
    /// When it has too many stretches, or rows or measures that there are not.
    pub fn new(parts: ExtractParts) -> Result<Self, ExtractError> {
        let ExtractParts { service, period, every, by, measures, automatic } = parts;
        let stretches = every.stretches(&period);
        if stretches.len() > MOST_STRETCHES {
            return Err(ExtractError::TooManyStretches { found: stretches.len() });
        }
        if let Some(by) = by.iter().copied().find(|by| !TABLES.contains(by)) {
            return Err(ExtractError::NoRowsBy { by });
        }
        let counted = Measure::of_service(&service);
        if let Some(measure) = measures.iter().copied().find(|one| !counted.contains(one)) {
            return Err(ExtractError::NotCounted { measure, counted });
        }
        let is_chosen = |measure: &Measure| measures.is_empty() || measures.contains(measure);
        for by in &by {
            let counted = Measure::of_rows(&service, *by);
            if !counted.iter().any(is_chosen) {
                return Err(ExtractError::NothingBy { by: *by, counted });
            }
        }
        let measures = counted.into_iter().filter(is_chosen).collect();
        let by = TABLES.iter().copied().filter(|table| by.contains(table)).collect();
        let parts = ExtractParts { service, period, every, by, measures, automatic };
        Ok(Self { parts, stretches })
    }

    /// What was asked for.
    pub fn parts(&self) -> &ExtractParts {
        &self.parts
    }

    /// The same of the last part of the period alone, to see what it looks like.
    #[must_use]
    pub fn newest(&self) -> Self {
        let last = self.stretches.len().saturating_sub(1);
        let stretches = self.stretches.get(last..).unwrap_or_default().to_vec();
        Self { parts: self.parts.clone(), stretches }
    }

    /// Into how many parts the period is cut.
    pub fn stretches(&self) -> usize {
        self.stretches.len()
    }
}

/// An extract that is made, stretch by stretch.
pub struct Extract {
    reports: Reports,
    viewer: Viewer,
    /// One policy for all of it, also where another is chosen meanwhile.
    rules: Rules,
    parts: ExtractParts,
    left: vec::IntoIter<Stretch>,
}

impl Reports {
    /// The extract of a service as somebody sees it. Nothing is asked of the lake before its first stretch is.
    pub fn extract(&self, viewer: &Viewer, request: ExtractRequest) -> Extract {
        let ExtractRequest { parts, stretches } = request;
        let left = stretches.into_iter();
        let rules = self.rules(viewer);
        Extract { reports: self.clone(), viewer: viewer.clone(), rules, parts, left }
    }
}

impl Extract {
    /// The rows of the next stretch; `None` after the last.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn next(&mut self) -> Result<Option<Vec<ExtractRow>>, ReportError> {
        let Some(stretch) = self.left.next() else { return Ok(None) };
        let (reports, viewer) = (&self.reports, &self.viewer);
        let ExtractParts { service, by, automatic, .. } = &self.parts;
        let period = Period::new(stretch.from, stretch.to, self.parts.period.zone().clone())?;
        let question = UsageQuestion {
            scope: Scope {
                // Who is in it is the same in every stretch.
                segment: viewer.segment_over(&self.parts.period),
                ..viewer.scope(service, &period, *automatic)
            },
            breakdowns: by.clone(),
        };
        let answer = reports.reader.usage(&question).await?;
        let usage = gate::usage(&answer, service, &period, *automatic, self.rules);
        let instants = period.start()..period.end();
        let of = Arc::new(ExtractHead {
            service: Arc::clone(service),
            authority: viewer.authority().cloned(),
            first: stretch.from,
            last: stretch.to,
            is_partial: reports.clock.now() < period.end(),
            is_incomplete: reports.reader.lacks(service.kind, service.id, &instants),
            automatic: *automatic,
        });
        Ok(Some(rows(&of, usage, &self.parts.measures)))
    }

    /// How many stretches are not made yet.
    pub fn left(&self) -> usize {
        self.left.len()
    }
}

/// The rows of a stretch: the whole service, then each breakdown with its rest last.
fn rows(of: &Arc<ExtractHead>, usage: DisclosedUsage, measures: &[Measure]) -> Vec<ExtractRow> {
    let row = |breakdown, label, is_rest, measure, cell| ExtractRow {
        of: Arc::clone(of),
        breakdown,
        label,
        is_rest,
        measure,
        cell,
    };
    let figures = usage.figures.into_iter().filter(|figure| measures.contains(&figure.measure));
    let mut rows: Vec<ExtractRow> =
        figures.map(|figure| row(None, None, false, figure.measure, figure.cell)).collect();
    for Table { breakdown, measures: columns, rows: named, others, truncated: _ } in usage.tables {
        let named = named.into_iter().map(|row| (Some(row.label), false, row.cells));
        let rest = others.map(|cells| (None, true, cells));
        for (label, is_rest, cells) in named.chain(rest) {
            let wanted =
                columns.iter().zip(cells).filter(|(measure, _)| measures.contains(measure));
            rows.extend(wanted.map(|(measure, cell)| {
                row(Some(breakdown), label.clone(), is_rest, *measure, cell)
            }));
        }
    }
    rows
}

/// What the rows of a stretch have in common.
#[derive(Debug, PartialEq)]
struct ExtractHead {
    service: Arc<Service>,
    authority: Option<AuthorityCode>,
    first: Date,
    last: Date,
    is_partial: bool,
    is_incomplete: bool,
    automatic: Automatic,
}

/// One row: a cell and what it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtractRow {
    of: Arc<ExtractHead>,
    /// By what the rows around it are broken down; `None` for the whole service.
    pub breakdown: Option<Breakdown>,
    /// Of what it is; `None` for the whole service and for the rest.
    pub label: Option<Disclosed<Option<String>>>,
    /// It is what is left of the breakdown without the rows that may be named.
    pub is_rest: bool,
    /// What it counts.
    pub measure: Measure,
    /// The number, or why there is none.
    pub cell: Cell,
}

/// A value of a row, as every format writes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExtractValue<'a> {
    /// There is none.
    None,
    /// A text.
    Text(Cow<'a, str>),
    /// A date.
    Day(Date),
    /// True or false.
    Truth(bool),
    /// A whole number.
    Whole(u64),
    /// A number.
    Number(f64),
}

impl<'a> ExtractValue<'a> {
    fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    fn or_none(value: Option<Self>) -> Self {
        value.unwrap_or(Self::None)
    }
}

impl ExtractRow {
    /// The first and the last day that are counted.
    pub fn days(&self) -> (Date, Date) {
        (self.of.first, self.of.last)
    }

    /// What stands in a column.
    pub(crate) fn value(&self, column: ExtractColumn) -> ExtractValue<'_> {
        use ExtractValue as Is;
        let of = &self.of;
        let estimate = self.cell.number().and_then(Number::estimate);
        let interval = estimate.and_then(|estimate| estimate.interval);
        match column {
            ExtractColumn::Service => Is::text(of.service.slug.as_str()),
            ExtractColumn::Authority => {
                Is::or_none(of.authority.as_ref().map(|code| Is::text(code.as_str())))
            }
            ExtractColumn::FirstDay => Is::Day(of.first),
            ExtractColumn::LastDay => Is::Day(of.last),
            ExtractColumn::TimeZone => Is::text(of.service.time_zone.iana_name().unwrap_or("UTC")),
            ExtractColumn::IsPartial => Is::Truth(of.is_partial),
            ExtractColumn::IsIncomplete => Is::Truth(of.is_incomplete),
            ExtractColumn::Automatic => Is::text(of.automatic.as_str()),
            ExtractColumn::Breakdown => {
                Is::text(self.breakdown.map_or(WHOLE_SERVICE, Breakdown::as_str))
            }
            ExtractColumn::Label => {
                let label = self.label.as_ref().and_then(|label| label.as_deref());
                Is::or_none(label.map(Is::text))
            }
            ExtractColumn::IsRest => Is::Truth(self.is_rest),
            ExtractColumn::Measure => Is::text(self.measure.as_str()),
            ExtractColumn::Value => Is::or_none(self.cell.number().map(|number| match number {
                Number::Count(count) | Number::Blurred(count) => Is::Whole(count.get()),
                Number::Estimate(estimate) | Number::OfBlurred(estimate) => {
                    Is::Number(estimate.value)
                }
            })),
            ExtractColumn::Blurred => {
                Is::or_none(self.cell.number().map(|number| Is::Truth(number.is_blurred())))
            }
            ExtractColumn::N => Is::or_none(estimate.map(|estimate| Is::Whole(estimate.n.get()))),
            ExtractColumn::UnitOfN => {
                Is::or_none(estimate.map(|estimate| Is::text(unit_text(estimate.unit))))
            }
            ExtractColumn::Low => Is::or_none(interval.map(|interval| Is::Number(interval.low()))),
            ExtractColumn::High => {
                Is::or_none(interval.map(|interval| Is::Number(interval.high())))
            }
            ExtractColumn::Level => {
                Is::or_none(interval.map(|interval| Is::Number(interval.level().inside())))
            }
            ExtractColumn::Method => {
                let method = estimate.map(|estimate| estimate.method.to_string());
                Is::or_none(method.map(|method| Is::Text(method.into())))
            }
            ExtractColumn::State => Is::text(self.cell.state()),
            ExtractColumn::Reason => Is::or_none(self.cell.reason().map(Is::text)),
            ExtractColumn::Minimum => Is::or_none(self.cell.minimum().map(Is::Whole)),
        }
    }
}

/// How many rows an extract has, and in how many there is no number for which reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtractSum {
    /// Rows.
    pub rows: u64,
    /// Those with a number.
    pub shown: u64,
    /// Too few people are in it.
    pub too_few: u64,
    /// One or two people make up most of it.
    pub dominated: u64,
    /// It would give away one of too few people.
    pub protects: u64,
    /// One of both; which, is not said.
    pub too_few_or_protects: u64,
    /// There is no such number here.
    pub not_measured: u64,
    /// Nothing happened that it could be computed from.
    pub no_data: u64,
}

impl ExtractSum {
    /// Adds rows.
    pub fn add(&mut self, rows: &[ExtractRow]) {
        for row in rows {
            self.rows += 1;
            *match row.cell {
                Cell::Shown { .. } => &mut self.shown,
                Cell::Hidden(Hidden::TooFew { .. }) => &mut self.too_few,
                Cell::Hidden(Hidden::Dominated) => &mut self.dominated,
                Cell::Hidden(Hidden::Protects) => &mut self.protects,
                Cell::Hidden(Hidden::TooFewOrProtects { .. }) => &mut self.too_few_or_protects,
                Cell::NotMeasured(_) => &mut self.not_measured,
                Cell::NoData => &mut self.no_data,
            } += 1;
        }
    }

    /// Rows that hide a number.
    pub fn hidden(&self) -> u64 {
        self.too_few + self.dominated + self.protects + self.too_few_or_protects
    }
}

#[cfg(test)]
pub(crate) mod tests;
