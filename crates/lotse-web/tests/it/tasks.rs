//! `/s/{service}/tasks`: made, looked at, changed, archived, told of; the same for programs.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
    response::Response,
};
use jiff::{SignedDuration, Timestamp};
use lotse_control::tasks::StoredTask;
use lotse_domain::{
    audit::Action,
    role::{Grant, Reach, Role},
    service::{Jurisdiction, Service, ServiceKind},
};
use serde_json::{Value, json};

use crate::program::{NOW, Program, Visit, heating_support, id, in_one_font, text};

const LIST: &str = "/s/heating-support/tasks";
const API: &str = "/api/v1/services/heating-support/tasks";
/// From the first page of the application to the last.
const APPLY: &str = "name=Apply&start=%2Fapply%2Feligibility&completed=%2Fapply%2Freview\
    &step1-name=Income&step1-rule=%2Fapply%2Fincome&window=visit";

async fn filled(kind: ServiceKind, people: u32) -> (Program, String, String) {
    let (program, cookie) = heating_support(kind, Jurisdiction::UnitedStates, true, people).await;
    let token = program.form_token(&cookie).await;
    (program, cookie, token)
}

/// A program with a task, and its address.
async fn with_task(people: u32) -> (Program, String, String) {
    let (program, cookie, token) = filled(ServiceKind::Public, people).await;
    let form = format!("form_token={token}&{APPLY}&do=save");
    let saved = program.post(&cookie, &format!("{LIST}/new"), &form).await;
    assert_eq!(saved.headers()[header::LOCATION], format!("{LIST}/1"));
    (program, cookie, format!("{LIST}/1"))
}

async fn report(program: &Program, cookie: &str, query: &str) -> Value {
    let path = format!("{API}/1/report?{query}");
    serde_json::from_str(&program.page(cookie, &path).await).unwrap()
}

fn value(cell: &Value) -> f64 {
    cell["value"].as_f64().unwrap_or_else(|| panic!("{cell}"))
}

/// A whole number of attempts.
fn count(cell: &Value) -> u32 {
    format!("{}", value(cell)).parse().unwrap_or_else(|_| panic!("{cell}"))
}

