//! Annotations: checked, changed, deleted and brought by files, each with its row in the audit log.

use jiff::civil::{Date, date};
use lotse_control::{
    annotations::{
        AnnotationId, Brought, LONGEST_DESCRIPTION, LONGEST_TITLE, MOST_ANNOTATIONS, NotAnnotated,
    },
    audit::{Actor, Verdict},
};
use lotse_domain::{
    annotation::{AnnotationDraft, AnnotationKind},
    audit::Action,
};

use crate::{control_at, instant, new_service, operator, person};

fn draft(title: &str, first: Date) -> AnnotationDraft {
    AnnotationDraft {
        first,
        last: None,
        kind: AnnotationKind::Deployment,
        title: title.to_owned(),
        description: String::new(),
        measures: vec!["bounce-rate".to_owned(), "visits".to_owned()],
    }
}

#[tokio::test]
async fn an_annotation_is_kept_as_it_was_said_or_refused_with_the_reason() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let other = operator(&control).add_service(new_service("Taxes")).await.unwrap();
    let user = person(&control, "Ada").await;
    let ada = control.by(Actor::person(&user));
    let day = date(2026, 11, 3);
    let same_day = AnnotationDraft { last: Some(day), ..draft("  New form ", day) };
    let made = ada.add_annotation(&service, &same_day).await.unwrap().unwrap();
    assert_eq!((made.says.title.as_str(), made.version), ("New form", 1));
    assert_eq!(made.says.last, Some(day), "it ended on its first day");
    assert_eq!(made.says.measures, ["bounce-rate", "visits"]);
    assert_eq!((made.made_by.as_str(), made.made_at), ("Ada", instant("2026-11-23T12:00:00Z")));
    assert_eq!(control.annotation(service.id, made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(control.annotation(other.id, made.id).await.unwrap(), None, "of another service");
    let with = |change: fn(&mut AnnotationDraft)| {
        let mut draft = draft("x", date(2026, 11, 3));
        change(&mut draft);
        draft
    };
    for (draft, expected) in [
        (with(|d| d.title = " ".to_owned()), NotAnnotated::NoTitle),
        (with(|d| d.title = "ä".repeat(LONGEST_TITLE + 1)), NotAnnotated::LongTitle),
        (with(|d| d.title = "a\nb".to_owned()), NotAnnotated::LongTitle),
        (
            with(|d| d.description = "d".repeat(LONGEST_DESCRIPTION + 1)),
            NotAnnotated::LongDescription,
        ),
        (with(|d| d.last = Some(date(2026, 11, 2))), NotAnnotated::Reversed),
        (with(|d| d.first = date(1969, 12, 31)), NotAnnotated::FarAway),
        (with(|d| d.last = Some(date(2200, 1, 1))), NotAnnotated::FarAway),
    ] {
        assert_eq!(ada.add_annotation(&service, &draft).await.unwrap(), Err(expected));
    }
    let longest = draft(&"ä".repeat(LONGEST_TITLE), day);
    assert!(ada.add_annotation(&service, &longest).await.unwrap().is_ok());
}

#[tokio::test]
async fn those_of_some_days_are_the_ones_that_touch_them() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let by = operator(&control);
    let service = by.add_service(new_service("Permits")).await.unwrap();
    let long =
        AnnotationDraft { last: Some(date(2026, 11, 10)), ..draft("long", date(2026, 11, 2)) };
    for draft in [draft("late", date(2026, 11, 20)), long, draft("early", date(2026, 11, 1))] {
        by.add_annotation(&service, &draft).await.unwrap().unwrap();
    }
    let titles = |found: Vec<lotse_control::annotations::Annotation>| {
        found.into_iter().map(|one| one.says.title).collect::<Vec<_>>()
    };
    let between = async |first: i8, last: i8| {
        let (first, last) = (date(2026, 11, first), date(2026, 11, last));
        titles(control.annotations_between(service.id, first, last).await.unwrap())
    };
    assert_eq!(between(1, 30).await, ["early", "long", "late"]);
    assert_eq!(between(10, 20).await, ["long", "late"]);
    assert_eq!(between(5, 6).await, ["long"]);
    assert!(between(11, 19).await.is_empty());
    let all = titles(control.annotations(service.id).await.unwrap());
    assert_eq!(all, ["late", "long", "early"], "the newest day first");
}

