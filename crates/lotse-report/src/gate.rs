//! The disclosure gate: opens [`Undisclosed`], makes [`Disclosed`], and nothing else does.
//!
//! The rules stand in `docs/spec/gate.md`: a service's own totals over whole days are shown to its
//! staff; every other cell only when enough people are in it; and no cell is left that could be
//! worked out by taking what is shown from a total.

use std::ops::Deref;

use jiff::Timestamp;
use lotse_control::single_rows::SingleRows;
use lotse_domain::{
    Count,
    privacy::Undisclosed,
    query::{
        Automatic, Breakdown, EngagedTimes, Period, Tally, UsageAnswer, UsageTable, blur::Weight,
    },
    service::{CollectionProfile, IdentityQuality, Service, ServiceKind},
};
use lotse_lake::Arrivals;
use lotse_stats::{
    estimate::{Estimate, Level, SampleUnit},
    proportion::{wilson, wilson_of_weighted},
    quantile::median,
};
use serde::{Serialize, Serializer};

use crate::{
    measure::{Cell, Hidden, Measure, NotMeasured, Number},
    policy::{Minimum, Rules},
};

/// Something that may be shown. Only the gate can make one: this file, and those of its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed<T>(T);

impl<T> Deref for Disclosed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Serialize> Serialize for Disclosed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A row as it is. Only this file can make one, and only for somebody with the right to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<T>(T);

impl<T> Deref for Record<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Hands out single rows of a public service, each made into what says nothing that tells visitors apart.
///
/// Nothing for services of employees, and nothing without the right to this very service.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn records<T, R>(
    rows: Undisclosed<Vec<T>>,
    service: &Service,
    right: &SingleRows,
    make: fn(T) -> R,
) -> Vec<Record<R>> {
    if service.kind == ServiceKind::Employees || right.service != service.id {
        return Vec::new();
    }
    rows.open().into_iter().map(|row| Record(make(row))).collect()
}

/// One figure of the whole service.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// What it counts.
    pub measure: Measure,
    /// Its number.
    #[serde(flatten)]
    pub cell: Cell,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// What it is; `None` where events carry no such label.
    pub label: Disclosed<Option<String>>,
    /// One cell for each of the table's measures.
    pub cells: Vec<Cell>,
}

/// A breakdown, with what is too small to name folded into one row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// What its rows are.
    pub breakdown: Breakdown,
    /// What its columns count.
    pub measures: Vec<Measure>,
    /// Rows that may be named; the largest first, days in order.
    pub rows: Vec<Row>,
    /// The rest, if there is any: its people are too few each, or it protects one that is.
    pub others: Option<Vec<Cell>>,
    /// There were more labels than are kept.
    pub truncated: bool,
}

/// The disclosed answer to a question about usage.
#[derive(Clone, Debug, PartialEq)]
pub struct DisclosedUsage {
    /// The whole service.
    pub figures: Vec<Figure>,
    /// One table per breakdown, in the order asked.
    pub tables: Vec<Table>,
    /// Events by automatic clients.
    pub automatic: Disclosed<AutomaticShare>,
    /// When the newest event was received, as exactly as may be said.
    pub newest: Option<Disclosed<Timestamp>>,
}

impl DisclosedUsage {
    /// Of nothing, there is nothing to hide.
    pub fn nothing() -> Self {
        let automatic = Disclosed(AutomaticShare::default());
        Self { figures: Vec::new(), tables: Vec::new(), automatic, newest: None }
    }
}

/// How many of a service's events automatic clients made: a total of the service, and about no person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct AutomaticShare {
    /// Events by automatic clients; none told of a segment.
    pub events: Option<u64>,
    /// Their share of all events, in 0..=1; none where there are no events, or how many may not be told.
    pub share: Option<f64>,
}

