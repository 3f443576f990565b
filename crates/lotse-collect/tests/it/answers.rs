//! One reason per refused event, the rest kept; one refusal for a whole request.

use std::sync::atomic::Ordering;

use lotse_collect::{Reason, Refusal, RefusalKind};
use lotse_domain::Count;
use lotse_domain::append::WriteError;
use serde_json::{Value, json};

use crate::stage::{RECEIVED, Stage, body, facts, fresh_id, time};

/// What is wrong with an event, and the reason it is refused for.
fn wrong_events() -> Vec<(Value, Reason)> {
    let long = |n: usize| "x".repeat(n);
    let many: serde_json::Map<String, Value> =
        (0..33).map(|n| (format!("p{n}"), json!(n))).collect();
    let page = |page: Value| json!({ "page": page });
    let click = |element: Value| json!({ "kind": "click", "element": element });
    vec![
        (json!({ "id": null }), Reason::IdMissing),
        (json!({ "id": 7 }), Reason::IdNotUuidV7),
        (json!({ "id": "6b5a4e0f-4b4a-4d0a-9d3e-0a1b2c3d4e5f" }), Reason::IdNotUuidV7),
        (json!({ "at": null }), Reason::TimeMissing),
        (json!({ "at": "noon" }), Reason::TimeOutOfRange),
        (json!({ "at": -1 }), Reason::TimeOutOfRange),
        (json!({ "at": 1.5 }), Reason::TimeOutOfRange),
        (json!({ "at": 253_402_300_800_000_i64 }), Reason::TimeOutOfRange),
        (json!({ "kind": null }), Reason::KindMissing),
        (json!({ "kind": "keystroke" }), Reason::KindUnknown),
        (json!({ "kind": ["click"] }), Reason::KindUnknown),
        (json!({ "kind": "custom" }), Reason::NameMissing),
        (json!({ "kind": "custom", "name": " \n" }), Reason::NameMissing),
        (json!({ "kind": "custom", "name": 5 }), Reason::NameMissing),
        (json!({ "kind": "custom", "name": long(101) }), Reason::NameTooLong),
        (page(json!({})), Reason::AddressInvalid),
        (page(json!({ "url": "/apply" })), Reason::AddressInvalid),
        (page(json!({ "url": "ftp://a.gov/" })), Reason::AddressInvalid),
        (page(json!({ "url": "https:///apply" })), Reason::AddressInvalid),
        (page(json!({ "url": "https://a b/" })), Reason::AddressInvalid),
        (page(json!({ "url": format!("https://a.gov/{}", long(2040)) })), Reason::AddressTooLong),
        (page(json!({ "url": "https://a.gov/", "state": long(65) })), Reason::StateTooLong),
        (page(json!({ "url": "https://a.gov/", "language": "english" })), Reason::LanguageInvalid),
        (json!({ "kind": "leave" }), Reason::EngagedMissing),
        (json!({ "kind": "leave", "engaged_ms": -1 }), Reason::EngagedOutOfRange),
        (json!({ "kind": "leave", "engaged_ms": 86_400_001 }), Reason::EngagedOutOfRange),
        (json!({ "kind": "leave", "engaged_ms": 0.5 }), Reason::EngagedOutOfRange),
        (json!({ "kind": "click" }), Reason::ElementMissing),
        (click(json!({ "value": "typed" })), Reason::ElementMissing),
        (click(json!({ "name": "  " })), Reason::ElementMissing),
        (json!({ "properties": many }), Reason::TooManyProperties),
        (json!({ "properties": { "": 1 } }), Reason::PropertyNameInvalid),
        (json!({ "properties": { long(65): 1 } }), Reason::PropertyNameInvalid),
        (json!({ "properties": { "a": null } }), Reason::PropertyNotFlat),
        (json!({ "properties": { "a": [] } }), Reason::PropertyNotFlat),
        (json!({ "properties": { "a": { "b": 1 } } }), Reason::PropertyNotFlat),
    ]
}

#[test]
fn each_wrong_event_has_its_reason_and_the_rest_is_kept() {
    let stage = Stage::new();
    let wrong = wrong_events();
    for (change, reason) in &wrong {
        let mut request = body(json!({}), change.clone());
        let events = request["events"].as_array_mut().unwrap();
        let good = body(json!({}), json!({}))["events"][0].clone();
        events.insert(0, good.clone());
        events.push(json!("no object"));
        let receipt = stage.send(&request, &facts()).unwrap();
        assert_eq!(receipt.accepted, Count::new(1), "{change}");
        let reasons: Vec<_> = receipt.refused.iter().map(|one| (one.index, one.reason)).collect();
        assert_eq!(reasons, [(1, *reason), (2, Reason::NotAnObject)], "{change}");
        let has_id = receipt.refused[0].id.is_some();
        assert_eq!(has_id, !matches!(reason, Reason::IdMissing | Reason::IdNotUuidV7), "{change}");
    }
    let counted: u64 = stage.counters.events_refused().map(|(_, times)| times).sum();
    assert_eq!(counted, 2 * u64::try_from(wrong.len()).unwrap());
    // The others have tests of their own: below, in `people` and in `ways`.
    for reason in Reason::ALL {
        let tried = wrong.iter().any(|(_, tried)| tried == reason);
        let elsewhere = [
            Reason::NotAnObject,
            Reason::PageMissing,
            Reason::KindNotInProfile,
            Reason::ChannelUnknown,
            Reason::ImportClosed,
        ];
        assert!(tried || elsewhere.contains(reason), "{reason:?} is never tried");
    }
}

