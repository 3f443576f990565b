//! Signed references are what the specification says, so that any language can make them.

use lotse_collect::{ReferenceError, ReferenceKind, sign_reference, verify_reference};
use lotse_domain::{directory::Secret, service::PublicKey};

use crate::stage::time;

/// Made by Python's own `hmac`, from the text of section 7:
/// `hmac.new(bytes([7]*32), b"lotse-ref\npk_A\nu1\nc3RhZmYtNDI\n1795500000", "sha256")`.
const BY_PYTHON: &str = "u1.c3RhZmYtNDI.1795500000.IHUjihuNSwzReJufiQfRnR3TgSeIGtWFf3yBmMQV7uk";

fn secret() -> Secret {
    Secret::new([7; 32])
}

fn key() -> PublicKey {
    PublicKey::from_text("pk_A")
}

#[test]
fn another_program_makes_the_same_reference() {
    let expires_at = time("2026-11-24T06:00:00Z");
    assert_eq!(
        sign_reference(&secret(), &key(), ReferenceKind::User, "staff-42", expires_at),
        BY_PYTHON
    );
    let value = verify_reference(&secret(), &key(), ReferenceKind::User, BY_PYTHON, expires_at);
    assert_eq!(value.as_deref(), Ok(b"staff-42".as_slice()));
}

#[test]
fn every_changed_character_is_noticed() {
    let now = time("2026-11-23T00:00:00Z");
    for place in 0..BY_PYTHON.len() {
        for other in ['A', '.', '9', 'é'] {
            let mut changed: Vec<char> = BY_PYTHON.chars().collect();
            if changed[place] == other {
                continue;
            }
            changed[place] = other;
            let changed: String = changed.into_iter().collect();
            let result = verify_reference(&secret(), &key(), ReferenceKind::User, &changed, now);
            assert!(result.is_err(), "{changed}");
        }
    }
}

#[test]
fn each_error_says_what_is_wrong() {
    let check = |secret: [u8; 32], key: &str, kind, text: &str, now: &str| {
        verify_reference(&Secret::new(secret), &PublicKey::from_text(key), kind, text, time(now))
    };
    let now = "2026-11-23T00:00:00Z";
    let user = ReferenceKind::User;
    for (result, error) in [
        (check([8; 32], "pk_A", user, BY_PYTHON, now), ReferenceError::Signature),
        (check([7; 32], "pk_B", user, BY_PYTHON, now), ReferenceError::Signature),
        (check([7; 32], "pk_A", user, BY_PYTHON, "2026-11-24T06:00:01Z"), ReferenceError::Expired),
        (check([7; 32], "pk_A", ReferenceKind::Case, BY_PYTHON, now), ReferenceError::Malformed),
        (check([7; 32], "pk_A", user, &format!("{BY_PYTHON}.x"), now), ReferenceError::Malformed),
        (check([7; 32], "pk_A", user, "u1...", now), ReferenceError::Malformed),
    ] {
        assert_eq!(result, Err(error));
    }
    let far = time("2026-12-01T00:00:00Z");
    let long = sign_reference(&secret(), &key(), user, &"x".repeat(257), far);
    assert_eq!(check([7; 32], "pk_A", user, &long, now), Err(ReferenceError::Malformed));
}
