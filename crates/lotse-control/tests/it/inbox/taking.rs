//! A response is taken once, whole or not at all; of employees only what they wrote.

use jiff::civil::date;
use lotse_control::{
    inbox::{
        find::CommentFilter,
        take::{LONGEST_COMMENT, NewResponse, NotTaken, Taken},
    },
    surveys::SurveyId,
};
use lotse_domain::{inbox::CommentState, service::ServiceKind};

use super::{asked, asked_in_file, comment, id, is_in_files, published};
use crate::{new_service, operator, surveys::TODAY};

#[tokio::test]
async fn a_response_is_taken_once_however_often_it_comes() {
    let asked = asked(ServiceKind::Public).await;
    let response = asked.response_on(
        1,
        TODAY,
        vec![comment("why", "en", "The form is long"), comment("part", "", "Page 3")],
    );
    let twice = [response.clone(), response.clone()];
    assert_eq!(asked.take(&twice).await, [Ok(Taken::Stored), Ok(Taken::Known)]);
    // Whatever it says the second time.
    let other = NewResponse { comments: vec![comment("why", "en", "Something else")], ..response };
    assert_eq!(asked.take(&[other]).await, [Ok(Taken::Known)]);
    let all = asked.all().await;
    assert_eq!(all.len(), 2);
    let why = all.iter().find(|one| one.question.as_str() == "why").unwrap();
    assert_eq!((why.text.as_str(), why.state), ("The form is long", CommentState::New));
    assert_eq!((why.response, why.day, why.version), (Some(id(1)), TODAY, 1));
    assert_eq!(why.authority.as_ref().unwrap().as_str(), "09162000");
    assert_eq!((why.survey, why.survey_version), (asked.survey, 1));
    assert!(!why.is_spam && !why.is_test && !why.has_contact && why.assigned.is_none());
    assert_eq!(asked.one(why.id).await.unwrap().comment, *why);
    // Another service takes the same id for itself.
    let other = operator(&asked.control).add_service(new_service("Other")).await.unwrap();
    let survey = published(&asked.control, &other).await;
    let response = NewResponse { survey, ..asked.response(1, "There") };
    let taken = asked.control.take_responses(&other, &[response]).await.unwrap();
    assert_eq!(taken, [Ok(Taken::Stored)]);
    assert_eq!(asked.all().await.len(), 2);
    assert!(asked.control.comment(other.id, why.id).await.is_ok());
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_for_itself_and_can_be_sent_again() {
    let asked = asked(ServiceKind::Public).await;
    let with = |number: u128, change: &dyn Fn(&mut NewResponse)| {
        let mut response = asked.response(number, "Fine");
        change(&mut response);
        response
    };
    let wrong = |code: &str| Err(NotTaken::WrongQuestion(code.parse().unwrap()));
    let cases = [
        (with(1, &|r| r.version = 2), Err(NotTaken::UnknownVersion)),
        (with(2, &|r| r.survey = SurveyId::new(99)), Err(NotTaken::UnknownVersion)),
        (with(3, &|r| r.comments[0] = comment("gone", "", "x")), wrong("gone")),
        (with(4, &|r| r.comments[0] = comment("useful", "", "x")), wrong("useful")),
        (with(5, &|r| r.comments[0] = comment("plain", "", "x")), wrong("plain")),
        (with(6, &|r| r.comments[0] = comment("mail", "", "x")), wrong("mail")),
        (with(7, &|r| r.comments.push(comment("why", "", "x"))), wrong("why")),
        (
            with(8, &|r| r.contacts.push(("why".parse().unwrap(), "a@b.example".parse().unwrap()))),
            wrong("why"),
        ),
        (
            with(9, &|r| r.comments[0].text = " \n ".to_owned()),
            Err(NotTaken::Blank("why".parse().unwrap())),
        ),
        (
            with(10, &|r| r.comments[0].text = "ü".repeat(LONGEST_COMMENT / 2 + 1)),
            Err(NotTaken::Long("why".parse().unwrap())),
        ),
        (with(11, &|r| r.day = date(1969, 12, 31)), Err(NotTaken::FarDay)),
        (with(12, &|r| r.day = date(2200, 1, 1)), Err(NotTaken::FarDay)),
        (with(13, &|_| ()), Ok(Taken::Stored)),
        (with(14, &|r| r.comments.clear()), Ok(Taken::Stored)),
        (with(15, &|r| r.comments[0].text = "ü".repeat(LONGEST_COMMENT / 2)), Ok(Taken::Stored)),
    ];
    let (responses, expected): (Vec<_>, Vec<_>) = cases.into_iter().unzip();
    assert_eq!(asked.take(&responses).await, expected);
    assert_eq!(asked.all().await.len(), 2);
    // A wrong one is not remembered: mended, it is taken.
    assert_eq!(asked.take(&[asked.response(1, "Mended")]).await, [Ok(Taken::Stored)]);
}

#[tokio::test]
async fn hostile_words_are_kept_as_they_are() {
    let asked = asked(ServiceKind::Public).await;
    for (number, text) in [
        "<script>alert(1)</script>",
        "'; DROP TABLE comments; --",
        "=HYPERLINK(\"x\")",
        "\u{202e}abc",
        "👩‍👩‍👧‍👦",
        "a\0b",
    ]
    .into_iter()
    .enumerate()
    {
        let response = asked.response(u128::try_from(number).unwrap(), text);
        assert_eq!(asked.take(&[response]).await, [Ok(Taken::Stored)]);
        assert!(asked.all().await.iter().any(|comment| comment.text == text), "{text}");
    }
}

#[tokio::test]
async fn of_employees_nothing_tells_who_or_when() {
    let folder = tempfile::tempdir().unwrap();
    let asked = asked_in_file(folder.path(), ServiceKind::Employees).await;
    let two = |number| {
        let comments = vec![comment("why", "en", "Slow"), comment("part", "en", "Search")];
        asked.response_on(number, TODAY, comments)
    };
    let before = asked.control.audit(None, 100).await.unwrap().len();
    let secret = 0x0123_4567_89ab_7def_8123_4567_89ab_cdef_u128;
    let many: Vec<_> = (0..9).map(two).chain([two(secret)]).collect();
    assert!(asked.take(&many).await.iter().all(|taken| *taken == Ok(Taken::Stored)));
    assert_eq!(asked.take(&many[..1]).await, [Ok(Taken::Known)]);
    let page = asked.find(&CommentFilter::default()).await;
    assert_eq!(page.comments.len(), 20);
    assert!(page.comments.iter().all(|c| c.response.is_none() && c.authority.is_none()));
    assert_eq!(page.writers, 10, "each answers a question once");
    // Numbers tell the day; within it they are in no order of coming.
    let numbers: Vec<_> = page.comments.iter().map(|comment| comment.id).collect();
    assert!(numbers.is_sorted_by(|a, b| a > b));
    let questions: Vec<_> = page.comments.iter().map(|c| c.question.as_str()).collect();
    assert_ne!(questions, ["part", "why"].repeat(10));
    assert_ne!(questions, ["why", "part"].repeat(10));
    assert_eq!(asked.control.audit(None, 100).await.unwrap().len(), before, "no row tells when");
    let bytes = id(secret);
    assert!(!is_in_files(folder.path(), bytes.as_bytes()), "the response's id is in no file");
    assert!(!is_in_files(folder.path(), bytes.to_string().as_bytes()));
    assert!(!is_in_files(folder.path(), b"09162000"), "nor is the authority");
    // Nor do two tables share a name by which comments could be put together.
    let plain = folder.path().join("control.sqlite");
    let plain = sqlx::SqlitePool::connect(plain.to_str().unwrap()).await.unwrap();
    let shared: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM comments c JOIN taken_responses t ON t.response = c.answer",
    )
    .fetch_one(&plain)
    .await
    .unwrap();
    assert_eq!(shared, 0);
    let mut with_address = two(99);
    with_address.contacts.push(("mail".parse().unwrap(), "a@b.example".parse().unwrap()));
    assert_eq!(asked.take(&[with_address]).await, [Err(NotTaken::EmployeesAddress)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_send_the_same_at_once_store_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let asked = asked_in_file(folder.path(), ServiceKind::Public).await;
    let many: Vec<_> = (0..50).map(|number| asked.response(number, "Same")).collect();
    let (one, other) = tokio::join!(asked.take(&many), asked.take(&many));
    for (one, other) in one.into_iter().zip(other) {
        let mut both = [one.unwrap(), other.unwrap()];
        both.sort_by_key(|taken| *taken == Taken::Known);
        assert_eq!(both, [Taken::Stored, Taken::Known]);
    }
    assert_eq!(asked.all().await.len(), 50);
}

#[tokio::test]
async fn a_full_inbox_takes_nothing_and_forgets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let asked = asked_in_file(folder.path(), ServiceKind::Public).await;
    assert_eq!(asked.take(&[asked.response(1, "First")]).await, [Ok(Taken::Stored)]);
    let plain = folder.path().join("control.sqlite");
    let plain = sqlx::SqlitePool::connect(plain.to_str().unwrap()).await.unwrap();
    let sizes: (i64, i64) =
        sqlx::query_as("SELECT comments, bytes FROM inbox_sizes").fetch_one(&plain).await.unwrap();
    assert_eq!(sizes, (1, 5));
    let other_words = sqlx::query("UPDATE comments SET text = 'Other'").execute(&plain).await;
    assert!(other_words.is_err(), "what somebody wrote stays");
    for text in [
        "UPDATE inbox_sizes SET comments = 1999999",
        "UPDATE inbox_sizes SET comments = 1, bytes = 1073741824 - 6",
    ] {
        sqlx::query(text).execute(&plain).await.unwrap();
        let number = u128::try_from(text.len()).unwrap();
        let next = [asked.response(number, "Second"), asked.response(number + 1, "Third")];
        assert_eq!(asked.take(&next).await, [Ok(Taken::Stored), Err(NotTaken::Full)], "{text}");
        assert_eq!(asked.take(&next[1..]).await, [Err(NotTaken::Full)], "it is not known");
        assert_eq!(asked.take(&next[..1]).await, [Ok(Taken::Known)], "nor is what is there lost");
    }
    operator(&asked.control).erase_inbox(&asked.service).await.unwrap();
    sqlx::query("UPDATE inbox_sizes SET bytes = 0, comments = 0").execute(&plain).await.unwrap();
    assert_eq!(asked.take(&[asked.response(9, "Room")]).await, [Ok(Taken::Stored)]);
}
