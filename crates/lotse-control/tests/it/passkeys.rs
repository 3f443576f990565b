//! Passkeys: one person's each, and a session for who has one.

use lotse_control::{
    passkeys::{MOST_PASSKEYS, NotKept, PasskeyId},
    sign_ins::Device,
};
use lotse_domain::audit::Action;

use crate::{control_at, instant, operator, person};

#[tokio::test]
async fn a_passkey_is_one_persons_and_opens_a_session() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let (ada, bob) = (person(&control, "Ada").await, person(&control, "Bob").await);
    let changes = operator(&control);
    changes.add_passkey(&ada, " Phone ", b"one", "{}").await.unwrap().unwrap();
    for (user, name, credential, expected) in [
        (&bob, "Mine", &b"one"[..], NotKept::Known),
        (&ada, " ", b"two", NotKept::NoName),
        (&ada, &"ä".repeat(81), b"two", NotKept::LongName),
    ] {
        let refused = changes.add_passkey(user, name, credential, "{}").await.unwrap();
        assert_eq!(refused, Err(expected), "{name}");
    }
    let kept = control.passkey(b"one").await.unwrap().unwrap();
    assert_eq!((&kept.user, kept.name.as_str(), kept.last_used_at), (&ada, "Phone", None));
    assert!(control.passkey(b"two").await.unwrap().is_none());
    let session = control.sign_in_with_passkey(&kept, "{1}", &Device::default()).await.unwrap();
    assert_eq!(control.session(&session).await.unwrap().unwrap().user, ada);
    let kept = control.passkeys(ada.id).await.unwrap().remove(0);
    assert_eq!(kept.credential, "{1}", "as the ceremony says");
    assert_eq!(kept.last_used_at, Some(instant("2026-11-23T12:00:00Z")));

    assert!(!changes.remove_passkey(&bob, kept.id).await.unwrap(), "of somebody else");
    assert!(changes.remove_passkey(&ada, kept.id).await.unwrap());
    assert!(!changes.remove_passkey(&ada, kept.id).await.unwrap());
    assert!(control.passkey(b"one").await.unwrap().is_none());
    assert!(PasskeyId::from_text("1 OR 1=1").is_none());
    let rows = control.audit(None, 3).await.unwrap();
    let done: Vec<_> = rows.iter().rev().map(|row| row.action).collect();
    assert_eq!(done, [Action::PasskeyAdded, Action::SignedIn, Action::PasskeyRemoved]);
}

#[tokio::test]
async fn a_person_has_so_many_and_a_handle_that_says_nothing() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let (ada, bob) = (person(&control, "Ada").await, person(&control, "Bob").await);
    for number in 0..MOST_PASSKEYS {
        let id = number.to_be_bytes();
        operator(&control).add_passkey(&ada, "x", &id, "{}").await.unwrap().unwrap();
    }
    let refused = operator(&control).add_passkey(&ada, "x", b"more", "{}").await.unwrap();
    assert_eq!(refused, Err(NotKept::TooMany));
    assert_eq!(control.passkey_handle(ada.id), control.passkey_handle(ada.id));
    assert_ne!(control.passkey_handle(ada.id), control.passkey_handle(bob.id));
}
