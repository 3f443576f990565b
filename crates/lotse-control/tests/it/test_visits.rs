//! Test visits: one number until they are deleted, erased at once and again when no link marks any more.

use jiff::SignedDuration;

use crate::{control_at, instant, new_service, operator};

#[tokio::test]
async fn links_share_a_number_until_the_visits_are_deleted() {
    let now = instant("2026-11-23T12:00:00Z");
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let other = operator(&control).add_service(new_service("Taxes")).await.unwrap();
    assert_eq!(control.test_visits(&service).await.unwrap(), None);
    operator(&control).open_test_visits(&service).await.unwrap();
    operator(&control).open_test_visits(&other).await.unwrap();
    let first = control.test_visits(&service).await.unwrap().unwrap();
    assert_eq!(first.until, now + SignedDuration::from_hours(2));
    clock.set(now + SignedDuration::from_hours(1));
    operator(&control).open_test_visits(&service).await.unwrap();
    let again = control.test_visits(&service).await.unwrap().unwrap();
    assert_eq!(again.import, first.import);
    assert_eq!(again.until, now + SignedDuration::from_hours(3));
    assert_ne!(control.test_visits(&other).await.unwrap().unwrap().import, first.import);

    operator(&control).delete_test_visits(&service).await.unwrap();
    assert_eq!(control.test_visits(&service).await.unwrap(), None);
    let waiting = control.test_visits_to_erase().await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].import, waiting[0].is_last), (first.import, false));
    control.test_visits_are_erased(waiting[0]).await.unwrap();
    assert_eq!(control.test_visits_to_erase().await.unwrap(), []);
    // A link from before may have marked some since.
    clock.set(now + SignedDuration::from_hours(4));
    let waiting = control.test_visits_to_erase().await.unwrap();
    assert!(waiting[0].is_last);
    control.test_visits_are_erased(waiting[0]).await.unwrap();
    assert_eq!(control.test_visits_to_erase().await.unwrap(), []);
    operator(&control).open_test_visits(&service).await.unwrap();
    let anew = control.test_visits(&service).await.unwrap().unwrap();
    assert_ne!(anew.import, first.import);
}
