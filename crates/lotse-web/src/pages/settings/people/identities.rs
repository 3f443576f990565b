//! A person's accounts at sign-in providers, and unlinking one.

use axum::{extract::State, response::Response};
use jiff::tz::TimeZone;
use lotse_control::{
    identities::{Identity, IdentityId},
    users::Person,
};

use super::{
    RoleChoice,
    person::{back, named, part, refuse},
};
use crate::{
    error::Failure,
    form::Fields,
    messages::Text,
    page::PageRequest,
    path::PathPart,
    state::AppState,
    ui::{field::Action, person},
};

/// One account, with the button that unlinks it.
pub(super) struct IdentityLine {
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) times: String,
    pub(super) unlink: Action,
}

impl IdentityLine {
    /// The accounts of a person; `base` is the address of their page.
    pub(super) fn of(
        text: Text,
        of: &Person,
        zone: &TimeZone,
        base: &str,
        form_token: &str,
    ) -> Vec<Self> {
        let line = |identity: &Identity| {
            let address = format!("{base}/identities/{}/unlink", identity.id.number());
            Self {
                issuer: identity.issuer.clone(),
                subject: identity.subject.clone(),
                times: person::identity(text, identity, zone),
                unlink: Action::new(address, text.say("person-unlink"), form_token)
                    .about(&identity.issuer)
                    .lost(text.say("person-unlink-lost")),
            }
        };
        of.identities.iter().map(line).collect()
    }
}

/// `POST /settings/people/{person}/identities/{identity}/unlink`
pub(crate) async fn unlink(
    State(state): State<AppState>,
    PathPart(identity): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let person = named(&state, part(&request.path)).await?;
    let identity = IdentityId::from_text(&identity).ok_or(Failure::NoSuchPage)?;
    let changes = state.control.by(request.caller()?.actor());
    match changes.unlink_identity(&person.user, identity).await? {
        Ok(()) => Ok(back(&person)),
        Err(why) => refuse(&state, &request, &person, &RoleChoice::default(), why).await,
    }
}
