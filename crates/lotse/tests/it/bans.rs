//! Each banned call really trips clippy.
//!
//! A wrong path in `clippy.toml` bans nothing and only warns. Here every ban that this crate can name
//! is broken once under `expect`: when clippy does not object, the expectation is unmet, which is a
//! warning, and `./test lint` makes warnings errors. The bans of other crates' own libraries are
//! broken in the same way in their `tests/it/bans.rs`.

use std::fs;

use lotse_domain::privacy::Undisclosed;

use crate::source_tree::{root, source_files};

#[expect(clippy::disallowed_methods, reason = "lotse_domain::privacy::Undisclosed::open")]
fn open(number: Undisclosed<u64>) -> u64 {
    number.open()
}

#[expect(clippy::disallowed_methods, reason = "lotse_domain::privacy::Undisclosed::open_ref")]
fn open_ref(number: &Undisclosed<u64>) -> u64 {
    *number.open_ref()
}

#[expect(clippy::disallowed_methods, reason = "jiff::Timestamp::now")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[expect(clippy::disallowed_methods, reason = "jiff::ZonedDateTime::now")]
fn zoned_now() -> jiff::ZonedDateTime {
    jiff::ZonedDateTime::now()
}

#[expect(clippy::disallowed_methods, reason = "std::time::SystemTime::now")]
fn system_now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

#[expect(clippy::disallowed_methods, reason = "getrandom::fill")]
fn random() -> Result<[u8; 2], getrandom::Error> {
    let mut buffer = [0; 2];
    getrandom::fill(&mut buffer)?;
    Ok(buffer)
}

/// The functions above are called, so that the compiler keeps them; what they return says little.
#[test]
fn banned_calls_compile() {
    assert_eq!(open_ref(&Undisclosed::seal(7)), open(Undisclosed::seal(7)));
    assert!(now() <= zoned_now().timestamp());
    assert!(system_now() > std::time::UNIX_EPOCH);
    assert!(random().is_ok());
}

#[test]
fn every_ban_is_broken_once() {
    let text = fs::read_to_string(root().join("clippy.toml")).expect("the file exists");
    let settings: toml::Table = text.parse().expect("clippy has read it too");
    let broken: String = source_files()
        .into_iter()
        .filter(|file| file.path.ends_with("/bans.rs"))
        .map(|file| file.text)
        .collect();
    let mut seen = 0;
    for list in ["disallowed-methods", "disallowed-types", "disallowed-macros"] {
        let Some(bans) = settings.get(list) else { continue };
        for ban in bans.as_array().expect("a list") {
            let path = ban["path"].as_str().expect("each ban has a path");
            assert!(ban.get("reason").is_some(), "the ban of {path} names no replacement");
            assert!(
                broken.contains(&format!("reason = \"{path}\"")),
                "no bans.rs breaks {path} under #[expect]"
            );
            seen += 1;
        }
    }
    assert!(seen > 0, "clippy.toml bans nothing");
}
