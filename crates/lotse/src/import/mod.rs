//! Imports of access logs and other rows: which files, one batch after the other through the door, and undone again.
//!
//! `docs/spec/import.md` says what holds. One import at a time: several would compete for the same disk,
//! and somebody who waits sees which one is before theirs.

mod files;
mod read;

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;
use lotse_collect::{
    Door, DoorCounters,
    logs::{Hosts, LogLines, Preview, Wanted, format_of, open, preview},
};
use lotse_control::{
    Control,
    audit::Actor,
    log_imports::{LogImport, NewImport},
};
use lotse_domain::{
    ids::ImportId,
    import::{ImportState, LineCounts, LogFormat, RowColumns},
    service::Service,
};
use lotse_lake::{Erasure, EventWriter, Lake, Subject, Upkeep};
use tokio::sync::{Mutex, mpsc};

use self::read::Reading;
pub(crate) use self::{files::Files, read::Progress};

/// The folder of uploaded files, in the data folder.
pub(crate) const UPLOADS: &str = "uploads";
/// Age of an upload that belongs to no import, after which it is deleted.
const STRAY_AFTER: std::time::Duration = std::time::Duration::from_hours(24);
/// Lines that are looked at before an import.
const LOOKED_AT: usize = 50_000;

/// The door as imports use it.
pub type LogDoor = Door<Control, Control, EventWriter>;

/// Imports and undoes.
pub struct Importer {
    control: Control,
    door: Arc<LogDoor>,
    upkeep: Upkeep,
    uploads: PathBuf,
    working: Arc<Mutex<()>>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The format, if it is not to be recognised.
    pub(crate) format: Option<LogFormat>,
    /// Which columns of rows say what, where their names do not.
    pub(crate) columns: RowColumns,
    /// Hosts whose lines are wanted; none for those of the service.
    pub(crate) hosts: Vec<String>,
}

impl Importer {
    /// One that works on an open data folder, through a door that is there already.
    pub fn new(
        control: Control,
        door: Arc<LogDoor>,
        upkeep: Upkeep,
        data: &std::path::Path,
    ) -> Self {
        let uploads = data.join(UPLOADS);
        Self { control, door, upkeep, uploads, working: Arc::default() }
    }

    /// One that works on an open data folder of which no door is open.
    pub fn alone(control: &Control, lake: &Lake, data: &std::path::Path) -> Self {
        let counters = Arc::new(DoorCounters::default());
        let (services, keys, writer) = (control.clone(), control.clone(), lake.writer());
        let door = Door::new(services, keys, writer, counters, std::num::NonZeroU32::MAX);
        Self::new(control.clone(), Arc::new(door), lake.upkeep(), data)
    }

    fn wanted(&self, service: &Service, hosts: &[String], columns: &RowColumns) -> Wanted {
        let hosts = if hosts.is_empty() { Hosts::of(service) } else { Hosts::named(hosts) };
        let (oldest, zone) = (self.upkeep.oldest_event(), service.time_zone.clone());
        Wanted { hosts, oldest, columns: columns.clone(), zone }
    }

    /// Looks at the first lines of each file.
    pub(crate) async fn look(
        &self,
        service: &Service,
        files: Files,
        asked: &Asked,
    ) -> Result<Vec<(String, Option<Preview>)>, String> {
        let (wanted, format) = (self.wanted(service, &asked.hosts, &asked.columns), asked.format);
        let now = self.control.clock().now();
        let looking = tokio::task::spawn_blocking(move || {
            let look = |path: &PathBuf| look_at(path, format, &wanted, now);
            files.named().map(|(name, path)| Ok((name, look(path)?))).collect()
        });
        looking.await.map_err(|error| format!("looking at the files ended: {error}"))?
    }

    /// Imports files in somebody's name; goes on with the import of the same files that was interrupted.
    pub(crate) async fn import(
        &self,
        actor: Actor,
        service: &Arc<Service>,
        files: Files,
        asked: Asked,
        tell: &(dyn Fn(&Progress) + Send + Sync),
    ) -> Result<LogImport, String> {
        let working = Arc::clone(&self.working).try_lock_owned().map_err(|_| BUSY.to_owned())?;
        let new = NewImport {
            files: files.names(),
            fingerprint: files.fingerprint().map_err(|error| error.to_string())?,
            format: asked.format,
            columns: asked.columns,
            hosts: asked.hosts,
            upload: None,
            all_bytes: files.all_bytes(),
        };
        let none = LineCounts::default();
        let begun =
            self.control.by(actor).begin_import(service, &new, ImportState::Running, &none).await;
        let begun = begun.map_err(|error| error.to_string())?;
        self.read(service, &begun, files, working, tell).await
    }

