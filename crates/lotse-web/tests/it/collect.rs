//! `POST /v1/events`: the statuses of `docs/spec/event.md`, section 4, for pages of any origin.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
    response::Response,
};
use lotse_control::audit::Actor;
use lotse_domain::{
    counted::{Counted, DailyCount},
    service::{Jurisdiction, Service, ServiceKind},
};
use lotse_web::PeerAddress;
use serde_json::{Value, json};

use crate::program::{CHROME, Program, text};

const ID: &str = "01939f6e-7c5a-7d3b-9f0e-2f4a6b8c0d1e";

fn body(service: &Service) -> Value {
    // Noon in Berlin on the tests' day.
    json!({ "key": service.public_key.as_str(), "sent_at": 1_795_431_600_000_i64,
        "profile": "statistics", "page": { "url": "https://service.example.gov/a" },
        "events": [{ "id": ID, "at": 1_795_431_599_000_i64, "kind": "page_view" }] })
}

async fn send(program: &Program, body: &str, origin: &str) -> Response {
    let request = Request::post("/v1/events")
        .header(header::ORIGIN, origin)
        .header(header::USER_AGENT, CHROME)
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "text/plain");
    program.ask(request.body(Body::from(body.to_owned())).unwrap()).await
}

async fn with_service() -> (Program, std::sync::Arc<Service>) {
    let program = Program::new().await;
    let service =
        program.service("A", ServiceKind::Public, Jurisdiction::UnitedStates, false).await;
    (program, service)
}

const HOME: &str = "https://service.example.gov";

#[tokio::test]
async fn each_outcome_has_its_status() {
    let (program, service) = with_service().await;
    let good = body(&service);
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut body = body(&service);
        change(&mut body);
        body.to_string()
    };
    let mixed = changed(&|b| b["events"].as_array_mut().unwrap().push(json!({ "id": "x" })));
    let all_bad = changed(&|b| b["events"] = json!([{ "id": "x" }]));
    let stranger = changed(&|b| b["key"] = json!("pk_0000000000000000"));
    for (name, body, origin, status, says) in [
        ("kept", good.to_string(), HOME, 200, r#""accepted":1"#),
        ("known already", good.to_string(), HOME, 200, r#""duplicates":1"#),
        ("mixed", mixed, HOME, 200, "id_not_uuid_v7"),
        ("all refused", all_bad, HOME, 400, "id_not_uuid_v7"),
        ("no JSON", "{".to_owned(), HOME, 400, "not_json"),
        ("unknown key", stranger, HOME, 401, "key_unknown"),
        ("foreign origin", good.to_string(), "https://evil.example", 403, "origin_not_allowed"),
        ("too large", " ".repeat(1_048_577), HOME, 413, "body_too_large"),
    ] {
        let response = send(&program, &body, origin).await;
        assert_eq!(response.status().as_u16(), status, "{name}");
        let headers = response.headers();
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*", "{name}");
        assert_eq!(headers[header::ACCESS_CONTROL_EXPOSE_HEADERS], "retry-after", "{name}");
        assert!(!headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS), "{name}");
        assert!(!headers.contains_key(header::SET_COOKIE), "{name}: the door knows no cookie");
        let answer = text(response).await;
        assert!(answer.contains(says), "{name}: {answer}");
    }
}

#[tokio::test]
async fn browsers_may_ask_first() {
    let (program, _) = with_service().await;
    let request = Request::options("/v1/events")
        .header(header::ORIGIN, HOME)
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .body(Body::empty())
        .unwrap();
    let response = program.ask(request).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_METHODS], "POST");
    assert_eq!(
        response.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS],
        "content-type, content-encoding"
    );
}

