//! Texts, elements, properties and browser facts: redacted, cut to their limits, and narrowed to
//! what the profile and the kind of service allow.

use jiff::tz::TimeZone;
use lotse_domain::{
    event::{BrowserFacts, Element},
    language::LanguageTag,
    property::{Properties, ShortText, limits},
    service::{CollectionProfile, ServiceKind},
};

use crate::{
    protocol::{RawContext, RawElement},
    redact::{Redactions, redact},
    request::RequestFacts,
    user_agent::Browser,
};

/// A text, redacted first and cut then: half a secret would not be recognized.
pub(crate) fn text(text: &str, limit: usize, found: &mut Redactions) -> Option<ShortText> {
    ShortText::cut(&redact(text, found), limit)
}

/// What was clicked. For employees' services its name only where the page's author marked it, since
/// case tools show people's names on their buttons.
pub(crate) fn element(
    raw: RawElement,
    kind: ServiceKind,
    found: &mut Redactions,
) -> Option<Element> {
    let name = raw.name.filter(|_| kind == ServiceKind::Public || raw.marked);
    let mut clean =
        |field: Option<String>| field.and_then(|field| text(&field, limits::ELEMENT_CHARS, found));
    let element = Element {
        role: clean(raw.role),
        name: clean(name),
        id: clean(raw.id),
        test_id: clean(raw.test_id),
        path: clean(raw.path.map(|path| nearest_steps(&path).to_owned())),
    };
    (element != Element::default()).then_some(element)
}

/// The last steps of a structural path: those nearest to the element.
fn nearest_steps(path: &str) -> &str {
    match path.rmatch_indices('>').nth(limits::PATH_STEPS - 1) {
        Some((place, _)) => path.get(place + 1..).unwrap_or_default(),
        None => path,
    }
}

/// What the service says of the event. A property without text is as good as none.
pub(crate) fn properties(raw: Vec<(String, String)>, found: &mut Redactions) -> Properties {
    raw.into_iter()
        .filter_map(|(name, value)| {
            let name = text(&name, limits::PROPERTY_NAME_CHARS, found)?;
            let value = text(&value, limits::PROPERTY_TEXT_CHARS, found)?;
            Some((name, value))
        })
        .collect()
}

/// What is known of the browser: from its headers under every profile, from its scripts only where
/// the profile lets them read.
pub(crate) fn browser(
    browser: Browser,
    said: &RawContext,
    facts: &RequestFacts<'_>,
    profile: CollectionProfile,
) -> BrowserFacts {
    let wide = profile.captures_interaction();
    let from_header = facts.accept_language.and_then(LanguageTag::first_accepted);
    let from_script = || said.language.as_deref().and_then(|tag| LanguageTag::new(tag).ok());
    BrowserFacts {
        device_class: browser.device_class,
        family: browser.family,
        major_version: browser.major_version,
        operating_system: browser.operating_system,
        language: from_header.or_else(|| if wide { from_script() } else { None }),
        connection: said
            .connection
            .as_deref()
            .filter(|_| wide)
            .and_then(|class| class.parse().ok()),
        save_data: facts.save_data || (wide && said.save_data),
        bot: browser.bot,
    }
}

/// The region, as coarse as a time zone: its name in the time zone database, if it has one.
pub(crate) fn region(said: &RawContext, profile: CollectionProfile) -> Option<ShortText> {
    let name = said.time_zone.as_deref().filter(|_| profile.captures_interaction())?;
    if name.len() > 40 || !name.contains('/') || !name.bytes().all(is_zone_byte) {
        return None;
    }
    let zone = TimeZone::get(name).ok()?;
    zone.iana_name().map(ShortText::trusted)
}

fn is_zone_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'+')
}
