//! `/settings`: one's own account, access tokens, people and the audit log.

use axum::http::{Request, StatusCode, header};
use lotse_control::audit::Verdict;
use lotse_domain::{
    ids::AuthorityCode,
    role::{Grant, Permission, Reach, Role},
    service::{Jurisdiction, ServiceKind},
};

use crate::program::{Program, fill, text};

struct Admin {
    program: Program,
    cookie: String,
    token: String,
}

impl Admin {
    async fn new() -> Self {
        let program = Program::new().await;
        let cookie = program.sign_in().await;
        let token = program.form_token(&cookie).await;
        Self { program, cookie, token }
    }

    async fn send(&self, path: &str, form: &str) -> (StatusCode, String) {
        let form = format!("form_token={}&{form}", self.token);
        let response = self.program.post(&self.cookie, path, &form).await;
        (response.status(), text(response).await)
    }

    async fn page(&self, path: &str) -> String {
        self.program.page(&self.cookie, path).await
    }

    async fn actions(&self) -> Vec<String> {
        let rows = self.program.state.control.audit(None, 100).await.unwrap();
        rows.iter().rev().map(|row| row.action.to_string()).collect()
    }
}

/// The link that a page hands out.
fn handed_out(page: &str) -> &str {
    let link = page.split("http://localhost:8080").nth(1).unwrap();
    link.split('<').next().unwrap()
}

#[tokio::test]
async fn somebody_is_invited_joins_and_may_what_their_role_says() {
    let admin = Admin::new().await;
    admin.program.service("Permits", ServiceKind::Public, Jurisdiction::Germany, false).await;
    let form = "name=Bob+Muster&email=Bob@Amt.example&role=viewer&place=permits";
    let (status, page) = admin.send("/settings/people/new", form).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let link = handed_out(&page);
    let password = "correct horse battery staple";
    let form = format!("new_password={password}&again={password}");
    let response = admin.program.post("", link, &form).await;
    let session = response.headers()[header::SET_COOKIE].to_str().unwrap();
    let session = session.split(';').next().unwrap();
    let list = admin.program.page(session, "/").await;
    assert!(list.contains("Permits") && !list.contains("/services/new"));
    assert!(!list.contains("/settings/people") && !list.contains("/settings/audit"));
    assert_eq!(
        admin.program.get(session, "/settings/people").await.status(),
        StatusCode::FORBIDDEN
    );
    let people = admin.page("/settings/people").await;
    assert!(people.contains("Viewer: Permits") && people.contains("bob@amt.example"));
    assert!(people.contains("2 people may sign in") && people.contains("1 relies on a password"));
}

