//! Salts are one per service and local day, survive a restart, and are destroyed on time.

use lotse_control::imports::ImportKind;
use lotse_domain::{
    clock::SaltDay,
    directory::{KeyStore, Quarter},
};

use crate::{control_at, instant, new_service};

#[tokio::test]
async fn a_day_has_one_salt_and_another_day_another() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let service = control.add_service(new_service("Permits")).await.unwrap();
    let day = SaltDay::of(instant("2026-11-23T12:00:00Z"), &service.time_zone);
    let next = SaltDay::of(instant("2026-11-24T12:00:00Z"), &service.time_zone);
    let first = control.daily_salt(&service, day, None).await.unwrap().unwrap();
    assert_eq!(control.daily_salt(&service, day, None).await.unwrap().unwrap(), first);
    assert_ne!(control.daily_salt(&service, next, None).await.unwrap().unwrap(), first);
}

#[tokio::test]
async fn a_salt_is_gone_24_hours_after_its_day() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let service = control.add_service(new_service("Permits")).await.unwrap();
    let day = SaltDay::of(instant("2026-11-23T12:00:00Z"), &service.time_zone);
    let salt = control.daily_salt(&service, day, None).await.unwrap().unwrap();
    // The salt day of the 23rd ends at 04:00 in New York on the 24th, 09:00 UTC.
    clock.set(instant("2026-11-25T08:59:59Z"));
    assert_eq!(control.destroy_expired_keys().await.unwrap().get(), 0);
    assert!(control.daily_salt(&service, day, None).await.unwrap().is_some());
    clock.set(instant("2026-11-25T09:00:00Z"));
    assert!(control.daily_salt(&service, day, None).await.unwrap().is_none());
    assert_eq!(control.destroy_expired_keys().await.unwrap().get(), 1);
    // A clock that is set back does not bring it back: the day gets another.
    clock.set(instant("2026-11-23T12:00:00Z"));
    assert_ne!(control.daily_salt(&service, day, None).await.unwrap().unwrap(), salt);
}

#[tokio::test]
async fn salts_of_a_replay_live_until_it_is_closed() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let service = control.add_service(new_service("Permits")).await.unwrap();
    let replay = control.open_import(ImportKind::DemoReplay).await.unwrap();
    let old = SaltDay::of(instant("2026-09-01T12:00:00Z"), &service.time_zone);
    assert!(control.daily_salt(&service, old, None).await.unwrap().is_none());
    let salt = control.daily_salt(&service, old, Some(replay)).await.unwrap();
    assert!(salt.is_some());
    let open = control.open_imports(ImportKind::DemoReplay).await.unwrap();
    assert_eq!(open.iter().map(|import| import.id).collect::<Vec<_>>(), [replay]);
    control.close_import(replay).await.unwrap();
    assert!(control.daily_salt(&service, old, Some(replay)).await.unwrap().is_none());
    assert!(control.has_closed_import(ImportKind::DemoReplay).await.unwrap());
}

#[tokio::test]
async fn a_quarter_has_one_key_which_dies_a_day_after_it() {
    let (control, clock) = control_at("2026-12-31T12:00:00Z").await;
    let service = control.add_service(new_service("Case desk")).await.unwrap();
    let quarter = Quarter::of("2026-12-31".parse().unwrap());
    let key = control.quarter_key(&service, quarter, None).await.unwrap().unwrap();
    assert_eq!(control.quarter_key(&service, quarter, None).await.unwrap().unwrap(), key);
    // 24 hours after midnight in New York.
    clock.set(instant("2027-01-02T05:00:00Z"));
    assert!(control.quarter_key(&service, quarter, None).await.unwrap().is_none());
}

#[tokio::test]
async fn case_keys_and_signing_secrets_differ_by_purpose_and_service() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let a = control.add_service(new_service("A")).await.unwrap();
    let b = control.add_service(new_service("B")).await.unwrap();
    let case = control.case_key(a.id).await.unwrap();
    assert_ne!(case, control.signing_secret(a.id).await.unwrap());
    assert_ne!(case, control.case_key(b.id).await.unwrap());
}
