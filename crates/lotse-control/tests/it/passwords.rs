//! Passwords: the right one opens a session; wrong ones are counted, alike for known and unknown addresses.

use lotse_control::{
    Control,
    passwords::{MOST_WRONG, Password, PasswordCheck, PasswordSignIn},
    sign_ins::Device,
    users::User,
};
use lotse_domain::audit::Action;

use crate::{control_at, instant, operator, person};

const RIGHT: &str = "correct horse battery staple";

async fn with_password() -> (Control, std::sync::Arc<lotse_domain::clock::ManualClock>, User) {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let user = person(&control, "Ada").await;
    let password = Password::chosen(RIGHT, &[]).unwrap();
    operator(&control).choose_password(&user, password, None).await.unwrap();
    (control, clock, user)
}

async fn try_in(control: &Control, email: &str, password: &str) -> PasswordSignIn {
    let password = Password::typed(password);
    control.sign_in_with_password(email, password, &Device::default()).await.unwrap()
}

#[tokio::test]
async fn the_right_password_opens_a_session_and_nothing_else_does() {
    let (control, _, user) = with_password().await;
    let opened = try_in(&control, " ADA@example.gov ", RIGHT).await;
    let PasswordSignIn::Opened(token, _) = opened else { panic!("{opened:?}") };
    assert_eq!(control.session(&token).await.unwrap().unwrap().user, user);
    for (email, password) in [
        ("ada@example.gov", "Correct horse battery staple"),
        ("ada@example.gov", ""),
        ("bob@example.gov", RIGHT),
        ("", RIGHT),
        ("Ada", RIGHT),
        ("' OR 1=1 --", RIGHT),
    ] {
        assert_eq!(try_in(&control, email, password).await, PasswordSignIn::Wrong, "{email}");
    }
}

#[tokio::test]
async fn who_has_no_password_cannot_sign_in_with_one() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    person(&control, "Ada").await;
    for password in ["", "nobody's password", RIGHT] {
        assert_eq!(try_in(&control, "ada@example.gov", password).await, PasswordSignIn::Wrong);
    }
}

#[tokio::test]
async fn after_ten_wrong_ones_an_address_waits_whether_or_not_it_is_anybodys() {
    let (control, clock, _) = with_password().await;
    for email in ["ada@example.gov", "nobody@example.gov"] {
        for _ in 0..MOST_WRONG {
            assert_eq!(try_in(&control, email, "wrong").await, PasswordSignIn::Wrong);
        }
        assert_eq!(try_in(&control, email, RIGHT).await, PasswordSignIn::Throttled, "{email}");
        // However it is written.
        assert_eq!(try_in(&control, &email.to_uppercase(), RIGHT).await, PasswordSignIn::Throttled);
    }
    let newest = control.audit(None, 1).await.unwrap().remove(0);
    assert_eq!((newest.action, newest.subject.as_str()), (Action::SignInThrottled, "Ada"));
    assert!(!format!("{newest:?}").contains("nobody"), "unknown addresses are not written down");
    clock.set(instant("2026-11-23T12:15:00Z"));
    assert!(matches!(try_in(&control, "ada@example.gov", RIGHT).await, PasswordSignIn::Opened(..)));
}

#[tokio::test]
async fn the_right_password_ends_the_counting() {
    let (control, _, _) = with_password().await;
    for _ in 0..3 {
        for _ in 1..MOST_WRONG {
            assert_eq!(try_in(&control, "ada@example.gov", "no").await, PasswordSignIn::Wrong);
        }
        let opened = try_in(&control, "ada@example.gov", RIGHT).await;
        assert!(matches!(opened, PasswordSignIn::Opened(..)));
    }
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let (control, _, user) = with_password().await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let opened = try_in(&control, "ada@example.gov", RIGHT).await;
        let PasswordSignIn::Opened(token, _) = opened else { panic!("{opened:?}") };
        tokens.push(token);
    }
    let new = Password::chosen("über den großen Teich", &[]).unwrap();
    operator(&control).choose_password(&user, new, Some(&tokens[1])).await.unwrap();
    assert!(control.session(&tokens[0]).await.unwrap().is_none());
    assert!(control.session(&tokens[1]).await.unwrap().is_some());
    assert_eq!(try_in(&control, "ada@example.gov", RIGHT).await, PasswordSignIn::Wrong);
}

#[tokio::test]
async fn an_open_session_is_no_way_to_try_passwords() {
    let (control, _, user) = with_password().await;
    let check = async |text| control.check_password(&user, Password::typed(text)).await.unwrap();
    assert_eq!(check(RIGHT).await, PasswordCheck::Right);
    for _ in 0..MOST_WRONG {
        assert_eq!(check("wrong").await, PasswordCheck::Wrong);
    }
    assert_eq!(check(RIGHT).await, PasswordCheck::Throttled);
}

#[tokio::test]
async fn of_many_at_the_same_moment_ten_are_looked_at() {
    let (control, _, _) = with_password().await;
    let trying = (0..40).map(|number| {
        let control = control.clone();
        tokio::spawn(async move { try_in(&control, "ada@example.gov", &number.to_string()).await })
    });
    let (mut wrong, mut throttled) = (0, 0);
    for task in trying.collect::<Vec<_>>() {
        match task.await.unwrap() {
            PasswordSignIn::Wrong => wrong += 1,
            PasswordSignIn::Throttled => throttled += 1,
            PasswordSignIn::Opened(..) => panic!("opened"),
        }
    }
    assert_eq!((wrong, throttled), (10, 30));
    let audit = control.audit(None, 50).await.unwrap();
    assert!(audit.iter().any(|row| row.action == Action::SignInThrottled));
}