#[tokio::test]
async fn what_is_wrong_with_an_invitation_is_said_and_nothing_is_lost() {
    let admin = Admin::new().await;
    for (form, words) in [
        ("name=&email=bob@amt.example&role=viewer", "Enter a name"),
        ("name=Bob&email=bob&role=viewer", "Enter an e-mail address"),
        ("name=Bob&email=bob@amt.example&role=king", "Choose a role"),
        ("name=Bob&email=bob@amt.example&role=viewer&place=nowhere", "Choose a service"),
        ("name=Ada+Beispiel&email=bob@amt.example&role=viewer", "Somebody has this name"),
        ("name=Bob&email=ada.beispiel@amt.example&role=viewer", "signs in by this e-mail"),
    ] {
        let (status, page) = admin.send("/settings/people/new", form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(page.contains(words) && page.contains("There is a problem"), "{form}: {page}");
        let kept = form.split('&').find(|field| field.starts_with("email=")).unwrap();
        let kept = kept.trim_start_matches("email=");
        assert!(page.contains(&format!("value=\"{kept}\"")), "{form}");
    }
    assert_eq!(admin.program.state.control.users().await.unwrap().len(), 1);
}

#[tokio::test]
async fn roles_are_given_and_taken_and_the_last_administrator_stays() {
    let admin = Admin::new().await;
    admin.program.service("Permits", ServiceKind::Public, Jurisdiction::Germany, false).await;
    let (_, page) = admin.send("/settings/people/1/roles/1/take", "").await;
    assert!(page.contains("Somebody must be able to look after people"));
    let (_, page) = admin.send("/settings/people/1/remove", "").await;
    assert!(page.contains("Somebody must be able to look after people"));
    let (status, _) = admin.send("/settings/people/1/roles", "role=editor&place=permits").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, page) = admin.send("/settings/people/1/roles", "role=editor&place=permits").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("They have this role there already"));
    let page = admin.page("/settings/people/1").await;
    assert!(page.contains("Editor: Permits") && page.contains("Administrator: Whole organization"));
    let (status, _) = admin.send("/settings/people/1/roles/2/take", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(!admin.page("/settings/people/1").await.contains("Editor: Permits"));
    for path in ["/settings/people/99", "/settings/people/x"] {
        let response = admin.program.get(&admin.cookie, path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn who_is_removed_is_out_at_once() {
    let admin = Admin::new().await;
    let viewer = Grant { role: Role::Viewer, reach: Reach::Organization };
    let bob = admin.program.person("Bob", &viewer).await;
    let session = admin.program.session(&bob).await;
    assert_eq!(admin.program.get(&session, "/").await.status(), StatusCode::OK);
    let (status, _) = admin.send(&format!("/settings/people/{}/remove", bob.id.number()), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(admin.program.get(&session, "/").await.status(), StatusCode::SEE_OTHER);
    let record = admin.page("/settings/audit").await;
    assert!(record.contains("Ended access") && record.contains("Bob"));
}

#[tokio::test]
async fn a_lost_password_is_replaced_by_a_link() {
    let admin = Admin::new().await;
    let (status, page) = admin.send("/settings/people/1/link", "").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("The invitation of Ada Beispiel is ready"));
    let form = "new_password=correct+horse+battery&again=correct+horse+battery";
    admin.program.post("", handed_out(&page), form).await;
    assert_eq!(admin.program.get(&admin.cookie, "/").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_account_is_renamed_and_its_sessions_end_on_request() {
    let admin = Admin::new().await;
    let elsewhere = admin.program.sign_in().await;
    let (status, _) = admin.send("/settings/account", "name=Ada+B.&email=ada@amt.example").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let page = admin.page("/settings/account").await;
    assert!(page.contains("value=\"Ada B.\"") && page.contains("value=\"ada@amt.example\""));
    assert_eq!(page.matches("Sign out there").count(), 1);
    let (status, page) = admin.send("/settings/account", "name=&email=x").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Enter a name") && page.contains("Enter an e-mail address"));
    let (status, _) = admin.send("/settings/account/sessions/end", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(admin.program.get(&elsewhere, "/").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(admin.program.get(&admin.cookie, "/").await.status(), StatusCode::OK);
    let (status, _) = admin.send("/settings/account/sessions/x/end", "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_password_is_changed_only_by_who_knows_the_old_one() {
    let admin = Admin::new().await;
    let page = admin.page("/settings/account/password").await;
    assert!(!page.contains("old_password"), "there is none yet");
    let choose = async |form: &str| admin.send("/settings/account/password", form).await;
    let first = "new_password=correct+horse+battery&again=correct+horse+battery";
    assert_eq!(choose(first).await.0, StatusCode::SEE_OTHER);
    let next = "new_password=large+gulls+at+the+quay&again=large+gulls+at+the+quay";
    for old in ["", "&old_password=wrong"] {
        let (status, page) = choose(&format!("{next}{old}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("not your present password"));
    }
    let (status, _) = choose(&format!("{next}&old_password=correct+horse+battery")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(admin.program.get(&admin.cookie, "/").await.status(), StatusCode::OK, "still in");
}

/// Asks as a program does.
async fn as_program(program: &Program, token: &str, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let response = program.ask(request.body(axum::body::Body::empty()).unwrap()).await;
    (response.status(), text(response).await)
}

#[tokio::test]
async fn a_program_reads_what_its_token_gives_and_nothing_else() {
    let admin = Admin::new().await;
    let permits =
        admin.program.service("Permits", ServiceKind::Public, Jurisdiction::Germany, false).await;
    admin.program.service("Taxes", ServiceKind::Public, Jurisdiction::Germany, false).await;
    fill(&admin.program, &permits, 6).await;
    let form = "name=nightly&permission=read-figures&service=permits&days=30";
    let (status, page) = admin.send("/settings/tokens", form).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let token = page.split("<code>lat_").nth(1).unwrap().split('<').next().unwrap();
    let token = format!("lat_{token}");
    assert!(!admin.page("/settings/tokens").await.contains(&token), "shown once");

    let program = &admin.program;
    let (status, body) = as_program(program, &token, "/api/v1/services/permits/overview").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&body["service"], &body["authority"]),
        (&"permits".into(), &serde_json::Value::Null)
    );
    let (status, _) = as_program(program, &token, "/api/v1/services/taxes/overview").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "another service");
    // Pages are for people: there the token is nobody.
    let (status, _) = as_program(program, &token, "/s/permits").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    for wrong in ["", "lat_00", "x"] {
        let (status, body) = as_program(program, wrong, "/api/v1/services/permits/overview").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert!(body.contains("This access token is not good"), "{body}");
    }
    let listed = admin.page("/settings/tokens").await;
    assert!(listed.contains("nightly") && listed.contains("Permits: Read figures"));
    let (status, _) = admin.send("/settings/tokens/1/revoke", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, _) = as_program(program, &token, "/api/v1/services/permits/overview").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_wrong_with_a_token_is_said() {
    let admin = Admin::new().await;
    for (form, words) in [
        ("name=&permission=read-figures&days=30", "Enter a name for the token"),
        ("name=x&days=30", "Choose at least one thing"),
        ("name=x&permission=manage-people&days=30", "Choose at least one thing"),
        ("name=x&permission=read-figures&days=31", "for how long"),
        ("name=x&permission=read-figures&days=30&service=nowhere", "Choose a service"),
    ] {
        let (status, page) = admin.send("/settings/tokens", form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(page.contains(words), "{form}");
    }
}

#[tokio::test]
async fn what_is_taken_out_is_in_the_record_before_it_is_handed_over() {
    let admin = Admin::new().await;
    let permits =
        admin.program.service("Permits", ServiceKind::Public, Jurisdiction::Germany, false).await;
    fill(&admin.program, &permits, 6).await;
    admin.program.get(&admin.cookie, "/s/permits/overview.csv?table=day&days=7").await;
    let rows = admin.program.state.control.audit(None, 1).await.unwrap();
    assert_eq!(
        (rows[0].actor.as_str(), rows[0].subject.as_str()),
        ("Ada Beispiel", "overview.csv")
    );
    assert_eq!(rows[0].detail, r#"{"asked":"table=day&days=7"}"#);
    let response = admin.program.get(&admin.cookie, "/settings/audit.jsonl").await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/jsonl");
    let body = text(response).await;
    let last: serde_json::Value = serde_json::from_str(body.lines().last().unwrap()).unwrap();
    assert_eq!((&last["action"], &last["actor"]), (&"audit-read".into(), &"Ada Beispiel".into()));
    let verdict = admin.program.state.control.verify_audit(last["hash"].as_str()).await.unwrap();
    assert!(matches!(verdict, Verdict::Whole { holds_kept: Some(true), .. }));
    let count = body.lines().count();
    assert_eq!(last["number"], count, "the whole record");
    let packed = Request::get("/settings/audit.jsonl")
        .header(header::COOKIE, &admin.cookie)
        .header(header::ACCEPT_ENCODING, "gzip");
    let packed = admin.program.ask(packed.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(packed.headers()[header::CONTENT_ENCODING], "gzip");
    let packed = axum::body::to_bytes(packed.into_body(), usize::MAX).await.unwrap();
    assert!(packed.len() > 100, "whole, and the end is an end");
    assert!(admin.actions().await.contains(&"service-added".to_owned()));
}

#[tokio::test]
async fn a_long_record_is_turned_page_by_page() {
    let admin = Admin::new().await;
    for _ in 0..130 {
        admin.program.get(&admin.cookie, "/settings/audit").await;
    }
    let first = admin.page("/settings/audit").await;
    assert_eq!(first.matches("Read the audit log").count(), 100);
    let older = first.split("href=\"/settings/audit?before=").nth(1).unwrap();
    let before = older.split('"').next().unwrap();
    let second = admin.page(&format!("/settings/audit?before={before}")).await;
    assert!(second.contains("Added a person") && second.contains("Newest"));
    assert!(!second.contains(">Older<"));
}

#[tokio::test]
async fn staff_of_one_authority_see_its_part_and_no_other() {
    let admin = Admin::new().await;
    let program = &admin.program;
    let permits =
        program.service("Permits", ServiceKind::Public, Jurisdiction::Germany, true).await;
    fill(program, &permits, 12).await;
    let part = |code: &str| Grant {
        role: Role::Analyst,
        reach: Reach::Authority(permits.id, AuthorityCode::new(code).unwrap()),
    };
    let bob = program.person("Bob", &part("06037")).await;
    program
        .state
        .control
        .by(lotse_control::audit::Actor::operator())
        .give_role(bob.id, &part("11000"))
        .await
        .unwrap()
        .unwrap();
    let session = program.session(&bob).await;
    let page = program.page(&session, "/s/permits?authority=11000").await;
    assert!(page.contains("Authority") && page.contains(">11000<"), "{page}");
    // The events of the test carry no authority: nobody's part holds any.
    let body =
        text(program.get(&session, "/api/v1/services/permits/overview?authority=99").await).await;
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["authority"], "06037", "one that is not theirs is not looked at");
    assert!(page.contains("/s/permits/explore?authority=11000"), "the part is carried on");
    assert!(!page.contains("data/install"), "the snippet is the whole service's");
    let whole = program.page(&admin.cookie, "/s/permits?authority=11000").await;
    assert!(!whole.contains(">11000<"), "who sees the whole chooses no part");
    let grants = program.state.control.grants(bob.id).await.unwrap();
    assert!(grants.sight(Permission::ChangeService, permits.id).is_none());
}
