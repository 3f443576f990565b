//! What the twins share: what an event carries, the events of each visitor, and visits.

use std::borrow::Cow;

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use lotse_domain::{
    Count,
    event::{ConnectionClass, DeviceClass, Event},
    ids::{AuthorityCode, Visitor},
    language::LanguageTag,
    property::ShortText,
    query::{
        Automatic, Period, Scope,
        filter::{Attribute, EventFilter, Field},
        largest::Largest,
    },
    visit,
};

/// The two largest contributions: how often those come who come most often.
pub(crate) fn largest<C: Ord>(contributors: impl IntoIterator<Item = C>) -> Largest {
    let mut contributions = BTreeMap::<C, u64>::new();
    for contributor in contributors {
        *contributions.entry(contributor).or_default() += 1;
    }
    let mut contributions: Vec<u64> = contributions.into_values().collect();
    contributions.sort_unstable();
    let mut next = || contributions.pop().map_or(Count::ZERO, Count::new);
    Largest { first: next(), second: next() }
}

/// What an event carries.
pub(crate) fn value<'e>(event: &'e Event, attribute: &Attribute) -> Option<Cow<'e, str>> {
    if let Attribute::PropertyNames = attribute {
        let names: Vec<&str> = event.properties.keys().map(ShortText::as_str).collect();
        return (!names.is_empty()).then(|| names.join("\u{1f}").into());
    }
    text(event, attribute).map(Cow::Borrowed)
}

fn text<'e>(event: &'e Event, attribute: &Attribute) -> Option<&'e str> {
    let page = event.page.as_ref();
    let element = event.element.as_ref();
    match attribute {
        Attribute::PropertyNames => None,
        Attribute::Property(name) => event.properties.get(name).map(ShortText::as_str),
        Attribute::Field(field) => match field {
            Field::Kind => Some(event.kind.as_str()),
            Field::Name => event.name.as_ref().map(ShortText::as_str),
            Field::Page => page.map(|page| page.path.as_str()),
            Field::PageState => page?.state.as_ref().map(ShortText::as_str),
            Field::PageLanguage => page?.language.as_ref().map(LanguageTag::as_str),
            Field::Referrer => page?.referrer_domain.as_ref().map(ShortText::as_str),
            Field::CampaignSource => event.campaign.source.as_ref().map(ShortText::as_str),
            Field::CampaignMedium => event.campaign.medium.as_ref().map(ShortText::as_str),
            Field::CampaignName => event.campaign.name.as_ref().map(ShortText::as_str),
            Field::BrowserLanguage => event.browser.language.as_ref().map(LanguageTag::as_str),
            Field::DeviceClass => event.browser.device_class.map(DeviceClass::as_str),
            Field::Browser => event.browser.family.as_ref().map(ShortText::as_str),
            Field::OperatingSystem => {
                event.browser.operating_system.as_ref().map(ShortText::as_str)
            }
            Field::Connection => event.browser.connection.map(ConnectionClass::as_str),
            Field::Region => event.region.as_ref().map(ShortText::as_str),
            Field::Authority => event.authority.as_ref().map(AuthorityCode::as_str),
            Field::Channel => Some(event.channel.as_str()),
            Field::Profile => Some(event.profile.as_str()),
            Field::ElementRole => element?.role.as_ref().map(ShortText::as_str),
            Field::ElementName => element?.name.as_ref().map(ShortText::as_str),
            Field::ElementTestId => element?.test_id.as_ref().map(ShortText::as_str),
            Field::ElementId => element?.id.as_ref().map(ShortText::as_str),
            Field::ElementPath => element?.path.as_ref().map(ShortText::as_str),
            Field::ElementHeading => element?.heading.as_ref().map(ShortText::as_str),
        },
    }
}

/// Whether an event is one of a filter's.
pub(crate) fn fulfils(event: &Event, filter: &EventFilter) -> bool {
    filter.conditions().iter().all(|c| c.test.holds(value(event, &c.attribute).as_deref()))
        && filter.rules().iter().all(|rule| rule.matches(event))
}

/// Events of the service that count, by visitor, in their order.
pub(crate) fn by_visitor<'e>(
    events: &'e [Event],
    scope: &Scope,
) -> BTreeMap<Visitor, Vec<&'e Event>> {
    let mut seen = BTreeSet::new();
    let mut visitors: BTreeMap<Visitor, Vec<&Event>> = BTreeMap::new();
    for event in events.iter().filter(|e| e.service == scope.service && seen.insert(e.id)) {
        if scope.automatic == Automatic::LeftOut && event.browser.bot.is_some() {
            continue;
        }
        if let Some(visitor) = event.visitor {
            visitors.entry(visitor).or_default().push(event);
        }
    }
    for events in visitors.values_mut() {
        events.sort_by_key(|e| (e.occurred_at, e.id));
    }
    visitors
}

/// A visitor's events cut into visits. What lies more than a day outside the period is not read, as
/// `docs/spec/visit.md` says.
pub(crate) fn visits<'e>(events: &[&'e Event], period: &Period) -> Vec<Vec<&'e Event>> {
    let day = SignedDuration::from_hours(24);
    let read = period.start() - day..period.end() + day;
    let read = events.iter().copied().filter(|event| read.contains(&event.occurred_at));
    cut(read)
}

/// A visitor's events, in their order, cut into visits.
pub(crate) fn cut<'e>(events: impl Iterator<Item = &'e Event>) -> Vec<Vec<&'e Event>> {
    let mut visits: Vec<Vec<&Event>> = Vec::new();
    for event in events {
        match visits.last_mut() {
            Some(visit)
                if visit::continues(
                    visit[0].occurred_at,
                    visit[visit.len() - 1].occurred_at,
                    event.occurred_at,
                ) =>
            {
                visit.push(event);
            }
            _ => visits.push(vec![event]),
        }
    }
    visits
}
