//! `/s/{service}/explore/friction`: signals that people struggle, the same on the page, in the file and by the API.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use lotse_domain::service::{Jurisdiction, Service, ServiceKind};
use serde_json::{Value, json};

use crate::program::{NOW, Program, Visit, id, text};

const PAGE: &str = "/s/permits/explore/friction";
const API: &str = "/api/v1/services/permits/friction";

async fn program(place: Jurisdiction) -> (Program, std::sync::Arc<Service>, String) {
    let program = Program::new().await;
    let service = program.service("Permits", ServiceKind::Public, place, false).await;
    let cookie = program.sign_in().await;
    (program, service, cookie)
}

/// What some people meet on a page, so many days ago.
async fn meet(
    program: &Program,
    service: &Service,
    people: std::ops::Range<u8>,
    (page, days): (&str, i64),
    event: Value,
) {
    for person in people {
        let ago = SignedDuration::from_hours(2 + 24 * days);
        let at: Timestamp = NOW.parse::<Timestamp>().unwrap() - ago;
        program.clock.set(at + SignedDuration::from_mins(6));
        let visit = Visit::reading(at, person, &[]);
        let at = visit.at.as_millisecond();
        let mut event = event.clone();
        (event["id"], event["at"]) = (id(at).into(), at.into());
        let view = json!({ "id": id(at), "at": at - 1, "kind": "page_view" });
        let sent_at = visit.at + SignedDuration::from_mins(2);
        let body = json!({ "key": service.public_key.as_str(), "profile": "statistics",
            "sent_at": sent_at.as_millisecond(), "events": [view, event],
            "page": { "url": format!("https://service.example.gov{page}"), "language": "en" },
            "context": { "language": "en" } });
        program.send_as(&visit, sent_at, &body).await;
    }
    program.clock.set(NOW.parse().unwrap());
}

async fn filled() -> (Program, String) {
    let (program, service, cookie) = program(Jurisdiction::UnitedStates).await;
    let element = json!({ "role": "button", "name": "Continue", "path": "main>button:1" });
    let dead = json!({ "kind": "dead_click", "element": element });
    meet(&program, &service, 0..40, ("/apply", 0), dead.clone()).await;
    meet(&program, &service, 0..20, ("/apply", 9), dead.clone()).await;
    meet(&program, &service, 40..60, ("/contact", 0), dead.clone()).await;
    meet(&program, &service, 60..75, ("/help", 0), dead.clone()).await;
    meet(&program, &service, 75..77, ("/quokka", 0), dead).await;
    let vital = |value: u32| {
        let properties = json!({ "metric": "lcp", "value": value });
        json!({ "kind": "web_vital", "properties": properties })
    };
    meet(&program, &service, 0..12, ("/apply", 0), vital(9_000)).await;
    meet(&program, &service, 12..40, ("/apply", 0), vital(900)).await;
    let search = |results: u32| json!({ "kind": "search", "properties": { "results": results } });
    meet(&program, &service, 0..30, ("/find", 0), search(3)).await;
    meet(&program, &service, 0..3, ("/find", 0), search(0)).await;
    (program, cookie)
}

async fn api(program: &Program, cookie: &str, query: &str) -> Value {
    serde_json::from_str(&program.page(cookie, &format!("{API}?{query}")).await).unwrap()
}

fn signal<'a>(api: &'a Value, name: &str) -> &'a Value {
    api["signals"].as_array().unwrap().iter().find(|of| of["signal"] == name).unwrap()
}

