//! `/sign-in`: by a link that works once, and only when its button is pressed.

use axum::http::{StatusCode, header};
use lotse_control::{audit::Actor, sign_ins::LinkPurpose};
use lotse_domain::role::{Grant, Reach, Role};

use crate::program::{Program, text};

async fn link_for(program: &Program, purpose: LinkPurpose) -> String {
    let user = program.person("Ada Beispiel", &everything()).await;
    let changes = program.state.control.by(Actor::operator());
    format!("/sign-in/{}", changes.make_link(&user, purpose).await.unwrap().as_str())
}

fn everything() -> Grant {
    Grant { role: Role::Administrator, reach: Reach::Organization }
}

async fn link(program: &Program) -> String {
    link_for(program, LinkPurpose::SignIn).await
}

#[tokio::test]
async fn looking_at_a_link_does_not_use_it_up_and_its_button_signs_in_once() {
    let program = Program::new().await;
    let link = link(&program).await;
    for _ in 0..3 {
        let page = program.page("", &link).await;
        assert!(page.contains(&format!("<form method=\"post\" action=\"{link}\">")), "{page}");
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
async fn a_link_ends_after_a_day_and_a_session_after_an_idle_hour() {
    let program = Program::new().await;
    let now = lotse_domain::clock::Clock::now(&*program.clock);
    let link = link(&program).await;
    let session = program.sign_in().await;
    program.clock.set(now + jiff::SignedDuration::from_mins(61));
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
    let token = program.form_token(&old).await;
    program.post(&old, &link, &format!("form_token={token}")).await;
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

const PASSWORD: &str = "correct horse battery staple";

/// Joins by an invitation; returns the session's cookie.
async fn join(program: &Program) -> String {
    let link = link_for(program, LinkPurpose::Invitation).await;
    let form = format!("new_password={PASSWORD}&again={PASSWORD}");
    let response = program.post("", &link, &form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    cookie(&response)
}

fn cookie(response: &axum::response::Response) -> String {
    let line = response.headers()[header::SET_COOKIE].to_str().unwrap();
    line.split(';').next().unwrap().to_owned()
}

fn to(response: &axum::response::Response) -> &str {
    response.headers()[header::LOCATION].to_str().unwrap()
}

#[tokio::test]
async fn an_invitation_asks_for_a_password_and_keeps_it_only_when_it_is_good() {
    let program = Program::new().await;
    let link = link_for(&program, LinkPurpose::Invitation).await;
    let page = program.page("", &link).await;
    assert!(page.contains("Welcome to Lotse") && page.contains("ada.beispiel@amt.example"));
    for (form, words) in [
        ("new_password=short&again=short", "at least 12 characters"),
        ("new_password=password1234&again=password1234", "too easy to guess"),
        ("new_password=ada.beispiel.1&again=ada.beispiel.1", "too easy to guess"),
        ("new_password=correct+horse+battery&again=Correct+horse+battery", "differ"),
    ] {
        let response = program.post("", &link, form).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        let page = text(response).await;
        assert!(page.contains(words), "{form}");
        assert!(!page.contains("horse"), "a password is never sent back");
    }
    let session = join(&program).await;
    assert!(program.page(&session, "/").await.contains("Ada Beispiel"));
}

#[tokio::test]
async fn a_password_signs_in_and_leads_back_to_the_page_that_was_wanted() {
    let program = Program::new().await;
    join(&program).await;
    let wanted = program.get("", "/settings/people?page=1").await;
    assert_eq!(to(&wanted), "/sign-in?back=%2Fsettings%2Fpeople%3Fpage%3D1");
    let page = program.page("", to(&wanted)).await;
    assert!(page.contains("name=\"back\" value=\"/settings/people?page=1\""), "{page}");
    for (back, expected) in [
        ("%2Fsettings%2Fpeople%3Fpage%3D1", "/settings/people?page=1"),
        ("", "/"),
        ("%2F%2Fevil.example", "/"),
        ("https%3A%2F%2Fevil.example", "/"),
        ("%2F%5Cevil.example", "/"),
    ] {
        let form = format!("email=ADA.beispiel@amt.example&password={PASSWORD}&back={back}");
        let response = program.post("", "/sign-in", &form).await;
        assert_eq!((response.status(), to(&response)), (StatusCode::SEE_OTHER, expected), "{back}");
        assert_eq!(program.get(&cookie(&response), "/").await.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn a_known_and_an_unknown_address_are_answered_alike() {
    let program = Program::new().await;
    join(&program).await;
    let mut pages = Vec::new();
    for email in ["ada.beispiel@amt.example", "nobody@amt.example"] {
        let mut said = Vec::new();
        for _ in 0..11 {
            let form = format!("email={email}&password=wrong");
            let response = program.post("", "/sign-in", &form).await;
            let status = response.status();
            assert!(!response.headers().contains_key(header::SET_COOKIE));
            said.push((status, text(response).await.replace(email, "")));
        }
        assert_eq!(said[9].0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(said[10].0, StatusCode::TOO_MANY_REQUESTS);
        assert!(said[0].1.contains("The e-mail address or the password is wrong"));
        pages.push(said);
    }
    assert_eq!(pages[0], pages[1]);
    let form = format!("email=ada.beispiel@amt.example&password={PASSWORD}");
    let held = program.post("", "/sign-in", &form).await;
    assert_eq!(held.status(), StatusCode::TOO_MANY_REQUESTS, "the right one waits too");
}

#[tokio::test]
async fn a_second_factor_is_asked_for_before_anything_opens() {
    let program = Program::new().await;
    let session = join(&program).await;
    let token = program.form_token(&session).await;
    let address = "/settings/account/second-factor";
    let page = program.page(&session, address).await;
    assert!(page.contains("<svg class=\"qr\""), "{page}");
    let secret = page.split("<code class=\"secret\">").nth(1).unwrap();
    let secret = secret.split('<').next().unwrap().replace(' ', "");
    let code = || {
        let now = lotse_domain::clock::Clock::now(&*program.clock).as_second();
        let secret = totp_rs::Secret::try_from_base32(&secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        totp.generate(u64::try_from(now).unwrap()).to_string()
    };
    for (form, words) in [
        (format!("code={}&old_password=wrong", code()), "not your present password"),
        (format!("code=000000&old_password={PASSWORD}"), "wrong or too old"),
    ] {
        let response = program.post(&session, address, &format!("form_token={token}&{form}")).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(response).await.contains(words), "{words}");
    }
    let form = format!("form_token={token}&code={}&old_password={PASSWORD}", code());
    let response = program.post(&session, address, &form).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(text(response).await.contains("Your recovery codes"));

    program
        .clock
        .set(lotse_domain::clock::Clock::now(&*program.clock) + jiff::SignedDuration::from_mins(1));
    let form =
        format!("email=ada.beispiel@amt.example&password={PASSWORD}&back=%2Fsettings%2Ftokens");
    let response = program.post("", "/sign-in", &form).await;
    assert_eq!(to(&response), "/sign-in/code?back=%2Fsettings%2Ftokens");
    let half = cookie(&response);
    assert_eq!(program.get(&half, "/settings/tokens").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        program.get(&half, "/api/v1/services/x/overview").await.status(),
        StatusCode::UNAUTHORIZED
    );
    let page = program.page(&half, to(&response)).await;
    assert!(page.contains("autocomplete=\"one-time-code\""));
    let wrong = program.post(&half, "/sign-in/code", "code=123").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let form = format!("code={}&back=%2Fsettings%2Ftokens", code());
    let response = program.post(&half, "/sign-in/code", &form).await;
    assert_eq!(to(&response), "/settings/tokens");
    assert_eq!(program.get(&cookie(&response), "/settings/tokens").await.status(), StatusCode::OK);
    assert_eq!(program.get(&half, "/settings/tokens").await.status(), StatusCode::SEE_OTHER);
}
