//! Texts, elements, properties and browser facts: redacted, cut to their limits, and narrowed to
//! what the profile and the kind of service allow.

use jiff::tz::TimeZone;
use lotse_domain::{
    event::{BrowserFacts, Element, EventKind},
    language::LanguageTag,
    property::{Properties, ShortText, limits},
    service::{CollectionProfile, ServiceKind},
};

use crate::{
    bots,
    protocol::{RawContext, RawElement},
    redact::{Redactions, redact, redact_named},
    request::RequestFacts,
    user_agent::Browser,
};

/// A text, redacted first and cut then: half a secret would not be recognized.
pub(crate) fn text(text: &str, limit: usize, found: &mut Redactions) -> Option<ShortText> {
    ShortText::cut(&redact(text, found), limit)
}

/// What was used, or where it happened. For employees' services its name only where the page's author
/// marked it, since case tools show people's names on their buttons. Of what chooses an answer only such a
/// name and the role: any other name, an id or a place would tell which answer.
pub(crate) fn element(
    raw: RawElement,
    event: EventKind,
    kind: ServiceKind,
    found: &mut Redactions,
) -> Option<Element> {
    let asks = event.is_of_form() && raw.role.as_deref().is_some_and(asks);
    let chooses = !asks && raw.role.as_deref().is_some_and(chooses);
    let name = raw.name.filter(|_| raw.marked || (kind == ServiceKind::Public && !chooses));
    let heading = raw.heading.filter(|_| kind == ServiceKind::Public && !chooses);
    let mut clean =
        |field: Option<String>| field.and_then(|field| text(&field, limits::ELEMENT_CHARS, found));
    let element = Element {
        role: clean(raw.role),
        name: clean(name),
        id: clean(raw.id.filter(|_| !chooses)),
        test_id: clean(raw.test_id.filter(|_| !chooses)),
        path: clean(raw.path.filter(|_| !chooses).map(|path| nearest_steps(&path).to_owned())),
        heading: clean(heading),
    };
    (element != Element::default()).then_some(element)
}

/// Roles of controls by which people choose an answer. `docs/spec/event.md` lists them.
const CHOICES: [&str; 9] = [
    "radio",
    "checkbox",
    "switch",
    "option",
    "menuitemradio",
    "menuitemcheckbox",
    "select",
    "combobox",
    "listbox",
];

/// Whether a field of this role is a list to choose from: the list is the question, its options are the
/// answers.
fn asks(role: &str) -> bool {
    ["select", "combobox", "listbox"].iter().any(|list| role.trim().eq_ignore_ascii_case(list))
}

/// Whether a role, or one of several as HTML allows, is one of those. Other things than letters part
/// the roles, so that no sign nearby hides one.
fn chooses(role: &str) -> bool {
    role.split(|c: char| !c.is_ascii_alphabetic())
        .any(|word| CHOICES.iter().any(|choice| word.eq_ignore_ascii_case(choice)))
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
            let value = redact_named(&name, &value, found);
            let value = ShortText::cut(&value, limits::PROPERTY_TEXT_CHARS)?;
            Some((text(&name, limits::PROPERTY_NAME_CHARS, found)?, value))
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
        bot: browser.bot.or_else(|| (wide && said.webdriver).then(bots::driven)),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(role: &str, marked: bool) -> RawElement {
        let some = |text: &str| Some(text.to_owned());
        RawElement {
            role: some(role),
            name: some("Yes"),
            marked,
            id: some("disability-yes"),
            test_id: some("yes"),
            path: some("main>form>label:1>input"),
            heading: some("Your situation"),
        }
    }

    fn kept(role: &str, marked: bool, kind: ServiceKind) -> Element {
        element(raw(role, marked), EventKind::Click, kind, &mut Redactions::default()).unwrap()
    }

    #[test]
    fn a_field_that_asks_keeps_its_label_and_one_that_is_an_answer_does_not() {
        let kept = |role: &str| {
            let found = &mut Redactions::default();
            element(raw(role, false), EventKind::FieldError, ServiceKind::Public, found).unwrap()
        };
        for role in ["select", "Combobox", "listbox", "textbox", "radiogroup", "group"] {
            assert_eq!(kept(role).name.unwrap().as_str(), "Yes", "{role}");
        }
        for role in ["radio", "checkbox", "switch", "option", "select option"] {
            let kept = kept(role);
            let told = (kept.name, kept.id, kept.test_id, kept.path, kept.heading);
            assert_eq!(told, (None, None, None, None, None), "{role}");
        }
    }

    #[test]
    fn employees_services_keep_no_heading() {
        assert_eq!(kept("button", true, ServiceKind::Employees).heading, None);
        assert!(kept("button", true, ServiceKind::Public).heading.is_some());
    }

    #[test]
    fn of_what_chooses_an_answer_only_the_role_and_a_marked_name_are_kept() {
        let spelled =
            ["RADIO", "Switch", " option ", "button menuitemradio", "none\tMenuItemCheckbox"];
        for role in CHOICES.into_iter().chain(spelled) {
            for kind in [ServiceKind::Public, ServiceKind::Employees] {
                let of_role = Element { role: ShortText::cut(role, 120), ..Element::default() };
                assert_eq!(kept(role, false, kind), of_role, "{role}");
                let named = Element { name: ShortText::cut("Yes", 120), ..of_role };
                assert_eq!(kept(role, true, kind), named, "{role}, marked");
            }
        }
    }

    #[test]
    fn what_chooses_nothing_keeps_name_and_place() {
        for role in ["button", "link", "radiogroup", "optional", "label", ""] {
            let kept = kept(role, false, ServiceKind::Public);
            assert_eq!(kept.name.unwrap().as_str(), "Yes", "{role}");
            assert_eq!(kept.id.unwrap().as_str(), "disability-yes");
            assert_eq!(kept.test_id.unwrap().as_str(), "yes");
            assert_eq!(kept.path.unwrap().as_str(), "main>form>label:1>input");
        }
    }
}
