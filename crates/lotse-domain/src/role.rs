//! Who may do what: roles, what each may, and where a role that was given holds.
//!
//! This table is the whole of it. What is not in it nobody may.

use serde::Serialize;

use crate::{
    ids::{AuthorityCode, ServiceId},
    words::words,
};

words! {
    /// What a person is in the team.
    Role {
        /// Reads figures.
        Viewer = "viewer",
        /// Reads figures and keeps questions.
        Analyst = "analyst",
        /// What an analyst may; and changes what a service is called and where its pages are.
        Editor = "editor",
        /// What an editor may; and publishes.
        Publisher = "publisher",
        /// Reads figures, and who did and read what.
        PrivacyOfficer = "privacy-officer",
        /// Everything that a role can give.
        Administrator = "administrator",
    }
}

words! {
    /// Who decides how long somebody has a role.
    GrantSource {
        /// People of the installation: it stays until somebody takes it away.
        Hand = "hand",
        /// A group at the sign-in provider: it follows the group at each sign-in.
        Group = "group",
    }
}

words! {
    /// Something that only some may do.
    Permission {
        /// Read and download figures of a service.
        ReadFigures = "read-figures",
        /// Save questions about a service for everybody who sees it, and delete them.
        KeepQuestions = "keep-questions",
        /// Change what a service is called, and from where its pages are served.
        ChangeService = "change-service",
        /// Choose under which profile a service collects: a question of law before one of craft.
        ChooseProfile = "choose-profile",
        /// Choose how few people are too few to show a figure of them.
        ChooseDisclosure = "choose-disclosure",
        /// Add services.
        AddServices = "add-services",
        /// Invite people, give and take roles, end access.
        ManagePeople = "manage-people",
        /// Read who did and who read what.
        ReadAudit = "read-audit",
        /// Read the program's own counters.
        SeeOperations = "see-operations",
    }
}

impl Role {
    /// Whether the role includes a permission.
    pub fn may(self, permission: Permission) -> bool {
        use Permission::{
            AddServices, ChangeService, ChooseDisclosure, ChooseProfile, KeepQuestions,
            ManagePeople, ReadAudit, ReadFigures, SeeOperations,
        };
        match permission {
            ReadFigures => true,
            KeepQuestions => !matches!(self, Self::Viewer | Self::PrivacyOfficer),
            ChangeService => matches!(self, Self::Editor | Self::Publisher | Self::Administrator),
            ChooseDisclosure | ChooseProfile | ReadAudit => {
                matches!(self, Self::PrivacyOfficer | Self::Administrator)
            }
            AddServices | ManagePeople | SeeOperations => self == Self::Administrator,
        }
    }
}

impl Permission {
    /// Whether it is about the organization and no single service.
    pub fn is_of_organization(self) -> bool {
        match self {
            Self::ReadFigures | Self::KeepQuestions | Self::ChangeService | Self::ChooseProfile => {
                false
            }
            Self::ChooseDisclosure
            | Self::AddServices
            | Self::ManagePeople
            | Self::ReadAudit
            | Self::SeeOperations => true,
        }
    }

    /// Whether it can be had for one authority of a service alone.
    fn is_of_authority(self) -> bool {
        matches!(self, Self::ReadFigures | Self::KeepQuestions)
    }
}

/// Where a role holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// In every service, those to come included.
    Organization,
    /// In one service.
    Service(ServiceId),
    /// In one authority's part of a service.
    Authority(ServiceId, AuthorityCode),
}

/// A role that somebody has somewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Grant {
    /// Which.
    pub role: Role,
    /// Where.
    pub reach: Reach,
}

/// How much of a service somebody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Whole,
    /// The parts of these authorities, in order; at least one.
    Authorities(Vec<AuthorityCode>),
}

/// Every role that somebody has. Without any, nothing is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants(Vec<Grant>);

impl Grants {
    /// The roles of a person.
    pub fn new(grants: Vec<Grant>) -> Self {
        Self(grants)
    }

    /// The roles one by one.
    pub fn iter(&self) -> impl Iterator<Item = &Grant> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the organization's matters that a permission is about are open to them.
    pub fn may(&self, permission: Permission) -> bool {
        self.0.iter().any(|grant| grant.reach == Reach::Organization && grant.role.may(permission))
    }

