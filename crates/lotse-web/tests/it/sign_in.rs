//! `/sign-in`: by a link that works once, and only when its button is pressed.

use axum::http::{StatusCode, header};

use crate::program::{Program, text};

async fn link(program: &Program) -> String {
    let user = program.state.control.ensure_user("Ada Beispiel").await.unwrap();
    let token = program.state.control.create_sign_in_link(user.id).await.unwrap();
    format!("/sign-in/{}", token.as_str())
}

#[tokio::test]
async fn looking_at_a_link_does_not_use_it_up_and_its_button_signs_in_once() {
    let program = Program::new().await;
    let link = link(&program).await;
    for _ in 0..3 {
        let page = program.page("", &link).await;
        assert!(page.contains(&format!("<form method=\"post\" action=\"{link}\">")));
    }
    let response = program.post("", &link, "").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], "/");
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("lotse=") && cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    let session = cookie.split(';').next().unwrap();
    assert!(program.page(session, "/").await.contains("Ada Beispiel"));

    let again = program.post("", &link, "").await;
    assert_eq!(again.status(), StatusCode::GONE);
    assert!(!again.headers().contains_key(header::SET_COOKIE));
    assert!(text(again).await.contains("lotse user sign-in-link"), "the way back is said");
    assert_eq!(program.get("", &link).await.status(), StatusCode::GONE);
}

#[tokio::test]
async fn a_link_ends_after_a_day_and_a_session_after_eight_idle_hours() {
    let program = Program::new().await;
    let now = lotse_domain::clock::Clock::now(&*program.clock);
    let link = link(&program).await;
    let session = program.sign_in().await;
    program.clock.set(now + jiff::SignedDuration::from_mins(8 * 60 + 1));
    assert_eq!(program.get(&session, "/").await.status(), StatusCode::SEE_OTHER);
    program.clock.set(now + jiff::SignedDuration::from_hours(24));
    assert_eq!(program.post("", &link, "").await.status(), StatusCode::GONE);
}

#[tokio::test]
async fn signing_out_ends_the_session_for_good() {
    let program = Program::new().await;
    let session = program.sign_in().await;
    let token = program.form_token(&session).await;
    let response = program.post(&session, "/sign-out", &format!("form_token={token}")).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("lotse=;") && cookie.contains("Max-Age=0"), "{cookie}");
    assert_eq!(program.get(&session, "/").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_new_sign_in_ends_the_session_that_the_browser_had() {
    let program = Program::new().await;
    let old = program.sign_in().await;
    let link = link(&program).await;
    program.post(&old, &link, "").await;
    assert_eq!(program.get(&old, "/").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn where_the_address_is_encrypted_cookies_and_connections_stay_so() {
    let program = Program::at("https://lotse.example.gov").await;
    let link = link(&program).await;
    let response = program.post("", &link, "").await;
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-lotse=") && cookie.contains("; Secure"), "{cookie}");
    assert!(response.headers().contains_key("strict-transport-security"));
    // The plain name is no session here: another page of the host could have set it.
    let plain = cookie.replace("__Host-", "");
    let plain = plain.split(';').next().unwrap();
    assert_eq!(program.get(plain, "/").await.status(), StatusCode::SEE_OTHER);
}
