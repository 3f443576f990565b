//! Every route of the table: reachable, guarded by its role, and with the headers of every answer.

use axum::http::{Method, Request, StatusCode, header};
use lotse_control::{audit::Actor, log_imports::NewImport};
use lotse_domain::{
    Count,
    ids::{AuthorityCode, ServiceId},
    import::{ImportState, LineCounts},
    role::{Grant, Grants, Permission, Reach, Role},
    series::{SeriesHead, SeriesPeriod, SeriesPoint},
    service::{Jurisdiction, ServiceKind},
};
use lotse_web::{Answer, RouteEntry, Rule, route_table};

use crate::program::{Program, text};

/// An upload that waits to be looked at.
const UPLOAD: &str = "00112233445566778899aabbccddeeff";

/// A route's address with its placeholders filled in, and a question where it needs one.
pub(crate) fn address(entry: &RouteEntry) -> String {
    let path = entry
        .path
        .replace("{service}", "housing-benefit")
        .replace("{token}", "00")
        .replace("{question}", "1")
        .replace("{import}", "1")
        .replace("{tag}", "1")
        .replace("{annotation}", "1")
        .replace("{segment}", "1")
        .replace("{task}", "1")
        .replace("{series}", "1")
        .replace("{upload}", UPLOAD)
        .replace("{person}", "1")
        .replace("{organization}", "city-of-example")
        .replace("{public_service}", "housing-benefit")
        .replace("{grant}", "999")
        .replace("{session}", "999")
        .replace("{access_token}", "999")
        .replace("{passkey}", "999")
        .replace("{identity}", "999")
        .replace("{file}", "style-000000000000.css");
    match path.as_str() {
        "/objected/{key}" => format!("{path}?now=objected"),
        "/s/housing-benefit/data/events/describe" => format!("{path}?what=event&name=sent"),
        _ if path.contains("/funnel") => format!("{path}?step1=/&step2=/sent"),
        // Each day is a question of its own.
        _ if path.contains("/extract") => format!("{path}?days=1"),
        _ => path,
    }
}

async fn ask(program: &Program, entry: &RouteEntry, cookie: &str) -> axum::response::Response {
    let service = program.state.control.service("housing-benefit").unwrap();
    let path = address(entry).replace("{key}", service.public_key.as_str());
    ask_at(program, entry, &path, cookie).await
}

async fn ask_at(
    program: &Program,
    entry: &RouteEntry,
    path: &str,
    cookie: &str,
) -> axum::response::Response {
    let request = Request::builder()
        .method(entry.method())
        .uri(path)
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "same-origin");
    program.ask(request.body(axum::body::Body::empty()).unwrap()).await
}

fn needs_sign_in(entry: &RouteEntry) -> bool {
    matches!(entry.rule, Rule::SignedIn | Rule::May(_))
}

pub(crate) async fn program() -> Program {
    let program = Program::new().await;
    let service = program
        .service("Housing benefit", ServiceKind::Public, Jurisdiction::UnitedStates, false)
        .await;
    let of = NewImport {
        files: vec!["access.log".to_owned()],
        fingerprint: String::new(),
        format: None,
        columns: lotse_domain::import::RowColumns::default(),
        hosts: Vec::new(),
        upload: None,
        all_bytes: 0,
    };
    let operator = program.state.control.by(Actor::operator());
    let none = LineCounts::default();
    operator.begin_import(&service, &of, ImportState::Running, &none).await.unwrap();
    let is = SeriesHead {
        name: "devices".to_owned(),
        measure: "visits".to_owned(),
        dimensions: Vec::new(),
    };
    let day = jiff::civil::date(2026, 11, 1);
    let period = SeriesPeriod::day(day);
    let points = vec![SeriesPoint { period, labels: Vec::new(), value: Count::new(9) }];
    operator.import_figures(&service, "devices.csv", [(is, points)]).await.unwrap();
    let upload = program.uploads.join(UPLOAD);
    std::fs::create_dir_all(&upload).unwrap();
    let about = format!("{{\"service\": {}, \"name\": \"devices.csv\"}}", service.id.number());
    std::fs::write(upload.join("about.json"), about).unwrap();
    std::fs::write(upload.join("file"), "date,visits\n2026-11-01,9\n").unwrap();
    program.tag(&service, "Start", "page matches \"/\"").await;
    program.task(&service, "Read", "/", "/sent").await;
    program.segment(&service, "Read on", 4).await;
    program.annotation(&service, jiff::civil::date(2026, 11, 9), "New form").await;
    program
}