    /// Imports, or goes on with, what somebody uploaded.
    pub(crate) async fn import_upload(&self, import: &LogImport) -> Result<LogImport, String> {
        let working = Arc::clone(&self.working).lock_owned().await;
        let service = self.service(import)?;
        let folder = import.of.upload.as_deref().unwrap_or_default();
        let files = Files::of(&[self.uploads.join(folder)]);
        let Ok(files) = files else {
            let (counts, done) = (&import.counts, import.done_bytes);
            let failing = self.control.fail_import(import.id, counts, done, GONE).await;
            failing.map_err(|error| error.to_string())?;
            return Err(GONE.to_owned());
        };
        let done = self.read(&service, import, files, working, &|_| {}).await?;
        self.forget_upload(import);
        Ok(done)
    }

    /// Reads all files on a thread of its own, since that takes a processor to itself. Who stops listening
    /// stops it after the batch that is under way.
    async fn read(
        &self,
        service: &Arc<Service>,
        import: &LogImport,
        files: Files,
        working: tokio::sync::OwnedMutexGuard<()>,
        tell: &(dyn Fn(&Progress) + Send + Sync),
    ) -> Result<LogImport, String> {
        let (sender, mut heard) = mpsc::unbounded_channel();
        let reading = Reading {
            control: self.control.clone(),
            door: Arc::clone(&self.door),
            service: Arc::clone(service),
            import: import.id,
            wanted: self.wanted(service, &import.of.hosts, &import.of.columns),
            format: import.of.format,
            files,
            heard: sender,
        };
        let runtime = tokio::runtime::Handle::current();
        let worker = tokio::task::spawn_blocking(move || {
            let ended = runtime.block_on(reading.run());
            drop(working);
            ended
        });
        while let Some(progress) = heard.recv().await {
            tell(&progress);
        }
        worker.await.map_err(|error| format!("the import ended: {error}"))??;
        let found = self.control.log_import(service.id, import.id).await;
        let found = found.map_err(|error| error.to_string())?;
        found.ok_or_else(|| "the import is gone".to_owned())
    }

    /// Erases what an import brought, once it has stopped. How many events that were.
    pub(crate) async fn undo(&self, import: &LogImport) -> Result<u64, String> {
        let _working = self.working.lock().await;
        let service = self.service(import)?;
        let subject = Subject::Import(import.id);
        let erasure = Erasure { kind: service.kind, service: service.id, subject };
        let erased = self.upkeep.erase(&erasure).await.map_err(|error| error.to_string())?;
        self.forget_upload(import);
        self.control.import_is_undone(import.id).await.map_err(|error| error.to_string())?;
        tracing::info!(
            import = import.id.number(),
            events = erased.events.get(),
            "an import is undone"
        );
        Ok(erased.events.get())
    }

    /// Says in somebody's name that an import is undone, and undoes it.
    pub(crate) async fn undo_as(&self, actor: Actor, import: ImportId) -> Result<u64, String> {
        let fail = |error: lotse_control::ControlError| error.to_string();
        let of = self.control.service_of_import(import).await.map_err(fail)?;
        let service = self.control.services().into_iter().find(|service| Some(service.id) == of);
        let missing =
            || format!("There is no import {}. `lotse import list` shows all.", import.number());
        let service = service.ok_or_else(missing)?;
        let undoing = self.control.by(actor).undo_import(&service, import).await.map_err(fail)?;
        let found = self.control.log_import(service.id, import).await.map_err(fail)?;
        let found = found.ok_or_else(missing)?;
        if !undoing && found.state == ImportState::Undone {
            return Err(format!("Import {} is undone already.", import.number()));
        }
        self.undo(&found).await
    }

