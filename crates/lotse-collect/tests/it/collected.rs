//! The list of what is collected says what the door keeps.

use std::collections::BTreeSet;

use lotse_domain::{
    collected::Collected,
    event::{Campaign, Event},
    service::{CollectionProfile, ServiceKind},
};
use serde_json::json;

use crate::stage::{Stage, body, facts, fresh_id, time};

/// What of the list is in an event.
fn found(event: &Event) -> impl Iterator<Item = Collected> + use<> {
    let page = event.page.as_ref();
    [
        (Collected::Page, page.is_some()),
        (Collected::Time, true),
        (Collected::PageLanguage, page.is_some_and(|page| page.language.is_some())),
        (Collected::BrowserLanguage, event.browser.language.is_some()),
        (Collected::DeviceClass, event.browser.device_class.is_some()),
        (Collected::Browser, event.browser.family.is_some()),
        (Collected::OperatingSystem, event.browser.operating_system.is_some()),
        (Collected::SaveData, event.browser.save_data),
        (Collected::Signal, event.signal),
        (Collected::Visitor, event.visitor.is_some()),
        (Collected::Referrer, page.is_some_and(|page| page.referrer_domain.is_some())),
        (Collected::Campaign, event.campaign != Campaign::default()),
        (Collected::Region, event.region.is_some()),
        (Collected::Connection, event.browser.connection.is_some()),
        (Collected::Control, event.element.is_some()),
        (Collected::CustomEvent, event.name.is_some()),
        (Collected::EngagedTime, event.engaged_ms.is_some()),
    ]
    .into_iter()
    .filter_map(|(collected, is_there)| is_there.then_some(collected))
}

#[test]
fn the_list_of_what_is_collected_says_what_the_door_keeps() {
    for (profile, gpc) in [
        (CollectionProfile::Headers, true),
        (CollectionProfile::Headers, false),
        (CollectionProfile::Statistics, false),
    ] {
        let stage = Stage::of_profile(ServiceKind::Public, profile);
        let at = time(crate::stage::RECEIVED).as_millisecond() - 1000;
        let event = |kind: &str| json!({ "id": fresh_id(), "at": at, "kind": kind });
        let mut click = event("click");
        click["element"] = json!({ "role": "button", "name": "Next" });
        let mut custom = event("custom");
        custom["name"] = json!("sent");
        let mut leave = event("leave");
        leave["engaged_ms"] = json!(5000);
        let whole = body(
            json!({
                "page": {
                    "url": "https://benefits.example.gov/apply?utm_source=letter",
                    "referrer": "https://city.example.net/x", "language": "en",
                },
                "context": {
                    "language": "es", "connection": "4g", "save_data": true,
                    "time_zone": "America/New_York",
                },
                "events": [event("page_view"), click, custom, leave],
            }),
            json!({}),
        );
        stage
            .send(&whole, &lotse_collect::RequestFacts { save_data: true, sec_gpc: gpc, ..facts() })
            .unwrap();
        let events = stage.list.events.lock().unwrap();
        let mut kept: BTreeSet<_> = events.iter().flat_map(|(_, event)| found(event)).collect();
        if !gpc {
            // The signal is written down when there is one.
            assert!(kept.insert(Collected::Signal), "{profile}");
        }
        let listed = Collected::ALL.iter().copied().filter(|item| item.is_collected_in(profile));
        assert_eq!(kept, listed.collect(), "{profile}");
    }
}
