//! The audit log: every change is in it, and it shows when a row was changed, lost or made up.

use std::{path::Path, sync::Arc};

use lotse_control::{
    Control,
    audit::{Break, Entry, Verdict},
};
use lotse_domain::{
    audit::Action,
    clock::{ManualClock, RepeatableEntropy},
    directory::Secret,
};
use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};

use crate::{control_at, instant, new_service, operator, person};

async fn open(file: &Path, secret: u8) -> Control {
    let clock = Arc::new(ManualClock::at(instant("2026-11-23T12:00:00Z")));
    let entropy = Arc::new(RepeatableEntropy::from_seed(1));
    Control::open(file, Secret::new([secret; 32]), clock, entropy).await.unwrap()
}

async fn filled(file: &Path) -> Control {
    let control = open(file, 7).await;
    person(&control, "Ada").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    for number in 0..5 {
        let entry = Entry::new(Action::FiguresExported, "overview.csv").of(&service);
        operator(&control).record(entry.with("number", number)).await.unwrap();
    }
    control
}

/// Does to the closed file what somebody with the file alone could do.
async fn tamper(file: &Path, sql: &'static str) {
    let mut connection = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn an_untouched_record_is_whole_and_holds_the_hash_that_was_kept() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let empty = control.verify_audit(None).await.unwrap();
    assert_eq!(empty, Verdict::Whole { rows: 0, head: String::new(), holds_kept: None });
    person(&control, "Ada").await;
    let kept = control.audit(None, 1).await.unwrap()[0].hash.clone();
    for number in 0..1200 {
        let entry = Entry::new(Action::AuditRead, "").with("number", number);
        operator(&control).record(entry).await.unwrap();
    }
    let head = control.audit(None, 1).await.unwrap()[0].hash.clone();
    let verdict = control.verify_audit(Some(&kept.to_uppercase())).await.unwrap();
    assert_eq!(verdict, Verdict::Whole { rows: 1201, head, holds_kept: Some(true) });
    let verdict = control.verify_audit(Some("00")).await.unwrap();
    assert!(matches!(verdict, Verdict::Whole { holds_kept: Some(false), .. }));
}

#[tokio::test]
async fn what_was_changed_lost_or_made_up_is_found_at_its_row() {
    for (sql, expected) in [
        ("UPDATE audit_log SET actor = 'Bob' WHERE id = 3", (3, Break::Changed)),
        ("UPDATE audit_log SET at = at + 1 WHERE id = 4", (4, Break::Changed)),
        ("UPDATE audit_log SET detail = '' WHERE id = 5", (5, Break::Changed)),
        (
            "UPDATE audit_log SET subject = subject || service, service = '' WHERE id = 2",
            (2, Break::Changed),
        ),
        ("DELETE FROM audit_log WHERE id = 2", (3, Break::Missing)),
        ("DELETE FROM audit_log WHERE id = 1", (2, Break::Missing)),
        ("UPDATE audit_log SET seal = zeroblob(32) WHERE id = 6", (6, Break::Seal)),
        ("UPDATE audit_log SET id = 99 WHERE id = 7", (99, Break::Missing)),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("control.sqlite");
        filled(&file).await.close().await;
        tamper(&file, sql).await;
        let verdict = open(&file, 7).await.verify_audit(None).await.unwrap();
        let (row, why) = expected;
        assert_eq!(verdict, Verdict::Broken { row, why }, "{sql}");
    }
}

#[tokio::test]
async fn rows_cut_off_at_the_end_are_missed_by_the_hash_that_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("control.sqlite");
    let control = filled(&file).await;
    let kept = control.audit(None, 1).await.unwrap()[0].hash.clone();
    control.close().await;
    tamper(&file, "DELETE FROM audit_log WHERE id = 7").await;
    let verdict = open(&file, 7).await.verify_audit(Some(&kept)).await.unwrap();
    assert!(matches!(verdict, Verdict::Whole { rows: 6, holds_kept: Some(false), .. }));
}

#[tokio::test]
async fn without_the_secret_no_chain_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("control.sqlite");
    // The same program with another secret writes a chain whose hashes are right.
    let control = open(&file, 8).await;
    operator(&control).record(Entry::new(Action::AuditRead, "")).await.unwrap();
    control.close().await;
    let verdict = open(&file, 7).await.verify_audit(None).await.unwrap();
    assert_eq!(verdict, Verdict::Broken { row: 1, why: Break::Seal });
}

#[tokio::test]
async fn what_an_older_version_wrote_of_readings_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("control.sqlite");
    open(&file, 7).await.close().await;
    tamper(
        &file,
        "INSERT INTO read_log (at, user_name, service, what, purpose) \
         VALUES (1795435200000000, 'Ada', 'permits', 'newest events', 'Check')",
    )
    .await;
    for _ in 0..2 {
        let control = open(&file, 7).await;
        let rows = control.audit(None, 10).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].actor.as_str(), rows[0].action), ("Ada", Action::SingleRowsRead));
        assert_eq!(rows[0].at, instant("2026-11-23T12:00:00Z"));
        let verdict = control.verify_audit(None).await.unwrap();
        assert!(matches!(verdict, Verdict::Whole { rows: 1, .. }));
        control.close().await;
    }
}

#[tokio::test]
async fn two_at_once_write_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let control = open(&folder.path().join("control.sqlite"), 7).await;
    let writing = (0..8).map(|_| {
        let control = control.clone();
        tokio::spawn(async move {
            for _ in 0..10 {
                operator(&control).record(Entry::new(Action::AuditRead, "")).await.unwrap();
            }
        })
    });
    for task in writing.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let verdict = control.verify_audit(None).await.unwrap();
    assert!(matches!(verdict, Verdict::Whole { rows: 80, .. }), "{verdict:?}");
}
