//! Salts are one per service and local day, survive a restart, and are destroyed on time.

use lotse_control::imports::ImportKind;
use lotse_domain::{
    clock::SaltDay,
    directory::{KeyStore, Quarter},
};

use crate::{control_at, instant, new_service, operator};

#[tokio::test]
async fn a_day_has_one_salt_and_another_day_another() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let day = SaltDay::of(instant("2026-11-23T12:00:00Z"), &service.time_zone);
    let next = SaltDay::of(instant("2026-11-24T12:00:00Z"), &service.time_zone);
    let first = control.daily_salt(&service, day, None).await.unwrap().unwrap();
    assert_eq!(control.daily_salt(&service, day, None).await.unwrap().unwrap(), first);
    assert_ne!(control.daily_salt(&service, next, None).await.unwrap().unwrap(), first);
}

#[tokio::test]
async fn a_salt_is_gone_24_hours_after_its_day() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let day = SaltDay::of(instant("2026-11-23T12:00:00Z"), &service.time_zone);
    assert!(control.daily_salt(&service, day, None).await.unwrap().is_some());
    // The salt day of the 23rd ends at 04:00 in New York on the 24th, 09:00 UTC.
    clock.set(instant("2026-11-25T08:59:59Z"));
    assert_eq!(control.destroy_expired_keys().await.unwrap().get(), 0);
    assert!(control.daily_salt(&service, day, None).await.unwrap().is_some());
    clock.set(instant("2026-11-25T09:00:00Z"));
    assert!(control.daily_salt(&service, day, None).await.unwrap().is_none());
    assert_eq!(control.destroy_expired_keys().await.unwrap().get(), 1);
    // A clock that is set back does not bring it back.
    clock.set(instant("2026-11-23T12:00:00Z"));
    assert_eq!(control.daily_salt(&service, day, None).await.unwrap(), None);
}

#[tokio::test]
async fn salts_of_a_replay_live_until_it_is_closed() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
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
    let service = operator(&control).add_service(new_service("Case desk")).await.unwrap();
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
    let a = operator(&control).add_service(new_service("A")).await.unwrap();
    let b = operator(&control).add_service(new_service("B")).await.unwrap();
    let case = control.case_key(a.id).await.unwrap();
    assert_ne!(case, control.signing_secret(a.id).await.unwrap());
    assert_ne!(case, control.case_key(b.id).await.unwrap());
}

#[tokio::test]
async fn a_clock_that_is_set_back_brings_no_second_salt_for_a_day() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let day = SaltDay::of(instant("2026-11-23T12:00:00Z"), &service.time_zone);
    let next = SaltDay::of(instant("2026-11-24T12:00:00Z"), &service.time_zone);
    assert!(control.daily_salt(&service, day, None).await.unwrap().is_some());
    // Somebody sets the clock two days on, and back again.
    clock.set(instant("2026-11-25T12:00:00Z"));
    assert_eq!(control.destroy_expired_keys().await.unwrap().get(), 1);
    clock.set(instant("2026-11-23T12:30:00Z"));
    // What comes in on the rest of that day has no visitor: better none than two for everybody.
    assert_eq!(control.daily_salt(&service, day, None).await.unwrap(), None);
    assert!(control.daily_salt(&service, next, None).await.unwrap().is_some());
    let quarter = Quarter::of(jiff::civil::date(2026, 11, 23));
    assert!(control.quarter_key(&service, quarter, None).await.unwrap().is_some());
    // A replay has its own.
    let import = control.open_import(ImportKind::DemoReplay).await.unwrap();
    assert!(control.daily_salt(&service, day, Some(import)).await.unwrap().is_some());
}

/// Weeks with restarts and a clock that jumps both ways: a key is there exactly while it may be, is the
/// same as long as it is there, and once gone never comes back.
#[tokio::test]
async fn keys_live_as_long_as_they_may_through_restarts_and_jumps_of_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("control.sqlite");
    let clock =
        std::sync::Arc::new(lotse_domain::clock::ManualClock::at(instant("2026-11-20T00:00:00Z")));
    let entropy = std::sync::Arc::new(lotse_domain::clock::RepeatableEntropy::from_seed(3));
    let open = async || {
        let secret = lotse_domain::directory::Secret::new([7; 32]);
        lotse_control::Control::open(&file, secret, clock.clone(), entropy.clone()).await.unwrap()
    };
    let mut control = open().await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let (mut seen, mut gone) =
        (std::collections::BTreeMap::new(), std::collections::BTreeSet::new());
    let mut now = instant("2026-11-20T00:00:00Z");
    for step in 0_i64..400 {
        let hours = match step % 23 {
            7 => -30,
            15 => 60,
            _ => 3,
        };
        now += jiff::SignedDuration::from_hours(hours);
        clock.set(now);
        if step % 5 == 0 {
            control.destroy_expired_keys().await.unwrap();
            for (day, _) in seen.iter().filter(|(day, _): &(&SaltDay, _)| {
                day.end(&service.time_zone) + jiff::SignedDuration::from_hours(24) <= now
            }) {
                gone.insert(*day);
            }
        }
        if step % 31 == 0 {
            control.close().await;
            control = open().await;
        }
        for back in [0, 20, 40] {
            let at = now - jiff::SignedDuration::from_hours(back);
            let day = SaltDay::of(at, &service.time_zone);
            let over = day.end(&service.time_zone) + jiff::SignedDuration::from_hours(24) <= now;
            let salt = control.daily_salt(&service, day, None).await.unwrap();
            assert_eq!(salt.is_none(), over || gone.contains(&day), "{day:?} at {now}");
            if let Some(salt) = salt {
                assert_eq!(seen.entry(day).or_insert_with(|| salt.clone()), &salt, "{day:?}");
            }
        }
    }
    assert!(seen.len() > 30 && gone.len() > 20, "{} seen, {} gone", seen.len(), gone.len());
    // And of none that is gone is a byte in the files, sealed or open.
    control.destroy_expired_keys().await.unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for salt in seen.values() {
            assert!(!bytes.windows(32).any(|part| part == salt.bytes()), "a salt lies open");
        }
    }
}
