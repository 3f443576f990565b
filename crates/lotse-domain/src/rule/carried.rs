//! What an event carries, by what conditions look at.

use crate::{
    event::{Campaign, ConnectionClass, DeviceClass, Element, Event, Page},
    ids::AuthorityCode,
    language::LanguageTag,
    property::ShortText,
    query::filter::{Attribute, Field},
};

/// The text that an event carries. It must be what the lake keeps in the column of the attribute: a test
/// of the lake compares both.
pub(super) fn value<'e>(event: &'e Event, attribute: &Attribute) -> Option<&'e str> {
    let field = match attribute {
        Attribute::Property(name) => return event.properties.get(name).map(ShortText::as_str),
        // No rule asks for it.
        Attribute::PropertyNames => return None,
        Attribute::Field(field) => *field,
    };
    match field {
        Field::Kind => Some(event.kind.as_str()),
        Field::Name => text(event.name.as_ref()),
        Field::Page | Field::PageState | Field::PageLanguage | Field::Referrer => {
            of_page(event.page.as_ref()?, field)
        }
        Field::CampaignSource | Field::CampaignMedium | Field::CampaignName => {
            of_campaign(&event.campaign, field)
        }
        Field::BrowserLanguage => event.browser.language.as_ref().map(LanguageTag::as_str),
        Field::DeviceClass => event.browser.device_class.map(DeviceClass::as_str),
        Field::Browser => text(event.browser.family.as_ref()),
        Field::OperatingSystem => text(event.browser.operating_system.as_ref()),
        Field::Connection => event.browser.connection.map(ConnectionClass::as_str),
        Field::Region => text(event.region.as_ref()),
        Field::Authority => event.authority.as_ref().map(AuthorityCode::as_str),
        Field::Channel => Some(event.channel.as_str()),
        Field::Profile => Some(event.profile.as_str()),
        Field::ElementRole
        | Field::ElementName
        | Field::ElementId
        | Field::ElementTestId
        | Field::ElementPath
        | Field::ElementHeading => of_element(event.element.as_ref()?, field),
    }
}

fn text(text: Option<&ShortText>) -> Option<&str> {
    text.map(ShortText::as_str)
}

fn of_page(page: &Page, field: Field) -> Option<&str> {
    match field {
        Field::Page => Some(page.path.as_str()),
        Field::PageState => text(page.state.as_ref()),
        Field::PageLanguage => page.language.as_ref().map(LanguageTag::as_str),
        Field::Referrer => text(page.referrer_domain.as_ref()),
        _ => None,
    }
}

fn of_campaign(campaign: &Campaign, field: Field) -> Option<&str> {
    match field {
        Field::CampaignSource => text(campaign.source.as_ref()),
        Field::CampaignMedium => text(campaign.medium.as_ref()),
        Field::CampaignName => text(campaign.name.as_ref()),
        _ => None,
    }
}

fn of_element(element: &Element, field: Field) -> Option<&str> {
    // All of its parts by name, so that a further one cannot be forgotten here.
    let Element { role, name, id, test_id, path, heading } = element;
    match field {
        Field::ElementRole => text(role.as_ref()),
        Field::ElementName => text(name.as_ref()),
        Field::ElementId => text(id.as_ref()),
        Field::ElementTestId => text(test_id.as_ref()),
        Field::ElementPath => text(path.as_ref()),
        Field::ElementHeading => text(heading.as_ref()),
        _ => None,
    }
}
