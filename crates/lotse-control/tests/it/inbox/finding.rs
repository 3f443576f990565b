//! Looking through the inbox.

use std::collections::BTreeSet;

use jiff::civil::date;
use lotse_control::{
    inbox::{
        change::{Assign, CommentChange},
        comment::Comment,
        find::{AssignedTo, CommentFilter, MOST_COUNTED, Marked},
        search::SearchWords,
    },
    surveys::SurveyId,
};
use lotse_domain::{ids::AuthorityCode, inbox::CommentState, service::ServiceKind};

use super::{Asked, asked, comment, opened, tag};
use crate::{operator, person};

fn words(typed: &str) -> CommentFilter {
    CommentFilter { words: Some(SearchWords::new(typed).unwrap()), ..CommentFilter::default() }
}

#[tokio::test]
async fn english_is_found_by_stems_and_other_languages_by_beginnings() {
    let asked = asked(ServiceKind::Public).await;
    for (number, (language, text)) in [
        ("en", "I waited three weeks"),
        ("en-GB", "Waiting is hard for a café owner"),
        ("de", "Die Steuern sind zu hoch, die Straße gesperrt"),
        ("de-AT", "Umsatzsteuer"),
        ("fr", "Les élèves attendaient"),
        ("", "wait what"),
        ("ja", "申請が難しい"),
        ("hi", "हिन्दी में"),
    ]
    .into_iter()
    .enumerate()
    {
        let comments = vec![comment("why", language, text)];
        let number = u128::try_from(number).unwrap();
        asked.take(&[asked.response_on(number, date(2026, 11, 1), comments)]).await;
    }
    for (typed, expected) in [
        ("waits", vec!["I waited three weeks", "Waiting is hard for a café owner"]),
        ("wait", vec!["I waited three weeks", "Waiting is hard for a café owner", "wait what"]),
        ("WEEK three", vec!["I waited three weeks"]),
        ("cafe", vec!["Waiting is hard for a café owner"]),
        ("steuer", vec!["Die Steuern sind zu hoch, die Straße gesperrt"]),
        ("steuern hoch", vec!["Die Steuern sind zu hoch, die Straße gesperrt"]),
        ("umsatz", vec!["Umsatzsteuer"]),
        ("eleve", vec!["Les élèves attendaient"]),
        ("申請", vec!["申請が難しい"]),
        ("難しい", vec![]),
        ("हिन्दी", vec!["हिन्दी में"]),
        ("nothing of it", vec![]),
        ("wait\" OR \"weeks", vec![]),
    ] {
        assert_eq!(asked.texts(&words(typed)).await, expected, "{typed}");
    }
    let german = CommentFilter { language: Some(tag("de")), ..words("u") };
    assert_eq!(asked.texts(&german).await, ["Umsatzsteuer"]);
}

/// 60 comments over three days, some of them worked on.
async fn full() -> Asked {
    let asked = asked(ServiceKind::Public).await;
    let mut responses = Vec::new();
    for number in 0..60_u128 {
        let day = date(2026, 11, 1 + i8::try_from(number % 3).unwrap());
        let question = if number % 2 == 0 { "why" } else { "part" };
        let language = ["en", "de", ""][usize::try_from(number % 3).unwrap()];
        let text = format!("letter number{number} {}", if number % 5 == 0 { "late" } else { "" });
        let mut response = asked.response_on(number, day, vec![comment(question, language, &text)]);
        response.is_test = number % 10 == 9;
        if number % 4 == 0 {
            response.authority = Some(AuthorityCode::new("05315000").unwrap());
        }
        responses.push(response);
    }
    asked.take(&responses).await;
    asked
}

/// The filter once more, comment by comment.
fn holds(filter: &CommentFilter, c: &Comment) -> bool {
    let marked = |wanted: Marked, is: bool| match wanted {
        Marked::Either => true,
        Marked::With => is,
        Marked::Without => !is,
    };
    marked(filter.spam, c.is_spam)
        && marked(filter.test, c.is_test)
        && filter.survey.is_none_or(|survey| c.survey == survey)
        && filter.survey_version.is_none_or(|version| c.survey_version == version)
        && filter.question.as_ref().is_none_or(|question| c.question == *question)
        && (filter.authority.is_none() || c.authority == filter.authority)
        && (filter.states.is_empty() || filter.states.contains(&c.state))
        && filter.assigned.is_none_or(|of| match of {
            AssignedTo::Nobody => c.assigned.is_none(),
            AssignedTo::Person(id) => c.assigned.as_ref().is_some_and(|p| p.id == id),
        })
        && (filter.language.is_none() || c.language == filter.language)
        && filter.tag.as_ref().is_none_or(|tag| c.tags.contains(tag))
        && filter.from.is_none_or(|from| c.day >= from)
        && filter.until.is_none_or(|until| c.day <= until)
        && filter.words.as_ref().is_none_or(|words| {
            *words == SearchWords::new("letter").unwrap() || c.text.contains("late")
        })
}

