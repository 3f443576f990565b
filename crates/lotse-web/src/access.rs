//! The one role check. Every route passes it; a route without a role does not exist.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use lotse_control::sign_ins::{SignIn, Token};
use serde::Serialize;

use crate::{client_address, cookie, error::Failure, server::PeerAddress, state::AppState};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Anybody.
    Public,
    /// Anybody, and pages of other sites as well: the door, which knows no cookie.
    Page,
    /// People who are signed in.
    SignedIn,
    /// Requests from the machine itself, and people who are signed in.
    Operator,
}

/// Lets a request through to its route, or not.
pub(crate) async fn check(
    State((state, role)): State<(AppState, Role)>,
    mut request: Request,
    next: Next,
) -> Response {
    if role == Role::Page {
        return next.run(request).await;
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !state.public_url.sent(request.headers()) {
        return Failure::ForeignForm.into_response();
    }
    let sign_in = match session(&state, request.headers()).await {
        Ok(sign_in) => sign_in,
        Err(failure) => return failure.into_response(),
    };
    let refusal = match role {
        Role::Page | Role::Public => None,
        Role::SignedIn if sign_in.is_some() => None,
        Role::SignedIn if request.uri().path().starts_with("/api/") => {
            Some(Failure::SignInNeeded.into_response())
        }
        Role::SignedIn => Some(to_sign_in()),
        Role::Operator if sign_in.is_some() || is_local(&request) => None,
        Role::Operator => Some(Failure::OperatorsOnly.into_response()),
    };
    if let Some(refusal) = refusal {
        return refusal;
    }
    if let Some(sign_in) = sign_in {
        request.extensions_mut().insert(Arc::new(sign_in));
    }
    next.run(request).await
}

/// The session's token in a request.
pub(crate) fn session_token(state: &AppState, headers: &HeaderMap) -> Option<Token> {
    cookie::read(headers, cookie::session_name(&state.public_url)).map(Token::from_text)
}

async fn session(state: &AppState, headers: &HeaderMap) -> Result<Option<SignIn>, Failure> {
    match session_token(state, headers) {
        Some(token) => Ok(state.control.session(&token).await?),
        None => Ok(None),
    }
}

fn to_sign_in() -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/sign-in"));
    response
}

/// Whether a request comes from this machine, and not through a proxy on it.
fn is_local(request: &Request) -> bool {
    let peer = request.extensions().get::<PeerAddress>();
    peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback())
        && !client_address::is_forwarded(request.headers())
}
