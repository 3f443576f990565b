//! How commands reach the running process: one line of JSON each way over a Unix socket in the data
//! folder, which only its owner can open.

use std::{io, path::Path, sync::Arc};

use lotse_control::Control;
use lotse_lake::Upkeep;
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
};

/// What a command asks of the running process.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ask")]
pub enum Request {
    /// Move buffered events into the tables.
    Flush,
    /// Make a one-time sign-in link, adding the person when there is none of this name.
    SignInLink {
        /// Who.
        name: String,
    },
    /// Everybody who may sign in.
    Users,
}

/// What the running process answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Answer {
    /// So many events were moved.
    Flushed {
        /// Events.
        events: u64,
    },
    /// The link.
    SignInLink {
        /// Its address.
        address: String,
    },
    /// Names, in order.
    Users {
        /// The names.
        names: Vec<String>,
    },
    /// It did not work.
    Failed {
        /// Why.
        reason: String,
    },
}

/// What the socket's answers need.
pub struct Served {
    /// For flushing.
    pub upkeep: Upkeep,
    /// For people.
    pub control: Control,
    /// The address that links begin with.
    pub base_url: String,
}

impl Served {
    /// Does what is asked.
    pub async fn answer(&self, request: Request) -> Answer {
        self.try_answer(request).await.unwrap_or_else(|reason| Answer::Failed { reason })
    }

    async fn try_answer(&self, request: Request) -> Result<Answer, String> {
        match request {
            Request::Flush => {
                let flushed = self.upkeep.flush().await.map_err(|error| error.to_string())?;
                Ok(Answer::Flushed { events: flushed.events.get() })
            }
            Request::SignInLink { name } => {
                let address = sign_in_link(&self.control, &name, &self.base_url)
                    .await
                    .map_err(|error| error.to_string())?;
                Ok(Answer::SignInLink { address })
            }
            Request::Users => {
                let users = self.control.users().await.map_err(|error| error.to_string())?;
                Ok(Answer::Users { names: users.into_iter().map(|user| user.name).collect() })
            }
        }
    }
}

/// Makes a one-time sign-in link for a person, adding them when there is none of this name.
///
/// # Errors
/// When the control database fails.
pub async fn sign_in_link(
    control: &Control,
    name: &str,
    base_url: &str,
) -> Result<String, lotse_control::ControlError> {
    let user = control.ensure_user(name).await?;
    let token = control.create_sign_in_link(user.id).await?;
    Ok(format!("{base_url}/sign-in/{}", token.as_str()))
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

async fn answer_one(stream: UnixStream, served: &Served) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(tokio::io::AsyncReadExt::take(read, 4096)).read_line(&mut line).await?;
    let answer = match serde_json::from_str(&line) {
        Ok(request) => served.answer(request).await,
        Err(error) => Answer::Failed { reason: format!("the command was not understood: {error}") },
    };
    let mut text = serde_json::to_string(&answer).map_err(io::Error::other)?;
    text.push('\n');
    write.write_all(text.as_bytes()).await
}

/// Asks the process that runs on a data folder; `None` when none runs there.
///
/// # Errors
/// When it runs but does not answer.
pub async fn ask(path: &Path, request: &Request) -> io::Result<Option<Answer>> {
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
    let mut line = String::new();
    BufReader::new(read).read_line(&mut line).await?;
    serde_json::from_str(&line).map(Some).map_err(io::Error::other)
}
