//! The frame of every picture: the finding above, notes, the table and the ways out below.

use std::fmt;

use askama::{Template, filters::HtmlSafe};

use super::{
    links::Link,
    marks::{MarkList, Marks},
};
use crate::{messages::Text, ui::table::DataTable};

/// A picture in its figure.
#[derive(Template)]
#[template(path = "ui/chart/figure.html")]
pub(crate) struct Figure<P: fmt::Display + HtmlSafe> {
    /// Tells this figure from others on the page.
    id: &'static str,
    /// The finding.
    headline: String,
    /// The drawing, or why there is none.
    picture: P,
    marks: Option<MarkList>,
    /// What has to be known to read it, and of how many it is.
    notes: Vec<String>,
    /// The same numbers.
    table: Option<DataTable>,
    data_label: String,
    links: Vec<Link>,
}

impl<P: fmt::Display + HtmlSafe> HtmlSafe for Figure<P> {}

impl<P: fmt::Display + HtmlSafe> Figure<P> {
    pub(crate) fn new(text: Text, id: &'static str, headline: String, picture: P) -> Self {
        let data_label = text.say("chart-data");
        let (notes, table, links) = (Vec::new(), None, Vec::new());
        Self { id, headline, picture, marks: None, notes, table, data_label, links }
    }

    /// The same with its numbers as a table.
    pub(crate) fn table(mut self, table: DataTable) -> Self {
        self.table = Some(table);
        self
    }

    /// The same with the list of its marks.
    pub(crate) fn marks(mut self, text: Text, marks: &Marks) -> Self {
        self.marks = Some(marks.list(text, self.id));
        self
    }

    /// The same with a sentence below it.
    pub(crate) fn note(mut self, words: impl IntoIterator<Item = String>) -> Self {
        self.notes.extend(words);
        self
    }

    /// The same with its ways out.
    pub(crate) fn links(mut self, links: Vec<Link>) -> Self {
        self.links = links;
        self
    }
}
