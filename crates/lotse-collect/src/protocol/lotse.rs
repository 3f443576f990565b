//! Lotse's own format: the JSON body of `docs/spec/event.md`, section 1.
//!
//! Unknown fields are ignored. A field of the wrong type is as good as missing where the field is
//! optional; the others say so in their event alone.

use lotse_domain::{display::DisplaySetting, property::limits};
use serde_json::{Map, Value};

use super::{RawContext, RawElement, RawEvent, RawPage, RawRequest, Stated, json_text};
use crate::error::Refusal;

type Object = Map<String, Value>;

/// Reads a body.
///
/// # Errors
/// When it is too large, too deep, no JSON object, or names no key, sending time or events.
pub(crate) fn parse(body: &[u8]) -> Result<RawRequest, Refusal> {
    let mut fields = object(body)?;
    let key = text_of(&mut fields, "key").ok_or(Refusal::KeyMissing)?;
    let sent_at = fields.get("sent_at").and_then(Value::as_i64).ok_or(Refusal::SentAtMissing)?;
    request(fields, key, sent_at)
}

/// Reads a body of a service's own server: its secret key says which service it is, and its clock is
/// believed, so neither is in it.
///
/// # Errors
/// When it is too large, too deep, no JSON object, or names no events.
pub(crate) fn parse_of_server(body: &[u8], received_ms: i64) -> Result<RawRequest, Refusal> {
    request(object(body)?, String::new(), received_ms)
}

/// A body as an object, within the limits of size and depth.
///
/// # Errors
/// When it is too large, too deep, or no JSON object.
pub(crate) fn object(body: &[u8]) -> Result<Object, Refusal> {
    if body.len() > limits::BODY_BYTES {
        return Err(Refusal::TooLarge);
    }
    let text = json_text::prepare(body, limits::JSON_DEPTH)?;
    match serde_json::from_str(&text) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(Refusal::NotJson),
    }
}

fn request(mut fields: Object, key: String, sent_at: i64) -> Result<RawRequest, Refusal> {
    let Some(Value::Array(entries)) = fields.remove("events") else {
        return Err(Refusal::EventsMissing);
    };
    if entries.is_empty() {
        return Err(Refusal::EventsMissing);
    }
    if entries.len() > limits::EVENTS {
        return Err(Refusal::TooManyEvents);
    }
    Ok(RawRequest {
        key,
        sent_at,
        profile: fields.remove("profile").filter(|value| !value.is_null()).map(
            |value| match value {
                Value::String(text) => text,
                // What cannot be read is no known profile, and so the narrowest.
                _ => String::new(),
            },
        ),
        signal: is_set(&fields, "signal"),
        page: object_of(&mut fields, "page").map(page),
        context: object_of(&mut fields, "context").map(context).unwrap_or_default(),
        user: text_of(&mut fields, "user"),
        case: text_of(&mut fields, "case"),
        assisted: text_of(&mut fields, "assisted"),
        visitor: text_of(&mut fields, "visitor"),
        test: text_of(&mut fields, "test"),
        display: object_of(&mut fields, "display").as_ref().map(display),
        events: entries
            .into_iter()
            .map(|entry| match entry {
                Value::Object(fields) => Some(event(fields)),
                _ => None,
            })
            .collect(),
    })
}

fn page(mut fields: Object) -> RawPage {
    RawPage {
        url: stated_text(&mut fields, "url"),
        referrer: text_of(&mut fields, "referrer"),
        language: text_of(&mut fields, "language"),
        state: text_of(&mut fields, "state"),
    }
}

fn context(mut fields: Object) -> RawContext {
    RawContext {
        language: text_of(&mut fields, "language"),
        connection: text_of(&mut fields, "connection"),
        save_data: is_set(&fields, "save_data"),
        time_zone: text_of(&mut fields, "time_zone"),
        webdriver: is_set(&fields, "webdriver"),
    }
}

fn event(mut fields: Object) -> RawEvent {
    RawEvent {
        id: stated_text(&mut fields, "id"),
        at: stated_integer(&fields, "at"),
        kind: stated_text(&mut fields, "kind"),
        name: stated_text(&mut fields, "name"),
        engaged_ms: stated_integer(&fields, "engaged_ms"),
        element: object_of(&mut fields, "element").map(element),
        properties: object_of(&mut fields, "properties").map(properties).unwrap_or_default(),
        channel: text_of(&mut fields, "channel"),
        page: object_of(&mut fields, "page").map(page),
    }
}

fn element(mut fields: Object) -> RawElement {
    RawElement {
        role: text_of(&mut fields, "role"),
        name: text_of(&mut fields, "name"),
        id: text_of(&mut fields, "id"),
        test_id: text_of(&mut fields, "test_id"),
        path: text_of(&mut fields, "path"),
        heading: text_of(&mut fields, "heading"),
        marked: fields.get("marked") == Some(&Value::Bool(true)),
    }
}

/// The settings that are on; one that says nothing is the setting `none`.
fn display(fields: &Object) -> Vec<DisplaySetting> {
    let said =
        |name: &str, value: &Value, setting| (fields.get(name) == Some(value)).then_some(setting);
    let (yes, word) = (Value::Bool(true), |text: &str| Value::String(text.to_owned()));
    let mut on: Vec<_> = [
        said("zoom", &yes, DisplaySetting::Zoom),
        said("contrast", &word("more"), DisplaySetting::MoreContrast),
        said("contrast", &word("less"), DisplaySetting::LessContrast),
        said("motion", &word("reduce"), DisplaySetting::ReducedMotion),
        said("scheme", &word("dark"), DisplaySetting::DarkColours),
        said("forced_colors", &yes, DisplaySetting::ForcedColours),
    ]
    .into_iter()
    .flatten()
    .collect();
    if on.is_empty() {
        on.push(DisplaySetting::None);
    }
    on
}

fn properties(fields: Object) -> Vec<(String, Option<String>)> {
    fields
        .into_iter()
        .map(|(name, value)| {
            let text = match value {
                Value::String(text) => Some(text),
                Value::Number(number) => Some(number.to_string()),
                Value::Bool(truth) => Some(truth.to_string()),
                Value::Null | Value::Array(_) | Value::Object(_) => None,
            };
            (name, text)
        })
        .collect()
}

fn text_of(fields: &mut Object, name: &str) -> Option<String> {
    match stated_text(fields, name) {
        Stated::Is(text) => Some(text),
        Stated::Missing | Stated::Malformed => None,
    }
}

fn object_of(fields: &mut Object, name: &str) -> Option<Object> {
    match fields.remove(name) {
        Some(Value::Object(fields)) => Some(fields),
        _ => None,
    }
}

fn stated_text(fields: &mut Object, name: &str) -> Stated<String> {
    match fields.remove(name) {
        None | Some(Value::Null) => Stated::Missing,
        Some(Value::String(text)) => Stated::Is(text),
        Some(_) => Stated::Malformed,
    }
}

fn stated_integer(fields: &Object, name: &str) -> Stated<i64> {
    match fields.get(name) {
        None | Some(Value::Null) => Stated::Missing,
        Some(value) => value.as_i64().map_or(Stated::Malformed, Stated::Is),
    }
}

/// A privacy setting that cannot be read counts as set.
fn is_set(fields: &Object, name: &str) -> bool {
    !matches!(fields.get(name), None | Some(Value::Null | Value::Bool(false)))
}
