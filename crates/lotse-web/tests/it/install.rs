//! `/s/{service}/data/install`: waiting, then green.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use lotse_domain::service::{Jurisdiction, ServiceKind};

use crate::program::{CHROME, Program, Visit, text};

#[tokio::test]
async fn the_page_waits_until_the_first_event_is_there() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let service = program.service("Permit", ServiceKind::Public, Jurisdiction::Canada, false).await;
    let page = program.page(&cookie, "/s/permit/data/install").await;
    assert!(page.contains("Waiting for the first event"));
    assert!(page.contains("data-arrival=\"/s/permit/data/install/arrival\""));
    assert!(page.contains("<noscript><meta http-equiv=\"refresh\""), "it turns without script too");
    assert!(page.contains(service.public_key.as_str()));
    assert!(page.contains("connect-src http://localhost:8080"));
    let asked = program.get(&cookie, "/s/permit/data/install/arrival").await;
    assert_eq!(text(asked).await, r#"{"arrived":false,"troubles":0}"#);

    let visit = Visit {
        at: "2026-11-23T09:00:00Z".parse().unwrap(),
        address: [203, 0, 113, 5].into(),
        user_agent: CHROME,
        language: "en",
        referrer: "",
        pages: &["/"],
    };
    program.visit(&service, &visit).await;
    let asked = program.get(&cookie, "/s/permit/data/install/arrival").await;
    assert_eq!(text(asked).await, r#"{"arrived":true,"troubles":0}"#);
    let page = program.page(&cookie, "/s/permit/data/install").await;
    assert!(page.contains("Events arrive. The newest: 23\u{a0}Nov\u{a0}2026, 10:05."));
    assert!(!page.contains("data-arrival") && !page.contains("http-equiv=\"refresh\""));
}

#[tokio::test]
async fn the_script_that_the_snippet_names_is_served_with_that_content() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    program.service("Permit", ServiceKind::Public, Jurisdiction::Canada, false).await;
    let page = program.page(&cookie, "/s/permit/data/install").await;
    let rest = page.split("src=&#34;http://localhost:8080").nth(1).unwrap();
    let address = rest.split("&#34;").next().unwrap();
    let response = program.get("", address).await;
    let headers = response.headers().clone();
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert_eq!(headers["cross-origin-resource-policy"], "cross-origin");
    assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
    let script = text(response).await;
    let plain = program.get("", "/lotse.js").await;
    assert_eq!(plain.headers()["cache-control"], "public, max-age=3600");
    assert_eq!(text(plain).await, script);
}

#[tokio::test]
async fn employees_are_said_to_have_arrived_on_a_day_not_at_a_minute() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let desk = program.service("Desk", ServiceKind::Employees, Jurisdiction::Germany, false).await;
    let visit = Visit {
        at: "2026-11-23T09:00:00Z".parse().unwrap(),
        address: [203, 0, 113, 5].into(),
        user_agent: CHROME,
        language: "en",
        referrer: "",
        pages: &["/"],
    };
    program.visit(&desk, &visit).await;
    for path in ["/", "/s/desk", "/s/desk/data/install", "/api/v1/services/desk/overview"] {
        let page = program.page(&cookie, path).await;
        assert!(!page.contains("10:0") && !page.contains("09:0"), "{path}");
    }
}

/// Sends one page view as the client does.
async fn send(program: &Program, key: &str, origin: &str) -> u16 {
    let event = serde_json::json!({ "id": "01939f6e-7c5a-7d3b-9f0e-000000000001",
        "at": 1_795_431_599_000_i64, "kind": "page_view" });
    let body = serde_json::json!({ "key": key, "sent_at": 1_795_431_600_000_i64,
        "page": { "url": format!("{origin}/a") }, "events": [event] });
    let request = axum::http::Request::post("/v1/events")
        .header("user-agent", CHROME)
        .header("origin", origin)
        .body(axum::body::Body::from(body.to_string()))
        .unwrap();
    program.ask(request).await.status().as_u16()
}

