//! What a process used, and what this machine is, read from the system's own files.

use std::fs;

use anyhow::Context as _;

/// Largest resident memory of a process so far, in MiB.
pub(crate) fn peak_memory_mib(pid: u32) -> anyhow::Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: u64 = line
        .and_then(|rest| rest.split_whitespace().next())
        .context("the system tells no VmHWM")?
        .parse()?;
    Ok(kib / 1024)
}

/// Forgets how large this process once was.
pub(crate) fn forget_peak() -> anyhow::Result<()> {
    fs::write("/proc/self/clear_refs", "5").context("the system does not forget VmHWM")
}

/// Processor time of a process so far, in seconds, user and system together.
pub(crate) fn cpu_seconds(pid: u32) -> anyhow::Result<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The second field is a name in parentheses and may hold spaces.
    let after = text.rsplit_once(')').context("unexpected stat file")?.1;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks: u32 =
        [11, 12].iter().filter_map(|index| fields.get(*index)?.parse::<u32>().ok()).sum();
    // Linux counts in hundredths of a second.
    Ok(f64::from(ticks) / 100.0)
}

/// Cores and memory, for the head of the report.
pub(crate) fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let memory = fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let kib: u64 = text.lines().next()?.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib / 1024 / 1024)
    });
    let memory = memory.map_or_else(|| "unknown".to_owned(), |gib| format!("{} GiB", gib + 1));
    format!("{cores} cores, {memory} of memory")
}
