//! Which files an import is of, in an order that does not depend on the folder they lie in.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use lotse_domain::hexadecimal::hexadecimal;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// Bytes of each file by which it is recognised when it is given again, also after it has grown.
const RECOGNISED_BY: u64 = 4 << 10;

/// Why files cannot be imported.
#[derive(Debug, Error)]
pub(crate) enum FilesError {
    /// One cannot be read.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// There is none.
    #[error("There is no file in what was named.")]
    None,
}

/// Files to import, sorted by name.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    /// Paths and sizes.
    files: Vec<(PathBuf, u64)>,
}

impl Files {
    /// The files at these paths, and those in folders below them. Hidden ones are left out.
    pub(crate) fn of(paths: &[PathBuf]) -> Result<Self, FilesError> {
        let mut files = Vec::new();
        for path in paths {
            gather(path, &mut files)
                .map_err(|(path, reason)| FilesError::Unreadable { path, reason })?;
        }
        files.sort();
        files.dedup();
        if files.is_empty() { Err(FilesError::None) } else { Ok(Self { files }) }
    }

    /// Each file by its name without folders.
    pub(crate) fn named(&self) -> impl Iterator<Item = (String, &PathBuf)> {
        let name =
            |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.files.iter().map(move |(path, _)| (name(path), path))
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.named().map(|(name, _)| name).collect()
    }

    pub(crate) fn all_bytes(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }

    /// What the same files have in common whenever they are given: their names and how they begin.
    pub(crate) fn fingerprint(&self) -> Result<String, FilesError> {
        let mut hash = Sha256::new();
        for (name, path) in self.named() {
            let start = beginning(path)
                .map_err(|reason| FilesError::Unreadable { path: path.clone(), reason })?;
            for part in [name.as_bytes(), &start] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        let digest: [u8; 32] = hash.finalize().into();
        Ok(hexadecimal(&digest))
    }
}

fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    File::open(path)?.take(RECOGNISED_BY).read_to_end(&mut start)?;
    Ok(start)
}

fn gather(path: &Path, files: &mut Vec<(PathBuf, u64)>) -> Result<(), (PathBuf, io::Error)> {
    let fail = |error| (path.to_owned(), error);
    let about = fs::metadata(path).map_err(fail)?;
    if !about.is_dir() {
        files.push((path.to_owned(), about.len()));
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // A link could lead in a circle.
        let is_link = entry.file_type().map_err(fail)?.is_symlink();
        if !hidden && !is_link {
            gather(&entry.path(), files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_give_their_files_in_order_and_the_same_files_are_recognised() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        put("c.log", "three");
        put("b/a.log", "two");
        put("a.log", "one");
        put(".hidden", "x");
        let files = Files::of(&[folder.path().to_owned(), folder.path().join("a.log")]).unwrap();
        assert_eq!(files.names(), ["a.log", "a.log", "c.log"]);
        assert_eq!(files.all_bytes(), 11);
        let before = files.fingerprint().unwrap();
        let moved = tempfile::tempdir().unwrap();
        for (name, text) in [("a.log", "one"), ("c.log", "three")] {
            fs::write(moved.path().join(name), text).unwrap();
        }
        fs::create_dir(moved.path().join("b")).unwrap();
        fs::write(moved.path().join("b/a.log"), "two").unwrap();
        let again = Files::of(&[moved.path().to_owned()]).unwrap();
        assert_eq!(again.fingerprint().unwrap(), before);
        put("c.log", "else");
        assert_ne!(files.fingerprint().unwrap(), before);
    }

    #[test]
    fn what_is_not_there_is_told_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Files::of(&[folder.path().to_owned()]), Err(FilesError::None)));
        let error = Files::of(&[folder.path().join("gone.log")]).unwrap_err();
        assert!(error.to_string().contains("gone.log cannot be read"), "{error}");
    }
}
