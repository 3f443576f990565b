//! Tags where events are chosen: `tag:` and a name stand for what the tag's rule means now.

use std::collections::HashMap;

use lotse_control::tags::{Tag, TagId};
use lotse_domain::{rule::Rule, service::Service};

use crate::{error::Failure, state::AppState};

/// How a tag is written where events are chosen: this and its name.
pub(crate) const TAG: &str = "tag:";

/// The tags of a service by their names.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    rules: HashMap<String, Rule>,
    /// As they are written, those that are not archived.
    offered: Vec<String>,
}

impl Tags {
    /// Looks them up. A tag is found by an older name too, as long as no other has it: questions that
    /// were saved with it go on.
    pub(crate) async fn of(state: &AppState, service: &Service) -> Result<Self, Failure> {
        let mut rules = HashMap::new();
        let all: Vec<Tag> = state.control.definitions(service.id).await?;
        if all.is_empty() {
            return Ok(Self::default());
        }
        let by_id: HashMap<TagId, &Rule> =
            all.iter().map(|tag| (tag.id, &tag.now.says.rule)).collect();
        for (name, id) in state.control.older_tag_names(service.id).await? {
            if let Some(rule) = by_id.get(&id) {
                rules.insert(name, Rule::clone(rule));
            }
        }
        let mut offered = Vec::new();
        for tag in &all {
            let name = tag.now.name.clone();
            if !tag.is_archived {
                offered.push(format!("{TAG}{name}"));
            }
            rules.insert(name, tag.now.says.rule.clone());
        }
        Ok(Self { rules, offered })
    }

    /// The rule of a tag with this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Rule> {
        self.rules.get(name.trim())
    }

    /// What can be chosen: tags, then pages.
    pub(crate) fn before(&self, pages: impl IntoIterator<Item = String>) -> Vec<String> {
        self.offered.iter().cloned().chain(pages).collect()
    }
}

#[cfg(test)]
impl Tags {
    /// One tag, for tests.
    pub(crate) fn one(name: &str, rule: &str) -> Self {
        let rule = rule.parse().unwrap();
        Self { rules: HashMap::from([(name.to_owned(), rule)]), offered: Vec::new() }
    }
}
