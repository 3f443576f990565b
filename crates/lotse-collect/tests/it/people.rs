//! Who is one visitor, who is none, and when.

use std::sync::atomic::Ordering;

use jiff::Timestamp;
use lotse_collect::{Reason, ReferenceKind, RequestFacts, sign_reference};
use lotse_domain::{
    append::WriteError,
    event::Event,
    ids::ImportId,
    service::{CollectionProfile, PublicKey, ServiceKind},
};
use serde_json::{Value, json};

use crate::stage::{RECEIVED, Stage, body, facts, signing_secret, time};

fn at(text: &str) -> Value {
    json!({ "at": time(text).as_millisecond() })
}

/// A request that arrives at once.
fn view(stage: &Stage, when: &str, facts: &RequestFacts<'_>) -> Event {
    let facts = RequestFacts { received_at: time(when), ..*facts };
    let sent = json!({ "sent_at": time(when).as_millisecond() });
    stage.kept(&body(sent, at(when)), &facts)
}

fn reference(kind: ReferenceKind, key: &str, value: &str, expires_at: Timestamp) -> String {
    sign_reference(&signing_secret(), &PublicKey::from_text(key), kind, value, expires_at)
}

fn tomorrow() -> Timestamp {
    time("2026-11-24T15:00:00Z")
}

#[test]
fn one_browser_is_one_visitor_from_four_in_the_morning_to_the_next() {
    let stage = Stage::new();
    let visitor = |when: &str| view(&stage, when, &facts()).visitor.unwrap();
    // 04:00 in New York is 09:00 UTC in November.
    let evening = visitor("2026-11-23T22:00:00Z");
    assert_eq!(evening, visitor("2026-11-24T08:59:59Z"));
    assert_ne!(evening, visitor("2026-11-24T09:00:00Z"));
    let elsewhere = RequestFacts { address: "203.0.113.78".parse().unwrap(), ..facts() };
    assert_ne!(Some(evening), view(&stage, "2026-11-23T22:00:00Z", &elsewhere).visitor);
    let mapped = RequestFacts { address: "::ffff:203.0.113.77".parse().unwrap(), ..facts() };
    assert_eq!(Some(evening), view(&stage, "2026-11-23T22:00:00Z", &mapped).visitor);
    let nameless = RequestFacts { user_agent: None, ..facts() };
    let nameless = view(&stage, "2026-11-23T22:00:00Z", &nameless);
    assert!(nameless.visitor.is_some_and(|visitor| visitor != evening));
    assert_eq!(nameless.browser.device_class, None);
}

#[test]
fn the_day_of_an_event_is_that_of_its_own_time_and_not_of_its_arrival() {
    let stage = Stage::new();
    let before = view(&stage, "2026-11-23T08:59:00Z", &facts()).visitor;
    let late = RequestFacts { received_at: time("2026-11-23T09:30:00Z"), ..facts() };
    let sent = json!({ "sent_at": time("2026-11-23T09:30:00Z").as_millisecond() });
    assert_eq!(stage.kept(&body(sent, at("2026-11-23T08:59:30Z")), &late).visitor, before);
}

#[test]
fn without_its_salt_an_event_is_kept_without_a_visitor_and_a_replay_is_closed() {
    let stage = Stage::new();
    stage.keys.destroyed.store(true, Ordering::SeqCst);
    assert_eq!(stage.kept(&body(json!({}), json!({})), &facts()).visitor, None);
    let replay = RequestFacts { import: Some(ImportId::new(1)), ..facts() };
    let receipt = stage.send(&body(json!({}), json!({})), &replay).unwrap();
    assert_eq!(receipt.refused[0].reason, Reason::ImportClosed);
    let user = reference(ReferenceKind::User, "pk_staff", "staff-42", tomorrow());
    let staff = body(json!({ "key": "pk_staff", "user": user }), json!({}));
    assert_eq!(stage.kept(&staff, &facts()).visitor, None);
    let receipt = stage
        .send(&body(json!({ "key": "pk_staff", "user": staff["user"] }), json!({})), &replay)
        .unwrap();
    assert_eq!(receipt.refused[0].reason, Reason::ImportClosed);
}