#[tokio::test]
async fn a_task_is_made_without_script_looked_at_changed_and_archived() {
    let (program, cookie, token) = filled(ServiceKind::Public, 24).await;
    let list = program.page(&cookie, LIST).await;
    assert!(list.contains("There is no task yet") && list.contains("data-lotse-outcome"));
    let send = async |path: &str, fields: &str| -> Response {
        program.post(&cookie, path, &format!("form_token={token}&{fields}")).await
    };
    let new = format!("{LIST}/new");
    assert!(!program.page(&cookie, &new).await.contains("What this would have found"));
    // Nothing is saved by looking, and nothing is lost.
    let named = APPLY.replace("name=Apply&", "name=To+%3Cb%3Eapply&description=All+of+it&");
    let looked = send(&new, &format!("{named}&do=check")).await;
    assert_eq!(looked.status(), StatusCode::OK);
    let page = text(looked).await;
    assert!(page.contains("value=\"To &#60;b&#62;apply\"") && page.contains(">All of it<"));
    assert!(page.contains("What this would have found") && page.contains("attempts began from"));
    assert!(page.contains("Single events are shown only to people with the right to read them"));
    assert!(program.page(&cookie, LIST).await.contains("There is no task yet"));
    let nothing = send(&new, &format!("{}&do=check", named.replace("eligibility", "none"))).await;
    assert!(text(nothing).await.contains("No attempt began from"));

    let saved = send(&new, &format!("{named}&do=save")).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let task = format!("{LIST}/1");
    assert_eq!(saved.headers()[header::LOCATION], task.as_str());
    let shown = program.page(&cookie, &task).await;
    assert!(shown.contains("<h1><bdi>To &#60;b&#62;apply</bdi></h1>"));
    assert!(shown.contains("Step 1: Income (by everybody)") && shown.contains("All of it"));
    let list = program.page(&cookie, LIST).await;
    assert!(list.contains("<bdi>To &#60;b&#62;apply</bdi>") && list.contains("Completion"));

    let edit = format!("{task}/edit");
    let filled = program.page(&cookie, &edit).await;
    assert!(
        filled.contains(">/apply/eligibility</textarea>") && filled.contains("value=\"Income\"")
    );
    let outdated = send(&edit, &format!("{APPLY}&version=7&do=save")).await;
    assert_eq!(outdated.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(outdated).await;
    assert!(
        page.contains("Somebody else changed it meanwhile") && page.contains("value=\"Apply\"")
    );
    let changed = send(&edit, &format!("{APPLY}&version=1&do=save")).await;
    assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    let shown = program.page(&cookie, &task).await;
    assert!(shown.contains("rowheader\">2<") && shown.contains("rowheader\">1<"), "two versions");

    let archive = format!("{task}/archive");
    assert_eq!(send(&archive, "").await.status(), StatusCode::SEE_OTHER);
    assert!(program.page(&cookie, LIST).await.contains("In the archive"));
    assert!(program.page(&cookie, &task).await.contains("This task is in the archive"));
    send(&archive, "").await;
    assert!(!program.page(&cookie, LIST).await.contains("In the archive"));
    let log = program.state.control.audit(None, 4).await.unwrap();
    let did: Vec<_> = log.iter().map(|row| row.action).collect();
    assert_eq!(
        did,
        [Action::TaskRestored, Action::TaskArchived, Action::TaskChanged, Action::TaskAdded]
    );
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    let (program, cookie, _) = with_task(0).await;
    let token = program.form_token(&cookie).await;
    let long = "x".repeat(101);
    let named = |name: &str| APPLY.replace("name=Apply", &format!("name={name}"));
    for (fields, field, words) in [
        (named(""), "name", "Enter a name"),
        (named(&long), "name", "Enter at most 100 characters"),
        (named("Apply"), "name", "This name is taken in this service"),
        ("name=x&completed=sent".to_owned(), "start", "Say which events are meant"),
        ("name=x&start=%2Fa".to_owned(), "completed", "Say which events are meant"),
        ("name=x&start=%2Fa*b&completed=c".to_owned(), "start", "stands for one whole part"),
        (format!("{}&saved=tag:None", named("x")), "saved", "None"),
        (format!("{}&step2-rule=%2Fb", named("x")), "step2-name", "Give the step a name"),
        (format!("{}&step2-name=b", named("x")), "step2-rule", "Say which events are meant"),
        (named("x").replace("visit", "91"), "window", "Choose how long an attempt may take"),
        (format!("{}&paid=kind+is+paid", named("x")), "paid", "At character 9: "),
    ] {
        let form = format!("form_token={token}&{fields}&do=save");
        let response = program.post(&cookie, &format!("{LIST}/new"), &form).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
        let page = text(response).await;
        assert!(page.contains(words), "{fields}: {words}\n{page}");
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{fields}: {field}\n{page}");
        assert!(page.contains("aria-invalid=\"true\""), "{fields}");
        if fields.contains("step1-name=Income") {
            assert!(page.contains("value=\"Income\""), "{fields}");
        }
    }
    let service = program.state.control.service("heating-support").unwrap();
    let tasks: Vec<StoredTask> = program.state.control.definitions(service.id).await.unwrap();
    assert_eq!(tasks.len(), 1);
}

#[tokio::test]
async fn page_tables_pictures_and_api_say_the_same() {
    let (program, cookie, task) = with_task(24).await;
    let told = report(&program, &cookie, "days=30").await;
    let attempts = &told["attempts"];
    let [begun, closed, done] = ["begun", "closed", "done"].map(|name| count(&attempts[name]));
    // Of five who begin, four go on to the end.
    assert_eq!(begun, closed, "{told}");
    assert!((f64::from(done) / f64::from(closed) - 0.8).abs() < 0.05, "{attempts}");
    assert_eq!(count(&attempts["abandoned"]), closed - done, "{attempts}");
    let places = told["places"].as_array().unwrap();
    assert_eq!(places.len(), 2);
    assert_eq!(count(&places[0]["lost"]), closed - done);
    assert_eq!(count(&places[1]["reached"]), done);
    assert!(value(&told["times"]["in_use"]["median"]) > 0.0, "{}", told["times"]);

    let page = program.page(&cookie, &format!("{task}?days=30")).await;
    let spelled = |number: u32| match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", number / 1000, number % 1000),
    };
    for number in [closed, done, closed - done] {
        assert!(page.contains(&spelled(number)), "{number}: {page}");
    }
    assert!(page.contains("Where to look first") && page.contains("Beginning"));

    let csv = async |table: &str| {
        program.page(&cookie, &format!("{task}/report.csv?days=30&table={table}")).await
    };
    let lines = csv("places").await;
    let lines: Vec<&str> = lines.lines().collect();
    assert!(lines[1].starts_with(&format!("(start),{closed},")), "{lines:?}");
    assert!(lines[2].starts_with(&format!("Income,{done},")), "{lines:?}");
    assert!(lines[3].starts_with(&format!("(done),{done},0.")), "{lines:?}");
    for (table, head) in [
        ("causes", "place,kind,control,"),
        ("times", ""),
        ("groups&by=device-class", ""),
        ("trend", ""),
    ] {
        let found = csv(table).await;
        assert!(found.starts_with(head), "{table}: {found}");
        assert!(table == "causes" || found.lines().count() > 1, "{table}: {found}");
    }
    let wrong = program.get(&cookie, &format!("{task}/report.csv?table=none")).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);

    let picture = program.page(&cookie, &format!("{task}/report.svg?days=30")).await;
    let picture = in_one_font(&picture);
    assert!(picture.starts_with("<svg") && picture.contains("Income"), "{picture}");
    let png = program.get(&cookie, &format!("{task}/report.png?days=30")).await;
    assert_eq!(png.headers()[header::CONTENT_TYPE], "image/png");
    let file = program.get(&cookie, &format!("{task}/report.html?days=30")).await;
    let name = file.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
    assert!(name.contains("heating-support") && name.contains(".html"), "{name}");
    let file = text(file).await;
    assert!(file.contains("Where to look first") && !file.contains("<form"), "{file}");
}

