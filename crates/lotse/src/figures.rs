//! Figures that others counted, as commands bring them.

use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
};

use lotse_collect::report_file::{FigureTable, ReportFile, Stated, look};
use lotse_control::{Control, audit::Actor, series::SeriesImported};
use lotse_domain::{
    series::{ColumnRole, SeriesHead, SeriesPeriod},
    service::Service,
};
use serde::{Deserialize, Serialize};

use crate::{control_socket::Answer, import::Files};

/// What a command says of files of figures.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SaidOfFigures {
    /// What the series are called.
    pub name: Option<String>,
    /// The first and the last day of files that say none.
    pub days: Option<[jiff::civil::Date; 2]>,
    /// What columns are, by their heads.
    pub columns: BTreeMap<String, ColumnRole>,
}

/// What a file of figures holds.
#[derive(Debug, Serialize, Deserialize)]
pub struct FiguresOfFile {
    /// The name of the file.
    pub file: String,
    /// The first and the last day.
    pub days: Option<[jiff::civil::Date; 2]>,
    /// Its figures: one table, of an extract one for each breakdown.
    pub tables: Vec<TableOfFile>,
    /// Columns, of an extract measures, of which no series is made.
    pub left_out: Vec<String>,
    /// Rows of an extract without a number.
    pub without_number: u64,
    /// Rows of an extract that are rests.
    pub rests: u64,
    /// Rows that could not be read.
    pub all_faults: u64,
    /// The first of them: number and column.
    pub faults: Vec<(u64, String)>,
    /// What was taken; nothing where the file was only looked at.
    pub taken: Vec<TakenFigures>,
}

/// Figures with the same labels.
#[derive(Debug, Serialize, Deserialize)]
pub struct TableOfFile {
    /// Rows that were read.
    pub rows: usize,
    /// What its labels are.
    pub dimensions: Vec<String>,
    /// What it counts.
    pub measures: Vec<String>,
}

/// Figures of one measure that were taken.
#[derive(Debug, Serialize, Deserialize)]
pub struct TakenFigures {
    /// The number of the series.
    pub series: i64,
    /// What it counts.
    pub measure: String,
    /// What its labels are.
    pub dimensions: Vec<String>,
    /// Figures that were not there.
    pub added: u64,
    /// Figures that were others.
    pub changed: u64,
    /// Figures that were there already.
    pub known: u64,
}

/// Takes the figures of files in the operator's name, or looks at them. Nothing is taken where one of the files
/// cannot be read.
pub(crate) async fn take(
    control: &Control,
    service: &Service,
    paths: &[PathBuf],
    said: &SaidOfFigures,
    is_dry_run: bool,
) -> Result<Answer, String> {
    let files = Files::of(paths).map_err(|error| error.to_string())?;
    let files: Vec<(String, PathBuf)> =
        files.named().map(|(name, path)| (name, path.clone())).collect();
    let period = match said.days {
        None => None,
        Some([first, last]) => Some(
            SeriesPeriod::new(first, last)
                .ok_or_else(|| format!("--first {first} is after --last {last}"))?,
        ),
    };
    let stated = Stated { period, roles: said.columns.clone() };
    let reading = tokio::task::spawn_blocking(move || {
        let read = |(name, path): (String, PathBuf)| Ok((name, read(&path, &stated)?));
        files.into_iter().map(read).collect::<Result<Vec<_>, String>>()
    });
    let reports = reading.await.map_err(|error| format!("reading the files ended: {error}"))??;
    let mut told = Vec::with_capacity(reports.len());
    for (file, report) in reports {
        let mut of = seen(&file, &report);
        if !is_dry_run {
            let name = report.name_for(said.name.as_deref(), &file);
            let changes = control.by(Actor::operator());
            let done = changes.import_figures(service, &file, report.series(&name)).await;
            let done = done.map_err(|error| error.to_string())?;
            let taken = |(head, done): (SeriesHead, SeriesImported)| TakenFigures {
                series: done.series.number(),
                measure: head.measure,
                dimensions: head.dimensions,
                added: done.added,
                changed: done.changed,
                known: done.known,
            };
            of.taken = done.into_iter().map(taken).collect();
        }
        told.push(of);
    }
    Ok(Answer::Figures { files: told })
}

fn read(path: &Path, stated: &Stated) -> Result<ReportFile, String> {
    let place = path.display();
    let file = File::open(path).map_err(|error| format!("{place} cannot be read: {error}"))?;
    look(file, stated).file.map_err(|error| format!("{place} {error}"))
}

fn seen(file: &str, report: &ReportFile) -> FiguresOfFile {
    let table = |table: &FigureTable| TableOfFile {
        rows: table.rows.len(),
        dimensions: table.dimensions.clone(),
        measures: table.measures.clone(),
    };
    FiguresOfFile {
        file: file.to_owned(),
        days: report.days().map(|days| [days.first(), days.last()]),
        tables: report.tables.iter().map(table).collect(),
        left_out: report.left_out.clone(),
        without_number: report.passed_over.without_number,
        rests: report.passed_over.rests,
        all_faults: report.all_faults.get(),
        faults: report.faults.iter().map(|fault| (fault.row, fault.column.clone())).collect(),
        taken: Vec::new(),
    }
}
