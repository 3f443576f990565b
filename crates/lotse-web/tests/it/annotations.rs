//! `/s/{service}/data/annotations`: made, marked in pictures, compared before and after, brought by files; and the same for
//! programs.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
    response::Response,
};
use jiff::civil::date;
use lotse_domain::{
    audit::Action,
    role::{Grant, Reach, Role},
    service::{Jurisdiction, ServiceKind},
};
use serde_json::{Value, json};

use crate::program::{Program, heating_support, in_one_font, text};

const LIST: &str = "/s/heating-support/data/annotations";
const API: &str = "/api/v1/services/heating-support/annotations";

async fn filled(kind: ServiceKind, people: u32) -> (Program, String, String) {
    let (program, cookie) = heating_support(kind, Jurisdiction::UnitedStates, true, people).await;
    let token = program.form_token(&cookie).await;
    (program, cookie, token)
}

async fn annotate(program: &Program, day: i8, title: &str) {
    let service = program.state.control.service("heating-support").unwrap();
    program.annotation(&service, date(2026, 11, day), title).await;
}

fn leads_to(response: &Response) -> String {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_annotation_is_made_without_script_changed_and_deleted() {
    let (program, cookie, token) = filled(ServiceKind::Public, 0).await;
    assert!(program.page(&cookie, LIST).await.contains("There is no annotation yet"));
    let new = format!("{LIST}/new");
    assert!(program.page(&cookie, &new).await.contains("type=\"date\" id=\"first\""));
    let send = async |path: &str, fields: &str| {
        program.post(&cookie, path, &format!("form_token={token}&{fields}")).await
    };
    for (fields, words) in [
        ("kind=outage&title=&first=2026-11-02", "Say what happened"),
        ("kind=outage&title=x&first=soon", "A date as year, month, day is needed"),
        ("kind=party&title=x&first=2026-11-02", "There is no such kind"),
        (
            "kind=outage&title=x&first=2026-11-02&last=2026-11-01",
            "The last day is before the first",
        ),
        ("kind=outage&title=x&first=1820-11-02", "A day from 1970 to 2199 is needed"),
    ] {
        let response = send(&new, fields).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
        let page = text(response).await;
        assert!(page.contains(words) && page.contains("aria-invalid=\"true\""), "{fields}");
    }
    let says = "kind=law-change&title=New+%3Cb%3Elaw&first=2026-11-02&last=2026-11-05\
                &description=Line+one%0D%0ALine+two&measures=bounce-rate&measures=visits";
    let one = leads_to(&send(&new, says).await);
    assert_eq!(one, format!("{LIST}/1"));
    let shown = program.page(&cookie, &one).await;
    for words in ["New &#60;b&#62;law", "Law change, 2\u{a0}Nov – 5\u{a0}Nov\u{a0}2026", "Line two"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(program.page(&cookie, LIST).await.contains("Visits, Bounce rate"));
    let edit = format!("{one}/edit");
    let form = program.page(&cookie, &edit).await;
    assert!(form.contains("value=\"2026-11-05\"") && form.contains("value=\"visits\" checked"));
    let outdated = send(&edit, "kind=other&title=x&first=2026-11-02&version=7").await;
    assert!(text(outdated).await.contains("Somebody else changed this annotation meanwhile"));
    let changed = send(&edit, "kind=other&title=Moved&first=2026-11-03&version=1").await;
    assert_eq!(leads_to(&changed), one);
    assert!(program.page(&cookie, LIST).await.contains("<bdi>Moved</bdi>"));
    assert_eq!(leads_to(&send(&format!("{one}/delete"), "").await), LIST);
    assert_eq!(program.get(&cookie, &one).await.status(), StatusCode::NOT_FOUND);
    let log = program.state.control.audit(None, 3).await.unwrap();
    let did: Vec<_> = log.iter().map(|row| row.action).collect();
    assert_eq!(
        did,
        [Action::AnnotationDeleted, Action::AnnotationChanged, Action::AnnotationAdded]
    );
}

#[tokio::test]
async fn who_only_reads_sees_annotations_and_cannot_make_any() {
    let (program, ..) = filled(ServiceKind::Public, 0).await;
    annotate(&program, 9, "New form").await;
    let viewer = Grant { role: Role::Viewer, reach: Reach::Organization };
    let viewer = program.person("Vera Viewer", &viewer).await;
    let viewer = program.session(&viewer).await;
    let page = program.page(&viewer, LIST).await;
    assert!(page.contains("<bdi>New form</bdi>") && !page.contains("/new\""), "{page}");
    let one = program.page(&viewer, &format!("{LIST}/1")).await;
    assert!(!one.contains("/edit") && !one.contains("/delete"), "{one}");
    let new = program.get(&viewer, &format!("{LIST}/new")).await;
    assert_eq!(new.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_line_over_time_has_numbered_marks_with_their_list_on_pages_and_in_files() {
    let (program, cookie, _) = filled(ServiceKind::Public, 24).await;
    let overview = "/s/heating-support?days=30";
    assert!(!program.page(&cookie, overview).await.contains("class=\"flags\""), "no marks yet");
    annotate(&program, 3, "New <form>").await;
    annotate(&program, 4, "Campaign day").await;
    annotate(&program, 20, "Later").await;
    let trend = "/s/heating-support/explore/trend?days=30";
    for path in [overview, trend, "/s/heating-support/explore/trend?days=30&interval=week"] {
        let page = program.page(&cookie, path).await;
        let figure = page.split("id=\"trend\"").nth(1).unwrap().split("</figure>").next().unwrap();
        assert_eq!(figure.matches("r=\"9\"").count(), 2, "two of one place are one mark: {path}");
        let list = figure.split("class=\"flagged\"").nth(1).unwrap().split("</ol>").next().unwrap();
        assert_eq!(list.matches("<li>").count(), 2, "{list}");
        for words in [
            "3\u{a0}Nov\u{a0}2026 · Deployment · <a href=\"/s/heating-support/data/annotations/1\">",
            "<bdi>New &#60;form&#62;</bdi>",
            "<bdi>Campaign day</bdi>",
            "20\u{a0}Nov\u{a0}2026 · Deployment",
        ] {
            assert!(list.contains(words), "{words}: {list}");
        }
        let heard = figure.split("<desc").nth(1).unwrap().split("</desc>").next().unwrap();
        assert!(heard.contains("Marked in the picture: 1: 3\u{a0}Nov"), "{heard}");
    }
    let by = program.page(&cookie, &format!("{trend}&by=device-class")).await;
    let small = by.split("class=\"multiples\"").nth(1).unwrap().split("</ul>").next().unwrap();
    assert!(small.contains("class=\"flags\""), "small charts too");
    for path in ["/s/heating-support/overview", "/s/heating-support/explore/trend"] {
        for by in ["", "&by=device-class"] {
            let svg = program.page(&cookie, &format!("{path}.svg?days=30{by}")).await;
            let svg = in_one_font(&svg).replace('\u{a0}', " ");
            assert!(svg.matches("r=\"9\"").count() >= 2, "{path}: {svg}");
            assert!(svg.contains("1: 3 Nov 2026 · Deployment · New &lt;form&gt;"), "{svg}");
            let png = program.get(&cookie, &format!("{path}.png?days=30{by}")).await;
            assert_eq!(png.status(), StatusCode::OK);
        }
        let file = program.page(&cookie, &format!("{path}.html?days=30")).await;
        assert!(file.contains("<bdi>Campaign day</bdi>"), "{path}");
        assert!(!file.contains("data/annotations"), "a file leads nowhere: {path}");
    }
}

#[tokio::test]
async fn before_and_after_are_told_in_whole_weeks_with_interval_and_warning() {
    let (program, cookie, _) = filled(ServiceKind::Public, 24).await;
    annotate(&program, 9, "New form").await;
    annotate(&program, 12, "Something else").await;
    annotate(&program, 23, "Today").await;
    let page = program.page(&cookie, &format!("{LIST}/1")).await;
    for words in [
        "Compared are 26\u{a0}Oct – 8\u{a0}Nov\u{a0}2026 and 9\u{a0}Nov – 22\u{a0}Nov\u{a0}2026",
        "Of the days after, only 14 in whole weeks are over.",
        "times as many. Counts rise and fall for many reasons",
        "Bounce rate: ",
        "difference",
        "95% interval",
        "n = ",
        "What this cannot prove",
        "Other things may have changed at the same time.",
        "<bdi>Something else</bdi>",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(page.matches("class=\"numbers\"").count(), 5, "one for each measure");
    let week = program.page(&cookie, &format!("{LIST}/1?days=7")).await;
    assert!(
        week.contains("2\u{a0}Nov – 8\u{a0}Nov\u{a0}2026 and 9\u{a0}Nov – 15\u{a0}Nov"),
        "{week}"
    );
    let wrong = program.get(&cookie, &format!("{LIST}/1?days=10")).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    assert!(text(wrong).await.contains("Compared are"), "the page with its usual days");
    let today = program.page(&cookie, &format!("{LIST}/3")).await;
    assert!(today.contains("From 30\u{a0}Nov\u{a0}2026 on, the first whole week"), "{today}");
    assert!(!today.contains("What this cannot prove"));
    let german = program.page(&cookie, &format!("{LIST}/1?lang=de")).await;
    assert!(german.contains("Was das nicht beweisen kann") && german.contains("95-%-Intervall"));
}

#[tokio::test]
async fn of_too_few_employees_nothing_is_compared() {
    let (program, cookie, _) = filled(ServiceKind::Employees, 4).await;
    annotate(&program, 9, "New form").await;
    let page = program.page(&cookie, &format!("{LIST}/1")).await;
    assert!(page.contains("What lies between cannot be told"), "{page}");
    assert!(!page.contains("times as many") && !page.contains("points"), "{page}");
}

/// A spreadsheet's file: one line that cannot be read, one that is a formula.
const FILE: &str = "kind;first;title;measures\r\n\
                    deployment;2026-11-02;'=New form;visits\r\n\
                    outage;2026-11-09;Upload broken;\r\n\
                    party;2026-11-10;x;\r\n";

#[tokio::test]
async fn a_file_is_looked_at_taken_and_the_same_again_adds_nothing() {
    let (program, cookie, token) = filled(ServiceKind::Public, 0).await;
    let upload = async |file: &str| {
        let fields = [("form_token", token.as_str())];
        program.upload(&cookie, LIST, &fields, ("notes.csv", file.as_bytes())).await
    };
    let kept = || std::fs::read_dir(&program.uploads).map_or(0, Iterator::count);
    let look = leads_to(&upload(FILE).await);
    let page = program.page(&cookie, &look).await;
    for words in [
        "2 new annotations. Nothing is taken yet.",
        "One line cannot be read",
        "Line 4, kind: There is no such kind",
        "<bdi>=New form</bdi>",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(program.page(&cookie, LIST).await.contains("There is no annotation yet"));
    let form = format!("form_token={token}");
    assert_eq!(leads_to(&program.post(&cookie, &look, &form).await), LIST);
    assert_eq!(kept(), 0, "the upload is gone");
    let csv = program.page(&cookie, &format!("{LIST}.csv")).await;
    assert_eq!(
        csv,
        "first,last,kind,title,description,measures\r\n\
         2026-11-09,,outage,Upload broken,,\r\n\
         2026-11-02,,deployment,'=New form,,visits\r\n"
    );
    let again = leads_to(&upload(&csv).await);
    let page = program.page(&cookie, &again).await;
    assert!(page.contains("All annotations of this file are there already."), "{page}");
    assert!(!page.contains("Take the new ones"));
    let gone = program.post(&cookie, &format!("{again}/discard"), &form).await;
    assert_eq!((leads_to(&gone).as_str(), kept()), (LIST, 0));
    let other = leads_to(&upload("date,visits\n2026-11-01,9\n").await);
    let page = program.page(&cookie, &other).await;
    assert!(page.contains("The file has no column “first”."), "{page}");
    let refused = program.post(&cookie, &other, &form).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let missing = upload("").await;
    assert_eq!(missing.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn programs_make_change_compare_bring_and_delete_annotations() {
    let (program, cookie, form_token) = filled(ServiceKind::Public, 24).await;
    let form = format!(
        "form_token={form_token}&name=api&days=30&permission=read-figures&permission=keep-questions"
    );
    let page = text(program.post(&cookie, "/settings/tokens", &form).await).await;
    let token = page.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let ask = async |method: &str, path: &str, body: String| -> (StatusCode, String) {
        let request = Request::builder()
            .method(method)
            .uri(format!("{API}{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(
                "idempotency-key",
                body.chars()
                    .filter(char::is_ascii)
                    .take(150)
                    .filter(|c| !c.is_control())
                    .collect::<String>(),
            );
        let answer = program.ask(request.body(Body::from(body)).unwrap()).await;
        (answer.status(), text(answer).await)
    };
    let send = async |method: &str, path: &str, body: Value| -> (StatusCode, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (status, answer) = ask(method, path, body).await;
        (status, serde_json::from_str(&answer).unwrap_or_default())
    };
    let says = json!({ "first": "2026-11-09", "kind": "deployment", "title": "New form",
        "measures": ["bounce-rate", "visits"] });
    let (status, made) = send("POST", "", says.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert_eq!(made["measures"], json!(["visits", "bounce-rate"]), "in the order of pages");
    assert_eq!(send("POST", "", says.clone()).await, (StatusCode::CREATED, made), "made once");
    for (field, value) in [
        ("first", json!("soon")),
        ("last", json!("2026-11-08")),
        ("kind", json!("party")),
        ("title", json!("")),
        ("measures", json!(["clicks"])),
    ] {
        let mut wrong = says.clone();
        wrong[field] = value;
        let (status, problem) = send("POST", "", wrong).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(problem.to_string().contains(field), "{field}: {problem}");
    }
    let change = |version: Option<i64>| {
        json!({ "first": "2026-11-09", "kind": "deployment",
        "title": "Shorter form", "measures": ["visits", "bounce-rate"], "version": version })
    };
    assert_eq!(send("POST", "/1", change(None)).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(send("POST", "/1", change(Some(4))).await.0, StatusCode::CONFLICT);
    let (status, changed) = send("POST", "/1", change(Some(1))).await;
    assert_eq!((status, changed["version"].as_i64()), (StatusCode::OK, Some(2)), "{changed}");

    let (_, effect) = send("GET", "/1?days=14", Value::Null).await;
    assert_eq!(effect["before"]["first"], "2026-10-26");
    assert_eq!(effect["after"]["last"], "2026-11-22");
    let [visits, bounces] = effect["effects"].as_array().unwrap().as_slice() else {
        panic!("two measures: {effect}")
    };
    let (before, after) = (&visits["before"]["value"], &visits["after"]["value"]);
    let ratio = after.as_f64().unwrap() / before.as_f64().unwrap();
    assert!((visits["ratio"].as_f64().unwrap() - ratio).abs() < 1e-12 && ratio > 1.0, "{visits}");
    let difference = &bounces["difference"];
    let (low, high) = (difference["low"].as_f64().unwrap(), difference["high"].as_f64().unwrap());
    assert_eq!(difference["clear"], json!(low > 0.0 || high < 0.0), "{difference}");
    assert_eq!(difference["method"], "zou-donner/1");
    assert!(effect["warning"].as_str().unwrap().contains("at the same time"));
    assert_eq!(send("GET", "/1?days=10", Value::Null).await.0, StatusCode::BAD_REQUEST);

    let csv = "first,kind,title\n2026-11-10,outage,Down\nx,outage,Down\n";
    let (status, look) = ask("POST", "/file?preview=yes", csv.to_owned()).await;
    let look: Value = serde_json::from_str(&look).unwrap();
    assert_eq!((status, look["added"].as_u64()), (StatusCode::OK, Some(1)), "{look}");
    assert_eq!(look["faults"], json!([{ "line": 3, "column": "first" }]));
    let (status, first) = ask("POST", "/file?file=notes.csv", csv.to_owned()).await;
    assert_eq!(status, StatusCode::CREATED, "{first}");
    let (_, again) = ask("POST", "/file", csv.to_owned()).await;
    let again: Value = serde_json::from_str(&again).unwrap();
    assert_eq!((again["added"].as_u64(), again["known"].as_u64()), (Some(0), Some(1)));
    assert_eq!(ask("POST", "/file", "a,b\n".to_owned()).await.0, StatusCode::BAD_REQUEST);
    let (_, list) = send("GET", "", Value::Null).await;
    let titles: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|one| one["title"].clone()).collect();
    assert_eq!(titles, ["Shorter form", "Down"]);
    let (_, csv) = ask("GET", ".csv", String::new()).await;
    assert!(csv.contains("2026-11-09,,deployment,Shorter form,,visits bounce-rate\r\n"), "{csv}");
    assert_eq!(send("DELETE", "/1", Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(send("DELETE", "/1", Value::Null).await.0, StatusCode::NO_CONTENT, "it is gone");
    assert_eq!(send("GET", "/1", Value::Null).await.0, StatusCode::NOT_FOUND);
}
