//! `/s/{service}`: the same honest numbers on the page, in the file and by the API.

use axum::http::{StatusCode, header};
use http_body_util::BodyExt as _;
use lotse_domain::service::{Jurisdiction, ServiceKind};
use serde_json::Value;

use crate::program::{Program, heating_support, text};

/// A filled service, with a page that two people opened.
async fn filled(kind: ServiceKind, place: Jurisdiction, people: u32) -> (Program, String) {
    heating_support(kind, place, true, people).await
}

fn number(api: &Value, measure: &str) -> u64 {
    let figures = api["figures"].as_array().unwrap();
    let figure = figures.iter().find(|figure| figure["measure"] == measure).unwrap();
    figure["value"].as_u64().unwrap_or_else(|| panic!("{measure}: {figure}"))
}

fn grouped(number: u64) -> String {
    let text = number.to_string();
    match text.len() {
        0..=3 => text,
        n => format!("{},{}", text.get(..n - 3).unwrap(), text.get(n - 3..).unwrap()),
    }
}

#[tokio::test]
async fn page_file_and_api_say_the_same() {
    let (program, cookie) = filled(ServiceKind::Public, Jurisdiction::UnitedStates, 24).await;
    let api = program.page(&cookie, "/api/v1/services/heating-support/overview").await;
    let api: Value = serde_json::from_str(&api).unwrap();
    let page = program.page(&cookie, "/s/heating-support").await;
    for measure in ["daily-visitors", "visits", "page-views"] {
        let shown = format!("<dd class=\"value\">{}</dd>", grouped(number(&api, measure)));
        assert!(page.contains(&shown), "{measure}: {shown}");
    }
    let file = program.page(&cookie, "/s/heating-support/overview.csv?table=page").await;
    let root = file.lines().find(|line| line.starts_with("/,")).unwrap();
    let views: u64 = root.split(',').nth(1).unwrap().parse().unwrap();
    let pages =
        api["tables"].as_array().unwrap().iter().find(|t| t["breakdown"] == "page").unwrap();
    assert_eq!(pages["rows"][0]["label"], "/");
    assert_eq!(pages["rows"][0]["cells"][0]["value"].as_u64(), Some(views));
    assert!(page.contains(&format!("≈\u{a0}{}<", grouped(views))), "rows of a total are blurred");
    let days = program.page(&cookie, "/s/heating-support/overview.csv").await;
    assert_eq!(days.lines().count(), 31);
    let visits: u64 = days
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(2).unwrap().parse::<u64>().unwrap())
        .sum();
    assert_eq!(visits, number(&api, "visits"));
}

#[tokio::test]
async fn a_page_that_two_people_opened_is_named_nowhere() {
    let (program, cookie) = filled(ServiceKind::Public, Jurisdiction::UnitedStates, 24).await;
    for path in [
        "/",
        "/s/heating-support",
        "/s/heating-support?days=7",
        "/s/heating-support?first=2026-11-20&last=2026-11-20",
        "/s/heating-support/overview.csv?table=page",
        "/s/heating-support/overview.csv?table=exit-page",
        "/s/heating-support/overview.csv?table=exit-page&first=2026-11-20&last=2026-11-20",
        "/api/v1/services/heating-support/overview",
        "/api/v1/services/heating-support/overview?days=7",
        "/metrics",
    ] {
        let page = program.page(&cookie, path).await;
        assert!(!page.contains("secret-page"), "{path}");
    }
}

#[tokio::test]
async fn the_address_decides_period_comparison_and_chart() {
    let (program, cookie) = filled(ServiceKind::Public, Jurisdiction::UnitedStates, 12).await;
    let page =
        program.page(&cookie, "/s/heating-support?days=7&compare=none&chart=page-views").await;
    assert!(page.contains("17\u{a0}Nov – 23\u{a0}Nov\u{a0}2026"));
    assert!(!page.contains("than before") && !page.contains("class=\"run before\""));
    assert!(page.contains("Page views per day"));
    let page = program.page(&cookie, "/s/heating-support?days=7").await;
    assert!(page.contains("than before") || page.contains("As before"));
    assert!(page.contains("class=\"run before\""));
    // Today is not over, and the page says so.
    assert!(page.contains("With today so far.") && page.contains("class=\"hollow\""));
    let page = program.page(&cookie, "/s/heating-support?first=2026-11-01&last=2026-11-10").await;
    assert!(!page.contains("With today so far.") && !page.contains("class=\"hollow\""));
}

