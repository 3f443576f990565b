//! Work on comments.

use std::collections::BTreeSet;

use lotse_control::{
    audit::{Actor, Verdict},
    inbox::{
        CommentId,
        change::{Assign, CommentChange, LONGEST_TAG, MOST_AT_ONCE, MOST_TAGS, NotChangeable},
        notes::{LONGEST_NOTE, MOST_NOTES, NotNoted, NoteId},
    },
    users::UserId,
};
use lotse_domain::{audit::Action, inbox::CommentState, service::ServiceKind};

use super::{asked, asked_in_file};
use crate::{new_service, operator, person};

fn state(state: CommentState) -> CommentChange {
    CommentChange { state: Some(state), ..CommentChange::default() }
}

fn tags(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[tokio::test]
async fn each_change_is_made_and_written_down_once() {
    let asked = asked(ServiceKind::Public).await;
    asked.take(&[asked.response(1, "Secret words")]).await;
    let id = asked.all().await[0].id;
    let ada = person(&asked.control, "Ada").await;
    let by = asked.control.by(Actor::person(&ada));
    let mut version = 1;
    for change in [
        state(CommentState::Acknowledged),
        state(CommentState::InProgress),
        state(CommentState::Done),
        state(CommentState::WillNotDo),
        state(CommentState::New),
        CommentChange { assigned: Some(Assign::To(ada.id)), ..CommentChange::default() },
        CommentChange { assigned: Some(Assign::Nobody), ..CommentChange::default() },
        CommentChange { is_spam: Some(true), ..CommentChange::default() },
        CommentChange { is_test: Some(true), ..CommentChange::default() },
        CommentChange { add_tags: tags(&[" forms ", "Cafe\u{301}"]), ..CommentChange::default() },
        CommentChange {
            add_tags: tags(&["letters"]),
            remove_tags: tags(&["forms"]),
            ..CommentChange::default()
        },
    ] {
        let rows = asked.control.audit(None, 100).await.unwrap().len();
        let change_by = async |version| {
            by.change_comments(&asked.service, &[(id, version)], &change).await.unwrap().unwrap()
        };
        assert_eq!(change_by(version).await.changed, [id], "{change:?}");
        assert_eq!(change_by(version).await.same, [id], "the same again changes nothing");
        version += 1;
        let log = asked.control.audit(None, 100).await.unwrap();
        assert_eq!(log.len(), rows + 1);
        assert_eq!((log[0].action, log[0].actor.as_str()), (Action::CommentsChanged, "Ada"));
        assert!(!log[0].detail.contains("Secret"), "{}", log[0].detail);
    }
    let now = asked.one(id).await.unwrap().comment;
    assert_eq!(now.tags, tags(&["Café", "letters"]));
    assert!(now.is_spam && now.is_test && now.assigned.is_none());
    assert_eq!((now.state, now.version), (CommentState::New, version));
    let log = asked.control.audit(None, 100).await.unwrap();
    assert!(log.iter().any(|row| row.detail.contains(r#""assigned to":"Ada""#)));
    assert!(log.iter().any(|row| row.detail.contains(r#"":"in-progress""#)), "the state before");
    assert!(matches!(asked.control.verify_audit(None).await.unwrap(), Verdict::Whole { .. }));
}

#[tokio::test]
async fn of_many_what_can_be_changed_is_and_the_rest_is_told() {
    let asked = asked(ServiceKind::Public).await;
    let responses: Vec<_> = (0..6).map(|number| asked.response(number, "Words")).collect();
    asked.take(&responses).await;
    let ids: Vec<CommentId> = asked.all().await.iter().map(|comment| comment.id).collect();
    let by = operator(&asked.control);
    let many = |change: CommentChange, chosen: Vec<(CommentId, i64)>| {
        let (by, service) = (by.clone(), asked.service.clone());
        async move { by.change_comments(&service, &chosen, &change).await.unwrap() }
    };
    let full: BTreeSet<String> = (0..MOST_TAGS).map(|number| number.to_string()).collect();
    let full = CommentChange { add_tags: full, ..CommentChange::default() };
    many(full, vec![(ids[1], 1)]).await.unwrap();
    let both = CommentChange { add_tags: tags(&["x"]), ..state(CommentState::Done) };
    many(both.clone(), vec![(ids[2], 1)]).await.unwrap();
    many(state(CommentState::Acknowledged), vec![(ids[3], 1)]).await.unwrap();
    let gone = CommentId::new(5);
    let chosen = vec![(ids[0], 1), (ids[1], 2), (ids[2], 1), (ids[3], 1), (ids[4], 1), (gone, 1)];
    let done = many(both, chosen).await.unwrap();
    let mut changed = done.changed;
    changed.sort();
    let mut expected = vec![ids[0], ids[4]];
    expected.sort();
    assert_eq!(changed, expected);
    assert_eq!((done.full, done.same, done.outdated), (vec![ids[1]], vec![ids[2]], vec![ids[3]]));
    assert_eq!(done.gone, [gone]);
    let kept = asked.one(ids[3]).await.unwrap().comment.state;
    assert_eq!(kept, CommentState::Acknowledged, "what somebody else did stays");
    let log = asked.control.audit(None, 1).await.unwrap();
    for id in &expected {
        assert!(log[0].detail.contains(&id.number().to_string()), "one row names each");
    }
    // Nothing of another service is reached.
    let other = operator(&asked.control).add_service(new_service("Other")).await.unwrap();
    let done = by.change_comments(&other, &[(ids[5], 1)], &state(CommentState::Done)).await;
    assert_eq!(done.unwrap().unwrap().gone, [ids[5]]);

    let tag_with = |words: &[&str]| CommentChange { add_tags: tags(words), ..Default::default() };
    let long_tag = "ü".repeat(LONGEST_TAG + 1);
    for wrong in ["", "  ", "a\nb", long_tag.as_str()] {
        let refused = many(tag_with(&[wrong]), vec![(ids[5], 1)]).await;
        assert_eq!(refused, Err(NotChangeable::BadTag), "{wrong:?}");
    }
    let nobody =
        CommentChange { assigned: Some(Assign::To(UserId::new(99))), ..Default::default() };
    let refused = many(nobody, vec![(ids[5], 1)]).await;
    assert_eq!(refused, Err(NotChangeable::NoSuchPerson));
    let crowd =
        (0..=i64::try_from(MOST_AT_ONCE).unwrap()).map(|n| (CommentId::new(n), 1)).collect();
    let refused = many(state(CommentState::Done), crowd).await;
    assert_eq!(refused, Err(NotChangeable::TooMany));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_change_at_once_one_is_told_that_it_is_outdated() {
    let folder = tempfile::tempdir().unwrap();
    let asked = asked_in_file(folder.path(), ServiceKind::Public).await;
    asked.take(&[asked.response(1, "Words")]).await;
    let id = asked.all().await[0].id;
    let by = operator(&asked.control);
    let (to_done, to_spam) = (
        state(CommentState::Done),
        CommentChange { is_spam: Some(true), ..CommentChange::default() },
    );
    let seen = [(id, 1)];
    let (one, other) = tokio::join!(
        by.change_comments(&asked.service, &seen, &to_done),
        by.change_comments(&asked.service, &seen, &to_spam)
    );
    let (one, other) = (one.unwrap().unwrap(), other.unwrap().unwrap());
    assert_eq!(one.changed.len() + other.changed.len(), 1);
    assert_eq!(one.outdated.len() + other.outdated.len(), 1);
}

#[tokio::test]
async fn who_left_looks_after_nothing_and_the_comment_stays() {
    let asked = asked(ServiceKind::Public).await;
    asked.take(&[asked.response(1, "Words")]).await;
    let id = asked.all().await[0].id;
    let (_ada, ben) = (person(&asked.control, "Ada").await, person(&asked.control, "Ben").await);
    let by = operator(&asked.control);
    let change = CommentChange { assigned: Some(Assign::To(ben.id)), ..CommentChange::default() };
    by.change_comments(&asked.service, &[(id, 1)], &change).await.unwrap().unwrap();
    assert_eq!(asked.one(id).await.unwrap().comment.assigned, Some(ben.clone()));
    by.remove_person(ben.id).await.unwrap().unwrap();
    assert_eq!(asked.one(id).await.unwrap().comment.assigned, None);
}

#[tokio::test]
async fn notes_stand_beside_a_comment_and_never_in_the_log() {
    let asked = asked(ServiceKind::Public).await;
    asked.take(&[asked.response(1, "Words")]).await;
    let id = asked.all().await[0].id;
    let ada = person(&asked.control, "Ada").await;
    let by = asked.control.by(Actor::person(&ada));
    let add = async |text: &str| by.add_note(&asked.service, id, text).await.unwrap();
    let first = add(" Called the\r\noffice ").await.unwrap();
    assert_eq!((first.text.as_str(), first.made_by.as_str()), ("Called the\noffice", "Ada"));
    assert_eq!(add(" ").await, Err(NotNoted::Blank));
    assert_eq!(add(&"ü".repeat(LONGEST_NOTE + 1)).await, Err(NotNoted::Long));
    let gone = by.add_note(&asked.service, CommentId::new(1), "x").await.unwrap();
    assert_eq!(gone, Err(NotNoted::Gone));
    let second = add("Second").await.unwrap();
    assert_eq!(asked.one(id).await.unwrap().notes, [first.clone(), second.clone()]);
    assert!(by.delete_note(&asked.service, id, first.id).await.unwrap());
    assert!(!by.delete_note(&asked.service, id, first.id).await.unwrap());
    assert!(!by.delete_note(&asked.service, CommentId::new(1), second.id).await.unwrap());
    assert!(!by.delete_note(&asked.service, id, NoteId::new(99)).await.unwrap());
    assert_eq!(asked.one(id).await.unwrap().notes, [second]);
    for number in 1..MOST_NOTES {
        add(&number.to_string()).await.unwrap();
    }
    assert_eq!(add("one more").await, Err(NotNoted::TooMany));
    let log = asked.control.audit(None, 200).await.unwrap();
    assert!(log.iter().all(|row| !row.detail.contains("office")));
    let noted = log.iter().filter(|row| row.action == Action::CommentNoted).count();
    assert_eq!(i64::try_from(noted).unwrap(), MOST_NOTES + 1);
}
