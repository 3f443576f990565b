//! What was wrong with a form, after GOV.UK's pattern: a summary on top that links to each field, and
//! the same words beside the field.

use askama::{Template, filters::HtmlSafe};

use crate::messages::Text;

/// One mistake: the id of its field and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) field: &'static str,
    pub(crate) words: String,
}

/// Every mistake of a form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub(crate) fn add(&mut self, field: &'static str, words: String) {
        self.0.push(Mistake { field, words });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field, if anything is.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|mistake| mistake.field == field).map(|m| m.words.as_str())
    }

    /// The summary for the top of the page.
    pub(crate) fn summary(&self, text: Text) -> ErrorSummary {
        ErrorSummary { title: text.say("form-summary"), mistakes: self.0.clone() }
    }
}

/// The summary on top of a form.
#[derive(Template)]
#[template(
    source = r##"{% if !mistakes.is_empty() %}<div class="summary" role="alert" tabindex="-1" data-focus aria-labelledby="summary-title"><h2 id="summary-title">{{ title }}</h2><ul>{% for mistake in mistakes %}<li><a href="#{{ mistake.field }}">{{ mistake.words }}</a></li>{% endfor %}</ul></div>{% endif %}"##,
    ext = "html"
)]
pub(crate) struct ErrorSummary {
    title: String,
    mistakes: Vec<Mistake>,
}

impl HtmlSafe for ErrorSummary {}
