//! One-time links work once and for a time; sessions end by time, by their owner and from elsewhere.

use lotse_control::{
    passwords::Password,
    sign_ins::{Device, LinkPurpose, SessionLife, SignInState, Token},
};
use lotse_domain::audit::Action;

use crate::{control_at, instant, operator, person};

const NOON: &str = "2026-11-23T12:00:00Z";

#[tokio::test]
async fn a_link_signs_in_once() {
    let (control, _) = control_at(NOON).await;
    let user = person(&control, "Operator").await;
    let link = operator(&control).make_link(&user, LinkPurpose::SignIn).await.unwrap();
    for _ in 0..2 {
        let found = control.link(&link).await.unwrap().unwrap();
        assert_eq!((found.user, found.purpose), (user.clone(), LinkPurpose::SignIn));
    }
    let device = Device { browser: "Firefox".into(), system: "Linux".into() };
    let session = control.redeem_link(&link, &device).await.unwrap().unwrap();
    assert!(control.redeem_link(&link, &device).await.unwrap().is_none());
    let sign_in = control.session(&session).await.unwrap().unwrap();
    assert_eq!(sign_in.user, user);
    assert!(control.session(&link).await.unwrap().is_none());
    let sessions = control.sessions(user.id).await.unwrap();
    assert_eq!((sessions.len(), &sessions[0].device), (1, &device));
    assert_eq!(sessions[0].id, sign_in.session);
    control.end_session(&session).await.unwrap();
    assert!(control.session(&session).await.unwrap().is_none());
    let done: Vec<_> = control.audit(None, 3).await.unwrap();
    let done: Vec<_> = done.iter().rev().map(|row| row.action).collect();
    assert_eq!(done, [Action::LinkMade, Action::SignedIn, Action::SignedOut]);
}

#[tokio::test]
async fn a_link_is_good_for_a_day_and_an_invitation_for_a_week() {
    let (control, clock) = control_at(NOON).await;
    let user = person(&control, "Operator").await;
    let link = operator(&control).make_link(&user, LinkPurpose::SignIn).await.unwrap();
    let invitation = operator(&control).make_link(&user, LinkPurpose::Invitation).await.unwrap();
    clock.set(instant("2026-11-24T12:00:00Z"));
    assert!(control.link(&link).await.unwrap().is_none());
    assert!(control.redeem_link(&link, &Device::default()).await.unwrap().is_none());
    assert!(control.link(&invitation).await.unwrap().is_some());
    clock.set(instant("2026-11-30T12:00:00Z"));
    assert!(control.link(&invitation).await.unwrap().is_none());
}

#[tokio::test]
async fn an_invitation_takes_a_password_and_a_newer_one_replaces_it() {
    let (control, _) = control_at(NOON).await;
    let user = person(&control, "Ada").await;
    let old = operator(&control).make_link(&user, LinkPurpose::Invitation).await.unwrap();
    let new = operator(&control).make_link(&user, LinkPurpose::Invitation).await.unwrap();
    assert!(control.link(&old).await.unwrap().is_none());
    let device = Device::default();
    // The button of a plain link does not open it.
    assert!(control.redeem_link(&new, &device).await.unwrap().is_none());
    let password = || Password::chosen("correct horse battery staple", &[]).unwrap();
    let opened = control.redeem_link_with_password(&new, password(), &device).await.unwrap();
    let (session, state) = opened.unwrap();
    assert_eq!(state, SignInState::Open);
    assert_eq!(control.session(&session).await.unwrap().unwrap().user, user);
    assert!(control.redeem_link_with_password(&new, password(), &device).await.unwrap().is_none());
    let plain = operator(&control).make_link(&user, LinkPurpose::SignIn).await.unwrap();
    let no = control.redeem_link_with_password(&plain, password(), &device).await.unwrap();
    assert!(no.is_none(), "a plain link sets no password");
}

#[tokio::test]
async fn a_session_ends_when_idle_and_after_its_longest_time() {
    let (control, clock) = control_at(NOON).await;
    let user = person(&control, "Operator").await;
    let open = async || {
        let link = operator(&control).make_link(&user, LinkPurpose::SignIn).await.unwrap();
        control.redeem_link(&link, &Device::default()).await.unwrap().unwrap()
    };
    let session = open().await;
    for minutes in (45..=12 * 60).step_by(45) {
        clock.set(instant(NOON) + jiff::SignedDuration::from_mins(minutes));
        assert!(control.session(&session).await.unwrap().is_some(), "{minutes} minutes of use");
    }
    clock.set(instant("2026-11-24T00:00:01Z"));
    assert!(control.session(&session).await.unwrap().is_none(), "twelve hours are the longest");
    let session = open().await;
    clock.set(instant("2026-11-24T01:00:02Z"));
    assert!(control.session(&session).await.unwrap().is_none(), "an hour idle");

    control.set_session_life(SessionLife {
        idle: jiff::SignedDuration::from_mins(15),
        longest: jiff::SignedDuration::from_hours(1),
    });
    let session = open().await;
    clock.set(instant("2026-11-24T01:15:03Z"));
    assert!(control.sessions(user.id).await.unwrap().is_empty(), "as the setting says");
    assert!(control.session(&session).await.unwrap().is_none());
}

#[tokio::test]
async fn a_person_ends_their_sessions_and_nobody_elses() {
    let (control, _) = control_at(NOON).await;
    let (ada, bob) = (person(&control, "Ada").await, person(&control, "Bob").await);
    let mut open = Vec::new();
    for user in [&ada, &ada, &ada, &bob] {
        let link = operator(&control).make_link(user, LinkPurpose::SignIn).await.unwrap();
        let session = control.redeem_link(&link, &Device::default()).await.unwrap().unwrap();
        let id = control.session(&session).await.unwrap().unwrap().session;
        open.push((session, id));
    }
    let is_open = async |index: usize| {
        let (session, _): &(Token, _) = &open[index];
        control.session(session).await.unwrap().is_some()
    };
    let changes = operator(&control);
    assert!(!changes.end_session_of(&ada, open[3].1).await.unwrap(), "of somebody else");
    assert!(changes.end_session_of(&ada, open[0].1).await.unwrap());
    assert!(!is_open(0).await && is_open(1).await && is_open(2).await && is_open(3).await);
    changes.end_other_sessions(&ada, Some(open[1].1)).await.unwrap();
    assert!(is_open(1).await && !is_open(2).await && is_open(3).await);
}

#[tokio::test]
async fn an_unknown_token_signs_nobody_in() {
    let (control, _) = control_at(NOON).await;
    for text in ["", "x", "' OR 1=1 --"] {
        let token = Token::from_text(text);
        assert!(control.session(&token).await.unwrap().is_none());
        assert!(control.redeem_link(&token, &Device::default()).await.unwrap().is_none());
    }
}
