//! Every way out of the program, from the table of routes: what too few people did is on none of them, neither by its
//! name nor by a number of it; and once enough people did the same, it is on many.

use std::{collections::BTreeSet, time::Duration};

use axum::{
    http::{Request, header},
    response::Response,
};
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use lotse_control::audit::Actor;
use lotse_domain::{
    Count,
    role::{Grant, Reach, Role},
    series::{SeriesHead, SeriesPeriod, SeriesPoint},
};
use lotse_web::{RouteEntry, Rule, route_table};
use serde_json::json;

use crate::{
    program::{NOW, Program, Visit, id},
    routes,
};

/// In every name that only a few people bring; nobody types it, so no page can give it back.
const RARE: &str = "quokka";
/// A number that only those few bring.
const RARE_NUMBER: &str = "77712345";

/// What each figure of a service can be asked by; parameters that a route does not know are ignored or refused.
const QUESTIONS: [&str; 9] = [
    "",
    "days=7",
    "days=7&table=page",
    "days=7&table=referrer",
    "days=7&table=browser-language",
    "days=7&by=page&interval=day",
    "days=7&by=page-language&count=events",
    "days=7&end=from&page=/",
    "days=7&q=o&sort=name",
];

/// People do what everybody does, and those `from` a number on what few do.
async fn fill(program: &Program, people: std::ops::Range<u8>, are_rare: bool) {
    let service = program.state.control.service("housing-benefit").unwrap();
    let at: Timestamp = NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_hours(2);
    for person in people {
        let (url, referrer, language) = if are_rare {
            (format!("/{RARE}"), format!("https://{RARE}.example/"), "gsw-x-quokka")
        } else {
            ("/sent".to_owned(), "https://www.example.gov/".to_owned(), "en")
        };
        let visit = Visit::reading(at, person, &["/", "/other"]);
        program.visit(&service, &visit).await;
        let at = visit.at + SignedDuration::from_secs(60);
        let millisecond = at.as_millisecond();
        let (name, number) = if are_rare { (RARE, RARE_NUMBER) } else { ("sent", "1") };
        let events = json!([
            { "id": id(millisecond), "at": millisecond, "kind": "page_view" },
            { "id": id(millisecond), "at": millisecond, "kind": "custom", "name": name,
              "properties": { name: name, "amount": number } },
            { "id": id(millisecond), "at": millisecond, "kind": "click",
              "element": { "role": "button", "name": name, "path": "main>button:1" } },
        ]);
        let body = json!({ "key": service.public_key.as_str(), "sent_at": millisecond + 1_000,
            "profile": "statistics", "events": events,
            "page": { "url": format!("https://service.example.gov{url}"), "referrer": referrer,
                "language": language },
            "context": { "language": language } });
        program.send_as(&visit, at + SignedDuration::from_secs(1), &body).await;
    }
}

/// Figures that others counted: one label is of a few, or of many.
async fn figures(program: &Program, of_rare: u64) {
    let service = program.state.control.service("housing-benefit").unwrap();
    let is = SeriesHead {
        name: "origins".to_owned(),
        measure: "visits".to_owned(),
        dimensions: vec!["origin".to_owned()],
    };
    let period = SeriesPeriod::day(jiff::civil::date(2026, 11, 1));
    let point = |label: &str, value| SeriesPoint {
        period,
        labels: vec![label.to_owned()],
        value: Count::new(value),
    };
    let points = vec![point("here", 500), point("there", 400), point(RARE, of_rare)];
    let operator = program.state.control.by(Actor::operator());
    operator.import_figures(&service, "origins.csv", [(is, points)]).await.unwrap();
}

/// Headers and body of an answer. Of one that goes on for long, what comes at once.
async fn said(answer: Response) -> String {
    const AT_ONCE: Duration = Duration::from_millis(300);
    let mut said = format!("{:?}", answer.headers());
    let mut body = answer.into_body();
    while let Ok(Some(frame)) = tokio::time::timeout(AT_ONCE, body.frame()).await {
        if let Some(data) = frame.unwrap().data_ref() {
            said.push_str(&String::from_utf8_lossy(data).to_lowercase());
        }
    }
    said
}

