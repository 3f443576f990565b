//! `/search`: services, saved questions, places of the program and what its words mean.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::State, response::Response};
use lotse_control::{questions::SavedQuestion, tags::Tag};
use lotse_domain::{ids::ServiceId, role::Permission, service::Service};
use lotse_report::measure::Measure;

use crate::{
    error::Failure,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::{
        listing,
        sorted::{FROM, Turns},
    },
};

/// The longest search that is looked at, in characters.
const LONGEST: usize = 100;
/// Entries of one kind that are shown beside those of others.
const SHOWN: usize = 20;
/// The parameter that names the one kind that is shown, with all of its entries.
const ONLY: &str = "only";

/// What was found.
#[derive(Template)]
#[template(path = "pages/search.html")]
struct SearchPage {
    frame: Frame,
    finding: String,
    groups: Vec<Group>,
}

struct Group {
    title: String,
    found: Vec<Found>,
    /// How many more there are, and where.
    more: Option<(String, String)>,
    /// To the others, where all are shown.
    turns: Option<Turns>,
}

struct Found {
    words: String,
    /// `None` for the meaning of a word, which stands there itself.
    address: Option<String>,
    note: String,
}

/// A search: every word of it must be in what is found.
struct Wanted(Vec<String>);

impl Wanted {
    fn new(text: &str) -> Self {
        let text: String = text.chars().take(LONGEST).collect();
        Self(text.to_lowercase().split_whitespace().map(ToOwned::to_owned).collect())
    }

    fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        !self.0.is_empty() && self.0.iter().all(|word| text.contains(word))
    }
}

/// `GET /search?q=…`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let asked = request.query.get("q").unwrap_or_default().trim().to_owned();
    let wanted = Wanted::new(&asked);
    let mut frame = request.frame(Place::Nowhere, text.say("search-title"));
    frame.searched.clone_from(&asked);
    let (services, questions) = services(&state, &request, text, &wanted).await?;
    let tags = tags(&state, &request, text, &wanted).await?;
    let groups = [
        ("services", "layout-services", services),
        ("questions", "explore-saved", questions),
        ("tags", "tags-title", tags),
        ("places", "layout-places", places(&frame, &wanted)),
        ("words", "search-words", meanings(text, &wanted)),
    ];
    let only = request.query.get(ONLY).filter(|only| !only.is_empty());
    if only.is_some_and(|only| groups.iter().all(|(kind, ..)| *kind != only)) {
        return Err(Failure::Parameter { name: ONLY });
    }
    let count: usize = groups.iter().map(|(.., found)| found.len()).sum();
    let finding = if asked.is_empty() {
        text.say("search-nothing-asked")
    } else {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        text.fill("search-finding", &[("count", count.into()), ("asked", asked.into())])
    };
    let mut shown = Vec::new();
    for (kind, key, mut found) in groups {
        let (path, query, title) = (request.path.as_str(), &request.query, text.say(key));
        if found.is_empty() || only.is_some_and(|only| only != kind) {
            continue;
        }
        if only.is_some() {
            let (found, rows) = listing::turned(query, FROM, found)?;
            let turns = Some(Turns::new(text, rows, path, query));
            shown.push(Group { title, found, more: None, turns });
            continue;
        }
        let more = u64::try_from(found.len().saturating_sub(SHOWN)).unwrap_or(u64::MAX);
        found.truncate(SHOWN);
        let words = || text.fill("search-more", &[("count", more.into())]);
        let more = (more > 0).then(|| (words(), query.with(ONLY, kind).address(path)));
        shown.push(Group { title, found, more, turns: None });
    }
    let groups = shown;
    page::show(&SearchPage { frame, finding, groups })
}

