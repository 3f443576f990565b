//! What people would use instead, asked the same question over the same files in the same run.

use std::{path::Path, process::Command};

use anyhow::{Context as _, bail};

/// How often it is asked; the median of all but the first counts.
const TIMES: usize = 6;

/// Rows for the report: `DuckDB`'s time, and its ratio to ours.
pub(crate) fn duckdb(table: &Path, ours_ms: f64) -> anyhow::Result<Vec<(String, String)>> {
    let name = "DuckDB 1.5.5 over the same files, median".to_owned();
    let Some(python) = std::env::var_os("LOTSE_TEST_PYTHON") else {
        let why = "not measured: LOTSE_TEST_PYTHON names no Python with duckdb".to_owned();
        return Ok(vec![(name, why)]);
    };
    let output = Command::new(python)
        .arg("bench/overview_duckdb.py")
        .arg(table)
        .arg(TIMES.to_string())
        .output()
        .context("Python cannot be started")?;
    if !output.status.success() {
        bail!("DuckDB failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout)?;
    let mut times: Vec<f64> =
        text.split_whitespace().skip(1).map(str::parse).collect::<Result<_, _>>()?;
    times.sort_by(f64::total_cmp);
    let theirs = times.get(times.len() / 2).copied().context("DuckDB measured nothing")?;
    Ok(vec![
        (name, format!("{theirs:.0} ms")),
        ("DuckDB's time over ours".to_owned(), format!("{:.1}", theirs / ours_ms)),
    ])
}