impl AutomaticShare {
    /// The share is of a total, and tells it: where that is blurred, it is of the blurred one, and where that is
    /// hidden, there is none.
    fn of(answer: &UsageAnswer, counted: bool, minimum: Option<Minimum>) -> Self {
        if minimum.is_some_and(Minimum::is_part) {
            return Self::default();
        }
        let (totals, automatic) = (&answer.totals, answer.automatic_events.get());
        // Of all events most are page views, and where those are not told all are not.
        if hidden_total(Measure::PageViews, totals, minimum).is_some() {
            return Self { events: Some(automatic), share: None };
        }
        let is_blurred = is_blurred(totals, minimum);
        let events = if is_blurred { totals.blurred.events } else { totals.events }.get();
        let all = if counted { events } else { events.saturating_add(automatic) };
        // Both are far below 2^53, beyond which a whole number has no exact counterpart.
        #[expect(clippy::cast_precision_loss, reason = "counts of events of a period")]
        let share = (all > 0).then(|| (automatic as f64 / all as f64).min(1.0));
        Self { events: Some(automatic), share }
    }
}

/// Discloses how much a service was used.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub fn usage(
    answer: &Undisclosed<UsageAnswer>,
    service: &Service,
    period: &Period,
    automatic: Automatic,
    rules: Rules,
) -> DisclosedUsage {
    usage_of(answer.open_ref(), service, period, automatic, rules)
}

fn usage_of(
    answer: &UsageAnswer,
    service: &Service,
    period: &Period,
    automatic: Automatic,
    rules: Rules,
) -> DisclosedUsage {
    let tables = answer.tables.iter().map(|table| match table.breakdown {
        Breakdown::Day => days(&table.rows, &answer.totals, service, rules),
        _ => labels(table, &answer.totals, service, rules),
    });
    DisclosedUsage {
        figures: figures(&answer.totals, &answer.engaged, service, period, rules),
        tables: tables.collect(),
        automatic: Disclosed(AutomaticShare::of(
            answer,
            automatic == Automatic::Counted,
            Minimum::of_total(service, rules),
        )),
        // When somebody of a segment did something says of them that they are in it.
        newest: answer
            .newest
            .filter(|_| !rules.is_part())
            .map(|newest| round_time(newest, service)),
    }
}

/// Discloses when events of a service arrived.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub fn arrivals(
    arrivals: &Undisclosed<Arrivals>,
    service: &Service,
) -> Option<Disclosed<Timestamp>> {
    arrivals.open_ref().newest.map(|newest| round_time(newest, service))
}

/// Discloses how many rows an answer rests on, to the nearest thousand: about how much was read, and
/// about no person.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn rows_read(rows: &Undisclosed<Count>) -> Disclosed<Count> {
    const THOUSAND: u64 = 1_000;
    let rows = rows.open_ref().get();
    Disclosed(Count::new(rows.saturating_add(THOUSAND / 2) / THOUSAND * THOUSAND))
}

/// The minute for public services; for employees the day, since a minute could be one person's.
fn round_time(instant: Timestamp, service: &Service) -> Disclosed<Timestamp> {
    let rounded = match service.kind {
        ServiceKind::Public => {
            let seconds = instant.as_second();
            Timestamp::from_second(seconds - seconds.rem_euclid(60)).unwrap_or(instant)
        }
        ServiceKind::Employees => instant
            .to_zoned_datetime(service.time_zone.clone())
            .start_of_day()
            .map_or(instant, |start| start.timestamp()),
    };
    Disclosed(rounded)
}

fn figures(
    totals: &Tally,
    engaged: &EngagedTimes,
    service: &Service,
    period: &Period,
    rules: Rules,
) -> Vec<Figure> {
    let minimum = Minimum::of_total(service, rules);
    let figure = |measure| Figure {
        measure,
        cell: match hidden_total(measure, totals, minimum) {
            Some(hidden) => Cell::Hidden(hidden),
            None => cell(measure, totals, minimum, engaged, service, period),
        },
    };
    Measure::of_service(service).into_iter().map(figure).collect()
}

/// Why a total is not told, where it is not: of a public service its staff sees every one.
fn hidden_total(measure: Measure, totals: &Tally, minimum: Option<Minimum>) -> Option<Hidden> {
    let minimum = minimum?;
    if minimum.is_small(totals.events, minimum.is_met_by(totals)) {
        return Some(minimum.too_few());
    }
    hidden_nobody(measure, totals, minimum)
        .or_else(|| dominance::is_of(measure, totals).then_some(Hidden::Dominated))
}