#[tokio::test]
async fn visitors_behind_our_proxy_are_told_apart_and_others_cannot_pretend() {
    let (program, service) = with_service().await;
    let mut sent = 0;
    for (peer, forwarded) in [
        ("10.0.0.1:1", "203.0.113.1"),
        ("10.0.0.1:2", "203.0.113.2"),
        ("10.0.0.1:3", "203.0.113.2"),
        // No proxy of ours: what it says is not believed, so these two are one visitor.
        ("198.51.100.9:1", "203.0.113.3"),
        ("198.51.100.9:2", "203.0.113.4"),
    ] {
        sent += 1;
        let mut body = body(&service);
        body["events"][0]["id"] = json!(format!("01939f6e-7c5a-7d3b-9f0e-2f4a6b8c0d{sent:02}"));
        let mut request = Request::post("/v1/events")
            .header(header::ORIGIN, HOME)
            .header(header::USER_AGENT, CHROME)
            .header("x-forwarded-for", forwarded)
            .body(Body::from(body.to_string()))
            .unwrap();
        request.extensions_mut().insert(PeerAddress(peer.parse().unwrap()));
        assert_eq!(program.ask(request).await.status(), StatusCode::OK);
    }
    let cookie = program.sign_in().await;
    let api = program.page(&cookie, "/api/v1/services/a/overview?days=1").await;
    let api: Value = serde_json::from_str(&api).unwrap();
    assert_eq!(api["figures"][0]["measure"], "daily-visitors");
    assert_eq!(api["figures"][0]["value"], 3, "{api}");
    assert_eq!(api["figures"][2]["value"], 5);
}

#[tokio::test]
async fn counters_name_reasons_and_no_service() {
    let (program, service) = with_service().await;
    send(&program, &body(&service).to_string(), HOME).await;
    send(&program, "{", HOME).await;
    let cookie = program.sign_in().await;
    let counters = program.page(&cookie, "/metrics").await;
    assert!(counters.contains("lotse_events_total{outcome=\"kept\"} 1"), "{counters}");
    assert!(counters.contains("lotse_events_refused_total{reason=\"not_json\"} 1"));
    assert!(
        !counters.contains(service.public_key.as_str()) && !counters.contains("service.example")
    );
}

#[tokio::test]
async fn what_is_refused_is_a_problem_with_its_reason_and_nothing_is_said_to_be_kept() {
    let (program, service) = with_service().await;
    let mut empty = body(&service);
    empty["events"] = json!([{ "id": "x" }]);
    for (body, status, reason) in
        [("{", 400, "not_json"), (empty.to_string().as_str(), 400, "events_refused")]
    {
        let response = send(&program, body, HOME).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        let problem: Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!((&problem["status"], &problem["reason"]), (&json!(status), &json!(reason)));
        assert_eq!(problem["accepted"], 0);
        assert!(problem["title"].is_string() && problem["detail"].is_string(), "{problem}");
    }
}

#[tokio::test]
async fn encoded_bodies_come_in_and_unknown_encodings_do_not() {
    use std::io::Write as _;
    let (program, service) = with_service().await;
    let plain = body(&service).to_string();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(plain.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    for (encoding, bytes, status) in [
        ("gzip", gzip.clone(), 200),
        ("deflate", gzip.clone(), 415),
        ("gzip, gzip", gzip.clone(), 415),
        ("br", gzip, 400),
    ] {
        let request = Request::post("/v1/events")
            .header(header::ORIGIN, HOME)
            .header(header::CONTENT_ENCODING, encoding)
            .body(Body::from(bytes))
            .unwrap();
        assert_eq!(program.ask(request).await.status().as_u16(), status, "{encoding}");
    }
}

#[tokio::test]
async fn a_service_that_floods_is_told_when_to_come_again() {
    let (program, service) = with_service().await;
    let mut flood = body(&service);
    let event = |n: usize| json!({ "id": format!("01939f6e-7c5a-7d3b-9f0e-{n:012x}"), "at": 1_795_431_599_000_i64, "kind": "page_view" });
    let mut next = 0;
    let mut statuses = Vec::new();
    for _ in 0..21 {
        flood["events"] = (next..next + 500).map(event).collect();
        next += 500;
        let response = send(&program, &flood.to_string(), HOME).await;
        statuses.push(response.status().as_u16());
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(response.headers()[header::RETRY_AFTER], "1");
            assert!(text(response).await.contains("too_fast"));
        }
    }
    assert_eq!(statuses[..20], [200; 20]);
    assert_eq!(statuses[20], 429);
}

