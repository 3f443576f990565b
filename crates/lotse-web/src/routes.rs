//! Every route with its role, in one table. The router is built from it and from nothing else, so
//! that a route without a role cannot exist.

use std::time::Duration;

use axum::{
    Router,
    extract::Request,
    handler::Handler,
    http::Method,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{self, MethodRouter},
};
use serde::Serialize;
use tower_http::compression::CompressionLayer;

use crate::{
    access::{self, Role},
    api, assets, collect,
    error::{self, Failure},
    headers, operator,
    pages::{data, explore, overview, services, settings},
    reader, sign_in,
    state::AppState,
};

/// What a route answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// A page to read.
    Page,
    /// A change, then a redirection to a page, or the page with what was wrong.
    Change,
    /// Data for programs.
    Data,
    /// A file.
    File,
}

/// One line of the table.
#[derive(Clone, Debug, Serialize)]
pub struct RouteEntry {
    /// `GET`, `POST` or `OPTIONS`.
    pub method: &'static str,
    /// With placeholders such as `{service}`.
    pub path: &'static str,
    /// Who may use it.
    pub role: Role,
    /// What it answers with.
    pub answer: Answer,
}

struct Route {
    entry: RouteEntry,
    handler: MethodRouter<AppState>,
}

fn get<H, T>(path: &'static str, role: Role, answer: Answer, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let entry = RouteEntry { method: "GET", path, role, answer };
    Route { entry, handler: routing::get(handler) }
}

fn post<H, T>(path: &'static str, role: Role, answer: Answer, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let entry = RouteEntry { method: "POST", path, role, answer };
    Route { entry, handler: routing::post(handler) }
}

fn options<H, T>(path: &'static str, role: Role, answer: Answer, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let entry = RouteEntry { method: "OPTIONS", path, role, answer };
    Route { entry, handler: routing::options(handler) }
}

fn table() -> Vec<Route> {
    use Answer::{Change, Data, File, Page};
    use Role::{Operator, Public, SignedIn};
    vec![
        // Signing in and out.
        get("/sign-in", Public, Page, sign_in::explain),
        get("/sign-in/{token}", Public, Page, sign_in::offer),
        post("/sign-in/{token}", Public, Change, sign_in::redeem),
        post("/sign-out", SignedIn, Change, sign_in::leave),
        // Services.
        get("/", SignedIn, Page, services::list::show),
        get("/services/new", SignedIn, Page, services::new::show),
        post("/services/new", SignedIn, Change, services::new::add),
        // One service.
        get("/s/{service}", SignedIn, Page, overview::show),
        get("/s/{service}/overview.csv", SignedIn, File, overview::download),
        get("/s/{service}/explore", SignedIn, Page, explore::list::show),
        get("/s/{service}/explore/save", SignedIn, Page, explore::save::show),
        post("/s/{service}/explore/save", SignedIn, Change, explore::save::save),
        post(
            "/s/{service}/explore/saved/{question}/delete",
            SignedIn,
            Change,
            explore::list::delete,
        ),
        get("/s/{service}/explore/funnel", SignedIn, Page, explore::funnel::show),
        get("/s/{service}/explore/funnel.csv", SignedIn, File, explore::funnel::download),
        get("/s/{service}/explore/paths", SignedIn, Page, explore::paths::show),
        get("/s/{service}/explore/paths.csv", SignedIn, File, explore::paths::download),
        get("/s/{service}/explore/retention", SignedIn, Page, explore::retention::show),
        get("/s/{service}/explore/retention.csv", SignedIn, File, explore::retention::download),
        get("/s/{service}/data/install", SignedIn, Page, data::install::show),
        get("/s/{service}/data/install/arrival", SignedIn, Data, data::install::arrival),
        // Settings.
        get("/settings/components", SignedIn, Page, settings::components::show),
        // For programs.
        get("/api/v1/services/{service}/overview", SignedIn, Data, api::overview::show),
        get("/api/v1/services/{service}/funnel", SignedIn, Data, api::funnel::show),
        get("/api/v1/services/{service}/paths", SignedIn, Data, api::paths::show),
        get("/api/v1/services/{service}/retention", SignedIn, Data, api::retention::show),
        post("/v1/events", Role::Page, Data, collect::take),
        options("/v1/events", Role::Page, Data, collect::allow),
        post("/v1/form", Role::Page, Data, collect::take_form),
        get("/v1/pixel.gif", Role::Page, File, collect::take_pixel),
        get("/openapi.json", Public, File, api::openapi::show),
        // For operators.
        get("/health", Public, Data, operator::health),
        get("/ready", Public, Data, operator::ready),
        get("/metrics", Operator, Data, operator::metrics),
        // Files.
        get("/lotse.js", Role::Page, File, assets::client),
        get("/assets/{file}", Role::Page, File, assets::show),
        get("/favicon.ico", Role::Page, File, assets::favicon),
        get("/robots.txt", Role::Page, File, assets::robots),
    ]
}

/// Every route, in the order of the table.
pub fn route_table() -> Vec<RouteEntry> {
    table().into_iter().map(|route| route.entry).collect()
}

/// How long a handler may take. A question to the lake has its own, shorter limits.
const LONGEST: Duration = Duration::from_secs(30);

/// The whole program as one service. `samples` are the demo's sample pages, if it serves them.
pub fn router(state: AppState, samples: Option<Router>) -> Router {
    let mut router = Router::new();
    for Route { entry, handler } in table() {
        let check = middleware::from_fn_with_state((state.clone(), entry.role), access::check);
        router = router.route(entry.path, handler.route_layer(check));
    }
    let router = router
        .fallback(|| async { Failure::NoSuchPage })
        .method_not_allowed_fallback(|| async { Failure::WrongMethod })
        .with_state(state.clone());
    let router = match samples {
        Some(samples) => router.merge(samples),
        None => router,
    };
    router
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn(error::show))
        .layer(middleware::from_fn(reader::learn))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state, headers::guard))
}

/// Ends what takes too long, with words.
async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LONGEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::TimedOut.into_response(),
    }
}

impl RouteEntry {
    /// The method as a value.
    pub fn method(&self) -> Method {
        match self.method {
            "POST" => Method::POST,
            "OPTIONS" => Method::OPTIONS,
            _ => Method::GET,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_and_method_is_in_the_table_once() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in route_table() {
            assert!(seen.insert((entry.path, entry.method)), "{} twice", entry.path);
        }
    }

    #[test]
    fn only_files_the_door_and_the_way_in_need_no_sign_in() {
        let open: Vec<_> = route_table()
            .into_iter()
            .filter(|entry| matches!(entry.role, Role::Public | Role::Page))
            .filter(|entry| entry.answer != Answer::File)
            .map(|entry| entry.path)
            .collect();
        assert_eq!(
            open,
            [
                "/sign-in",
                "/sign-in/{token}",
                "/sign-in/{token}",
                "/v1/events",
                "/v1/events",
                "/v1/form",
                "/health",
                "/ready"
            ]
        );
    }
}
