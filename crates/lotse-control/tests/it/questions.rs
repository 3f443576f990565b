//! Saved questions: each under a name of its own, of one service, until it is deleted.

use lotse_control::{
    audit::Actor,
    questions::{LONGEST_NAME, LONGEST_PARAMETERS, NotSaved, QuestionId},
};
use lotse_domain::query::QuestionPlace;

use crate::{control_at, instant, new_service, operator, person};

#[tokio::test]
async fn a_question_is_kept_under_a_name_that_no_other_of_the_service_has() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let other = operator(&control).add_service(new_service("Taxes")).await.unwrap();
    let user = person(&control, "Ada").await;
    let ada = control.by(Actor::person(&user));
    let save = async |service, name: &str, parameters: &str| {
        ada.save_question(service, QuestionPlace::Funnel, name, parameters).await.unwrap()
    };
    let asked = "step1=%2F&step2=sent";
    let first = save(&service, "  To the end ", asked).await.unwrap().id;
    save(&service, "At the start", "").await.unwrap();
    save(&other, "To the end", asked).await.unwrap();
    let long = "ä".repeat(LONGEST_NAME);
    for (name, parameters, expected) in [
        ("To the end", "days=7", NotSaved::NameTaken),
        (" ", "", NotSaved::NoName),
        (&format!("{long}ä"), "", NotSaved::LongName),
        ("new", &"a".repeat(LONGEST_PARAMETERS + 1), NotSaved::LongParameters),
    ] {
        assert_eq!(save(&service, name, parameters).await, Err(expected), "{name}");
    }
    assert!(save(&service, &long, "").await.is_ok());
    let saved = control.saved_questions(service.id).await.unwrap();
    let names: Vec<_> = saved.iter().map(|question| question.name.as_str()).collect();
    assert_eq!(names, ["At the start", "To the end", &long]);
    assert_eq!((saved[1].parameters.as_str(), saved[1].saved_by.as_str()), (asked, "Ada"));
    assert_eq!(saved[1].saved_at, instant("2026-11-23T12:00:00Z"));

    assert!(!ada.delete_question(&other, first).await.unwrap(), "of another service");
    assert!(ada.delete_question(&service, first).await.unwrap());
    assert!(!ada.delete_question(&service, first).await.unwrap(), "deleted already");
    assert_eq!(control.saved_questions(service.id).await.unwrap().len(), 2);
    assert!(QuestionId::from_text("1; DROP TABLE services").is_none());
}
