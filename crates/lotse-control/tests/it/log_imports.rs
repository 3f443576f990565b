//! Imports of access logs: taken up where they stopped, until they are closed or undone.

use lotse_control::{
    audit::Actor,
    log_imports::{LEFT_FOR, NewImport},
};
use lotse_domain::{
    clock::SaltDay,
    directory::KeyStore as _,
    ids::ImportId,
    import::{ImportState, LeftOut, LineCounts, LogFormat},
};

use crate::{control_at, instant, new_service, operator, person};

fn new(fingerprint: &str, upload: Option<&str>) -> NewImport {
    NewImport {
        files: vec!["access.log".to_owned(), "access.log.1.gz".to_owned()],
        fingerprint: fingerprint.to_owned(),
        format: Some(LogFormat::Combined),
        columns: lotse_domain::import::RowColumns::default(),
        hosts: vec!["a.example.gov".to_owned()],
        upload: upload.map(str::to_owned),
        all_bytes: 4_000,
    }
}

fn counts() -> LineCounts {
    let mut counts = LineCounts::default();
    counts.keep();
    counts.leave_out(LeftOut::Asset);
    counts
}

#[tokio::test]
async fn an_import_of_the_same_files_goes_on_under_its_number_until_it_is_closed() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let other = operator(&control).add_service(new_service("Taxes")).await.unwrap();
    let user = person(&control, "Ada").await;
    let ada = control.by(Actor::person(&user));
    let begin = async |service, of: NewImport| {
        ada.begin_import(service, &of, ImportState::Running, &LineCounts::default()).await.unwrap()
    };
    let first = begin(&service, new("f1", None)).await;
    assert_eq!((first.state, first.begun_by.as_str()), (ImportState::Running, "Ada"));
    assert_eq!(first.of, new("f1", None));
    assert_eq!(first.begun_at, instant("2026-11-23T12:00:00Z"));
    assert!(control.note_import(first.id, &counts(), 1_000).await.unwrap());
    let noted = control.log_import(service.id, first.id).await.unwrap().unwrap();
    assert_eq!((noted.counts, noted.done_bytes), (counts(), 1_000));
    assert_eq!(control.log_import(other.id, first.id).await.unwrap(), None);

    // Other files, or another service's, are another import; the same files the same.
    assert_ne!(begin(&service, new("f2", None)).await.id, first.id);
    assert_ne!(begin(&other, new("f1", None)).await.id, first.id);
    let day = SaltDay::from_date("2026-11-01".parse().unwrap());
    let salt = control.daily_salt(&service, day, Some(first.id)).await.unwrap();
    control.fail_import(first.id, &counts(), 1_000, "the disk is full").await.unwrap();
    let failed = control.log_import(service.id, first.id).await.unwrap().unwrap();
    assert_eq!(failed.failure.as_deref(), Some("the disk is full"));
    clock.set(instant("2026-11-24T12:00:00Z"));
    assert_eq!(begin(&service, new("f1", None)).await.id, first.id);
    let again = control.daily_salt(&service, day, Some(first.id)).await.unwrap();
    assert!(salt.is_some() && salt == again, "the salts live until it is closed");

    control.finish_import(first.id, &counts(), 4_000).await.unwrap();
    let closed = control.log_import(service.id, first.id).await.unwrap().unwrap();
    assert_eq!((closed.state, closed.done_bytes), (ImportState::Closed, 4_000));
    assert_eq!(control.daily_salt(&service, day, Some(first.id)).await.unwrap(), None);
    assert_ne!(begin(&service, new("f1", None)).await.id, first.id);
    let numbers: Vec<_> = control.log_imports(service.id).await.unwrap();
    assert!(numbers.is_sorted_by(|one, next| one.id > next.id));
}

#[tokio::test]
async fn what_waits_and_what_is_undone_is_found_and_an_undone_import_stops() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let other = operator(&control).add_service(new_service("Taxes")).await.unwrap();
    let by = operator(&control);
    let proposed = by
        .begin_import(&service, &new("f1", Some("u1")), ImportState::Proposed, &counts())
        .await
        .unwrap();
    let to_do = async || {
        let to_do = control.log_imports_to_do().await.unwrap();
        to_do.into_iter().map(|import| (import.id, import.state)).collect::<Vec<_>>()
    };
    assert_eq!(to_do().await, []);
    assert!(!by.start_import(&other, proposed.id).await.unwrap(), "of another service");
    assert!(by.start_import(&service, proposed.id).await.unwrap());
    assert!(!by.start_import(&service, proposed.id).await.unwrap(), "started already");
    assert_eq!(to_do().await, [(proposed.id, ImportState::Waiting)]);
    let started = control.log_import(service.id, proposed.id).await.unwrap().unwrap();
    assert_eq!(started.counts, LineCounts::default());

    assert!(control.note_import(proposed.id, &counts(), 1).await.unwrap());
    assert!(!by.undo_import(&other, proposed.id).await.unwrap(), "of another service");
    assert!(by.undo_import(&service, proposed.id).await.unwrap());
    assert!(!by.undo_import(&service, proposed.id).await.unwrap(), "undone already");
    assert_eq!(to_do().await, [(proposed.id, ImportState::Undoing)]);
    assert!(!control.note_import(proposed.id, &counts(), 2).await.unwrap(), "it may not go on");
    control.fail_import(proposed.id, &counts(), 2, "x").await.unwrap();
    assert_eq!(to_do().await, [(proposed.id, ImportState::Undoing)], "nor fail");
    control.import_is_undone(proposed.id).await.unwrap();
    assert_eq!(to_do().await, []);
    assert!(!control.import_is_open(proposed.id).await.unwrap());
    assert!(!by.undo_import(&service, ImportId::new(99)).await.unwrap());

    let left =
        by.begin_import(&service, &new("f1", None), ImportState::Running, &counts()).await.unwrap();
    assert_ne!(left.id, proposed.id, "what is undone may be imported anew");
    assert_eq!(control.log_imports_left().await.unwrap(), []);
    clock.set(instant("2026-11-23T12:00:01Z") + LEFT_FOR);
    assert_eq!(control.log_imports_left().await.unwrap().len(), 1);
}
