//! Without script, by a picture or a form, and from a service's own server.

use lotse_collect::{Encoding, Receipt, Refusal, RequestFacts, Way};
use lotse_domain::{
    event::{Channel, Coverage, Event, EventKind},
    service::{CollectionProfile, ServiceKind},
};
use serde_json::{Value, json};

use crate::stage::{RECEIVED, SERVER_KEY, Stage, body, facts, time};

const PIXEL: Way<'static> = Way::Pixel { random: [1; 10] };
const FORM: Way<'static> = Way::Form { random: [2; 10] };
const SERVER: Way<'static> = Way::Server { key: SERVER_KEY };

fn by(way: Way<'static>) -> RequestFacts<'static> {
    RequestFacts { way, ..facts() }
}

fn sent(stage: &Stage, body: &str, way: Way<'static>) -> Result<Receipt, Refusal> {
    stage.send_bytes(body.as_bytes(), &by(way))
}

fn last(stage: &Stage) -> Event {
    stage.list.events.lock().unwrap().last().unwrap().1.clone()
}

#[test]
fn a_picture_is_one_page_view_of_what_the_page_says_and_the_request_carries() {
    let stage = Stage::new();
    let query = "key=pk_public&url=https%3A%2F%2Fbenefits.example.gov%2Fapply%3Fmail%3Da%40b.example&language=es&state=start";
    assert_eq!(sent(&stage, query, PIXEL).unwrap().accepted.get(), 1);
    let event = last(&stage);
    assert_eq!((event.kind, event.coverage), (EventKind::PageView, Coverage::NoScript));
    assert_eq!(event.profile, CollectionProfile::Headers);
    let page = event.page.unwrap();
    assert_eq!((page.path.as_str(), page.state.unwrap().as_str()), ("/apply", "start"));
    assert_eq!(page.language.unwrap().as_str(), "es");
    assert_eq!(event.browser.language.unwrap().as_str(), "es-MX");
    assert!(event.visitor.is_some());
    assert_eq!(event.occurred_at, time(RECEIVED));
    // Asked for again, it is another view.
    let again = Way::Pixel { random: [9; 10] };
    assert_eq!(sent(&stage, query, again).unwrap().accepted.get(), 1);
    for (query, refusal) in [("", "key_missing"), ("key=pk_nobody&url=x", "key_unknown")] {
        assert_eq!(sent(&stage, query, PIXEL).unwrap_err().word(), refusal);
    }
    // Which page it was must be said: browsers tell other sites only its host.
    for query in ["key=pk_public", "key=pk_public&url=/apply", "key=pk_public&url="] {
        let receipt = sent(&stage, query, PIXEL).unwrap();
        assert_eq!(receipt.refused[0].reason.as_str(), "address_invalid", "{query}");
    }
}

#[test]
fn a_form_is_one_event_of_the_services_own_under_every_profile() {
    let fields = "key=pk_public&url=https://benefits.example.gov/done&name=page_useful&property.answer=yes&property.mail=a%40b.example&email=x%40y.example";
    for profile in [CollectionProfile::Headers, CollectionProfile::Statistics] {
        let stage = Stage::of_profile(ServiceKind::Public, profile);
        assert_eq!(sent(&stage, fields, FORM).unwrap().refused, []);
        let event = last(&stage);
        assert_eq!((event.kind, event.coverage), (EventKind::Custom, Coverage::NoScript));
        assert_eq!(event.name.unwrap().as_str(), "page_useful");
        let properties = format!("{:?}", event.properties);
        assert!(properties.contains("yes") && !properties.contains("b.example"), "{properties}");
        assert!(!properties.contains("y.example"), "only properties are kept: {properties}");
    }
    let stage = Stage::new();
    let nameless = "key=pk_public&url=https://benefits.example.gov/done";
    let receipt = sent(&stage, nameless, FORM).unwrap();
    assert_eq!(receipt.refused[0].reason.as_str(), "name_missing");
    let foreign = RequestFacts { origin: Some("https://evil.example"), ..by(FORM) };
    let refused = stage.send_bytes(fields.as_bytes(), &foreign).unwrap_err();
    assert_eq!(refused.word(), "origin_not_allowed");
}

#[test]
fn a_server_is_known_by_its_key_keeps_its_time_and_is_nobody() {
    let stage = Stage::new();
    let at = time("2026-11-01T08:00:00Z").as_millisecond();
    let mut told = body(json!({}), json!({ "at": at, "kind": "custom", "name": "decided" }));
    for unneeded in ["key", "sent_at"] {
        told.as_object_mut().unwrap().remove(unneeded);
    }
    let from = RequestFacts { origin: None, user_agent: Some("curl/8.9"), ..by(SERVER) };
    let receipt = stage.send(&told, &from).unwrap();
    assert_eq!((receipt.accepted.get(), receipt.refused.len()), (1, 0));
    let event = last(&stage);
    assert_eq!(event.coverage, Coverage::Server);
    assert_eq!((event.occurred_at.as_millisecond(), event.clock_flag), (at, None));
    assert_eq!(event.visitor, None, "a server's address is nobody's");
    assert_eq!(event.browser, lotse_domain::event::BrowserFacts::default());
    // Nothing happens after it was told.
    let later = time(RECEIVED).as_millisecond() + 86_400_000;
    let mut ahead = body(json!({}), json!({ "at": later }));
    ahead["key"] = Value::Null;
    stage.send(&ahead, &from).unwrap();
    assert_eq!(last(&stage).occurred_at, time(RECEIVED));
    for key in ["", "lsk_", "pk_public", "lsk_of_another"] {
        let refused = stage.send(&told, &RequestFacts { way: Way::Server { key }, ..from });
        assert_eq!(refused.unwrap_err().word(), "server_key_unknown", "{key}");
    }
}

#[test]
fn a_server_says_by_which_way_and_a_browser_is_the_web() {
    let stage = Stage::new();
    let of = |channel: &Value| {
        let event = json!({ "kind": "custom", "name": "asked", "channel": channel });
        body(json!({}), event)
    };
    let server = RequestFacts { origin: None, ..by(SERVER) };
    for channel in Channel::ALL {
        let word = json!(channel.as_str());
        assert_eq!(stage.kept(&of(&word), &server).channel, *channel);
        assert_eq!(stage.kept(&of(&word), &facts()).channel, Channel::Web, "a browser, {channel}");
    }
    for unsaid in [Value::Null, json!(7)] {
        assert_eq!(stage.kept(&of(&unsaid), &server).channel, Channel::Web, "{unsaid}");
    }
    let refused = stage.send(&of(&json!("pigeon")), &server).unwrap().refused;
    assert_eq!(refused[0].reason.as_str(), "channel_unknown");
    assert!(refused[0].reason.message(0).contains("phone"), "the words are named");
}

#[test]
fn encoded_bodies_are_taken_and_broken_ones_refused() {
    use std::io::Write as _;
    let stage = Stage::new();
    let plain = body(json!({}), json!({})).to_string();
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(plain.as_bytes()).unwrap();
    let gzip = writer.finish().unwrap();
    let facts = RequestFacts { encoding: Encoding::Gzip, ..facts() };
    assert_eq!(stage.send_bytes(&gzip, &facts).unwrap().accepted.get(), 1);
    let refused = stage.send_bytes(plain.as_bytes(), &facts).unwrap_err();
    assert_eq!(refused.word(), "encoding_broken");
}
