//! Every input that a fuzz run kept (`fuzz/corpus/`) is run again: what once broke a parser, or
//! reached a part of it that nothing else reached, stays a test.

use std::{
    fs,
    panic::catch_unwind,
    path::{Path, PathBuf},
};

use crate::probes;

fn replay(target: &str, probe: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let files: Vec<PathBuf> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() > 20, "only {} inputs in {}", files.len(), folder.display());
    for file in files {
        let input = fs::read(&file).unwrap();
        assert!(catch_unwind(|| probe(&input)).is_ok(), "{} is answered wrongly", file.display());
    }
}

#[test]
fn kept_bodies() {
    replay("body", probes::body);
}

#[test]
fn kept_headers() {
    replay("headers", probes::headers);
}

#[test]
fn kept_pictures_and_forms() {
    replay("plain", probes::plain);
}

#[test]
fn kept_texts() {
    replay("redaction", probes::redaction);
}

#[test]
fn kept_references() {
    replay("reference", probes::reference);
}

#[test]
fn kept_logs() {
    replay("log", probes::log);
}

#[test]
fn kept_encodings() {
    replay("encoding", probes::encoding);
}
