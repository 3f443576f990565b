//! What is erased is gone from every file, and does not come back.

use lotse_control::{
    audit::Verdict,
    inbox::{
        find::CommentFilter,
        search::SearchWords,
        take::{NewResponse, Taken},
    },
};
use lotse_domain::{audit::Action, service::ServiceKind};

use super::{asked_in_file, comment, id, is_in_files, open};
use crate::{operator, surveys::TODAY};

#[tokio::test]
async fn a_response_is_gone_from_rows_words_and_files_and_does_not_come_back() {
    for kind in [ServiceKind::Public, ServiceKind::Employees] {
        let folder = tempfile::tempdir().unwrap();
        let asked = asked_in_file(folder.path(), kind).await;
        let comments = vec![
            comment("why", "en", "plantedenglish and more"),
            comment("part", "de", "plantedgerman und mehr"),
        ];
        let mut response = asked.response_on(1, TODAY, comments);
        if kind == ServiceKind::Public {
            response.contacts.push(("mail".parse().unwrap(), "a@b.example".parse().unwrap()));
        }
        let others: Vec<_> = (2..40).map(|number| asked.response(number, "Stays")).collect();
        asked.take(&others[..20]).await;
        asked.take(&[response.clone()]).await;
        asked.take(&others[20..]).await;
        let by = operator(&asked.control);
        let with_words = asked.all().await;
        let noted = with_words.iter().find(|one| one.text.contains("plantedgerman")).unwrap();
        by.add_note(&asked.service, noted.id, "plantednote").await.unwrap().unwrap();
        for planted in ["plantedenglish", "plantedgerman", "plantednote"] {
            assert!(is_in_files(folder.path(), planted.as_bytes()), "{planted}");
        }
        let erased = by.erase_response(&asked.service, id(1)).await.unwrap();
        let addresses = u64::from(kind == ServiceKind::Public);
        assert_eq!((erased.comments.get(), erased.addresses.get()), (2, addresses));
        // Stems too: the index knows no word's beginning of it.
        for planted in ["planted", "plantedenglish", "plantedgerman"] {
            assert!(!is_in_files(folder.path(), planted.as_bytes()), "{planted}, {kind}");
        }
        let words = Some(SearchWords::new("planted").unwrap());
        let found = asked.find(&CommentFilter { words, ..CommentFilter::default() }).await;
        assert!(found.comments.is_empty());
        assert_eq!(asked.all().await.len(), 38, "all else stays");
        assert_eq!(asked.take(&[response]).await, [Ok(Taken::Known)]);
        let again = by.erase_response(&asked.service, id(1)).await.unwrap();
        assert_eq!(again.comments.get(), 0);
        // What had not come yet does not come either.
        by.erase_response(&asked.service, id(99)).await.unwrap();
        assert_eq!(asked.take(&[asked.response(99, "Late")]).await, [Ok(Taken::Known)]);
        let log = asked.control.audit(None, 100).await.unwrap();
        let rows: Vec<_> = log.iter().filter(|row| row.action == Action::CommentsErased).collect();
        assert_eq!(rows.len(), 3);
        let told = rows.iter().any(|row| row.detail.contains(&id(1).to_string()));
        assert!(!told && rows.iter().all(|row| row.subject.is_empty()));
        assert!(matches!(asked.control.verify_audit(None).await.unwrap(), Verdict::Whole { .. }));
        assert!(asked.control.examine().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_whole_inbox_is_erased_and_a_service_takes_its_own_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let asked = asked_in_file(folder.path(), ServiceKind::Public).await;
    let contacts = vec![("mail".parse().unwrap(), "a@b.example".parse().unwrap())];
    let many: Vec<_> = (0..30)
        .map(|number| NewResponse {
            contacts: contacts.clone(),
            ..asked.response(number, "plantedword")
        })
        .collect();
    asked.take(&many).await;
    let by = operator(&asked.control);
    let erased = by.erase_inbox(&asked.service).await.unwrap();
    assert_eq!((erased.comments.get(), erased.addresses.get()), (30, 30));
    assert!(!is_in_files(folder.path(), b"plantedword"));
    assert!(asked.all().await.is_empty());
    assert_eq!(asked.take(&many[..1]).await, [Ok(Taken::Known)]);
    let more: Vec<_> = (30..40).map(|number| asked.response(number, "plantedword")).collect();
    asked.take(&more).await;
    // When a service goes, everything of it goes, words in the index among it.
    let plain = folder.path().join("control.sqlite");
    let plain = sqlx::SqlitePool::connect(plain.to_str().unwrap()).await.unwrap();
    sqlx::query("DELETE FROM services").execute(&plain).await.unwrap();
    for table in [
        "surveys",
        "survey_versions",
        "published_surveys",
        "comments",
        "contacts",
        "taken_responses",
        "inbox_sizes",
    ] {
        let count = format!("SELECT COUNT(*) FROM {table}");
        let left: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(count)).fetch_one(&plain).await.unwrap();
        assert_eq!(left, 0, "{table}");
    }
    let found: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM comment_words_english WHERE comment_words_english MATCH 'plantedword'",
    )
    .fetch_one(&plain)
    .await
    .unwrap();
    assert_eq!(found, 0);
}

#[tokio::test]
async fn a_copy_holds_the_inbox_and_finds_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let asked = asked_in_file(folder.path(), ServiceKind::Public).await;
    let many: Vec<_> = (0..30).map(|number| asked.response(number, "waiting")).collect();
    asked.take(&many).await;
    let by = operator(&asked.control);
    let id = asked.all().await[0].id;
    by.add_note(&asked.service, id, "A note").await.unwrap().unwrap();
    let copy = folder.path().join("copy.sqlite");
    asked.control.back_up(&copy).await.unwrap();
    let mut restored = asked;
    restored.control = open(&copy, 7, &restored.clock).await;
    restored.service = restored.control.service("benefit").unwrap();
    let words = Some(SearchWords::new("waited").unwrap());
    let found = restored.find(&CommentFilter { words, ..CommentFilter::default() }).await;
    assert_eq!(found.comments.len(), 30);
    assert_eq!(restored.one(id).await.unwrap().notes.len(), 1);
    assert_eq!(restored.take(&many).await, vec![Ok(Taken::Known); 30]);
    let live = restored.control.live_surveys(restored.service.id, TODAY).await.unwrap();
    assert_eq!(live.len(), 1);
    assert!(restored.control.examine().await.unwrap().is_empty());
}