/// Why a figure of enough people is not told where it counts nobody, or where nobody is left: a policy may hide that.
fn hidden_nobody(measure: Measure, tally: &Tally, minimum: Minimum) -> Option<Hidden> {
    let counts_nobody = |amount: Count| minimum.is_small(amount, true);
    let hides = match measure {
        Measure::EngagedTime => false,
        Measure::BounceRate if tally.measured_visits.is_zero() => false,
        Measure::BounceRate => {
            counts_nobody(tally.bounces) || counts_nobody(tally.measured_visits.less(tally.bounces))
        }
        _ => counts_nobody(raw(measure, tally)),
    };
    hides.then_some(minimum.too_few())
}

/// Days of a service: totals each, and so always shown to the staff of a public service.
fn days(
    rows: &[(Option<String>, Tally)],
    totals: &Tally,
    service: &Service,
    rules: Rules,
) -> Table {
    let measures = Measure::of_rows(service, Breakdown::Day);
    let minimum = Minimum::of_rows(service, Breakdown::Day, rules);
    let is_enough = |tally: &Tally| minimum.is_none_or(|minimum| minimum.is_met_by(tally));
    let hidden = |measure: Measure, tally: &Tally, shown: bool| match minimum {
        None => None,
        Some(minimum) if shown => hidden_nobody(measure, tally, minimum),
        Some(minimum) if !minimum.is_met_by(tally) => Some(minimum.too_few()),
        Some(_) => Some(Hidden::Protects),
    };
    // A day by itself is no difference, but a day of a segment is one to the same day of another.
    let is_part = minimum.is_some_and(Minimum::is_part);
    let told = |measure: Measure, tally: &Tally| {
        if is_part {
            shown_part(raw(measure, tally), blurred(measure, tally))
        } else {
            count(measure, tally)
        }
    };
    let cell = |measure: Measure, tally: &Tally, shown: bool| {
        hidden(measure, tally, shown).map_or_else(|| told(measure, tally), Cell::Hidden)
    };
    let shown = protect(rows, is_enough);
    let tallies: Vec<&Tally> = rows.iter().map(|(_, tally)| tally).collect();
    let rows = rows.iter().zip(shown).map(|((label, tally), shown)| Row {
        label: Disclosed(label.clone()),
        cells: measures.iter().map(|measure| cell(*measure, tally, shown)).collect(),
    });
    let mut table = Table {
        breakdown: Breakdown::Day,
        rows: rows.collect(),
        measures,
        others: None,
        truncated: false,
    };
    if minimum.is_some() {
        dominance::hide(&mut table, &tallies, &[], totals);
    }
    table
}

/// Labels are data: one is named only where its cell is shown.
fn labels(
    UsageTable { breakdown, rows, truncated }: &UsageTable,
    totals: &Tally,
    service: &Service,
    rules: Rules,
) -> Table {
    let (breakdown, truncated) = (*breakdown, *truncated);
    let measures = Measure::of_rows(service, breakdown);
    let size = measures.first().copied().unwrap_or(Measure::Visits);
    let minimum = Minimum::of_cell(service, breakdown, rules);
    let may_be = protect(rows, |tally| minimum.is_met_by(tally));
    let mut named: Vec<_> =
        rows.iter().zip(&may_be).filter(|(_, may_be)| **may_be).map(|(row, _)| row).collect();
    // Those with more of what is told come first: the order tells no more than that.
    named.sort_by(|(label_a, a), (label_b, b)| {
        blurred(size, b).cmp(&blurred(size, a)).then_with(|| label_a.cmp(label_b))
    });
    let folded: Vec<&Tally> = rows
        .iter()
        .zip(&may_be)
        .filter(|(_, may_be)| !**may_be)
        .map(|((_, tally), _)| tally)
        .collect();
    let others = (!folded.is_empty() || truncated).then(|| {
        // Enough people stand behind the rest exactly when a large row was folded in to protect it.
        let enough = !truncated && folded.iter().any(|tally| minimum.is_met_by(tally));
        let too_few = Cell::Hidden(minimum.too_few());
        let rest = |measure: &Measure| match measure {
            // An exact rest would be the exact sum of blurred rows, with the total.
            Measure::Visits | Measure::PageViews if enough => {
                let exact: Count = folded.iter().map(|tally| raw(*measure, tally)).sum();
                let blurred = folded.iter().map(|tally| blurred(*measure, tally)).sum();
                if minimum.is_small(exact, true) {
                    too_few.clone()
                } else {
                    shown_part(exact, blurred)
                }
            }
            // People of several rows overlap, so they cannot be added.
            _ => too_few.clone(),
        };
        measures.iter().map(rest).collect()
    });
    let cell = |measure: Measure, tally: &Tally| {
        let shown = || shown_part(raw(measure, tally), blurred(measure, tally));
        hidden_nobody(measure, tally, minimum).map_or_else(shown, Cell::Hidden)
    };
    let tallies: Vec<&Tally> = named.iter().map(|(_, tally)| tally).collect();
    let rows = named.into_iter().map(|(label, tally)| Row {
        label: Disclosed(label.clone()),
        cells: measures.iter().map(|measure| cell(*measure, tally)).collect(),
    });
    let mut table = Table { breakdown, rows: rows.collect(), measures, others, truncated };
    dominance::hide(&mut table, &tallies, &folded, totals);
    dominance::hidden_last(&mut table);
    table
}

