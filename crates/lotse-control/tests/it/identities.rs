//! Accounts at a sign-in provider: who somebody is, and which roles follow the groups there.

use lotse_control::{
    Control,
    audit::Verdict,
    identities::{NotAdmitted, ProvenIdentity},
    sign_ins::Device,
    users::{NotChanged, Person},
};
use lotse_domain::{
    audit::Action,
    person::{EmailAddress, PersonName},
    role::{Grant, GrantSource, Permission, Reach, Role},
};

use crate::{administrator, control_at, new_service, operator, person};

const ISSUER: &str = "https://id.example.gov";

/// Whom the provider calls `subject`, with a verified address if there is one.
fn proven(subject: &str, email: Option<&str>) -> ProvenIdentity {
    ProvenIdentity {
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        email: email.map(|text| EmailAddress::new(text).unwrap()),
        name: None,
        roles: Vec::new(),
        adds_people: false,
    }
}

fn everywhere(role: Role) -> Grant {
    Grant { role, reach: Reach::Organization }
}

/// Signs in, and returns the name of who that is.
async fn sign_in(control: &Control, proven: &ProvenIdentity) -> Result<String, NotAdmitted> {
    let session = control.sign_in_with_identity(proven, &Device::default()).await.unwrap()?;
    Ok(control.session(&session).await.unwrap().unwrap().user.name)
}

async fn named(control: &Control, name: &str) -> Person {
    let people = control.people().await.unwrap();
    people.into_iter().find(|person| person.user.name == name).unwrap()
}