#[test]
fn staff_are_counted_by_signed_reference_alone() {
    let stage = Stage::new();
    let request = |user: Option<&str>, event: Value| {
        body(json!({ "key": "pk_staff", "user": user, "profile": "signed-in" }), event)
    };
    let unsigned = stage.kept(&request(None, json!({})), &facts());
    assert_eq!((unsigned.visitor, unsigned.profile), (None, CollectionProfile::SignedIn));
    let user = reference(ReferenceKind::User, "pk_staff", "staff-42", tomorrow());
    let other = reference(ReferenceKind::User, "pk_staff", "staff-43", tomorrow());
    let signed = stage.kept(&request(Some(&user), json!({})), &facts());
    assert!(signed.visitor.is_some());
    let home = RequestFacts {
        address: "2001:db8::1".parse().unwrap(),
        user_agent: Some("Mozilla/5.0 (Macintosh; rv:1) Firefox/133.0"),
        sec_gpc: true,
        ..facts()
    };
    let at_home = stage.kept(&request(Some(&user), json!({})), &home);
    assert_eq!(at_home.visitor, signed.visitor, "a person, not a machine");
    assert_eq!((at_home.signal, at_home.profile), (true, CollectionProfile::SignedIn));
    assert_ne!(stage.kept(&request(Some(&other), json!({})), &facts()).visitor, signed.visitor);
    // A client that ran under less gives no daily hash either.
    let narrow = json!({ "key": "pk_staff", "profile": "statistics" });
    assert_eq!(stage.kept(&body(narrow, json!({})), &facts()).visitor, None);
    for profile in [CollectionProfile::Headers, CollectionProfile::Statistics] {
        let stage = Stage::of_profile(ServiceKind::Employees, profile);
        let request = body(json!({ "key": "pk_staff" }), json!({}));
        assert_eq!(stage.kept(&request, &facts()).visitor, None, "{profile}");
    }
}

#[test]
fn a_signed_person_is_another_in_the_next_quarter() {
    let stage = Stage::new();
    let user = reference(ReferenceKind::User, "pk_staff", "s", time("2027-06-01T00:00:00Z"));
    let visitor = |when: &str| {
        let facts = RequestFacts { received_at: time(when), ..facts() };
        let sent = time(when).as_millisecond();
        let request = json!({ "key": "pk_staff", "user": user, "sent_at": sent });
        stage.kept(&body(request, at(when)), &facts).visitor.unwrap()
    };
    // Midnight in New York is 05:00 UTC in winter.
    let autumn = visitor("2026-10-01T12:00:00Z");
    assert_eq!(autumn, visitor("2027-01-01T04:59:59Z"));
    assert_ne!(autumn, visitor("2027-01-01T05:00:00Z"));
}

#[test]
fn a_public_service_with_sign_in_gives_a_visitor_to_the_signed_alone() {
    let stage = Stage::of_profile(ServiceKind::Public, CollectionProfile::SignedIn);
    assert_eq!(stage.kept(&body(json!({}), json!({})), &facts()).visitor, None);
    let user = reference(ReferenceKind::User, "pk_public", "resident-7", tomorrow());
    let signed = stage.kept(&body(json!({ "user": user }), json!({})), &facts());
    assert!(signed.visitor.is_some());
    let shy = RequestFacts { sec_gpc: true, ..facts() };
    let narrowed = stage.kept(&body(json!({ "user": user }), json!({})), &shy);
    assert_eq!(narrowed.profile, CollectionProfile::Headers);
    assert_ne!(narrowed.visitor, signed.visitor);
}

#[test]
fn a_case_comes_without_a_visitor_where_visitors_live_a_day() {
    let case = reference(ReferenceKind::Case, "pk_public", "case-7", tomorrow());
    for profile in [CollectionProfile::Headers, CollectionProfile::Statistics] {
        let stage = Stage::of_profile(ServiceKind::Public, profile);
        let event = stage.kept(&body(json!({ "case": case }), json!({})), &facts());
        assert!(event.case.is_some() && event.visitor.is_none(), "{profile}");
        let other = RequestFacts { address: "198.51.100.1".parse().unwrap(), ..facts() };
        let again = stage.kept(&body(json!({ "case": case }), json!({})), &other);
        assert_eq!(again.case, event.case, "another device, the same matter");
    }
    let stage = Stage::new();
    let case = reference(ReferenceKind::Case, "pk_staff", "case-7", tomorrow());
    let user = reference(ReferenceKind::User, "pk_staff", "staff-42", tomorrow());
    let request = json!({ "key": "pk_staff", "user": user, "case": case });
    let event = stage.kept(&body(request, json!({})), &facts());
    assert!(event.case.is_some() && event.visitor.is_some());
}

