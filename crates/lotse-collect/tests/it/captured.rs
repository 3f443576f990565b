//! What the client notices by itself: facts of each kind and nothing else, consent, tests, display settings.

use lotse_collect::{Reason, ReferenceKind, RequestFacts, sign_reference};
use lotse_domain::{
    capture::{FACTS, FactType},
    counted::Counted,
    event::EventKind,
    ids::ImportId,
    property::ShortText,
    service::{CaptureSettings, CollectionProfile, PublicKey, Service, ServiceKind},
};
use serde_json::{Value, json};

use crate::stage::{Stage, body, facts, service, signing_secret, time};

const PLANTED: &str = "Ada Lovelace, born 10.12.1815";

/// A value that a fact may be.
fn fitting(holds: FactType) -> Value {
    match holds {
        FactType::Integer { least, .. } => json!(least),
        FactType::Number { .. } => json!(0.25),
        FactType::Word(words) => json!(words[0]),
        FactType::Text(_) => json!("TypeError"),
        FactType::Truth => json!(true),
    }
}

/// An event of a kind with all its facts, one that is none of them, and what the kind needs besides.
fn event(kind: EventKind) -> Value {
    let mut properties = json!({ "value": PLANTED, "message": PLANTED });
    for fact in FACTS.iter().filter(|fact| fact.kind == kind) {
        properties[fact.name] = fitting(fact.holds);
    }
    let element = json!({ "role": "button", "name": "Save", "heading": "Your income" });
    json!({
        "kind": kind.as_str(), "name": "completed", "engaged_ms": 5, "element": element,
        "properties": properties,
    })
}

#[test]
fn each_kind_keeps_its_facts_and_what_is_none_of_them_is_dropped() {
    let stage = Stage::new();
    let mut kept = 0;
    for kind in EventKind::ALL.iter().filter(|kind| !kind.has_own_properties()) {
        let event = stage.kept(&body(json!({}), event(*kind)), &facts());
        let names: Vec<&str> = event.properties.keys().map(ShortText::as_str).collect();
        let mut expected: Vec<&str> =
            FACTS.iter().filter(|fact| fact.kind == *kind).map(|fact| fact.name).collect();
        expected.sort_unstable();
        assert_eq!(names, expected, "{kind}");
        assert_eq!(event.element.is_some(), kind.has_element(), "{kind}");
        assert_eq!(event.name.is_some(), kind.is_named(), "{kind}");
        assert_eq!(event.engaged_ms.is_some(), *kind == EventKind::Leave, "{kind}");
        kept += names.len();
    }
    assert_eq!(kept + 1, FACTS.len(), "all but the one of page views");
}

#[test]
fn a_fact_that_is_none_of_its_words_is_dropped_and_its_event_is_kept() {
    let stage = Stage::new();
    for (kind, name, wrong) in [
        ("field_error", "error", json!(PLANTED)),
        ("field_leave", "empty", json!(PLANTED)),
        ("field_leave", "ms", json!(-1)),
        ("leave", "scroll", json!(101)),
        ("web_vital", "metric", json!("name")),
        ("click", "pointer", json!({ "x": 1 })),
        ("rage_click", "clicks", json!(2)),
    ] {
        let sent = json!({
            "kind": kind, "engaged_ms": 1, "element": { "role": "textbox", "name": "Family name" },
            "properties": { name: wrong },
        });
        let event = stage.kept(&body(json!({}), sent), &facts());
        assert!(event.properties.is_empty(), "{kind} {name}");
    }
}

#[test]
fn texts_of_facts_are_redacted() {
    let stage = Stage::new();
    let properties = json!({ "error": "TypeError", "script": "/app.js?mail=ada@example.net" });
    let sent = json!({ "kind": "js_error", "properties": properties });
    let event = stage.kept(&body(json!({}), sent), &facts());
    let kept = format!("{:?}", event.properties);
    assert!(kept.contains("app.js") && !kept.contains("ada@example.net"), "{kept}");
}

#[test]
fn under_headers_only_what_the_page_says_is_kept() {
    let stage = Stage::of_profile(ServiceKind::Public, CollectionProfile::Headers);
    for kind in EventKind::ALL {
        let sent = body(json!({ "profile": "headers" }), event(*kind));
        let receipt = stage.send(&sent, &facts()).unwrap();
        if kind.allowed_in(CollectionProfile::Headers) {
            assert_eq!(receipt.accepted.get(), 1, "{kind}");
        } else {
            assert_eq!(receipt.refused[0].reason, Reason::KindNotInProfile, "{kind}");
        }
    }
}

const ID: &str = "0b7c2f44-2f5e-4a51-9d27-6a3b8f0f1c2d";

fn consented(
    stage: &Stage,
    visitor: &Value,
    facts: &RequestFacts<'_>,
) -> lotse_domain::event::Event {
    stage.kept(&body(json!({ "profile": "consented", "visitor": visitor }), json!({})), facts)
}

