//! One-time links work once and for a day; sessions end by time and on request.

use lotse_control::sign_ins::Token;

use crate::{control_at, instant};

#[tokio::test]
async fn a_link_signs_in_once() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let user = control.ensure_user("Operator").await.unwrap();
    let link = control.create_sign_in_link(user.id).await.unwrap();
    assert!(control.sign_in_link_is_good(&link).await.unwrap());
    assert!(control.sign_in_link_is_good(&link).await.unwrap(), "looking must not use it up");
    let session = control.redeem_sign_in_link(&link).await.unwrap().unwrap();
    assert!(control.redeem_sign_in_link(&link).await.unwrap().is_none());
    assert_eq!(control.session(&session).await.unwrap().unwrap().user, user);
    assert!(control.session(&link).await.unwrap().is_none());
    control.end_session(&session).await.unwrap();
    assert!(control.session(&session).await.unwrap().is_none());
}

#[tokio::test]
async fn a_link_is_good_for_a_day() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let user = control.ensure_user("Operator").await.unwrap();
    let link = control.create_sign_in_link(user.id).await.unwrap();
    clock.set(instant("2026-11-24T12:00:00Z"));
    assert!(!control.sign_in_link_is_good(&link).await.unwrap());
    assert!(control.redeem_sign_in_link(&link).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_ends_when_idle_and_after_a_week() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let user = control.ensure_user("Operator").await.unwrap();
    let link = control.create_sign_in_link(user.id).await.unwrap();
    let session = control.redeem_sign_in_link(&link).await.unwrap().unwrap();
    for hours in (6..=162).step_by(6) {
        let now = instant("2026-11-23T12:00:00Z") + jiff::SignedDuration::from_hours(hours);
        clock.set(now);
        assert!(control.session(&session).await.unwrap().is_some(), "after {hours} hours of use");
    }
    clock.set(instant("2026-11-30T12:00:01Z"));
    assert!(control.session(&session).await.unwrap().is_none(), "a week is the longest");
    let link = control.create_sign_in_link(user.id).await.unwrap();
    let session = control.redeem_sign_in_link(&link).await.unwrap().unwrap();
    clock.set(instant("2026-11-30T20:00:02Z"));
    assert!(control.session(&session).await.unwrap().is_none(), "eight hours idle");
}

#[tokio::test]
async fn an_unknown_token_signs_nobody_in() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    for text in ["", "x", "' OR 1=1 --"] {
        assert!(control.session(&Token::from_text(text)).await.unwrap().is_none());
        assert!(control.redeem_sign_in_link(&Token::from_text(text)).await.unwrap().is_none());
    }
}