#[tokio::test]
async fn a_verified_address_links_once_and_from_then_on_the_account_counts() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let ada = person(&control, "Ada").await;
    assert_eq!(sign_in(&control, &proven("1", None)).await, Err(NotAdmitted::Unverified));
    let stranger = proven("1", Some("bob@example.gov"));
    assert_eq!(sign_in(&control, &stranger).await, Err(NotAdmitted::Unknown));
    assert!(named(&control, "Ada").await.identities.is_empty(), "nothing was linked so far");

    assert_eq!(sign_in(&control, &proven("1", Some("Ada@Example.GOV"))).await.unwrap(), "Ada");
    // The account is the same person whatever address it has now, and whoever has that address here.
    person(&control, "Bob").await;
    for email in [None, Some("bob@example.gov"), Some("nobody@example.gov")] {
        assert_eq!(sign_in(&control, &proven("1", email)).await.unwrap(), "Ada");
    }
    // Another account with the address of somebody who has one is somebody else.
    let second = proven("2", Some("ada@example.gov"));
    assert_eq!(sign_in(&control, &second).await, Err(NotAdmitted::OtherAccount));
    let elsewhere =
        ProvenIdentity { issuer: "https://other.example.gov".to_owned(), ..second.clone() };
    assert_eq!(sign_in(&control, &elsewhere).await.unwrap(), "Ada");
    assert_eq!(control.person(ada.id).await.unwrap().unwrap().identities.len(), 2);

    let rows = control.audit(None, 100).await.unwrap();
    let linked: Vec<_> = rows.iter().filter(|row| row.action == Action::IdentityLinked).collect();
    assert_eq!(linked.len(), 2);
    assert_eq!(linked[1].detail, r#"{"account":"1","issuer":"https://id.example.gov"}"#);
    let entered = rows.iter().find(|row| row.action == Action::SignedIn).unwrap();
    assert_eq!((entered.actor.as_str(), entered.detail.as_str()), ("Ada", r#"{"by":"openid"}"#));
    assert!(matches!(control.verify_audit(None).await.unwrap(), Verdict::Whole { .. }));
}

#[tokio::test]
async fn an_account_opens_a_session_though_a_password_would_owe_a_second_factor() {
    let (control, _, _, _, _) = crate::second_factors::enrolled().await;
    let ada = proven("1", Some("ada@example.gov"));
    let session = control.sign_in_with_identity(&ada, &Device::default()).await.unwrap().unwrap();
    assert!(control.half_open_session(&session).await.unwrap().is_none());
    assert!(control.session(&session).await.unwrap().is_some());
}

#[tokio::test]
async fn somebody_new_is_added_only_where_that_is_wanted_and_a_group_gives_a_role() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    person(&control, "Ada").await;
    let role = vec![everywhere(Role::Viewer)];
    let name = |text: &str| Some(PersonName::new(text).unwrap());
    let new = |subject: &str, email| ProvenIdentity {
        name: name("Ada"),
        roles: role.clone(),
        adds_people: true,
        ..proven(subject, email)
    };
    let unwanted = ProvenIdentity { adds_people: false, ..new("2", Some("new@example.gov")) };
    assert_eq!(sign_in(&control, &unwanted).await, Err(NotAdmitted::Unknown));
    let no_group = ProvenIdentity { roles: Vec::new(), ..new("2", Some("new@example.gov")) };
    assert_eq!(sign_in(&control, &no_group).await, Err(NotAdmitted::Unknown));
    let no_group = ProvenIdentity { roles: Vec::new(), ..new("2", None) };
    assert_eq!(sign_in(&control, &no_group).await, Err(NotAdmitted::Unverified));
    assert_eq!(control.people().await.unwrap().len(), 1, "nobody was added so far");

    assert_eq!(sign_in(&control, &new("2", Some("new@example.gov"))).await.unwrap(), "Ada (2)");
    assert_eq!(named(&control, "Ada (2)").await.email.as_deref(), Some("new@example.gov"));
    assert_eq!(sign_in(&control, &new("3", None)).await.unwrap(), "Ada (3)");
    assert_eq!(named(&control, "Ada (3)").await.email, None, "only a verified one is kept");
    // Who has no name there is called by their address, and else as the provider calls them.
    let nameless = ProvenIdentity { name: None, ..new("4", Some("four@example.gov")) };
    assert_eq!(sign_in(&control, &nameless).await.unwrap(), "four@example.gov");
    let nameless = ProvenIdentity { name: None, ..new("5f3c", None) };
    assert_eq!(sign_in(&control, &nameless).await.unwrap(), "5f3c");
    let long = PersonName::new(&"ü".repeat(PersonName::LIMIT)).unwrap();
    for (subject, expected) in [("6", "ü".repeat(100)), ("7", format!("{} (2)", "ü".repeat(96)))]
    {
        let new = ProvenIdentity { name: Some(long.clone()), ..new(subject, None) };
        assert_eq!(sign_in(&control, &new).await.unwrap(), expected);
    }
    let added = control.audit(None, 100).await.unwrap();
    let added = added.iter().filter(|row| row.action == Action::PersonAdded);
    assert_eq!(added.filter(|row| row.detail == r#"{"by":"openid"}"#).count(), 6);
}

#[tokio::test]
async fn roles_from_groups_become_what_they_are_now_and_those_by_hand_stay() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    person(&control, "Root").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let name = PersonName::new("Bob").unwrap();
    let email = EmailAddress::new("bob@example.gov").unwrap();
    let by_hand = everywhere(Role::Viewer);
    operator(&control).add_person(&name, Some(&email), &by_hand).await.unwrap().unwrap();
    let in_permits = Grant { role: Role::Editor, reach: Reach::Service(service.id) };
    let with = |roles: &[Grant]| ProvenIdentity {
        roles: roles.to_vec(),
        ..proven("1", Some("bob@example.gov"))
    };
    let roles = async || {
        let given = named(&control, "Bob").await.grants;
        given.into_iter().map(|given| (given.grant, given.source)).collect::<Vec<_>>()
    };
    let hand = (by_hand.clone(), GrantSource::Hand);
    // The same role twice, once by each way, is two.
    for (groups, expected) in [
        (
            vec![in_permits.clone(), in_permits.clone()],
            vec![(in_permits.clone(), GrantSource::Group)],
        ),
        (
            vec![by_hand.clone(), in_permits.clone()],
            vec![(in_permits.clone(), GrantSource::Group), (by_hand.clone(), GrantSource::Group)],
        ),
        (vec![administrator()], vec![(administrator(), GrantSource::Group)]),
        (vec![], vec![]),
    ] {
        sign_in(&control, &with(&groups)).await.unwrap();
        assert_eq!(roles().await, [vec![hand.clone()], expected].concat(), "{groups:?}");
    }
    let rows = control.audit(None, 100).await.unwrap();
    let of = |action| {
        let rows = rows.iter().filter(move |row| row.action == action && row.subject == "Bob");
        rows.map(|row| (row.detail.as_str(), row.service.as_str())).collect::<Vec<_>>()
    };
    let (editor, viewer, all) = (
        (r#"{"by":"openid","role":"editor"}"#, "permits"),
        (r#"{"by":"openid","role":"viewer"}"#, ""),
        (r#"{"by":"openid","role":"administrator"}"#, ""),
    );
    assert_eq!(of(Action::RoleGiven), [all, viewer, editor], "the newest first");
    assert_eq!(of(Action::RoleTaken), [all, viewer, editor]);
}

#[tokio::test]
async fn a_role_from_a_group_is_not_taken_by_hand_and_one_by_hand_can_be_beside_it() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    person(&control, "Root").await;
    let bob = person(&control, "Bob").await;
    let viewer = everywhere(Role::Viewer);
    let with = |roles: Vec<Grant>| ProvenIdentity { roles, ..proven("1", Some("bob@example.gov")) };
    sign_in(&control, &with(vec![viewer.clone()])).await.unwrap();
    let from_group = named(&control, "Bob").await.grants[1].id;
    let changes = operator(&control);
    let refused = changes.take_role(bob.id, from_group).await.unwrap();
    assert_eq!(refused, Err(NotChanged::FromGroup));
    assert_eq!(changes.give_role(bob.id, &viewer).await.unwrap(), Ok(()));
    assert_eq!(changes.give_role(bob.id, &viewer).await.unwrap(), Err(NotChanged::HasRole));
    sign_in(&control, &with(vec![])).await.unwrap();
    assert!(named(&control, "Bob").await.grants.iter().any(|given| given.grant == viewer));
}

#[tokio::test]
async fn a_group_takes_even_the_last_administrators_role() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let new = |roles| ProvenIdentity {
        name: Some(PersonName::new("Ada").unwrap()),
        adds_people: true,
        roles,
        ..proven("1", None)
    };
    sign_in(&control, &new(vec![administrator()])).await.unwrap();
    let ada = named(&control, "Ada").await;
    assert!(control.grants(ada.user.id).await.unwrap().may(Permission::ManagePeople));
    sign_in(&control, &new(vec![])).await.unwrap();
    assert!(control.grants(ada.user.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn unlinking_takes_the_roles_from_groups_but_not_the_last_administrator() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let new = ProvenIdentity {
        name: Some(PersonName::new("Ada").unwrap()),
        adds_people: true,
        roles: vec![administrator(), everywhere(Role::Analyst)],
        ..proven("1", Some("ada@example.gov"))
    };
    sign_in(&control, &new).await.unwrap();
    let ada = named(&control, "Ada").await;
    let (changes, account) = (operator(&control), ada.identities[0].id);
    let refused = changes.unlink_identity(&ada.user, account).await.unwrap();
    assert_eq!(refused, Err(NotChanged::LastAdministrator));
    assert_eq!(named(&control, "Ada").await, ada, "nothing changed");

    let bob = person(&control, "Bob").await;
    let refused = changes.unlink_identity(&bob, account).await.unwrap();
    assert_eq!(refused, Err(NotChanged::NoSuchPerson), "it is another's");
    assert_eq!(changes.unlink_identity(&ada.user, account).await.unwrap(), Ok(()));
    let ada = named(&control, "Ada").await;
    assert!(ada.identities.is_empty() && ada.grants.is_empty());
    let rows = control.audit(None, 3).await.unwrap();
    assert_eq!(rows[0].action, Action::IdentityUnlinked);
    assert!(rows[1..].iter().all(|row| row.action == Action::RoleTaken));
    assert_eq!(
        changes.unlink_identity(&ada.user, account).await.unwrap(),
        Err(NotChanged::NoSuchPerson)
    );
    // The same account is somebody new to Lotse, and finds its person by the address.
    assert_eq!(sign_in(&control, &new).await.unwrap(), "Ada");
}

#[tokio::test]
async fn who_is_removed_leaves_no_account_behind() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    person(&control, "Root").await;
    let bob = person(&control, "Bob").await;
    let account = proven("1", Some("bob@example.gov"));
    sign_in(&control, &account).await.unwrap();
    operator(&control).remove_person(bob.id).await.unwrap().unwrap();
    assert_eq!(sign_in(&control, &account).await, Err(NotAdmitted::Unknown));
    assert_eq!(control.examine().await.unwrap(), Vec::<String>::new());
}
