//! Segments on pages and over the interface: who is in one is told in words and by nothing else, and of too few people
//! no route tells anything, to any role.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    role::{Grant, Reach, Role},
    service::{Jurisdiction, Service, ServiceKind},
};
use lotse_web::route_table;
use serde_json::Value;

use crate::{
    program::{NOW, Program, Visit, text},
    routes,
};

/// A page that only those of the segment open, and a part of the names by which employees sign in.
const RARE: &str = "quokka";
const PERSON: &str = "wombat";

/// What each report can be asked by.
const QUESTIONS: [&str; 2] =
    ["segment=1&days=2", "segment=1&against=2&days=2&table=page&by=page&interval=day&count=events"];

/// A service with two segments and a task: whoever views four pages, everybody, and going from one page to another.
async fn program(kind: ServiceKind) -> (Program, Arc<Service>) {
    let program = Program::new().await;
    let service = program.service("Housing benefit", kind, Jurisdiction::UnitedStates, false).await;
    program.segment(&service, "Read on", 4).await;
    program.segment(&service, "Anybody", 1).await;
    program.task(&service, "Read", "/", "/other").await;
    (program, service)
}

/// People read two pages, or four.
async fn fill(program: &Program, service: &Service, people: std::ops::Range<u8>, four: bool) {
    let rare = format!("/{RARE}");
    let pages: &[&str] = if four { &["/", &rare, &rare, "/other"] } else { &["/", "/other"] };
    let at: Timestamp = NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_hours(2);
    for person in people {
        let visit = Visit::reading(at, person, pages);
        match service.kind {
            ServiceKind::Public => program.visit(service, &visit).await,
            ServiceKind::Employees => {
                program.signed_visit(service, &visit, &format!("{PERSON}-{person}")).await;
            }
        }
    }
}

/// Every route about a service that is read, with what it answers.
async fn walk(
    program: &Program,
    cookie: &str,
    questions: &[&str],
    mut seen: impl FnMut(&str, StatusCode, &str),
) {
    let entries = route_table().into_iter().filter(|entry| entry.method == "GET");
    for entry in entries.filter(|entry| entry.path.contains("{service}")) {
        let path = routes::address(&entry);
        for question in questions {
            let glue = if path.contains('?') { '&' } else { '?' };
            let request = Request::get(format!("{path}{glue}{question}"))
                .header(header::COOKIE, cookie)
                .body(Body::empty())
                .unwrap();
            let answer = program.ask(request).await;
            let status = answer.status();
            let mut said = format!("{:?}", answer.headers());
            let mut body = answer.into_body();
            let at_once = std::time::Duration::from_millis(300);
            while let Ok(Some(Ok(frame))) = tokio::time::timeout(at_once, body.frame()).await {
                let data = frame.data_ref().map(|data| String::from_utf8_lossy(data).into_owned());
                said.push_str(&data.unwrap_or_default());
            }
            seen(entry.path, status, &said);
        }
    }
}

/// All numbers that an answer for programs tells.
fn values(json: &Value, found: &mut Vec<f64>) {
    match json {
        Value::Array(all) => all.iter().for_each(|one| values(one, found)),
        Value::Object(all) => {
            for (key, one) in all {
                match one.as_f64() {
                    Some(value) if key == "value" || key == "n" || key == "events" => {
                        found.push(value);
                    }
                    _ => values(one, found),
                }
            }
        }
        _ => {}
    }
}

const REPORTS: [&str; 8] = [
    "overview",
    "trend",
    "pages",
    "paths",
    "forms",
    "retention",
    "funnel?step1=/&step2=/other&",
    "tasks/1/report",
];

