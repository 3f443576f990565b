//! How people, their roles and their devices are called.

use std::sync::Arc;

use jiff::tz::TimeZone;
use lotse_control::{identities::Identity, sign_ins::Device, users::Person};
use lotse_domain::{
    ids::ServiceId,
    role::{Grant, Reach, Role},
    service::Service,
};

use crate::{messages::Text, state::AppState};

/// A role in words: what somebody is, and where.
pub(crate) fn grant(text: Text, grant: &Grant, services: &[Arc<Service>]) -> String {
    let name = |id: &ServiceId| {
        let service = services.iter().find(|service| service.id == *id);
        service.map_or_else(|| text.say("role-no-service"), |service| service.name.clone())
    };
    let place = match &grant.reach {
        Reach::Organization => text.say("role-everywhere"),
        Reach::Service(id) => name(id),
        Reach::Authority(id, code) => {
            let values = [("service", name(id).into()), ("authority", code.as_str().into())];
            text.fill("role-of-authority", &values)
        }
    };
    let role = text.word("role", grant.role.as_str()).into();
    text.fill("role-where", &[("role", role), ("where", place.into())])
}

/// The choices of a form: each role with what it means.
pub(crate) fn roles(text: Text) -> Vec<(String, String)> {
    let words = |role: &Role| {
        let means = text.word("role-means", role.as_str()).into();
        let name = text.word("role", role.as_str()).into();
        text.fill("role-choice", &[("role", name), ("means", means)])
    };
    Role::ALL.iter().map(|role| (role.as_str().to_owned(), words(role))).collect()
}

/// What somebody sits at, in words.
pub(crate) fn device(text: Text, device: &Device) -> String {
    let part = |family: &str, unknown: &str| {
        if family.is_empty() { text.say(unknown) } else { family.to_owned() }
    };
    let values = [
        ("browser", part(&device.browser, "device-browser").into()),
        ("system", part(&device.system, "device-system").into()),
    ];
    text.fill("device-words", &values)
}

/// How strongly a person proves who they are.
pub(crate) fn proof(text: Text, person: &Person) -> String {
    let word = match (person.has_password, person.has_second_factor) {
        (false, _) if !person.identities.is_empty() => return text.say("proof-openid"),
        (false, _) => "link",
        (true, false) => "password",
        (true, true) => "two",
    };
    let own = text.word("proof", word);
    if person.identities.is_empty() {
        return own;
    }
    text.fill("proof-also-openid", &[("own", own.into())])
}

/// Since when an account at a sign-in provider is linked, and when it was used.
pub(crate) fn identity(text: Text, identity: &Identity, zone: &TimeZone) -> String {
    let minute = |at| text.format().minute(at, zone);
    let values = [
        ("since", minute(identity.linked_at).into()),
        ("used", minute(identity.last_used_at).into()),
    ];
    text.fill("person-identity-times", &values)
}

/// When a person's newest session was used.
pub(crate) fn used(text: Text, person: &Person, zone: &TimeZone) -> String {
    let minute = |at| text.format().minute(at, zone);
    person.last_used_at.map_or_else(|| text.say("person-away"), minute)
}

/// Who made a version of something; without a name it was the program itself.
pub(crate) fn author(text: Text, name: &str) -> String {
    if name.is_empty() { text.say("actor-program") } else { name.to_owned() }
}

/// In which zone the times of a page are told, as a sentence.
pub(crate) fn times_in(text: Text, zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    text.fill("times-in", &[("zone", name.into())])
}

/// The zone in which times about people are told: that of the first service, which is where they work.
pub(crate) fn zone(state: &AppState) -> TimeZone {
    let first = state.control.services().into_iter().next();
    first.map_or(TimeZone::UTC, |service| service.time_zone.clone())
}
