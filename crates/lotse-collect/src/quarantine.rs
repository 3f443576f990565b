//! What was refused, for seven days, so that somebody can see why and have it taken after all.
//!
//! It is made private first: every text redacted, of addresses only what a page is called by, no signed
//! reference, neither network address nor browser string. Of employees' services nothing is kept but how
//! many there were. All of it is bounded, since anybody can send what is refused.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use lotse_domain::{
    authority::authority_of,
    event::{BotVerdict, BrowserFacts, ConnectionClass, DeviceClass},
    ids::{AuthorityCode, EventId, ServiceId},
    language::LanguageTag,
    property::{ShortText, limits},
    refused::HeldEvent,
    service::{CollectionProfile, Service},
};
use serde_json::{Map, Value, json};

use crate::{
    address, clock_skew,
    redact::{Redactions, redact, redact_named},
};

/// Events that are held until they are taken; more are only counted.
const MOST_HELD: usize = 2_000;
/// Of one service and reason.
const MOST_OF_ONE: usize = 100;
/// Bytes of one event.
const MOST_BYTES: usize = 4_096;
/// Members of one object of it.
const MOST_MEMBERS: usize = 64;

/// Events that were refused since they were last taken.
#[derive(Debug, Default)]
pub(crate) struct Quarantine(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    /// How many of the events are of one service and reason.
    of_one: HashMap<(ServiceId, &'static str), usize>,
    events: Vec<HeldEvent>,
}

impl Quarantine {
    /// Whether another event of this service and reason would be held: making it private is work.
    pub(crate) fn has_room(&self, service: ServiceId, reason: &'static str) -> bool {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = held.of_one.get(&(service, reason)).copied().unwrap_or(0);
        held.events.len() < MOST_HELD && of_one < MOST_OF_ONE
    }

    pub(crate) fn hold(&self, reason: &'static str, event: HeldEvent) {
        if event.request.len() <= MOST_BYTES {
            let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *held.of_one.entry((event.service, reason)).or_default() += 1;
            held.events.push(event);
        }
    }

    pub(crate) fn take(&self) -> Vec<HeldEvent> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).events
    }
}

/// What of the request a held event needs.
pub(crate) struct Around<'a> {
    pub(crate) service: &'a Service,
    pub(crate) profile: CollectionProfile,
    pub(crate) signal: bool,
    pub(crate) browser: &'a BrowserFacts,
    pub(crate) region: Option<&'a ShortText>,
    pub(crate) sent_at: i64,
    pub(crate) received_at: Timestamp,
}

/// When a refused event happened: now, where it does not say so.
pub(crate) fn time_of(event: &Value, sent_at: i64, received_at: Timestamp) -> Timestamp {
    let stated = event.get("at").and_then(Value::as_i64);
    let stated = stated.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    stated.map_or(received_at, |stated| clock_skew::live(stated, sent_at, received_at).at)
}

/// One event of a body that was refused, as it may be kept.
pub(crate) fn private(event: &Value, page: Option<&Value>, around: &Around<'_>) -> String {
    let found = &mut Redactions::default();
    let page = event.get("page").filter(|page| !page.is_null()).or(page);
    let page = page.and_then(Value::as_object);
    let url = page.and_then(|page| page.get("url")).and_then(Value::as_str);
    // The host is not held, and with it the authority would be lost.
    let authority = url.and_then(|url| authority_of(&around.service.authorities, url));
    let page = page.map(|page| private_page(page, around, found));
    let mut event = match event {
        Value::Object(members) => members.clone(),
        // What is no event has nothing that could be taken later.
        _ => Map::new(),
    };
    event.remove("page");
    let at = event.contains_key("at").then(|| {
        time_of(&Value::Object(event.clone()), around.sent_at, around.received_at).as_millisecond()
    });
    event.remove("at");
    // An id that is one says nothing; its digits would be taken for somebody's number.
    let id = event
        .remove("id")
        .filter(|id| id.as_str().is_some_and(|id| id.parse::<EventId>().is_ok()) || id.is_null());
    let mut event = private_object(&event, found);
    if let Some(id) = id {
        event.insert("id".to_owned(), id);
    }
    if let Some(at) = at {
        event.insert("at".to_owned(), at.into());
    }
    json!({
        "profile": around.profile.as_str(), "signal": around.signal, "page": page,
        "authority": authority.map(AuthorityCode::as_str),
        "browser": of_browser(around.browser), "region": around.region.map(ShortText::as_str),
        "events": [event],
    })
    .to_string()
}

