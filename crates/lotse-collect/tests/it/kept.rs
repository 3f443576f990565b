//! What is kept of an event, field by field and profile by profile.

use lotse_collect::{Reason, RequestFacts};
use lotse_domain::{
    event::{BotVerdict, ClockFlag, ConnectionClass, Coverage, DeviceClass, Event},
    ids::ImportId,
    property::ShortText,
    service::{CollectionProfile, ServiceKind},
};
use serde_json::{Value, json};

use crate::stage::{RECEIVED, Stage, body, facts, merge, time};

fn text(field: Option<&ShortText>) -> Option<&str> {
    field.map(ShortText::as_str)
}

/// A request that says all that can be said.
fn full(changes: Value, event: Value) -> Value {
    let mut all = json!({
        "page": {
            "url": "https://benefits.example.gov/apply?step=2&utm_source=letter&utm_medium=mail&utm_campaign=autumn",
            "referrer": "https://www.example.gov/help?q=secret",
            "language": "es_mx",
            "state": "income-form",
        },
        "context": { "language": "fr", "connection": "4g", "save_data": true, "time_zone": "America/New_York" },
    });
    merge(&mut all, changes);
    body(all, event)
}

fn click() -> Value {
    json!({ "kind": "click", "element": { "role": "button", "name": "Save and continue",
        "id": "save", "test_id": "save-1", "path": "main>form>button:1", "value": "typed" },
        "properties": { "document": "payslip", "pages": 2, "ratio": 0.5, "final": true, "note": " " } })
}

#[test]
fn a_browser_that_a_program_drives_is_automatic_where_its_word_may_be_read() {
    for (profile, webdriver, automatic) in [
        (CollectionProfile::Statistics, json!(true), true),
        (CollectionProfile::Statistics, json!(false), false),
        (CollectionProfile::Statistics, json!(null), false),
        (CollectionProfile::Headers, json!(true), false),
    ] {
        let stage = Stage::of_profile(ServiceKind::Public, profile);
        let context = json!({ "context": { "webdriver": webdriver } });
        let bot = stage.kept(&body(context, json!({})), &facts()).browser.bot;
        assert_eq!(bot.is_some(), automatic, "{profile}, {webdriver}");
        if let Some((verdict, list)) = bot {
            assert_eq!(verdict, BotVerdict::Automatic);
            assert!(list.as_str().contains("lotse-3"), "{}", list.as_str());
        }
    }
}

#[test]
fn a_click_under_statistics_is_kept_whole() {
    let stage = Stage::new();
    let event = stage.kept(&full(json!({}), click()), &facts());
    let page = event.page.as_ref().unwrap();
    assert_eq!(page.path.as_str(), "/apply?step=2");
    assert_eq!(text(page.state.as_ref()), Some("income-form"));
    assert_eq!(page.language.as_ref().unwrap().as_str(), "es-MX");
    assert_eq!(text(page.referrer_domain.as_ref()), Some("www.example.gov"));
    assert_eq!(text(event.campaign.source.as_ref()), Some("letter"));
    assert_eq!(text(event.campaign.medium.as_ref()), Some("mail"));
    assert_eq!(text(event.campaign.name.as_ref()), Some("autumn"));
    assert_eq!(event.browser.device_class, Some(DeviceClass::Desktop));
    assert_eq!(text(event.browser.family.as_ref()), Some("Firefox"));
    assert_eq!(event.browser.major_version, Some(133));
    assert_eq!(text(event.browser.operating_system.as_ref()), Some("Windows"));
    assert_eq!(event.browser.language.as_ref().unwrap().as_str(), "es-MX");
    assert_eq!(event.browser.connection, Some(ConnectionClass::FourG));
    assert!(event.browser.save_data);
    assert_eq!(text(event.region.as_ref()), Some("America/New_York"));
    let element = event.element.as_ref().unwrap();
    assert_eq!(text(element.name.as_ref()), Some("Save and continue"));
    assert_eq!(text(element.test_id.as_ref()), Some("save-1"));
    assert!(event.properties.is_empty(), "a click has facts, and the service says nothing of it");
    assert_eq!(event.coverage, Coverage::Script);
    assert_eq!(event.occurred_at, time("2026-11-23T14:59:59Z"));
    assert!(event.visitor.is_some() && event.case.is_none() && !event.signal);
}

