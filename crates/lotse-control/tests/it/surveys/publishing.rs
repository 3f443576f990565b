//! Publishing, closing and opening again, by the day.

use std::sync::Arc;

use jiff::civil::date;
use lotse_control::surveys::{
    SurveyId,
    opening::NotSwitched,
    publishing::NotPublished,
    state::{PaperworkWarning, SurveyState},
};
use lotse_domain::{
    audit::Action,
    clock::{ManualClock, RepeatableEntropy},
    directory::Secret,
    service::ServiceKind,
    survey::{
        compare::{Comparison, Difference, Remark, compare},
        fault::Reason,
    },
};
use serde_json::json;

use super::{
    TODAY, change, define, draft, draft_of, expiring, publish, publish_by, service, written,
};
use crate::{control_at, instant, new_service, operator};

#[tokio::test]
async fn a_published_version_is_frozen_and_the_next_one_replaces_it() {
    let (control, clock) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let made = define(&control, &service, &draft("Page", "First?")).await;
    let states = async |day| {
        let listed = control.surveys(&service, day).await.unwrap();
        listed.into_iter().map(|one| (one.state.clone(), one.draft_is_newer())).collect::<Vec<_>>()
    };
    assert_eq!(states(TODAY).await, [(SurveyState::Draft, false)]);
    assert!(control.live_surveys(service.id, TODAY).await.unwrap().is_empty());

    let first = publish(&control, &service, made.id, 1).await.unwrap();
    assert!(first.is_new);
    let since = instant("2026-11-29T12:00:00Z");
    let live = SurveyState::Live { since, warning: None };
    assert_eq!(states(TODAY).await, [(live.clone(), false)]);
    let again = publish(&control, &service, made.id, 1).await.unwrap();
    assert!(!again.is_new, "a double click publishes once");
    assert_eq!(again.published, first.published);

    // A draft changes nothing that people see.
    change(&control, &service, made.id, 1, &draft("Page", "Second?")).await;
    assert_eq!(states(TODAY).await, [(live, true)]);
    let asked = control.live_surveys(service.id, TODAY).await.unwrap();
    assert_eq!(asked.iter().map(|one| one.version).collect::<Vec<_>>(), [1]);

    clock.set(instant("2026-11-30T12:00:00Z"));
    let second = publish(&control, &service, made.id, 2).await.unwrap();
    assert_ne!(second.published.hash, first.published.hash);
    let since = instant("2026-11-30T12:00:00Z");
    assert_eq!(states(TODAY).await, [(SurveyState::Live { since, warning: None }, false)]);
    let versions = control.published_versions(service.id, made.id).await.unwrap();
    assert_eq!(versions, [first.published.clone(), second.published]);
    // Who began with the first version can finish.
    let older = control.answerable_survey(service.id, made.id, 1, TODAY).await.unwrap();
    assert_eq!(older, Some(first.published));
    assert_eq!(control.answerable_survey(service.id, made.id, 3, TODAY).await.unwrap(), None);

    let log = control.audit(None, 2).await.unwrap();
    assert_eq!(log[0].action, Action::SurveyPublished);
    assert!(log[0].detail.contains(r#""instead of version":1"#), "{}", log[0].detail);
}

#[tokio::test]
async fn what_fails_people_is_refused_with_every_fault_and_nothing_is_frozen() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let mut says = written("How old are you?");
    says["sections"][0]["questions"][0]["title"] = json!({ "en": "How old are you?" });
    says["paperwork"] = json!(null);
    let made = define(&control, &service, &draft_of("Age", &says)).await;
    let refused = publish(&control, &service, made.id, 1).await.unwrap_err();
    let NotPublished::Faults(faults) = refused else { panic!("{refused:?}") };
    assert!(faults.iter().any(|fault| matches!(fault.reason, Reason::GroupTopic { .. })));
    assert!(faults.iter().any(|fault| fault.reason == Reason::NoPaperwork));
    assert!(control.published_versions(service.id, made.id).await.unwrap().is_empty());
    assert!(control.live_surveys(service.id, TODAY).await.unwrap().is_empty());
    let empty = draft_of("Empty", &json!({ "default_language": "en" }));
    let empty = define(&control, &service, &empty).await;
    let refused = publish(&control, &service, empty.id, 1).await;
    assert!(matches!(refused, Err(NotPublished::Faults(_))));
}

#[tokio::test]
async fn only_the_newest_version_is_published_and_only_of_a_survey_that_is_there() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let other = operator(&control).add_service(new_service("Other")).await.unwrap();
    let made = define(&control, &service, &draft("Page", "First?")).await;
    change(&control, &service, made.id, 1, &draft("Page", "Second?")).await;
    let outdated = publish(&control, &service, made.id, 1).await;
    assert_eq!(outdated, Err(NotPublished::Outdated { newest: 2 }));
    assert_eq!(publish(&control, &service, made.id, 3).await, Err(NotPublished::Gone));
    assert_eq!(publish(&control, &other, made.id, 2).await, Err(NotPublished::Gone));
    let none = SurveyId::new(99);
    assert_eq!(publish(&control, &service, none, 1).await, Err(NotPublished::Gone));
    operator(&control).archive_definition(&service, made.id, true).await.unwrap();
    assert_eq!(publish(&control, &service, made.id, 2).await, Err(NotPublished::Archived));
    operator(&control).archive_definition(&service, made.id, false).await.unwrap();
    publish(&control, &service, made.id, 2).await.unwrap();
    let found = control.published_survey(other.id, made.id, 2).await.unwrap();
    assert_eq!(found, None, "another service has none of it, in memory neither");
    // An archived survey asks nobody, and says so.
    operator(&control).archive_definition(&service, made.id, true).await.unwrap();
    assert!(control.live_surveys(service.id, TODAY).await.unwrap().is_empty());
    assert_eq!(control.surveys(&service, TODAY).await.unwrap()[0].state, SurveyState::Archived);
    let closed = operator(&control).close_survey(&service, made.id).await.unwrap();
    assert_eq!(closed, Err(NotSwitched::Archived));
}

