//! What pages and programs do with imports: look at an upload, propose it, and wake who does the work.

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;
use lotse_collect::logs::{Hosts, LogError, LogLines, Preview, Wanted, format_of, open, preview};
use lotse_control::{
    ControlError,
    audit::Actor,
    log_imports::{LogImport, NewImport},
};
use lotse_domain::{
    import::{ImportState, LogFormat},
    service::Service,
};
use tokio::sync::Notify;

use crate::{state::AppState, upload::Upload};

/// Lines that are looked at before an import.
const LOOKED_AT: usize = 50_000;
/// Characters of the name of a file that are kept.
const NAME_CHARS: usize = 120;

/// What uploads need of the program.
#[derive(Clone)]
pub struct Imports {
    /// The folder of uploads, in the data folder.
    pub folder: PathBuf,
    /// The largest file that may be uploaded, in bytes.
    pub most_bytes: u64,
    /// Free bytes where the folder lies, as far as known.
    pub free_bytes: Arc<dyn Fn() -> Option<u64> + Send + Sync>,
    /// The earliest time of which events are kept.
    pub oldest: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Wakes who does what waits.
    pub wake: Arc<Notify>,
}

/// What somebody says of the file that they upload.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// The name of the file on their machine, with or without folders.
    pub(crate) name: String,
    /// The format; none for one that is recognised.
    pub(crate) format: Option<LogFormat>,
    /// Hosts whose lines are wanted; none for those of the service.
    pub(crate) hosts: Vec<String>,
}

/// Why an upload is not proposed.
#[derive(Debug)]
pub(crate) enum NotProposed {
    /// Its format is not recognised.
    Format,
    /// It cannot be read: it is not packed as it says.
    Unreadable,
    /// The control data failed.
    Control(ControlError),
}

/// Hosts as they are typed: parted by commas, spaces or lines.
pub(crate) fn hosts(typed: &str) -> Vec<String> {
    let parts = typed.split(|c: char| c == ',' || c.is_whitespace());
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Looks at an upload and proposes it as an import.
pub(crate) async fn propose(
    state: &AppState,
    actor: Actor,
    service: &Service,
    upload: Upload,
    said: Said,
) -> Result<LogImport, NotProposed> {
    let hosts = if said.hosts.is_empty() { Hosts::of(service) } else { Hosts::named(&said.hosts) };
    let wanted = Wanted { hosts, oldest: (state.imports.oldest)() };
    let (path, format, now) = (upload.file(), said.format, state.clock.now());
    let looking = tokio::task::spawn_blocking(move || look(&path, format, &wanted, now));
    let seen = looking.await.map_err(|_| NotProposed::Unreadable)?;
    let seen = seen.map_err(|_| NotProposed::Unreadable)?.ok_or(NotProposed::Format)?;
    let new = NewImport {
        files: vec![base_name(&said.name)],
        // Each upload is a file of its own, whatever it holds.
        fingerprint: format!("upload {}", upload.name()),
        format: seen.format,
        hosts: said.hosts,
        upload: Some(upload.name().to_owned()),
        all_bytes: upload.bytes(),
    };
    let changes = state.control.by(actor);
    let proposed = changes.begin_import(service, &new, ImportState::Proposed, &seen.counts).await;
    let proposed = proposed.map_err(NotProposed::Control)?;
    upload.keep();
    Ok(proposed)
}

fn look(
    path: &std::path::Path,
    format: Option<LogFormat>,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Option<Preview>, LogError> {
    let lines = || {
        let file = std::fs::File::open(path).and_then(open);
        file.map(LogLines::new).map_err(|reason| LogError::Read { after: 0, reason })
    };
    let format = match format {
        Some(format) => Some(format),
        None => format_of(&mut lines()?)?,
    };
    format.map(|format| preview(&mut lines()?, format, wanted, now, LOOKED_AT)).transpose()
}

/// The name of a file without folders, of whatever system, and without what is no sign.
fn base_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let base: String = base.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
    if base.is_empty() { "access.log".to_owned() } else { base }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_folders_and_hosts_are_typed_in_any_way() {
        for (name, base) in [
            ("access.log", "access.log"),
            ("/var/log/nginx/access.log.1.gz", "access.log.1.gz"),
            ("C:\\logs\\u_ex.log", "u_ex.log"),
            ("a\u{0}b\n", "ab"),
            ("/", "access.log"),
        ] {
            assert_eq!(base_name(name), base);
        }
        assert_eq!(base_name(&"x".repeat(500)).len(), NAME_CHARS);
        assert_eq!(hosts(" a.gov, b.gov\nc.gov "), ["a.gov", "b.gov", "c.gov"]);
    }
}
