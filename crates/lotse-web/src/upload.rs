//! A file that somebody uploads: written to disk piece by piece, bounded, and gone again unless it is kept.

use std::path::PathBuf;

use axum::{
    body::{Body, Bytes},
    extract::FromRequest as _,
    http::{Method, Request, header},
};
use futures::{Stream, StreamExt as _};
use multer::{Constraints, Multipart, SizeLimit};
use tokio::{fs, io::AsyncWriteExt as _};

use crate::{
    body::{self, BodyError},
    caller::Caller,
    error::Failure,
    form::{self, Fields},
    messages::Text,
    state::AppState,
};

/// The name of the file in the folder of its upload.
pub(crate) const FILE: &str = "file";
/// Characters of the name of a file that are kept.
const NAME_CHARS: usize = 120;
/// Bytes that must stay free on the disk.
const SPARE_BYTES: u64 = 1 << 30;
/// After so many bytes it is looked again whether there is room.
const LOOK_EVERY: u64 = 16 << 20;
/// The longest value of a field that is no file, in bytes.
const FIELD_BYTES: u64 = 16 << 10;

/// Whether a request brings a file: such a one may take its time.
pub(crate) fn is_upload<B>(request: &Request<B>) -> bool {
    let path = request.uri().path();
    request.method() == Method::POST
        && (path.starts_with("/s/")
            && (path.ends_with("/data/imports") || path.ends_with("/data/series"))
            || path.starts_with("/api/v1/services/")
                && (path.ends_with("/imports") || path.ends_with("/series")))
}

/// Why a file was not taken.
#[derive(Debug)]
pub(crate) enum NotTaken {
    /// There is none.
    Missing,
    /// It is larger than it may be.
    TooLarge,
    /// The disk has no room for it.
    NoRoom,
    /// Something else.
    Failed(Failure),
}

/// A file on disk. Dropping it deletes it, unless it was kept.
pub(crate) struct Upload {
    name: String,
    folder: PathBuf,
    bytes: u64,
    is_kept: bool,
}

impl Upload {
    /// The name of its folder.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where the file lies.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// Where something else about it may lie.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Its size.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// From here on somebody else deletes it.
    pub(crate) fn keep(mut self) {
        self.is_kept = true;
    }

    /// Writes what comes to disk, at most so many bytes.
    pub(crate) async fn take<E: std::error::Error + 'static>(
        state: &AppState,
        most_bytes: u64,
        mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<Self, NotTaken> {
        let name = state.random_name();
        let folder = state.imports.folder.join(&name);
        fs::create_dir_all(&folder).await.map_err(on_disk)?;
        let mut upload = Self { name, folder, bytes: 0, is_kept: false };
        let mut file = fs::File::create(upload.file()).await.map_err(on_disk)?;
        let mut looked_at = 0;
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|error| broken(&error))?;
            if upload.bytes == 0 || upload.bytes - looked_at >= LOOK_EVERY {
                looked_at = upload.bytes;
                if (state.imports.free_bytes)().is_some_and(|free| free < SPARE_BYTES) {
                    return Err(NotTaken::NoRoom);
                }
            }
            upload.bytes += piece.len() as u64;
            if upload.bytes > most_bytes {
                return Err(NotTaken::TooLarge);
            }
            file.write_all(&piece).await.map_err(on_disk)?;
        }
        if upload.bytes == 0 {
            return Err(NotTaken::Missing);
        }
        file.sync_all().await.map_err(on_disk)?;
        Ok(upload)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.is_kept
            && let Err(error) = std::fs::remove_dir_all(&self.folder)
        {
            tracing::warn!(%error, "an upload could not be deleted; a job does it later");
        }
    }
}

/// The parts of a form that brings a file; an own form of another kind brings none.
async fn parts(
    state: &AppState,
    most_bytes: u64,
    request: Request<Body>,
) -> Result<Multipart<'static>, NotTaken> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let Some(boundary) = kind.and_then(|kind| multer::parse_boundary(kind).ok()) else {
        let own = Fields::from_request(request, state).await;
        return Err(own.map_or_else(NotTaken::Failed, |_| NotTaken::Missing));
    };
    let limits =
        SizeLimit::new().per_field(FIELD_BYTES).for_field("file", most_bytes.saturating_add(1));
    let constraints = Constraints::new().size_limit(limits);
    let pieces = request.into_body().into_data_stream();
    Ok(Multipart::with_constraints(pieces, boundary, constraints))
}

/// The name of a file without folders, of whatever system, and without what is no sign; `other` where nothing
/// is left.
pub(crate) fn base_name(name: &str, other: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let base: String = base.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
    if base.is_empty() { other.to_owned() } else { base }
}

/// A form that brings a file of at most so many bytes: the token, what `says` takes of its fields, and last the file
/// with its name.
pub(crate) async fn of_form(
    state: &AppState,
    most_bytes: u64,
    caller: &Caller,
    request: Request<Body>,
    mut says: impl FnMut(&str, &str),
) -> Result<(Upload, String), NotTaken> {
    let mut parts = parts(state, most_bytes, request).await?;
    let mut is_own = false;
    while let Some(part) = parts.next_field().await.map_err(|error| broken(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            if !is_own {
                return Err(NotTaken::Failed(Failure::OutdatedForm));
            }
            let file = part.file_name().unwrap_or_default().to_owned();
            return Ok((Upload::take(state, most_bytes, part).await?, file));
        }
        let value = part.text().await.map_err(|error| broken(&error))?;
        if name == form::TOKEN_FIELD {
            is_own = form::is_own(caller, &value);
        } else {
            says(&name, &value);
        }
    }
    Err(if is_own { NotTaken::Missing } else { NotTaken::Failed(Failure::OutdatedForm) })
}

impl NotTaken {
    /// What somebody reads beside the field of the file.
    pub(crate) fn words(self, text: Text, most_bytes: u64) -> Result<String, Failure> {
        match self {
            Self::TooLarge => {
                Ok(text.fill("import-too-large", &[("mib", (most_bytes >> 20).into())]))
            }
            Self::NoRoom => Ok(text.say("import-no-room")),
            Self::Missing => Ok(text.say("import-missing")),
            Self::Failed(failure) => Err(failure),
        }
    }

    /// The same for a program.
    pub(crate) fn failure(self, most_bytes: u64) -> Failure {
        match self {
            Self::Missing => Failure::Body(BodyError::Broken),
            Self::TooLarge => {
                let limit = usize::try_from(most_bytes).unwrap_or(usize::MAX);
                Failure::Body(BodyError::TooLarge { limit })
            }
            Self::NoRoom => Failure::Busy,
            Self::Failed(failure) => failure,
        }
    }
}

/// What is wrong with a form, when it is not the file.
fn broken(error: &(dyn std::error::Error + 'static)) -> NotTaken {
    if let Some(multer::Error::FieldSizeExceeded { .. }) = error.downcast_ref() {
        return NotTaken::TooLarge;
    }
    NotTaken::Failed(Failure::Body(body::classify(error, 0)))
}

fn on_disk(error: std::io::Error) -> NotTaken {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return NotTaken::NoRoom;
    }
    NotTaken::Failed(Failure::Upload(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_folders() {
        for (name, base) in [
            ("access.log", "access.log"),
            ("/var/log/nginx/access.log.1.gz", "access.log.1.gz"),
            ("C:\\logs\\u_ex.log", "u_ex.log"),
            ("a\u{0}b\n", "ab"),
            ("/", "other"),
        ] {
            assert_eq!(base_name(name, "other"), base);
        }
        assert_eq!(base_name(&"x".repeat(500), "other").len(), NAME_CHARS);
    }
}
