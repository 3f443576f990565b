//! A disk that takes no more: events are refused with 503 and a reason, pages and questions go on, and
//! what was acknowledged is kept.

use std::io::{Read as _, Write as _};

use crate::process::{Client, Process, Sent, kept_once};

/// The status of a page.
fn get(process: &Process, path: &str) -> u16 {
    let mut stream = std::net::TcpStream::connect(&process.address).unwrap();
    let host = &process.address;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

fn fill_until_refused(limit: u64) {
    let parent = tempfile::tempdir().unwrap();
    let process = Process::start_limited(parent.path());
    let key = Process::public_key(parent.path());
    let mut client = Client::new(&process, &key);
    let mut noted = Sent::default();
    client.send(0..20, &mut noted);
    process.limit_files(Some(limit));
    for first in (20..600).step_by(20) {
        // 503, or 200 as long as it fits; any other answer fails the test.
        assert!(client.send(first..first + 20, &mut noted), "the connection broke");
    }
    assert!(noted.acknowledged.len() < 600, "nothing was refused");
    for path in ["/health", "/ready", "/sign-in", "/metrics"] {
        assert_eq!(get(&process, path), 200, "{path}");
    }
    process.limit_files(None);
    let before = noted.acknowledged.len();
    client.send(600..620, &mut noted);
    assert_eq!(noted.acknowledged.len(), before + 20, "it did not recover");
    assert!(process.stop());
    kept_once(parent.path(), &key, &noted);
}

#[test]
fn on_a_full_disk_events_are_refused_and_none_that_was_acknowledged_is_lost() {
    fill_until_refused(400_000);
}

#[test]
fn on_a_disk_that_became_read_only_events_are_refused_and_pages_answer() {
    fill_until_refused(0);
}
