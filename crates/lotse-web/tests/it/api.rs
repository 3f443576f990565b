//! `/api/v1`: what programs list, keep and delete.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use lotse_domain::service::{Jurisdiction, ServiceKind};
use serde_json::{Value, json};

use crate::program::{Program, text};

struct Caller {
    program: Program,
    token: String,
}

impl Caller {
    /// A program with a token that may do what tokens can.
    async fn new() -> Self {
        let program = Program::new().await;
        for name in ["Permits", "Taxes", "Parking"] {
            program.service(name, ServiceKind::Public, Jurisdiction::Germany, false).await;
        }
        let cookie = program.sign_in().await;
        let form_token = program.form_token(&cookie).await;
        let form = format!(
            "form_token={form_token}&name=api&days=30&permission=read-figures&permission=keep-questions&permission=change-service"
        );
        let page = text(program.post(&cookie, "/settings/tokens", &form).await).await;
        let token = page.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        Self { program, token }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: &str,
    ) -> (StatusCode, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let answer = self.program.ask(request.body(Body::from(body.to_owned())).unwrap()).await;
        let status = answer.status();
        (status, serde_json::from_str(&text(answer).await).unwrap_or_default())
    }

    async fn get(&self, path: &str) -> Value {
        let (status, body) = self.send(Method::GET, path, None, "").await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }
}

const QUESTIONS: &str = "/api/v1/services/permits/questions";

fn question(name: &str) -> String {
    json!({ "name": name, "place": "funnel", "parameters": "step1=/&step2=/sent" }).to_string()
}

#[tokio::test]
async fn services_are_listed_a_page_at_a_time() {
    let caller = Caller::new().await;
    let first = caller.get("/api/v1/services?limit=2").await;
    let slugs = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item["service"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        (slugs(&first), &first["next"]),
        (vec!["parking".into(), "permits".into()], &"permits".into())
    );
    let rest = caller.get("/api/v1/services?limit=2&after=permits").await;
    assert_eq!((slugs(&rest), &rest["next"]), (vec!["taxes".into()], &Value::Null));
    assert_eq!(rest["items"][0]["profile"], "headers");
    let (status, problem) = caller.send(Method::GET, "/api/v1/services?limit=0", None, "").await;
    assert_eq!((status, &problem["parameter"]), (StatusCode::BAD_REQUEST, &"limit".into()));
}

