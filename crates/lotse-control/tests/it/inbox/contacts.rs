//! How people can be reached: sealed, read with a purpose, deleted in time.

use jiff::civil::date;
use lotse_control::{
    inbox::{
        contacts::NotRead,
        take::{NewResponse, Taken},
    },
    surveys::rules::{SurveyRules, USUAL_CONTACT_DAYS},
};
use lotse_domain::{audit::Action, service::ServiceKind, survey::answer::EmailAddress};

use super::{Asked, asked, asked_in_file, id, is_in_files, open, opened};
use crate::{instant, new_service, operator, surveys::TODAY};

const ADDRESS: &str = "zoe.planted@mail.example";

fn with_address(asked: &Asked, number: u128) -> NewResponse {
    let contacts = vec![("mail".parse().unwrap(), ADDRESS.parse().unwrap())];
    NewResponse { contacts, ..asked.response(number, "Please write") }
}

#[tokio::test]
async fn an_address_is_read_with_a_purpose_and_each_reading_is_written_down() {
    let asked = asked(ServiceKind::Public).await;
    assert_eq!(asked.take(&[with_address(&asked, 1)]).await, [Ok(Taken::Stored)]);
    assert!(asked.all().await[0].has_contact);
    let by = operator(&asked.control);
    let read = async |number, purpose: &str| {
        by.read_contact(&asked.service, id(number), purpose).await.unwrap().map(opened)
    };
    assert_eq!(read(1, " ").await, Err(NotRead::NoPurpose));
    assert_eq!(read(1, &"x".repeat(501)).await, Err(NotRead::LongPurpose));
    assert_eq!(read(2, "to answer").await, Ok(vec![]));
    let log = async || {
        let rows = asked.control.audit(None, 100).await.unwrap();
        rows.into_iter().filter(|row| row.action == Action::ContactRead).collect::<Vec<_>>()
    };
    assert!(log().await.is_empty(), "nothing was read");
    let contacts = read(1, "to answer").await.unwrap();
    assert_eq!(contacts.len(), 1);
    let contact = &contacts[0];
    assert_eq!(contact.address.as_ref().unwrap().as_str(), ADDRESS);
    assert_eq!((contact.question.as_str(), contact.survey_version), ("mail", 1));
    assert_eq!(contact.language.as_ref().unwrap().as_str(), "en");
    assert_eq!((contact.given_on, contact.keep_until), (TODAY, date(2027, 2, 27)));
    let rows = log().await;
    assert_eq!(rows.len(), 1);
    assert!(rows[0].detail.contains("to answer") && !rows[0].detail.contains("planted"));
    let other = by.add_service(new_service("Other")).await.unwrap();
    let elsewhere = by.read_contact(&other, id(1), "to answer").await.unwrap().map(opened);
    assert_eq!(elsewhere, Ok(vec![]));
}

#[tokio::test]
async fn no_file_holds_an_address_in_the_open_and_another_secret_opens_none() {
    let folder = tempfile::tempdir().unwrap();
    let asked = asked_in_file(folder.path(), ServiceKind::Public).await;
    asked.take(&[with_address(&asked, 1), with_address(&asked, 2)]).await;
    assert!(!is_in_files(folder.path(), b"planted"));
    let copy = folder.path().join("copy.sqlite");
    asked.control.back_up(&copy).await.unwrap();
    assert!(!is_in_files(folder.path(), b"planted"));
    // A copy opens with the secret, and says that it does not without.
    for (secret, expected) in [(7, Some(ADDRESS)), (8, None)] {
        let restored = open(&copy, secret, &asked.clock).await;
        let service = restored.service("benefit").unwrap();
        let read = operator(&restored).read_contact(&service, id(1), "to answer").await;
        let read = opened(read.unwrap().unwrap());
        assert_eq!(read[0].address.as_ref().map(EmailAddress::as_str), expected);
        restored.close().await;
    }
    // What lies in another row does not open there.
    let plain = folder.path().join("control.sqlite");
    let plain = sqlx::SqlitePool::connect(plain.to_str().unwrap()).await.unwrap();
    let moved = "UPDATE contacts SET sealed = (SELECT sealed FROM contacts WHERE response = $1) \
                 WHERE response = $2";
    for (from, to) in [(1, 2)] {
        let done = sqlx::query(moved)
            .bind(id(from).as_bytes().to_vec())
            .bind(id(to).as_bytes().to_vec())
            .execute(&plain)
            .await;
        assert_eq!(done.unwrap().rows_affected(), 1);
    }
    let read = operator(&asked.control).read_contact(&asked.service, id(2), "to answer").await;
    assert_eq!(opened(read.unwrap().unwrap())[0].address, None);
}

