//! `/s/{service}/data/events`: what arrives is named where enough people are behind it, and described.

use axum::http::{StatusCode, header};
use jiff::SignedDuration;
use lotse_control::audit::Actor;
use lotse_domain::service::{Jurisdiction, ServiceKind};

use crate::program::{Program, fill, text};

const PAGE: &str = "/s/permits/data/events";

#[tokio::test]
async fn kinds_are_counted_described_and_explained() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let token = program.form_token(&cookie).await;
    let service =
        program.service("Permits", ServiceKind::Public, Jurisdiction::UnitedStates, false).await;
    let page = program.page(&cookie, PAGE).await;
    assert!(page.contains("Nothing that may be shown has arrived yet."), "{page}");
    fill(&program, &service, 12).await;
    let page = program.page(&cookie, PAGE).await;
    assert!(page.contains("Page view") && page.contains("A page or route was shown"), "{page}");

    let describe = "/s/permits/data/events/describe";
    let form = program.page(&cookie, &format!("{describe}?what=event&name=sent")).await;
    assert!(form.contains("What “sent” means"), "{form}");
    let said = format!(
        "form_token={token}&what=event&name=sent&owner=Case+team&shown=yes&description=The+form+was+sent"
    );
    let response = program.post(&cookie, describe, &said).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let form = program.page(&cookie, &format!("{describe}?what=event&name=sent")).await;
    assert!(form.contains("The form was sent</textarea>") && form.contains("value=\"Case team\""));
    let long = format!(
        "form_token={token}&what=property&name=p&owner=x&shown=no&description={}",
        "x".repeat(1_001)
    );
    let response = program.post(&cookie, describe, &long).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(response).await;
    assert!(page.contains("Enter at most 1,000 characters") && page.contains(&"x".repeat(1_001)));
    for wrong in ["", "?what=event", "?what=person&name=x", "?what=event&name="] {
        let response = program.get(&cookie, &format!("{describe}{wrong}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn single_events_are_watched_with_the_right_to_and_the_watching_is_written_down() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let service =
        program.service("Permits", ServiceKind::Public, Jurisdiction::UnitedStates, false).await;
    let stream = "/s/permits/data/events/stream";
    assert_eq!(program.get(&cookie, stream).await.status(), StatusCode::NOT_FOUND, "no right");
    let page = program.page(&cookie, PAGE).await;
    assert!(!page.contains("data-stream"), "{page}");
    let control = &program.state.control;
    let user = control.users().await.unwrap().remove(0);
    let until = program.state.clock.now() + SignedDuration::from_hours(1);
    let operator = control.by(Actor::operator());
    operator.allow_single_rows(&user, &service, "installation", until).await.unwrap();
    let page = program.page(&cookie, PAGE).await;
    assert!(page.contains(&format!("data-stream=\"{stream}\"")), "{page}");
    let response = program.get(&cookie, stream).await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    let log = program.page(&cookie, "/settings/audit").await;
    assert!(log.contains("events as they arrive"), "{log}");

    let desk = program.service("Desk", ServiceKind::Employees, Jurisdiction::Germany, false).await;
    operator.allow_single_rows(&user, &desk, "installation", until).await.unwrap();
    let response = program.get(&cookie, "/s/desk/data/events/stream").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND, "employees are never watched");
}