/// An address as the page is called, without its host.
fn private_page(
    page: &Map<String, Value>,
    around: &Around<'_>,
    found: &mut Redactions,
) -> Map<String, Value> {
    let mut private = Map::new();
    for name in ["language", "state"] {
        if let Some(text) = page.get(name).and_then(Value::as_str) {
            let text: String = text.chars().take(limits::ADDRESS_CHARS).collect();
            private.insert(name.to_owned(), redact(&text, found).into_owned().into());
        }
    }
    if let Some(url) = page.get("url").and_then(Value::as_str) {
        let path = address::read(url, around.service, found);
        let url = path.map(|address| format!("https://page{}", address.path.as_str()));
        private.insert("url".to_owned(), url.unwrap_or_default().into());
    }
    if let Some(referrer) = page.get("referrer").and_then(Value::as_str) {
        let domain = address::referrer_domain(referrer, around.service, found);
        let referrer = domain.map(|domain| format!("https://{}", domain.as_str()));
        private.insert("referrer".to_owned(), referrer.into());
    }
    private
}

/// The same members with every text redacted; numbers too, since some are numbers of people.
fn private_object(members: &Map<String, Value>, found: &mut Redactions) -> Map<String, Value> {
    let private = members.iter().take(MOST_MEMBERS).map(|(name, value)| {
        let kept = match value {
            Value::String(text) => {
                let text: String = text.chars().take(limits::ADDRESS_CHARS).collect();
                redact_named(name, &text, found).into_owned().into()
            }
            Value::Number(number) => {
                let text = number.to_string();
                let redacted = redact_named(name, &text, found);
                if redacted == text { value.clone() } else { redacted.into_owned().into() }
            }
            Value::Object(members) => Value::Object(private_object(members, found)),
            // Lists are none of this format, and why the event was refused.
            Value::Array(_) => Value::Array(Vec::new()),
            Value::Null | Value::Bool(_) => value.clone(),
        };
        (redact(name, found).into_owned(), kept)
    });
    private.collect()
}

fn of_browser(browser: &BrowserFacts) -> Value {
    let BrowserFacts {
        device_class,
        family,
        major_version,
        operating_system,
        language,
        connection,
        save_data,
        bot,
    } = browser;
    json!({
        "device": device_class.map(DeviceClass::as_str), "family": family.as_ref().map(ShortText::as_str),
        "version": major_version, "system": operating_system.as_ref().map(ShortText::as_str),
        "language": language.as_ref().map(LanguageTag::as_str),
        "connection": connection.map(ConnectionClass::as_str), "save_data": save_data,
        "automatic": bot.as_ref().map(|(_, list)| list.as_str()),
    })
}

/// What was known of the browser when the event came.
pub(crate) fn browser_of(held: &Value) -> BrowserFacts {
    let text = |name: &str| held.get(name).and_then(Value::as_str);
    BrowserFacts {
        device_class: text("device").and_then(|word| word.parse().ok()),
        family: text("family").map(ShortText::trusted),
        major_version: held.get("version").and_then(Value::as_u64).and_then(|v| v.try_into().ok()),
        operating_system: text("system").map(ShortText::trusted),
        language: text("language").and_then(|tag| LanguageTag::new(tag).ok()),
        connection: text("connection").and_then(|word| word.parse().ok()),
        save_data: held.get("save_data") == Some(&Value::Bool(true)),
        bot: text("automatic").map(|list| (BotVerdict::Automatic, ShortText::trusted(list))),
    }
}
