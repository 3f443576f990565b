//! Surveys: drafts, publications that never change, what they must be like and their branding.

mod branding;
mod drafts;
mod publishing;
mod rules;

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::{Date, date};
use lotse_control::{
    Control,
    surveys::{
        StoredSurvey, SurveyDraft, SurveyId,
        publishing::{NotPublished, Publication, Publishing},
    },
};
use lotse_domain::{
    service::Service,
    survey::{check::PublishingRules, form::SurveyForm},
};
use serde_json::{Value, json};

use crate::{new_service, operator};

pub(crate) const TODAY: Date = date(2026, 11, 29);

/// A survey with a question of each kind that the inbox cares about.
pub(crate) fn written(title: &str) -> Value {
    json!({
        "default_language": "en",
        "title": { "en": title },
        "paperwork": { "exempt": "A city asks, not a federal agency" },
        "sections": [{ "code": "main", "questions": [
            { "code": "useful", "kind": "thumbs", "title": { "en": "Was this page useful?" },
              "labels": { "0": { "en": "No" }, "1": { "en": "Yes" } } },
            { "code": "part", "kind": "single-choice", "title": { "en": "Which part was hard?" },
              "options": [
                  { "code": "words", "text": { "en": "The words" } },
                  { "code": "other", "text": { "en": "Something else" }, "write_in": true }
              ] },
            { "code": "plain", "kind": "single-choice", "title": { "en": "Did you finish?" },
              "options": [
                  { "code": "yes", "text": { "en": "Yes" } },
                  { "code": "no", "text": { "en": "No" } }
              ] },
            { "code": "why", "kind": "long-text", "title": { "en": "What could be better?" } },
            { "code": "mail", "kind": "e-mail", "title": { "en": "May we write to you?" } }
        ] }]
    })
}

pub(crate) fn draft_of(name: &str, says: &Value) -> SurveyDraft {
    let form: SurveyForm = serde_json::from_value(says.clone()).unwrap();
    SurveyDraft { name: name.to_owned(), description: String::new(), says: form.survey().unwrap() }
}

fn draft(name: &str, title: &str) -> SurveyDraft {
    draft_of(name, &written(title))
}

fn expiring(title: &str, expires: &str) -> SurveyDraft {
    let mut says = written(title);
    says["paperwork"] =
        json!({ "omb_number": "3090-0297", "expires": expires, "burden_minutes": 3 });
    draft_of("Expiring", &says)
}

async fn service(control: &Control) -> Arc<Service> {
    operator(control).add_service(new_service("Benefit")).await.unwrap()
}

async fn define(control: &Control, service: &Service, draft: &SurveyDraft) -> StoredSurvey {
    operator(control).define(service, draft).await.unwrap().unwrap()
}

async fn change(
    control: &Control,
    service: &Service,
    survey: SurveyId,
    before: i64,
    draft: &SurveyDraft,
) -> StoredSurvey {
    let changed = operator(control).change_definition(service, survey, before, draft).await;
    changed.unwrap().unwrap()
}

async fn publish(
    control: &Control,
    service: &Service,
    survey: SurveyId,
    version: i64,
) -> Result<Publishing, NotPublished> {
    let rules = control.publishing_rules(service).await.unwrap();
    publish_by(control, service, survey, (version, &[]), &rules).await
}

async fn publish_by(
    control: &Control,
    service: &Service,
    survey: SurveyId,
    (version, editorial): (i64, &[&str]),
    rules: &PublishingRules,
) -> Result<Publishing, NotPublished> {
    let editorial: BTreeSet<_> = editorial.iter().map(|code| code.parse().unwrap()).collect();
    let publication = Publication { version, editorial, rules, today: TODAY };
    operator(control).publish_survey(service, survey, &publication).await.unwrap()
}
