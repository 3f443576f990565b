//! What is hidden for too few people says from when on it would be shown: a longer period, or longer intervals.

use jiff::{SignedDuration, Timestamp};
use lotse_domain::service::{Jurisdiction, ServiceKind};
use serde_json::{Value, json};

use crate::program::{NOW, Program, Visit};

/// Four people read `/` and then `/a` on each of the last three days before today, a Monday.
async fn filled() -> (Program, String) {
    let program = Program::new().await;
    let service =
        program.service("Permits", ServiceKind::Public, Jurisdiction::UnitedStates, true).await;
    let now: Timestamp = NOW.parse().unwrap();
    for day in [3, 2, 1] {
        let at = now - SignedDuration::from_hours(day * 24);
        program.clock.set(at + SignedDuration::from_mins(6));
        for person in 0..4 {
            let visit = Visit::reading(at, person, &["/", "/a"]);
            program.visit(&service, &visit).await;
        }
    }
    program.clock.set(now);
    let cookie = program.sign_in().await;
    (program, cookie)
}

async fn asked(program: &Program, cookie: &str, path: &str) -> Value {
    let answer = program.page(cookie, &format!("/api/v1/services/permits/{path}")).await;
    serde_json::from_str(&answer).unwrap()
}

#[tokio::test]
async fn a_hidden_day_of_paths_and_of_a_funnel_names_the_week_that_is_shown() {
    let (program, cookie) = filled().await;
    let week = json!({ "first": "2026-11-16", "last": "2026-11-22", "time_zone": "Europe/Berlin" });
    for path in ["paths?end=beginning", "funnel?step1=/&step2=/a"] {
        let answer =
            asked(&program, &cookie, &format!("{path}&first=2026-11-22&last=2026-11-22")).await;
        assert_eq!(answer["shown_from"], week, "{path}: {answer}");
        let page = format!("/s/permits/explore/{path}&first=2026-11-22&last=2026-11-22");
        let page = program.page(&cookie, &page).await;
        assert!(page.contains("From 7 days on"), "{path}: {page}");
        assert!(page.contains("first=2026-11-16&#38;last=2026-11-22"), "{path}: {page}");
        // There it is so, and nothing longer is offered.
        let answer =
            asked(&program, &cookie, &format!("{path}&first=2026-11-16&last=2026-11-22")).await;
        assert_eq!(answer["shown_from"], Value::Null, "{path}");
        assert!(!answer.to_string().contains("too-few"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn hidden_days_of_a_trend_name_the_interval_that_is_shown() {
    let (program, cookie) = filled().await;
    let trend = "trend?of=/a&interval=day&first=2026-11-16&last=2026-11-22";
    let answer = asked(&program, &cookie, trend).await;
    assert_eq!(
        (&answer["shown_by"], &answer["shown_from"]),
        (&json!("week"), &Value::Null),
        "{answer}"
    );
    let page = program.page(&cookie, &format!("/s/permits/explore/{trend}")).await;
    assert!(page.contains("With longer intervals") && page.contains("interval=week"), "{page}");
    assert!(
        !page.contains("Most: 0"),
        "the days on which nobody came are not those with the most: {page}"
    );
    let answer = asked(&program, &cookie, &trend.replace("day", "week")).await;
    assert_eq!(answer["shown_by"], Value::Null, "{answer}");
    // A day alone has no longer interval in it; the total is shown from a week on.
    let day = "trend?of=/a&interval=day&first=2026-11-22&last=2026-11-22";
    let answer = asked(&program, &cookie, day).await;
    assert_eq!(answer["shown_by"], Value::Null, "{answer}");
    assert_eq!(answer["shown_from"]["first"], "2026-11-16", "{answer}");
}

#[tokio::test]
async fn totals_of_a_public_service_are_never_hidden_so_nothing_is_offered() {
    let (program, cookie) = filled().await;
    let answer = asked(&program, &cookie, "overview?first=2026-11-22&last=2026-11-22").await;
    assert_eq!(answer["shown_from"], Value::Null);
}
