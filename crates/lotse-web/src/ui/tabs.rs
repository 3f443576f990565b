//! Links between views of one thing, each with an address of its own, so that the back button works.

use askama::{Template, filters::HtmlSafe};

use crate::page::Choice;

/// Tabs. The one that is shown is marked for eye and ear.
#[derive(Template)]
#[template(
    source = r#"<nav class="tabs" aria-label="{{ label }}"><ul>{% for tab in tabs %}<li><a href="{{ tab.address }}"{% if tab.is_current %} aria-current="page"{% endif %}>{{ tab.label }}</a></li>{% endfor %}</ul></nav>"#,
    ext = "html"
)]
pub(crate) struct Tabs {
    /// What they are views of.
    pub(crate) label: String,
    pub(crate) tabs: Vec<Choice>,
}

impl HtmlSafe for Tabs {}
