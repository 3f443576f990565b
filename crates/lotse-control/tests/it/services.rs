//! Services are found by key and by place, and survive a restart.

use std::sync::Arc;

use lotse_control::{Control, services::ServiceChange};

use lotse_domain::{
    authority::AuthorityPlace,
    clock::{ManualClock, RepeatableEntropy},
    directory::{Secret, ServiceDirectory},
    service::{CollectionProfile, Origin, PublicKey},
};

use crate::{control_at, instant, new_service, operator};

#[tokio::test]
async fn a_service_is_found_by_its_key_and_by_its_place() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let added = operator(&control).add_service(new_service("Heating support")).await.unwrap();
    assert_eq!(added.slug.as_str(), "heating-support");
    assert_eq!(added.profile, CollectionProfile::Statistics);
    assert_eq!(control.by_public_key(&added.public_key).unwrap().id, added.id);
    assert_eq!(control.service("heating-support").unwrap().id, added.id);
    assert!(control.by_public_key(&PublicKey::from_text("pk_NONE")).is_none());
}

#[tokio::test]
async fn two_services_of_one_name_get_two_places() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    operator(&control).add_service(new_service("Permits")).await.unwrap();
    let second = operator(&control).add_service(new_service("Permits")).await.unwrap();
    assert_eq!(second.slug.as_str(), "permits-2");
}

#[tokio::test]
async fn a_service_is_changed_at_once_and_what_it_was_is_in_the_record() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let change = ServiceChange {
        name: "Building permits".to_owned(),
        origins: vec![Origin::new("https://permits.example.gov").unwrap()],
        parameters: vec!["step".to_owned()],
        authorities: vec![AuthorityPlace::new("06 https://b.example.gov/hesse").unwrap()],
    };
    operator(&control).change_service(&service, &change).await.unwrap();
    let changed = control.by_public_key(&service.public_key).unwrap();
    assert_eq!(ServiceChange::of(&changed), change);
    assert_eq!(changed.slug, service.slug, "addresses stay");
    operator(&control).choose_profile(&changed, CollectionProfile::Headers).await.unwrap();
    assert_eq!(control.service("permits").unwrap().profile, CollectionProfile::Headers);
    let rows = control.audit(None, 2).await.unwrap();
    assert_eq!(rows[0].detail, r#"{"profile":"headers","profile before":"statistics"}"#);
    assert_eq!(
        rows[1].detail,
        r#"{"addresses":"https://permits.example.gov","addresses before":"https://benefits.example.gov","authorities":"06 https://b.example.gov/hesse","authorities before":"","name":"Building permits","name before":"Permits","parameters":"step","parameters before":""}"#
    );
    // Saving it unchanged says so: no pair of values.
    operator(&control).change_service(&changed, &change).await.unwrap();
    assert_eq!(control.audit(None, 1).await.unwrap()[0].detail, "");
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("control.sqlite");
    let open = || async {
        let clock = Arc::new(ManualClock::at(instant("2026-11-23T12:00:00Z")));
        let entropy = Arc::new(RepeatableEntropy::from_seed(2));
        Control::open(&file, Secret::new([1; 32]), clock, entropy).await.unwrap()
    };
    let control = open().await;
    let before = operator(&control).add_service(new_service("Permits")).await.unwrap();
    control.close().await;
    let after = open().await.service("permits").unwrap();
    assert_eq!(before, after);
}
