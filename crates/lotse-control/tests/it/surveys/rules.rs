//! What an organization asks of all surveys.

use lotse_control::surveys::rules::{CurrentRules, RulesRefused, SurveyRules};
use lotse_domain::{
    audit::Action,
    language::LanguageTag,
    service::{Jurisdiction, ServiceKind},
    survey::fault::{Reason, Tenths},
};

use super::{define, draft, publish, service};
use crate::{control_at, new_service, operator};

#[tokio::test]
async fn rules_hold_for_the_next_publication_and_have_versions() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let made = define(&control, &service, &draft("Page", "Page?")).await;
    assert_eq!(control.survey_rules().await.unwrap(), CurrentRules::default());
    let by = operator(&control);
    let german = SurveyRules {
        languages: vec![LanguageTag::new("de").unwrap()],
        most_questions: 4,
        highest_grade: None,
        contact_days: 30,
    };
    let chosen = by.choose_survey_rules(&german, 0).await.unwrap().unwrap();
    assert_eq!((chosen.version, &chosen.rules), (1, &german));
    assert_eq!(control.survey_rules().await.unwrap(), chosen);
    let same = by.choose_survey_rules(&german, 0).await.unwrap().unwrap();
    assert_eq!(same, chosen, "the same again changes nothing");
    let back = SurveyRules::default();
    let outdated = by.choose_survey_rules(&back, 0).await.unwrap();
    assert_eq!(outdated, Err(RulesRefused::Outdated));
    let refused = publish(&control, &service, made.id, 1).await.unwrap_err();
    let lotse_control::surveys::publishing::NotPublished::Faults(faults) = refused else {
        panic!("{refused:?}")
    };
    assert!(faults.iter().any(|f| matches!(f.reason, Reason::MissingText { .. })));
    let many = Reason::TooManyQuestions { found: 5, limit: 4 };
    assert!(faults.iter().any(|fault| fault.reason == many));
    by.choose_survey_rules(&back, 1).await.unwrap().unwrap();
    assert!(publish(&control, &service, made.id, 1).await.is_ok());
    let log = control.audit(None, 10).await.unwrap();
    let told = log.iter().filter(|row| row.action == Action::SurveyRulesChosen).count();
    assert_eq!(told, 2);
}

#[tokio::test]
async fn impossible_rules_are_refused() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let by = operator(&control);
    let usual = SurveyRules::default();
    let tag = || LanguageTag::new("de").unwrap();
    for (rules, why) in [
        (SurveyRules { languages: vec![tag(), tag()], ..usual.clone() }, RulesRefused::Languages),
        (SurveyRules { most_questions: 0, ..usual.clone() }, RulesRefused::Questions),
        (SurveyRules { most_questions: 101, ..usual.clone() }, RulesRefused::Questions),
        (SurveyRules { highest_grade: Some(Tenths(0)), ..usual.clone() }, RulesRefused::Grade),
        (SurveyRules { contact_days: 0, ..usual.clone() }, RulesRefused::ContactDays),
        (SurveyRules { contact_days: 731, ..usual.clone() }, RulesRefused::ContactDays),
    ] {
        assert_eq!(by.choose_survey_rules(&rules, 0).await.unwrap(), Err(why));
    }
    assert_eq!(control.survey_rules().await.unwrap(), CurrentRules::default());
}

#[tokio::test]
async fn paperwork_is_asked_where_the_public_of_the_united_states_is() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    for (name, kind, jurisdiction, needs) in [
        ("a", ServiceKind::Public, Jurisdiction::UnitedStates, true),
        ("b", ServiceKind::Employees, Jurisdiction::UnitedStates, false),
        ("c", ServiceKind::Public, Jurisdiction::Germany, false),
    ] {
        let mut new = new_service(name);
        (new.kind, new.jurisdiction) = (kind, jurisdiction);
        let service = operator(&control).add_service(new).await.unwrap();
        let rules = control.publishing_rules(&service).await.unwrap();
        assert_eq!((rules.needs_paperwork, rules.refuses_group_topics), (needs, true), "{name}");
    }
}
