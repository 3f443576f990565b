//! What comes without script: the query of a picture, the fields of a form. Each is one event.
//!
//! The browser makes no id and tells no time: both are made here. It was asked once, so it is one
//! event however often it is asked again.

use jiff::Timestamp;
use lotse_domain::{event::EventKind, ids::EventId};

use super::{RawContext, RawEvent, RawPage, RawRequest, Stated};
use crate::error::Refusal;

/// How the name of a property begins among the fields of a form.
const PROPERTY: &str = "property.";

/// The parts that no browser sends without script.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Made {
    pub(crate) received_at: Timestamp,
    pub(crate) random: [u8; 10],
}

/// Reads the query of a picture: one page view.
///
/// # Errors
/// When it names no service.
pub(crate) fn pixel(query: &[u8], made: Made) -> Result<RawRequest, Refusal> {
    let mut fields = Fields::of(query);
    fields.request(EventKind::PageView, made)
}

/// Reads the fields of a form: one event of the service's own.
///
/// # Errors
/// When it names no service.
pub(crate) fn form(body: &[u8], made: Made) -> Result<RawRequest, Refusal> {
    let mut fields = Fields::of(body);
    let name = fields.take("name");
    let properties = fields.properties();
    let mut request = fields.request(EventKind::Custom, made)?;
    for event in request.events.iter_mut().flatten() {
        event.name = name.clone().map_or(Stated::Missing, Stated::Is);
        event.properties.clone_from(&properties);
    }
    Ok(request)
}

/// Names and values, each name's first.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn of(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().collect())
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().position(|(other, _)| other == name)?;
        Some(self.0.swap_remove(place).1)
    }

    fn properties(&self) -> Vec<(String, Option<String>)> {
        let of = |(name, value): &(String, String)| {
            Some((name.strip_prefix(PROPERTY)?.to_owned(), Some(value.clone())))
        };
        self.0.iter().filter_map(of).collect()
    }

    fn request(&mut self, kind: EventKind, made: Made) -> Result<RawRequest, Refusal> {
        let key = self.take("key").ok_or(Refusal::KeyMissing)?;
        let at = made.received_at.as_millisecond();
        let id = EventId::from_parts(u64::try_from(at).unwrap_or(0), made.random);
        let page = RawPage {
            url: self.take("url").map_or(Stated::Missing, Stated::Is),
            referrer: None,
            language: self.take("language"),
            state: self.take("state"),
        };
        let event = RawEvent {
            id: Stated::Is(id.to_string()),
            at: Stated::Is(at),
            kind: Stated::Is(kind.as_str().to_owned()),
            name: Stated::Missing,
            engaged_ms: Stated::Missing,
            element: None,
            properties: Vec::new(),
            channel: None,
            page: None,
        };
        Ok(RawRequest {
            key,
            sent_at: at,
            // What a browser says without being read by a script.
            profile: Some("headers".to_owned()),
            signal: false,
            page: Some(page),
            context: RawContext::default(),
            user: None,
            case: self.take("case"),
            assisted: self.take("assisted"),
            visitor: None,
            test: None,
            display: None,
            events: vec![Some(event)],
        })
    }
}