/// Services that the reader sees, and questions that are kept about them.
async fn services(
    state: &AppState,
    request: &PageRequest,
    text: Text,
    wanted: &Wanted,
) -> Result<(Vec<Found>, Vec<Found>), Failure> {
    let caller = request.caller()?;
    let mut seen = state.control.services();
    seen.retain(|service| caller.sight(Permission::ReadFigures, service.id).is_some());
    let named: HashMap<ServiceId, &Service> = seen.iter().map(|s| (s.id, s.as_ref())).collect();
    let is_wanted = |of: ServiceId, question: &SavedQuestion| {
        let kind = || text.word("question", question.place.as_str());
        let words = |of: &&Service| format!("{} {} {}", question.name, kind(), of.name);
        named.get(&of).is_some_and(|service| wanted.is_in(&words(service)))
    };
    let questions = state.control.find_questions(is_wanted).await?;
    let questions = questions.into_iter().filter_map(|(of, question)| {
        let service = named.get(&of)?;
        let kind = text.word("question", question.place.as_str());
        let base = format!("/s/{}/explore/{}", service.slug, question.place);
        Some(Found {
            words: question.name,
            address: Some(format!("{base}?{}", question.parameters)),
            note: format!("{kind} · {}", service.name),
        })
    });
    let services = seen.iter().filter(|s| wanted.is_in(&format!("{} {}", s.name, s.slug)));
    let services = services.map(|service| Found {
        words: service.name.clone(),
        address: Some(format!("/s/{}", service.slug)),
        note: text.word("kind", service.kind.as_str()),
    });
    Ok((services.collect(), questions.collect()))
}

/// Tags of the services that the reader sees.
async fn tags(
    state: &AppState,
    request: &PageRequest,
    text: Text,
    wanted: &Wanted,
) -> Result<Vec<Found>, Failure> {
    let caller = request.caller()?;
    let mut seen = state.control.services();
    seen.retain(|service| caller.sight(Permission::ReadFigures, service.id).is_some());
    let named: HashMap<ServiceId, &Service> = seen.iter().map(|s| (s.id, s.as_ref())).collect();
    let is_wanted = |of: ServiceId, tag: &Tag| {
        let (name, group) = (&tag.now.name, &tag.now.says.group);
        let words = |of: &&Service| format!("{name} {group} {}", of.name);
        named.get(&of).is_some_and(|service| wanted.is_in(&words(service)))
    };
    let found = state.control.find_tags(is_wanted).await?;
    let found = found.into_iter().filter_map(|(of, tag)| {
        let service = named.get(&of)?;
        let kind = text.word("tag-kind", tag.now.says.kind.as_str());
        Some(Found {
            address: Some(format!("/s/{}/data/tags/{}", service.slug, tag.id.number())),
            note: format!("{kind} · {}", service.name),
            words: tag.now.name,
        })
    });
    Ok(found.collect())
}

/// Places of the program that are open to the reader.
fn places(frame: &Frame, wanted: &Wanted) -> Vec<Found> {
    let text = frame.text;
    [
        ("layout-services", "/", true),
        ("new-title", "/services/new", frame.adds_services()),
        ("account-title", "/settings/account", true),
        ("password-title", "/settings/account/password", true),
        ("passkeys-title", "/settings/account/passkeys", true),
        ("factor-title", "/settings/account/second-factor", true),
        ("tokens-title", "/settings/tokens", true),
        ("people-title", "/settings/people", frame.manages_people()),
        ("invite-title", "/settings/people/new", frame.manages_people()),
        ("audit-title", "/settings/audit", frame.reads_audit()),
        ("layout-components", "/settings/components", true),
    ]
    .into_iter()
    .filter(|(_, _, is_open)| *is_open)
    .map(|(key, address, _)| (text.say(key), address))
    .filter(|(words, _)| wanted.is_in(words))
    .map(|(words, address)| Found { words, address: Some(address.to_owned()), note: String::new() })
    .collect()
}

/// What the words mean that figures are called by.
fn meanings(text: Text, wanted: &Wanted) -> Vec<Found> {
    Measure::ALL
        .iter()
        .map(|measure| Found {
            words: text.word("measure", measure.as_str()),
            address: None,
            note: text.word("define", measure.as_str()),
        })
        .filter(|found| wanted.is_in(&found.words))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_be_there_whatever_its_case() {
        assert!(Wanted::new("BUILD  permit").is_in("Building permits"));
        assert!(!Wanted::new("build tax").is_in("Building permits"));
        assert!(Wanted::new("ÜBER").is_in("Überblick"));
        for empty in ["", "   "] {
            assert!(!Wanted::new(empty).is_in("anything"));
        }
        assert_eq!(Wanted::new(&"a".repeat(500)).0[0].len(), LONGEST);
    }
}
