//! `/s/{service}/data/tags`: made, tried, changed, found, asked with; and the same for programs.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use lotse_control::audit::Actor;
use lotse_domain::{
    audit::Action,
    service::{Jurisdiction, ServiceKind},
};
use serde_json::{Value, json};

use crate::program::{Program, heating_support, text};

const LIST: &str = "/s/heating-support/data/tags";
const API: &str = "/api/v1/services/heating-support/tags";
/// Pages of the application.
const APPLY: &str = "what1=page&test1=matches&values1=%2Fapply%2F**";

async fn filled(kind: ServiceKind, people: u32) -> (Program, String, String) {
    let (program, cookie) = heating_support(kind, Jurisdiction::UnitedStates, true, people).await;
    let token = program.form_token(&cookie).await;
    (program, cookie, token)
}

async fn make(program: &Program, name: &str, rule: &str) {
    let service = program.state.control.service("heating-support").unwrap();
    program.tag(&service, name, rule).await;
}

#[tokio::test]
async fn a_tag_is_made_without_script_looked_at_changed_and_archived() {
    let (program, cookie, token) = filled(ServiceKind::Public, 24).await;
    assert!(program.page(&cookie, LIST).await.contains("There is no tag yet"));
    let new = format!("{LIST}/new");
    let send = async |path: &str, fields: &str| {
        program.post(&cookie, path, &format!("form_token={token}&{fields}")).await
    };
    // Nothing is lost by looking, and nothing is saved.
    let named = "name=To+%3Cb%3Eapply&kind=page&group=Forms&description=All+of+it";
    let tried = send(&new, &format!("{named}&{APPLY}&do=preview")).await;
    assert_eq!(tried.status(), StatusCode::OK);
    let page = text(tried).await;
    assert!(page.contains("value=\"To &#60;b&#62;apply\"") && page.contains(">/apply/**<"));
    assert!(page.contains("In the last 30 days: "), "{page}");
    assert!(page.contains("<bdi>/apply/income</bdi>"), "a page that may be named");
    assert!(!page.contains("secret-page"));
    assert!(page.contains("Single events are shown only to people with the right to read them"));
    assert!(program.page(&cookie, LIST).await.contains("There is no tag yet"));

    let more = text(send(&new, &format!("{named}&{APPLY}&do=more")).await).await;
    assert!(more.contains("Condition 2") && more.contains(">/apply/**<"));
    let as_text = text(send(&new, &format!("{named}&{APPLY}&do=as-text")).await).await;
    assert!(as_text.contains("page matches &#34;/apply/**&#34;</textarea>"), "{as_text}");
    let rule = "rule=page+matches+%22%2Fapply%2F**%22";
    let back = text(send(&new, &format!("{named}&{rule}&do=as-conditions")).await).await;
    assert!(back.contains("Condition 1") && back.contains(">/apply/**<"));

    let saved = send(&new, &format!("{named}&{APPLY}&do=save")).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    assert_eq!(saved.headers()[header::LOCATION], format!("{LIST}/1"));
    let shown = program.page(&cookie, &format!("{LIST}/1")).await;
    assert!(
        shown.contains("Page matches “/apply/**”") && shown.contains("Page of the group “Forms”")
    );
    assert!(shown.contains("<bdi>Ada Beispiel</bdi>"));
    let list = program.page(&cookie, LIST).await;
    assert!(list.contains("<bdi>To &#60;b&#62;apply</bdi>") && list.contains("<bdi>Forms</bdi>"));

    let edit = format!("{LIST}/1/edit");
    assert!(program.page(&cookie, &edit).await.contains(">/apply/**<"));
    let renamed = format!("name=Apply&kind=page&{APPLY}");
    let outdated = send(&edit, &format!("{renamed}&version=7&do=save")).await;
    assert_eq!(outdated.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(outdated).await.contains("Somebody else changed it meanwhile"));
    let changed = send(&edit, &format!("{renamed}&version=1&do=save")).await;
    assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    let shown = program.page(&cookie, &format!("{LIST}/1")).await;
    assert!(shown.contains("rowheader\">2<") && shown.contains("rowheader\">1<"), "two versions");

    let archive = format!("{LIST}/1/archive");
    assert_eq!(send(&archive, "").await.status(), StatusCode::SEE_OTHER);
    assert!(program.page(&cookie, LIST).await.contains("Archived"));
    assert!(!program.page(&cookie, "/search?q=apply").await.contains(&format!("{LIST}/1")));
    send(&archive, "").await;
    assert!(program.page(&cookie, "/search?q=apply").await.contains(&format!("{LIST}/1")));
    let log = program.state.control.audit(None, 4).await.unwrap();
    let did: Vec<_> = log.iter().map(|row| row.action).collect();
    assert_eq!(
        did,
        [Action::TagRestored, Action::TagArchived, Action::TagChanged, Action::TagAdded]
    );
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    let (program, cookie, token) = filled(ServiceKind::Public, 0).await;
    make(&program, "Start", "page is \"/\"").await;
    for (fields, words) in [
        ("name=&kind=page&what1=page&test1=is&values1=%2F", "Enter a name"),
        (
            "name=Start&kind=page&what1=page&test1=is&values1=%2F",
            "This name is taken in this service",
        ),
        ("name=x&kind=page", "Choose what the tag looks at"),
        ("name=x&kind=page&what1=page&test1=is&values1=", "Enter a value"),
        ("name=x&what1=page&test1=matches&values1=apply", "begins with /"),
        ("name=x&what1=page&test1=matches&values1=%2Fform-*", "stands for one whole part"),
        ("name=x&what1=kind&test1=is&values1=clack", "“clack” is no kind of event"),
        ("name=x&what1=page&test1=at-least&values1=3", "cannot be asked of it"),
        ("name=x&rule=kind+is+click", "At character 9: "),
    ] {
        let form = format!("form_token={token}&{fields}&do=save");
        let response = program.post(&cookie, &format!("{LIST}/new"), &form).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
        let page = text(response).await;
        assert!(page.contains(words), "{fields}: {words}");
        assert!(page.contains("aria-invalid=\"true\""), "{fields}");
    }
    assert_eq!(program.state.control.find_tags(|_, _| true).await.unwrap().len(), 1);
}

