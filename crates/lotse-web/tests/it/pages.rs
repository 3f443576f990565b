//! `/s/{service}/explore/pages`: which pages are viewed, and where visits begin and end.

use std::net::IpAddr;

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use lotse_domain::service::{Jurisdiction, ServiceKind};
use serde_json::Value;

use crate::program::{CHROME, NOW, Program, Visit, heating_support, text};

const PAGE: &str = "/s/heating-support/explore/pages";
const API: &str = "/api/v1/services/heating-support/pages";

async fn filled(people: u32) -> (Program, String) {
    heating_support(ServiceKind::Public, Jurisdiction::UnitedStates, true, people).await
}

fn values(items: &Value, name: &str) -> Vec<(String, Option<u64>)> {
    let items = items["items"].as_array().unwrap().iter();
    items
        .map(|row| (row["page"].as_str().unwrap().to_owned(), row[name]["value"].as_u64()))
        .collect()
}

#[tokio::test]
async fn page_file_and_api_say_the_same_and_so_does_the_overview() {
    let (program, cookie) = filled(24).await;
    let api: Value = serde_json::from_str(&program.page(&cookie, API).await).unwrap();
    let views = values(&api, "views");
    let overview: Value = serde_json::from_str(
        &program.page(&cookie, "/api/v1/services/heating-support/overview").await,
    )
    .unwrap();
    let tables = overview["tables"].as_array().unwrap();
    let table = |breakdown: &str| tables.iter().find(|t| t["breakdown"] == breakdown).unwrap();
    for row in table("page")["rows"].as_array().unwrap() {
        let label = row["label"].as_str().unwrap().to_owned();
        assert!(views.contains(&(label, row["cells"][0]["value"].as_u64())), "{row}");
    }
    let began = values(&api, "began");
    let mut compared = 0;
    for row in table("entry-page")["rows"].as_array().unwrap() {
        // A page may be named in one table and protect another in the other.
        let Some((_, began)) = began.iter().find(|(page, _)| row["label"] == **page) else {
            continue;
        };
        assert_eq!(*began, row["cells"][0]["value"].as_u64(), "{row}");
        compared += 1;
    }
    assert!(compared > 0);
    assert!(!api.to_string().contains("secret-page"), "two people opened it");

    let page = program.page(&cookie, PAGE).await;
    assert!(page.contains("<h1>Pages by page views, last 30 days</h1>"));
    assert!(page.contains("aria-sort=\"descending\""));
    assert!(page.contains("explore/trend?of=%2Fapply%2Fincome"), "{page}");
    assert!(!page.contains("secret-page") && page.contains("before any filter"));
    let file = program.page(&cookie, &format!("{PAGE}.csv")).await;
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines[0], "page,page-views,visitors,visits-began,visits-ended");
    let most = views.iter().max_by_key(|(_, views)| *views).unwrap();
    assert!(lines[1].starts_with(&format!("{},{},", most.0, most.1.unwrap())), "{file}");
}

#[tokio::test]
async fn pages_are_searched_and_sorted_and_the_question_is_saved() {
    let (program, cookie) = filled(24).await;
    let first = |page: &str| {
        let rows = page.split("role=\"rowheader\"").skip(1);
        rows.map(|row| row.split("<bdi>").nth(1).unwrap().split('<').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let apply = program.page(&cookie, &format!("{PAGE}?search=APPLY&sort=page")).await;
    assert_eq!(first(&apply), ["/apply/eligibility", "/apply/income", "/apply/review"]);
    assert!(apply.contains("<h1>Pages with “APPLY” by name, last 30 days</h1>"), "{apply}");
    assert!(apply.contains("value=\"APPLY\""));
    let ended = program.page(&cookie, &format!("{PAGE}?sort=ended")).await;
    assert_eq!(first(&ended)[0], "/apply/review", "most visits end there");
    let nothing = program.page(&cookie, &format!("{PAGE}?search=nowhere")).await;
    assert!(nothing.contains("Rows 0–0 of 0"));
    let save = program.page(&cookie, "/s/heating-support/explore/save?question=pages&search=apply");
    assert!(save.await.contains("value=\"search=apply\""));
    for query in ["sort=size", "from=0"] {
        let response = program.get(&cookie, &format!("{PAGE}?{query}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
        assert!(text(response).await.contains("summary"), "{query}");
    }
}

#[tokio::test]
async fn where_no_page_may_be_named_there_is_a_reason_and_no_empty_table() {
    let (program, cookie) = filled(1).await;
    let page = program.page(&cookie, &format!("{PAGE}?days=1")).await;
    assert!(page.contains("No page may be named: too few people viewed each."), "{page}");
    assert!(!page.contains("<table") && !page.contains("/apply"));
}

#[tokio::test]
async fn many_pages_come_a_hundred_at_a_time_and_a_file_has_all() {
    let program = Program::new().await;
    let service = program
        .service("Heating support", ServiceKind::Public, Jurisdiction::UnitedStates, true)
        .await;
    let paths: Vec<String> = (0..250).map(|n| format!("/page/{n:03}")).collect();
    let end: Timestamp = NOW.parse().unwrap();
    let at = end - SignedDuration::from_hours(2);
    program.clock.set(at + SignedDuration::from_mins(6));
    for person in 0..6_u8 {
        // A visit has room for so many pages in its minutes.
        for part in paths.chunks(25) {
            let pages: Vec<&str> = part.iter().map(String::as_str).collect();
            let visit = Visit {
                at: at + SignedDuration::from_secs(i64::from(person)),
                address: IpAddr::from([203, 0, 113, person]),
                user_agent: CHROME,
                language: "en-US",
                referrer: "",
                pages: &pages,
            };
            program.visit(&service, &visit).await;
        }
    }
    program.clock.set(end);
    let cookie = program.sign_in().await;
    let rows = |page: &str| page.matches("role=\"rowheader\"").count();
    let page = program.page(&cookie, &format!("{PAGE}?sort=page")).await;
    assert_eq!(rows(&page), 100);
    assert!(page.contains("Rows 1–100 of 250") && page.contains("rel=\"next\""));
    assert!(page.contains("from=101") && !page.contains("rel=\"prev\""));
    let last = program.page(&cookie, &format!("{PAGE}?sort=page&from=201")).await;
    assert_eq!(rows(&last), 50);
    assert!(last.contains("Rows 201–250 of 250") && !last.contains("rel=\"next\""));
    assert!(last.contains("/page/249"));
    let beyond = program.page(&cookie, &format!("{PAGE}?sort=page&from=9999")).await;
    assert!(beyond.contains("Rows 1–100 of 250"), "an old address still shows something");
    let file = program.page(&cookie, &format!("{PAGE}.csv")).await;
    assert_eq!(file.lines().count(), 251);
    let mut found = Vec::new();
    let mut path = format!("{API}?limit=120");
    loop {
        let api: Value = serde_json::from_str(&program.page(&cookie, &path).await).unwrap();
        found.extend(values(&api, "views").into_iter().map(|(page, _)| page));
        let Some(next) = api["next"].as_str() else { break };
        path = format!("{API}?limit=120&after={next}");
    }
    assert_eq!(found, paths);
}
