//! What a back-up says of itself, and whether it is true.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// The name of the manifest's file.
const FILE: &str = "manifest.json";
/// The format of back-ups that this program writes; it reads all up to this one.
const FORMAT: u32 = 1;

/// The list of what is in a back-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format of the back-up.
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// When it was begun: everything acknowledged until then is in it.
    pub made_at: Timestamp,
    /// Whether the installation secret is in it.
    pub with_secret: bool,
    /// The two tables.
    pub tables: Vec<StoredTable>,
    /// Every file but the manifest, in the order of their paths.
    pub files: Vec<StoredFile>,
}

/// A table of events in a back-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredTable {
    /// `public` or `employees`.
    pub kind: String,
    /// Its version.
    pub version: u64,
    /// Events in the table.
    pub in_table: u64,
    /// Events in the buffer; some may be in the table too.
    pub in_buffer: u64,
}

/// A file in a back-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Its path in the back-up, with `/`.
    pub path: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// What every format says of itself.
#[derive(Deserialize)]
struct Format {
    format: u32,
    program: String,
}

/// Why a folder is no good back-up.
#[derive(Debug, Error)]
pub enum ManifestError {
    /// There is none.
    #[error("{} holds no manifest.json: it is no back-up, or not a complete one.", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// It cannot be understood.
    #[error("manifest.json cannot be read: {0}. The back-up is damaged.")]
    Unreadable(#[from] serde_json::Error),
    /// A newer program made it.
    #[error(
        "The back-up has format {found}; this Lotse reads formats up to {FORMAT}. Use the version that made it: {program}."
    )]
    Newer {
        /// Its format.
        found: u32,
        /// The version of the program that made it.
        program: String,
    },
    /// A path would lead out of the folder.
    #[error(
        "The manifest names {path:?}, which is no path within a back-up. Nothing was restored."
    )]
    Path {
        /// The path.
        path: String,
    },
    /// A file is not what it was.
    #[error(
        "{path} is {found}, not what the manifest says. The back-up is damaged; nothing was restored."
    )]
    Changed {
        /// The file.
        path: String,
        /// What is wrong with it.
        found: String,
    },
    /// A file that nobody named.
    #[error(
        "{path} is not in the manifest. Take it out, if you put it there; nothing was restored."
    )]
    Unknown {
        /// The file.
        path: String,
    },
    /// The system refused.
    #[error("{} cannot be read: {reason}.", path.display())]
    Io {
        /// What was read.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
}

impl Manifest {
    /// Looks at every file below `folder` and lists it.
    pub(super) fn of(
        folder: &Path,
        made_at: Timestamp,
        with_secret: bool,
        tables: Vec<StoredTable>,
    ) -> Result<Self, ManifestError> {
        let files = paths(folder)?
            .into_iter()
            .map(|path| StoredFile::of(folder, path))
            .collect::<Result<_, _>>()?;
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Ok(Self { format: FORMAT, program, made_at, with_secret, tables, files })
    }

    /// Writes it into `folder` and waits until it is on disk.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        let path = folder.join(FILE);
        std::fs::write(&path, serde_json::to_vec_pretty(self).map_err(io::Error::other)?)?;
        File::open(path)?.sync_all()
    }

    /// Reads the manifest of a back-up.
    ///
    /// # Errors
    /// When there is none, or it cannot be understood.
    pub fn read(folder: &Path) -> Result<Self, ManifestError> {
        let path = folder.join(FILE);
        let bytes = std::fs::read(&path).map_err(|reason| match reason.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                ManifestError::Missing { folder: folder.to_owned() }
            }
            _ => ManifestError::Io { path, reason },
        })?;
        let Format { format: found, program } = serde_json::from_slice(&bytes)?;
        if found > FORMAT {
            return Err(ManifestError::Newer { found, program });
        }
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Verifies that the folder holds exactly what the manifest names, byte for byte.
    ///
    /// # Errors
    /// With the first thing that is otherwise.
    pub fn verify(&self, folder: &Path) -> Result<(), ManifestError> {
        for file in &self.files {
            let parts = file.path.split('/');
            if parts.clone().any(|part| part.is_empty() || part == "." || part == "..") {
                return Err(ManifestError::Path { path: file.path.clone() });
            }
            let changed = |found: String| ManifestError::Changed { path: file.path.clone(), found };
            let path = folder.join(&file.path);
            let size_bytes = match std::fs::symlink_metadata(&path) {
                Ok(metadata) if metadata.is_file() => metadata.len(),
                Ok(_) => return Err(changed("no file".to_owned())),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(changed("missing".to_owned()));
                }
                Err(reason) => return Err(ManifestError::Io { path, reason }),
            };
            if size_bytes != file.size_bytes {
                let expected = file.size_bytes;
                return Err(changed(format!("{size_bytes} bytes long instead of {expected}")));
            }
            if StoredFile::of(folder, file.path.clone())?.sha256 != file.sha256 {
                return Err(changed("changed".to_owned()));
            }
        }
        let known: BTreeSet<_> = self.files.iter().map(|file| file.path.as_str()).collect();
        match paths(folder)?.into_iter().find(|path| !known.contains(path.as_str())) {
            Some(path) => Err(ManifestError::Unknown { path }),
            None => Ok(()),
        }
    }

    /// Bytes of all files.
    pub fn size_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size_bytes).sum()
    }
}

