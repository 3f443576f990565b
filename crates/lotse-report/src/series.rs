//! Figures that others counted, by period and labels: imported, and never mixed with events.

use std::collections::BTreeMap;

use jiff::civil::Date;
use lotse_control::series::Series;
use lotse_domain::{
    series::{SeriesId, SeriesPeriod},
    service::Service,
};

use crate::{
    Reports,
    error::ReportError,
    gate::{self, Disclosed},
    measure::Cell,
    policy::Minimum,
    viewer::Viewer,
};

/// Periods that can be chosen.
const MOST_PERIODS: u32 = 400;
/// Figures that are read for what is drawn over time.
const MOST_DRAWN: u64 = 50_000;
/// Labels that are drawn over time.
const LINES: usize = 6;

/// A series with the figures of one period, and its largest labels over time.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesReport {
    /// What it is.
    pub series: Series,
    /// The periods that it has figures of, the newest first.
    pub periods: Vec<SeriesPeriod>,
    /// Of which one the table is; none where it has no figures.
    pub period: Option<SeriesPeriod>,
    /// The figures of that period.
    pub table: SeriesTable,
    /// The periods that lines go through, the earliest first.
    pub drawn: Vec<SeriesPeriod>,
    /// The largest labels of the period over time: one cell for each period that is drawn.
    pub lines: Vec<SeriesLine>,
}

/// The figures of one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeriesTable {
    /// Rows that may be named, the largest first.
    pub rows: Vec<SeriesRow>,
    /// The rest, if there is any.
    pub others: Option<Cell>,
}

/// One figure and what it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesRow {
    /// One label for each dimension.
    pub labels: Disclosed<Vec<String>>,
    /// The figure.
    pub cell: Cell,
}

/// A label over time.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesLine {
    /// One label for each dimension.
    pub labels: Disclosed<Vec<String>>,
    /// One cell for each period; none where it has no figure, or may not be told.
    pub cells: Vec<Option<Cell>>,
}

impl Reports {
    /// A series of a service with the figures of a period: the newest that has figures, where none is asked
    /// for or there is none such. `None` where the service has no series of the number, or is seen in part
    /// only: what others counted is not told apart by authority.
    ///
    /// # Errors
    /// When the control data gives no answer.
    pub async fn series(
        &self,
        viewer: &Viewer,
        service: &Service,
        number: SeriesId,
        wanted: Option<SeriesPeriod>,
    ) -> Result<Option<SeriesReport>, ReportError> {
        if viewer.authority().is_some() {
            return Ok(None);
        }
        let Some(series) = self.control.series_numbered(service, number).await? else {
            return Ok(None);
        };
        let periods = self.control.series_periods(number, MOST_PERIODS).await?;
        let minimum = Minimum::of_series(service, &series.is.dimensions, self.rules(viewer));
        let mut tables = BTreeMap::new();
        if let Some(days) = drawn_days(&periods) {
            let points = self.control.series_points(number, days).await?;
            tables = gate::series::tables(points, minimum);
        }
        let newest = periods.first().map(|(period, _)| *period);
        let mut chosen = None;
        for period in wanted.into_iter().chain(newest) {
            if chosen.is_none() {
                chosen = self.series_table(number, minimum, &tables, period).await?;
            }
        }
        let (period, table) = chosen.unzip();
        let table: SeriesTable = table.unwrap_or_default();
        let lines = table.rows.iter().take(LINES).map(|row| line(row, &tables)).collect();
        Ok(Some(SeriesReport {
            series,
            periods: periods.into_iter().map(|(period, _)| period).collect(),
            period,
            table,
            drawn: tables.into_keys().collect(),
            lines,
        }))
    }

    /// The figures of a period, which may be older than those that are drawn and listed; `None` where it has none.
    async fn series_table(
        &self,
        number: SeriesId,
        minimum: Minimum,
        drawn: &BTreeMap<SeriesPeriod, SeriesTable>,
        period: SeriesPeriod,
    ) -> Result<Option<(SeriesPeriod, SeriesTable)>, ReportError> {
        if let Some(found) = drawn.get(&period) {
            return Ok(Some((period, found.clone())));
        }
        let points = self.control.series_points(number, (period.last(), period.last())).await?;
        Ok(gate::series::tables(points, minimum).remove_entry(&period))
    }

    /// The series of a service; none where it is seen in part only.
    ///
    /// # Errors
    /// When the control data gives no answer.
    pub async fn all_series(
        &self,
        viewer: &Viewer,
        service: &Service,
    ) -> Result<Vec<Series>, ReportError> {
        if viewer.authority().is_some() {
            return Ok(Vec::new());
        }
        Ok(self.control.series(service).await?)
    }
}

/// The newest days of which not too much has to be read.
fn drawn_days(periods: &[(SeriesPeriod, u64)]) -> Option<(Date, Date)> {
    let to = periods.first()?.0.last();
    let mut read = 0_u64;
    let within = periods.iter().take_while(|(_, figures)| {
        read = read.saturating_add(*figures);
        read <= MOST_DRAWN
    });
    let from = within.last()?.0.last();
    Some((from, to))
}

fn line(row: &SeriesRow, tables: &BTreeMap<SeriesPeriod, SeriesTable>) -> SeriesLine {
    let cell = |table: &SeriesTable| {
        table.rows.iter().find(|other| other.labels == row.labels).map(|other| other.cell.clone())
    };
    SeriesLine { labels: row.labels.clone(), cells: tables.values().map(cell).collect() }
}
