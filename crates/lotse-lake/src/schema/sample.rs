//! An event for unit tests.

use jiff::Timestamp;
use lotse_domain::{
    event::{BrowserFacts, Campaign, Channel, Coverage, Event, EventKind},
    ids::{EventId, ServiceId, Visitor},
    property::{Properties, ShortText},
    service::CollectionProfile,
};

/// A custom event of service 1; visitors descend as numbers ascend.
pub(crate) fn event(number: i64, at: Timestamp) -> Event {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    Event {
        id: EventId::from_parts(0, random),
        service: ServiceId::new(1),
        authority: None,
        kind: EventKind::Custom,
        name: Some(ShortText::trusted(format!("a name longer than a view, {number}"))),
        occurred_at: at,
        received_at: at,
        visitor: Some(Visitor::from_hash(-number)),
        case: None,
        profile: CollectionProfile::Statistics,
        signal: false,
        page: None,
        campaign: Campaign::default(),
        browser: BrowserFacts::default(),
        region: None,
        channel: Channel::Web,
        coverage: Coverage::Script,
        assisted: false,
        clock_flag: None,
        import: None,
        engaged_ms: None,
        element: None,
        properties: Properties::new(),
    }
}
