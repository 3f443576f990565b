//! The inbox: what people wrote, once; what is done about it; who can be reached; what is erased.

mod changes;
mod contacts;
mod erasing;
mod finding;
mod taking;

use std::{path::Path, sync::Arc};

use jiff::civil::Date;
use lotse_control::{
    Control,
    inbox::{
        CommentId,
        comment::{Comment, CommentWithNotes},
        find::{CommentFilter, CommentsPage},
        take::{NewComment, NewResponse, NotTaken, Taken},
    },
    surveys::{SurveyId, publishing::Publication},
};
use lotse_domain::{
    clock::{ManualClock, RepeatableEntropy},
    directory::Secret,
    ids::AuthorityCode,
    language::LanguageTag,
    privacy::Undisclosed,
    service::{Service, ServiceKind},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    instant, new_service, operator,
    surveys::{TODAY, draft_of, written},
};

/// What was handed out, for a test to look at.
#[expect(clippy::disallowed_methods, reason = "a test looks at what the gate would get")]
fn opened<T>(sealed: Undisclosed<T>) -> T {
    sealed.open()
}

/// A service with a published survey.
struct Asked {
    control: Control,
    clock: Arc<ManualClock>,
    service: Arc<Service>,
    survey: SurveyId,
}

async fn asked(kind: ServiceKind) -> Asked {
    let (control, clock) = crate::control_at("2026-11-29T12:00:00Z").await;
    asked_in(control, clock, kind).await
}

/// The same in a file, which can be looked into.
async fn asked_in_file(folder: &Path, kind: ServiceKind) -> Asked {
    let clock = Arc::new(ManualClock::at(instant("2026-11-29T12:00:00Z")));
    let control = open(&folder.join("control.sqlite"), 7, &clock).await;
    asked_in(control, clock, kind).await
}

async fn open(file: &Path, secret: u8, clock: &Arc<ManualClock>) -> Control {
    let entropy = Arc::new(RepeatableEntropy::from_seed(1));
    Control::open(file, Secret::new([secret; 32]), clock.clone(), entropy).await.unwrap()
}

async fn asked_in(control: Control, clock: Arc<ManualClock>, kind: ServiceKind) -> Asked {
    let mut new = new_service("Benefit");
    new.kind = kind;
    let service = operator(&control).add_service(new).await.unwrap();
    let survey = published(&control, &service).await;
    Asked { control, clock, service, survey }
}

async fn published(control: &Control, service: &Service) -> SurveyId {
    let mut says = written("How was it?");
    if service.kind == ServiceKind::Employees {
        says["sections"][0]["questions"]
            .as_array_mut()
            .unwrap()
            .retain(|question: &Value| question["kind"] != "e-mail");
    }
    let by = operator(control);
    let made = by.define(service, &draft_of("Page", &says)).await.unwrap().unwrap();
    let rules = control.publishing_rules(service).await.unwrap();
    let publication = Publication { version: 1, editorial: [].into(), rules: &rules, today: TODAY };
    by.publish_survey(service, made.id, &publication).await.unwrap().unwrap();
    made.id
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn tag(language: &str) -> LanguageTag {
    LanguageTag::new(language).unwrap()
}

fn comment(question: &str, language: &str, text: &str) -> NewComment {
    let language = (!language.is_empty()).then(|| tag(language));
    NewComment { question: question.parse().unwrap(), text: text.to_owned(), language }
}

impl Asked {
    /// A response with one comment in English.
    fn response(&self, number: u128, text: &str) -> NewResponse {
        self.response_on(number, TODAY, vec![comment("why", "en", text)])
    }

    fn response_on(&self, number: u128, day: Date, comments: Vec<NewComment>) -> NewResponse {
        NewResponse {
            response: id(number),
            survey: self.survey,
            version: 1,
            shown_in: tag("en"),
            day,
            authority: Some(AuthorityCode::new("09162000").unwrap()),
            is_test: false,
            comments,
            contacts: Vec::new(),
        }
    }

    async fn take(&self, responses: &[NewResponse]) -> Vec<Result<Taken, NotTaken>> {
        self.control.take_responses(&self.service, responses).await.unwrap()
    }

    async fn find(&self, filter: &CommentFilter) -> CommentsPage {
        let page = self.control.find_comments(self.service.id, filter, None, 200).await;
        opened(page.unwrap())
    }

    async fn all(&self) -> Vec<Comment> {
        self.find(&CommentFilter::default()).await.comments
    }

    async fn one(&self, comment: CommentId) -> Option<CommentWithNotes> {
        opened(self.control.comment(self.service.id, comment).await.unwrap())
    }

    /// Texts that are found, by the alphabet.
    async fn texts(&self, filter: &CommentFilter) -> Vec<String> {
        let mut texts: Vec<String> =
            self.find(filter).await.comments.into_iter().map(|comment| comment.text).collect();
        texts.sort();
        texts
    }
}

/// Whether bytes stand in a file of the folder, the write-ahead log among them.
fn is_in_files(folder: &Path, wanted: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|file| {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        bytes.windows(wanted.len()).any(|part| part == wanted)
    })
}

#[test]
fn every_rule_of_the_specification_has_its_test() {
    let spec = include_str!("../../../../../docs/spec/inbox.md");
    let (rules, kept) = spec.split_once("## 8.").unwrap();
    let number = |line: &str| line.split_once(". ").and_then(|(it, _)| it.parse::<u32>().ok());
    let rules: Vec<u32> = rules.lines().filter_map(number).collect();
    assert_eq!(rules, (1..=19).collect::<Vec<_>>());
    let mut sources = String::new();
    for folder in ["src/inbox", "tests/it/inbox"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for file in std::fs::read_dir(folder).unwrap() {
            sources.push_str(&std::fs::read_to_string(file.unwrap().path()).unwrap());
        }
    }
    let mut named = std::collections::BTreeSet::new();
    for row in kept.lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        named.extend(cells[1].split(", ").map(|rule| rule.parse::<u32>().unwrap()));
        for test in cells[2].split(", ") {
            let test = test.trim_end_matches(" (unit)").trim_matches('`');
            assert!(sources.contains(&format!("fn {test}(")), "{test}");
        }
    }
    assert_eq!(named.into_iter().collect::<Vec<_>>(), rules);
}
