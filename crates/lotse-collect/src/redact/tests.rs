//! Laws of redaction that no list of cases can hold.

use proptest::prelude::*;

use super::*;

fn redacted(text: &str) -> String {
    redact(text, &mut Redactions::default()).into_owned()
}

#[test]
fn every_replacement_is_counted_under_its_rule() {
    let mut found = Redactions::default();
    redact("a@example.org b@example.org 4111 1111 1111 1111", &mut found);
    let counted: Vec<_> = found.by_rule().filter(|(_, times)| *times > 0).collect();
    assert_eq!(counted, [(Rule::Email, 2), (Rule::Card, 1)]);
}

#[test]
fn a_long_hostile_text_takes_no_long_time() {
    // Each would be quadratic in a careless search: minutes instead of a part of a second.
    for unit in HOSTILE {
        let text = unit.repeat(100_000 / unit.len());
        let before = std::time::Instant::now();
        redacted(&text);
        assert!(before.elapsed().as_secs() < 15, "{unit:?} took {:?}", before.elapsed());
    }
}

const HOSTILE: &[&str] = &[
    "AA00 ",
    "1-",
    "a1",
    "+1",
    "00 ",
    "0 ",
    "eyJ",
    "eyJaaaaaaaa.",
    "a.",
    "@",
    "a@b.cc ",
    "a@b.cc.1",
    "u1.",
    "4111111111111111 ",
    "DE89370400440532013000 ",
    "bearer ",
    "ssn ",
];

proptest! {
    #[test]
    fn twice_is_once(text in "\\PC{0,60}|[0-9A-Za-z@%. ()/+_-]{0,60}") {
        let once = redacted(&text);
        prop_assert_eq!(redacted(&once), once.clone());
    }

    #[test]
    fn what_is_planted_does_not_survive(
        before in "[a-zA-Zäß、]{0,12}",
        after in "[a-zA-Zäß、]{0,12}",
        local in "[a-z]{1,10}",
        hex in "[0-9a-f]{40}",
        ssn in "[0-9]{3}-[0-9]{2}-[0-9]{4}",
        phone in "[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}",
    ) {
        prop_assume!(hex.contains(|c: char| c.is_ascii_digit()) && hex.contains(|c: char| !c.is_ascii_digit()));
        let address = format!("{local}@mail.example.org");
        for secret in [&address, &hex, &ssn, &phone] {
            let result = redacted(&format!("{before} {secret} {after}"));
            prop_assert!(!result.contains(secret.as_str()), "{result}");
        }
    }
}
