//! What pages and programs do with imports: look at an upload, propose it, and wake who does the work.

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;
use lotse_collect::logs::{
    Hosts, LogError, LogLines, Preview, Wanted, columns_of, format_of, open, preview,
};
use lotse_control::{
    ControlError,
    audit::Actor,
    log_imports::{LogImport, NewImport},
};
use lotse_domain::{
    import::{ImportState, LogFormat, RowColumns, RowRole},
    service::Service,
};
use tokio::sync::Notify;

use crate::{
    error::Failure,
    query::Query,
    state::AppState,
    upload::{self, Upload},
};

/// Lines that are looked at before an import.
const LOOKED_AT: usize = 50_000;

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

impl Imports {
    /// Where the file of an upload lies.
    pub(crate) fn file(&self, upload: &str) -> PathBuf {
        self.folder.join(upload).join(upload::FILE)
    }
}

/// What somebody says of the file that they upload.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// The name of the file on their machine, with or without folders.
    pub(crate) name: String,
    /// The format; none for one that is recognised.
    pub(crate) format: Option<LogFormat>,
    /// Which columns of rows say what, where their names do not.
    pub(crate) columns: RowColumns,
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

impl NotProposed {
    /// The message that says so.
    ///
    /// # Errors
    /// When it is nothing that somebody could mend.
    pub(crate) fn words(self) -> Result<&'static str, Failure> {
        match self {
            Self::Format => Ok("import-format-unknown"),
            Self::Unreadable => Ok("import-unreadable"),
            Self::Control(error) => Err(error.into()),
        }
    }
}

/// Hosts as they are typed: parted by commas, spaces or lines.
pub(crate) fn hosts(typed: &str) -> Vec<String> {
    let parts = typed.split(|c: char| c == ',' || c.is_whitespace());
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Which column says what, as parameters and fields say it, each by the name of what it says.
pub(crate) fn columns_said(query: &Query) -> RowColumns {
    let mut columns = RowColumns::default();
    for role in RowRole::ALL {
        columns.name(*role, query.get(role.as_str()).map(str::trim).unwrap_or_default());
    }
    columns
}

/// Looks at an upload and proposes it as an import.
pub(crate) async fn propose(
    state: &AppState,
    actor: Actor,
    service: &Service,
    upload: Upload,
    said: Said,
) -> Result<LogImport, NotProposed> {
    let wanted = wanted(state, service, &said.hosts, &said.columns);
    let seen = looked_at(state, upload.file(), said.format, wanted).await?;
    let new = NewImport {
        files: vec![upload::base_name(&said.name, "access.log")],
        // Each upload is a file of its own, whatever it holds.
        fingerprint: format!("upload {}", upload.name()),
        format: seen.format,
        columns: said.columns,
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

fn wanted(state: &AppState, service: &Service, hosts: &[String], columns: &RowColumns) -> Wanted {
    let hosts = if hosts.is_empty() { Hosts::of(service) } else { Hosts::named(hosts) };
    let (oldest, zone) = ((state.imports.oldest)(), service.time_zone.clone());
    Wanted { hosts, oldest, columns: columns.clone(), zone }
}

/// The names of the columns of rows that wait for somebody who starts their import.
pub(crate) async fn columns(state: &AppState, import: &LogImport) -> Vec<String> {
    let folder = import.of.upload.as_deref().unwrap_or_default();
    let path = state.imports.file(folder);
    let looking = tokio::task::spawn_blocking(move || {
        let file = std::fs::File::open(path).and_then(open).ok()?;
        columns_of(&mut LogLines::new(file)).ok()
    });
    looking.await.ok().flatten().unwrap_or_default()
}

/// Names the columns of an upload that was proposed, and looks at it anew. `false` if it waits no longer.
pub(crate) async fn name_columns(
    state: &AppState,
    actor: Actor,
    service: &Service,
    import: &LogImport,
    columns: &RowColumns,
) -> Result<bool, NotProposed> {
    let Some(folder) = &import.of.upload else { return Ok(false) };
    if import.state != ImportState::Proposed {
        return Ok(false);
    }
    let wanted = wanted(state, service, &import.of.hosts, columns);
    let seen = looked_at(state, state.imports.file(folder), import.of.format, wanted).await?;
    let changes = state.control.by(actor);
    let named = changes.name_columns(service, import.id, columns, &seen.counts).await;
    named.map_err(NotProposed::Control)
}

/// What the first lines of a file hold.
async fn looked_at(
    state: &AppState,
    path: PathBuf,
    format: Option<LogFormat>,
    wanted: Wanted,
) -> Result<Preview, NotProposed> {
    let now = state.clock.now();
    let looking = tokio::task::spawn_blocking(move || look(&path, format, &wanted, now));
    let seen = looking.await.map_err(|_| NotProposed::Unreadable)?;
    seen.map_err(|_| NotProposed::Unreadable)?.ok_or(NotProposed::Format)
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
        None => format_of(&mut lines()?, &wanted.columns)?,
    };
    format.map(|format| preview(&mut lines()?, format, wanted, now, LOOKED_AT)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_typed_in_any_way() {
        assert_eq!(hosts(" a.gov, b.gov\nc.gov "), ["a.gov", "b.gov", "c.gov"]);
    }
}
