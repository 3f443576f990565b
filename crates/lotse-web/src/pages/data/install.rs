//! `/s/{service}/data/install`: the snippet, and whether anything has arrived.

use askama::Template;
use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use lotse_collect::{ReferenceKind, sign_reference};
use lotse_control::test_visits::TestVisits;
use lotse_domain::service::{Origin, Service, ServiceKind};
use serde_json::json;

use crate::{
    assets,
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::ServiceInPath,
    public_url::PublicUrl,
    state::AppState,
    troubles::Trouble,
    ui::{field::Action, label},
};

/// The snippet and the state of arrival.
#[derive(Template)]
#[template(path = "pages/data/install.html")]
struct InstallPage {
    frame: Frame,
    slug: String,
    finding: String,
    has_arrived: bool,
    /// What was refused within the last hour, and what to do.
    troubles: Vec<String>,
    troubles_seen: usize,
    /// The reader's own browser sends a privacy signal.
    sends_signal: bool,
    snippet: String,
    policy: String,
    csp_note: String,
    origins: Vec<String>,
    profile: String,
    means: String,
    here: String,
    /// Links that mark a test visit, while they do.
    tests: Vec<TestLink>,
    tests_until: String,
    /// Ways in without a script: name, what it is for, what to copy.
    ways: [Way; 3],
    open_tests: Action,
    delete_tests: Option<Action>,
}

/// A way in for pages without a script.
struct Way {
    name: String,
    how: String,
    code: String,
}

/// A link that marks a test visit.
struct TestLink {
    origin: String,
    address: String,
}

/// `GET /s/{service}/data/install`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    headers: HeaderMap,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let newest = state.reports.arrival(&service).await?;
    let mut frame = request.frame(Place::Install, text.say("install-title")).about(&service);
    let troubles = state.troubles.of(service.id, state.clock.now());
    if newest.is_none() {
        frame.refresh_s = Some(10);
    }
    let finding = match &newest {
        None => text.say("install-waiting"),
        Some(newest) => {
            let when = label::newest(text, &service, **newest);
            text.fill("install-arrived", &[("when", when.into())])
        }
    };
    let tests = state.control.test_visits(&service).await?;
    let form_token = request.form_token();
    let at = |way: &str| format!("/s/{}/data/install/{way}", service.slug);
    page::show(&InstallPage {
        tests: tests.map(|tests| test_links(&state, &service, tests)).unwrap_or_default(),
        tests_until: tests.map_or_else(String::new, |tests| {
            let until = text.format().minute(tests.until, &service.time_zone);
            text.fill("install-test-until", &[("until", until.into())])
        }),
        open_tests: Action::new(at("test"), text.say("install-test-open"), &form_token),
        delete_tests: tests.map(|_| {
            Action::new(at("delete-tests"), text.say("install-test-delete"), &form_token)
                .lost(text.say("install-test-lost"))
        }),
        slug: service.slug.to_string(),
        finding,
        has_arrived: newest.is_some(),
        troubles_seen: troubles.len(),
        troubles: troubles.iter().map(|trouble| trouble_words(text, trouble)).collect(),
        sends_signal: sends_signal(&headers) && service.kind == ServiceKind::Public,
        snippet: snippet(&service, &state.public_url),
        ways: ways(text, &service, &state.public_url),
        policy: policy(&state.public_url),
        csp_note: csp_note(text, &service, &state.public_url),
        origins: service.origins.iter().map(|origin| origin.as_str().to_owned()).collect(),
        profile: text.word("profile", service.profile.as_str()),
        means: text.word("profile-means", service.profile.as_str()),
        here: request.path.clone(),
        frame,
    })
}

/// Links that mark a test visit, one for each address of the service's pages; none once their time is over.
fn test_links(state: &AppState, service: &Service, tests: TestVisits) -> Vec<TestLink> {
    if tests.until <= state.clock.now() {
        return Vec::new();
    }
    let secret = state.control.signing_secret_of(service.id);
    let number = tests.import.number().to_string();
    let kind = ReferenceKind::Test;
    let mark = sign_reference(&secret, &service.public_key, kind, &number, tests.until);
    let link = |origin: &Origin| TestLink {
        origin: origin.as_str().to_owned(),
        address: format!("{}/#lotse-test={mark}", origin.as_str()),
    };
    service.origins.iter().map(link).collect()
}

/// `POST /s/{service}/data/install/test`: lets links mark test visits.
pub(crate) async fn open_tests(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    state.control.by(request.caller()?.actor()).open_test_visits(&service).await?;
    Ok(Redirect::to(&format!("/s/{}/data/install#tests", service.slug)).into_response())
}

/// `POST /s/{service}/data/install/delete-tests`: has the test visits erased.
pub(crate) async fn delete_tests(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    state.control.by(request.caller()?.actor()).delete_test_visits(&service).await?;
    state.imports.wake.notify_one();
    Ok(Redirect::to(&format!("/s/{}/data/install#tests", service.slug)).into_response())
}

/// What is wrong, and what to do about it.
fn trouble_words(text: Text, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Origin(origin) => {
            text.fill("install-trouble-origin", &[("origin", origin.as_str().into())])
        }
        Trouble::Key { origin, key } => {
            let values = [("origin", origin.as_str().into()), ("key", key.as_str().into())];
            text.fill("install-trouble-key", &values)
        }
    }
}

/// Whether the reader's own browser asks for privacy: then what they try out is narrowed too.
fn sends_signal(headers: &HeaderMap) -> bool {
    ["sec-gpc", "dnt"].iter().any(|name| headers.get(*name).is_some_and(|value| value == "1"))
}