#[tokio::test]
async fn a_closed_survey_asks_nobody_until_it_is_opened_or_published_anew() {
    let (control, clock) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let made = define(&control, &service, &draft("Page", "First?")).await;
    let by = operator(&control);
    let close = async || by.close_survey(&service, made.id).await.unwrap();
    let reopen = async || by.reopen_survey(&service, made.id, TODAY).await.unwrap();
    assert_eq!(close().await, Err(NotSwitched::NeverPublished));
    assert_eq!(reopen().await, Err(NotSwitched::NeverPublished));
    let gone = by.close_survey(&service, SurveyId::new(99)).await.unwrap();
    assert_eq!(gone, Err(NotSwitched::Gone));
    publish(&control, &service, made.id, 1).await.unwrap();
    let live = async || control.live_surveys(service.id, TODAY).await.unwrap().len();
    assert_eq!((reopen().await, live().await), (Ok(()), 1), "it is open");
    clock.set(instant("2026-11-29T13:00:00Z"));
    assert_eq!((close().await, live().await), (Ok(()), 0));
    assert_eq!(close().await, Ok(()));
    let answerable = control.answerable_survey(service.id, made.id, 1, TODAY).await.unwrap();
    assert_eq!(answerable, None, "answers are taken no more");
    let closed = SurveyState::Closed { since: instant("2026-11-29T13:00:00Z") };
    assert_eq!(control.surveys(&service, TODAY).await.unwrap()[0].state, closed);
    assert_eq!(publish(&control, &service, made.id, 1).await, Err(NotPublished::Closed));
    assert_eq!((reopen().await, live().await), (Ok(()), 1));
    assert_eq!((close().await, live().await), (Ok(()), 0));
    change(&control, &service, made.id, 1, &draft("Page", "Second?")).await;
    publish(&control, &service, made.id, 2).await.unwrap();
    assert_eq!(live().await, 1);
    let log = control.audit(None, 20).await.unwrap();
    let count = |action| log.iter().filter(|row| row.action == action).count();
    assert_eq!((count(Action::SurveyClosed), count(Action::SurveyReopened)), (2, 1));
}

