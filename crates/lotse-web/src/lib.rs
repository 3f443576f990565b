//! HTTP: the pages, the API and the HTTP side of the door. The only crate with axum and askama.
//!
//! It shows what passed the gate (`lotse-report`) and cannot reach the lake: that edge does not
//! exist. [`router`] is the whole program as one service, made from one table of routes; [`serve`]
//! runs it with every limit on time and number.

#![warn(missing_docs)]

mod access;
mod api;
mod assets;
mod attachment;
mod body;
mod caller;
mod client_address;
mod client_configuration;
mod collect;
mod cookie;
mod definitions;
mod error;
mod figures;
mod form;
mod headers;
mod imports;
mod messages;
mod metrics;
mod openid;
mod operator;
mod page;
mod page_file;
mod pages;
mod passkeys;
mod path;
mod picture;
mod public_url;
mod query;
mod reader;
mod routes;
pub mod sample;
mod server;
mod server_sent;
mod sign_in;
mod state;
mod troubles;
mod ui;
mod upload;
mod written;

pub use self::{
    access::Rule,
    api::openapi::description as openapi_description,
    client_address::{AddressRange, RangeError, TrustedProxies},
    collect::EventDoor,
    error::with_causes,
    imports::Imports,
    messages::Language,
    metrics::Metrics,
    openid::{
        ClaimPath, ClientSecret, Examined, GroupRole, GroupRoleError, Issuer, IssuerError, OpenId,
        OpenIdSettings, ProviderError,
    },
    passkeys::Passkeys,
    public_url::PublicUrl,
    routes::{Answer, RouteEntry, route_table, router},
    server::{Drained, Limits, PeerAddress, serve},
    state::{AppState, Filling, KeptMonths, Parts},
    troubles::Troubles,
};

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use lotse_domain::{privacy::Undisclosed, query::UsageAnswer};
    use lotse_report::{gate::Disclosed, measure::Number};
    use static_assertions::{assert_impl_all, assert_not_impl_any};

    // What has not passed the gate cannot be shown: these lines stop compiling when it could.
    assert_not_impl_any!(Undisclosed<UsageAnswer>: IntoResponse, serde::Serialize, std::fmt::Display);
    assert_not_impl_any!(Undisclosed<u64>: IntoResponse, serde::Serialize, std::fmt::Display);
    assert_impl_all!(Disclosed<Number>: serde::Serialize);
}
