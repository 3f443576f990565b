//! Every route of the table: reachable, guarded by its role, and with the headers of every answer.

use axum::http::{Method, Request, StatusCode, header};
use lotse_domain::service::{Jurisdiction, ServiceKind};
use lotse_web::{Answer, Role, RouteEntry, route_table};

use crate::program::{Program, text};

/// A route's address with its placeholders filled in, and a question where it needs one.
fn address(entry: &RouteEntry) -> String {
    let path = entry
        .path
        .replace("{service}", "housing-benefit")
        .replace("{token}", "00")
        .replace("{question}", "1")
        .replace("{file}", "style-000000000000.css");
    if path.contains("/funnel") { format!("{path}?step1=/&step2=/sent") } else { path }
}

async fn ask(program: &Program, entry: &RouteEntry, cookie: &str) -> axum::response::Response {
    let request = Request::builder()
        .method(entry.method())
        .uri(address(entry))
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "same-origin");
    program.ask(request.body(axum::body::Body::empty()).unwrap()).await
}

async fn program() -> Program {
    let program = Program::new().await;
    program
        .service("Housing benefit", ServiceKind::Public, Jurisdiction::UnitedStates, false)
        .await;
    program
}

#[tokio::test]
async fn who_is_not_signed_in_gets_only_what_is_public() {
    let program = program().await;
    for entry in route_table() {
        let response = ask(&program, &entry, "").await;
        let (status, name) = (response.status(), format!("{} {}", entry.method, entry.path));
        match entry.role {
            Role::SignedIn if entry.path.starts_with("/api/") => {
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{name}");
                assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
            }
            Role::SignedIn => {
                assert_eq!(status, StatusCode::SEE_OTHER, "{name}");
                assert_eq!(response.headers()[header::LOCATION], "/sign-in", "{name}");
                assert!(text(response).await.is_empty(), "{name}");
            }
            Role::Operator => assert_eq!(status, StatusCode::FORBIDDEN, "{name}"),
            Role::Public | Role::Page => assert!(
                !matches!(
                    status,
                    StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::SEE_OTHER
                ),
                "{name}: {status}"
            ),
        }
    }
}

#[tokio::test]
async fn a_made_up_cookie_is_no_session() {
    let program = program().await;
    for cookie in ["lotse=", "lotse=0", "__Host-lotse=00", "lotse='; DROP TABLE sessions"] {
        for entry in route_table().iter().filter(|entry| entry.role == Role::SignedIn) {
            let status = ask(&program, entry, cookie).await.status();
            assert!(matches!(status, StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED), "{cookie}");
        }
    }
}

#[tokio::test]
async fn every_page_is_there_for_who_is_signed_in() {
    let program = program().await;
    let cookie = program.sign_in().await;
    for entry in route_table() {
        if entry.method() != Method::GET
            || entry.path.contains("{token}")
            || entry.path.contains("{file}")
            // The door's picture says what it is asked for by its query.
            || entry.path == "/v1/pixel.gif"
        {
            continue;
        }
        let response = ask(&program, &entry, &cookie).await;
        // Who is signed in already is led from the way in to the services.
        let expected =
            if entry.path == "/sign-in" { StatusCode::SEE_OTHER } else { StatusCode::OK };
        assert_eq!(response.status(), expected, "{}", entry.path);
        if entry.answer == Answer::Page && expected == StatusCode::OK {
            let page = text(response).await;
            assert_eq!(page.matches("<h1").count(), 1, "{}", entry.path);
        }
    }
}

#[tokio::test]
async fn an_unknown_service_is_named_as_such_on_every_route() {
    let program = program().await;
    let cookie = program.sign_in().await;
    let form_token = program.form_token(&cookie).await;
    for entry in route_table().iter().filter(|entry| entry.path.contains("{service}")) {
        let path = entry.path.replace("{service}", "nobody").replace("{question}", "1");
        let response = match entry.answer {
            Answer::Change => {
                program.post(&cookie, &path, &format!("form_token={form_token}")).await
            }
            _ => program.get(&cookie, &path).await,
        };
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(text(response).await.contains("There is no such service"), "{path}");
    }
}

#[tokio::test]
async fn no_change_is_made_by_a_form_from_another_site_or_without_its_token() {
    let program = program().await;
    let cookie = program.sign_in().await;
    let token = program.form_token(&cookie).await;
    let changes: Vec<_> =
        route_table().into_iter().filter(|entry| entry.answer == Answer::Change).collect();
    assert!(!changes.is_empty());
    for entry in &changes {
        assert_eq!(entry.method(), Method::POST, "{}: only POST changes", entry.path);
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            let request = Request::post(address(entry))
                .header(header::COOKIE, &cookie)
                .header(name, value)
                .body(axum::body::Body::from(format!("form_token={token}")))
                .unwrap();
            let status = program.ask(request).await.status();
            assert_eq!(status, StatusCode::FORBIDDEN, "{} with {name}: {value}", entry.path);
        }
        if entry.role == Role::SignedIn {
            for form in ["", "form_token=", "form_token=00", "Form_token=x"] {
                let response = program.post(&cookie, &address(entry), form).await;
                assert_eq!(response.status(), StatusCode::FORBIDDEN, "{} {form}", entry.path);
            }
        }
    }
    // Nothing of that signed anybody out or added anything.
    assert_eq!(program.get(&cookie, "/").await.status(), StatusCode::OK);
    assert_eq!(program.state.control.services().len(), 1);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let program = program().await;
    let cookie = program.sign_in().await;
    let mut paths: Vec<String> = route_table().iter().map(address).collect();
    paths.push("/no/such/page".to_owned());
    for path in paths {
        let response = program.get(&cookie, &path).await;
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("trusted-types 'none'"));
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "same-origin", "{path}");
        assert!(headers.contains_key("cross-origin-opener-policy"), "{path}");
        assert!(headers.contains_key("cross-origin-resource-policy"), "{path}");
        assert!(headers.contains_key("permissions-policy"), "{path}");
        assert!(headers.contains_key("cache-control"), "{path}");
        assert_eq!(headers["x-request-id"].len(), 16, "{path}");
        assert!(!headers.contains_key("strict-transport-security"), "only where it is encrypted");
    }
}

#[tokio::test]
async fn a_wrong_method_says_which_ones_there_are() {
    let program = program().await;
    let cookie = program.sign_in().await;
    let response = program.post(&cookie, "/robots.txt", "").await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(response.headers()[header::ALLOW].to_str().unwrap().contains("GET"));
    assert!(text(response).await.contains("Nothing was changed"));
}

#[tokio::test]
async fn errors_are_pages_in_the_readers_language_and_problems_for_programs() {
    let program = program().await;
    let response = program.get("lotse-lang=de", "/nirgends").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let page = text(response).await;
    assert!(page.contains("<html lang=\"de\"") && page.contains("Diese Seite gibt es nicht"));
    let response = program.get("", "/api/v1/nowhere").await;
    let problem: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(problem["status"], 404);
    assert_eq!(problem["title"], "There is no such page");
}
