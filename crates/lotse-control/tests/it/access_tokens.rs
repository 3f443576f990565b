//! Access tokens: shown once, for no more than their owner may, good for a time.

use lotse_control::access_tokens::{LONGEST_LIFE, NotMade, TokenId};
use lotse_domain::role::{Permission, Sight};

use crate::{control_at, instant, new_service, operator, person};

const READ: &[Permission] = &[Permission::ReadFigures];

#[tokio::test]
async fn a_token_gives_its_scope_where_it_holds_until_it_ends() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let ada = person(&control, "Ada").await;
    let changes = operator(&control);
    let here = changes.add_service(new_service("Permits")).await.unwrap();
    let there = changes.add_service(new_service("Taxes")).await.unwrap();
    let ends = instant("2026-12-23T12:00:00Z");
    let made = changes.make_token(&ada, " nightly ", READ, Some(&here), ends).await;
    let text = made.unwrap().unwrap();
    assert!(text.starts_with("lat_") && text.len() == 68, "{text}");
    let (token, grants) = control.token(&text).await.unwrap().unwrap();
    assert_eq!((token.name.as_str(), token.last_used_at), ("nightly", None));
    let sight = |permission, service| token.scope.sight(&grants, permission, service);
    assert_eq!(sight(Permission::ReadFigures, here.id), Some(Sight::Whole));
    assert_eq!(sight(Permission::ReadFigures, there.id), None, "another service");
    assert_eq!(sight(Permission::KeepQuestions, here.id), None, "not in its scope");
    assert_eq!(sight(Permission::ManagePeople, here.id), None, "in no scope");
    let listed = control.tokens(Some(ada.id)).await.unwrap();
    assert_eq!(listed[0].last_used_at, Some(instant("2026-11-23T12:00:00Z")));
    clock.set(ends);
    assert!(control.token(&text).await.unwrap().is_none());
}

#[tokio::test]
async fn a_token_never_gives_more_than_its_owner_may() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let ada = person(&control, "Ada").await;
    person(&control, "Bob").await;
    let changes = operator(&control);
    let service = changes.add_service(new_service("Permits")).await.unwrap();
    let ends = instant("2026-12-23T12:00:00Z");
    let text = changes.make_token(&ada, "t", READ, None, ends).await.unwrap().unwrap();
    let role = control.person(ada.id).await.unwrap().unwrap().grants[0].id;
    changes.take_role(ada.id, role).await.unwrap().unwrap();
    let (token, grants) = control.token(&text).await.unwrap().unwrap();
    assert_eq!(token.scope.sight(&grants, Permission::ReadFigures, service.id), None);
}

#[tokio::test]
async fn what_may_not_be_made_is_said() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let ada = person(&control, "Ada").await;
    let now = instant("2026-11-23T12:00:00Z");
    let later = now + LONGEST_LIFE;
    let make = async |name: &str, permissions: &[Permission], ends| {
        let made = operator(&control).make_token(&ada, name, permissions, None, ends).await;
        made.unwrap()
    };
    assert!(make("first", READ, later).await.is_ok());
    for (name, permissions, ends, expected) in [
        (" ", READ, later, NotMade::NoName),
        (&"ä".repeat(81), READ, later, NotMade::LongName),
        ("first", READ, later, NotMade::NameTaken),
        ("x", &[], later, NotMade::NoPermission),
        ("x", &[Permission::ManagePeople], later, NotMade::NoPermission),
        ("x", READ, now, NotMade::Life),
        ("x", READ, later + jiff::SignedDuration::from_secs(1), NotMade::Life),
    ] {
        assert_eq!(make(name, permissions, ends).await, Err(expected), "{name}");
    }
    for number in 1..50 {
        assert!(make(&number.to_string(), READ, later).await.is_ok());
    }
    assert_eq!(make("one more", READ, later).await, Err(NotMade::TooMany));
}

#[tokio::test]
async fn a_person_takes_away_their_own_and_who_looks_after_people_anybodys() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let (ada, bob) = (person(&control, "Ada").await, person(&control, "Bob").await);
    let changes = operator(&control);
    let ends = instant("2026-12-23T12:00:00Z");
    let text = changes.make_token(&ada, "t", READ, None, ends).await.unwrap().unwrap();
    let id = control.tokens(None).await.unwrap()[0].id;
    assert!(!changes.revoke_token(id, Some(bob.id)).await.unwrap());
    assert!(control.token(&text).await.unwrap().is_some());
    assert!(changes.revoke_token(id, None).await.unwrap());
    assert!(control.token(&text).await.unwrap().is_none());
    assert!(!changes.revoke_token(id, Some(ada.id)).await.unwrap());
    assert!(TokenId::from_text("1 OR 1=1").is_none());
    for text in ["", "lat_", "' OR 1=1 --"] {
        assert!(control.token(text).await.unwrap().is_none());
    }
}
