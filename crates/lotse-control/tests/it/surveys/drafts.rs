//! Drafts are definitions with versions; what differs is what the log tells, and that there is an end to their size.

use lotse_control::{
    definitions::NotDefined,
    surveys::{
        SurveyDraft,
        draft::{MOST_BYTES, MOST_SURVEYS, MOST_VERSIONS},
    },
};
use lotse_domain::audit::Action;
use serde_json::{Value, json};

use super::{change, define, draft, draft_of, service, written};
use crate::{control_at, operator};

#[tokio::test]
async fn a_draft_keeps_every_version_and_the_log_tells_its_hash_and_not_its_words() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let made = define(&control, &service, &draft("  Page ", "First words")).await;
    assert_eq!((made.now.name.as_str(), made.now.version), ("Page", 1));
    let second = draft("Page", "Second words");
    let changed = change(&control, &service, made.id, 1, &second).await;
    assert_eq!(changed.now.version, 2);
    let by = operator(&control);
    let outdated = by.change_definition(&service, made.id, 1, &draft("Page", "Third")).await;
    assert_eq!(outdated.unwrap(), Err(NotDefined::Outdated));
    let versions = control.definition_versions(service.id, made.id).await.unwrap();
    let texts: Vec<_> = versions.iter().map(|version| version.says.clone()).collect();
    assert_eq!(texts, [second.says, draft("Page", "First words").says]);

    let log = control.audit(None, 2).await.unwrap();
    let actions: Vec<_> = log.iter().map(|row| row.action).collect();
    assert_eq!(actions, [Action::SurveyChanged, Action::SurveyAdded]);
    for row in &log {
        assert!(!row.detail.contains("words"), "{}", row.detail);
        let detail: Value = serde_json::from_str(&row.detail).unwrap();
        assert_eq!(detail["questions"], json!(5));
        assert_eq!(detail["sha256"].as_str().unwrap().len(), 64);
    }
    let hashes: Vec<Value> = log
        .iter()
        .map(|row| serde_json::from_str::<Value>(&row.detail).unwrap()["sha256"].clone())
        .collect();
    assert_ne!(hashes[0], hashes[1]);
}

#[tokio::test]
async fn an_unfinished_draft_is_kept() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let empty = draft_of("Empty", &json!({ "default_language": "en" }));
    let made = define(&control, &service, &empty).await;
    assert_eq!(
        control.definition(service.id, made.id).await.unwrap().unwrap().now.says,
        empty.says
    );
}

#[tokio::test]
async fn there_is_an_end_to_size_and_number() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let by = operator(&control);
    let long: String = "ü".repeat(3_000);
    let mut says = written("Long");
    let languages = "abcdefghijklmnopqrst";
    let texts: serde_json::Map<String, Value> = languages
        .chars()
        .map(|letter| (format!("{letter}{letter}"), Value::from(long.as_str())))
        .collect();
    for place in ["intro", "closing"] {
        says[place] = texts.clone().into();
    }
    for question in says["sections"][0]["questions"].as_array_mut().unwrap() {
        question["help"] = texts.clone().into();
    }
    let short = draft_of("Short", &says);
    let long: Vec<Value> = (0..20)
        .map(|number| {
            json!({ "code": format!("q{number}"), "kind": "short-text", "help": texts.clone() })
        })
        .collect();
    says["sections"][0]["questions"] = long.into();
    let long = draft_of("Long", &says);
    assert!(says.to_string().len() > MOST_BYTES);
    assert!(by.define(&service, &short).await.unwrap().is_ok());
    assert_eq!(by.define(&service, &long).await.unwrap(), Err(NotDefined::LongContent));
    let made = define(&control, &service, &draft("Page", "Words")).await;
    let refused = by.change_definition(&service, made.id, 1, &long).await.unwrap();
    assert_eq!(refused, Err(NotDefined::LongContent));
    for version in 1..MOST_VERSIONS {
        let next = draft("Page", &format!("Words {version}"));
        by.change_definition(&service, made.id, version, &next).await.unwrap().unwrap();
    }
    let last = by.change_definition(&service, made.id, MOST_VERSIONS, &draft("Page", "More")).await;
    assert_eq!(last.unwrap(), Err(NotDefined::TooManyVersions));
    for number in 2..MOST_SURVEYS {
        by.define(&service, &draft(&number.to_string(), "x")).await.unwrap().unwrap();
    }
    let one_more: SurveyDraft = draft("one more", "x");
    assert_eq!(by.define(&service, &one_more).await.unwrap(), Err(NotDefined::TooMany));
}