#[tokio::test]
async fn groups_are_compared_and_their_table_is_one_click_away() {
    // Enough that of phones three give up on one day: fewer might be one person who comes back daily.
    let (program, cookie, task) = with_task(90).await;
    let told = report(&program, &cookie, "days=30&by=device-class").await;
    let rows = told["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{told}");
    let sum: u32 = rows.iter().map(|row| count(&row["attempts"]["begun"])).sum();
    assert_eq!(sum, count(&told["attempts"]["begun"]), "computers and phones");
    let page = program.page(&cookie, &format!("{task}?days=30&by=device-class")).await;
    assert!(page.contains("<bdi>Phone</bdi>") && page.contains("<bdi>Computer</bdi>"));
    let link = page.split("href=\"").filter_map(|rest| rest.split('"').next());
    let mut link = link.filter(|link| link.contains("table=groups"));
    let link = link.next().unwrap_or_else(|| panic!("{page}")).replace("&amp;", "&");
    let link = link.replace("&#38;", "&");
    let table = program.page(&cookie, &link).await;
    assert_eq!(table.lines().count(), 4, "{link}: {table}");
    // All who applied read one language.
    let one = report(&program, &cookie, "days=30&by=page-language").await;
    assert_eq!(one["rows"].as_array().unwrap().len(), 1, "{one}");
    for (query, words) in [
        ("by=none", "does not exist: by"),
        ("by=property", "does not exist: property"),
        ("first=x&last=y", "Enter both days as real dates"),
    ] {
        let response = program.get(&cookie, &format!("{task}?{query}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
        assert!(text(response).await.contains(words), "{query}");
        let response = program.get(&cookie, &format!("{API}/1/report?{query}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
    }
}

#[tokio::test]
async fn of_too_few_attempts_nothing_is_told() {
    let (program, cookie, task) = with_task(24).await;
    let token = program.form_token(&cookie).await;
    // The page that two people open, from the beginning on.
    let form =
        format!("form_token={token}&name=Secret&start=%2Fsecret-page&completed=%2Fnowhere&do=save");
    program.post(&cookie, &format!("{LIST}/new"), &form).await;
    let secret = program.page(&cookie, &format!("{LIST}/2?days=30")).await;
    assert!(secret.contains("Too few people made attempts in this time"), "{secret}");
    let path = format!("{API}/2/report?days=30");
    let told: Value = serde_json::from_str(&program.page(&cookie, &path).await).unwrap();
    for name in ["begun", "closed", "done", "abandoned", "open"] {
        assert_eq!(told["attempts"][name]["reason"], "too-few", "{name}: {told}");
    }
    assert_eq!(told["places"][0]["lost"]["reason"], "too-few", "{told}");
    let list = program.page(&cookie, LIST).await;
    assert!(list.contains("Too few to show"), "{list}");
    // Nobody began in a time before everybody.
    let before = "first=2025-01-01&last=2025-01-31";
    let nothing = program.page(&cookie, &format!("{task}?{before}")).await;
    assert!(nothing.contains("No attempt began in this time"), "{nothing}");
}

#[tokio::test]
async fn tasks_of_another_service_are_not_found_and_of_unsigned_employees_nothing_is_counted() {
    let (program, cookie, task) = with_task(6).await;
    let place = Jurisdiction::UnitedStates;
    program.service("Permits", ServiceKind::Public, place, false).await;
    for path in ["", "/report.csv", "/report.svg", "/report.html", "/edit"] {
        let other = format!("{}{path}", task.replace("heating-support", "permits"));
        let response = program.get(&cookie, &other).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{other}");
    }
    for path in ["1/report", "1/versions", "99/report", "x/report"] {
        let other = format!("/api/v1/services/permits/tasks/{path}");
        let response = program.get(&cookie, &other).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{other}");
    }

    let (program, cookie, token) = filled(ServiceKind::Employees, 8).await;
    let form = format!("form_token={token}&{APPLY}&do=check");
    let page = text(program.post(&cookie, &format!("{LIST}/new"), &form).await).await;
    assert!(page.contains("No attempt began from"), "events without a visitor are nobody");
    assert!(page.contains("Single events of a service for employees are shown to nobody"));
}

#[tokio::test]
async fn who_may_not_keep_questions_reads_reports_and_sees_no_form() {
    let (program, _, task) = with_task(12).await;
    let viewer = Grant { role: Role::Viewer, reach: Reach::Organization };
    let reader = program.person("Rita Leser", &viewer).await;
    let cookie = program.session(&reader).await;
    let list = program.page(&cookie, LIST).await;
    assert!(list.contains("<bdi>Apply</bdi>") && !list.contains("/tasks/new"), "{list}");
    let page = program.page(&cookie, &task).await;
    assert!(!page.contains("/edit\"") && !page.contains("/archive\""), "{page}");
    let token = program.form_token(&cookie).await;
    for path in [format!("{LIST}/new"), format!("{task}/edit")] {
        assert_eq!(program.get(&cookie, &path).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    for path in [format!("{LIST}/new"), format!("{task}/edit"), format!("{task}/archive")] {
        let form = format!("form_token={token}&{APPLY}&version=1&do=save");
        let response = program.post(&cookie, &path, &form).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
    }
}

/// Visits of people who apply, and whose pages say how it ended; some meet an error in a field and leave.
async fn apply(program: &Program, service: &Service) {
    for day in 1..8_i64 {
        let end = NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_hours(24 * day);
        program.clock.set(end + SignedDuration::from_mins(30));
        for person in 0..40_u8 {
            let visit = Visit::reading(end, person, &[]);
            let start = visit.at.as_millisecond();
            let event = |after: i64, page: &str, says: Value| {
                let at = start + after * 1_000;
                let page = format!("https://service.example.gov{page}");
                let mut event = json!({ "id": id(at), "at": at,
                    "page": { "url": page, "language": "en" } });
                event.as_object_mut().unwrap().extend(says.as_object().unwrap().clone());
                event
            };
            let view = |after: i64, page: &str| event(after, page, json!({ "kind": "page_view" }));
            let mut events = vec![view(0, "/apply/start"), view(30, "/apply/income")];
            // Of ten, four meet the error and two of these leave; one of the others does.
            let meets = person % 10 < 4;
            if meets {
                let field =
                    json!({ "role": "textbox", "name": "Monthly pay", "path": "main>input:1" });
                let says = json!({ "kind": "field_error", "element": field,
                    "properties": { "error": "format" } });
                events.push(event(40, "/apply/income", says));
            }
            if !matches!(person % 10, 0 | 1 | 2 | 9) {
                events.push(view(60, "/apply/done"));
                let name = if person % 10 == 8 { "refused" } else { "completed" };
                let says = json!({ "kind": "outcome", "name": name });
                events.push(event(61, "/apply/done", says));
            }
            let sent_at = visit.at + SignedDuration::from_mins(5);
            let body = json!({ "key": service.public_key.as_str(), "profile": "statistics",
                "sent_at": sent_at.as_millisecond(), "events": events,
                "context": { "language": "en" } });
            program.send_as(&visit, sent_at, &body).await;
        }
    }
    program.clock.set(NOW.parse().unwrap());
}

#[tokio::test]
async fn what_pages_say_is_suggested_and_its_report_names_the_likely_cause() {
    let program = Program::new().await;
    let place = Jurisdiction::UnitedStates;
    let service = program.service("Heating support", ServiceKind::Public, place, false).await;
    apply(&program, &service).await;
    let cookie = program.sign_in().await;
    let list = program.page(&cookie, LIST).await;
    assert!(
        list.contains("A task that was recorded") && list.contains("<bdi>Income</bdi>"),
        "{list}"
    );
    let link = list.split("href=\"").filter_map(|rest| rest.split('"').next());
    let mut link = link.filter(|link| link.contains("/tasks/new?"));
    let link = link.next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    let form = program.page(&cookie, &link).await;
    assert!(form.contains(">/apply/start</textarea>"), "{form}");
    assert!(form.contains("kind is &#34;outcome&#34; and name is &#34;completed&#34;"), "{form}");
    assert!(form.contains("What this would have found"), "{form}");

    let suggested = program.page(&cookie, &format!("{API}/suggestion")).await;
    let suggested: Value = serde_json::from_str(&suggested).unwrap();
    assert_eq!(suggested["name"], "Heating support");
    assert_eq!(suggested["task"]["steps"][0]["name"], "Income", "{suggested}");
    assert_eq!(suggested["task"]["window"], "visit", "{suggested}");
    let query = link.split_once('?').unwrap().1;
    let token = program.form_token(&cookie).await;
    let form = format!("form_token={token}&{query}&do=save");
    let saved = program.post(&cookie, &format!("{LIST}/new"), &form).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    assert!(!program.page(&cookie, LIST).await.contains("A task that was recorded"));

    let told = report(&program, &cookie, "days=30").await;
    let [closed, refused] = ["closed", "refused"].map(|name| value(&told["attempts"][name]));
    assert!(closed > 200.0 && refused > 10.0, "{told}");
    let income = &told["places"][1];
    assert_eq!(income["likely"], 0, "{income}");
    let cause = &income["causes"][0];
    assert_eq!(cause["kind"], "field_error", "{cause}");
    assert_eq!(cause["control"], "Monthly pay", "{cause}");
    assert_eq!(cause["gap"]["is_clear"], true, "{cause}");
    let page = program.page(&cookie, &format!("{LIST}/1?days=30")).await;
    assert!(page.contains("Likely cause: ") && page.contains("Monthly pay"), "{page}");
    let causes = program.page(&cookie, &format!("{LIST}/1/report.csv?days=30&table=causes")).await;
    assert!(
        causes.lines().nth(1).unwrap().starts_with("Income,field_error,Monthly pay,"),
        "{causes}"
    );

    // Where people struggle names the step, and leads to it.
    let friction = "/s/heating-support/explore/friction";
    let page = program.page(&cookie, &format!("{friction}?days=30")).await;
    let step = "/s/heating-support/tasks/1?days=30#place-1\">Income</a>";
    let of_it = page.split(step).nth(1).unwrap_or_else(|| panic!("{page}"));
    assert!(of_it.split("</tr>").next().unwrap().contains("Monthly pay"), "{page}");
    let wrong = program.get(&cookie, &format!("{friction}?task=9")).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn programs_make_change_archive_and_ask_for_tasks() {
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
            .header(
                "idempotency-key",
                format!("{path} {body}").chars().take(190).collect::<String>(),
            );
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = program.ask(request.body(Body::from(body)).unwrap()).await;
        (answer.status(), serde_json::from_str(&text(answer).await).unwrap_or_default())
    };
    let says = |start: &str| {
        json!({ "start": start, "completed": "page is \"/apply/review\"", "window": "visit",
            "steps": [{ "name": "Income", "kind": "needed", "rule": "page is \"/apply/income\"" }] })
    };
    let start = "page is \"/apply/eligibility\"";
    let task = json!({ "name": "Apply", "task": says(start) });
    let (status, made) = send("POST", "", task.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert_eq!(made["task"]["start"], start);
    assert_eq!((made["version"].as_i64(), made["archived"].as_bool()), (Some(1), Some(false)));
    assert_eq!(send("POST", "", task).await, (StatusCode::CREATED, made.clone()), "made once");
    let same_name = json!({ "name": "Apply", "task": says("page is \"/\"") });
    assert_eq!(send("POST", "", same_name).await.0, StatusCode::CONFLICT);

    for (task, reason) in [
        (says("page is /apply"), "start: character 9: "),
        (json!({ "start": start, "completed": start, "window": "91" }), "visit, or 1 to 90 days"),
    ] {
        let (status, problem) = send("POST", "", json!({ "name": "x", "task": task })).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
        assert!(problem.to_string().contains(reason), "{problem}");
    }
    for wrong in [
        json!({ "name": "x" }),
        json!({ "name": "x", "task": { "start": start } }),
        json!({ "name": "x", "task": says(start), "rule": start }),
        json!({ "name": "", "task": says(start) }),
    ] {
        let (status, problem) = send("POST", "", wrong).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    }

    let path = format!("/{}", made["id"]);
    let change = |version: Option<i64>| {
        json!({ "name": "Apply at once", "description": "d", "task": says("page is \"/\""),
            "version": version })
    };
    assert_eq!(send("POST", &path, change(None)).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(send("POST", &path, change(Some(4))).await.0, StatusCode::CONFLICT);
    let (status, changed) = send("POST", &path, change(Some(1))).await;
    assert_eq!((status, changed["version"].as_i64()), (StatusCode::OK, Some(2)), "{changed}");
    let (_, versions) = send("GET", &format!("{path}/versions"), Value::Null).await;
    let starts: Vec<_> =
        versions["items"].as_array().unwrap().iter().map(|v| v["task"]["start"].clone()).collect();
    assert_eq!(starts, [start, "page is \"/\""]);

    let (status, told) = send("GET", &format!("{path}/report?days=30"), Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    assert!(value(&told["attempts"]["closed"]) > 100.0, "{told}");
    let (status, nothing) = send("GET", "/suggestion", Value::Null).await;
    assert_eq!((status, nothing), (StatusCode::OK, Value::Null), "no page says how it ended");

    let (status, _) = send("POST", &format!("{path}/archive"), json!({ "archived": true })).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (_, list) = send("GET", "", Value::Null).await;
    assert_eq!(list["items"][0]["archived"], true);
    let gone = send("POST", "/99/archive", json!({ "archived": true })).await.0;
    assert_eq!(gone, StatusCode::NOT_FOUND);
}