#[tokio::test]
async fn a_service_that_has_just_begun_has_not_grown() {
    // 35 days of events: of the 30 days before, only the last five have any.
    let (program, cookie) = filled(ServiceKind::Public, Jurisdiction::UnitedStates, 12).await;
    let page = program.page(&cookie, "/s/heating-support").await;
    assert!(page.contains("the period before has events only from 20\u{a0}Oct\u{a0}2026 on"));
    assert!(!page.contains("than before") && !page.contains("than in the period before"));
    let page = program.page(&cookie, "/s/heating-support?days=7").await;
    assert!(!page.contains("has events only from"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_answered_with_words_and_the_usual_page() {
    let (program, cookie) = filled(ServiceKind::Public, Jurisdiction::UnitedStates, 6).await;
    for (query, words) in [
        ("first=2026-11-10&last=2026-11-01", "The last day may not lie before the first"),
        ("first=x&last=2026-11-01", "Enter both days as real dates"),
        ("first=2026-12-01&last=2026-12-02", "The first day may not lie after today"),
        ("first=2020-01-01&last=2026-11-01", "Choose at most 800"),
        ("compare=%3Cscript%3E", "does not exist: compare"),
        ("chart=bounce-rate", "does not exist: chart"),
    ] {
        let response = program.get(&cookie, &format!("/s/heating-support?{query}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
        let page = text(response).await;
        assert!(page.contains(words) && page.contains("class=\"numbers\""), "{query}");
        assert!(!page.contains("<script>"), "{query}");
        for path in ["/api/v1/services/heating-support/overview", "/s/heating-support/overview.csv"]
        {
            let response = program.get(&cookie, &format!("{path}?{query}")).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}?{query}");
        }
    }
    let response = program.get(&cookie, "/s/heating-support/overview.csv?table=visitor").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_period_without_events_says_so_and_offers_a_longer_one() {
    let (program, cookie) = filled(ServiceKind::Public, Jurisdiction::UnitedStates, 6).await;
    let page = program.page(&cookie, "/s/heating-support?first=2026-01-01&last=2026-01-05").await;
    assert!(page.contains("There was no event in this period."));
    assert!(page.contains("?days=90\"") && page.contains("Last event received: 23\u{a0}Nov"));
}

#[tokio::test]
async fn a_profile_that_captures_nothing_shows_no_bounce_rate_and_says_why() {
    let (program, cookie) = filled(ServiceKind::Public, Jurisdiction::Germany, 8).await;
    let page = program.page(&cookie, "/s/heating-support").await;
    assert_eq!(page.matches("Not measured here").count(), 2, "bounce rate and time in use");
    assert!(page.contains("does not look at what people do"));
    assert!(!page.contains("example.gov/help"), "no referrer under this profile");
}

#[tokio::test]
async fn unsigned_events_of_employees_show_no_figure_at_all() {
    let (program, cookie) = filled(ServiceKind::Employees, Jurisdiction::Germany, 8).await;
    let page = program.page(&cookie, "/s/heating-support").await;
    assert!(page.contains("Too few to show"));
    assert!(!page.contains("/apply/income") && !page.contains("class=\"run"));
    assert!(page.contains("Nothing may be drawn"));
}

#[tokio::test]
async fn automatic_clients_are_left_out_their_share_is_shown_and_they_can_be_counted() {
    let program = Program::new().await;
    let service =
        program.service("A", ServiceKind::Public, Jurisdiction::UnitedStates, false).await;
    let sent = |n: usize, browser: &'static str| {
        let event = serde_json::json!({ "id": format!("01939f6e-7c5a-7d3b-9f0e-{n:012x}"),
            "at": 1_795_431_599_000_i64, "kind": "page_view" });
        let body = serde_json::json!({ "key": service.public_key.as_str(),
            "sent_at": 1_795_431_600_000_i64, "page": { "url": "https://service.example.gov/a" },
            "events": [event] });
        let request = axum::http::Request::post("/v1/events")
            .header("user-agent", browser)
            .body(axum::body::Body::from(body.to_string()))
            .unwrap();
        program.ask(request)
    };
    let cookie = program.sign_in().await;
    assert_eq!(sent(0, "curl/8.9.1").await.status(), 200);
    let page = program.page(&cookie, "/s/a?days=7").await;
    assert!(page.contains("Only automatic clients") && page.contains("Count them too"), "{page}");
    for n in 1..4 {
        assert_eq!(sent(n, crate::program::CHROME).await.status(), 200);
    }
    let page = program.page(&cookie, "/s/a?days=7").await;
    assert!(
        page.contains("one event (25.0% of all).") && page.contains("Count them too"),
        "{page}"
    );
    assert!(page.contains("the period before has no events."));
    let views = async |query: &str| {
        let path = format!("/api/v1/services/a/overview?days=7{query}");
        let api: serde_json::Value =
            serde_json::from_str(&program.page(&cookie, &path).await).unwrap();
        assert_eq!(api["automatic"]["events"], 1, "{api}");
        let figures = api["figures"].as_array().unwrap().clone();
        figures.iter().find(|f| f["measure"] == "page-views").unwrap()["value"].clone()
    };
    assert_eq!(views("").await, 3);
    assert_eq!(views("&automatic=counted").await, 4);
    let page = program.page(&cookie, "/s/a?days=7&automatic=counted").await;
    assert!(page.contains("Leave them out"), "{page}");
}

#[tokio::test]
async fn today_is_shown_while_it_grows_and_of_employees_nothing_is() {
    let (program, cookie) = filled(ServiceKind::Public, Jurisdiction::UnitedStates, 6).await;
    let page = program.page(&cookie, "/s/heating-support").await;
    assert!(page.contains("data-live=\"/s/heating-support/live\"") && page.contains("Count again"));
    let response = program.get(&cookie, "/s/heating-support/live").await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut events = response.into_body();
    let first = events.frame().await.unwrap().unwrap().into_data().unwrap();
    let first = String::from_utf8(first.to_vec()).unwrap();
    let data: Value = serde_json::from_str(first.trim().strip_prefix("data: ").unwrap()).unwrap();
    let api = "/api/v1/services/heating-support/overview?days=1";
    let api: Value = serde_json::from_str(&program.page(&cookie, api).await).unwrap();
    for measure in ["page-views", "visits", "daily-visitors"] {
        assert_eq!(data["totals"][measure], number(&api, measure).to_string(), "{data}");
    }
    assert_eq!(data["said"], "Counted at 12:00:00.");
    assert_eq!(data.as_object().unwrap().len(), 2, "totals, and nothing else");
    program.stop.send_replace(true);
    assert!(events.frame().await.is_none(), "a stream ends when the program stops");

    let (program, cookie) = filled(ServiceKind::Employees, Jurisdiction::Germany, 12).await;
    assert!(!program.page(&cookie, "/s/heating-support").await.contains("data-live"));
    let none = program.get(&cookie, "/s/heating-support/live").await;
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn dates_are_carried_from_page_to_page_and_charts_are_not() {
    let (program, cookie) = filled(ServiceKind::Public, Jurisdiction::UnitedStates, 6).await;
    let page = program.page(&cookie, "/s/heating-support?days=7&compare=none&chart=visits").await;
    assert!(page.contains("href=\"/s/heating-support/explore?days=7&#38;compare=none\""), "{page}");
    let page = program.page(&cookie, "/s/heating-support/explore?days=7&compare=none").await;
    assert!(page.contains("/s/heating-support/explore/funnel?days=7&#38;compare=none"));
    assert!(page.contains("href=\"/s/heating-support?days=7&#38;compare=none\""));
    let page = program.page(&cookie, "/s/heating-support/explore/paths?days=7").await;
    assert!(page.contains("7 days") && page.contains("/explore?days=7\""));
}