#[tokio::test]
async fn a_question_is_kept_listed_and_deleted() {
    let caller = Caller::new().await;
    let (status, kept) = caller.send(Method::POST, QUESTIONS, None, &question("One")).await;
    assert_eq!(status, StatusCode::CREATED, "{kept}");
    assert_eq!((&kept["name"], &kept["saved_by"]), (&"One".into(), &"Ada Beispiel (api)".into()));
    let listed = caller.get(QUESTIONS).await;
    assert_eq!(listed["items"][0], kept);
    let (status, problem) = caller.send(Method::POST, QUESTIONS, None, &question("One")).await;
    assert_eq!((status, &problem["title"]), (StatusCode::CONFLICT, &"This name is taken".into()));
    let path = format!("{QUESTIONS}/{}", kept["id"]);
    for _ in 0..2 {
        assert_eq!(caller.send(Method::DELETE, &path, None, "").await.0, StatusCode::NO_CONTENT);
    }
    assert_eq!(caller.get(QUESTIONS).await["items"], json!([]));
    let foreign = "/api/v1/services/taxes/questions/1";
    caller.send(Method::POST, QUESTIONS, None, &question("Mine")).await;
    caller.send(Method::DELETE, foreign, None, "").await;
    assert_eq!(caller.get(QUESTIONS).await["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_kept_is_said_and_nothing_is() {
    let caller = Caller::new().await;
    let of = |place: &str, parameters: &str, name: &str| {
        json!({ "name": name, "place": place, "parameters": parameters }).to_string()
    };
    for (body, status, member) in [
        ("", 400, Value::Null),
        ("[]", 400, Value::Null),
        ("{\"name\":\"x\"}", 400, Value::Null),
        (&of("overview", "", "x"), 400, "question".into()),
        (&of("funnel", "unit=case", "x"), 400, "unit".into()),
        (&of("funnel", "step1=/", " "), 400, "name".into()),
        (&of("funnel", "step1=/", &"x".repeat(101)), 400, "name".into()),
        (&"x".repeat(40_000), 413, Value::Null),
    ] {
        let (found, problem) = caller.send(Method::POST, QUESTIONS, None, body).await;
        assert_eq!(found.as_u16(), status, "{body}");
        assert_eq!(problem["parameter"], member, "{body}");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
    }
    assert_eq!(caller.get(QUESTIONS).await["items"], json!([]));
}

#[tokio::test]
async fn a_request_that_is_sent_again_is_done_once() {
    let caller = Caller::new().await;
    let key = Some("7d0f");
    let (status, first) = caller.send(Method::POST, QUESTIONS, key, &question("One")).await;
    assert_eq!(status, StatusCode::CREATED);
    let again = caller.send(Method::POST, QUESTIONS, key, &question("One")).await;
    assert_eq!(again, (StatusCode::CREATED, first));
    let (status, problem) = caller.send(Method::POST, QUESTIONS, key, &question("Two")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    let (status, _) =
        caller.send(Method::POST, "/api/v1/services/taxes/questions", key, &question("One")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "of another service");
    // What was refused may be sent again with the same key.
    let (key, taken) = (Some("8a"), question("One"));
    for _ in 0..2 {
        let (status, _) = caller.send(Method::POST, QUESTIONS, key, &taken).await;
        assert_eq!(status, StatusCode::CONFLICT);
    }
    let (status, _) = caller.send(Method::POST, QUESTIONS, Some(&"k".repeat(201)), &taken).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(caller.get(QUESTIONS).await["items"].as_array().unwrap().len(), 1);
}

/// A line of an access log.
const LOG_LINE: &str = "192.0.2.7 - - [20/Nov/2026:08:00:01 +0000] \"GET / HTTP/1.1\" 200 1";

/// A report of figures.
const FIGURES: &str =
    "date,device,visits,bounce_rate\n2026-11-01,mobile,700,0.5\n2026-11-01,tv,3,0\nx,tv,1,0\n";

/// One example of the documentation: method, address, key and body.
fn examples() -> Vec<(Method, String, Option<String>, String)> {
    let page = include_str!("../../../../docs/api.md");
    let lines = page.lines().filter(|line| line.starts_with("curl "));
    lines
        .map(|line| {
            let address = line.split("\"$LOTSE").nth(1).unwrap().trim_end_matches('"').to_owned();
            let body = line.split("-d '").nth(1).map(|rest| rest.split('\'').next().unwrap());
            let file = if address.contains("/series") { FIGURES } else { LOG_LINE };
            let body = body.or_else(|| line.contains("--data-binary").then_some(file));
            let method = match (body, line.contains("-X DELETE")) {
                (Some(_), _) => Method::POST,
                (None, true) => Method::DELETE,
                (None, false) => Method::GET,
            };
            let key = line.split("Idempotency-Key: ").nth(1);
            let key = key.map(|rest| rest.split('"').next().unwrap().to_owned());
            (method, address, key, body.unwrap_or_default().to_owned())
        })
        .collect()
}

#[tokio::test]
async fn every_example_of_the_documentation_works() {
    let caller = Caller::new().await;
    let examples = examples();
    assert!(examples.len() >= 8, "{examples:?}");
    for (method, address, key, body) in examples {
        let (status, answer) = caller.send(method, &address, key.as_deref(), &body).await;
        assert!(status.is_success(), "{address}: {status} {answer}");
    }
}

#[tokio::test]
async fn a_log_is_brought_listed_and_undone_and_another_scope_does_not_reach_it() {
    let caller = Caller::new().await;
    let path = "/api/v1/services/permits/imports";
    assert_eq!(caller.get(path).await, json!({ "items": [], "next": null }));
    let line = &format!("{LOG_LINE}\nno line\n");
    let address = format!("{path}?name=access.log&hosts=a.gov,b.gov");
    let (status, brought) = caller.send(Method::POST, &address, None, line).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{brought}");
    assert_eq!((&brought["state"], &brought["format"]), (&json!("waiting"), &json!("common")));
    assert_eq!(brought["files"], json!(["access.log"]));
    let list = caller.get(path).await;
    assert_eq!(list["items"], json!([brought]));
    let own = format!("{path}/{}", brought["id"]);
    assert_eq!(caller.get(&own).await, brought);
    for (body, query, status) in [
        ("Dear all", "", StatusCode::BAD_REQUEST),
        ("", "", StatusCode::BAD_REQUEST),
        (line, "?format=odd", StatusCode::BAD_REQUEST),
        (&"x".repeat((1 << 20) + 1), "", StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let (found, problem) =
            caller.send(Method::POST, &format!("{path}{query}"), None, body).await;
        assert_eq!(found, status, "{problem}");
    }
    for _ in 0..2 {
        let (status, _) = caller.send(Method::DELETE, &own, None, "").await;
        assert_eq!(status, StatusCode::ACCEPTED);
        assert_eq!(caller.get(&own).await["state"], json!("undoing"));
    }
    let elsewhere = format!("/api/v1/services/taxes/imports/{}", brought["id"]);
    let (status, _) = caller.send(Method::DELETE, &elsewhere, None, "").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "of another service");
}

#[tokio::test]
async fn figures_are_brought_shown_as_the_gate_lets_them_and_deleted() {
    let caller = Caller::new().await;
    let path = "/api/v1/services/permits/series";
    let bring = async |query: &str, body: &str| {
        caller.send(Method::POST, &format!("{path}?{query}"), None, body).await
    };
    let (status, taken) = bring("file=devices.csv", FIGURES).await;
    assert_eq!(status, StatusCode::CREATED, "{taken}");
    assert_eq!(
        taken,
        json!({
            "series": [{ "id": 1, "name": "devices", "measure": "visits", "dimensions": ["device"], "added": 2, "changed": 0, "known": 0 }],
            "left_out": ["bounce_rate"],
            "rows_without_number": 0,
            "rest_rows": 0,
            "faulty_rows": 1,
            "faults": [{ "row": 3, "column": "date" }],
        })
    );
    let (_, again) = bring("file=devices.csv", FIGURES).await;
    assert_eq!(
        (&again["series"][0]["added"], &again["series"][0]["known"]),
        (&json!(0), &json!(2))
    );
    let named = "name=Antr%C3%A4ge&date=Tag&counts=Zahl,Wert&left-out=Wert&first=2026-11-01&last=2026-11-07";
    let (status, taken) = bring(named, "Tag;Zahl;Wert\n01.11.2026;9;1\n").await;
    assert_eq!((status, &taken["series"][0]["measure"]), (StatusCode::CREATED, &json!("Zahl")));
    let list = caller.get(path).await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2), "{list}");
    assert_eq!(list["items"][0]["dimensions"], json!(["device"]));

    let own = format!("{path}/1");
    let figures = caller.get(&own).await;
    let day = json!({ "first": "2026-11-01", "last": "2026-11-01" });
    assert_eq!(
        (&figures["rows"], &figures["periods"]),
        (&json!([]), &json!([day])),
        "mobile protects tv"
    );
    assert!(
        !figures.to_string().contains("tv") && figures.to_string().contains("703"),
        "{figures}"
    );
    for (query, parameter) in [
        ("?first=2026-11-01", "last"),
        ("?first=2026-02-31&last=2026-11-01", "first"),
        ("?first=2026-11-02&last=2026-11-01", "last"),
        ("?first=2026-11-02&last=2026-11-02", "first"),
    ] {
        let (status, problem) = caller.send(Method::GET, &format!("{own}{query}"), None, "").await;
        assert_eq!((status, &problem["parameter"]), (StatusCode::BAD_REQUEST, &json!(parameter)));
    }
    for (body, reason) in [
        ("Dear all", "neither a report"),
        ("device,visits\nmobile,9\n", "does not say when"),
        ("{\"totals\": {}}", "sums alone"),
    ] {
        let (status, problem) = bring("", body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
        assert!(problem["reason"].as_str().unwrap().contains(reason), "{problem}");
    }
    let (status, _) = bring("", "").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    for _ in 0..2 {
        let (status, _) = caller.send(Method::DELETE, &own, None, "").await;
        assert_eq!(status, StatusCode::NO_CONTENT);
    }
    let (status, _) = caller.send(Method::GET, &own, None, "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(std::fs::read_dir(&caller.program.uploads).map_or(0, Iterator::count), 0);
}
