//! How commands reach the running process: one line of JSON each way over a Unix socket in the data
//! folder, which only its owner can open.

mod words;

use std::{io, path::Path, sync::Arc};

use jiff::SignedDuration;
use lotse_control::{
    Control,
    audit::{Actor, Changes, Entry},
};
use lotse_domain::{
    audit::Action,
    hexadecimal::hexadecimal,
    ids::ImportId,
    service::{Service, ServiceKind},
};
use lotse_lake::Lake;
use lotse_report::Reports;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
    sync::mpsc,
};

pub use self::words::{Answer, Erase, Request};
use crate::{
    backup::{BackUp, BackUpError},
    doctor, erase,
    export::Exporter,
    figures,
    import::Importer,
    imports, people,
    system::SystemClock,
};

/// Bytes of the longest command: an import may name many files.
const LONGEST_COMMAND: u64 = 1 << 20;
/// Characters of the name of a secret key.
const LONGEST_KEY_NAME: usize = 80;

/// What the socket's answers need.
pub struct Served {
    /// For flushing, and what back-ups are made of.
    pub parts: BackUp,
    /// Imports files and undoes that.
    pub imports: Arc<Importer>,
    /// Writes extracts.
    exporter: Exporter,
    /// The address that links begin with.
    pub base_url: String,
    /// Held while a back-up is made.
    pub backing_up: tokio::sync::Mutex<()>,
}

/// Hears answers that are not the last one.
pub type Meanwhile<'a> = &'a (dyn Fn(Answer) + Send + Sync);

impl Served {
    /// What commands need of an open data folder.
    pub fn new(
        lake: &Lake,
        control: &Control,
        data: &Path,
        imports: Arc<Importer>,
        base_url: String,
    ) -> Self {
        let reports = Reports::new(lake.reader(), control.clone(), Arc::new(SystemClock));
        let exporter = Exporter::new(reports, control, data);
        let (control, data) = (control.clone(), data.to_owned());
        let parts = BackUp { upkeep: lake.upkeep(), control, data };
        Self { parts, imports, exporter, base_url, backing_up: tokio::sync::Mutex::default() }
    }

    /// Does what is asked.
    pub async fn answer(&self, request: Request, meanwhile: Meanwhile<'_>) -> Answer {
        let answer = self.try_answer(request, meanwhile).await;
        answer.unwrap_or_else(|reason| Answer::Failed { reason })
    }

    async fn try_answer(
        &self,
        request: Request,
        meanwhile: Meanwhile<'_>,
    ) -> Result<Answer, String> {
        match request {
            Request::AddServerKey { service, name } => {
                let service = self.service(&service)?;
                let name = name.trim();
                if name.is_empty() || name.chars().count() > LONGEST_KEY_NAME {
                    return Err(format!(
                        "Call the key something of 1 to {LONGEST_KEY_NAME} characters."
                    ));
                }
                let key = self.changes().add_server_key(&service, name).await;
                key.map(|key| Answer::ServerKey { key }).map_err(|error| error.to_string())
            }
            Request::ServerKeys { service } => {
                let service = self.service(&service)?;
                let names = self.control().server_keys(&service).await;
                names.map(|names| Answer::ServerKeys { names }).map_err(|error| error.to_string())
            }
            Request::RevokeServerKey { service, name } => {
                let service = self.service(&service)?;
                match self.changes().revoke_server_key(&service, &name).await {
                    Ok(true) => Ok(Answer::ServerKeyRevoked),
                    Ok(false) => Err(format!(
                        "The service has no key called “{name}”. `lotse service server-keys {}` names them all.",
                        service.slug
                    )),
                    Err(error) => Err(error.to_string()),
                }
            }
            Request::Erase { service, subject } => {
                let service = self.service(&service)?;
                erase::erase(&self.parts, &service, &subject).await
            }
            Request::Figures { service, paths, said, look } => {
                let service = self.service(&service)?;
                figures::take(self.control(), &service, &paths, &said, look).await
            }
            Request::Export { service, asked } => {
                let service = self.service(&service)?;
                let exported = self.exporter.export(&service, asked, meanwhile).await;
                exported.map_err(|error| error.to_string())
            }
            Request::Import { service, paths, format, columns, hosts, look } => {
                let service = self.service(&service)?;
                let given = imports::Given { paths, format, columns, hosts };
                if look {
                    imports::look(&self.imports, &service, given).await
                } else {
                    imports::import(&self.imports, &service, given, meanwhile).await
                }
            }
            Request::Imports { service } => {
                let service = service.map(|slug| self.service(&slug)).transpose()?;
                imports::list(self.control(), service.as_deref()).await
            }
            Request::UndoImport { import } => {
                let undone = self.imports.undo_as(Actor::operator(), ImportId::new(import)).await?;
                Ok(Answer::ImportUndone { events: undone })
            }
            Request::Examine { set_aside } => {
                let progress =
                    |done_bytes, all_bytes| meanwhile(Answer::Progress { done_bytes, all_bytes });
                let report = doctor::examine(&self.parts, set_aside, &progress).await?;
                Ok(Answer::Examined { report })
            }
            Request::BackUp { target, with_secret } => {
                self.back_up(&target, with_secret, meanwhile).await.map_err(|e| e.to_string())
            }
            Request::Flush => {
                let flushed = self.parts.upkeep.flush().await.map_err(|error| error.to_string())?;
                Ok(Answer::Flushed { events: flushed.events.get() })
            }
            Request::SignInLink { name, role } => {
                let address = people::link(self.control(), &name, role, &self.base_url).await?;
                Ok(Answer::SignInLink { address })
            }
            Request::Users => Ok(Answer::Users { users: people::everybody(self.control()).await? }),
            Request::VerifyAudit { kept } => people::verify(self.control(), kept.as_deref()).await,
            Request::AllowSingleRows { name, service, purpose, days } => {
                self.allow_single_rows(&name, &service, &purpose, days).await
            }
            Request::Services => {
                let line = |service: Arc<Service>| {
                    let key = service.public_key.as_str().to_owned();
                    [service.slug.to_string(), key, service.name.clone()]
                };
                let services = self.control().services().into_iter().map(line).collect();
                Ok(Answer::Services { services })
            }
            Request::SigningSecret { service } => {
                let service = self.service(&service)?;
                let secret = self.control().signing_secret_of(service.id);
                let secret = hexadecimal(secret.bytes());
                Ok(Answer::SigningSecret { secret })
            }
        }
    }
}