/// Which rows may be shown: those that are large enough, less the smallest of them where the rest
/// would otherwise be known from the total and hold too few people.
///
/// The rest is safe once a row that is large enough by itself hides in it.
fn protect<L: Ord + Clone, T: Size>(rows: &[(L, T)], is_enough: impl Fn(&T) -> bool) -> Vec<bool> {
    let mut shown: Vec<bool> = rows.iter().map(|(_, tally)| is_enough(tally)).collect();
    let something_hides = rows
        .iter()
        .zip(&shown)
        .any(|((_, tally), shown)| !*shown && !tally.events_or_visits().is_zero());
    if something_hides {
        let smallest = rows
            .iter()
            .enumerate()
            .filter(|(index, _)| shown.get(*index).copied().unwrap_or(false))
            .min_by_key(|(_, (label, tally))| (tally.events_or_visits(), label.clone()))
            .map(|(index, _)| index);
        if let Some(flag) = smallest.and_then(|index| shown.get_mut(index)) {
            *flag = false;
        }
    }
    shown
}

/// How large a tally is, whether its breakdown describes events or visits.
trait Size {
    fn events_or_visits(&self) -> Count;
}

impl Size for Tally {
    fn events_or_visits(&self) -> Count {
        self.events.max(self.visits)
    }
}

/// A figure of the whole service.
fn cell(
    measure: Measure,
    totals: &Tally,
    minimum: Option<Minimum>,
    engaged: &EngagedTimes,
    service: &Service,
    period: &Period,
) -> Cell {
    match measure {
        Measure::BounceRate | Measure::EngagedTime
            if service.profile == CollectionProfile::Headers
                && totals.measured_visits.is_zero() =>
        {
            Cell::NotMeasured(NotMeasured::Profile)
        }
        Measure::BounceRate => {
            let share = if is_blurred(totals, minimum) {
                let (bounces, visits) = (blurred(measure, totals), totals.blurred.measured_visits);
                share_of_blurred(bounces, visits, SampleUnit::Visits)
            } else {
                wilson(totals.bounces, totals.measured_visits, SampleUnit::Visits, Level::P95)
                    .ok()
                    .map(Number::Estimate)
            };
            share.map_or(Cell::NoData, shown)
        }
        Measure::EngagedTime => {
            let seconds = engaged.by_tenths.iter();
            let seconds = seconds.map(|(tenths, visits)| (f64::from(*tenths) / 10.0, *visits));
            let median = median(seconds, SampleUnit::Visits, Level::P95);
            median.map_or(Cell::NoData, |estimate| {
                // Of how many it is would be the exact count.
                shown(if is_blurred(totals, minimum) {
                    of_blurred(estimate, totals.blurred.measured_visits)
                } else {
                    Number::Estimate(Estimate { n: totals.measured_visits, ..estimate })
                })
            })
        }
        Measure::People if crosses_quarter(service, period) => {
            Cell::NotMeasured(NotMeasured::KeyChange)
        }
        _ => shown(told(measure, totals, minimum)),
    }
}

