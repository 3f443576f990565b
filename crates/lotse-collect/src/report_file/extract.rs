//! An extract of Lotse itself (`docs/spec/extract.md`): known by its heads, and read as one series for each breakdown
//! and measure.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use csv::StringRecord;
use lotse_domain::{
    Count,
    extract::{ExtractColumn as Column, WHOLE_SERVICE},
    series::SeriesPeriod,
};

use super::{
    Faults, FigureTable, PassedOver, ReportFile, ReportFileError, ReportRow, interval, label,
    numbered, short,
};
use crate::redact::Redactions;

/// Where the columns stand in the rows.
pub(super) struct Reader {
    places: BTreeMap<Column, usize>,
    /// Labels may have a sign before them that keeps a spreadsheet from reading a formula.
    is_csv: bool,
}

/// What is read of an extract.
#[derive(Default)]
struct Read {
    /// Service and authority.
    of: Option<(String, String)>,
    /// By breakdown.
    tables: BTreeMap<String, FigureTable>,
    /// Which figures there are: a second one would be added to the first.
    seen: HashSet<(String, String, SeriesPeriod, String)>,
    estimates: BTreeSet<String>,
    passed_over: PassedOver,
}

impl Reader {
    /// A reader of the file with these heads; none where it is no extract.
    pub(super) fn new(heads: &[(usize, String)], is_csv: bool) -> Option<Self> {
        let place = |column: &Column| {
            let found = heads.iter().find(|(_, head)| head.trim() == column.as_str());
            found.map(|(place, _)| (*column, *place))
        };
        let places = Column::ALL.iter().map(place).collect::<Option<_>>()?;
        Some(Self { places, is_csv })
    }

    pub(super) fn read(
        &self,
        rows: impl Iterator<Item = StringRecord>,
    ) -> Result<ReportFile, ReportFileError> {
        let (mut read, mut faults) = (Read::default(), Faults::default());
        let mut found = Redactions::default();
        for row in numbered(rows) {
            let (number, row) = row?;
            match self.row(&row, &mut read, &mut found) {
                Ok(()) => {}
                Err(Wrong::Column(column)) => faults.add(number, column.as_str()),
                Err(Wrong::SeveralParts) => return Err(ReportFileError::SeveralParts),
            }
        }
        if read.tables.is_empty() {
            return Err(ReportFileError::NoFigures);
        }
        let name = read.of.map(|(service, authority)| format!("{service} {authority}"));
        Ok(ReportFile {
            name: name.as_deref().and_then(short),
            tables: read.tables.into_values().collect(),
            left_out: read.estimates.into_iter().collect(),
            passed_over: read.passed_over,
            faults: faults.named,
            all_faults: faults.all,
        })
    }

    fn cell<'r>(&self, row: &'r StringRecord, column: Column) -> &'r str {
        let place = self.places.get(&column).copied();
        place.and_then(|place| row.get(place)).map_or("", str::trim)
    }

    /// Takes one row.
    fn row(
        &self,
        row: &StringRecord,
        read: &mut Read,
        found: &mut Redactions,
    ) -> Result<(), Wrong> {
        let cell = |column| self.cell(row, column);
        let text = |column| short(cell(column)).ok_or(Wrong::Column(column));
        let day = |column| {
            let day = interval(cell(column)).filter(|day| day.first() == day.last());
            day.map(SeriesPeriod::first).ok_or(Wrong::Column(column))
        };
        let of = (text(Column::Service)?, cell(Column::Authority).to_owned());
        let (first, last) = (day(Column::FirstDay)?, day(Column::LastDay)?);
        let period = SeriesPeriod::new(first, last).ok_or(Wrong::Column(Column::LastDay))?;
        let (breakdown, measure) = (text(Column::Breakdown)?, text(Column::Measure)?);
        let is_shown = match cell(Column::State) {
            "shown" => true,
            "hidden" | "not-measured" | "no-data" => false,
            _ => return Err(Wrong::Column(Column::State)),
        };
        let is_rest = match cell(Column::IsRest).to_ascii_lowercase().as_str() {
            "false" => false,
            "true" => true,
            _ => return Err(Wrong::Column(Column::IsRest)),
        };
        // Only a row that is one can be of another service.
        if *read.of.get_or_insert_with(|| of.clone()) != of {
            return Err(Wrong::SeveralParts);
        }
        if !is_shown {
            read.passed_over.without_number += 1;
            return Ok(());
        }
        if is_rest {
            read.passed_over.rests += 1;
            return Ok(());
        }
        if !cell(Column::Method).is_empty() {
            read.passed_over.estimates += 1;
            read.estimates.insert(measure);
            return Ok(());
        }
        let value = cell(Column::Value).parse().map_err(|_| Wrong::Column(Column::Value))?;
        let label = label(self.unguarded(cell(Column::Label)), found);
        if !read.seen.insert((breakdown.clone(), measure.clone(), period, label.clone())) {
            return Err(Wrong::Column(Column::Label));
        }
        read.take(breakdown, measure, period, label, Count::new(value));
        Ok(())
    }

    /// A label without the sign that keeps a spreadsheet from reading a formula.
    fn unguarded<'t>(&self, label: &'t str) -> &'t str {
        let is_formula = |rest: &&str| {
            rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
        };
        label.strip_prefix('\'').filter(|_| self.is_csv).filter(is_formula).unwrap_or(label)
    }
}

impl Read {
    /// Takes one figure. Those of one label stand one after another, and are one row.
    fn take(
        &mut self,
        breakdown: String,
        measure: String,
        period: SeriesPeriod,
        label: String,
        value: Count,
    ) {
        let is_whole = breakdown == WHOLE_SERVICE;
        let table = self.tables.entry(breakdown.clone()).or_insert_with(|| FigureTable {
            dimensions: if is_whole { Vec::new() } else { vec![breakdown] },
            measures: Vec::new(),
            rows: Vec::new(),
        });
        let known = table.measures.iter().position(|known| *known == measure);
        let place = known.unwrap_or_else(|| {
            table.measures.push(measure);
            table.measures.len() - 1
        });
        let labels = if is_whole { Vec::new() } else { vec![label] };
        let is_same = |row: &ReportRow| row.period == period && row.labels == labels;
        if !table.rows.last().is_some_and(is_same) {
            table.rows.push(ReportRow { period, labels, values: Vec::new() });
        }
        if let Some(ReportRow { values, .. }) = table.rows.last_mut() {
            values.resize(values.len().max(place + 1), None);
            if let Some(of) = values.get_mut(place) {
                *of = Some(value);
            }
        }
    }
}

/// Why a row is not taken.
enum Wrong {
    /// What stands in a column.
    Column(Column),
    /// It is of another service or authority than the rows before.
    SeveralParts,
}

#[cfg(test)]
mod tests;
