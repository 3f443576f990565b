//! What stands in the place of a picture or a table that is not there: why, and what to do.

use askama::{Template, filters::HtmlSafe};

use crate::{messages::Text, ui::chart::links::Link};

/// Why something is not there, or not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing happened yet.
    Empty,
    /// Too few people are in it.
    Suppressed,
    /// It is there, but not over.
    Partial,
    /// It could not be computed.
    Failed,
}

impl State {
    pub(crate) const ALL: [Self; 4] = [Self::Empty, Self::Suppressed, Self::Partial, Self::Failed];

    /// Its one spelling, in messages.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Suppressed => "suppressed",
            Self::Partial => "partial",
            Self::Failed => "failed",
        }
    }

    /// A sign for the eye; the words say it too.
    fn sign(self) -> &'static str {
        match self {
            Self::Empty => "○",
            Self::Suppressed => "–",
            Self::Partial => "…",
            Self::Failed => "!",
        }
    }
}

/// A state in its box.
#[derive(Template)]
#[template(
    source = r#"<div class="message state{% if state == State::Failed %} bad{% endif %}"><p><span class="sign" aria-hidden="true">{{ state.sign() }}</span><strong>{{ title }}</strong></p><p>{{ words }}{% if let Some((words, address)) = next %} <a href="{{ address }}">{{ words }}</a>{% endif %}</p></div>"#,
    ext = "html"
)]
pub(crate) struct StateBox {
    state: State,
    title: String,
    words: String,
    next: Option<Link>,
}

impl HtmlSafe for StateBox {}

impl StateBox {
    pub(crate) fn new(text: Text, state: State) -> Self {
        let title = text.word("state", state.as_str());
        let words = text.word("state-why", state.as_str());
        Self { state, title, words, next: None }
    }

    /// The same with the one next step.
    pub(crate) fn next(mut self, words: String, address: String) -> Self {
        self.next = Some((words, address));
        self
    }
}