#[test]
fn an_event_without_any_page_is_refused() {
    let stage = Stage::new();
    let receipt = stage.send(&body(json!({ "page": null }), json!({})), &facts()).unwrap();
    assert_eq!(receipt.refused[0].reason, Reason::PageMissing);
    assert!(receipt.is_all_refused());
    let own = json!({ "page": { "url": "https://benefits.example.gov/own" } });
    assert_eq!(
        stage.kept(&body(json!({ "page": null }), own), &facts()).page.unwrap().path.as_str(),
        "/own"
    );
}

#[test]
fn the_answer_has_the_form_of_the_specification() {
    let stage = Stage::new();
    let mut request = body(json!({}), json!({}));
    let id = fresh_id();
    let nameless = json!({ "id": id, "at": 1, "kind": "custom" });
    request["events"].as_array_mut().unwrap().push(nameless);
    let receipt = stage.send(&request, &facts()).unwrap();
    assert_eq!(
        serde_json::to_value(&receipt).unwrap(),
        json!({ "accepted": 1, "duplicates": 0, "refused": [{
            "index": 1, "id": id, "reason": "name_missing",
            "message": "events[1].name is missing. What the service itself names needs a name."
        }] })
    );
    let again = stage.send(&request, &facts()).unwrap();
    assert_eq!((again.accepted, again.duplicates), (Count::ZERO, Count::new(1)));
    assert!(!again.is_all_refused());
    assert_eq!((stage.counters.accepted(), stage.counters.duplicates()), (1, 1));
}

#[test]
fn a_request_that_is_wrong_as_a_whole_is_refused_as_a_whole() {
    let stage = Stage::new();
    let refusal = |bytes: &[u8], origin: Option<&str>| {
        let facts = lotse_collect::RequestFacts { origin, ..facts() };
        stage.send_bytes(bytes, &facts).map_err(|refusal| refusal.kind())
    };
    let origin = Some("https://benefits.example.gov");
    let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(8), "]".repeat(8));
    let many = json!({ "events": vec![json!({}); 501] });
    for (bytes, kind) in [
        (vec![b' '; 1_048_577], RefusalKind::TooLarge),
        (b"".to_vec(), RefusalKind::NotJson),
        (b"\xff{}".to_vec(), RefusalKind::NotJson),
        (b"[]".to_vec(), RefusalKind::NotJson),
        (b"{} {}".to_vec(), RefusalKind::NotJson),
        (deep.into_bytes(), RefusalKind::TooDeep),
        (b"{}".to_vec(), RefusalKind::KeyMissing),
        (br#"{"key":"pk_public"}"#.to_vec(), RefusalKind::SentAtMissing),
        (br#"{"key":"pk_public","sent_at":1}"#.to_vec(), RefusalKind::EventsMissing),
        (br#"{"key":"pk_public","sent_at":1,"events":[]}"#.to_vec(), RefusalKind::EventsMissing),
        (body(many, json!({})).to_string().into_bytes(), RefusalKind::TooManyEvents),
        (
            body(json!({ "key": "pk_none" }), json!({})).to_string().into_bytes(),
            RefusalKind::KeyUnknown,
        ),
    ] {
        assert_eq!(refusal(&bytes, origin), Err(kind), "{}", String::from_utf8_lossy(&bytes));
    }
    for origin in ["https://evil.example", "null", "", "http://benefits.example.gov"] {
        let good = body(json!({}), json!({})).to_string();
        assert_eq!(
            refusal(good.as_bytes(), Some(origin)),
            Err(RefusalKind::OriginNotAllowed),
            "{origin}"
        );
    }
    for origin in [None, Some("https://BENEFITS.example.gov:443")] {
        let good = body(json!({}), json!({})).to_string();
        assert!(refusal(good.as_bytes(), origin).is_ok(), "{origin:?}");
    }
    let counted: u64 = stage.counters.requests_refused().map(|(_, times)| times).sum();
    assert_eq!(counted, 16);
}

#[test]
fn a_store_that_cannot_take_events_now_says_come_again() {
    let stage = Stage::new();
    let request = body(json!({}), json!({}));
    for (error, kind) in [
        (WriteError::Busy { waiting: 3 }, RefusalKind::StoreBusy),
        (WriteError::DiskFull { free_mib: 1, reserve_mib: 2 }, RefusalKind::DiskFull),
        (WriteError::Closing, RefusalKind::StoreClosing),
        (WriteError::Store { reason: "disk".to_owned() }, RefusalKind::StoreFailed),
    ] {
        *stage.list.error.lock().unwrap() = Some(error);
        let refusal = stage.send(&request, &facts()).unwrap_err();
        assert_eq!(refusal.kind(), kind);
        assert!(refusal.is_retryable());
        assert!(!refusal.to_string().contains("disk"), "what the store says is for the log");
    }
    stage.keys.failing.store(true, Ordering::SeqCst);
    let refusal = stage.send(&request, &facts()).unwrap_err();
    assert!(matches!(refusal, Refusal::KeysUnavailable(_)) && refusal.is_retryable());
    stage.keys.failing.store(false, Ordering::SeqCst);
    assert_eq!(stage.send(&request, &facts()).unwrap().accepted, Count::new(1));
    assert_eq!(stage.counters.accepted(), 1);
}

#[test]
fn a_text_cut_in_the_middle_of_a_character_costs_nothing() {
    let stage = Stage::new();
    let text = body(json!({}), json!({ "kind": "custom", "name": "HALF" }))
        .to_string()
        .replace("HALF", r"done \ud83d");
    let receipt = stage.send_bytes(text.as_bytes(), &facts()).unwrap();
    assert_eq!(receipt.accepted, Count::new(1));
    let events = stage.list.events.lock().unwrap();
    assert_eq!(events[0].1.name.as_ref().unwrap().as_str(), "done \u{fffd}");
    assert_eq!(events[0].1.received_at, time(RECEIVED));
}
