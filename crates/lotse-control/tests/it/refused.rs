//! What was refused: held for seven days and not too much of it, let go once it was taken.

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{ids::Visitor, refused::HeldEvent, service::Service};

use crate::{control_at, instant, new_service, operator};

fn held(service: &Service, reason: &str, received_at: Timestamp, number: usize) -> HeldEvent {
    HeldEvent {
        service: service.id,
        reason: reason.to_owned(),
        received_at,
        visitor: Some(Visitor::from_hash(7)),
        request: format!("{{\"events\":[{{\"name\":\"{number}\"}}]}}"),
    }
}

#[tokio::test]
async fn events_are_held_until_they_are_taken_or_a_week_is_over() {
    let now = instant("2026-11-23T12:00:00Z");
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let other = operator(&control).add_service(new_service("Taxes")).await.unwrap();
    let wrong = "origin_not_allowed";
    let events = [held(&service, wrong, now, 1), held(&service, "name_missing", now, 2)];
    control.hold(&service, &events).await.unwrap();
    clock.set(now + SignedDuration::from_hours(24));
    let later = now + SignedDuration::from_hours(24);
    let both = [held(&service, wrong, later, 3), held(&other, wrong, later, 4)];
    control.hold(&service, &both).await.unwrap();
    control.hold(&other, &both).await.unwrap();

    let shown = async || {
        let held = control.held(&service).await.unwrap().into_iter();
        let mut held: Vec<_> = held.map(|(reason, events)| (reason, events.get())).collect();
        held.sort_by(|(a, _), (b, _)| b.cmp(a));
        held
    };
    assert_eq!(shown().await, [(wrong.to_owned(), 2), ("name_missing".to_owned(), 1)]);

    let first = control.held_for_door(&service, wrong, 0, 1).await.unwrap();
    assert_eq!(first[0].event, events[0]);
    let next = control.held_for_door(&service, wrong, first[0].number, 10).await.unwrap();
    assert_eq!(next.len(), 1);
    control.let_go(first[0].number).await.unwrap();
    assert_eq!(shown().await, [(wrong.to_owned(), 1), ("name_missing".to_owned(), 1)]);

    clock.set(now + SignedDuration::from_hours(24 * 7 + 1));
    assert_eq!(control.forget_refused().await.unwrap(), 1, "of the first day");
    clock.set(now + SignedDuration::from_hours(24 * 8 + 1));
    assert_eq!(control.forget_refused().await.unwrap(), 2, "of both services");
    assert_eq!(shown().await, []);
}

#[tokio::test]
async fn of_one_service_the_newest_thousand_are_held() {
    let now = instant("2026-11-23T12:00:00Z");
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let events: Vec<_> = (0..1_005).map(|n| held(&service, "kind_unknown", now, n)).collect();
    control.hold(&service, &events).await.unwrap();
    assert_eq!(control.held(&service).await.unwrap()["kind_unknown"].get(), 1_000);
    control.let_go_of(&service, Some(Visitor::from_hash(8))).await.unwrap();
    let oldest = control.held_for_door(&service, "kind_unknown", 0, 1).await.unwrap();
    assert_eq!(oldest[0].event, events[5]);
    control.let_go_of(&service, Some(Visitor::from_hash(7))).await.unwrap();
    assert!(control.held(&service).await.unwrap().is_empty());
}
