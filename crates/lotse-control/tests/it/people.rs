//! People and their roles; somebody can always look after them.

use lotse_control::{
    access_tokens::{AccessToken, TokenScope},
    audit::Actor,
    sign_ins::{Device, LinkPurpose},
    users::NotChanged,
};
use lotse_domain::{
    ids::AuthorityCode,
    person::{EmailAddress, PersonName},
    role::{Grant, Permission, Reach, Role, Sight},
};

use crate::{administrator, control_at, instant, new_service, operator, person};

#[tokio::test]
async fn names_and_addresses_are_one_persons() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let ada = person(&control, "Ada").await;
    let bob = person(&control, "Bob").await;
    let name = |text| PersonName::new(text).unwrap();
    let email = |text| EmailAddress::new(text).unwrap();
    let changes = operator(&control);
    for (new, address, expected) in [
        ("Ada", "new@example.gov", NotChanged::NameTaken),
        ("New", "Ada@Example.gov", NotChanged::EmailTaken),
    ] {
        let refused = changes.add_person(&name(new), Some(&email(address)), &administrator()).await;
        assert_eq!(refused.unwrap(), Err(expected));
        let refused = changes.rename_person(&bob, &name(new), Some(&email(address))).await;
        assert_eq!(refused.unwrap(), Err(expected));
    }
    let kept = changes.rename_person(&ada, &name("Ada B."), Some(&email("ada@example.gov"))).await;
    assert_eq!(kept.unwrap(), Ok(()));
    let people = control.people().await.unwrap();
    let names: Vec<_> = people.iter().map(|person| person.user.name.as_str()).collect();
    assert_eq!(names, ["Ada B.", "Bob"]);
    assert_eq!(people[0].grants[0].grant, administrator());
    assert!(!people[0].has_password && !people[0].has_second_factor);
    assert_eq!(people[0].last_used_at, None);
}

#[tokio::test]
async fn a_role_is_given_once_taken_away_and_holds_where_it_was_given() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    person(&control, "Ada").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let code = AuthorityCode::new("06037").unwrap();
    let part = Grant { role: Role::Viewer, reach: Reach::Authority(service.id, code.clone()) };
    let name = PersonName::new("Bob").unwrap();
    let bob = operator(&control).add_person(&name, None, &part).await.unwrap().unwrap();
    let changes = operator(&control);
    assert_eq!(changes.give_role(bob.id, &part).await.unwrap(), Err(NotChanged::HasRole));
    let sight =
        async |permission| control.grants(bob.id).await.unwrap().sight(permission, service.id);
    assert_eq!(sight(Permission::ReadFigures).await, Some(Sight::Authorities(vec![code])));
    let whole = Grant { role: Role::Editor, reach: Reach::Service(service.id) };
    changes.give_role(bob.id, &whole).await.unwrap().unwrap();
    assert_eq!(sight(Permission::ChangeService).await, Some(Sight::Whole));
    let given = control.person(bob.id).await.unwrap().unwrap().grants;
    for role in &given {
        changes.take_role(bob.id, role.id).await.unwrap().unwrap();
    }
    assert_eq!(
        changes.take_role(bob.id, given[0].id).await.unwrap(),
        Err(NotChanged::NoSuchPerson)
    );
    assert_eq!(sight(Permission::ReadFigures).await, None);
    let rows = control.audit(None, 10).await.unwrap();
    assert!(rows.iter().any(|row| row.detail == r#"{"authority":"06037","role":"viewer"}"#));
    assert!(rows.iter().all(|row| row.subject != "Bob" || row.service == "permits"));
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let ada = person(&control, "Ada").await;
    let changes = operator(&control);
    let role = control.person(ada.id).await.unwrap().unwrap().grants[0].id;
    for refused in [
        changes.take_role(ada.id, role).await.unwrap(),
        changes.remove_person(ada.id).await.unwrap(),
    ] {
        assert_eq!(refused, Err(NotChanged::LastAdministrator));
    }
    assert!(control.grants(ada.id).await.unwrap().may(Permission::ManagePeople), "nothing changed");
    person(&control, "Bob").await;
    assert_eq!(changes.take_role(ada.id, role).await.unwrap(), Ok(()));
}

#[tokio::test]
async fn who_is_removed_has_no_way_in_left() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    person(&control, "Ada").await;
    let bob = person(&control, "Bob").await;
    let changes = operator(&control);
    let link = changes.make_link(&bob, LinkPurpose::SignIn).await.unwrap();
    let session = control.redeem_link(&link, &Device::default()).await.unwrap().unwrap();
    let open_link = changes.make_link(&bob, LinkPurpose::SignIn).await.unwrap();
    let ends = instant("2026-12-23T12:00:00Z");
    let made = control
        .by(Actor::person(&bob))
        .make_token(&bob, "export", &[Permission::ReadFigures], None, ends)
        .await;
    let token = made.unwrap().unwrap();
    let (AccessToken { scope, .. }, _) = control.token(&token).await.unwrap().unwrap();
    assert_eq!(scope, TokenScope { permissions: vec![Permission::ReadFigures], service: None });
    assert_eq!(changes.remove_person(bob.id).await.unwrap(), Ok(()));
    assert!(control.session(&session).await.unwrap().is_none());
    assert!(control.link(&open_link).await.unwrap().is_none());
    assert!(control.token(&token).await.unwrap().is_none());
    assert_eq!(changes.remove_person(bob.id).await.unwrap(), Err(NotChanged::NoSuchPerson));
}