#[tokio::test]
async fn what_is_wrong_with_the_snippet_is_named() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let service = program.service("Permit", ServiceKind::Public, Jurisdiction::Canada, false).await;
    program.service("Other", ServiceKind::Public, Jurisdiction::Canada, false).await;
    let key = service.public_key.as_str();
    assert_eq!(send(&program, key, "https://staging.example.gov").await, 403);
    assert_eq!(send(&program, "pk_MISTYPED", "https://service.example.gov").await, 401);
    // Of whom it cannot be is told to nobody.
    assert_eq!(send(&program, "pk_X", "https://nobody.example.gov").await, 401);
    assert_eq!(send(&program, key, "javascript:alert(1)").await, 403);
    let page = program.page(&cookie, "/s/permit/data/install").await;
    assert!(page.contains("A page at https://staging.example.gov has this snippet"), "{page}");
    assert!(page.contains("A page at https://service.example.gov sends the key “pk_MISTYPED”"));
    assert!(!page.contains("nobody.example.gov") && !page.contains("javascript:"));
    let asked = program.get(&cookie, "/s/permit/data/install/arrival").await;
    assert_eq!(text(asked).await, r#"{"arrived":false,"troubles":2}"#);
    // Both services are served from the address of the mistyped key; the other's key was right.
    let other = program.page(&cookie, "/s/other/data/install").await;
    assert!(other.contains("pk_MISTYPED") && !other.contains("staging.example.gov"));
    let now = lotse_domain::clock::Clock::now(&*program.clock);
    program.clock.set(now + jiff::SignedDuration::from_mins(59));
    assert!(program.page(&cookie, "/s/permit/data/install").await.contains("staging.example.gov"));
    let cookie = {
        program.clock.set(now + jiff::SignedDuration::from_mins(61));
        program.sign_in().await
    };
    assert!(!program.page(&cookie, "/s/permit/data/install").await.contains("staging.example.gov"));
}

#[tokio::test]
async fn who_asks_for_privacy_is_told_what_they_will_see() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    program.service("Permit", ServiceKind::Public, Jurisdiction::Canada, false).await;
    for (name, expected) in [("sec-gpc", true), ("dnt", true), ("x-none", false)] {
        let request = axum::http::Request::get("/s/permit/data/install")
            .header("cookie", &cookie)
            .header(name, "1")
            .body(axum::body::Body::empty())
            .unwrap();
        let page = text(program.ask(request).await).await;
        assert_eq!(page.contains("Your own browser asks for privacy"), expected, "{name}");
    }
}

#[tokio::test]
async fn a_test_visit_has_a_link_for_two_hours_and_is_deleted_on_request() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let token = program.form_token(&cookie).await;
    let service = program.service("Permit", ServiceKind::Public, Jurisdiction::Canada, false).await;
    let page = program.page(&cookie, "/s/permit/data/install").await;
    assert!(page.contains("Make links for a test visit") && !page.contains("#lotse-test="));
    let form = format!("form_token={token}");
    program.post(&cookie, "/s/permit/data/install/test", &form).await;
    let page = program.page(&cookie, "/s/permit/data/install").await;
    let origin = service.origins[0].as_str();
    let link = format!("href=\"{origin}/#lotse-test=t1.");
    assert!(page.contains(&link) && page.contains("Delete my test visits"), "{page}");
    program.post(&cookie, "/s/permit/data/install/delete-tests", &form).await;
    let page = program.page(&cookie, "/s/permit/data/install").await;
    assert!(!page.contains("#lotse-test=") && !page.contains("Delete my test visits"));
    assert_eq!(program.state.control.test_visits_to_erase().await.unwrap().len(), 1);
}

/// What stands in the page of installation below the heads of these words, as somebody copies it.
fn copied(page: &str, name: &str) -> String {
    let block = page.split(&format!("aria-label=\"{name}\"><code>")).nth(1).unwrap();
    let code = block.split("</code>").next().unwrap();
    code.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

#[tokio::test]
async fn what_is_copied_for_pages_without_script_is_taken_by_the_door() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    program.service("Permit", ServiceKind::Public, Jurisdiction::Canada, false).await;
    let page = program.page(&cookie, "/s/permit/data/install").await;
    let picture = copied(&page, "A picture: page views of people without script");
    let source = picture.split("src=\"").nth(1).unwrap().split('"').next().unwrap();
    let source = source.replace("&amp;", "&");
    let path = source.strip_prefix(crate::program::URL).unwrap();
    let request = Request::get(path).header(header::USER_AGENT, crate::program::CHROME);
    let answer = program.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(
        (answer.status(), &answer.headers()[header::CONTENT_TYPE]),
        (StatusCode::OK, &"image/gif".parse().unwrap())
    );
    let asked = program.get(&cookie, "/s/permit/data/install/arrival").await;
    assert_eq!(text(asked).await, r#"{"arrived":true,"troubles":0}"#, "{path}");
    let form = copied(&page, "A form: an answer with one button");
    let value = |name: &str| {
        let rest = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let mut fields = form_urlencoded::Serializer::new(String::new());
    for name in ["key", "url", "name", "property.answer"] {
        fields.append_pair(name, &value(name));
    }
    let action = form.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
    let request = Request::post(action.strip_prefix(crate::program::URL).unwrap())
        .header(header::USER_AGENT, crate::program::CHROME)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = program.ask(request.body(Body::from(fields.finish())).unwrap()).await;
    assert!(answer.status().is_success(), "{:?}", answer.status());
    let server = copied(&page, "From your own server: what happens after the page");
    let body = server.split("-d '").nth(1).unwrap().trim_end_matches('\'');
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["events"][0]["kind"], "custom");
    assert!(server.contains("lotse service add-server-key permit") && !server.contains("lsk_"));
}
