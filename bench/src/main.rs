//! Measures Lotse beside what people would use instead, and writes `docs/performance.md`.
//!
//! One command: `cargo run --release -p lotse-bench`. It builds nothing else: the program that is
//! measured is the release build beside it.

mod beside;
mod crowd;
mod generated;
mod import;
mod ingest;
mod machine;
mod overview;
mod report;
mod task;
mod upkeep;
mod visitors;

use clap::Parser;

/// Measures Lotse and writes docs/performance.md.
#[derive(Debug, Parser)]
struct Args {
    /// What to measure; everything when nothing is named.
    parts: Vec<Part>,
    /// Events in the lakes of the overview, of visitors and of a task.
    #[arg(long, default_value_t = 20_000_000)]
    events: u64,
    /// Also measure how questions grow up to five times as many events: takes half an hour the first time.
    #[arg(long)]
    large: bool,
    /// Lines of the access log that is imported.
    #[arg(long, default_value_t = 2_000_000)]
    lines: u64,
    /// Seconds that events are sent for.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Folder for generated data; it is kept, so that a second run starts at once.
    #[arg(long, default_value = "bench/data")]
    data: std::path::PathBuf,
    /// Only print, do not write docs/performance.md.
    #[arg(long)]
    print: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Durable events over HTTP.
    Ingest,
    /// Access logs by command.
    Import,
    /// The questions of one service's overview.
    Overview,
    /// Questions about visitors over many days.
    Visitors,
    /// The report of a task.
    Task,
    /// Flush, compaction and erasure, and what compaction is worth.
    Upkeep,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let wants = |part| args.parts.is_empty() || args.parts.contains(&part);
    let mut sections = Vec::new();
    if wants(Part::Ingest) {
        sections.push(ingest::run(args.seconds)?);
    }
    if wants(Part::Import) {
        sections.push(import::run(args.lines)?);
    }
    if wants(Part::Overview) {
        sections.push(overview::run(args.events, &args.data)?);
    }
    if wants(Part::Visitors) {
        sections.push(visitors::run(args.events, args.large, &args.data)?);
    }
    if wants(Part::Task) {
        sections.push(task::run(args.events, &args.data)?);
    }
    if wants(Part::Upkeep) {
        sections.push(upkeep::run()?);
    }
    report::write(&sections, args.print)
}