impl Served {
    /// Whatever a command changes, the operator changes.
    fn changes(&self) -> Changes<'_> {
        self.control().by(Actor::operator())
    }

    fn control(&self) -> &Control {
        &self.parts.control
    }

    async fn back_up(
        &self,
        target: &Path,
        with_secret: bool,
        meanwhile: Meanwhile<'_>,
    ) -> Result<Answer, BackUpError> {
        let _one_at_a_time = self.backing_up.try_lock().map_err(|_| BackUpError::Busy)?;
        let progress =
            |done_bytes, all_bytes| meanwhile(Answer::Progress { done_bytes, all_bytes });
        let made = self.parts.make(target, with_secret, &progress).await?;
        let entry = Entry::new(Action::BackedUp, &target.to_string_lossy());
        self.changes().record(entry.with("with_secret", with_secret)).await?;
        let events = made.tables.iter().map(|table| table.in_table + table.in_buffer).sum();
        Ok(Answer::BackedUp { size_bytes: made.size_bytes(), events })
    }

    fn service(&self, slug: &str) -> Result<Arc<Service>, String> {
        self.control().service(slug).ok_or_else(|| {
            format!("There is no service “{slug}”. `lotse service list` names them all.")
        })
    }

    async fn allow_single_rows(
        &self,
        name: &str,
        service: &str,
        purpose: &str,
        days: u16,
    ) -> Result<Answer, String> {
        let service = self.service(service)?;
        if service.kind == ServiceKind::Employees {
            return Err("Single events of a service for employees are shown to nobody.".to_owned());
        }
        if purpose.trim().is_empty() {
            return Err("Say what for: --purpose \"…\".".to_owned());
        }
        let fail = |error: lotse_control::ControlError| error.to_string();
        let users = self.control().users().await.map_err(fail)?;
        let user = users.into_iter().find(|user| user.name == name).ok_or_else(|| {
            format!("There is nobody called “{name}”. `lotse user list` names everybody.")
        })?;
        let ends_at = self
            .control()
            .clock()
            .now()
            .checked_add(SignedDuration::from_hours(24 * i64::from(days)))
            .map_err(|error| error.to_string())?;
        self.changes()
            .allow_single_rows(&user, &service, purpose.trim(), ends_at)
            .await
            .map_err(fail)?;
        Ok(Answer::Allowed { ends_at: ends_at.to_string() })
    }
}

/// Answers commands until the task is dropped.
///
/// # Errors
/// When the socket cannot be made; commands then have to wait until the process has stopped.
pub async fn serve(path: &Path, served: Arc<Served>) -> io::Result<()> {
    // A socket that a killed process left behind; the folder's lock proves that nobody uses it.
    if path.exists() {
        std::fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    }
    loop {
        let (stream, _) = listener.accept().await?;
        let served = Arc::clone(&served);
        tokio::spawn(async move {
            if let Err(error) = answer_one(stream, &served).await {
                tracing::warn!(%error, "a command could not be answered");
            }
        });
    }
}

/// Writes every answer as a line. Who hangs up ends the work that was asked for.
async fn answer_one(stream: UnixStream, served: &Served) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(tokio::io::AsyncReadExt::take(read, LONGEST_COMMAND))
        .read_line(&mut line)
        .await?;
    let request = match serde_json::from_str(&line) {
        Ok(request) => request,
        Err(error) => {
            let reason = format!("the command was not understood: {error}");
            return write.write_all(&as_line(&Answer::Failed { reason })?).await;
        }
    };
    let (sender, mut meanwhile) = mpsc::unbounded_channel();
    let tell = move |answer| {
        // Nobody listens any more when the last answer is written.
        sender.send(answer).unwrap_or_default();
    };
    let working = served.answer(request, &tell);
    tokio::pin!(working);
    loop {
        let (answer, is_last) = tokio::select! {
            biased;
            Some(answer) = meanwhile.recv() => (answer, false),
            answer = &mut working => (answer, true),
        };
        write.write_all(&as_line(&answer)?).await?;
        if is_last {
            return Ok(());
        }
    }
}

fn as_line(answer: &Answer) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec(answer).map_err(io::Error::other)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Asks the process that runs on a data folder; `None` when none runs there.
///
/// # Errors
/// When it runs but does not answer.
pub async fn ask(
    path: &Path,
    request: &Request,
    meanwhile: Meanwhile<'_>,
) -> io::Result<Option<Answer>> {
    let stream = match UnixStream::connect(path).await {
        Ok(stream) => stream,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let (read, mut write) = stream.into_split();
    let mut text = serde_json::to_string(request).map_err(io::Error::other)?;
    text.push('\n');
    write.write_all(text.as_bytes()).await?;
    let mut lines = BufReader::new(read).lines();
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line).map_err(io::Error::other)? {
            progress @ (Answer::Progress { .. } | Answer::Stretch { .. }) => meanwhile(progress),
            last => return Ok(Some(last)),
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}
