//! `/settings/people`: who may do what.

pub(crate) mod identities;
pub(crate) mod invite;
pub(crate) mod list;
pub(crate) mod person;
pub(crate) mod roles;

use lotse_control::sign_ins::{LinkPurpose, Token};
use lotse_domain::role::{Grant, Reach};

use crate::{
    form::Fields,
    messages::Text,
    state::AppState,
    ui::{
        field::{Mistakes, SelectField, TextField, TextKind},
        service_field::{self, ServiceField},
    },
};

/// A link that is shown once, for somebody to hand over.
pub(crate) struct Handout {
    title: String,
    body: String,
    address: String,
}

impl Handout {
    fn new(state: &AppState, text: Text, name: &str, purpose: LinkPurpose, link: &Token) -> Self {
        let name = [("name", name.into())];
        let hours = u64::try_from(purpose.life().as_hours()).unwrap_or_default();
        Self {
            title: text.fill(&format!("handout-title-{}", purpose.as_str()), &name),
            body: text.fill("handout-body", &[("days", (hours / 24).into())]),
            address: state.public_url.at(&format!("/sign-in/{}", link.as_str())),
        }
    }
}

/// The fields by which a role is given: what, where, and for which authority's part of it.
pub(crate) struct RoleFields {
    role: SelectField,
    place: ServiceField,
    /// Where some service is delivered by authorities.
    authority: Option<TextField>,
}

/// What was chosen in them.
#[derive(Default)]
struct RoleChoice {
    role: String,
    place: String,
    authority: String,
}

impl RoleChoice {
    fn read(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self { role: text("role"), place: text("place"), authority: text("authority") }
    }

    fn fields(&self, state: &AppState, text: Text, mistakes: &Mistakes) -> RoleFields {
        use crate::ui::person;
        let services = state.control.services();
        RoleFields {
            role: SelectField::new(
                "role",
                text.say("person-role"),
                person::roles(text),
                &self.role,
            )
            .wrong(mistakes),
            place: ServiceField::new(
                text,
                "place",
                text.say("person-place"),
                text.say("role-everywhere"),
                &services,
                &self.place,
            )
            .wrong(mistakes),
            authority: services.iter().any(|service| !service.authorities.is_empty()).then(|| {
                TextField::new("authority", text.say("person-authority"), TextKind::Words)
                    .hint(text.say("person-authority-hint"))
                    .optional()
                    .value(&self.authority)
                    .wrong(mistakes)
            }),
        }
    }

    /// The role that was chosen; else what is wrong is added.
    fn grant(&self, state: &AppState, text: Text, mistakes: &mut Mistakes) -> Option<Grant> {
        let role = self.role.parse().ok();
        if role.is_none() {
            mistakes.add("role", text.say("person-role-unknown"));
        }
        let service = state.control.service(&self.place);
        let reach = match (self.place.as_str(), service) {
            ("", _) if self.authority.is_empty() => Some(Reach::Organization),
            ("", _) => {
                mistakes.add("authority", text.say("person-authority-nowhere"));
                None
            }
            (_, Some(service)) if self.authority.is_empty() => Some(Reach::Service(service.id)),
            (_, Some(service)) => {
                let of = service.authorities.iter().find(|of| of.code.as_str() == self.authority);
                if of.is_none() {
                    mistakes.add("authority", text.say("person-authority-unknown"));
                }
                of.map(|of| Reach::Authority(service.id, of.code.clone()))
            }
            (_, None) => {
                let services = state.control.services().len();
                mistakes.add("place", service_field::unknown(text, services, &self.place));
                None
            }
        };
        Some(Grant { role: role?, reach: reach? })
    }
}
