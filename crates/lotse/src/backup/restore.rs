//! Putting a back-up into an empty data folder.
//!
//! What must hold: nothing of the target is touched before the whole back-up is verified; a restore
//! that is interrupted leaves a mark that keeps Lotse from starting on half of it, and is begun anew
//! by the next try.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use lotse_domain::clock::Entropy;
use lotse_lake::{Adopted, OpenError, adopt};
use thiserror::Error;

use super::{
    SECRET,
    make::sync,
    manifest::{Manifest, ManifestError},
};
use crate::data_folder::{DataFolder, DataFolderError, RESTORING};

/// Why nothing was restored.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// The back-up is not good.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The data folder cannot be used.
    #[error(transparent)]
    Folder(#[from] DataFolderError),
    /// The data folder is in use already.
    #[error("The data folder {} is not empty ({found} lies there). Move it away first: a restore never writes over anything.", folder.display())]
    NotEmpty {
        /// The folder.
        folder: PathBuf,
        /// Something in it.
        found: String,
    },
    /// The system refused.
    #[error("{} cannot be written: {reason}. Run the restore again when that is mended.", folder.display())]
    Io {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// The copied lake cannot be used.
    #[error("The restored events cannot be opened: {0}")]
    Lake(#[from] OpenError),
    /// The named secret is none.
    #[error("{} holds no installation secret: it has {found} bytes instead of 32.", file.display())]
    Secret {
        /// The file.
        file: PathBuf,
        /// Bytes found.
        found: u64,
    },
}

/// What was put back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The back-up's manifest.
    pub manifest: Manifest,
    /// Events.
    pub events: Adopted,
    /// Whether the installation secret is there again.
    pub with_secret: bool,
}

/// Restores the back-up in `source` into the data folder `data`, which must be empty or missing. The
/// installation secret comes from `secret`, else from the back-up, else a new one is drawn at the
/// next start.
///
/// # Errors
/// When the back-up is damaged, the folder is not empty, or a file cannot be written. Nothing that
/// was there is changed.
pub async fn restore(
    source: &Path,
    data: &Path,
    secret: Option<&Path>,
    entropy: &dyn Entropy,
) -> Result<Restored, RestoreError> {
    let manifest = Manifest::read(source)?;
    manifest.verify(source)?;
    if let Some(file) = secret {
        let found = fs::metadata(file).map_err(|reason| io_error(file, reason))?.len();
        if found != 32 {
            return Err(RestoreError::Secret { file: file.to_owned(), found });
        }
    }
    let taken = DataFolder::take_for_restore(data)?;
    clear(data)?;
    let io = |reason| io_error(data, reason);
    let mark = data.join(RESTORING);
    crate::data_folder::create_private(&mark).map_err(io)?;
    sync(data).map_err(io)?;

    for file in &manifest.files {
        let to = mark.join(&file.path);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(io)?;
        }
        fs::copy(source.join(&file.path), &to).map_err(io)?;
    }
    if let Some(file) = secret {
        fs::copy(file, mark.join(SECRET)).map_err(io)?;
    }
    let with_secret = mark.join(SECRET).exists();
    if with_secret {
        private(&mark.join(SECRET)).map_err(io)?;
    }
    let events = adopt(&mark.join(super::LAKE), entropy).await?;
    sync_tree(&mark).map_err(io)?;
    for entry in fs::read_dir(&mark).map_err(io)? {
        let entry = entry.map_err(io)?;
        fs::rename(entry.path(), data.join(entry.file_name())).map_err(io)?;
    }
    sync(data).map_err(io)?;
    // Only now may Lotse start on it.
    fs::remove_dir(&mark).map_err(io)?;
    sync(data).map_err(io)?;
    drop(taken);
    Ok(Restored { manifest, events, with_secret })
}

fn io_error(folder: &Path, reason: io::Error) -> RestoreError {
    RestoreError::Io { folder: folder.to_owned(), reason }
}

/// Makes sure that the folder is empty. What an interrupted restore left is deleted: it put that into
/// an empty folder.
fn clear(data: &Path) -> Result<(), RestoreError> {
    let io = |reason| io_error(data, reason);
    let interrupted = data.join(RESTORING).exists();
    for entry in fs::read_dir(data).map_err(io)? {
        let entry = entry.map_err(io)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // The mark goes last.
        if name == crate::data_folder::LOCK || name == RESTORING {
            continue;
        }
        if !interrupted {
            return Err(RestoreError::NotEmpty { folder: data.to_owned(), found: name });
        }
        remove(&entry.path()).map_err(io)?;
    }
    if interrupted { remove(&data.join(RESTORING)).map_err(io) } else { Ok(()) }
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

#[cfg(unix)]
fn private(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
}

#[cfg(not(unix))]
fn private(_path: &Path) -> io::Result<()> {
    Ok(())
}

fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        } else {
            fs::File::open(path)?.sync_all()?;
        }
    }
    sync(folder)
}
