//! The overview's question beside the same question in DuckDB, over the same files, in one run.

use std::{path::Path, process::Command};

use anyhow::{Context as _, bail};

use crate::{
    machine,
    overview::{self, Arguments},
    report::Section,
};

/// How often each asks; the median counts.
const TIMES: usize = 9;

/// Measures the overview over a lake of so many events.
pub fn run(events: u64, data: &Path) -> anyhow::Result<Section> {
    let folder = data.join(format!("overview-{events}"));
    let arguments = Arguments { folder: folder.clone(), events, times: TIMES, workers: None };
    let ours = overview::run(&arguments)?;
    let memory = machine::peak_memory_mib(std::process::id())?;
    let first = ours.question_ms.first().copied().context("nothing was measured")?;
    let warm = median(ours.question_ms.get(1..).unwrap_or_default());
    let row = |name: &str, figure: String| (name.to_owned(), figure);
    let mut rows = vec![
        row("Lotse, median of the warm questions", format!("{warm:.0} ms")),
        row("Lotse, first question after opening", format!("{first:.0} ms")),
        row("largest memory of the measuring process", format!("{memory} MiB")),
    ];
    match std::env::var_os("LOTSE_TEST_PYTHON") {
        Some(python) => {
            let theirs = duckdb(Path::new(&python), &folder.join("public/events"))?;
            rows.insert(
                1,
                row("DuckDB 1.5.5, median of its warm questions", format!("{theirs:.0} ms")),
            );
            rows.insert(2, row("DuckDB's time over ours", format!("{:.1}", theirs / warm)));
        }
        None => rows.push(row(
            "DuckDB",
            "not measured: LOTSE_TEST_PYTHON names no Python with duckdb".to_owned(),
        )),
    }
    Ok(Section {
        title: "The overview of one service",
        what: format!(
            "One service with {events} events in 90 days; the overview of 30 of them: totals, days, pages, entry and exit pages, \
             languages, devices, browsers, systems and referrers in one question. Median of {TIMES} on a warm cache. DuckDB reads \
             the same Parquet files with the same visits, written as SQL with window functions, for totals, days and five of the tables."
        ),
        rows,
    })
}

fn duckdb(python: &Path, table: &Path) -> anyhow::Result<f64> {
    let output = Command::new(python)
        .arg("bench/overview_duckdb.py")
        .arg(table)
        .arg(TIMES.to_string())
        .output()
        .context("Python cannot be started")?;
    if !output.status.success() {
        bail!("DuckDB failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let times: Vec<f64> = String::from_utf8(output.stdout)?
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    Ok(median(times.get(1..).unwrap_or_default()))
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