/// `GET /s/{service}/data/install/arrival`: asked by the page's script until it says yes.
pub(crate) async fn arrival(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
) -> Result<Response, Failure> {
    let arrived = state.reports.arrival(&service).await?.is_some();
    let troubles = state.troubles.of(service.id, state.clock.now()).len();
    Ok(Json(json!({ "arrived": arrived, "troubles": troubles })).into_response())
}

/// The one element that a page of the service needs. `integrity` makes the browser refuse any other
/// script than this one; `crossorigin` is what `integrity` asks for.
fn snippet(service: &Service, url: &PublicUrl) -> String {
    let client = &*assets::CLIENT;
    let parameters = match service.allowed_parameters.as_slice() {
        [] => String::new(),
        allowed => format!(" data-lotse-parameters=\"{}\"", escaped(&allowed.join(","))),
    };
    format!(
        "<script defer src=\"{src}\"\n  integrity=\"{integrity}\"\n  \
         crossorigin=\"anonymous\" data-lotse-key=\"{key}\" data-lotse-profile=\"{profile}\"{parameters}>\
         </script>",
        src = url.at(&client.address()),
        integrity = client.integrity(),
        key = service.public_key.as_str(),
        profile = service.profile,
    )
}

/// What to copy where no script runs: `docs/data/without-script.md` and `docs/data/server.md` say all of it.
fn ways(text: Text, service: &Service, url: &PublicUrl) -> [Way; 3] {
    let key = service.public_key.as_str();
    let page = service.origins.first().map_or("https://example.org", Origin::as_str);
    let page = format!("{page}/apply");
    let mut query = form_urlencoded::Serializer::new(String::new());
    let query = query.append_pair("key", key).append_pair("url", &page).finish();
    let picture = url.at(&format!("/v1/pixel.gif?{query}"));
    let way = |word: &str, code: String| Way {
        name: text.word("install-way", word),
        how: text.word("install-way-how", word),
        code,
    };
    [
        way(
            "picture",
            format!(
                "<noscript><img src=\"{}\"\n  alt=\"\" width=\"1\" height=\"1\"></noscript>",
                escaped(&picture)
            ),
        ),
        way(
            "form",
            format!(
                "<form method=\"post\" action=\"{action}\">\n  \
                 <input type=\"hidden\" name=\"key\" value=\"{key}\">\n  \
                 <input type=\"hidden\" name=\"url\" value=\"{page}\">\n  \
                 <input type=\"hidden\" name=\"name\" value=\"page_useful\">\n  \
                 <button name=\"property.answer\" value=\"yes\">Yes</button>\n  \
                 <button name=\"property.answer\" value=\"no\">No</button>\n</form>",
                action = url.at("/v1/form"),
                page = escaped(&page),
            ),
        ),
        way(
            "server",
            format!(
                "lotse service add-server-key {slug} \"case system\"\n\n\
                 curl -H \"Authorization: Bearer $SERVER_KEY\" -H \"Content-Type: application/json\" \\\n  \
                 {events} -d '{{\n  \"page\": {{ \"url\": \"{page}\" }},\n  \"events\": [{{ \
                 \"id\": \"01939f6e-7c5a-7d3b-9f0e-2f4a6b8c0d1e\", \"at\": 1795471984123,\n    \
                 \"kind\": \"custom\", \"name\": \"decided\" }}] }}'",
                slug = service.slug,
                events = url.at("/v1/events"),
            ),
        ),
    ]
}

/// A text as an attribute's value.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// What a page with a Content-Security-Policy must allow besides.
fn policy(url: &PublicUrl) -> String {
    format!("script-src {url}; connect-src {url}", url = url.as_str())
}

fn csp_note(text: Text, service: &Service, url: &PublicUrl) -> String {
    let is_same = service.origins.iter().all(|origin| origin.as_str() == url.as_str());
    text.say(if is_same { "install-policy-same" } else { "install-policy-other" })
}

#[cfg(test)]
mod tests {
    use lotse_domain::{
        ids::{ServiceId, ServiceSlug},
        service::{CollectionProfile, Jurisdiction, PublicKey, ServiceKind},
    };

    use super::*;

    #[test]
    fn the_snippet_pins_the_script_and_names_key_and_profile() {
        let service = Service {
            id: ServiceId::new(1),
            slug: ServiceSlug::from_name("a"),
            name: "A".into(),
            kind: ServiceKind::Public,
            jurisdiction: Jurisdiction::Germany,
            profile: CollectionProfile::Headers,
            public_key: PublicKey::from_text("pk_0123456789ABCDEF"),
            origins: vec![],
            allowed_parameters: vec!["step".into(), "a\"b".into()],
            authorities: Vec::new(),
            capture: lotse_domain::service::CaptureSettings::default(),
            time_zone: jiff::tz::TimeZone::UTC,
            generated: false,
        };
        let snippet = snippet(&service, &PublicUrl::new("https://lotse.example.gov").unwrap());
        for part in [
            "src=\"https://lotse.example.gov/assets/lotse-",
            "integrity=\"sha384-",
            "crossorigin=\"anonymous\"",
            "data-lotse-key=\"pk_0123456789ABCDEF\"",
            "data-lotse-profile=\"headers\"",
            "data-lotse-parameters=\"step,a&quot;b\"",
        ] {
            assert!(snippet.contains(part), "{part} is not in {snippet}");
        }
    }
}
