//! `/s/{service}/explore/retention`: who comes back, where anybody can be known to.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use lotse_domain::service::{Jurisdiction, ServiceKind};
use serde_json::Value;

use crate::program::{NOW, Program, Visit, heating_support, text};

const PAGE: &str = "/s/heating-support/explore/retention";
const API: &str = "/api/v1/services/heating-support/retention";

async fn filled(kind: ServiceKind) -> (Program, String) {
    heating_support(kind, Jurisdiction::UnitedStates, true, 12).await
}

#[tokio::test]
async fn pseudonyms_of_a_day_are_refused_with_the_reason() {
    let (program, cookie) = filled(ServiceKind::Public).await;
    let page = program.page(&cookie, PAGE).await;
    assert!(page.contains("Here it cannot be said who comes back."));
    assert!(page.contains("live one day: whoever comes back tomorrow is another visitor"));
    assert!(!page.contains("id=\"retention\""), "no table");
    let api: Value = serde_json::from_str(&program.page(&cookie, API).await).unwrap();
    assert_eq!(api["not_followed"], "daily-pseudonyms");
    assert_eq!(api["cohorts"], serde_json::json!([]));
    let file = program.page(&cookie, &format!("{PAGE}.csv")).await;
    assert_eq!(file, "since,people\r\n");
}

#[tokio::test]
async fn a_period_begins_where_its_interval_does_and_stays_within_the_keys_of_a_quarter() {
    let (program, cookie) = filled(ServiceKind::Employees).await;
    let asked = async |query: &str| -> Value {
        serde_json::from_str(&program.page(&cookie, &format!("{API}?{query}")).await).unwrap()
    };
    // The 4th is a Wednesday.
    let weeks = asked("first=2026-11-04&last=2026-11-23").await;
    assert_eq!(weeks["period"]["first"], "2026-11-02");
    assert_eq!(weeks["interval"], "week");
    let first: Vec<_> =
        weeks["cohorts"].as_array().unwrap().iter().map(|c| c["first"].as_str()).collect();
    assert_eq!(first, ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"].map(Some));
    assert_eq!(weeks["cohorts"][3]["is_partial"], true);
    let quarter = asked("first=2026-09-20&last=2026-10-04").await;
    assert_eq!(quarter["not_followed"], "key-change");
    let many = asked("first=2026-10-01&last=2026-11-20&interval=day").await;
    assert_eq!(many["not_followed"], "too-many-intervals");
    let page = program.page(&cookie, &format!("{PAGE}?first=2026-09-20&last=2026-10-04")).await;
    assert!(page.contains("Choose dates within one quarter."));
}

#[tokio::test]
async fn what_cannot_be_asked_is_said() {
    let (program, cookie) = filled(ServiceKind::Employees).await;
    let response = program.get(&cookie, &format!("{PAGE}?interval=year")).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(text(response).await.contains("does not exist: interval"));
    for path in [API, &format!("{PAGE}.csv")] {
        let response = program.get(&cookie, &format!("{path}?interval=year")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn weeks_of_too_few_name_the_month_that_is_shown() {
    let program = Program::new().await;
    let service =
        program.service("Desk", ServiceKind::Employees, Jurisdiction::UnitedStates, true).await;
    let now: Timestamp = NOW.parse().unwrap();
    // Six began a week ago and eight two weeks ago: neither are ten.
    for (days, people) in [(14, 0..8_u8), (7, 8..14)] {
        let at = now - SignedDuration::from_hours(24 * days);
        program.clock.set(at + SignedDuration::from_mins(6));
        for person in people {
            let visit = Visit::reading(at, person, &["/"]);
            program.signed_visit(&service, &visit, &format!("clerk-{person}")).await;
        }
    }
    program.clock.set(now);
    let cookie = program.sign_in().await;
    let asked = async |interval: &str| -> Value {
        let query = format!("interval={interval}&first=2026-11-09&last=2026-11-22");
        let api = format!("/api/v1/services/desk/retention?{query}");
        serde_json::from_str(&program.page(&cookie, &api).await).unwrap()
    };
    let weeks = asked("week").await;
    assert_eq!(weeks["shown_by"], "month", "{weeks}");
    assert_eq!(weeks["cohorts"][0]["people"]["reason"], "too-few", "{weeks}");
    let months = asked("month").await;
    assert_eq!(
        (&months["shown_by"], &months["cohorts"][0]["people"]["state"]),
        (&Value::Null, &"shown".into())
    );
    let page = "/s/desk/explore/retention?interval=week&first=2026-11-09&last=2026-11-22";
    let page = program.page(&cookie, page).await;
    assert!(page.contains("With longer intervals") && page.contains("interval=month"), "{page}");
}