/// Where a route answers with something that only few brought.
async fn tells(program: &Program, cookie: &str, method: &str, asked: &[&str]) -> BTreeSet<String> {
    let service = program.state.control.service("housing-benefit").unwrap();
    let mut told = BTreeSet::new();
    // Signing out would end the session that the rest is asked with.
    let ends =
        |entry: &RouteEntry| matches!(entry.path, "/sign-out" | "/settings/account/sessions/end");
    let entries = route_table().into_iter().filter(|entry| entry.method == method && !ends(entry));
    for entry in entries {
        let path = routes::address(&entry).replace("{key}", service.public_key.as_str());
        let others = path.replace("/series/1", "/series/2");
        let is_of_service = entry.path.contains("{service}");
        let questions = if is_of_service { asked } else { &QUESTIONS[..1] };
        for path in BTreeSet::from([path, others]) {
            for question in questions {
                let glue = if path.contains('?') { '&' } else { '?' };
                let request = Request::builder()
                    .method(entry.method())
                    .uri(format!("{path}{glue}{question}"))
                    .header(header::COOKIE, cookie)
                    .header("sec-fetch-site", "same-origin");
                let answer = program.ask(request.body(axum::body::Body::empty()).unwrap()).await;
                let said = said(answer).await;
                if said.contains(RARE) || said.contains(RARE_NUMBER) {
                    told.insert(format!("{method} {}", entry.path));
                }
            }
        }
    }
    told
}

#[tokio::test]
async fn what_few_people_did_is_on_no_way_out_and_what_enough_did_is_on_many() {
    let program = routes::program().await;
    let cookie = program.sign_in().await;
    let viewer = Grant { role: Role::Viewer, reach: Reach::Organization };
    let viewer = program.person("Vera Viewer", &viewer).await;
    let viewer = program.session(&viewer).await;
    fill(&program, 0..12, false).await;
    fill(&program, 12..14, true).await;
    figures(&program, 3).await;
    for (cookie, asked) in [(cookie.as_str(), &QUESTIONS[..]), (&viewer, &[""]), ("", &[""])] {
        for method in ["GET", "OPTIONS"] {
            let told = tells(&program, cookie, method, asked).await;
            assert_eq!(told, BTreeSet::new(), "{method} as {cookie}");
        }
    }
    // The same walk finds it once enough people did the same; a way out that it misses would be no proof.
    fill(&program, 14..40, true).await;
    figures(&program, 300).await;
    let told = tells(&program, &cookie, "GET", &QUESTIONS).await;
    let expected = [
        "GET /s/{service}",
        "GET /s/{service}/overview.csv",
        "GET /s/{service}/data/events",
        "GET /s/{service}/data/series/{series}",
        "GET /s/{service}/data/tags",
        "GET /s/{service}/explore/funnel",
        "GET /s/{service}/explore/pages",
        "GET /s/{service}/explore/paths",
        "GET /s/{service}/explore/trend",
        "GET /api/v1/services/{service}/overview",
        "GET /api/v1/services/{service}/pages",
        "GET /api/v1/services/{service}/paths",
        "GET /api/v1/services/{service}/trend",
    ];
    for way in expected {
        assert!(told.contains(way), "{way} is not among {told:#?}");
    }
    // Changes without a form's token change nothing, and what they answer tells nothing either: asked last.
    for method in ["POST", "DELETE"] {
        let nobody = tells(&program, "", method, &[""]).await;
        assert_eq!(nobody, BTreeSet::new(), "{method}");
    }
}

#[test]
fn every_route_that_answers_with_figures_needs_the_right_to_read_them() {
    for entry in route_table().iter().filter(|entry| entry.path.contains("{service}")) {
        assert!(matches!(entry.rule, Rule::May(_)), "{} {}", entry.method, entry.path);
    }
}
