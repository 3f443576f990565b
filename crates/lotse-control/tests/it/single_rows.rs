//! The right to read single rows is for one service and ends; each reading leaves a line.

use lotse_domain::audit::Action;

use crate::{control_at, instant, new_service, operator, person};

#[tokio::test]
async fn the_right_is_for_one_service_and_ends() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let user = person(&control, "Researcher").await;
    let other = person(&control, "Manager").await;
    let a = operator(&control).add_service(new_service("A")).await.unwrap();
    let b = operator(&control).add_service(new_service("B")).await.unwrap();
    assert!(control.single_rows(&user, a.id).await.unwrap().is_none());
    let ends = instant("2026-12-01T00:00:00Z");
    operator(&control).allow_single_rows(&user, &a, "Why step 3 fails", ends).await.unwrap();
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
    let user = person(&control, "Researcher").await;
    let service = operator(&control).add_service(new_service("A")).await.unwrap();
    let ends = instant("2026-12-01T00:00:00Z");
    operator(&control).allow_single_rows(&user, &service, "Check", ends).await.unwrap();
    let right = control.single_rows(&user, service.id).await.unwrap().unwrap();
    control.log_reading(&right, &service, "recent events").await.unwrap();
    let line = control.audit(None, 1).await.unwrap().remove(0);
    assert_eq!(line.action, Action::SingleRowsRead);
    assert_eq!((line.actor.as_str(), line.service.as_str()), ("Researcher", "a"));
    assert_eq!(
        (line.subject.as_str(), line.detail.as_str()),
        ("recent events", r#"{"purpose":"Check"}"#)
    );
}
