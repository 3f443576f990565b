//! Tags: names that people give to what a rule means. A tag is read when a question is asked, so one that is
//! made today names all history.

use crate::{named::Named, rule::Rule, words::words};

words! {
    /// What a tag names.
    TagKind {
        /// Pages: views of some addresses or states.
        Page = "page",
        /// A part of the service that people use: a button, a search, a form.
        Feature = "feature",
        /// Something that happens: an event by its name and properties.
        Event = "event",
    }
}

/// What a tag says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagDefinition {
    /// What it names.
    pub kind: TagKind,
    /// Tags that stand together; empty for none.
    pub group: String,
    /// Which events it means.
    pub rule: Rule,
}

/// A tag as people define it.
pub type TagDraft = Named<TagDefinition>;
