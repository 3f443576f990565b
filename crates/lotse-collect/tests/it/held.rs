//! What is refused is counted, held without anything private, and can be taken after all.

use lotse_collect::{Again, Reason, RequestFacts};
use lotse_domain::{
    authority::AuthorityPlace,
    counted::Counted,
    event::EventKind,
    refused::HeldEvent,
    service::{CollectionProfile, Origin, Service, ServiceKind},
};
use serde_json::{Value, json};

use crate::stage::{RECEIVED, Stage, body, facts, fresh_id, service, time};

fn held(stage: &Stage) -> Vec<HeldEvent> {
    stage.counters.take_held()
}

fn again(stage: &Stage, held: &HeldEvent, service: &Service) -> Again {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let facts = RequestFacts { received_at: time("2026-11-25T10:00:00Z"), ..facts() };
    runtime.block_on(stage.door.accept_again(held, service, &facts)).unwrap()
}

#[test]
fn nothing_private_is_held() {
    let stage = Stage::new();
    let secret = "ada.lovelace@example.net";
    let event = json!({
        "kind": "custom", "name": "", "element": { "name": secret },
        "properties": { "note": secret, "phone": 2_025_550_143_u64, secret: "x", "deep": [secret] },
        "page": {
            "url": format!("https://benefits.example.gov/a/{secret}?token=hunter2secret&step=2"),
            "referrer": format!("https://city.example.net/{secret}"), "state": secret, "title": secret,
        },
    });
    let context = json!({ "time_zone": "America/New_York", "language": "es" });
    let request = json!({ "user": secret, "case": secret, "context": context });
    stage.send(&body(request, event), &facts()).unwrap();
    let [held] = &held(&stage)[..] else { panic!("one event is held") };
    assert_eq!(held.reason, "name_missing");
    for secret in [secret, "ada.lovelace", "hunter2", "203.0.113.77", "Mozilla", "2025550143"] {
        assert!(!held.request.contains(secret), "{secret} in {}", held.request);
    }
    let kept: Value = serde_json::from_str(&held.request).unwrap();
    assert_eq!(kept["page"]["url"], "https://page/a/[email]?step=2");
    assert_eq!(kept["page"]["referrer"], "https://city.example.net");
    assert_eq!(kept["browser"]["family"], "Firefox");
    assert_eq!(kept["region"], "America/New_York");
}

#[test]
fn an_origin_that_was_forgotten_is_added_and_nothing_is_lost() {
    let authorities = vec![AuthorityPlace::new("06 https://www.example.gov/apply").unwrap()];
    let stage = Stage::of(Service { authorities, ..service(ServiceKind::Public) });
    let foreign = RequestFacts { origin: Some("https://www.example.gov"), ..facts() };
    let sent =
        json!({ "page": { "url": "https://www.example.gov/apply?step=3", "language": "es" } });
    let custom = json!({ "kind": "custom", "name": "sent", "properties": { "pages": 2 } });
    stage.send(&body(sent, custom), &foreign).unwrap_err();
    assert_eq!(stage.counted(Counted::Refused), [("origin_not_allowed", 1)]);
    let [held] = &held(&stage)[..] else { panic!("one event is held") };
    assert!(held.request.contains(r#""authority":"06""#), "{}", held.request);
    // What the same visit would have been from a page of the service.
    let own = stage.kept(&body(json!({}), json!({})), &facts());
    assert_eq!(held.visitor, own.visitor);

    let mut mended = service(ServiceKind::Public);
    mended.origins.push(Origin::new("https://www.example.gov").unwrap());
    assert_eq!(again(&stage, held, &mended), Again::Kept);
    let kept = stage.list.events.lock().unwrap().last().unwrap().1.clone();
    assert_eq!((kept.kind, kept.name.unwrap().as_str()), (EventKind::Custom, "sent"));
    let page = kept.page.unwrap();
    assert_eq!((page.path.as_str(), page.language.unwrap().as_str()), ("/apply?step=3", "es"));
    assert_eq!((kept.visitor, kept.browser.family), (own.visitor, own.browser.family));
    assert_eq!(kept.occurred_at, own.occurred_at, "when it happened, not when it was taken");
    assert_eq!(kept.received_at, time("2026-11-25T10:00:00Z"));
    assert_eq!(kept.properties.len(), 1);
    assert_eq!(kept.authority.unwrap().as_str(), "06", "its host is not held, its authority is");
    // Taken twice, it is there once.
    let before = stage.list.events.lock().unwrap().len();
    assert_eq!(again(&stage, held, &mended), Again::Kept);
    assert_eq!(stage.list.events.lock().unwrap().len(), before);
}

#[test]
fn what_is_still_wrong_is_refused_again_and_a_narrower_profile_holds() {
    let stage = Stage::new();
    stage.send(&body(json!({}), json!({ "kind": "custom" })), &facts()).unwrap();
    stage.send(&body(json!({}), json!({ "kind": "hover" })), &facts()).unwrap();
    let all = held(&stage);
    let found: Vec<_> =
        all.iter().map(|held| again(&stage, held, &service(ServiceKind::Public))).collect();
    assert_eq!(found, [Again::Refused(Reason::NameMissing), Again::Refused(Reason::KindUnknown)]);

    let foreign = RequestFacts { origin: Some("https://www.example.gov"), ..facts() };
    let click = json!({ "kind": "click", "element": { "name": "Save" } });
    stage.send(&body(json!({}), click), &foreign).unwrap_err();
    let narrowed = Service { profile: CollectionProfile::Headers, ..service(ServiceKind::Public) };
    let found = again(&stage, &held(&stage)[0], &narrowed);
    assert_eq!(found, Again::Refused(Reason::KindNotInProfile));
}

#[test]
fn of_employees_only_counts_are_kept() {
    let stage = Stage::new();
    let sent = json!({ "key": "pk_staff", "profile": "signed-in" });
    stage.send(&body(sent, json!({ "kind": "custom" })), &facts()).unwrap();
    assert_eq!(stage.counted(Counted::Refused), [("name_missing", 1)]);
    assert!(held(&stage).is_empty());
}

#[test]
fn what_is_held_is_bounded() {
    let stage = Stage::new();
    let now = time(RECEIVED).as_millisecond();
    let batch = |text: &str| {
        let event = |_| json!({ "id": fresh_id(), "at": now, "kind": "custom", "note": text });
        let events: Vec<_> = (0..500).map(event).collect();
        body(json!({ "events": events }), json!({}))
    };
    stage.send(&batch("small"), &facts()).unwrap();
    assert_eq!(stage.counted(Counted::Refused), [("name_missing", 500)]);
    assert_eq!(held(&stage).len(), 100, "of one service and reason");
    let large = json!({ "kind": "custom", "properties": { "a": "x ".repeat(1000), "b": "x ".repeat(1000), "c": "y ".repeat(1000) } });
    stage.send(&body(json!({}), large), &facts()).unwrap();
    assert_eq!(stage.counted(Counted::Refused), [("name_missing", 1)]);
    assert!(held(&stage).is_empty(), "too large to be held");
}