#[tokio::test]
async fn paperwork_warns_and_stops_by_the_day() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let made = define(&control, &service, &expiring("How was it?", "2027-03-31")).await;
    publish(&control, &service, made.id, 1).await.unwrap();
    let since = instant("2026-11-29T12:00:00Z");
    let live = |warning: Option<(i32, i32)>| SurveyState::Live {
        since,
        warning: warning.map(|(due, days_left)| PaperworkWarning { due, days_left }),
    };
    for (day, expected) in [
        (date(2026, 12, 30), live(None)),
        (date(2026, 12, 31), live(Some((90, 90)))),
        (date(2027, 3, 1), live(Some((30, 30)))),
        (date(2027, 3, 31), live(Some((30, 0)))),
        (date(2027, 4, 1), SurveyState::Stopped { expires: date(2027, 3, 31) }),
    ] {
        let listed = control.surveys(&service, day).await.unwrap();
        assert_eq!(listed[0].state, expected, "{day}");
        let asks = control.live_surveys(service.id, day).await.unwrap().len();
        assert_eq!(asks == 1, expected.is_live(), "{day}");
        let answers = control.answerable_survey(service.id, made.id, 1, day).await.unwrap();
        assert_eq!(answers.is_some(), expected.is_live(), "{day}");
    }
    let by = operator(&control);
    by.close_survey(&service, made.id).await.unwrap().unwrap();
    let late = by.reopen_survey(&service, made.id, date(2027, 4, 1)).await.unwrap();
    assert_eq!(late, Err(NotSwitched::Paperwork { expires: date(2027, 3, 31) }));
    // A version whose own paperwork ended takes no answers, whatever a newer one has.
    change(&control, &service, made.id, 1, &expiring("How was it?", "2028-03-31")).await;
    publish(&control, &service, made.id, 2).await.unwrap();
    let day = date(2027, 4, 1);
    let older = control.answerable_survey(service.id, made.id, 1, day).await.unwrap();
    let newer = control.answerable_survey(service.id, made.id, 2, day).await.unwrap();
    assert_eq!((older.is_none(), newer.is_some()), (true, true));
}

#[tokio::test]
async fn editorial_marks_are_of_questions_that_stay_and_are_frozen_too() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let rules = control.publishing_rules(&service).await.unwrap();
    let made = define(&control, &service, &draft("Page", "Page?")).await;
    let early = publish_by(&control, &service, made.id, (1, &["why"]), &rules).await;
    assert_eq!(early, Err(NotPublished::UnknownMarks(vec!["why".parse().unwrap()])));
    publish(&control, &service, made.id, 1).await.unwrap();
    let mut says = written("Page?");
    let questions = &mut says["sections"][0]["questions"];
    questions[0]["title"] = json!({ "en": "Did this page help?" });
    questions[3]["title"] = json!({ "en": "What could we do better?" });
    let last = json!({ "code": "day", "kind": "date", "title": { "en": "Which day was it?" } });
    questions.as_array_mut().unwrap().push(last);
    change(&control, &service, made.id, 1, &draft_of("Page", &says)).await;
    let marks: &[&str] = &["why", "day", "gone"];
    let unknown = publish_by(&control, &service, made.id, (2, marks), &rules).await;
    let codes = ["day", "gone"].map(|code| code.parse().unwrap());
    assert_eq!(unknown, Err(NotPublished::UnknownMarks(codes.to_vec())));
    publish_by(&control, &service, made.id, (2, &["why"]), &rules).await.unwrap();
    let again = publish_by(&control, &service, made.id, (2, &["useful"]), &rules).await.unwrap();
    assert!(!again.is_new);
    let versions = control.published_versions(service.id, made.id).await.unwrap();
    let found = compare(&versions[0].says, versions[1].compared());
    let one = |code: &str| found[&code.parse().unwrap()].clone();
    assert_eq!(one("useful"), Comparison::Different([Difference::Wording].into()));
    assert_eq!(one("why"), Comparison::Same([Remark::Editorial].into()));
    assert_eq!(one("day"), Comparison::New);
}

