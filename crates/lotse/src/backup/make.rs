//! Making a back-up beside the work: buffer, then lake, then control data.
//!
//! In that order every event in the copy has its service in the copy. The folder is written under
//! another name and renamed when all of it is on disk.

use std::{
    io,
    path::{Path, PathBuf},
};

use lotse_control::{Control, ControlError};
use lotse_lake::{BackedUp, Upkeep, UpkeepError};
use thiserror::Error;

use super::{
    CONTROL, LAKE, SECRET,
    manifest::{Manifest, ManifestError, StoredTable},
};
use crate::{data_folder::create_private, system::free_bytes};

/// Why no back-up was made. An unfinished one is deleted by the next try.
#[derive(Debug, Error)]
pub enum BackUpError {
    /// Something of that name is there.
    #[error("{} exists already. Name a folder that does not; a back-up is never written over.", target.display())]
    Exists {
        /// The place.
        target: PathBuf,
    },
    /// The place is in the data folder.
    #[error("{} lies in the data folder: what destroys that would destroy the back-up. Name a place on another disk.", target.display())]
    Inside {
        /// The place.
        target: PathBuf,
    },
    /// It does not fit.
    #[error("The back-up takes about {needed_mib} MiB, but only {free_mib} MiB are free at {}.", target.display())]
    NoSpace {
        /// The place.
        target: PathBuf,
        /// MiB that are needed.
        needed_mib: u64,
        /// MiB that are free.
        free_mib: u64,
    },
    /// Another one is being made.
    #[error("Another back-up is being made. Wait until it is done.")]
    Busy,
    /// The system refused.
    #[error("{} cannot be written: {reason}.", target.display())]
    Io {
        /// The place.
        target: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// The lake could not be copied.
    #[error("The events could not be copied: {0}.")]
    Lake(#[from] UpkeepError),
    /// The control data could not be copied.
    #[error("The control data could not be copied: {0}.")]
    Control(#[from] ControlError),
    /// What was written cannot be read back.
    #[error("The back-up could not be verified: {0}")]
    Manifest(#[from] ManifestError),
}

/// What a back-up is made of.
#[derive(Clone)]
pub struct BackUp {
    /// The events.
    pub upkeep: Upkeep,
    /// The control data.
    pub control: Control,
    /// The data folder, in which the secret lies.
    pub data: PathBuf,
}

/// Room that is kept beside the size that was measured: logs and control data grow meanwhile.
const SPARE_BYTES: u64 = 64 << 20;
const MIB: u64 = 1 << 20;

impl BackUp {
    /// Makes one at `target`. `progress` hears bytes done and bytes in all. Dropping the future ends
    /// it; an unfinished folder is deleted by the next try.
    ///
    /// # Errors
    /// When there is something at `target`, or no room, or a part cannot be copied.
    pub async fn make(
        &self,
        target: &Path,
        with_secret: bool,
        progress: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<Manifest, BackUpError> {
        let io = |reason| BackUpError::Io { target: target.to_owned(), reason };
        if target.symlink_metadata().is_ok() {
            return Err(BackUpError::Exists { target: target.to_owned() });
        }
        let parent = target.parent().unwrap_or(Path::new("/"));
        std::fs::create_dir_all(parent).map_err(io)?;
        let parent = parent.canonicalize().map_err(io)?;
        if parent.starts_with(self.data.canonicalize().map_err(io)?) {
            return Err(BackUpError::Inside { target: target.to_owned() });
        }
        self.fits(target, &parent)?;

        let unfinished = unfinished(target);
        if unfinished.exists() {
            std::fs::remove_dir_all(&unfinished).map_err(io)?;
        }
        create_private(&unfinished).map_err(io)?;
        let made_at = self.control.clock().now();
        let copied = self.upkeep.back_up(&unfinished.join(LAKE), progress).await?;
        self.control.back_up(&unfinished.join(CONTROL)).await?;
        if with_secret {
            std::fs::copy(self.data.join(SECRET), unfinished.join(SECRET)).map_err(io)?;
        }
        let folder = unfinished.clone();
        let tables = copied.iter().map(stored).collect();
        let reading = tokio::task::spawn_blocking(move || {
            Manifest::of(&folder, made_at, with_secret, tables)
        });
        let manifest = reading.await.map_err(|error| io(io::Error::other(error)))??;
        manifest.write(&unfinished).map_err(io)?;
        for file in [CONTROL, SECRET] {
            let file = unfinished.join(file);
            if file.exists() {
                std::fs::File::open(file).and_then(|file| file.sync_all()).map_err(io)?;
            }
        }
        sync(&unfinished).map_err(io)?;
        std::fs::rename(&unfinished, target).map_err(io)?;
        sync(&parent).map_err(io)?;
        Ok(manifest)
    }

    fn fits(&self, target: &Path, parent: &Path) -> Result<(), BackUpError> {
        let Some(free) = free_bytes(parent) else { return Ok(()) };
        let control = std::fs::metadata(self.data.join(CONTROL)).map_or(0, |file| file.len());
        let needed = self.upkeep.size_bytes() + control + SPARE_BYTES;
        if needed <= free {
            return Ok(());
        }
        let (needed_mib, free_mib) = (needed.div_ceil(MIB), free / MIB);
        Err(BackUpError::NoSpace { target: target.to_owned(), needed_mib, free_mib })
    }
}

/// Where a back-up lies until it is complete.
fn unfinished(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    target.with_file_name(name)
}

fn stored(copied: &BackedUp) -> StoredTable {
    StoredTable {
        kind: copied.kind.as_str().to_owned(),
        version: copied.version,
        in_table: copied.in_table.get(),
        in_buffer: copied.in_buffer.get(),
    }
}

/// Waits until the names in a folder are on disk.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}