#[tokio::test]
async fn page_file_and_api_say_the_same() {
    let (program, cookie) = filled().await;
    let api = api(&program, &cookie, "days=30").await;
    assert_eq!(api["signals"].as_array().unwrap().len(), 10);
    let dead = signal(&api, "dead-click");
    let people = dead["people"]["total"]["value"].as_u64().unwrap();
    assert!((60..140).contains(&people), "about 97: {people}");
    assert_eq!(dead["people"]["total"]["blurred"], true);
    let weeks = dead["people"]["cells"].as_array().unwrap();
    assert_eq!(weeks.len(), api["weeks"].as_array().unwrap().len());
    let shown = weeks.iter().filter(|week| week["value"].as_u64().is_some_and(|n| n > 0)).count();
    assert_eq!(shown, 2, "the two weeks in which they did: {weeks:?}");
    let slow = signal(&api, "slow-page")["people"]["total"]["value"].as_u64().unwrap();
    assert!((4..=24).contains(&slow), "twelve were slow, {slow}");
    assert_eq!(signal(&api, "empty-search")["people"]["total"]["reason"], "too-few");
    assert_eq!(signal(&api, "u-turn")["people"]["total"]["value"], 0);
    assert_eq!(api["pages_of"], "dead-click", "what most people met");
    let pages: Vec<_> = api["pages"].as_array().unwrap().iter().map(|p| &p["page"]).collect();
    assert_eq!(pages, ["/apply", "/contact"]);
    assert_eq!(api["pages_are_missing"], true, "one of two people, and the one that hides it");

    let page = program.page(&cookie, &format!("{PAGE}?days=30")).await;
    let words =
        format!("Most people met this: Clicks without effect. ≈\u{a0}{people} visitors did");
    assert!(page.contains(&words), "{page}");
    assert!(page.contains("Too few to show") && page.contains("nobody"), "{page}");
    assert!(page.contains("signal=slow-page#pages"), "a signal leads to its pages");
    assert!(page.contains("/explore/forms?days=30&#38;page=%2Fapply"), "a page leads to its forms");
    assert!(page.contains("Visitors who met it, week by week"));
    let slow = program.page(&cookie, &format!("{PAGE}?days=30&signal=slow-page")).await;
    assert!(slow.contains("Slow pages: on which pages") && slow.contains("by default one in ten"));

    let file = program.page(&cookie, &format!("{PAGE}.csv?days=30")).await;
    let line = format!("dead-click,(everywhere),{people},");
    assert!(file.lines().any(|found| found.starts_with(&line)), "{file}");
    assert!(file.contains("empty-search,(everywhere),fewer than 5 people"), "{file}");
    assert!(file.contains("\r\ndead-click,/apply,"), "{file}");
    let kept = program.page(&cookie, &format!("{PAGE}.html?days=30")).await;
    assert!(kept.contains("Clicks without effect") && !kept.contains("#pages"), "{kept}");
}

#[tokio::test]
async fn what_two_people_met_is_named_nowhere() {
    let (program, cookie) = filled().await;
    for query in ["days=7", "days=30", "days=30&signal=dead-click"] {
        for path in [PAGE.to_owned(), API.to_owned(), format!("{PAGE}.csv")] {
            let answer = program.page(&cookie, &format!("{path}?{query}")).await;
            assert!(!answer.contains("quokka"), "{path}?{query}");
        }
    }
}

#[tokio::test]
async fn where_nothing_is_told_it_says_why() {
    let (calm, _, cookie) = program(Jurisdiction::UnitedStates).await;
    let page = calm.page(&cookie, PAGE).await;
    assert!(page.contains("Nobody met any of these signals in this period."), "{page}");
    let (headers, _, cookie) = program(Jurisdiction::Germany).await;
    let page = headers.page(&cookie, PAGE).await;
    assert!(page.contains("Friction is not measured here"), "{page}");
    assert!(!page.contains("Repeated clicks"), "no table of nothing: {page}");
}

#[tokio::test]
async fn what_cannot_be_asked_is_said() {
    let (program, _, cookie) = program(Jurisdiction::UnitedStates).await;
    for (query, words) in
        [("signal=click", "does not exist: signal"), ("first=x&last=y", "Enter both days as real")]
    {
        let response = program.get(&cookie, &format!("{PAGE}?{query}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
        assert!(text(response).await.contains(words), "{query}");
        for path in [API.to_owned(), format!("{PAGE}.csv"), format!("{PAGE}.html")] {
            let response = program.get(&cookie, &format!("{path}?{query}")).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}?{query}");
        }
    }
}
