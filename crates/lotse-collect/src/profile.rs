//! Which collection profile is in force for a request, and what it lets the door keep.

use lotse_domain::{
    ids::VisitorId,
    service::{CollectionProfile, Service, ServiceKind},
};

use crate::{protocol::RawRequest, request::RequestFacts};

/// The profile in force and whether a privacy signal came with the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InForce {
    pub(crate) profile: CollectionProfile,
    pub(crate) signal: bool,
}

/// The narrower of the service's and the client's profile; narrowed further by a privacy signal.
pub(crate) fn in_force(
    service: &Service,
    request: &RawRequest,
    facts: &RequestFacts<'_>,
) -> InForce {
    let client = match request.profile.as_deref() {
        None => service.profile,
        // A word that this version does not know must not widen anything.
        Some(word) => word.parse().unwrap_or(CollectionProfile::Headers),
    };
    let signal = facts.sec_gpc || facts.dnt || request.signal;
    let profile = match service.profile.min(client) {
        // The service's own sign-in is no tracking: staff stay staff, and the signal is recorded.
        narrower if service.kind == ServiceKind::Employees => narrower,
        _ if signal => CollectionProfile::Headers,
        // Without the id that came with consent nothing may span days.
        CollectionProfile::Consented if visitor_id(request).is_none() => {
            CollectionProfile::Statistics
        }
        narrower => narrower,
    };
    InForce { profile, signal }
}

/// The random id that the client made after consent. Made of anything but a UUID it could be a name.
fn visitor_id(request: &RawRequest) -> Option<VisitorId> {
    request.visitor.as_deref().and_then(|text| text.parse().ok())
}
