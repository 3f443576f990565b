//! `/s/{service}/data/install`: waiting, then green.

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
    assert_eq!(text(asked).await, r#"{"arrived":false}"#);

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
    assert_eq!(text(asked).await, r#"{"arrived":true}"#);
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
