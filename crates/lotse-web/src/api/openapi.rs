//! The description of the interface for programs, made of the handlers' own annotations.
//!
//! Served at `/openapi.json` and committed as `docs/openapi.json`; a test holds the two together, and
//! another that every route for programs is in it.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::{IntoParams, IntoResponses, OpenApi, ToSchema};

use super::{
    annotations, dictionary, extract, forms, friction, funnel, imports, overview, page_table,
    paths, questions, retention, segments, series, services, tags, tasks, trend,
};
use crate::{client_configuration, collect, operator};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Lotse",
        description = "Events go in at the door; disclosed numbers come out at the gate. What each field means exactly stands in docs/spec/event.md.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        collect::take,
        collect::take_form,
        collect::take_pixel,
        client_configuration::show,
        services::list,
        overview::show,
        trend::show,
        funnel::show,
        paths::show,
        retention::show,
        forms::show,
        friction::show,
        page_table::show,
        extract::show,
        questions::list,
        questions::save,
        questions::delete,
        imports::list,
        imports::show,
        imports::bring,
        imports::undo,
        series::list,
        series::show,
        series::bring,
        series::delete,
        dictionary::events,
        dictionary::rejected,
        tags::list,
        tags::make,
        tags::change,
        tags::archive,
        tags::versions,
        tags::preview,
        segments::list,
        segments::make,
        segments::change,
        segments::archive,
        segments::versions,
        tasks::list,
        tasks::make,
        tasks::change,
        tasks::archive,
        tasks::versions,
        tasks::suggestion,
        tasks::report,
        annotations::list,
        annotations::csv,
        annotations::make,
        annotations::show,
        annotations::change,
        annotations::delete,
        annotations::bring,
        operator::health,
        operator::ready,
        operator::metrics
    ),
    components(schemas(
        EventBatch,
        Event,
        Page,
        Context,
        Display,
        Element,
        Receipt,
        RefusedEvent,
        Problem
    ))
)]
struct Description;

/// The description as pretty JSON.
pub fn description() -> String {
    let description = Description::openapi();
    // Of texts and lists alone, which JSON can always hold.
    let mut text = description.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// `GET /openapi.json`
pub(crate) async fn show() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], description()).into_response()
}

/// What a client or a service's own server sends.
#[derive(ToSchema, Serialize)]
pub(crate) struct EventBatch {
    /// The public key of the service. A server that names its secret key leaves it out.
    #[schema(max_length = 100, example = "pk_7Q2M4X9B1KTRZ8VW")]
    key: Option<String>,
    /// The sender's clock, in milliseconds since 1970 UTC. A server leaves it out.
    #[schema(minimum = 0, example = 1_795_471_985_123_i64)]
    sent_at: Option<i64>,
    /// The collection profile that the client ran under; the door never widens it.
    #[schema(example = "statistics")]
    profile: Option<String>,
    /// Global Privacy Control or Do-Not-Track was set.
    signal: Option<bool>,
    /// The page that events without an own one happened on.
    page: Option<Page>,
    /// What the browser says of itself.
    context: Option<Context>,
    /// Signed reference to a person.
    user: Option<String>,
    /// Signed reference to a case.
    case: Option<String>,
    /// Signed mark that a member of staff does it for somebody.
    assisted: Option<String>,
    /// Under `consented`: the random id that the client made after consent; only a keyed hash is kept.
    #[schema(example = "0b7c2f44-2f5e-4a51-9d27-6a3b8f0f1c2d")]
    visitor: Option<String>,
    /// Signed mark of a test visit, whose events can be deleted together.
    test: Option<String>,
    /// Display settings, once per document; counted per service and day, kept on no event.
    display: Option<Display>,
    /// The events.
    #[schema(min_items = 1, max_items = 500)]
    events: Vec<Event>,
}

/// Display settings of the person's system.
#[derive(ToSchema, Serialize)]
pub(crate) struct Display {
    /// The page is enlarged.
    zoom: Option<bool>,
    /// `more` or `less`.
    contrast: Option<String>,
    /// `reduce`.
    motion: Option<String>,
    /// `dark`.
    scheme: Option<String>,
    /// The system replaces colours.
    forced_colors: Option<bool>,
}

/// A page of a service.
#[derive(ToSchema, Serialize)]
pub(crate) struct Page {
    /// Its absolute address.
    #[schema(max_length = 2048, example = "https://benefits.example.gov/apply")]
    url: String,
    /// The address that led to it; only its domain is kept.
    referrer: Option<String>,
    /// Its language, as a language tag.
    language: Option<String>,
    /// The short name of its state.
    #[schema(max_length = 64)]
    state: Option<String>,
}

