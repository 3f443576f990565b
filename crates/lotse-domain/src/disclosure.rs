//! How few people are too few to show a figure of them: the policy of an organization.
//!
//! The program has a least for everybody (`docs/spec/gate.md`). A policy is stricter than that or the same, for one
//! role of the staff stricter than for another, and never looser.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{role::Role, words::words};

words! {
    /// What becomes of a part of which nobody is.
    Zeros {
        /// It is told: nobody is no person.
        Shown = "shown",
        /// It is hidden as if it were of too few: that all of a group did one thing and nobody the other tells of each
        /// of them.
        Hidden = "hidden",
    }
}

/// How many distinct people a figure needs, for one audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minimums {
    /// Where a part is by what says little of a person: page, referrer, device, browser.
    pub ordinary: u16,
    /// Where it is by anything else (a language), and of everything in services of employees.
    pub sensitive: u16,
}

impl Minimums {
    /// The least for staff.
    pub const STAFF: Self = Self { ordinary: 5, sensitive: 10 };

    /// The looser of both, each number by itself: who has two roles sees what either may.
    #[must_use]
    fn looser(self, other: Self) -> Self {
        Self {
            ordinary: self.ordinary.min(other.ordinary),
            sensitive: self.sensitive.min(other.sensitive),
        }
    }

    fn is_as_strict_as(self, other: Self) -> bool {
        self.ordinary >= other.ordinary && self.sensitive >= other.sensitive
    }
}

/// The least for what anybody may see.
pub const PUBLISHED: u16 = 11;
/// The most that a policy may ask for. A service in which no figure is ever shown measures nothing.
pub const MOST: u16 = 1_000;

/// What a policy says. Not yet known to be one: see [`DisclosurePolicy::new`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyParts {
    /// For staff.
    pub staff: Minimums,
    /// For those of the staff who have no looser role than these.
    pub roles: BTreeMap<Role, Minimums>,
    /// For anybody, whatever the part is by.
    pub published: u16,
    /// What becomes of parts of which nobody is.
    pub zeros: Zeros,
}

/// Whom a number of a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyPlace {
    /// Staff, by what says little.
    StaffOrdinary,
    /// Staff, by anything else.
    StaffSensitive,
    /// A role, by what says little.
    RoleOrdinary(Role),
    /// A role, by anything else.
    RoleSensitive(Role),
    /// Anybody.
    Published,
}

/// Why something is no policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// A number is below the least.
    #[error("{found} is fewer than the {least} people that are needed at least")]
    TooLoose {
        /// Which.
        place: PolicyPlace,
        /// What it says.
        found: u16,
        /// What it must say at least.
        least: u16,
    },
    /// A number is above what a policy may ask for.
    #[error("{found} is more than the {MOST} people that may be asked for")]
    TooStrict {
        /// Which.
        place: PolicyPlace,
        /// What it says.
        found: u16,
    },
}

impl PolicyError {
    /// Which number is wrong.
    pub fn place(self) -> PolicyPlace {
        match self {
            Self::TooLoose { place, .. } | Self::TooStrict { place, .. } => place,
        }
    }
}

/// How strict the gate is, for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PolicyParts", into = "PolicyParts")]
pub struct DisclosurePolicy(PolicyParts);

impl Default for DisclosurePolicy {
    /// The least for everybody; that nobody is there is told.
    fn default() -> Self {
        Self(PolicyParts {
            staff: Minimums::STAFF,
            roles: BTreeMap::new(),
            published: PUBLISHED,
            zeros: Zeros::Shown,
        })
    }
}

impl DisclosurePolicy {
    /// A policy, if no number of it is looser than the least, what is sensitive needs as many people as the rest or
    /// more, no role sees more than staff, and nobody outside sees more than staff.
    ///
    /// # Errors
    /// Every number that is wrong, with what it must be at least.
    pub fn new(parts: PolicyParts) -> Result<Self, Vec<PolicyError>> {
        use PolicyPlace::{Published, RoleOrdinary, RoleSensitive, StaffOrdinary, StaffSensitive};
        let PolicyParts { staff, published, .. } = parts;
        let mut errors = Vec::new();
        let mut check = |place, found: u16, least: u16| {
            if found < least {
                errors.push(PolicyError::TooLoose { place, found, least });
            } else if found > MOST {
                errors.push(PolicyError::TooStrict { place, found });
            }
        };
        check(StaffOrdinary, staff.ordinary, Minimums::STAFF.ordinary);
        check(StaffSensitive, staff.sensitive, Minimums::STAFF.sensitive.max(staff.ordinary));
        for (role, minimums) in &parts.roles {
            check(RoleOrdinary(*role), minimums.ordinary, staff.ordinary);
            check(RoleSensitive(*role), minimums.sensitive, staff.sensitive.max(minimums.ordinary));
        }
        check(Published, published, PUBLISHED.max(staff.sensitive));
        if errors.is_empty() { Ok(Self(parts)) } else { Err(errors) }
    }

