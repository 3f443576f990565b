//! The right to read single rows is for one service and ends; each reading leaves a line.

use crate::{control_at, instant, new_service};

#[tokio::test]
async fn the_right_is_for_one_service_and_ends() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let user = control.ensure_user("Researcher").await.unwrap();
    let other = control.ensure_user("Manager").await.unwrap();
    let a = control.add_service(new_service("A")).await.unwrap();
    let b = control.add_service(new_service("B")).await.unwrap();
    assert!(control.single_rows(&user, a.id).await.unwrap().is_none());
    let ends = instant("2026-12-01T00:00:00Z");
    control.allow_single_rows(user.id, a.id, "Why step 3 fails", ends).await.unwrap();
    let right = control.single_rows(&user, a.id).await.unwrap().unwrap();
    assert_eq!(right.purpose, "Why step 3 fails");
    assert!(control.single_rows(&user, b.id).await.unwrap().is_none());
    assert!(control.single_rows(&other, a.id).await.unwrap().is_none());
    clock.set(ends);
    assert!(control.single_rows(&user, a.id).await.unwrap().is_none());
}

#[tokio::test]
async fn each_reading_leaves_a_line() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let user = control.ensure_user("Researcher").await.unwrap();
    let service = control.add_service(new_service("A")).await.unwrap();
    let ends = instant("2026-12-01T00:00:00Z");
    control.allow_single_rows(user.id, service.id, "Check", ends).await.unwrap();
    let right = control.single_rows(&user, service.id).await.unwrap().unwrap();
    control.log_reading(&right, &service, "recent events").await.unwrap();
    let lines = control.readings(10).await.unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].user_name.as_str(), lines[0].service.as_str()), ("Researcher", "a"));
    assert_eq!((lines[0].what.as_str(), lines[0].purpose.as_str()), ("recent events", "Check"));
}
