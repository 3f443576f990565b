//! `/s/{service}/data/rejected`: what was refused, and taking it after all.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use jiff::SignedDuration;
use lotse_control::{audit::Actor, services::ServiceChange};
use lotse_domain::service::{Jurisdiction, Origin, Service, ServiceKind};
use serde_json::json;

use crate::program::{Program, text};

const PAGE: &str = "/s/permits/data/rejected";

/// Two custom events of a page at an origin; the second has no name.
async fn send(program: &Program, service: &Service, origin: &str) -> StatusCode {
    let now = program.state.clock.now().as_millisecond();
    let event = |number: u8, name: &str| {
        json!({
            "id": format!("01939f6e-7c5a-7d3b-9f0e-2f4a6b8c0d{number:02x}"), "at": now, "kind": "custom",
            "name": name, "properties": { "mail": "ada@example.net" },
        })
    };
    let body = json!({
        "key": service.public_key.as_str(), "sent_at": now,
        "page": { "url": format!("{origin}/apply") },
        "events": [event(1, "sent"), event(2, "")],
    });
    let request = Request::post("/v1/events")
        .header(header::ORIGIN, origin)
        .header(header::USER_AGENT, crate::program::CHROME)
        .body(Body::from(body.to_string()))
        .unwrap();
    program.ask(request).await.status()
}

/// What the program does every few seconds.
async fn keep(program: &Program, service: &Service) {
    let counters = program.state.door.counters();
    program.state.control.add_counts(service, &counters.take_counts()).await.unwrap();
    program.state.control.hold(service, &counters.take_held()).await.unwrap();
}

#[tokio::test]
async fn a_forgotten_address_is_added_and_what_was_refused_is_taken() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let token = program.form_token(&cookie).await;
    let service =
        program.service("Permits", ServiceKind::Public, Jurisdiction::UnitedStates, false).await;
    assert!(program.page(&cookie, PAGE).await.contains("Nothing was refused in the last 30 days."));

    let origin = "https://forms.example.gov";
    assert_eq!(send(&program, &service, origin).await, StatusCode::FORBIDDEN);
    keep(&program, &service).await;
    let page = program.page(&cookie, PAGE).await;
    assert!(page.contains("From an address that the service does not list"), "{page}");
    assert!(page.contains("Send again (2)"), "{page}");
    assert!(page.contains("Single events are shown only to people with the right"), "{page}");

    let mut change = ServiceChange::of(&service);
    change.origins.push(Origin::new(origin).unwrap());
    let control = &program.state.control;
    control.by(Actor::operator()).change_service(&service, &change).await.unwrap();
    let form = format!("form_token={token}&reason=origin_not_allowed");
    let response = program.post(&cookie, PAGE, &form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let to = response.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let page = program.page(&cookie, &to).await;
    assert!(page.contains("Taken: 1. 1 event is refused still"), "{page}");
    assert!(page.contains("Send again (1)"), "{page}");
    let arrived = program.get(&cookie, "/s/permits/data/install/arrival").await;
    assert!(text(arrived).await.contains(r#""arrived":true"#));
    let log = program.page(&cookie, "/settings/audit").await;
    assert!(log.contains("Took refused events"), "{log}");
}

#[tokio::test]
async fn who_may_read_single_rows_sees_what_was_sent_and_the_look_is_written_down() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let service =
        program.service("Permits", ServiceKind::Public, Jurisdiction::UnitedStates, false).await;
    let origin = service.origins[0].as_str().to_owned();
    assert_eq!(send(&program, &service, &origin).await, StatusCode::OK);
    keep(&program, &service).await;
    let control = &program.state.control;
    let user = control.users().await.unwrap().remove(0);
    let until = program.state.clock.now() + SignedDuration::from_hours(1);
    let operator = control.by(Actor::operator());
    operator.allow_single_rows(&user, &service, "installation", until).await.unwrap();
    let page = program.page(&cookie, PAGE).await;
    assert!(page.contains(">/apply</td>") && page.contains("[email]"), "{page}");
    assert!(!page.contains("ada@example.net"));
    let log = program.page(&cookie, "/settings/audit").await;
    assert!(log.contains("refused events"), "{log}");
}

#[tokio::test]
async fn of_employees_the_page_has_numbers_alone() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let service =
        program.service("Permits", ServiceKind::Employees, Jurisdiction::Germany, false).await;
    let origin = service.origins[0].as_str().to_owned();
    assert_eq!(send(&program, &service, &origin).await, StatusCode::OK);
    keep(&program, &service).await;
    let page = program.page(&cookie, PAGE).await;
    assert!(page.contains("No name") && !page.contains("Send again ("), "{page}");
    assert!(page.contains("shown to nobody"), "{page}");
}

#[tokio::test]
async fn a_page_of_ours_with_an_unknown_key_is_counted_for_its_service() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let service =
        program.service("Permits", ServiceKind::Public, Jurisdiction::UnitedStates, false).await;
    let origin = service.origins[0].as_str().to_owned();
    let other = Service {
        public_key: lotse_domain::service::PublicKey::from_text("pk_mistyped"),
        ..(*service).clone()
    };
    assert_eq!(send(&program, &other, &origin).await, StatusCode::UNAUTHORIZED);
    keep(&program, &service).await;
    assert!(program.page(&cookie, PAGE).await.contains("With a key that no service has"));
}
