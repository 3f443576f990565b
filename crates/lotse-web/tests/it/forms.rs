//! `/s/{service}/explore/forms`: what happens to each field, the same on the page, in the file and by the API.

use std::sync::Arc;

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use lotse_domain::service::{Jurisdiction, Service, ServiceKind};
use serde_json::{Value, json};

use crate::program::{NOW, Program, Visit, id, text};

const PAGE: &str = "/s/permits/explore/forms";
const API: &str = "/api/v1/services/permits/forms";

/// What somebody does to a field: its id, and facts.
enum Deed {
    Leave(&'static str, Value),
    Error(&'static str, &'static str),
    Send,
}

async fn program(kind: ServiceKind, place: Jurisdiction) -> (Program, Arc<Service>, String) {
    let program = Program::new().await;
    let service = program.service("Permits", kind, place, false).await;
    let cookie = program.sign_in().await;
    (program, service, cookie)
}

/// Somebody fills in the form on a page.
async fn fills(program: &Program, service: &Service, person: u8, page: &str, deeds: &[Deed]) {
    let at: Timestamp = NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_hours(2);
    let visit = Visit::reading(at, person, &[]);
    let element = |field: &str| {
        let (name, heading) = match field {
            "born" => ("Date of birth", "About you"),
            "name" => ("Full name", "About you"),
            "income" => ("Monthly income", "Your money"),
            other => (other, "Your money"),
        };
        json!({ "role": "textbox", "name": name, "id": field, "path": "main>form>input:1",
            "heading": heading })
    };
    let mut events = Vec::new();
    for (place, deed) in (1_i64..).zip(deeds) {
        let at = visit.at.as_millisecond() + place * 5_000;
        let mut event = json!({ "id": id(at), "at": at });
        match deed {
            Deed::Leave(field, facts) => {
                event["kind"] = "field_leave".into();
                event["element"] = element(field);
                event["properties"] = facts.clone();
            }
            Deed::Error(field, error) => {
                event["kind"] = "field_error".into();
                event["element"] = element(field);
                event["properties"] = json!({ "error": error });
            }
            Deed::Send => {
                event["kind"] = "form_submit".into();
                event["element"] = json!({ "role": "form", "path": "main>form:1" });
            }
        }
        events.push(event);
    }
    let sent_at = visit.at + SignedDuration::from_mins(2);
    let body = json!({ "key": service.public_key.as_str(), "sent_at": sent_at.as_millisecond(),
        "profile": "statistics", "events": events, "context": { "language": "en" },
        "page": { "url": format!("https://service.example.gov{page}"), "language": "en" } });
    program.send_as(&visit, sent_at, &body).await;
}

/// Forty people fill in a form: twenty have an error in the income and ten of those stop there. Two open a third field.
async fn filled() -> (Program, String) {
    let (program, service, cookie) = program(ServiceKind::Public, Jurisdiction::UnitedStates).await;
    for person in 0..40 {
        let mut deeds = vec![
            Deed::Leave("name", json!({ "entry": 1, "ms": 4_000, "empty": false })),
            Deed::Leave("born", json!({ "entry": 1, "ms": 2_000, "empty": person % 2 == 0 })),
            Deed::Leave("income", json!({ "entry": 1, "ms": 9_000, "empty": false })),
        ];
        if person < 20 {
            deeds.push(Deed::Error("income", "pattern_mismatch"));
        }
        if (10..20).contains(&person) {
            deeds.push(Deed::Leave("income", json!({ "entry": 2, "ms": 3_000, "empty": false })));
        }
        if person == 21 || person == 22 {
            deeds.push(Deed::Leave("quokka", json!({ "ms": 1 })));
        }
        if person >= 10 {
            deeds.push(Deed::Send);
        }
        fills(&program, &service, person, "/apply", &deeds).await;
    }
    // The smallest page that could be named hides the one of two people.
    for (people, page) in [(0..12, "/contact"), (0..8, "/feedback"), (40..42, "/rare-form")] {
        for person in people {
            fills(&program, &service, person, page, &[Deed::Leave("mail", json!({}))]).await;
        }
    }
    (program, cookie)
}

async fn api(program: &Program, cookie: &str, query: &str) -> Value {
    serde_json::from_str(&program.page(cookie, &format!("{API}?{query}")).await).unwrap()
}

#[tokio::test]
async fn page_file_and_api_say_the_same_of_every_field() {
    let (program, cookie) = filled().await;
    let api = api(&program, &cookie, "days=7").await;
    assert_eq!(api["page"], "/apply", "the page whose forms most people used");
    let ids: Vec<_> = api["fields"].as_array().unwrap().iter().map(|f| f["id"].clone()).collect();
    assert_eq!(ids, ["name", "born", "income"]);
    assert_eq!(api["is_cut"], true, "what two people did is missing");
    let income = &api["fields"][2];
    assert_eq!(
        (&income["name"], &income["heading"]),
        (&json!("Monthly income"), &json!("Your money"))
    );
    assert_eq!(income["time"]["value"], 9.0);
    let errors = income["errors"]["tries"]["value"].as_u64().unwrap();
    let kinds = income["by_error"].as_array().unwrap();
    let kind = kinds.iter().find(|kind| kind["error"] == "pattern_mismatch").unwrap();
    assert_eq!(kind["tries"]["value"], errors);
    assert_eq!(income["errors"]["tries"]["blurred"], true);
    assert!((10..30).contains(&errors), "{errors}");
    assert!(income["left_last"]["tries"]["value"].as_u64().unwrap() > 0);
    assert_eq!(api["fields"][0]["errors"]["tries"]["value"], 0);

    let page = program.page(&cookie, &format!("{PAGE}?days=7")).await;
    assert!(page.contains("The form on /apply, "), "{page}");
    assert!(page.contains("visits used this form, and"), "{page}");
    assert!(page.contains("Most errors were in “Monthly income”"), "{page}");
    let places = ["About you", "Full name", "Date of birth", "Your money", "Monthly income"];
    let drawn = page.split("class=\"bars form\"").nth(1).unwrap();
    let places = places.map(|words| drawn.find(words).unwrap());
    assert!(places.is_sorted(), "as on the form: {places:?}");
    assert_eq!(drawn.matches("About you").count(), 1, "a heading stands once above its fields");
    assert!(drawn.contains(&format!("wrong format: ≈\u{a0}{errors}")), "{drawn}");
    assert!(drawn.contains("no error"));

    let file = program.page(&cookie, &format!("{PAGE}.csv?days=7")).await;
    let line = file.lines().nth(3).unwrap();
    assert!(line.starts_with("3,Your money,Monthly income,id,income,"), "{file}");
    assert!(line.contains(&format!(",{errors},0.")), "{file}");
    assert_eq!(file.lines().count(), 4);
    let kept = program.page(&cookie, &format!("{PAGE}.html?days=7")).await;
    assert!(kept.contains("Monthly income") && !kept.contains("<form"), "{kept}");
}

#[tokio::test]
async fn pages_with_forms_are_offered_and_can_be_asked_for_together() {
    let (program, cookie) = filled().await;
    let page = program.page(&cookie, &format!("{PAGE}?days=7")).await;
    assert!(page.contains("page=%2Fcontact\"") && !page.contains("/feedback"), "{page}");
    let contact = program.page(&cookie, &format!("{PAGE}?days=7&page=/contact")).await;
    assert!(contact.contains("The form on /contact, ") && contact.contains("mail"), "{contact}");
    let all = api(&program, &cookie, "days=7&page=/*").await;
    assert_eq!(all["page"], "/*");
    assert_eq!(all["fields"].as_array().unwrap().len(), 4);
    let service = program.state.control.service("permits").unwrap();
    program.tag(&service, "Apply", "page matches \"/apply\"").await;
    let tagged = api(&program, &cookie, "days=7&page=tag:Apply").await;
    let plain = api(&program, &cookie, "days=7&page=/apply").await;
    assert_eq!(tagged["fields"], plain["fields"]);
}

#[tokio::test]
async fn what_two_people_did_is_named_nowhere() {
    let (program, cookie) = filled().await;
    for query in ["days=7", "days=7&page=/apply", "days=7&page=/*", "days=7&page=/rare-form"] {
        for path in [PAGE.to_owned(), API.to_owned(), format!("{PAGE}.csv")] {
            let answer = program.page(&cookie, &format!("{path}?{query}")).await;
            assert!(!answer.contains("quokka"), "{path}?{query}");
            let is_asked_for = query.contains("rare");
            assert!(is_asked_for || !answer.contains("rare-form"), "{path}?{query}");
        }
    }
    let rare = program.page(&cookie, &format!("{PAGE}?days=7&page=/rare-form")).await;
    assert!(rare.contains("too few people used it"), "{rare}");
}

#[tokio::test]
async fn empty_forms_say_why() {
    let (program, _, cookie) = program(ServiceKind::Public, Jurisdiction::UnitedStates).await;
    let quiet = program.page(&cookie, PAGE).await;
    assert!(quiet.contains("Nobody used a form in this period."), "{quiet}");
    let nobody = program.page(&cookie, &format!("{PAGE}?page=/apply")).await;
    assert!(nobody.contains("Nobody used a form on this page in this period."));
}

#[tokio::test]
async fn where_no_script_looks_forms_are_not_measured() {
    let (program, _, cookie) = program(ServiceKind::Public, Jurisdiction::Germany).await;
    let page = program.page(&cookie, PAGE).await;
    assert!(page.contains("Forms are not measured here"), "{page}");
    let german = program.page(&cookie, &format!("{PAGE}?lang=de")).await;
    assert!(german.contains("Formulare werden hier nicht gemessen"), "{german}");
    let api = api(&program, &cookie, "").await;
    assert_eq!(api["tries"]["state"], "not-measured");
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_beside_its_field() {
    let (program, _, cookie) = program(ServiceKind::Public, Jurisdiction::UnitedStates).await;
    for (query, words) in [
        ("page=apply", "Write the path of a page, such as /apply"),
        ("page=tag:None", "There is no tag of this name"),
        ("first=x&last=y", "Enter both days as real dates"),
    ] {
        let response = program.get(&cookie, &format!("{PAGE}?{query}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
        assert!(text(response).await.contains(words), "{query}");
        for path in [API.to_owned(), format!("{PAGE}.csv"), format!("{PAGE}.html")] {
            let response = program.get(&cookie, &format!("{path}?{query}")).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}?{query}");
        }
    }
}
