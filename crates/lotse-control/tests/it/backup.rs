//! A copy holds what people made, and nothing that must not outlive its time.

use std::{path::Path, sync::Arc};

use lotse_control::Control;
use lotse_domain::{
    clock::{ManualClock, RepeatableEntropy, SaltDay},
    directory::{KeyStore, Quarter, Secret},
};

use crate::{instant, new_service, operator, person};

#[tokio::test]
async fn a_copy_holds_what_people_made_and_no_key_of_a_day_or_quarter() {
    let folder = tempfile::tempdir().unwrap();
    let now = instant("2026-11-23T12:00:00Z");
    let entropy = Arc::new(RepeatableEntropy::from_seed(7));
    let open = async |file: &Path| {
        let (secret, clock) = (Secret::new([7; 32]), Arc::new(ManualClock::at(now)));
        Control::open(file, secret, clock, entropy.clone()).await.unwrap()
    };
    let control = open(&folder.path().join("control.sqlite")).await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let day = SaltDay::of(now, &service.time_zone);
    let salt = control.daily_salt(&service, day, None).await.unwrap().unwrap();
    let quarter = Quarter::of(now.to_zoned_datetime(service.time_zone.clone()).date());
    let key = control.quarter_key(&service, quarter, None).await.unwrap().unwrap();
    let user = person(&control, "Ada").await;
    let link = operator(&control)
        .make_link(&user, lotse_control::sign_ins::LinkPurpose::SignIn)
        .await
        .unwrap();

    let copy = folder.path().join("copy.sqlite");
    control.back_up(&copy).await.unwrap();
    let bytes = std::fs::read(&copy).unwrap();
    for secret in [&salt, &key] {
        let found = bytes.windows(32).any(|part| part == secret.bytes());
        assert!(!found, "a key of a day or quarter is in the copy");
    }
    assert!(control.back_up(&copy).await.is_err(), "an older copy is never written over");

    let restored = open(&copy).await;
    assert_eq!(restored.services().first().unwrap().name, "Permits");
    assert_eq!(restored.users().await.unwrap().len(), 1);
    assert!(restored.link(&link).await.unwrap().is_none(), "an old copy lets nobody in");
    // The day goes on with another salt.
    assert_ne!(restored.daily_salt(&service, day, None).await.unwrap().unwrap(), salt);
}
