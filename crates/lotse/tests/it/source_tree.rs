//! The files of the repository, as the tidy tests read them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A text file that belongs to the project: tracked, or new and not ignored.
pub(crate) struct SourceFile {
    /// Its path from the root of the repository, with `/` between the parts.
    pub(crate) path: String,
    /// What it says.
    pub(crate) text: String,
}

impl SourceFile {
    /// Whether the name of the file ends with one of these, such as `.rs`.
    pub(crate) fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.join("../..").canonicalize().expect("the crate lies in crates/lotse")
}

/// Every text file of the project, in the order of their paths. Files that are not UTF-8 (pictures,
/// compressed data) are left out.
pub(crate) fn source_files() -> Vec<SourceFile> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output()
        .expect("git lists the files of a checkout");
    assert!(listed.status.success(), "git: {}", String::from_utf8_lossy(&listed.stderr));
    let mut files: Vec<_> = String::from_utf8(listed.stdout)
        .expect("paths are UTF-8")
        .split_terminator('\0')
        .filter_map(|path| {
            let text = fs::read_to_string(root().join(path)).ok()?;
            Some(SourceFile { path: path.to_owned(), text })
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 50, "only {} files were found", files.len());
    files
}