#[tokio::test]
async fn every_filter_agrees_with_looking_at_each_comment() {
    let asked = full().await;
    let ada = person(&asked.control, "Ada").await;
    let by = operator(&asked.control);
    let either = CommentFilter { spam: Marked::Either, test: Marked::Either, ..Default::default() };
    let all = asked.find(&either).await.comments;
    let seen: Vec<_> = all.iter().map(|comment| (comment.id, 1)).collect();
    let change = async |part: &[_], change: CommentChange| {
        let done = by.change_comments(&asked.service, part, &change).await.unwrap().unwrap();
        assert_eq!(done.changed.len(), part.len());
    };
    let tags = || BTreeSet::from(["forms".to_owned()]);
    let done = CommentState::Done;
    change(&seen[..7], CommentChange { state: Some(done), ..Default::default() }).await;
    change(&seen[7..13], CommentChange { add_tags: tags(), ..Default::default() }).await;
    let to_ada = CommentChange { assigned: Some(Assign::To(ada.id)), ..Default::default() };
    change(&seen[13..20], to_ada).await;
    change(&seen[20..25], CommentChange { is_spam: Some(true), ..Default::default() }).await;
    let all = asked.find(&either).await.comments;
    assert_eq!(all.len(), 60);
    let plain = CommentFilter::default();
    let filters = [
        plain.clone(),
        either.clone(),
        CommentFilter { spam: Marked::With, ..plain.clone() },
        CommentFilter { test: Marked::With, ..plain.clone() },
        CommentFilter { survey: Some(asked.survey), survey_version: Some(1), ..plain.clone() },
        CommentFilter { survey_version: Some(2), ..plain.clone() },
        CommentFilter { survey: Some(SurveyId::new(99)), ..plain.clone() },
        CommentFilter {
            survey: Some(asked.survey),
            question: Some("part".parse().unwrap()),
            states: [CommentState::New].into(),
            ..plain.clone()
        },
        CommentFilter { tag: Some("forms".to_owned()), ..words("letter") },
        CommentFilter { assigned: Some(AssignedTo::Person(ada.id)), ..either.clone() },
        CommentFilter { states: [CommentState::Done].into(), ..either.clone() },
        CommentFilter { question: Some("why".parse().unwrap()), ..plain.clone() },
        CommentFilter { authority: Some(AuthorityCode::new("05315000").unwrap()), ..plain.clone() },
        CommentFilter { states: [CommentState::Done].into(), ..plain.clone() },
        CommentFilter { states: [CommentState::Done, CommentState::New].into(), ..plain.clone() },
        CommentFilter { assigned: Some(AssignedTo::Nobody), ..plain.clone() },
        CommentFilter { assigned: Some(AssignedTo::Person(ada.id)), ..plain.clone() },
        CommentFilter { language: Some(tag("de")), ..plain.clone() },
        CommentFilter { tag: Some("forms".to_owned()), ..plain.clone() },
        CommentFilter { tag: Some("none".to_owned()), ..plain.clone() },
        CommentFilter { from: Some(date(2026, 11, 2)), ..plain.clone() },
        CommentFilter { until: Some(date(2026, 11, 2)), ..plain.clone() },
        CommentFilter {
            from: Some(date(1900, 1, 1)),
            until: Some(date(2300, 1, 1)),
            ..plain.clone()
        },
        CommentFilter { from: Some(date(2300, 1, 1)), ..plain.clone() },
        CommentFilter { until: Some(date(1900, 1, 1)), ..plain.clone() },
        CommentFilter { from: Some(date(2026, 11, 2)), test: Marked::Either, ..words("late") },
        words("letter"),
    ];
    for filter in filters {
        let expected: Vec<_> = all.iter().filter(|c| holds(&filter, c)).cloned().collect();
        let page = asked.find(&filter).await;
        assert_eq!(page.comments, expected, "{filter:?}");
        assert_eq!(page.found, u64::try_from(expected.len()).unwrap());
        let writers = expected.iter().filter(|comment| !comment.is_test).count();
        assert_eq!(page.writers, u64::try_from(writers).unwrap());
    }
    let counts = opened(asked.control.comment_counts(asked.service.id).await.unwrap());
    for (state, count) in counts {
        let states = [state].into();
        let page = asked.find(&CommentFilter { states, ..plain.clone() }).await;
        assert_eq!(page.found, count.get(), "{state}");
    }
    let tags = opened(asked.control.comment_tags(asked.service.id).await.unwrap());
    assert_eq!(
        tags.iter().map(|(tag, n)| (tag.as_str(), n.get())).collect::<Vec<_>>(),
        [("forms", 6)]
    );
}

#[tokio::test]
async fn pages_follow_each_other_and_miss_nothing() {
    let asked = full().await;
    for filter in [CommentFilter::default(), words("letter")] {
        let (mut after, mut read) = (None, Vec::new());
        loop {
            let page = asked.control.find_comments(asked.service.id, &filter, after, 7).await;
            let page = opened(page.unwrap());
            read.extend(page.comments);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(read, asked.find(&filter).await.comments);
        assert_eq!(read.len(), 54);
    }
}

#[tokio::test]
async fn what_matches_is_counted_up_to_a_limit() {
    let asked = asked(ServiceKind::Public).await;
    let many = u128::from(MOST_COUNTED) + 5;
    let responses: Vec<_> = (0..many).map(|number| asked.response(number, "late")).collect();
    asked.take(&responses).await;
    for filter in [CommentFilter::default(), words("late")] {
        let page = asked.find(&filter).await;
        assert_eq!((page.found, page.found_more), (u64::from(MOST_COUNTED), true));
        assert_eq!(page.comments.len(), 200);
    }
}