#[tokio::test]
async fn changes_and_deletions_are_written_down_with_what_it_said_before() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let (ada, ben) = (person(&control, "Ada").await, person(&control, "Ben").await);
    let (ada, ben) = (control.by(Actor::person(&ada)), control.by(Actor::person(&ben)));
    let old = draft("Old words", date(2026, 11, 3));
    let made = ada.add_annotation(&service, &old).await.unwrap().unwrap();
    clock.set(instant("2026-11-23T13:00:00Z"));
    let new = AnnotationDraft { kind: AnnotationKind::Outage, ..draft("Down", date(2026, 11, 4)) };
    let now = ben.change_annotation(&service, made.id, 1, &new).await.unwrap().unwrap();
    assert_eq!((now.version, now.made_by.as_str(), &now.says), (2, "Ben", &new));
    let same = ada.change_annotation(&service, made.id, 1, &new).await.unwrap().unwrap();
    assert_eq!(same, now, "the same again changes nothing");
    for (id, version, expected) in
        [(made.id, 1, NotAnnotated::Outdated), (AnnotationId::new(99), 2, NotAnnotated::Gone)]
    {
        let refused = ada.change_annotation(&service, id, version, &old).await.unwrap();
        assert_eq!(refused, Err(expected));
    }
    assert!(ada.delete_annotation(&service, made.id).await.unwrap());
    assert!(!ada.delete_annotation(&service, made.id).await.unwrap(), "it is gone");
    assert!(control.annotations(service.id).await.unwrap().is_empty());
    let log = control.audit(None, 3).await.unwrap();
    let did: Vec<_> = log.iter().map(|row| (row.action, row.subject.as_str())).collect();
    assert_eq!(
        did,
        [
            (Action::AnnotationDeleted, "Down"),
            (Action::AnnotationChanged, "Down"),
            (Action::AnnotationAdded, "Old words"),
        ]
    );
    assert!(log[0].detail.contains("outage") && log[1].detail.contains("Old words"));
    assert!(matches!(control.verify_audit(None).await.unwrap(), Verdict::Whole { .. }));
}

#[tokio::test]
async fn the_same_file_again_brings_nothing_and_too_many_bring_nothing_at_all() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let by = operator(&control);
    let service = by.add_service(new_service("Permits")).await.unwrap();
    let (one, two) = (draft("One", date(2026, 11, 3)), draft("Two", date(2026, 11, 3)));
    let file = [one.clone(), two.clone(), one.clone()];
    let first = by.import_annotations(&service, "notes.csv", &file).await.unwrap();
    assert_eq!(first, Ok(Brought { added: 2, known: 1 }), "a line that stands twice is one");
    let again = by.import_annotations(&service, "notes.csv", &file).await.unwrap();
    assert_eq!(again, Ok(Brought { added: 0, known: 3 }));
    let rows = control.audit(None, 10).await.unwrap();
    let imports = rows.iter().filter(|row| row.action == Action::AnnotationsImported);
    assert_eq!(imports.count(), 1, "what brought nothing is no change");
    let broken = AnnotationDraft { title: String::new(), ..one };
    let refused = by.import_annotations(&service, "x", &[two, broken]).await.unwrap();
    assert_eq!(refused, Err(NotAnnotated::NoTitle));
    let many: Vec<_> = (1..MOST_ANNOTATIONS)
        .map(|number| draft(&format!("Number {number}"), date(2026, 11, 3)))
        .collect();
    let refused = by.import_annotations(&service, "x", &many).await.unwrap();
    assert_eq!(refused, Err(NotAnnotated::TooMany));
    assert_eq!(control.annotations(service.id).await.unwrap().len(), 2);
}