#[test]
fn after_consent_a_visitor_is_one_over_days_and_addresses() {
    let stage = Stage::of_profile(ServiceKind::Public, CollectionProfile::Consented);
    let first = consented(&stage, &json!(ID), &facts());
    assert_eq!(first.profile, CollectionProfile::Consented);
    assert!(first.visitor.is_some());
    let later = RequestFacts {
        address: "198.51.100.1".parse().unwrap(),
        received_at: time("2026-12-20T15:00:00Z"),
        ..facts()
    };
    let sent = json!({
        "profile": "consented", "visitor": ID,
        "sent_at": time("2026-12-20T15:00:00Z").as_millisecond(),
    });
    let at = json!({ "at": time("2026-12-20T15:00:00Z").as_millisecond() });
    assert_eq!(stage.kept(&body(sent, at), &later).visitor, first.visitor);
    let other = consented(&stage, &json!("0b7c2f44-2f5e-4a51-9d27-6a3b8f0f1c2e"), &facts());
    assert_ne!(other.visitor, first.visitor);
}

#[test]
fn what_is_no_random_id_spans_no_days() {
    let stage = Stage::of_profile(ServiceKind::Public, CollectionProfile::Consented);
    let named = json!("Ada Lovelace");
    let time_of_a_machine = json!("01939f6e-7c5a-7d3b-9f0e-2f4a6b8c0d1e");
    for wrong in [Value::Null, named, json!(ID.to_uppercase()), time_of_a_machine, json!(7)] {
        let event = consented(&stage, &wrong, &facts());
        assert_eq!(event.profile, CollectionProfile::Statistics, "{wrong}");
        let daily = stage.kept(&body(json!({ "profile": "statistics" }), json!({})), &facts());
        assert_eq!(event.visitor, daily.visitor, "{wrong}");
    }
    // The person's signal is stronger than an id that is still there.
    let shy = RequestFacts { sec_gpc: true, ..facts() };
    assert_eq!(consented(&stage, &json!(ID), &shy).profile, CollectionProfile::Headers);
    // Staff are counted by signed reference alone.
    let stage = Stage::of_profile(ServiceKind::Employees, CollectionProfile::Consented);
    let request = json!({ "key": "pk_staff", "profile": "consented", "visitor": ID });
    assert_eq!(stage.kept(&body(request, json!({})), &facts()).visitor, None);
}

#[test]
fn a_test_visit_carries_the_number_that_was_signed_for_it() {
    let stage = Stage::new();
    let key = PublicKey::from_text("pk_public");
    let until = time("2026-11-24T00:00:00Z");
    let mark = |kind, value| sign_reference(&signing_secret(), &key, kind, value, until);
    let sent = |mark: &str| {
        let event = stage.kept(&body(json!({ "test": mark }), json!({})), &facts());
        (event.import, event.visitor.is_some(), event.coverage.as_str())
    };
    let live = "script";
    assert_eq!(sent(&mark(ReferenceKind::Test, "12")), (Some(ImportId::new(12)), true, live));
    assert_eq!(sent(&mark(ReferenceKind::Test, "twelve")), (None, true, live));
    assert_eq!(sent(&mark(ReferenceKind::Assisted, "12")), (None, true, live));
    assert_eq!(sent("t1.MTI.1795500000.forged"), (None, true, live));
}

#[test]
fn display_settings_are_counted_where_the_service_wants_it_and_kept_on_no_event() {
    let capture = CaptureSettings { display: true, ..CaptureSettings::default() };
    let on = Stage::of(Service { capture, ..service(ServiceKind::Public) });
    let off = Stage::new();
    let send = |stage: &Stage, display: Value, facts: &RequestFacts<'_>| {
        let event = stage.kept(&body(json!({ "display": display }), json!({})), facts);
        assert!(event.properties.is_empty());
    };
    let full = json!({
        "zoom": true, "contrast": "more", "motion": "reduce", "scheme": "dark",
        "forced_colors": true, "name": PLANTED,
    });
    send(&on, full.clone(), &facts());
    send(&on, json!({ "contrast": PLANTED, "zoom": 3 }), &facts());
    send(&on, json!({ "motion": "reduce" }), &facts());
    // A person who asks not to be followed is read nothing.
    send(&on, full.clone(), &RequestFacts { sec_gpc: true, ..facts() });
    let expected = [
        ("dark-colours", 1),
        ("forced-colours", 1),
        ("more-contrast", 1),
        ("none", 1),
        ("reduced-motion", 2),
        ("zoom", 1),
    ];
    assert_eq!(on.counted(Counted::Display), expected);
    assert!(on.counted(Counted::Display).is_empty(), "taken once");
    send(&off, full, &facts());
    assert!(off.counted(Counted::Display).is_empty());
}

#[test]
fn a_batch_that_comes_again_is_counted_once() {
    let capture = CaptureSettings { display: true, ..CaptureSettings::default() };
    let stage = Stage::of(Service { capture, ..service(ServiceKind::Public) });
    let batch = body(json!({ "display": { "zoom": true } }), json!({}));
    stage.send(&batch, &facts()).unwrap();
    stage.send(&batch, &facts()).unwrap();
    assert_eq!(stage.counted(Counted::Display), [("zoom", 1)]);
}
