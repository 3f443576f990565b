//! What an address names, looked up before a handler runs.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use lotse_domain::service::Service;
use lotse_report::viewer::Viewer;

use crate::{access::Seen, error::Failure};

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

/// The service that `{service}` of a route names, and how it is seen: as the check of access found it.
pub(crate) struct ServiceInPath {
    pub(crate) service: Arc<Service>,
    pub(crate) viewer: Viewer,
}

impl<S: Send + Sync> FromRequestParts<S> for ServiceInPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let seen = parts.extensions.get::<Seen>().cloned();
        let Seen { service, viewer, .. } = seen.ok_or(Failure::NoSuchService)?;
        Ok(Self { service, viewer })
    }
}