#[tokio::test]
async fn who_is_not_signed_in_gets_only_what_is_public() {
    let program = program().await;
    for entry in route_table() {
        let response = ask(&program, &entry, "").await;
        let (status, name) = (response.status(), format!("{} {}", entry.method, entry.path));
        match entry.rule {
            Rule::SignedIn | Rule::May(_) if entry.path.starts_with("/api/") => {
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{name}");
                assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
            }
            Rule::SignedIn | Rule::May(_) => {
                assert_eq!(status, StatusCode::SEE_OTHER, "{name}");
                let to = response.headers()[header::LOCATION].to_str().unwrap().to_owned();
                let is_page = entry.method == "GET" && entry.path != "/";
                assert!(
                    to.starts_with("/sign-in") && to.contains("back=") == is_page,
                    "{name}: {to}"
                );
                assert!(text(response).await.is_empty(), "{name}");
            }
            Rule::Operator => assert_eq!(status, StatusCode::FORBIDDEN, "{name}"),
            // The page for the code leads back to the one for the password.
            Rule::Public if entry.path == "/sign-in/code" => {
                assert_eq!(response.headers()[header::LOCATION], "/sign-in", "{name}");
            }
            Rule::Public | Rule::Page => assert!(
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
        for entry in route_table().iter().filter(|entry| needs_sign_in(entry)) {
            let status = ask(&program, entry, cookie).await.status();
            assert!(matches!(status, StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED), "{cookie}");
        }
    }
}

/// What somebody with one role may use, by the table of roles and of routes.
fn is_open(grant: &Grant, entry: &RouteEntry, service: ServiceId) -> bool {
    let grants = Grants::new(vec![grant.clone()]);
    match entry.rule {
        Rule::Public | Rule::Page | Rule::SignedIn => true,
        Rule::Operator => grants.may(Permission::SeeOperations),
        Rule::May(permission) if entry.path.contains("{service}") => {
            grants.sight(permission, service).is_some()
        }
        Rule::May(permission) => grants.may(permission),
    }
}

#[tokio::test]
async fn every_route_is_open_to_the_roles_that_include_it_where_they_were_given() {
    let program = program().await;
    // Somebody stays who can look after people, whatever the routes do to the others.
    program.sign_in().await;
    let here = program.state.control.service("housing-benefit").unwrap().id;
    let there =
        program.service("Taxes", ServiceKind::Public, Jurisdiction::UnitedStates, false).await.id;
    let code = AuthorityCode::new("06037").unwrap();
    let reaches = [
        Reach::Organization,
        Reach::Service(here),
        Reach::Service(there),
        Reach::Authority(here, code.clone()),
        Reach::Authority(there, code),
    ];
    let (mut open, mut closed) = (0, 0);
    for role in Role::ALL {
        for (number, reach) in reaches.iter().enumerate() {
            let grant = Grant { role: *role, reach: reach.clone() };
            for entry in route_table() {
                // Signing out would end the session that the rest is asked with.
                if matches!(entry.path, "/sign-out" | "/settings/account/sessions/end") {
                    continue;
                }
                let user = program.person(&format!("{role} {number}"), &grant).await;
                let cookie = program.session(&user).await;
                let token = program.form_token(&cookie).await;
                let person = user.id.number().to_string();
                let path = address(&entry).replace("people/1", &format!("people/{person}"));
                let response = match entry.answer {
                    Answer::Change => {
                        program.post(&cookie, &path, &format!("form_token={token}")).await
                    }
                    _ => ask(&program, &entry, &cookie).await,
                };
                let name = format!("{} {} for {role} in {reach:?}", entry.method, entry.path);
                let status = response.status();
                // A stream goes on; that it has begun says enough. Pixels and columns are no words.
                let kind = response.headers().get(header::CONTENT_TYPE);
                let mute = ["text/event-stream", "image/png", "application/vnd.apache.parquet"];
                let is_mute = kind.is_some_and(|kind| mute.iter().any(|mute| kind == mute));
                let body = if is_mute { String::new() } else { text(response).await };
                let words = [
                    "Your role does not include this",
                    "There is no such service",
                    "For operators only",
                ];
                let is_refused =
                    !status.is_success() && words.iter().any(|words| body.contains(words));
                if is_open(&grant, &entry, here) {
                    assert!(!is_refused && status != StatusCode::FORBIDDEN, "{name}: {status}");
                    open += 1;
                } else {
                    assert!(is_refused, "{name}: {status} {body}");
                    let expected = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
                    assert!(expected.contains(&status), "{name}: {status}");
                    closed += 1;
                }
                // A service in which somebody has no role is answered like one that there is not.
                let sees = Grants::new(vec![grant.clone()]).sight(Permission::ReadFigures, here);
                if entry.path.contains("{service}") && sees.is_none() {
                    assert_eq!(status, StatusCode::NOT_FOUND, "{name}");
                }
            }
        }
    }
    assert!(open > 500 && closed > 300, "{open} open, {closed} closed");
}

#[test]
fn every_route_about_a_service_asks_for_a_permission() {
    for entry in route_table() {
        let is_about_one = entry.path.contains("{service}");
        assert!(!is_about_one || matches!(entry.rule, Rule::May(_)), "{}", entry.path);
        if let Rule::May(permission) = entry.rule {
            assert_eq!(permission.is_of_organization(), !is_about_one, "{}", entry.path);
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
            // Single events are for those with a right that is part of no role.
            || entry.path == "/s/{service}/data/events/stream"
            // No sign-in provider is set up here.
            || entry.path == "/sign-in/openid/answer"
        {
            continue;
        }
        let response = ask(&program, &entry, &cookie).await;
        // Who is signed in already is led from the way in to the services.
        let leads_on = matches!(entry.path, "/sign-in" | "/sign-in/code" | "/sign-in/openid");
        let expected = if leads_on { StatusCode::SEE_OTHER } else { StatusCode::OK };
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
            _ => ask_at(&program, entry, &path, &cookie).await,
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
        if needs_sign_in(entry) {
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
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
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