impl StoredFile {
    fn of(folder: &Path, path: String) -> Result<Self, ManifestError> {
        let absolute = folder.join(&path);
        let (size_bytes, sha256) = digest(&absolute)
            .map_err(|reason| ManifestError::Io { path: absolute.clone(), reason })?;
        Ok(Self { path, size_bytes, sha256 })
    }
}

/// Size and SHA-256 of a file, a part at a time.
fn digest(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let (mut hash, mut size_bytes) = (Sha256::new(), 0);
    let mut part = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut part)?;
        let Some(part) = part.get(..read).filter(|part| !part.is_empty()) else { break };
        hash.update(part);
        size_bytes += part.len() as u64;
    }
    Ok((size_bytes, lotse_domain::hexadecimal::hexadecimal(&hash.finalize())))
}

/// Paths of all files below `folder` but the manifest, in order.
fn paths(folder: &Path) -> Result<Vec<String>, ManifestError> {
    let (mut found, mut folders) = (Vec::new(), vec![String::new()]);
    while let Some(below) = folders.pop() {
        let path = folder.join(&below);
        let fail = |reason| ManifestError::Io { path: path.clone(), reason };
        for entry in std::fs::read_dir(&path).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let inner = if below.is_empty() { name } else { format!("{below}/{name}") };
            if entry.file_type().map_err(fail)?.is_dir() {
                folders.push(inner);
            } else if inner != FILE {
                found.push(inner);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(folder: &Path) -> Manifest {
        std::fs::create_dir_all(folder.join("lake")).unwrap();
        std::fs::write(folder.join("lake/a"), "one").unwrap();
        std::fs::write(folder.join("control.sqlite"), "two").unwrap();
        let manifest = Manifest::of(folder, Timestamp::UNIX_EPOCH, false, Vec::new()).unwrap();
        manifest.write(folder).unwrap();
        manifest
    }

    #[test]
    fn a_back_up_is_what_its_manifest_says() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = sample(folder.path());
        assert_eq!(Manifest::read(folder.path()).unwrap(), manifest);
        manifest.verify(folder.path()).unwrap();
        assert_eq!(manifest.size_bytes(), 6);
        // printf one | sha256sum
        let one = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
        assert_eq!(
            (manifest.files[1].path.as_str(), manifest.files[1].sha256.as_str()),
            ("lake/a", one)
        );
    }

    #[test]
    fn whatever_is_changed_is_told_with_its_file() {
        type Change = fn(&Path);
        let changes: [(Change, &str); 5] = [
            (|f| std::fs::write(f.join("lake/a"), "ons").unwrap(), "lake/a is changed"),
            (
                |f| std::fs::write(f.join("lake/a"), "on").unwrap(),
                "lake/a is 2 bytes long instead of 3",
            ),
            (|f| std::fs::remove_file(f.join("lake/a")).unwrap(), "lake/a is missing"),
            (|f| std::fs::write(f.join("lake/b"), "").unwrap(), "lake/b is not in the manifest"),
            (
                |f| {
                    std::fs::remove_file(f.join("lake/a")).unwrap();
                    std::fs::create_dir(f.join("lake/a")).unwrap();
                },
                "lake/a is no file",
            ),
        ];
        for (change, expected) in changes {
            let folder = tempfile::tempdir().unwrap();
            let manifest = sample(folder.path());
            change(folder.path());
            let error = manifest.verify(folder.path()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn a_path_that_leads_out_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["../x", "/etc/passwd", "lake//a", "lake/./a"] {
            let mut manifest = sample(folder.path());
            manifest.files[0].path = path.to_owned();
            let error = manifest.verify(folder.path()).unwrap_err();
            assert!(matches!(error, ManifestError::Path { .. }), "{error}");
        }
    }

    #[test]
    fn what_is_no_back_up_or_of_a_newer_program_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = Manifest::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("holds no manifest.json"), "{error}");
        std::fs::write(folder.path().join(FILE), r#"{"format":9,"program":"4.0.0"}"#).unwrap();
        let error = Manifest::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("format 9") && error.contains("4.0.0"), "{error}");
        std::fs::write(folder.path().join(FILE), "{").unwrap();
        assert!(matches!(Manifest::read(folder.path()), Err(ManifestError::Unreadable(_))));
    }
}
