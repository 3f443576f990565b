//! Tasks: names, versions, the archive, and what the log says of them.

use lotse_control::{definitions::NotDefined, tasks::MOST_TASKS};
use lotse_domain::{
    audit::Action,
    service::Service,
    task::{
        Task, TaskDraft,
        form::{StepForm, TaskForm},
    },
};

use crate::{control_at, new_service, operator};

fn draft(name: &str, start: &str) -> TaskDraft {
    let form = TaskForm {
        start: format!("page is \"{start}\""),
        steps: vec![StepForm {
            name: "About you".to_owned(),
            kind: "optional".to_owned(),
            rule: "page is \"/you\"".to_owned(),
        }],
        completed: "name is \"completed\"".to_owned(),
        window: "30".to_owned(),
        ..TaskForm::default()
    };
    let description = format!(" of {start} ");
    TaskDraft { name: format!(" {name} "), description, says: form.task().unwrap() }
}

async fn service(control: &lotse_control::Control) -> std::sync::Arc<Service> {
    operator(control).add_service(new_service("Benefit")).await.unwrap()
}

#[tokio::test]
async fn a_task_keeps_every_version_and_who_made_it() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let by = operator(&control);
    let made = by.define(&service, &draft("Apply", "/a")).await.unwrap().unwrap();
    assert_eq!((made.now.name.as_str(), made.now.version), ("Apply", 1));
    assert_eq!(made.now.description, "of /a");
    let second = draft("Apply for it", "/b");
    let changed = by.change_definition(&service, made.id, 1, &second).await.unwrap().unwrap();
    assert_eq!(changed.now.version, 2);
    // The same again changes nothing, by whatever version.
    let same = by.change_definition(&service, made.id, 1, &second).await.unwrap().unwrap();
    assert_eq!(same, changed);
    assert_eq!(control.definition(service.id, made.id).await.unwrap(), Some(changed));
    let versions = control.definition_versions(service.id, made.id).await.unwrap();
    let names: Vec<&str> = versions.iter().map(|version| version.name.as_str()).collect();
    assert_eq!(names, ["Apply for it", "Apply"]);
    let outdated = by.change_definition(&service, made.id, 1, &draft("X", "/c")).await.unwrap();
    assert_eq!(outdated, Err(NotDefined::Outdated));
    assert!(by.archive_definition(&service, made.id, true).await.unwrap());
    assert!(by.archive_definition(&service, made.id, true).await.unwrap());
    assert!(control.definitions::<Task>(service.id).await.unwrap()[0].is_archived);
    assert!(by.archive_definition(&service, made.id, false).await.unwrap());
    let actions: Vec<Action> =
        control.audit(None, 10).await.unwrap().iter().map(|entry| entry.action).collect();
    assert_eq!(
        actions[..4],
        [Action::TaskRestored, Action::TaskArchived, Action::TaskChanged, Action::TaskAdded]
    );
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let by = operator(&control);
    let add = async |draft: &TaskDraft| by.define(&service, draft).await.unwrap();
    assert_eq!(add(&draft("", "/a")).await, Err(NotDefined::NoName));
    assert_eq!(add(&draft(&"ü".repeat(101), "/a")).await, Err(NotDefined::LongName));
    let long = TaskDraft { description: "ü".repeat(1_001), ..draft("A", "/a") };
    assert_eq!(add(&long).await, Err(NotDefined::LongDescription));
    let first = add(&draft("A", "/a")).await.unwrap();
    assert_eq!(add(&draft("A", "/b")).await, Err(NotDefined::NameTaken));
    let second = add(&draft("B", "/b")).await.unwrap();
    let taken = by.change_definition(&service, second.id, 1, &draft("A", "/b")).await.unwrap();
    assert_eq!(taken, Err(NotDefined::NameTaken));
    let other = operator(&control).add_service(new_service("Other")).await.unwrap();
    assert_eq!(control.definition(other.id, first.id).await.unwrap(), None);
    let gone = by.change_definition(&other, first.id, 1, &draft("C", "/c")).await.unwrap();
    assert_eq!(gone, Err(NotDefined::Gone));
    assert!(!by.archive_definition(&other, first.id, true).await.unwrap());
    for number in 2..MOST_TASKS {
        add(&draft(&number.to_string(), "/a")).await.unwrap();
    }
    assert_eq!(add(&draft("one more", "/a")).await, Err(NotDefined::TooMany));
}