#[test]
fn a_reference_that_does_not_hold_is_none_and_is_counted() {
    let stage = Stage::new();
    let good = reference(ReferenceKind::User, "pk_staff", "staff-42", tomorrow());
    let mut forged = good.clone();
    forged.replace_range(3..4, if good.get(3..4) == Some("A") { "B" } else { "A" });
    let bad = [
        reference(ReferenceKind::User, "pk_staff", "staff-42", time("2026-11-23T14:59:59Z")),
        reference(ReferenceKind::Case, "pk_staff", "staff-42", tomorrow()),
        reference(ReferenceKind::User, "pk_public", "staff-42", tomorrow()),
        forged,
        String::new(),
        "staff-42".to_owned(),
    ];
    for text in &bad {
        let request = body(json!({ "key": "pk_staff", "user": text }), json!({}));
        assert_eq!(stage.kept(&request, &facts()).visitor, None, "{text}");
    }
    assert_eq!(stage.counters.references_refused(), u64::try_from(bad.len()).unwrap());
    let until_now = reference(ReferenceKind::User, "pk_staff", "staff-42", time(RECEIVED));
    let request = body(json!({ "key": "pk_staff", "user": until_now }), json!({}));
    assert!(stage.kept(&request, &facts()).visitor.is_some());
}

#[test]
fn the_event_that_opens_a_case_carries_its_visitor_too_and_no_other_does() {
    for profile in [CollectionProfile::Headers, CollectionProfile::Statistics] {
        let stage = Stage::of_profile(ServiceKind::Public, profile);
        let plain = stage.kept(&body(json!({}), json!({})), &facts());
        let soon = time("2026-11-23T15:59:00Z");
        let open = reference(ReferenceKind::Open, "pk_public", "case-7", soon);
        let case = reference(ReferenceKind::Case, "pk_public", "case-7", tomorrow());
        let mut request = body(json!({ "case": open }), json!({}));
        let mut second = request["events"][0].clone();
        second["id"] = json!(crate::stage::fresh_id());
        request["events"].as_array_mut().unwrap().push(second);
        assert_eq!(stage.send(&request, &facts()).unwrap().accepted.get(), 2);
        let events = stage.list.events.lock().unwrap().clone();
        let [_, (_, opening), (_, after)] = events.as_slice() else { panic!("{}", events.len()) };
        assert_eq!(opening.visitor, plain.visitor, "the visit that began it");
        assert!(opening.case.is_some());
        assert_eq!((after.visitor, after.case), (plain.visitor, None));
        let later = stage.kept(&body(json!({ "case": case }), json!({})), &facts());
        assert_eq!((later.case, later.visitor), (opening.case, None), "the same matter");
        // Used again, it says nothing.
        let again = stage.kept(&body(json!({ "case": open }), json!({})), &facts());
        assert_eq!((again.case, again.visitor), (None, plain.visitor));
        // An hour is the longest that one may be valid.
        let long = reference(ReferenceKind::Open, "pk_public", "case-8", tomorrow());
        let kept = stage.kept(&body(json!({ "case": long }), json!({})), &facts());
        assert_eq!((kept.case, kept.visitor), (None, plain.visitor));
    }
}

#[test]
fn a_case_that_could_not_be_kept_is_opened_when_the_request_comes_again() {
    let stage = Stage::new();
    let soon = time("2026-11-23T15:59:00Z");
    let open = reference(ReferenceKind::Open, "pk_public", "case-7", soon);
    let request = body(json!({ "case": open }), json!({}));
    *stage.list.error.lock().unwrap() = Some(WriteError::Busy { waiting: 9 });
    assert!(stage.send(&request, &facts()).unwrap_err().is_retryable());
    let kept = stage.kept(&request, &facts());
    assert!(kept.case.is_some() && kept.visitor.is_some());
    // A request that did not open it gives nothing back.
    *stage.list.error.lock().unwrap() = Some(WriteError::Busy { waiting: 9 });
    let again = body(json!({ "case": open }), json!({}));
    assert!(stage.send(&again, &facts()).is_err());
    assert_eq!(stage.kept(&again, &facts()).case, None);
}

#[test]
fn what_staff_do_for_somebody_is_marked_by_a_signed_link_alone() {
    let stage = Stage::new();
    let link = reference(ReferenceKind::Assisted, "pk_public", "counter-3", tomorrow());
    let kept = |assisted: &str| {
        stage.kept(&body(json!({ "assisted": assisted }), json!({})), &facts()).assisted
    };
    assert!(kept(&link));
    assert!(!kept("true"));
    assert!(!kept(&reference(ReferenceKind::Assisted, "pk_staff", "counter-3", tomorrow())));
    assert!(!kept(&reference(ReferenceKind::User, "pk_public", "counter-3", tomorrow())));
}
