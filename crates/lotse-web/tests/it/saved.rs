//! Saved questions: kept under a name, found by everybody, deleted once.

use axum::http::{StatusCode, header};
use lotse_domain::service::{Jurisdiction, ServiceKind};

use crate::program::{Program, text};

const LIST: &str = "/s/permits/explore";
const SAVE: &str = "/s/permits/explore/save";
/// `step1=/&step2=sent&days=7`, as a field of a form.
const QUESTION: &str = "question=funnel&parameters=step1%3D%252F%26step2%3Dsent%26days%3D7";

async fn program() -> (Program, String, String) {
    let program = Program::new().await;
    program.service("Permits", ServiceKind::Public, Jurisdiction::UnitedStates, false).await;
    let cookie = program.sign_in().await;
    let token = program.form_token(&cookie).await;
    (program, cookie, token)
}

#[tokio::test]
async fn a_question_is_saved_under_its_name_asked_again_and_deleted() {
    let (program, cookie, token) = program().await;
    let form = program
        .page(&cookie, &format!("{SAVE}?question=funnel&step1=/&step2=sent&days=7&lang=en"))
        .await;
    assert!(form.contains("value=\"step1=%2F&#38;step2=sent&#38;days=7\""), "{form}");
    let name = "To%20%3Cb%3Ethe%3C%2Fb%3E%20end";
    let saved = format!("form_token={token}&{QUESTION}&name={name}");
    let response = program.post(&cookie, SAVE, &saved).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], LIST);
    let list = program.page(&cookie, LIST).await;
    assert!(
        list.contains("href=\"/s/permits/explore/funnel?step1=%2F&#38;step2=sent&#38;days=7\"")
    );
    assert!(list.contains("<bdi>To &#60;b&#62;the&#60;/b&#62; end</bdi>"), "{list}");
    assert!(list.contains("data-label=\"Kind\">Funnel<"));
    assert!(list.contains("data-label=\"Saved by\"><bdi>Ada Beispiel<"));

    let again = program.post(&cookie, SAVE, &saved).await;
    assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(again).await;
    assert!(page.contains("Another saved question has this name"));
    assert!(page.contains("value=\"To &#60;b&#62;the&#60;/b&#62; end\""), "what was typed stays");
    assert!(
        page.contains("value=\"step1=%2F&#38;step2=sent&#38;days=7\""),
        "and so does the question"
    );

    let delete = list.split("action=\"").find(|part| part.starts_with("/s/permits/explore/saved/"));
    let delete = delete.unwrap().split('"').next().unwrap();
    for _ in 0..2 {
        let response = program.post(&cookie, delete, &format!("form_token={token}")).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "deleted, or gone already");
    }
    assert!(program.page(&cookie, LIST).await.contains("Nobody has saved a question yet"));
}

#[tokio::test]
async fn what_is_no_question_is_not_saved() {
    let (program, cookie, token) = program().await;
    for (fields, words) in [
        (format!("{QUESTION}&name="), "Enter a name"),
        (format!("{QUESTION}&name={}", "a".repeat(101)), "at most 100 characters"),
    ] {
        let response = program.post(&cookie, SAVE, &format!("form_token={token}&{fields}")).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(text(response).await.contains(words), "{words}");
    }
    for fields in [
        "question=overview&parameters=days%3D7&name=x",
        "question=funnel&parameters=unit%3Dcase&name=x",
    ] {
        let response = program.post(&cookie, SAVE, &format!("form_token={token}&{fields}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{fields}");
    }
    assert!(program.page(&cookie, LIST).await.contains("Nobody has saved a question yet"));
}

#[tokio::test]
async fn a_question_of_one_service_is_not_another_ones() {
    let (program, cookie, token) = program().await;
    program.service("Taxes", ServiceKind::Public, Jurisdiction::UnitedStates, false).await;
    let saved = format!("form_token={token}&{QUESTION}&name=Mine");
    program.post(&cookie, SAVE, &saved).await;
    assert!(!program.page(&cookie, "/s/taxes/explore").await.contains("Mine"));
    let foreign = "/s/taxes/explore/saved/1/delete";
    program.post(&cookie, foreign, &format!("form_token={token}")).await;
    assert!(program.page(&cookie, LIST).await.contains("Mine"), "still there");
    let form = format!("form_token={token}");
    let none = program.post(&cookie, "/s/taxes/explore/saved/x/delete", &form).await;
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
}
