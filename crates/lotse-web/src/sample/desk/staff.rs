//! Invented members of staff. Their references are those of the first six in the generated use
//! (`crates/lotse/src/demo`), so that live clicks join what is already there.

/// Somebody who can sign in.
pub(super) struct Member {
    /// What the service calls the person in its signed references.
    pub(super) reference: &'static str,
    /// Invented name.
    pub(super) name: &'static str,
    /// Key of the team in the catalogue.
    pub(super) team: &'static str,
}

/// Everybody who can sign in.
pub(super) const MEMBERS: [Member; 6] = [
    Member { reference: "staff-01", name: "Amara Okafor", team: "team-north" },
    Member { reference: "staff-02", name: "Ben Larsson", team: "team-north" },
    Member { reference: "staff-03", name: "Carmen Vidal", team: "team-south" },
    Member { reference: "staff-04", name: "Daniel Weiss", team: "team-south" },
    Member { reference: "staff-05", name: "Elif Kaya", team: "team-hardship" },
    Member { reference: "staff-06", name: "Farid Haddad", team: "team-hardship" },
];

/// The member with this reference.
pub(super) fn find(reference: &str) -> Option<&'static Member> {
    MEMBERS.iter().find(|member| member.reference == reference)
}