/// Whether the keys of signed references change within the period.
fn crosses_quarter(service: &Service, period: &Period) -> bool {
    use lotse_domain::directory::Quarter;
    service.identity() == IdentityQuality::SignedReference
        && Quarter::of(period.first()) != Quarter::of(period.last())
}

fn count(measure: Measure, tally: &Tally) -> Cell {
    shown_count(raw(measure, tally))
}

fn shown_count(count: Count) -> Cell {
    shown(Number::Count(count))
}

fn shown_blurred(count: Count) -> Cell {
    shown(Number::Blurred(count))
}

/// What is told of the blurred population; but nothing is nothing.
fn part(exact: Count, blurred: Count) -> Number {
    if exact.is_zero() { Number::Count(exact) } else { Number::Blurred(blurred) }
}

/// A part of a total.
fn shown_part(exact: Count, blurred: Count) -> Cell {
    shown(part(exact, blurred))
}

fn shown(number: Number) -> Cell {
    Cell::Shown { number: Disclosed(number) }
}

/// A share of the blurred population, with the interval that blurring widens.
fn share_of_blurred(units: Count, all: Count, unit: SampleUnit) -> Option<Number> {
    let share = wilson_of_weighted(units, all, Weight::VARIANCE, unit, Level::P95);
    share.ok().map(Number::OfBlurred)
}

/// A computed number of so many, of whom the blurred count is told.
fn of_blurred(estimate: Estimate, n: Count) -> Number {
    Number::OfBlurred(Estimate { n, ..estimate })
}

/// Whether a total that is shown is told of the blurred population: where there is a minimum and not every day of it holds
/// enough people, since two periods could differ by one day of it. What is no total is always blurred: what is left of an
/// exact total without exact rows would be exact too.
fn is_blurred(tally: &Tally, minimum: Option<Minimum>) -> bool {
    minimum.is_some_and(|minimum| !minimum.is_met_on_each_day(tally.fewest_visitors_on_a_day))
}

/// A total that is shown.
fn told(measure: Measure, tally: &Tally, minimum: Option<Minimum>) -> Number {
    let exact = raw(measure, tally);
    if is_blurred(tally, minimum) {
        part(exact, blurred(measure, tally))
    } else {
        Number::Count(exact)
    }
}

fn blurred(measure: Measure, tally: &Tally) -> Count {
    match measure {
        Measure::DailyVisitors => tally.blurred.visitor_days,
        Measure::People => tally.blurred.visitors,
        Measure::Visits => tally.blurred.visits,
        Measure::PageViews => tally.blurred.page_views,
        Measure::BounceRate => tally.blurred.bounces,
        Measure::EngagedTime => tally.blurred.measured_visits,
    }
}

fn raw(measure: Measure, tally: &Tally) -> Count {
    match measure {
        Measure::DailyVisitors => tally.visitor_days,
        Measure::People => tally.visitors,
        Measure::Visits => tally.visits,
        Measure::PageViews => tally.page_views,
        Measure::BounceRate => tally.bounces,
        Measure::EngagedTime => tally.measured_visits,
    }
}

/// Nobody: what a table of pages that holds nothing back does not name.
pub(crate) fn nobody(service: &Service, rules: Rules) -> Cell {
    let minimum = Minimum::of_cell(service, Breakdown::Page, rules);
    if minimum.is_small(Count::ZERO, true) {
        return Cell::Hidden(minimum.too_few());
    }
    shown_count(Count::ZERO)
}

/// What a table may hold back: too few people, or nobody. Which, is not said.
pub(crate) fn held_back(rule: Option<Hidden>) -> Cell {
    Cell::Hidden(match rule {
        Some(Hidden::TooFew { minimum } | Hidden::TooFewOrProtects { minimum }) => {
            Hidden::TooFewOrProtects { minimum }
        }
        Some(Hidden::Protects | Hidden::Dominated) | None => Hidden::Protects,
    })
}

pub mod dictionary;
#[cfg(test)]
mod differencing;
mod dominance;
pub mod forms;
pub mod friction;
pub mod funnel;
pub mod hidden;
mod matrix;
pub mod paths;
pub mod retention;
pub(crate) mod series;
pub(crate) mod tags;
pub mod task;
#[cfg(test)]
pub(crate) mod tests;
pub mod trend;