#[tokio::test]
async fn addresses_go_when_their_time_is_over_and_comments_stay() {
    let asked = asked(ServiceKind::Public).await;
    let mut early = with_address(&asked, 1);
    early.day = date(2026, 11, 20);
    asked.take(&[early, with_address(&asked, 2)]).await;
    let forget =
        async |time: &str| asked.control.forget_contacts(instant(time)).await.unwrap().get();
    assert_eq!(i64::from(USUAL_CONTACT_DAYS), 90);
    // The service is in New York: its 18 February ends at 5:00 UTC.
    assert_eq!(forget("2027-02-19T04:59:59Z").await, 0);
    assert_eq!(forget("2027-02-19T05:00:00Z").await, 1);
    assert_eq!(forget("2027-02-19T05:00:00Z").await, 0);
    let by = operator(&asked.control);
    let left = async |number| {
        let read = by.read_contact(&asked.service, id(number), "to answer").await.unwrap();
        opened(read.unwrap()).len()
    };
    assert_eq!((left(1).await, left(2).await), (0, 1));
    // Longer rules do not keep what was promised to go; shorter ones reach what is there.
    let rules = |contact_days| SurveyRules { contact_days, ..SurveyRules::default() };
    by.choose_survey_rules(&rules(400), 0).await.unwrap().unwrap();
    assert_eq!(forget("2027-02-27T12:00:00Z").await, 0);
    by.choose_survey_rules(&rules(10), 1).await.unwrap().unwrap();
    assert_eq!(forget("2026-12-09T12:00:00Z").await, 0);
    assert_eq!(forget("2026-12-10T12:00:00Z").await, 1);
    assert_eq!(asked.all().await.len(), 2);
    assert_eq!(asked.take(&[with_address(&asked, 1)]).await, [Ok(Taken::Known)], "nor come back");
    let log = asked.control.audit(None, 100).await.unwrap();
    let told = log.iter().filter(|row| row.action == Action::ContactsForgotten).count();
    assert_eq!(told, 2);
}

#[tokio::test]
async fn what_is_past_its_last_day_is_not_read_though_nobody_deleted_it() {
    let asked = asked(ServiceKind::Public).await;
    asked.take(&[with_address(&asked, 1)]).await;
    asked.clock.set(instant("2027-02-28T12:00:00Z"));
    let by = operator(&asked.control);
    let read = by.read_contact(&asked.service, id(1), "to answer").await.unwrap();
    assert_eq!(opened(read.unwrap()), []);
}

#[tokio::test]
async fn who_takes_the_consent_back_is_reached_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let asked = asked_in_file(folder.path(), ServiceKind::Public).await;
    asked.take(&[with_address(&asked, 1)]).await;
    let by = operator(&asked.control);
    assert_eq!(by.delete_contact(&asked.service, id(1)).await.unwrap().get(), 1);
    assert_eq!(by.delete_contact(&asked.service, id(1)).await.unwrap().get(), 0);
    let left = asked.all().await;
    assert_eq!((left.len(), left[0].has_contact), (1, false));
}
