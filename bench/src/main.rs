//! Measures the program side by side with its targets: `cargo run --release -p lotse-bench`.

mod overview;

use std::{io::Write as _, path::PathBuf};

fn main() -> anyhow::Result<()> {
    let arguments = overview::Arguments {
        folder: PathBuf::from("bench/data/overview"),
        events: 20_000_000,
        times: 10,
        workers: None,
    };
    let report = overview::run(&arguments)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "overview: {report:#?}")?;
    Ok(())
}
