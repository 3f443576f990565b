//! The list of what is collected says what the door keeps.

use std::collections::BTreeSet;

use lotse_collect::{ReferenceKind, RequestFacts, Way, sign_reference};
use lotse_domain::{
    authority::AuthorityPlace,
    collected::Collected,
    counted::Counted,
    event::{BrowserFacts, Campaign, Event, EventKind, Page},
    service::{CaptureSettings, CollectionProfile, PublicKey, Service, ServiceKind},
};
use serde_json::{Value, json};

use crate::stage::{
    RECEIVED, SERVER_KEY, Stage, body, facts, fresh_id, service, signing_secret, time,
};

/// What of the list is in an event. Every field of an event is named: a new one does not compile until
/// somebody decides whether visitors are told of it.
fn found(event: &Event) -> BTreeSet<Collected> {
    let Event {
        // What the program notes of the event itself, and says nothing about who sent it.
        id: _,
        service: _,
        received_at: _,
        profile,
        channel: _,
        coverage: _,
        clock_flag: _,
        import: _,
        occurred_at: _,
        kind,
        authority,
        name,
        visitor,
        case,
        signal,
        page,
        campaign,
        browser,
        region,
        assisted,
        engaged_ms,
        element,
        properties,
    } = event;
    let BrowserFacts {
        device_class,
        family,
        major_version: _,
        operating_system,
        language,
        connection,
        save_data,
        bot: _,
    } = browser;
    let Page { path: _, state: _, language: page_language, referrer_domain } =
        page.as_ref().unwrap();
    let all = [
        (Collected::Page, true),
        (Collected::Time, true),
        (Collected::PageLanguage, page_language.is_some()),
        (Collected::BrowserLanguage, language.is_some()),
        (Collected::DeviceClass, device_class.is_some()),
        (Collected::Browser, family.is_some()),
        (Collected::OperatingSystem, operating_system.is_some()),
        (Collected::SaveData, *save_data),
        (Collected::Signal, *signal),
        (Collected::Visitor, visitor.is_some()),
        (Collected::CustomEvent, *kind == EventKind::Custom && name.is_some()),
        (Collected::Properties, properties.iter().next().is_some()),
        (Collected::Case, case.is_some()),
        (Collected::Assisted, *assisted),
        (Collected::Referrer, referrer_domain.is_some()),
        (Collected::Campaign, *campaign != Campaign::default()),
        (Collected::Region, region.is_some()),
        (Collected::Connection, connection.is_some()),
        (Collected::Authority, authority.is_some()),
        (Collected::Control, element.is_some()),
        (Collected::EngagedTime, engaged_ms.is_some()),
        (Collected::Scrolling, *kind == EventKind::Leave && !properties.is_empty()),
        (Collected::DeviceId, *profile == CollectionProfile::Consented && visitor.is_some()),
    ];
    all.into_iter()
        .filter_map(|(collected, is_there)| is_there.then_some(collected))
        .chain(Collected::of_kind(*kind))
        .collect()
}

fn event(kind: &str, more: Value) -> Value {
    let at = time(RECEIVED).as_millisecond() - 1000;
    let mut event = json!({ "id": fresh_id(), "at": at, "kind": kind });
    crate::stage::merge(&mut event, more);
    event
}

/// All that the script can send, and all that the service's own server can.
fn send_everything(stage: &Stage, gpc: bool) {
    let page = json!({
        "url": "https://benefits.example.gov/apply?utm_source=letter",
        "referrer": "https://city.example.net/x", "language": "en",
    });
    let mut by_script = body(
        json!({
            "page": page,
            "context": {
                "language": "es", "connection": "4g", "save_data": true,
                "time_zone": "America/New_York",
            },
            "events": [
                event("page_view", json!({})),
                event("leave", json!({ "engaged_ms": 5000, "properties": { "scroll": 80 } })),
            ],
            "visitor": "0b7c2f44-2f5e-4a51-9d27-6a3b8f0f1c2d",
            "display": { "zoom": true },
        }),
        json!({}),
    );
    let element = json!({ "role": "button", "name": "Next" });
    let others = EventKind::ALL
        .iter()
        .filter(|kind| !matches!(kind, EventKind::PageView | EventKind::Leave));
    let others =
        others.map(|kind| event(kind.as_str(), json!({ "element": element, "name": "done" })));
    by_script["events"].as_array_mut().unwrap().extend(others);
    let facts = RequestFacts { save_data: true, sec_gpc: gpc, ..facts() };
    stage.send(&by_script, &facts).unwrap();
    let reference = |kind| {
        let key = PublicKey::from_text("pk_public");
        sign_reference(&signing_secret(), &key, kind, "7", time("2026-11-24T00:00:00Z"))
    };
    let by_server = json!({
        "page": page,
        "case": reference(ReferenceKind::Case),
        "assisted": reference(ReferenceKind::Assisted),
        "events": [event("custom", json!({ "name": "sent", "properties": { "pages": 2 } }))],
    });
    let facts = RequestFacts { way: Way::Server { key: SERVER_KEY }, origin: None, ..facts };
    stage.send(&by_server, &facts).unwrap();
}

#[test]
fn the_list_of_what_is_collected_says_what_the_door_keeps() {
    for (profile, gpc) in [
        (CollectionProfile::Headers, true),
        (CollectionProfile::Headers, false),
        (CollectionProfile::Statistics, false),
        (CollectionProfile::Consented, false),
    ] {
        let capture = CaptureSettings { display: true, ..CaptureSettings::default() };
        let authorities =
            vec![AuthorityPlace::new("06 https://benefits.example.gov/apply").unwrap()];
        let service = Service { profile, capture, authorities, ..service(ServiceKind::Public) };
        let stage = Stage::of(service.clone());
        send_everything(&stage, gpc);
        let events = stage.list.events.lock().unwrap();
        let mut kept: BTreeSet<_> = events.iter().flat_map(|(_, event)| found(event)).collect();
        if !gpc {
            // The signal is written down when there is one.
            assert!(kept.insert(Collected::Signal), "{profile}");
        }
        if !stage.counted(Counted::Display).is_empty() {
            kept.insert(Collected::DisplaySettings);
        }
        let listed = Collected::ALL.iter().copied().filter(|item| item.is_collected_by(&service));
        assert_eq!(kept, listed.collect(), "{profile}");
    }
}
