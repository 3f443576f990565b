//! Who sent a request, and what they may: a person in a session, or a program with a token of theirs.

use lotse_control::{
    access_tokens::{AccessToken, TokenScope},
    audit::Actor,
    sign_ins::{SessionId, SignIn},
    users::User,
};
use lotse_domain::{
    ids::ServiceId,
    role::{Grants, Permission, Sight},
};
use lotse_report::viewer::Viewer;

/// Who sent a request.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) user: User,
    grants: Grants,
    way: Way,
}

/// How they prove who they are.
#[derive(Clone, Debug)]
enum Way {
    Session { id: SessionId, form_token: String },
    Token { name: String, scope: TokenScope },
}

impl Caller {
    pub(crate) fn in_session(sign_in: SignIn) -> Self {
        let SignIn { user, session, form_token, grants } = sign_in;
        Self { user, grants, way: Way::Session { id: session, form_token } }
    }

    pub(crate) fn with_token(token: AccessToken, grants: Grants) -> Self {
        let AccessToken { user, name, scope, .. } = token;
        Self { user, grants, way: Way::Token { name, scope } }
    }

    /// Whether the organization's matters that a permission is about are open to them. To programs they
    /// never are.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        matches!(self.way, Way::Session { .. }) && self.grants.may(permission)
    }

    /// How much of a service a permission is open for.
    pub(crate) fn sight(&self, permission: Permission, service: ServiceId) -> Option<Sight> {
        match &self.way {
            Way::Session { .. } => self.grants.sight(permission, service),
            Way::Token { scope, .. } => scope.sight(&self.grants, permission, service),
        }
    }

    /// As whom they look at a service, if a permission is open for it; at the `wanted` one of several authorities.
    pub(crate) fn viewer(
        &self,
        permission: Permission,
        service: ServiceId,
        wanted: Option<&str>,
    ) -> Option<Viewer> {
        let sight = self.sight(permission, service)?;
        Some(Viewer::of(&sight, &self.grants, service, wanted))
    }

    /// In whose name changes are made.
    pub(crate) fn actor(&self) -> Actor {
        match &self.way {
            Way::Session { .. } => Actor::person(&self.user),
            Way::Token { name, .. } => Actor::token(&self.user, name),
        }
    }

    /// What must come back with every form of the session; programs send no forms.
    pub(crate) fn form_token(&self) -> Option<&str> {
        match &self.way {
            Way::Session { form_token, .. } => Some(form_token),
            Way::Token { .. } => None,
        }
    }

    /// The session they sit at.
    pub(crate) fn session(&self) -> Option<SessionId> {
        match &self.way {
            Way::Session { id, .. } => Some(*id),
            Way::Token { .. } => None,
        }
    }
}
