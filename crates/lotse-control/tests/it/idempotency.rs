//! A request that comes twice is done once.

use lotse_control::idempotency::Repeated;

use crate::{control_at, instant, person};

#[tokio::test]
async fn the_same_request_under_a_key_is_done_once_and_answered_alike() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let (ada, bob) = (person(&control, "Ada").await, person(&control, "Bob").await);
    let claim =
        async |user, request: &[u8]| control.claim_request(user, "k", request).await.unwrap();
    assert_eq!(claim(ada.id, b"a").await, Repeated::First);
    assert_eq!(claim(ada.id, b"a").await, Repeated::Running);
    assert_eq!(claim(ada.id, b"b").await, Repeated::OtherRequest);
    assert_eq!(claim(bob.id, b"b").await, Repeated::First, "keys are each caller's own");
    control.answer_request(ada.id, "k", Some("done")).await.unwrap();
    assert_eq!(claim(ada.id, b"a").await, Repeated::Answered("done".to_owned()));
    assert_eq!(claim(ada.id, b"b").await, Repeated::OtherRequest);
    // What failed is given up and may be tried again.
    control.answer_request(bob.id, "k", None).await.unwrap();
    assert_eq!(claim(bob.id, b"c").await, Repeated::First);
    clock.set(instant("2026-11-23T12:02:01Z"));
    assert_eq!(claim(bob.id, b"c").await, Repeated::First, "the first one was lost");
    assert_eq!(claim(ada.id, b"a").await, Repeated::Answered("done".to_owned()));
    clock.set(instant("2026-11-24T12:00:01Z"));
    assert_eq!(claim(ada.id, b"b").await, Repeated::First, "a day later the key is free");
}