#[tokio::test]
async fn numbers_of_tags_pass_the_gate_and_say_what_never_matched() {
    let (program, cookie, _) = filled(ServiceKind::Public, 24).await;
    make(&program, "Application", "page matches \"/apply/**\"").await;
    make(&program, "Secret", "page is \"/secret-page\"").await;
    make(&program, "Nothing", "page is \"/nowhere\"").await;
    let list = program.page(&cookie, LIST).await;
    let row = |name: &str| {
        let rest = list.split(&format!("<bdi>{name}</bdi>")).nth(1).unwrap();
        rest.split("</tr>").next().unwrap().to_owned()
    };
    assert!(row("Nothing").contains("No event in 90 days"), "{}", row("Nothing"));
    assert!(row("Secret").contains("Too few to show") && !row("Secret").contains("No event"));
    assert!(!row("Application").contains("Too few"));
    // The preview says which tags share events, but not where too few people would.
    let preview = async |rule: &str| -> Value {
        let path = format!("{LIST}/preview?rule={rule}");
        serde_json::from_str(&program.page(&cookie, &path).await).unwrap()
    };
    let found = preview("page+is+%22%2Fapply%2Fincome%22").await;
    let lines = found["parts"].to_string();
    assert!(lines.contains("Application") && !lines.contains("Nothing"), "{lines}");
    let secret = preview("page+is+%22%2Fsecret-page%22").await;
    assert!(secret["parts"].as_array().unwrap().is_empty(), "{secret}");
    assert!(secret["said"].as_str().unwrap().contains("too few people"));
    let unfinished = preview("page").await;
    assert!(unfinished["said"].as_str().unwrap().starts_with("As soon as"));
}

#[tokio::test]
async fn single_events_are_records_and_none_are_of_employees() {
    let (program, cookie, token) = filled(ServiceKind::Public, 8).await;
    let service = program.state.control.service("heating-support").unwrap();
    let user = program.state.control.user("Ada Beispiel").await.unwrap().unwrap();
    let ends = program.state.clock.now() + jiff::SignedDuration::from_hours(24);
    let operator = program.state.control.by(Actor::operator());
    operator.allow_single_rows(&user, &service, "Check a tag", ends).await.unwrap();
    let tried = format!("form_token={token}&{APPLY}&do=preview");
    let page = text(program.post(&cookie, &format!("{LIST}/new"), &tried).await).await;
    assert!(page.contains("Newest events") && page.contains("Page view · /apply/"), "{page}");
    let log = program.state.control.audit(None, 1).await.unwrap();
    assert_eq!(log[0].action, Action::SingleRowsRead);
    assert!(log[0].subject.contains("page matches"), "the rule is written down");
    // What follows the typing reads none.
    program.page(&cookie, &format!("{LIST}/preview?{APPLY}")).await;
    let after = program.state.control.audit(None, 1).await.unwrap();
    assert_eq!(after[0].number, log[0].number);

    let (program, cookie, token) = filled(ServiceKind::Employees, 8).await;
    let tried = format!("form_token={token}&{APPLY}&do=preview");
    let page = text(program.post(&cookie, &format!("{LIST}/new"), &tried).await).await;
    assert!(page.contains("Single events of a service for employees are shown to nobody"));
}