    /// What it says.
    pub fn parts(&self) -> &PolicyParts {
        &self.0
    }

    /// How many people a figure needs for somebody with these roles. Without any, as many as for staff.
    pub fn for_staff(&self, roles: impl IntoIterator<Item = Role>) -> Minimums {
        let of = |role| self.0.roles.get(&role).copied().unwrap_or(self.0.staff);
        roles.into_iter().map(of).reduce(Minimums::looser).unwrap_or(self.0.staff)
    }

    /// How many people a figure needs for anybody.
    pub fn for_anybody(&self) -> Minimums {
        Minimums { ordinary: self.0.published, sensitive: self.0.published }
    }

    /// What becomes of parts of which nobody is.
    pub fn zeros(&self) -> Zeros {
        self.0.zeros
    }

    /// Whether everything that this one shows the other shows too.
    pub fn is_as_strict_as(&self, other: &Self) -> bool {
        let roles = Role::ALL
            .iter()
            .all(|role| self.for_staff([*role]).is_as_strict_as(other.for_staff([*role])));
        roles
            && self.0.staff.is_as_strict_as(other.0.staff)
            && self.0.published >= other.0.published
            && (self.0.zeros == Zeros::Hidden || other.0.zeros == Zeros::Shown)
    }
}

/// Why stored words are no policy.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct NoPolicy(String);

impl TryFrom<PolicyParts> for DisclosurePolicy {
    type Error = NoPolicy;

    fn try_from(parts: PolicyParts) -> Result<Self, NoPolicy> {
        Self::new(parts).map_err(|errors| {
            let errors = errors.iter().map(ToString::to_string);
            NoPolicy(errors.collect::<Vec<_>>().join("; "))
        })
    }
}

impl From<DisclosurePolicy> for PolicyParts {
    fn from(policy: DisclosurePolicy) -> Self {
        policy.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minimums() -> impl Strategy<Value = Minimums> {
        (0_u16..1_100, 0_u16..1_100)
            .prop_map(|(ordinary, sensitive)| Minimums { ordinary, sensitive })
    }

    fn parts() -> impl Strategy<Value = PolicyParts> {
        let role = proptest::sample::select(Role::ALL);
        let roles = proptest::collection::btree_map(role, minimums(), 0..4);
        let zeros = proptest::sample::select(Zeros::ALL);
        (minimums(), roles, 0_u16..1_100, zeros).prop_map(|(staff, roles, published, zeros)| {
            PolicyParts { staff, roles, published, zeros }
        })
    }

    proptest! {
        #[test]
        fn no_policy_is_looser_than_the_least_for_anybody(parts in parts()) {
            match DisclosurePolicy::new(parts.clone()) {
                Err(errors) => prop_assert!(!errors.is_empty()),
                Ok(policy) => {
                    prop_assert!(policy.is_as_strict_as(&DisclosurePolicy::default()));
                    let staff = policy.for_staff([]);
                    for role in Role::ALL {
                        let one = policy.for_staff([*role]);
                        prop_assert!(one.is_as_strict_as(staff), "{role}");
                        for other in Role::ALL {
                            let both = policy.for_staff([*role, *other]);
                            prop_assert!(one.is_as_strict_as(both), "{role} and {other}");
                        }
                    }
                    prop_assert!(policy.for_anybody().is_as_strict_as(staff));
                    let text = serde_json::to_string(&policy).unwrap();
                    prop_assert_eq!(serde_json::from_str::<DisclosurePolicy>(&text).unwrap(), policy);
                }
            }
        }
    }

    #[test]
    fn each_number_that_is_wrong_is_named_with_what_it_must_be() {
        let staff = Minimums { ordinary: 4, sensitive: 20 };
        let viewer = Minimums { ordinary: 30, sensitive: 25 };
        let roles = BTreeMap::from([(Role::Viewer, viewer)]);
        let parts = PolicyParts { staff, roles, published: 15, zeros: Zeros::Shown };
        let errors = DisclosurePolicy::new(parts).unwrap_err();
        let said: Vec<_> = errors.iter().map(|error| (error.place(), error.to_string())).collect();
        let least = |found, least| {
            format!("{found} is fewer than the {least} people that are needed at least")
        };
        assert_eq!(
            said,
            [
                (PolicyPlace::StaffOrdinary, least(4, 5)),
                (PolicyPlace::RoleSensitive(Role::Viewer), least(25, 30)),
                (PolicyPlace::Published, least(15, 20)),
            ]
        );
    }

    #[test]
    fn stored_words_that_are_looser_than_the_least_are_refused() {
        let text =
            r#"{"staff":{"ordinary":1,"sensitive":10},"roles":{},"published":11,"zeros":"shown"}"#;
        let error = serde_json::from_str::<DisclosurePolicy>(text).unwrap_err();
        assert!(error.to_string().starts_with("1 is fewer than the 5 people"), "{error}");
    }
}