    /// Does what waits: uploads that were started, imports that are undone; and closes what was left
    /// unfinished for so long that its salts must go.
    pub(crate) async fn work(&self) -> Result<(), lotse_control::ControlError> {
        for import in self.control.log_imports_to_do().await? {
            let number = import.id.number();
            let ended = if import.state == ImportState::Undoing {
                self.undo(&import).await.map(|_| ())
            } else {
                self.import_upload(&import).await.map(|_| ())
            };
            if let Err(error) = ended {
                tracing::warn!(import = number, %error, "an import could not be done");
            }
        }
        self.erase_test_visits().await?;
        self.forget_strays().await?;
        for import in self.control.log_imports_left().await? {
            tracing::warn!(import = import.id.number(), "an unfinished import is closed as it is");
            self.forget_upload(&import);
            if import.state == ImportState::Proposed {
                self.control.import_is_undone(import.id).await?;
            } else {
                let (counts, done) = (&import.counts, import.done_bytes);
                self.control.fail_import(import.id, counts, done, LEFT).await?;
                self.control.close_import(import.id).await?;
            }
        }
        Ok(())
    }

    /// Erases test visits that somebody deleted.
    async fn erase_test_visits(&self) -> Result<(), lotse_control::ControlError> {
        for tests in self.control.test_visits_to_erase().await? {
            let service = self.control.services().into_iter().find(|one| one.id == tests.service);
            let Some(service) = service else { continue };
            let subject = Subject::Import(tests.import);
            let erasure = Erasure { kind: service.kind, service: service.id, subject };
            match self.upkeep.erase(&erasure).await {
                Ok(erased) => {
                    self.control.test_visits_are_erased(tests).await?;
                    tracing::info!(events = erased.events.get(), "test visits are erased");
                }
                Err(error) => tracing::warn!(%error, "test visits could not be erased"),
            }
        }
        Ok(())
    }

    /// Deletes uploads that belong to no import: those that broke off, and standard input of commands that
    /// were killed. What is younger than a day may still be on its way.
    async fn forget_strays(&self) -> Result<(), lotse_control::ControlError> {
        let Ok(folders) = std::fs::read_dir(&self.uploads) else { return Ok(()) };
        let known = self.control.uploads_of_imports().await?;
        for folder in folders.filter_map(Result::ok) {
            let name = folder.file_name().to_string_lossy().into_owned();
            let age = folder.metadata().and_then(|about| about.modified());
            let is_old = age.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > STRAY_AFTER));
            if is_old && !known.contains(&name) {
                std::fs::remove_dir_all(folder.path()).unwrap_or_else(|error| {
                    tracing::warn!(%error, "a stray upload could not be deleted");
                });
            }
        }
        Ok(())
    }

    fn service(&self, import: &LogImport) -> Result<Arc<Service>, String> {
        let service = self.control.services().into_iter().find(|one| one.id == import.service);
        service.ok_or_else(|| "its service is gone".to_owned())
    }

    /// Deletes uploaded files. What cannot be deleted now is found by the next start.
    fn forget_upload(&self, import: &LogImport) {
        if let Some(folder) = &import.of.upload {
            let gone = std::fs::remove_dir_all(self.uploads.join(folder));
            if let Err(error) = gone
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(%error, "an uploaded file could not be deleted");
            }
        }
    }
}

/// Said of an import whose upload was taken from the data folder.
const GONE: &str = "The uploaded file is gone. Upload it again.";
/// Said of an import that nobody went on with.
const LEFT: &str = "It was left unfinished for seven days. What it brought stays.";
/// Said when another import is under way.
const BUSY: &str = "Another import is under way. `lotse import list` shows how far it is; start this one after it.";

fn look_at(
    path: &PathBuf,
    format: Option<LogFormat>,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Option<Preview>, String> {
    let fail =
        |error: &dyn std::fmt::Display| format!("{} cannot be read: {error}", path.display());
    let lines = || {
        let file = std::fs::File::open(path).map_err(|error| fail(&error))?;
        open(file).map(LogLines::new).map_err(|error| fail(&error))
    };
    let format = match format {
        Some(format) => Some(format),
        None => format_of(&mut lines()?, &wanted.columns).map_err(|error| fail(&error))?,
    };
    let Some(format) = format else { return Ok(None) };
    let seen = preview(&mut lines()?, format, wanted, now, LOOKED_AT);
    seen.map(Some).map_err(|error| fail(&error))
}
