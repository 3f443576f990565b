//! `lotse backup`: a copy of everything, made by the running Lotse or here when none runs.

use std::{
    io::{IsTerminal as _, Write as _},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use anyhow::{Context as _, bail};

use super::asking::{OTHER_VERSION, answer_with};
use crate::{
    config::Config,
    control_socket::{Answer, Request},
};

pub(super) fn run(config: &Config, target: &Path, with_secret: bool) -> anyhow::Result<()> {
    // The running process has another working folder.
    let target = std::path::absolute(target)
        .with_context(|| format!("{} is no place for a folder", target.display()))?;
    let request = Request::BackUp { target: target.clone(), with_secret };
    let percent = Percent::of("copied");
    let meanwhile = |answer| {
        if let Answer::Progress { done_bytes, all_bytes } = answer {
            percent.show(done_bytes, all_bytes);
        }
    };
    let Answer::BackedUp { size_bytes, events } = answer_with(config, request, &meanwhile)? else {
        bail!(OTHER_VERSION)
    };
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    {
        println!("Back-up of {events} events ({} MiB) in {}", mib(size_bytes), target.display());
        if !with_secret {
            println!(
                "The installation secret is not in it. Keep a copy of {} in another place: without it, references that services signed are no longer understood after a restore.",
                config.data.join("installation-secret").display()
            );
        }
    }
    Ok(())
}

/// Rounded up, so that something is never nothing.
fn mib(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

/// Rewrites one line of a terminal for each whole percent; a file gets no such lines.
pub(super) struct Percent {
    doing: &'static str,
    shown: AtomicU64,
}

impl Percent {
    /// Says how much is done of something.
    pub(super) fn of(doing: &'static str) -> Self {
        Self { doing, shown: AtomicU64::new(u64::MAX) }
    }

    /// So much is done.
    pub(super) fn show(&self, done: u64, all: u64) {
        let percent = done.saturating_mul(100) / all.max(1);
        let mut error = std::io::stderr();
        if error.is_terminal() && self.shown.swap(percent, Ordering::Relaxed) != percent {
            let end = if percent == 100 { "\n" } else { "" };
            let doing = self.doing;
            // Progress that cannot be shown is no reason to stop.
            let _shown = write!(error, "\r{percent} % {doing}{end}").and_then(|()| error.flush());
        }
    }
}
