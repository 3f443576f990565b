//! `/search`: only what is open to who searches.

use lotse_domain::{
    query::QuestionPlace,
    role::{Grant, Reach, Role},
    service::{Jurisdiction, ServiceKind},
};

use crate::program::Program;

#[tokio::test]
async fn what_is_open_is_found_and_nothing_else() {
    let program = Program::new().await;
    let permits = program
        .service("Building permits", ServiceKind::Public, Jurisdiction::Germany, false)
        .await;
    let taxes =
        program.service("Building tax", ServiceKind::Public, Jurisdiction::Germany, false).await;
    let admin = program.sign_in().await;
    let operator = program.state.control.by(lotse_control::audit::Actor::operator());
    for service in [&permits, &taxes] {
        let name = format!("Who builds? {}", service.name);
        let saved = operator.save_question(service, QuestionPlace::Funnel, &name, "step1=/&days=7");
        saved.await.unwrap().unwrap();
    }
    let page = program.page(&admin, "/search?q=build").await;
    assert!(page.contains("4 things have “build” in their names"), "{page}");
    assert!(page.contains("/s/building-tax/explore/funnel?step1=/&#38;days=7"));
    assert!(page.contains("value=\"build\""));
    let page = program.page(&admin, "/search?q=people").await;
    assert!(page.contains("href=\"/settings/people\""));
    let page = program.page(&admin, "/search?q=bounce").await;
    assert!(page.contains("<strong>Bounce rate</strong>"));

    let viewer = Grant { role: Role::Viewer, reach: Reach::Service(permits.id) };
    let viewer = program.session(&program.person("Vi", &viewer).await).await;
    let page = program.page(&viewer, "/search?q=build").await;
    assert!(page.contains("2 things") && !page.contains("Building tax"));
    assert!(!program.page(&viewer, "/search?q=people").await.contains("href=\"/settings/people\""));
    let page = program.page(&viewer, "/search?q=%3Cscript%3E").await;
    assert!(page.contains("Nothing that is open to you") && !page.contains("“<script>”"));
    assert!(program.page(&viewer, "/search").await.contains("Enter a word above"));
}
