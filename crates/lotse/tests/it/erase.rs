//! A case is erased on request: by the reference that the service knows, from the running program.

use std::collections::BTreeSet;

use lotse_collect::{ReferenceKind, sign_reference};
use lotse_domain::{clock::Clock as _, directory::Secret, service::PublicKey};

use crate::process::{Client, Process, Sent, kept_once, run, stored};

fn secret(hexadecimal: &str) -> Secret {
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hexadecimal.get(2 * index..2 * index + 2).unwrap(), 16).unwrap();
    }
    Secret::new(bytes)
}

#[test]
fn a_case_is_erased_by_the_reference_that_its_service_signs() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path();
    let process = Process::start(data);
    let (well, services) = run(data, &["service", "list"]);
    assert!(well, "{services}");
    let mut fields = services.lines().next().unwrap().split('\t');
    let (slug, key) = (fields.next().unwrap(), fields.next().unwrap());
    let (well, signing) = run(data, &["service", "signing-secret", slug]);
    assert!(well, "{signing}");
    let later = lotse::system::SystemClock.now() + jiff::SignedDuration::from_hours(1);
    let sign = |case: &str| {
        let key = PublicKey::from_text(key);
        sign_reference(&secret(signing.trim()), &key, ReferenceKind::Case, case, later)
    };
    let mut client = Client::new(&process, key);
    let (mut kept, mut gone) = (Sent::default(), Sent::default());
    client.send(0..10, &mut kept);
    client.case = Some(sign("CASE-7"));
    client.send(10..15, &mut gone);
    assert!(run(data, &["flush"]).0);
    client.send(15..20, &mut gone);
    client.case = Some(sign("CASE-8"));
    client.send(20..30, &mut kept);
    assert_eq!((kept.acknowledged.len(), gone.acknowledged.len()), (20, 10));

    let (well, text) = run(data, &["erase", slug, "--case", "CASE-7"]);
    assert!(well && text.contains("10 events are erased"), "{text}");
    let (well, text) = run(data, &["erase", slug, "--case", "CASE-7"]);
    assert!(well && text.contains("0 events are erased"), "{text}");
    let (well, text) = run(data, &["erase", slug]);
    assert!(!well && text.contains("--case"), "somebody must be named: {text}");
    let (well, text) = run(data, &["erase", "nowhere", "--everything"]);
    assert!(!well && text.contains("There is no service"), "{text}");
    assert!(process.stop());
    kept_once(data, key, &kept);
    let left: BTreeSet<_> = stored(data, key, &gone.sent).into_iter().map(|(_, n)| n).collect();
    assert_eq!(left, BTreeSet::from([0]));
}