#[tokio::test]
async fn a_tag_is_asked_with_by_its_name_also_by_an_older_one() {
    let (program, cookie, token) = filled(ServiceKind::Public, 24).await;
    make(&program, "Application", "page begins with \"/apply/\" and kind is \"page_view\"").await;
    let trend = async |of: &str| -> Value {
        let path = format!("/api/v1/services/heating-support/trend?days=30&count=events&of={of}");
        serde_json::from_str(&program.page(&cookie, &path).await).unwrap()
    };
    let tagged = trend("tag:Application").await;
    assert_eq!(tagged["everybody"], trend("%2Fapply%2F*").await["everybody"]);
    let renamed = format!(
        "form_token={token}&name=Form&kind=page&version=1&do=save&\
         rule=page+begins+with+%22%2Fapply%2F%22+and+kind+is+%22page_view%22"
    );
    program.post(&cookie, &format!("{LIST}/1/edit"), &renamed).await;
    assert_eq!(trend("tag:Application").await["everybody"], tagged["everybody"]);
    assert_eq!(trend("tag:Form").await["everybody"], tagged["everybody"]);
    let explore = "/s/heating-support/explore";
    let funnel = program.page(&cookie, &format!("{explore}/funnel?step1=/&step2=tag:Form")).await;
    assert!(funnel.contains("tag:Form") && funnel.contains("<option value=\"tag:Form\">"));
    for path in ["funnel?step1=/&step2=tag:None", "trend?of=tag:None", "paths?end=to&page=tag:None"]
    {
        let response = program.get(&cookie, &format!("{explore}/{path}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
        assert!(text(response).await.contains("There is no tag of this name"), "{path}");
    }
    program.page(&cookie, &format!("{explore}/paths?end=to&page=tag:Form")).await;
}

#[tokio::test]
async fn programs_make_try_change_and_archive_tags() {
    let (program, cookie, form_token) = filled(ServiceKind::Public, 24).await;
    let form = format!(
        "form_token={form_token}&name=api&days=30&permission=read-figures&permission=keep-questions"
    );
    let page = text(program.post(&cookie, "/settings/tokens", &form).await).await;
    let token = page.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let send = async |method: &str, path: &str, body: Value| -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(format!("{API}{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header("idempotency-key", body.to_string().chars().take(150).collect::<String>());
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = program.ask(request.body(Body::from(body)).unwrap()).await;
        (answer.status(), serde_json::from_str(&text(answer).await).unwrap_or_default())
    };
    let rule = json!({ "field": "page", "matches": "/apply/**" });
    let tag = json!({ "name": "Application", "kind": "page", "rule": rule });
    let (status, made) = send("POST", "", tag.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert_eq!(made["rule_text"], "page matches \"/apply/**\"");
    assert_eq!((made["version"].as_i64(), made["archived"].as_bool()), (Some(1), Some(false)));
    assert_eq!(send("POST", "", tag).await, (StatusCode::CREATED, made.clone()), "made once");
    let path = format!("/{}", made["id"]);
    let change = |version: Option<i64>| {
        let rule = json!({ "field": "page", "is": ["/"] });
        json!({ "name": "Start", "kind": "page", "group": "g", "rule": rule, "version": version })
    };
    assert_eq!(send("POST", &path, change(None)).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(send("POST", &path, change(Some(4))).await.0, StatusCode::CONFLICT);
    let (status, changed) = send("POST", &path, change(Some(1))).await;
    assert_eq!((status, changed["version"].as_i64()), (StatusCode::OK, Some(2)), "{changed}");
    let (_, versions) = send("GET", &format!("{path}/versions"), Value::Null).await;
    let rules: Vec<_> =
        versions["items"].as_array().unwrap().iter().map(|v| v["rule_text"].clone()).collect();
    assert_eq!(rules, ["page matches \"/apply/**\"", "page is \"/\""]);
    let (status, _) = send("POST", &format!("{path}/archive"), json!({ "archived": true })).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (_, list) = send("GET", "", Value::Null).await;
    assert_eq!(list["items"][0]["archived"], true);

    let (_, tried) = send("POST", "/preview", json!({ "rule": rule, "days": 7 })).await;
    let events = tried["events"]["value"].as_u64().unwrap();
    let days = tried["days"].as_array().unwrap();
    let sum: u64 = days.iter().map(|day| day["events"]["value"].as_u64().unwrap_or(0)).sum();
    assert!(events > 0 && sum == events && days.len() == 7, "{tried}");
    let wrong = json!({ "rule": { "all": [rule, { "field": "page", "matches": "apply" }] } });
    let (status, problem) = send("POST", "/preview", wrong).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["place"], "all[1].matches");
    assert_eq!(problem["reason"], "a pattern of pages begins with /");
    let other = "/api/v1/services/heating-support/tags/99/versions";
    assert_eq!(program.get(&cookie, other).await.status(), StatusCode::NOT_FOUND);
}
