//! What pages and programs do with files of figures: keep an upload until somebody has seen what is in it, and read
//! it.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use lotse_collect::report_file::{self, Looked, Stated};
use lotse_domain::service::Service;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::{
    error::Failure,
    state::AppState,
    upload::{self, Upload},
};

/// The file beside an upload that says whose it is.
const ABOUT: &str = "about.json";

/// Whose an upload is, and what it was called.
#[derive(Serialize, Deserialize)]
struct About {
    service: u32,
    name: String,
}

/// An upload that waits for somebody to look at it. A job deletes it after a day.
pub(crate) struct Kept {
    /// The name of its folder.
    pub(crate) folder: String,
    /// The name of the file.
    pub(crate) name: String,
    path: PathBuf,
}

/// How many files are read at once: each is held in memory meanwhile.
static READING: Semaphore = Semaphore::const_new(2);

/// The largest file of figures that may be uploaded, in bytes.
pub(crate) fn most_bytes(state: &AppState) -> u64 {
    state.imports.most_bytes.min(report_file::MOST_BYTES)
}

impl Kept {
    /// Keeps an upload for a service.
    pub(crate) async fn keep(
        service: &Service,
        upload: Upload,
        name: &str,
    ) -> Result<Self, Failure> {
        let about =
            About { service: service.id.number(), name: upload::base_name(name, "figures") };
        let text = serde_json::to_string(&about).map_err(|e| Failure::Upload(e.into()))?;
        tokio::fs::write(upload.beside(ABOUT), text).await.map_err(Failure::Upload)?;
        let kept = Self { folder: upload.name().to_owned(), name: about.name, path: upload.file() };
        upload.keep();
        Ok(kept)
    }

    /// The upload of this service that an address names.
    pub(crate) async fn find(
        state: &AppState,
        service: &Service,
        folder: &str,
    ) -> Result<Self, Failure> {
        // The name becomes part of a path, so it is nothing but what we make.
        if folder.len() != 32 || !folder.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Failure::NoSuchPage);
        }
        let place = state.imports.folder.join(folder);
        let text = tokio::fs::read(place.join(ABOUT)).await.map_err(|_| Failure::NoSuchPage)?;
        let about: About = serde_json::from_slice(&text).map_err(|_| Failure::NoSuchPage)?;
        if about.service != service.id.number() {
            return Err(Failure::NoSuchPage);
        }
        let path = place.join(upload::FILE);
        Ok(Self { folder: folder.to_owned(), name: about.name, path })
    }

    /// All of it, of which no file is larger than may be uploaded.
    pub(crate) async fn bytes(&self) -> Result<Vec<u8>, Failure> {
        tokio::fs::read(&self.path).await.map_err(Failure::Upload)
    }

    /// Reads it.
    pub(crate) async fn look(&self, stated: Stated) -> Result<Looked, Failure> {
        look(&self.path, stated).await
    }

    /// Deletes it. What cannot be deleted now is deleted by a job.
    pub(crate) async fn forget(self) {
        if let Some(folder) = self.path.parent()
            && let Err(error) = tokio::fs::remove_dir_all(folder).await
        {
            tracing::warn!(%error, "an upload could not be deleted; a job does it later");
        }
    }
}

/// Reads a file of figures.
pub(crate) async fn look(path: &Path, stated: Stated) -> Result<Looked, Failure> {
    let _turn = READING.acquire().await.map_err(|_| Failure::Busy)?;
    let path = path.to_owned();
    let looking =
        tokio::task::spawn_blocking(move || Ok(report_file::look(File::open(path)?, &stated)));
    looking.await.map_err(|error| Failure::Upload(error.into()))?.map_err(Failure::Upload)
}