    /// The roles with which they see a service, or an authority's part of it.
    pub fn roles_in(
        &self,
        service: ServiceId,
        authority: Option<&AuthorityCode>,
    ) -> impl Iterator<Item = Role> {
        let reaches = move |grant: &&Grant| match &grant.reach {
            Reach::Organization => true,
            Reach::Service(of) => *of == service,
            Reach::Authority(of, code) => *of == service && authority == Some(code),
        };
        self.0.iter().filter(reaches).map(|grant| grant.role)
    }

    /// How much of a service a permission is open for; `None` where it is not at all.
    pub fn sight(&self, permission: Permission, service: ServiceId) -> Option<Sight> {
        if permission.is_of_organization() {
            return self.may(permission).then_some(Sight::Whole);
        }
        let mut authorities = Vec::new();
        for grant in self.0.iter().filter(|grant| grant.role.may(permission)) {
            match &grant.reach {
                Reach::Organization => return Some(Sight::Whole),
                Reach::Service(of) if *of == service => return Some(Sight::Whole),
                Reach::Authority(of, code) if *of == service && permission.is_of_authority() => {
                    authorities.push(code.clone());
                }
                Reach::Service(_) | Reach::Authority(..) => {}
            }
        }
        authorities.sort();
        authorities.dedup();
        (!authorities.is_empty()).then_some(Sight::Authorities(authorities))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(role: Role, reach: Reach) -> Grant {
        Grant { role, reach }
    }

    #[test]
    fn the_table_is_as_it_is_written_down() {
        let table = Role::ALL.iter().map(|role| {
            let may = Permission::ALL.iter().filter(|p| role.may(**p)).map(|p| p.as_str());
            format!("{role}: {}", may.collect::<Vec<_>>().join(" "))
        });
        assert_eq!(
            table.collect::<Vec<_>>(),
            [
                "viewer: read-figures",
                "analyst: read-figures keep-questions",
                "editor: read-figures keep-questions change-service",
                "publisher: read-figures keep-questions change-service",
                "privacy-officer: read-figures choose-profile choose-disclosure read-audit",
                "administrator: read-figures keep-questions change-service choose-profile \
                 choose-disclosure add-services manage-people read-audit see-operations",
            ]
        );
    }

    #[test]
    fn nobody_may_anything_without_a_role() {
        for permission in Permission::ALL {
            assert!(!Grants::default().may(*permission));
            assert_eq!(Grants::default().sight(*permission, ServiceId::new(1)), None);
        }
    }

    #[test]
    fn a_role_holds_where_it_was_given_and_nowhere_else() {
        let (here, there) = (ServiceId::new(1), ServiceId::new(2));
        let code = |text| AuthorityCode::new(text).unwrap();
        let whole = Grants::new(vec![grant(Role::Administrator, Reach::Service(here))]);
        assert_eq!(whole.sight(Permission::ChangeService, here), Some(Sight::Whole));
        assert_eq!(whole.sight(Permission::ReadFigures, there), None);
        for permission in [Permission::ManagePeople, Permission::AddServices, Permission::ReadAudit]
        {
            assert!(!whole.may(permission), "{permission} is the organization's");
            assert_eq!(whole.sight(permission, here), None, "{permission}");
        }
        let parts = Grants::new(vec![
            grant(Role::Viewer, Reach::Authority(here, code("06"))),
            grant(Role::Administrator, Reach::Authority(here, code("01"))),
        ]);
        assert_eq!(
            parts.sight(Permission::ReadFigures, here),
            Some(Sight::Authorities(vec![code("01"), code("06")]))
        );
        assert_eq!(
            parts.sight(Permission::KeepQuestions, here),
            Some(Sight::Authorities(vec![code("01")]))
        );
        assert_eq!(parts.sight(Permission::ChangeService, here), None);
        let all = Grants::new(vec![
            grant(Role::Viewer, Reach::Authority(here, code("06"))),
            grant(Role::Viewer, Reach::Organization),
        ]);
        assert_eq!(all.sight(Permission::ReadFigures, here), Some(Sight::Whole));
        assert_eq!(all.sight(Permission::ReadFigures, there), Some(Sight::Whole));
    }
}
