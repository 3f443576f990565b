//! Who asks. The gate decides by it what may be shown, and the question what is looked at.

use std::sync::Arc;

use lotse_control::segments::StoredSegment;
use lotse_domain::{
    ids::{AuthorityCode, ServiceId},
    query::{Automatic, Period, Scope, segment::Segment},
    role::{Grants, Role, Sight},
    service::Service,
};

/// For whom a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// People of the agency who are signed in.
    Staff,
    /// Anybody.
    Public,
}

/// Who asks about a service, and of whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewer {
    audience: Audience,
    roles: Vec<Role>,
    authority: Option<AuthorityCode>,
    segment: Option<Arc<StoredSegment>>,
}

impl Viewer {
    /// Somebody of the agency with no role, who sees the whole service: the operator.
    pub fn staff() -> Self {
        Self { audience: Audience::Staff, roles: Vec::new(), authority: None, segment: None }
    }

    /// Somebody with this role, who sees the whole service.
    pub(crate) fn in_role(role: Role) -> Self {
        Self { audience: Audience::Staff, roles: vec![role], authority: None, segment: None }
    }

    /// A signed-in member of the agency who sees so much of the service. Of several authorities the
    /// `wanted` one is looked at, or the first: their figures are never mixed. Who sees the whole sees
    /// the whole; a part of it would be a filter and pass the gate as one. How strict the gate is follows from the
    /// roles with which they see it.
    pub fn of(sight: &Sight, grants: &Grants, service: ServiceId, wanted: Option<&str>) -> Self {
        let authority = match sight {
            Sight::Whole => None,
            Sight::Authorities(codes) => codes
                .iter()
                .find(|code| Some(code.as_str()) == wanted)
                .or_else(|| codes.first())
                .cloned(),
        };
        let roles = grants.roles_in(service, authority.as_ref()).collect();
        Self { audience: Audience::Staff, roles, authority, segment: None }
    }

    /// Anybody, on a published page.
    pub fn public() -> Self {
        Self { audience: Audience::Public, roles: Vec::new(), authority: None, segment: None }
    }

    /// The same person, who asks about the visitors of a segment alone, or about all.
    #[must_use]
    pub fn of_segment(&self, segment: Option<Arc<StoredSegment>>) -> Self {
        Self { segment, ..self.clone() }
    }

    /// The segment that is looked at; `None` for everybody.
    pub fn segment(&self) -> Option<&StoredSegment> {
        self.segment.as_deref()
    }

    /// What they ask about: so much of a service, over a period.
    pub(crate) fn scope(&self, service: &Service, period: &Period, automatic: Automatic) -> Scope {
        Scope {
            service: service.id,
            kind: service.kind,
            authority: self.authority.clone(),
            period: period.clone(),
            automatic,
            segment: self.segment_over(period),
        }
    }

    /// The segment of a question about days of a period.
    pub(crate) fn segment_over(&self, period: &Period) -> Option<Segment> {
        self.segment().map(|segment| segment.now.says.over(period))
    }

    /// For whom the numbers are meant.
    pub(crate) fn audience(&self) -> Audience {
        self.audience
    }

    /// The roles with which they see it; none of anybody.
    pub(crate) fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The one authority whose part of the service is looked at; `None` for the whole.
    pub fn authority(&self) -> Option<&AuthorityCode> {
        self.authority.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_authorities_one_is_looked_at() {
        let code = |text| AuthorityCode::new(text).unwrap();
        let two = Sight::Authorities(vec![code("01"), code("06")]);
        let looked = |sight: &Sight, wanted| {
            Viewer::of(sight, &Grants::default(), ServiceId::new(1), wanted)
                .authority()
                .map(|code| code.as_str().to_owned())
        };
        assert_eq!(looked(&two, None).as_deref(), Some("01"));
        assert_eq!(looked(&two, Some("06")).as_deref(), Some("06"));
        assert_eq!(looked(&two, Some("99")).as_deref(), Some("01"), "not theirs");
        assert_eq!(looked(&Sight::Whole, Some("06")), None);
    }
}
