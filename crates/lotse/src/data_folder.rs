//! The folder in which an installation lives: its lock, its secret, and what lies where.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use lotse_domain::{clock::Entropy, directory::Secret};
use thiserror::Error;

/// The file whose lock keeps a second process out.
pub(crate) const LOCK: &str = "lotse.lock";
/// The mark of a restore that is not finished: a folder in which its files are put together.
pub(crate) const RESTORING: &str = "restoring";

/// Why a data folder cannot be used.
#[derive(Debug, Error)]
pub enum DataFolderError {
    /// It cannot be made or written.
    #[error(
        "The data folder {} cannot be used: {reason}. Name another with --data, or give this user the right to write there.",
        folder.display()
    )]
    Unusable {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// Another process holds it.
    #[error(
        "Another Lotse is already running on the data folder {}. Stop it first, or name another folder with --data.",
        folder.display()
    )]
    Taken {
        /// The folder.
        folder: PathBuf,
    },
    /// A restore into it was interrupted.
    #[error(
        "A restore into {} was interrupted. Run it again: lotse restore BACKUP --data {}",
        folder.display(),
        folder.display()
    )]
    HalfRestored {
        /// The folder.
        folder: PathBuf,
    },
    /// The installation secret is damaged.
    #[error(
        "The installation secret {} holds {found} bytes instead of 32. Put it back from your copy; without it, case references and signed users start anew.",
        file.display()
    )]
    SecretDamaged {
        /// The file.
        file: PathBuf,
        /// Bytes found.
        found: usize,
    },
}

/// A data folder that this process alone uses until it drops this.
#[derive(Debug)]
pub struct DataFolder {
    folder: PathBuf,
    /// Held for its lock: the operating system lets go of it when the process ends, however it ends.
    _lock: File,
}

impl DataFolder {
    /// Takes the folder, making it when missing.
    ///
    /// # Errors
    /// When it cannot be written, another process holds it, or a restore into it was interrupted.
    pub fn take(folder: &Path) -> Result<Self, DataFolderError> {
        let taken = Self::take_for_restore(folder)?;
        if folder.join(RESTORING).exists() {
            return Err(DataFolderError::HalfRestored { folder: folder.to_owned() });
        }
        Ok(taken)
    }

    /// Takes the folder whatever an interrupted restore left in it.
    ///
    /// # Errors
    /// When it cannot be written, or another process holds it.
    pub fn take_for_restore(folder: &Path) -> Result<Self, DataFolderError> {
        let unusable = |reason| DataFolderError::Unusable { folder: folder.to_owned(), reason };
        create_private(folder).map_err(unusable)?;
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join(LOCK))
            .map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder: folder.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                Err(DataFolderError::Taken { folder: folder.to_owned() })
            }
            Err(TryLockError::Error(reason)) => Err(unusable(reason)),
        }
    }

    /// Where the events lie.
    pub fn lake(&self) -> PathBuf {
        self.folder.join("lake")
    }

    /// Where the control data lie.
    pub fn control(&self) -> PathBuf {
        self.folder.join("control.sqlite")
    }

    /// Where commands reach the running process.
    pub fn socket(&self) -> PathBuf {
        socket_in(&self.folder)
    }

    /// The installation secret, drawn and written when there is none.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is damaged.
    pub fn secret(&self, entropy: &dyn Entropy) -> Result<Secret, DataFolderError> {
        let file = self.folder.join("installation-secret");
        let unusable = |reason| DataFolderError::Unusable { folder: self.folder.clone(), reason };
        let mut bytes = Vec::new();
        match File::open(&file) {
            Ok(opened) => {
                opened.take(64).read_to_end(&mut bytes).map_err(unusable)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut drawn = [0; 32];
                entropy.fill(&mut drawn);
                write_private(&file, &drawn).map_err(unusable)?;
                bytes.extend_from_slice(&drawn);
            }
            Err(error) => return Err(unusable(error)),
        }
        let found = bytes.len();
        <[u8; 32]>::try_from(bytes)
            .map(Secret::new)
            .map_err(|_| DataFolderError::SecretDamaged { file, found })
    }
}

/// Where commands reach the process that runs on a folder.
pub fn socket_in(folder: &Path) -> PathBuf {
    folder.join("lotse.sock")
}

/// Makes a folder that only its owner can read.
pub(crate) fn create_private(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a new file that only its owner can read, and waits until it is on disk.
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use lotse_domain::clock::RepeatableEntropy;

    use super::*;

    #[test]
    fn a_second_process_is_kept_out_until_the_first_lets_go() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("data");
        let first = DataFolder::take(&folder).unwrap();
        let error = DataFolder::take(&folder).unwrap_err();
        assert!(matches!(error, DataFolderError::Taken { .. }), "{error}");
        drop(first);
        DataFolder::take(&folder).unwrap();
    }

    #[test]
    fn the_secret_is_drawn_once_and_only_its_owner_reads_it() {
        let parent = tempfile::tempdir().unwrap();
        let folder = DataFolder::take(&parent.path().join("data")).unwrap();
        let secret = folder.secret(&RepeatableEntropy::from_seed(1)).unwrap();
        assert_eq!(folder.secret(&RepeatableEntropy::from_seed(2)).unwrap(), secret);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = parent.path().join("data/installation-secret");
            assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_secret_is_told_and_not_replaced() {
        let parent = tempfile::tempdir().unwrap();
        let folder = DataFolder::take(parent.path()).unwrap();
        fs::write(parent.path().join("installation-secret"), b"short").unwrap();
        let error = folder.secret(&RepeatableEntropy::from_seed(1)).unwrap_err();
        assert!(error.to_string().contains("holds 5 bytes instead of 32"), "{error}");
        assert_eq!(fs::read(parent.path().join("installation-secret")).unwrap(), b"short");
    }
}
