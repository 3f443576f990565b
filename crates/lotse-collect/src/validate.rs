//! One event against the limits of `docs/spec/event.md`: accepted as it is, or one reason.

use jiff::Timestamp;
use lotse_domain::{
    capture::Fact,
    event::{Channel, EventKind},
    ids::EventId,
    property::limits,
    service::CollectionProfile,
};

use crate::{
    protocol::{RawElement, RawEvent, RawPage, Stated},
    reject::Reason,
};

/// The last millisecond of the year 9999.
const LAST_MS: i64 = 253_402_300_799_999;

/// An event that is within the limits. Its texts are not private yet.
pub(crate) struct ValidEvent {
    pub(crate) id: EventId,
    pub(crate) at: Timestamp,
    pub(crate) kind: EventKind,
    /// What the service names has one.
    pub(crate) name: Option<String>,
    /// Leaving has it.
    pub(crate) engaged_ms: Option<u32>,
    /// What happened to an element has one.
    pub(crate) element: Option<RawElement>,
    pub(crate) properties: Vec<(String, String)>,
    pub(crate) channel: Channel,
    /// Its own page, if it names one.
    pub(crate) page: Option<RawPage>,
}

/// Checks everything of an event but its page.
///
/// # Errors
/// The first reason, in the order of the specification.
pub(crate) fn event(
    raw: RawEvent,
    profile: CollectionProfile,
    on_purpose: bool,
) -> Result<ValidEvent, Reason> {
    let id = id(&raw.id)?;
    let at = time(&raw.at)?;
    let kind = kind(&raw.kind)?;
    if !on_purpose && !kind.allowed_in(profile) {
        return Err(Reason::KindNotInProfile);
    }
    Ok(ValidEvent {
        id,
        at,
        kind,
        name: if kind.is_named() { Some(name(raw.name)?) } else { None },
        engaged_ms: if kind == EventKind::Leave { Some(engaged(&raw.engaged_ms)?) } else { None },
        element: if kind.has_element() { Some(element(raw.element)?) } else { None },
        properties: if kind.has_own_properties() {
            properties(raw.properties)?
        } else {
            facts(kind, raw.properties)
        },
        channel: if on_purpose { channel(raw.channel)? } else { Channel::Web },
        page: raw.page,
    })
}

/// The id of an event, whatever else is wrong with it.
pub(crate) fn id(raw: &Stated<String>) -> Result<EventId, Reason> {
    match raw {
        Stated::Missing => Err(Reason::IdMissing),
        Stated::Malformed => Err(Reason::IdNotUuidV7),
        Stated::Is(text) => text.parse().map_err(|_| Reason::IdNotUuidV7),
    }
}

fn time(raw: &Stated<i64>) -> Result<Timestamp, Reason> {
    match raw {
        Stated::Missing => Err(Reason::TimeMissing),
        Stated::Is(ms) if (0..=LAST_MS).contains(ms) => {
            // The calendar ends a day before the year does; nothing happened there.
            Ok(Timestamp::from_millisecond(*ms).unwrap_or(Timestamp::MAX))
        }
        Stated::Is(_) | Stated::Malformed => Err(Reason::TimeOutOfRange),
    }
}

fn kind(raw: &Stated<String>) -> Result<EventKind, Reason> {
    match raw {
        Stated::Missing => Err(Reason::KindMissing),
        Stated::Malformed => Err(Reason::KindUnknown),
        Stated::Is(word) => word.parse().map_err(|_| Reason::KindUnknown),
    }
}

fn name(raw: Stated<String>) -> Result<String, Reason> {
    match raw {
        Stated::Is(name) if is_empty(&name) => Err(Reason::NameMissing),
        Stated::Is(name) if is_longer(&name, limits::NAME_CHARS) => Err(Reason::NameTooLong),
        Stated::Is(name) => Ok(name),
        Stated::Missing | Stated::Malformed => Err(Reason::NameMissing),
    }
}

fn engaged(raw: &Stated<i64>) -> Result<u32, Reason> {
    match raw {
        Stated::Missing => Err(Reason::EngagedMissing),
        Stated::Malformed => Err(Reason::EngagedOutOfRange),
        Stated::Is(ms) => u32::try_from(*ms)
            .ok()
            .filter(|ms| *ms <= limits::ENGAGED_MS)
            .ok_or(Reason::EngagedOutOfRange),
    }
}

fn element(raw: Option<RawElement>) -> Result<RawElement, Reason> {
    raw.filter(|element| {
        [&element.role, &element.name, &element.id, &element.test_id, &element.path]
            .into_iter()
            .flatten()
            .any(|text| !is_empty(text))
    })
    .ok_or(Reason::ElementMissing)
}

fn properties(raw: Vec<(String, Option<String>)>) -> Result<Vec<(String, String)>, Reason> {
    if raw.len() > limits::PROPERTIES {
        return Err(Reason::TooManyProperties);
    }
    raw.into_iter()
        .map(|(name, value)| {
            if is_empty(&name) || is_longer(&name, limits::PROPERTY_NAME_CHARS) {
                return Err(Reason::PropertyNameInvalid);
            }
            Ok((name, value.ok_or(Reason::PropertyNotFlat)?))
        })
        .collect()
}

fn channel(raw: Option<String>) -> Result<Channel, Reason> {
    raw.map_or(Ok(Channel::Web), |word| word.parse().map_err(|_| Reason::ChannelUnknown))
}

/// The facts of a kind that are what they may be. The client makes them, so others are of a newer version,
/// or of nobody whom we know.
fn facts(kind: EventKind, raw: Vec<(String, Option<String>)>) -> Vec<(String, String)> {
    let kept = raw.into_iter().filter_map(|(name, value)| {
        let kept = Fact::find(kind, &name)?.keep(&value?)?.into_owned();
        Some((name, kept))
    });
    kept.collect()
}

/// Whether nothing would be left of a text.
pub(crate) fn is_empty(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control())
}

/// Whether a text has more characters than the limit.
pub(crate) fn is_longer(text: &str, limit: usize) -> bool {
    text.len() > limit && text.chars().nth(limit).is_some()
}
