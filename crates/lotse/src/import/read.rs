//! The work of one import: while one batch is written, the next is read.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use lotse_collect::logs::{LogLines, LogSource, Wanted, format_of, open};
use lotse_control::Control;
use lotse_domain::{
    append::{ImportOf, WriteError},
    ids::ImportId,
    import::{Brought, LineCounts, LogFormat},
    service::Service,
};
use tokio::{sync::mpsc, task::JoinHandle};

use super::{Files, LogDoor};

/// Page views of a batch: few enough for memory, many enough for few commits.
const BATCH: usize = 32_768;

/// How far an import is.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    /// Bytes of the files, as they lie on disk, that were read.
    pub(crate) done_bytes: u64,
    /// Bytes in all.
    pub(crate) all_bytes: u64,
}

/// Everything that reading needs.
pub(super) struct Reading {
    pub(super) control: Control,
    pub(super) door: Arc<LogDoor>,
    pub(super) service: Arc<Service>,
    pub(super) import: ImportId,
    pub(super) wanted: Wanted,
    pub(super) format: Option<LogFormat>,
    pub(super) files: Files,
    pub(super) heard: mpsc::UnboundedSender<Progress>,
}

/// A batch on its way into the lake.
struct Writing {
    kept: JoinHandle<Result<Brought, WriteError>>,
    counts: LineCounts,
    done_bytes: u64,
}

/// Why an import ended before its end.
enum Ended {
    /// Nobody listens any more, or somebody undoes it: nothing is noted.
    Quietly(String),
    /// Something went wrong.
    Failed(String),
}

impl Reading {
    /// Reads all files and notes how it went.
    pub(super) async fn run(self) -> Result<(), String> {
        let (mut counts, mut done) = (LineCounts::default(), 0);
        let ended = self.read(&mut counts, &mut done).await;
        let noted = match &ended {
            Ok(()) => self.control.finish_import(self.import, &counts, done).await,
            Err(Ended::Failed(reason)) => {
                self.control.fail_import(self.import, &counts, done, reason).await
            }
            Err(Ended::Quietly(_)) => Ok(()),
        };
        match ended {
            Ok(()) => noted.map_err(|error| error.to_string()),
            Err(Ended::Failed(reason) | Ended::Quietly(reason)) => Err(reason),
        }
    }

    /// `counts` and `done` are what is in the lake.
    async fn read(&self, counts: &mut LineCounts, done: &mut u64) -> Result<(), Ended> {
        let import = self.door.import(&self.service, self.import, self.wanted.clone()).await;
        let mut log = import.map_err(|error| Ended::Failed(error.to_string()))?;
        let of =
            ImportOf { kind: self.service.kind, service: self.service.id, import: self.import };
        let bytes = Arc::new(AtomicU64::new(0));
        let mut known = 0;
        let mut writing: Option<Writing> = None;
        for (place, (name, path)) in self.files.named().enumerate() {
            let fail = |reason: String| Ended::Failed(format!("{name}: {reason}"));
            let (format, mut lines) = self.begin(path, &bytes).map_err(fail)?;
            log.begin_file(place, format);
            loop {
                let now = self.control.clock().now();
                let batch = log.read(&mut lines, BATCH, now).await;
                if let Some(before) = writing.take() {
                    self.settle(before, &mut known, counts, done).await?;
                }
                let batch = batch.map_err(|error| fail(error.to_string()))?;
                let is_last = batch.is_last;
                let door = Arc::clone(&self.door);
                writing = Some(Writing {
                    kept: tokio::spawn(async move { door.keep(of, batch).await }),
                    counts: log.counts().clone(),
                    done_bytes: bytes.load(Ordering::Relaxed),
                });
                if is_last {
                    break;
                }
            }
        }
        match writing {
            Some(last) => self.settle(last, &mut known, counts, done).await,
            None => Ok(()),
        }
    }

    fn begin(
        &self,
        path: &Path,
        bytes: &Arc<AtomicU64>,
    ) -> Result<(LogFormat, LogLines<LogSource>), String> {
        let told = |error: io::Error| format!("it cannot be read: {error}");
        let recognised = || {
            let file = open(File::open(path).map_err(told)?).map_err(told)?;
            let found = format_of(&mut LogLines::new(file), &self.wanted.columns)
                .map_err(|error| error.to_string())?;
            found.ok_or_else(|| NO_FORMAT.to_owned())
        };
        let format = self.format.map_or_else(recognised, Ok)?;
        let file = Counted { file: File::open(path).map_err(told)?, bytes: Arc::clone(bytes) };
        Ok((format, LogLines::new(open(file).map_err(told)?)))
    }

    /// Waits until a batch is on disk, and tells how far that is.
    async fn settle(
        &self,
        batch: Writing,
        known: &mut u64,
        counts: &mut LineCounts,
        done: &mut u64,
    ) -> Result<(), Ended> {
        let kept = batch.kept.await.map_err(|error| Ended::Failed(error.to_string()))?;
        let kept = kept.map_err(|error| Ended::Failed(error.to_string()))?;
        *known += kept.known;
        *counts = batch.counts;
        counts.known = *known;
        *done = batch.done_bytes;
        let noted = self.control.note_import(self.import, counts, *done).await;
        if !noted.map_err(|error| Ended::Failed(error.to_string()))? {
            return Err(Ended::Quietly("The import is being undone.".to_owned()));
        }
        let progress = Progress { done_bytes: *done, all_bytes: self.files.all_bytes() };
        self.heard
            .send(progress)
            .map_err(|_| Ended::Quietly("Nobody waits for the import any more.".to_owned()))
    }
}

/// Said of a file that is no log.
pub(super) const NO_FORMAT: &str = "its format is not recognised; name it with --format";

/// Counts the bytes that are read of a file.
struct Counted {
    file: File,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
