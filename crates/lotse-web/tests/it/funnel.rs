//! `/s/{service}/explore/funnel`: how many get how far, the same on the page, in the file and by the API.

use axum::http::StatusCode;
use lotse_domain::service::{Jurisdiction, ServiceKind};
use serde_json::Value;

use crate::program::{Program, heating_support, text};

const PAGE: &str = "/s/heating-support/explore/funnel";
const STEPS: &str = "step1=/&step2=/apply/eligibility&step4=/apply/review";

async fn filled(kind: ServiceKind, people: u32) -> (Program, String) {
    heating_support(kind, Jurisdiction::UnitedStates, true, people).await
}

async fn api(program: &Program, cookie: &str, query: &str) -> Value {
    let path = format!("/api/v1/services/heating-support/funnel?{query}");
    serde_json::from_str(&program.page(cookie, &path).await).unwrap()
}

fn counts(steps: &Value) -> Vec<u64> {
    let count = |step: &Value| step["reached"]["value"].as_u64();
    steps.as_array().unwrap().iter().filter_map(count).collect()
}

#[tokio::test]
async fn page_file_and_api_say_the_same() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let api = api(&program, &cookie, STEPS).await;
    let reached = counts(&api["everybody"]);
    // Of eight people, one begins elsewhere and sees `/` later; five see the second page, four the last.
    let [began, second, last] = reached[..] else { panic!("{api}") };
    assert!(began > second && second > last, "{reached:?}");
    assert!((second * 8).abs_diff(began * 5) < began && (last * 8).abs_diff(began * 4) < began);
    assert_eq!(api["steps"], serde_json::json!(["/", "/apply/eligibility", "/apply/review"]));
    assert_eq!(api["everybody"][1]["lost"]["value"].as_u64(), Some(began - second));
    let page = program.page(&cookie, &format!("{PAGE}?{STEPS}")).await;
    assert!(page.contains("From / to /apply/review, "), "the title is the question");
    for number in [began - second, second, last] {
        assert!(page.contains(&number.to_string()), "{number}");
    }
    let file = program.page(&cookie, &format!("{PAGE}.csv?{STEPS}")).await;
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[1], format!("(everybody),/,{began},no data,no data"));
    assert!(lines[3].starts_with(&format!("(everybody),/apply/review,{last},0.")), "{file}");
}

#[tokio::test]
async fn rows_are_by_what_the_first_step_says_and_beginnings_are_steps() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let api = api(&program, &cookie, "step1=/&step2=/apply/*&by=device-class").await;
    let whole = counts(&api["everybody"]);
    let rows = api["rows"].as_array().unwrap();
    let sum: u64 = rows.iter().map(|row| counts(&row["steps"])[0]).sum();
    assert_eq!((rows.len(), sum), (2, whole[0]), "computers and phones");
    assert_eq!(api["rows_are_missing"], false);
    let page =
        program.page(&cookie, &format!("{PAGE}?step1=/&step2=/apply/*&by=device-class")).await;
    assert!(page.contains("<bdi>Phone</bdi>") && page.contains("<bdi>Computer</bdi>"));
}

#[tokio::test]
async fn a_page_that_two_people_opened_is_no_step_that_says_something() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let query = "step1=/&step2=/secret-page";
    let api = api(&program, &cookie, query).await;
    assert_eq!(api["everybody"][1]["reached"]["reason"], "too-few", "{api}");
    let page = program.page(&cookie, &format!("{PAGE}?{query}")).await;
    assert!(page.contains("may not be shown: too few people"));
    let empty = program.page(&cookie, PAGE).await;
    assert!(
        empty.contains("/apply/income") && !empty.contains("secret-page"),
        "pages to begin with"
    );
}

#[tokio::test]
async fn that_all_of_a_group_did_alike_is_warned_of() {
    const ALIKE: &str = "all of a group did alike";
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let alike = program.page(&cookie, &format!("{PAGE}?step1=/&step2=/nowhere")).await;
    assert!(alike.contains(ALIKE), "{alike}");
    let picture = program.page(&cookie, &format!("{PAGE}.svg?step1=/&step2=/nowhere")).await;
    assert!(picture.contains("all of a group"), "{picture}");
    let usual = program.page(&cookie, &format!("{PAGE}?{STEPS}")).await;
    assert!(!usual.contains(ALIKE), "{usual}");
}

#[tokio::test]
async fn without_steps_pages_are_offered_and_each_is_one_click() {
    let (program, cookie) = filled(ServiceKind::Public, 12).await;
    let page = program.page(&cookie, &format!("{PAGE}?step1=/&days=7")).await;
    assert!(page.contains("Name at least two steps"));
    assert!(
        page.contains("step1=%2F&amp;days=7&amp;step2=%2Fapply%2Feligibility")
            || page.contains("step1=%2F&#38;days=7&#38;step2=%2Fapply%2Feligibility"),
        "{page}"
    );
    assert!(page.contains("An example of what will be here"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_beside_its_field_and_what_was_typed_stays() {
    let (program, cookie) = filled(ServiceKind::Public, 6).await;
    let long = format!("step1=/kept&step2=/{}", "a".repeat(3_000));
    for (query, words) in [
        (long.as_str(), "This step is too long"),
        ("step1=/&step2=/apply&unit=case", "does not exist: unit"),
        ("step1=/&step2=/apply&by=%3Cscript%3E", "does not exist: by"),
        ("step1=/&step2=/apply&first=x&last=y", "Enter both days as real dates"),
    ] {
        let response = program.get(&cookie, &format!("{PAGE}?{query}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{words}");
        let page = text(response).await;
        assert!(page.contains(words) && !page.contains("<script>"), "{words}");
        assert!(page.contains("value=\"/\"") || page.contains("value=\"/kept\""), "{words}");
        for path in ["/api/v1/services/heating-support/funnel", &format!("{PAGE}.csv")] {
            let response = program.get(&cookie, &format!("{path}?{query}")).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}: {words}");
        }
    }
    let few = program.get(&cookie, "/api/v1/services/heating-support/funnel?step1=/").await;
    assert_eq!(few.status(), StatusCode::BAD_REQUEST);
    assert!(text(few).await.contains("step2"), "the missing step is named");
}

#[tokio::test]
async fn of_unsigned_employees_nothing_is_shown() {
    let (program, cookie) = filled(ServiceKind::Employees, 8).await;
    let page = program.page(&cookie, &format!("{PAGE}?{STEPS}")).await;
    assert!(page.contains("Nobody took the first step"), "events without a visitor are nobody");
}
