//! Data folders of every earlier format open, hold what they held, and take further events.

use std::{path::Path, process::Command};

use crate::{
    process::{Client, Process, Sent, kept_once, run},
    source_tree::root,
};

/// Unpacks a committed data folder.
fn unpacked(name: &str, to: &Path) {
    let archive = root().join("testdata/formats").join(name);
    let status = Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(to).status().unwrap();
    assert!(status.success());
}

#[test]
fn a_folder_of_format_1_is_upgraded_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    unpacked("format-1.tar.gz", data);
    // Files of that time have no checksum in the log: they are decoded and counted.
    let (well, text) = run(data, &["doctor", "--json"]);
    assert!(well, "{text}");
    let health: lotse::doctor::Health = serde_json::from_str(&text).unwrap();
    assert_eq!((health.stores[0].in_table, health.stores[0].in_buffer), (4_651, 7));
    let key = Process::public_key(data);
    assert_eq!(key, "pk_T93G8PW1M7G19K7F");
    // What was deleted from its buffer is overwritten now; what was flushed is nowhere in it.
    let buffer = std::fs::read(data.join("lake/public/buffer.sqlite")).unwrap();
    let of_flushed = b"/sample/benefit/en/income";
    assert!(!buffer.windows(of_flushed.len()).any(|part| part == of_flushed));

    let process = Process::start(data);
    let mut noted = Sent::default();
    Client::new(&process, &key).send(0..20, &mut noted);
    assert_eq!(noted.acknowledged.len(), 20);
    assert!(process.stop());
    kept_once(data, &key, &noted);
    let (well, text) = run(data, &["doctor", "--json"]);
    assert!(well, "{text}");
    let health: lotse::doctor::Health = serde_json::from_str(&text).unwrap();
    assert_eq!((health.stores[0].in_table, health.stores[0].in_buffer), (4_678, 0));
}
