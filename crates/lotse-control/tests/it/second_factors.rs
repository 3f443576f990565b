//! A second factor: codes of an authenticator app, each once; codes for the day when the device is lost.

use lotse_control::{
    Control,
    passwords::{Password, PasswordSignIn},
    second_factors::CodeCheck,
    sign_ins::{Device, SignInState, Token},
    users::User,
};
use lotse_domain::clock::{Clock as _, ManualClock};
use totp_rs::{Builder, Secret};

use crate::{control_at, instant, operator, person};

const PASSWORD: &str = "correct horse battery staple";

/// What an authenticator app would show.
fn code(secret: &str, clock: &ManualClock) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(clock.now().as_second()).unwrap()).to_string()
}

/// Ada, of whom a second factor is asked, with its secret and her recovery codes.
pub(crate) async fn enrolled() -> (Control, std::sync::Arc<ManualClock>, User, String, Vec<String>)
{
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let user = person(&control, "Ada").await;
    let password = Password::chosen(PASSWORD, &[]).unwrap();
    operator(&control).choose_password(&user, password, None).await.unwrap();
    let enrolment = control.begin_enrolment(&user, "ada@example.gov", "Lotse: Amt").await.unwrap();
    assert!(
        enrolment.address.starts_with("otpauth://totp/Lotse%20%20Amt:ada%40example.gov?secret=")
    );
    let again = control.begin_enrolment(&user, "ada@example.gov", "Lotse: Amt").await.unwrap();
    assert_eq!(enrolment, again, "loading the page again keeps the secret");
    assert!(operator(&control).finish_enrolment(&user, "000000").await.unwrap().is_none());
    let first = code(&enrolment.secret, &clock);
    let codes = operator(&control).finish_enrolment(&user, &first).await.unwrap().unwrap();
    clock.set(instant("2026-11-23T12:01:00Z"));
    (control, clock, user, enrolment.secret, codes)
}

async fn half_open(control: &Control) -> Token {
    let password = Password::typed(PASSWORD);
    let opened = control
        .sign_in_with_password("ada@example.gov", password, &Device::default())
        .await
        .unwrap();
    let PasswordSignIn::Opened(token, SignInState::HalfOpen) = opened else { panic!("{opened:?}") };
    token
}

#[tokio::test]
async fn the_password_alone_opens_nothing() {
    let (control, clock, user, secret, _) = enrolled().await;
    let token = half_open(&control).await;
    assert!(control.session(&token).await.unwrap().is_none());
    assert!(control.sessions(user.id).await.unwrap().is_empty());
    assert_eq!(control.half_open_session(&token).await.unwrap(), Some(user));
    assert_eq!(control.give_second_factor(&token, "12345").await.unwrap(), CodeCheck::Wrong);
    let now = code(&secret, &clock);
    let (first, last) = now.split_at(3);
    let spaced = format!(" {first} {last} ");
    let opened = control.give_second_factor(&token, &spaced).await.unwrap();
    let CodeCheck::Opened(open) = opened else { panic!("{opened:?}") };
    assert!(control.session(&open).await.unwrap().is_some());
    assert!(control.session(&token).await.unwrap().is_none(), "the token is drawn anew");
    let again = half_open(&control).await;
    let twice = control.give_second_factor(&again, &now).await.unwrap();
    assert_eq!(twice, CodeCheck::Wrong, "a code is good once");
}

#[tokio::test]
async fn a_half_open_session_waits_ten_minutes() {
    let (control, clock, _, secret, _) = enrolled().await;
    let token = half_open(&control).await;
    clock.set(instant("2026-11-23T12:11:01Z"));
    let late = control.give_second_factor(&token, &code(&secret, &clock)).await.unwrap();
    assert_eq!(late, CodeCheck::Gone);
}

#[tokio::test]
async fn wrong_codes_are_counted_over_sessions() {
    let (control, clock, _, secret, _) = enrolled().await;
    for _ in 0..5 {
        let token = half_open(&control).await;
        assert_eq!(control.give_second_factor(&token, "111111").await.unwrap(), CodeCheck::Wrong);
    }
    let token = half_open(&control).await;
    let right = control.give_second_factor(&token, &code(&secret, &clock)).await.unwrap();
    assert_eq!(right, CodeCheck::Gone, "even the right one waits now");
    clock.set(instant("2026-11-23T12:17:00Z"));
    let token = half_open(&control).await;
    let right = control.give_second_factor(&token, &code(&secret, &clock)).await.unwrap();
    assert!(matches!(right, CodeCheck::Opened(_)));
}

#[tokio::test]
async fn each_recovery_code_opens_once() {
    let (control, _, user, _, codes) = enrolled().await;
    assert_eq!(codes.len(), 8);
    let typed = codes[0].to_uppercase().replace('-', " ");
    let token = half_open(&control).await;
    let opened = control.give_second_factor(&token, &typed).await.unwrap();
    assert!(matches!(opened, CodeCheck::Opened(_)), "{}", codes[0]);
    let token = half_open(&control).await;
    assert_eq!(control.give_second_factor(&token, &codes[0]).await.unwrap(), CodeCheck::Wrong);
    assert_eq!(control.recovery_codes_left(user.id).await.unwrap(), 7);
}

#[tokio::test]
async fn taken_away_it_is_not_asked_for_and_its_codes_are_gone() {
    let (control, _, user, _, _) = enrolled().await;
    assert!(operator(&control).remove_second_factor(&user).await.unwrap());
    assert!(!operator(&control).remove_second_factor(&user).await.unwrap());
    assert_eq!(control.recovery_codes_left(user.id).await.unwrap(), 0);
    let password = Password::typed(PASSWORD);
    let opened =
        control.sign_in_with_password("ada@example.gov", password, &Device::default()).await;
    assert!(matches!(opened.unwrap(), PasswordSignIn::Opened(_, SignInState::Open)));
}
