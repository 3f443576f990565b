//! What an address names, looked up before a handler runs.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use lotse_domain::service::Service;

use crate::{error::Failure, state::AppState};

/// The last placeholder of a route, as text.
pub(crate) struct PathPart(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for PathPart {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let named = RawPathParams::from_request_parts(parts, state).await;
        let named = named.map_err(|_| Failure::NoSuchPage)?;
        named.iter().last().map(|(_, value)| Self(value.to_owned())).ok_or(Failure::NoSuchPage)
    }
}

/// The service that `{service}` of a route names.
pub(crate) struct ServiceInPath(pub(crate) Arc<Service>);

impl FromRequestParts<AppState> for ServiceInPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let named = RawPathParams::from_request_parts(parts, state).await;
        let named = named.map_err(|_| Failure::NoSuchPage)?;
        let slug = named.iter().find(|(name, _)| *name == "service").map(|(_, value)| value);
        slug.and_then(|slug| state.control.service(slug)).map(Self).ok_or(Failure::NoSuchService)
    }
}
