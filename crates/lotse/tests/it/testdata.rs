//! The committed data of others is what its list of hashes says, and its page names its origin.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha256};

use crate::source_tree::root;

/// No file of the folder is larger than this when decompressed.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// Hash and path of every decompressed file, as `SHA256SUMS` lists them.
fn listed() -> Vec<(String, String)> {
    let text = fs::read_to_string(folder().join("SHA256SUMS")).expect("the list exists");
    text.lines()
        .map(|line| line.split_once("  ").expect("hash, two spaces, path"))
        .map(|(hash, path)| (hash.to_owned(), path.to_owned()))
        .collect()
}

fn folder() -> PathBuf {
    root().join("testdata")
}

fn compressed_files(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            compressed_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "gz") {
            found.insert(path);
        }
    }
}

#[test]
fn every_file_decompresses_to_its_stated_hash() {
    for (expected, path) in listed() {
        let file = fs::File::open(folder().join(format!("{path}.gz"))).expect("it is committed");
        let mut content = Vec::new();
        GzDecoder::new(file)
            .take(MOST_BYTES)
            .read_to_end(&mut content)
            .unwrap_or_else(|error| panic!("{path} does not decompress: {error}"));
        let found = Sha256::digest(&content).iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a text cannot fail");
            text
        });
        assert_eq!(found, expected, "{path}");
    }
}

#[test]
fn the_list_is_complete_and_the_page_names_every_origin() {
    let mut present = BTreeSet::new();
    compressed_files(&folder(), &mut present);
    let named: BTreeSet<_> =
        listed().iter().map(|(_, path)| folder().join(format!("{path}.gz"))).collect();
    assert!(!named.is_empty());
    assert_eq!(present, named, "the files and testdata/SHA256SUMS");

    let page = fs::read_to_string(folder().join("README.md")).expect("the page exists");
    for (_, path) in listed() {
        let top = path.split_once('/').map_or(path.as_str(), |(top, _)| top);
        assert!(
            page.contains(&format!("`{path}`")) || page.contains(&format!("`{top}/`")),
            "testdata/README.md says nothing of {path}"
        );
    }
}
