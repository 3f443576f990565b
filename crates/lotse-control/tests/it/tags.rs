//! Tags: each under a name of its own, of one service, with every version that it ever had.

use lotse_control::{
    audit::Actor,
    definitions::{LONGEST_DESCRIPTION, LONGEST_NAME, NotDefined},
    tags::TagId,
};
use lotse_domain::{
    audit::Action,
    tag::{TagDefinition, TagDraft, TagKind},
};

use crate::{control_at, instant, new_service, operator, person};

fn draft(name: &str, rule: &str) -> TagDraft {
    TagDraft {
        name: name.to_owned(),
        description: String::new(),
        says: TagDefinition {
            kind: TagKind::Feature,
            group: "Forms".to_owned(),
            rule: rule.parse().unwrap(),
        },
    }
}

const SAVE: &str = "kind is \"click\" and element-name is \"Save\"";

#[tokio::test]
async fn a_tag_is_made_under_a_name_that_no_other_of_the_service_has() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let other = operator(&control).add_service(new_service("Taxes")).await.unwrap();
    let user = person(&control, "Ada").await;
    let ada = control.by(Actor::person(&user));
    let tag = ada.define(&service, &draft("  Save ", SAVE)).await.unwrap().unwrap();
    assert_eq!((tag.now.name.as_str(), tag.now.version), ("Save", 1));
    assert_eq!(tag.now.made_by, "Ada");
    assert_eq!(tag.now.made_at, instant("2026-11-23T12:00:00Z"));
    ada.define(&other, &draft("Save", SAVE)).await.unwrap().unwrap();
    let long = "ä".repeat(LONGEST_NAME);
    let with = |change: fn(&mut TagDraft)| {
        let mut draft = draft("new", SAVE);
        change(&mut draft);
        draft
    };
    for (draft, expected) in [
        (draft("Save", SAVE), NotDefined::NameTaken),
        (draft(" ", SAVE), NotDefined::NoName),
        (draft(&format!("{long}ä"), SAVE), NotDefined::LongName),
        (with(|d| d.says.group = "g".repeat(LONGEST_NAME + 1)), NotDefined::LongGroup),
        (
            with(|d| d.description = "d".repeat(LONGEST_DESCRIPTION + 1)),
            NotDefined::LongDescription,
        ),
    ] {
        assert_eq!(ada.define(&service, &draft).await.unwrap(), Err(expected), "{expected:?}");
    }
    assert!(ada.define(&service, &draft(&long, SAVE)).await.unwrap().is_ok());
    let tags = control.definitions::<TagDefinition>(service.id).await.unwrap();
    assert_eq!(tags.len(), 2);
    assert_eq!(tags[0], tag);
    assert_eq!(control.definition(service.id, tag.id).await.unwrap(), Some(tag.clone()));
    assert_eq!(control.definition(other.id, tag.id).await.unwrap(), None, "of another service");
    assert!(control.definition_versions(other.id, tag.id).await.unwrap().is_empty());
    assert!(TagId::from_text("1; DROP TABLE tags").is_none());
    let found = control.find_tags(|of, _| of == service.id).await.unwrap();
    assert_eq!(found.len(), 2);
}

#[tokio::test]
async fn every_version_is_kept_with_who_and_when() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let (ada, ben) = (person(&control, "Ada").await, person(&control, "Ben").await);
    let (ada, ben) = (control.by(Actor::person(&ada)), control.by(Actor::person(&ben)));
    let tag = ada.define(&service, &draft("Save", SAVE)).await.unwrap().unwrap();
    ada.define(&service, &draft("Other", SAVE)).await.unwrap().unwrap();
    clock.set(instant("2026-11-23T13:00:00Z"));
    let new = draft("Save it", "element-id is \"save\"");
    let changed = ben.change_definition(&service, tag.id, 1, &new).await.unwrap().unwrap();
    assert_eq!((changed.now.version, changed.now.made_by.as_str()), (2, "Ben"));
    assert_eq!(changed.now.says, new.says);
    let same = ada.change_definition(&service, tag.id, 2, &new).await.unwrap().unwrap();
    assert_eq!(same.now.version, 2, "the same again is no version");
    let older = draft("Save now", SAVE);
    for (id, version, draft, expected) in [
        (tag.id, 1, &older, NotDefined::Outdated),
        (tag.id, 2, &draft("Other", SAVE), NotDefined::NameTaken),
        (TagId::new(99), 1, &older, NotDefined::Gone),
        (tag.id, 2, &draft("", SAVE), NotDefined::NoName),
    ] {
        let result = ada.change_definition(&service, id, version, draft).await.unwrap();
        assert_eq!(result, Err(expected));
    }
    let versions = control.definition_versions(service.id, tag.id).await.unwrap();
    let told: Vec<_> = versions
        .iter()
        .map(|v| (v.version, v.name.as_str(), v.made_by.as_str(), v.says.rule.to_string()))
        .collect();
    assert_eq!(
        told,
        [
            (2, "Save it", "Ben", "element-id is \"save\"".to_owned()),
            (1, "Save", "Ada", SAVE.to_owned())
        ]
    );
    let older = control.older_tag_names(service.id).await.unwrap();
    assert_eq!(older, [("Save".to_owned(), tag.id)]);
    assert_eq!(versions[0].made_at, instant("2026-11-23T13:00:00Z"));
    // The name is free again.
    assert!(ada.define(&service, &draft("Save", SAVE)).await.unwrap().is_ok());
}

#[tokio::test]
async fn an_archived_tag_stays_and_comes_back() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let other = operator(&control).add_service(new_service("Taxes")).await.unwrap();
    let by = operator(&control);
    let tag = by.define(&service, &draft("Save", SAVE)).await.unwrap().unwrap();
    assert!(!by.archive_definition(&other, tag.id, true).await.unwrap(), "of another service");
    assert!(by.archive_definition(&service, tag.id, true).await.unwrap());
    assert!(by.archive_definition(&service, tag.id, true).await.unwrap(), "twice is once");
    assert!(control.definition(service.id, tag.id).await.unwrap().unwrap().is_archived);
    assert!(control.find_tags(|_, _| true).await.unwrap().is_empty());
    assert!(by.archive_definition(&service, tag.id, false).await.unwrap());
    assert!(!control.definition(service.id, tag.id).await.unwrap().unwrap().is_archived);
    let log = control.audit(None, 10).await.unwrap();
    let did: Vec<_> = log.iter().take(3).map(|row| (row.action, row.subject.as_str())).collect();
    assert_eq!(
        did,
        [(Action::TagRestored, "Save"), (Action::TagArchived, "Save"), (Action::TagAdded, "Save")]
    );
}