/// Of each report for programs, the numbers that it tells of a segment.
async fn told(program: &Program, cookie: &str) -> Vec<(String, Vec<f64>)> {
    let mut told = Vec::new();
    for report in REPORTS {
        let glue = if report.contains('?') { "" } else { "?" };
        let path = format!("/api/v1/services/housing-benefit/{report}{glue}segment=1&days=7");
        let answer = program.get(cookie, &path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let json: Value = serde_json::from_str(&text(answer).await).unwrap();
        assert_eq!(json["segment"]["name"], "Read on", "{path}");
        let mut found = Vec::new();
        values(&json, &mut found);
        told.push((report.to_owned(), found));
    }
    told
}

/// What nobody may see of a segment of two people, whoever asks.
async fn tells_nothing(program: &Program, kind: ServiceKind, role: Role, questions: &[&str]) {
    let grant = Grant { role, reach: Reach::Organization };
    let user = program.person(&format!("Person {role}"), &grant).await;
    let cookie = program.session(&user).await;
    walk(program, &cookie, questions, |path, status, said| {
        assert!(!said.contains(RARE), "{path} as {role} of {kind}: {said}");
        assert!(!said.contains(PERSON), "{path} as {role} of {kind}");
        assert!(!status.is_server_error(), "{path} as {role} of {kind}: {status}");
    })
    .await;
}

/// No figure is told of a segment of two people; of one of enough, the same walk finds what they did. `roles` are those
/// who ask besides the administrator.
async fn two_people_and_many(kind: ServiceKind, roles: &[Role]) {
    let (program, service) = program(kind).await;
    fill(&program, &service, 0..30, false).await;
    fill(&program, &service, 30..32, true).await;
    tells_nothing(&program, kind, Role::Administrator, &QUESTIONS).await;
    for role in roles {
        tells_nothing(&program, kind, *role, &QUESTIONS[..1]).await;
    }
    let cookie = program.sign_in().await;
    for (report, told) in told(&program, &cookie).await {
        assert!(told.iter().all(|value| *value == 0.0), "{report} of {kind}: {told:?}");
    }
    // A way out that the walk misses would be no proof.
    fill(&program, &service, 32..60, true).await;
    let mut found = BTreeSet::new();
    walk(&program, &cookie, &QUESTIONS[..1], |path, _, said| {
        // Of enough people their pages are told, but never who did what.
        assert!(!said.contains(PERSON), "{path} of {kind}");
        for word in ["\"visitor\":", "\"case\":", "\"event_id\":"] {
            assert!(!said.contains(word), "{path} of {kind} has {word}");
        }
        if said.contains(RARE) {
            found.insert(path.to_owned());
        }
    })
    .await;
    for path in [
        "/s/{service}",
        "/s/{service}/explore/pages",
        "/s/{service}/explore/paths",
        "/api/v1/services/{service}/overview",
    ] {
        assert!(found.contains(path), "{path} of {kind} is not among {found:?}");
    }
    let (_, overview) = told(&program, &cookie).await.swap_remove(0);
    assert!(overview.iter().any(|value| *value > 0.0), "of {kind}: {overview:?}");
}

#[tokio::test]
async fn of_a_segment_of_two_people_no_route_tells_anything() {
    two_people_and_many(ServiceKind::Public, &[]).await;
}

#[tokio::test]
async fn of_employees_no_route_tells_one_from_another_to_any_role() {
    let others = Role::ALL.iter().copied().filter(|role| *role != Role::Administrator);
    two_people_and_many(ServiceKind::Employees, &others.collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn a_report_says_of_which_segment_it_is_and_blurs_it() {
    let (program, service) = program(ServiceKind::Public).await;
    fill(&program, &service, 0..30, false).await;
    fill(&program, &service, 30..60, true).await;
    let cookie = program.sign_in().await;
    for page in ["", "/tasks", "/tasks/1", "/explore/trend", "/explore/pages", "/explore/extract"] {
        let page = program.page(&cookie, &format!("/s/housing-benefit{page}?segment=1")).await;
        assert!(page.contains("/s/housing-benefit/data/segments/1\">"), "{page}");
        assert!(page.contains("segment=1"), "links carry it");
        assert!(page.contains("at least 4 times"), "{page}");
    }
    let json = program.get(&cookie, "/api/v1/services/housing-benefit/overview?segment=1").await;
    let json: Value = serde_json::from_str(&text(json).await).unwrap();
    assert_eq!(json["newest_received_at"], Value::Null);
    assert_eq!(json["automatic"]["events"], Value::Null);
    let views = json["figures"].as_array().unwrap().iter().find(|f| f["measure"] == "page-views");
    assert_eq!(views.unwrap()["blurred"], true, "{views:?}");
    let csv = program.get(&cookie, "/s/housing-benefit/overview.csv?segment=1&days=7").await;
    let name = csv.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.ends_with("-segment-1.csv\""), "{name}");
    // What has no people to choose refuses it, and so does what is no segment.
    for path in [
        "/api/v1/services/housing-benefit/series?segment=1",
        "/api/v1/services/housing-benefit/overview?segment=9",
        "/api/v1/services/housing-benefit/overview?segment=x",
        "/api/v1/services/housing-benefit/tasks/1/report?segment=1&against=1",
        "/api/v1/services/housing-benefit/tasks/1/report?against=1",
    ] {
        assert_eq!(program.get(&cookie, path).await.status(), StatusCode::BAD_REQUEST, "{path}");
    }
    let same = program.get(&cookie, "/s/housing-benefit/tasks/1?segment=1&against=1").await;
    assert_eq!(same.status(), StatusCode::BAD_REQUEST);
    assert!(text(same).await.contains("these are the same"));
    let two = program.page(&cookie, "/s/housing-benefit/tasks/1?segment=1&against=2&days=7").await;
    assert!(two.contains("“Read on”") && two.contains("“Anybody”"), "{two}");
}

#[tokio::test]
async fn a_segment_is_made_looked_at_changed_and_archived_without_script() {
    let (program, service) = program(ServiceKind::Public).await;
    fill(&program, &service, 0..30, false).await;
    let cookie = program.sign_in().await;
    let token = program.form_token(&cookie).await;
    let list = "/s/housing-benefit/data/segments";
    let rules = "rule1-events=%2Fother&rule2-done=no&rule2-events=%2Fquokka&rule2-days=90";
    let new = format!("{list}/new");
    let looked =
        program.post(&cookie, &new, &format!("form_token={token}&name=A&{rules}&do=check")).await;
    assert_eq!(looked.status(), StatusCode::OK);
    let looked = text(looked).await;
    assert!(looked.contains("not even once page “/quokka” viewed"), "{looked}");
    assert!(looked.contains("were in it from"), "{looked}");
    let wrong = program.post(&cookie, &new, &format!("form_token={token}&name=A&do=save")).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let anybody = format!("form_token={token}&name=Anybody&{rules}&do=save");
    assert_eq!(
        program.post(&cookie, &new, &anybody).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let made =
        program.post(&cookie, &new, &format!("form_token={token}&name=A&{rules}&do=save")).await;
    assert_eq!(made.headers()[header::LOCATION], format!("{list}/3"));
    assert!(program.page(&cookie, list).await.contains(">A<"));
    let edit = format!("{list}/3/edit");
    assert!(program.page(&cookie, &edit).await.contains("/quokka"));
    let change = format!("form_token={token}&version=1&name=B&rule1-events=%2Fother&do=save");
    let changed = program.post(&cookie, &edit, &change).await;
    assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    let outdated = program.post(&cookie, &edit, &change.replace("name=B", "name=C")).await;
    assert_eq!(outdated.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let archive = format!("{list}/3/archive");
    program.post(&cookie, &archive, &format!("form_token={token}")).await;
    let shown = program.page(&cookie, &format!("{list}/3")).await;
    assert!(shown.contains("in the archive"), "{shown}");
    let overview = program.page(&cookie, "/s/housing-benefit").await;
    assert!(overview.contains(">Anybody</option>") && !overview.contains(">B</option>"));
    let still = program.page(&cookie, "/s/housing-benefit?segment=3").await;
    assert!(still.contains(">B</option>"), "its address still works");
}