#[test]
fn what_the_service_says_of_its_own_event_is_kept_as_text() {
    let stage = Stage::new();
    let mut own = click();
    own["kind"] = json!("custom");
    own["name"] = json!("sent");
    let event = stage.kept(&full(json!({}), own), &facts());
    let properties: Vec<_> =
        event.properties.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        properties,
        [("document", "payslip"), ("final", "true"), ("pages", "2"), ("ratio", "0.5")]
    );
}

/// What `headers` leaves empty.
fn assert_narrow(event: &Event) {
    assert_eq!(event.profile, CollectionProfile::Headers);
    let page = event.page.as_ref().unwrap();
    assert_eq!(page.referrer_domain, None);
    assert_eq!(event.campaign, lotse_domain::event::Campaign::default());
    assert_eq!((event.region.as_ref(), event.browser.connection), (None, None));
    assert_eq!((event.element.as_ref(), event.engaged_ms), (None, None));
    // What the request and the page say of themselves stays.
    assert_eq!(page.path.as_str(), "/apply?step=2");
    assert!(page.state.is_some() && page.language.is_some());
    assert_eq!(event.browser.device_class, Some(DeviceClass::Desktop));
    assert!(!event.browser.save_data, "only the script said so");
    assert!(event.visitor.is_some());
}

#[test]
fn headers_keep_what_the_request_and_the_page_say_and_no_more() {
    let stage = Stage::of_profile(ServiceKind::Public, CollectionProfile::Headers);
    let event = stage.kept(&full(json!({ "profile": "signed-in" }), json!({})), &facts());
    assert_narrow(&event);
    assert!(!event.signal);
    let speechless = RequestFacts { accept_language: None, save_data: true, ..facts() };
    let event = stage.kept(&full(json!({}), json!({})), &speechless);
    assert_eq!(event.browser.language, None, "the script's language is not read");
    assert!(event.browser.save_data);
}

#[test]
fn a_signal_or_a_narrower_client_makes_it_headers() {
    let stage = Stage::new();
    for (change, gpc, dnt, signal) in [
        (json!({}), true, false, true),
        (json!({}), false, true, true),
        (json!({ "signal": true }), false, false, true),
        (json!({ "signal": "1" }), false, false, true),
        (json!({ "profile": "headers" }), false, false, false),
        (json!({ "profile": "all-of-it" }), false, false, false),
        (json!({ "profile": 7 }), false, false, false),
    ] {
        let with = RequestFacts { sec_gpc: gpc, dnt, ..facts() };
        let event = stage.kept(&full(change.clone(), json!({})), &with);
        assert_narrow(&event);
        assert_eq!(event.signal, signal, "{change}");
        let receipt = stage.send(&full(change, click()), &with).unwrap();
        assert_eq!(receipt.refused[0].reason, Reason::KindNotInProfile);
    }
    let event = stage.kept(&full(json!({ "signal": false, "profile": null }), click()), &facts());
    assert_eq!((event.profile, event.signal), (CollectionProfile::Statistics, false));
}

#[test]
fn consent_without_an_id_is_statistics() {
    let stage = Stage::of_profile(ServiceKind::Public, CollectionProfile::Consented);
    let event = stage.kept(&full(json!({ "profile": "consented" }), click()), &facts());
    assert_eq!(event.profile, CollectionProfile::Statistics);
}