#[tokio::test]
async fn employees_are_not_asked_for_addresses() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let mut new = new_service("Case tool");
    new.kind = ServiceKind::Employees;
    let service = operator(&control).add_service(new).await.unwrap();
    let made = define(&control, &service, &draft("Page", "Page?")).await;
    let refused = publish(&control, &service, made.id, 1).await;
    assert_eq!(refused, Err(NotPublished::AsksEmployees(vec!["mail".parse().unwrap()])));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_publish_at_once_one_does() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(instant("2026-11-29T12:00:00Z")));
    let entropy = Arc::new(RepeatableEntropy::from_seed(1));
    let file = folder.path().join("control.sqlite");
    let control = lotse_control::Control::open(&file, Secret::new([7; 32]), clock, entropy);
    let control = control.await.unwrap();
    let service = service(&control).await;
    let made = define(&control, &service, &draft("Page", "Page?")).await;
    let both = tokio::join!(
        publish(&control, &service, made.id, 1),
        publish(&control, &service, made.id, 1)
    );
    let (one, other) = (both.0.unwrap(), both.1.unwrap());
    assert_eq!(usize::from(one.is_new) + usize::from(other.is_new), 1);
    assert_eq!(one.published, other.published);
    // Somebody changes it while somebody else publishes: either what was read is published, or nothing is.
    for version in 1..20 {
        let next = draft("Page", &format!("Page {version}?"));
        let by = operator(&control);
        let both = tokio::join!(
            by.change_definition(&service, made.id, version, &next),
            publish(&control, &service, made.id, version)
        );
        both.0.unwrap().unwrap();
        match both.1 {
            Ok(done) => assert_eq!(done.published.version, version),
            Err(why) => assert_eq!(why, NotPublished::Outdated { newest: version + 1 }),
        }
    }
    let published = control.published_versions(service.id, made.id).await.unwrap();
    let log = control.audit(None, 1_000).await.unwrap();
    let told = log.iter().filter(|row| row.action == Action::SurveyPublished).count();
    assert_eq!(published.len(), told);
}

#[tokio::test]
async fn nobody_writes_over_what_was_published() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("control.sqlite");
    let open = async || {
        let clock = Arc::new(ManualClock::at(instant("2026-11-29T12:00:00Z")));
        let entropy = Arc::new(RepeatableEntropy::from_seed(1));
        lotse_control::Control::open(&file, Secret::new([7; 32]), clock, entropy).await.unwrap()
    };
    let control = open().await;
    let service = service(&control).await;
    let made = define(&control, &service, &draft("Page", "Page?")).await;
    let first = publish(&control, &service, made.id, 1).await.unwrap().published;
    control.close().await;
    let plain = sqlx::SqlitePool::connect(file.to_str().unwrap()).await.unwrap();
    for text in [
        "UPDATE survey_versions SET says = '{}'",
        "UPDATE published_surveys SET hash = ''",
        "UPDATE published_surveys SET published_at = 0",
    ] {
        assert!(sqlx::query(text).execute(&plain).await.is_err(), "{text}");
    }
    let control = open().await;
    let read = control.published_survey(service.id, made.id, 1).await.unwrap();
    assert_eq!(read, Some(first), "read anew it is the same");
    control.close().await;
    // Who takes the guard away is found by the hash.
    sqlx::query("DROP TRIGGER survey_versions_stay").execute(&plain).await.unwrap();
    let text = "UPDATE survey_versions SET says = replace(says, 'useful?', 'useless?')";
    assert_eq!(sqlx::query(text).execute(&plain).await.unwrap().rows_affected(), 1);
    let control = open().await;
    assert!(control.published_survey(service.id, made.id, 1).await.is_err());
}