/// What the browser says of itself; read only under profiles that allow it.
#[derive(ToSchema, Serialize)]
pub(crate) struct Context {
    /// The language that it asks for.
    language: Option<String>,
    /// How good the connection is.
    connection: Option<String>,
    /// It asks to save data.
    save_data: Option<bool>,
    /// Its time zone.
    time_zone: Option<String>,
    /// A program drives it.
    webdriver: Option<bool>,
}

/// One thing that happened.
#[derive(ToSchema, Serialize)]
pub(crate) struct Event {
    /// A UUID of version 7, the same in every retry.
    #[schema(example = "01939f6e-7c5a-7d3b-9f0e-2f4a6b8c0d1e")]
    id: String,
    /// When, in milliseconds since 1970 UTC.
    #[schema(minimum = 0)]
    at: i64,
    /// What kind of thing; `docs/spec/capture.md` lists them.
    #[schema(example = "page_view")]
    kind: String,
    /// Name, for `custom` and `outcome`.
    #[schema(max_length = 100)]
    name: Option<String>,
    /// Time in use, in milliseconds, for `leave`.
    #[schema(minimum = 0, maximum = 86_400_000)]
    engaged_ms: Option<i64>,
    /// What it happened to, for the kinds that happen to an element.
    element: Option<Element>,
    /// What the service says of it, or the facts of its kind: texts, numbers and truth values.
    #[schema(value_type = Option<Object>)]
    properties: Option<serde_json::Value>,
    /// Replaces the page of the request.
    page: Option<Page>,
}

/// An element: what it is and is called, never what was typed.
#[derive(ToSchema, Serialize)]
pub(crate) struct Element {
    /// Its role.
    role: Option<String>,
    /// Its accessible name.
    name: Option<String>,
    /// Its id.
    id: Option<String>,
    /// Its test id.
    test_id: Option<String>,
    /// Its place in the page.
    path: Option<String>,
    /// The heading that it stands under.
    heading: Option<String>,
    /// The page's author gave the name.
    marked: Option<bool>,
}

/// What became of the events. Everything accepted is on disk.
#[derive(ToSchema, Serialize)]
pub(crate) struct Receipt {
    /// New and kept.
    accepted: u64,
    /// Known already.
    duplicates: u64,
    /// The others, each with its reason.
    refused: Vec<RefusedEvent>,
}

/// An event that was not kept.
#[derive(ToSchema, Serialize)]
pub(crate) struct RefusedEvent {
    /// Its place among the events.
    index: u64,
    /// Its id, where it has one that can be read.
    id: Option<String>,
    /// The word for programs.
    reason: String,
    /// What is wrong, for a person.
    message: String,
}

/// When a report is asked about, and what becomes of automatic clients: the same in every report.
#[derive(IntoParams, Serialize)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportParams {
    /// So many days up to today, 1 to 800; 30 without it
    days: Option<u16>,
    /// First local day, with last instead of days
    first: Option<String>,
    /// Last local day
    last: Option<String>,
    /// `left-out` or `counted`: events of automatic clients
    automatic: Option<String>,
    /// The number of a segment: figures of its visitors alone
    segment: Option<i64>,
}

/// Why there is no report: the same for every report.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described: handlers answer with `Failure`")]
pub(crate) enum Refusals {
    /// A parameter has a value that it cannot have
    #[response(status = 400, content_type = "application/problem+json")]
    Parameter(Problem),
    /// Only for people who are signed in, and for programs with an access token that is good
    #[response(status = 401, content_type = "application/problem+json")]
    SignInNeeded(Problem),
    /// The caller's role, or the token's scope, does not include it
    #[response(status = 403, content_type = "application/problem+json")]
    NotAllowed(Problem),
    /// There is no service of this name, or the caller may not see it
    #[response(status = 404, content_type = "application/problem+json")]
    NoSuchService(Problem),
    /// The lake does not answer now; see Retry-After
    #[response(status = 503, content_type = "application/problem+json")]
    Busy(Problem),
}

/// What went wrong (RFC 9457).
#[derive(ToSchema, Serialize)]
pub(crate) struct Problem {
    /// Always `about:blank`.
    r#type: Option<String>,
    /// The status in words.
    title: Option<String>,
    /// The status.
    status: u16,
    /// What is wrong and what to do, for a person.
    detail: Option<String>,
    /// The word for programs.
    reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::{Answer, route_table};

    #[test]
    fn every_route_for_programs_is_described() {
        let description: serde_json::Value = serde_json::from_str(&description()).unwrap();
        for route in route_table() {
            let is_data = route.answer == Answer::Data || route.path.starts_with("/api/");
            let for_programs = is_data
                && route.method != "OPTIONS"
                // Pages ask these of themselves.
                && !["/s/", "/sign-in/"].iter().any(|own| route.path.starts_with(own));
            if for_programs {
                let method = route.method.to_lowercase();
                let entry = &description["paths"][route.path][&method];
                assert!(entry["responses"].is_object(), "{method} {}", route.path);
            }
        }
    }
}