#[test]
fn case_tools_keep_only_the_names_that_their_authors_marked() {
    let stage = Stage::new();
    let mut event = click();
    let kept = stage.kept(&full(json!({ "key": "pk_staff" }), event.clone()), &facts());
    let element = kept.element.unwrap();
    assert_eq!((element.name, text(element.role.as_ref())), (None, Some("button")));
    for (marked, name) in [(json!(true), Some("Save and continue")), (json!("true"), None)] {
        event["element"]["marked"] = marked;
        let kept = stage.kept(&full(json!({ "key": "pk_staff" }), event.clone()), &facts());
        assert_eq!(text(kept.element.unwrap().name.as_ref()), name);
    }
    let named = json!({ "kind": "click", "element": { "name": "Erika Mustermann" } });
    let kept = stage.kept(&full(json!({ "key": "pk_staff" }), named), &facts());
    assert_eq!(kept.element, None, "nothing was left of it");
    assert_eq!(stage.list.events.lock().unwrap()[0].0, ServiceKind::Employees);
}

#[test]
fn texts_are_cut_and_paths_keep_the_steps_near_the_element() {
    let stage = Stage::new();
    let own = json!({ "kind": "custom", "name": "n", "properties": { "note": "ä ".repeat(400) } });
    let own = stage.kept(&full(json!({}), own), &facts());
    let event = json!({ "kind": "click",
        "element": { "name": "Weiter ".repeat(40), "path": "a>b>c>d>e>f>g>h>i>button:2" } });
    let event = stage.kept(&full(json!({}), event), &facts());
    let element = event.element.unwrap();
    assert_eq!(text(element.path.as_ref()), Some("c>d>e>f>g>h>i>button:2"));
    assert_eq!(element.name.unwrap().as_str().chars().count(), 120);
    let note = own.properties.values().next().unwrap().as_str();
    assert_eq!(note.chars().count(), 499);
}

#[test]
fn leaving_carries_engaged_time_and_others_do_not() {
    let stage = Stage::new();
    let leave = json!({ "kind": "leave", "engaged_ms": 86_400_000 });
    assert_eq!(stage.kept(&full(json!({}), leave), &facts()).engaged_ms, Some(86_400_000));
    let view = json!({ "engaged_ms": 5, "name": "x", "element": { "role": "button" } });
    let view = stage.kept(&full(json!({}), view), &facts());
    assert_eq!((view.engaged_ms, view.name, view.element), (None, None, None));
}

#[test]
fn a_wrong_clock_is_corrected_and_a_replay_keeps_its_time() {
    let stage = Stage::new();
    let year = 365 * 86_400_000;
    let now = time(RECEIVED).as_millisecond();
    let slow = body(json!({ "sent_at": now - year }), json!({ "at": now - year - 2000 }));
    let event = stage.kept(&slow, &facts());
    assert_eq!(event.occurred_at, time("2026-11-23T14:59:58Z"));
    assert_eq!(event.clock_flag, None);
    let old = body(json!({}), json!({ "at": now - year }));
    let event = stage.kept(&old, &facts());
    assert_eq!(event.occurred_at, time("2026-11-20T15:00:00Z"));
    assert_eq!(event.clock_flag, Some(ClockFlag::Past));
    let replay = RequestFacts { import: Some(ImportId::new(4)), ..facts() };
    let event = stage.kept(&body(json!({ "sent_at": 5 }), json!({ "at": now - year })), &replay);
    assert_eq!(event.occurred_at, time("2025-11-23T15:00:00Z"));
    assert_eq!((event.clock_flag, event.coverage), (None, Coverage::Import));
    assert_eq!(event.import, Some(ImportId::new(4)));
}

#[test]
fn what_is_no_time_zone_is_no_region() {
    let stage = Stage::new();
    for (zone, region) in [
        ("Europe/Berlin", Some("Europe/Berlin")),
        ("Jane/Doe", None),
        ("UTC", None),
        ("../../etc/passwd", None),
        ("", None),
    ] {
        let request = full(json!({ "context": { "time_zone": zone } }), json!({}));
        assert_eq!(text(stage.kept(&request, &facts()).region.as_ref()), region, "{zone}");
    }
}