#[tokio::test]
async fn a_page_without_script_is_counted_by_its_picture_and_its_form() {
    let (program, service) = with_service().await;
    let key = service.public_key.as_str();
    let ask = async |request: axum::http::request::Builder, body: String| {
        program
            .ask(request.header(header::USER_AGENT, CHROME).body(Body::from(body)).unwrap())
            .await
    };
    let pixel = format!("/v1/pixel.gif?key={key}&url={HOME}/apply");
    let response =
        ask(Request::get(&pixel).header(header::REFERER, format!("{HOME}/")), String::new()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "image/gif");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    let foreign = Request::get(&pixel).header(header::REFERER, "https://evil.example/a");
    assert_eq!(ask(foreign, String::new()).await.status(), StatusCode::FORBIDDEN);
    let form = || Request::post("/v1/form").header(header::ORIGIN, HOME);
    let fields = format!("key={key}&url={HOME}/done&name=page_useful&property.answer=no");
    let response = ask(form(), fields).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT, "the browser stays on its page");
    assert_eq!(ask(form(), "name=x".to_owned()).await.status(), StatusCode::BAD_REQUEST);
    let cookie = program.sign_in().await;
    let api = program.page(&cookie, "/api/v1/services/a/overview?days=1").await;
    let api: Value = serde_json::from_str(&api).unwrap();
    let views = api["figures"].as_array().unwrap().iter().find(|f| f["measure"] == "page-views");
    assert_eq!(views.unwrap()["value"], 1, "{api}");
}

#[tokio::test]
async fn a_server_sends_with_its_secret_key_until_that_is_revoked() {
    let (program, service) = with_service().await;
    let control = &program.state.control;
    let key = control.by(Actor::operator()).add_server_key(&service, "case system").await.unwrap();
    assert!(control.by(Actor::operator()).add_server_key(&service, "case system").await.is_err());
    assert_eq!(control.server_keys(&service).await.unwrap(), ["case system"]);
    let body = json!({ "page": { "url": "https://service.example.gov/decided" },
        "events": [{ "id": ID, "at": 1_795_431_599_000_i64, "kind": "custom", "name": "decided" }] });
    let send = async |authorization: String| {
        let request = Request::post("/v1/events")
            .header(header::AUTHORIZATION, authorization)
            .body(Body::from(body.to_string()))
            .unwrap();
        program.ask(request).await.status()
    };
    assert_eq!(send(format!("Bearer {key}")).await, StatusCode::OK);
    assert_eq!(send(format!("bearer  {key} ")).await, StatusCode::OK);
    assert_eq!(send("Bearer lsk_0000".to_owned()).await, StatusCode::UNAUTHORIZED);
    assert!(
        control.by(Actor::operator()).revoke_server_key(&service, "case system").await.unwrap()
    );
    assert_eq!(send(format!("Bearer {key}")).await, StatusCode::UNAUTHORIZED);
    assert!(
        !control.by(Actor::operator()).revoke_server_key(&service, "case system").await.unwrap()
    );
}

#[tokio::test]
async fn a_team_learns_what_its_pages_leak() {
    let (program, service) = with_service().await;
    let cookie = program.sign_in().await;
    let page = program.page(&cookie, "/s/a/data/rejected").await;
    assert!(page.contains("Nothing was cut out in the last 30 days."));
    let control = &program.state.control;
    let count =
        |word, times| DailyCount { service: service.id, counted: Counted::Redaction, word, times };
    let counts = [count("email", 1_200), count("birth-date", 3)];
    control.add_counts(&service, &counts).await.unwrap();
    let page = program.page(&cookie, "/s/a/data/rejected").await;
    for part in ["E-mail addresses", "1,200", "Dates of birth", "23\u{a0}Nov\u{a0}2026"] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}
