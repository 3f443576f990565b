//! What was typed into the form of a policy. It is never lost.

use std::collections::BTreeMap;

use lotse_domain::{
    disclosure::{DisclosurePolicy, MOST, Minimums, PolicyError, PolicyParts, PolicyPlace, Zeros},
    role::Role,
};

use crate::{
    form::Fields,
    messages::Text,
    ui::field::{Mistakes, TextField, TextKind},
};

/// The fields of each role.
const ROLE_FIELDS: [(Role, &str, &str); 6] = [
    (Role::Viewer, "viewer-ordinary", "viewer-sensitive"),
    (Role::Analyst, "analyst-ordinary", "analyst-sensitive"),
    (Role::Editor, "editor-ordinary", "editor-sensitive"),
    (Role::Publisher, "publisher-ordinary", "publisher-sensitive"),
    (Role::PrivacyOfficer, "privacy-officer-ordinary", "privacy-officer-sensitive"),
    (Role::Administrator, "administrator-ordinary", "administrator-sensitive"),
];

/// A role with the ids of its fields, and what was typed into them.
type RoleOf<'a> = (&'a (Role, &'static str, &'static str), &'a Pair);

/// Two numbers as they were typed.
#[derive(Clone, Default)]
pub(super) struct Pair {
    pub(super) ordinary: String,
    pub(super) sensitive: String,
}

impl Pair {
    fn of(minimums: Minimums) -> Self {
        Self { ordinary: minimums.ordinary.to_string(), sensitive: minimums.sensitive.to_string() }
    }

    fn is_empty(&self) -> bool {
        self.ordinary.is_empty() && self.sensitive.is_empty()
    }
}

/// What was typed.
pub(super) struct Typed {
    pub(super) staff: Pair,
    /// In the order of [`ROLE_FIELDS`].
    roles: [Pair; 6],
    pub(super) published: String,
    pub(super) zeros: Zeros,
    pub(super) reason: String,
    /// The service whose data is looked at.
    pub(super) service: String,
}

/// The fields of one role.
pub(super) struct RoleFields {
    pub(super) role: String,
    pub(super) ordinary: TextField,
    pub(super) sensitive: TextField,
}

impl Typed {
    pub(super) fn of(policy: &DisclosurePolicy) -> Self {
        let parts = policy.parts();
        let role = |role| parts.roles.get(&role).copied().map(Pair::of).unwrap_or_default();
        Self {
            staff: Pair::of(parts.staff),
            roles: ROLE_FIELDS.map(|(of, ..)| role(of)),
            published: parts.published.to_string(),
            zeros: parts.zeros,
            reason: String::new(),
            service: String::new(),
        }
    }

    pub(super) fn looking_at(self, service: &str) -> Self {
        Self { service: service.to_owned(), ..self }
    }

    pub(super) fn from_form(fields: &Fields) -> Self {
        let pair = |ordinary, sensitive| Pair {
            ordinary: fields.get(ordinary).to_owned(),
            sensitive: fields.get(sensitive).to_owned(),
        };
        Self {
            staff: pair("staff-ordinary", "staff-sensitive"),
            roles: ROLE_FIELDS.map(|(_, ordinary, sensitive)| pair(ordinary, sensitive)),
            published: fields.get("published").to_owned(),
            zeros: fields.get("zeros").parse().unwrap_or(Zeros::Shown),
            reason: fields.get("reason").to_owned(),
            service: fields.get("service").to_owned(),
        }
    }

    pub(super) fn has_roles(&self) -> bool {
        self.roles.iter().any(|pair| !pair.is_empty())
    }

    pub(super) fn role_fields(&self, text: Text, mistakes: &Mistakes) -> Vec<RoleFields> {
        let field = |id, key: &str, value: &str| {
            TextField::new(id, text.say(key), TextKind::Number)
                .value(value)
                .optional()
                .wrong(mistakes)
        };
        let fields = ROLE_FIELDS.iter().zip(&self.roles);
        let of = |((role, ordinary, sensitive), typed): RoleOf<'_>| RoleFields {
            role: text.word("role", role.as_str()),
            ordinary: field(ordinary, "disclosure-ordinary", &typed.ordinary),
            sensitive: field(sensitive, "disclosure-sensitive", &typed.sensitive),
        };
        fields.map(of).collect()
    }

    /// The policy that this is; or a mistake for each field that is wrong.
    pub(super) fn policy(&self, text: Text, mistakes: &mut Mistakes) -> Option<DisclosurePolicy> {
        let mut number = |field, typed: &str| {
            let number = typed.parse::<u16>().ok();
            if number.is_none() {
                mistakes.add(field, text.say("disclosure-no-number"));
            }
            number
        };
        let staff = Option::zip(
            number("staff-ordinary", &self.staff.ordinary),
            number("staff-sensitive", &self.staff.sensitive),
        );
        let published = number("published", &self.published);
        let mut roles = Vec::new();
        for ((role, ordinary, sensitive), typed) in ROLE_FIELDS.iter().zip(&self.roles) {
            if typed.is_empty() {
                continue;
            }
            // What is left empty is as for staff, and what is sensitive needs no fewer than the rest.
            let mut or_staff = |field, typed: &str, of: &String| {
                number(field, if typed.is_empty() { of } else { typed })
            };
            let both = Option::zip(
                or_staff(ordinary, &typed.ordinary, &self.staff.ordinary),
                or_staff(sensitive, &typed.sensitive, &self.staff.sensitive),
            );
            roles.push(both.map(|(ordinary, sensitive)| {
                let least = if typed.sensitive.is_empty() { ordinary } else { 0 };
                (*role, Minimums { ordinary, sensitive: sensitive.max(least) })
            }));
        }
        let roles: Option<BTreeMap<Role, Minimums>> = roles.into_iter().collect();
        let (staff, published, roles) = (staff?, published?, roles?);
        let staff = Minimums { ordinary: staff.0, sensitive: staff.1 };
        let parts = PolicyParts { staff, roles, published, zeros: self.zeros };
        match DisclosurePolicy::new(parts) {
            Ok(policy) => Some(policy),
            Err(errors) => {
                for error in errors {
                    mistakes.add(field_of(error.place()), said(text, error));
                }
                None
            }
        }
    }
}

fn field_of(place: PolicyPlace) -> &'static str {
    let of_role = |role| ROLE_FIELDS.iter().find(|(of, ..)| *of == role);
    match place {
        PolicyPlace::StaffOrdinary => "staff-ordinary",
        PolicyPlace::StaffSensitive => "staff-sensitive",
        PolicyPlace::RoleOrdinary(role) => of_role(role).map_or("roles", |(_, field, _)| field),
        PolicyPlace::RoleSensitive(role) => of_role(role).map_or("roles", |(.., field)| field),
        PolicyPlace::Published => "published",
    }
}

fn said(text: Text, error: PolicyError) -> String {
    let (key, bound) = match error {
        PolicyError::TooLoose { least, .. } => ("disclosure-too-loose", least),
        PolicyError::TooStrict { .. } => ("disclosure-too-strict", MOST),
    };
    let who = match error.place() {
        PolicyPlace::StaffOrdinary | PolicyPlace::StaffSensitive => text.say("disclosure-staff"),
        PolicyPlace::RoleOrdinary(role) | PolicyPlace::RoleSensitive(role) => {
            text.word("role", role.as_str())
        }
        PolicyPlace::Published => text.say("disclosure-anybody"),
    };
    text.fill(key, &[("who", who.into()), ("people", u64::from(bound).into())])
}
