//! The ways out of a figure: the same numbers as files, and the address to find it again.

use crate::{
    messages::Text, page::PageRequest, public_url::PublicUrl, query::Query, reader::PARAMETERS,
};

/// Words and address of a link.
pub(crate) type Link = (String, String);

/// The ways out of the figures of one page. A page that is a file itself has none.
pub(crate) struct Links<'a> {
    text: Text,
    query: &'a Query,
    public_url: &'a PublicUrl,
    /// Address of the page.
    page: &'a str,
    /// Address of its files, without the ending.
    files: String,
    is_file: bool,
}

impl<'a> Links<'a> {
    /// Those of a page whose files lie at `files` and an ending.
    pub(crate) fn new(
        request: &'a PageRequest,
        query: &'a Query,
        public_url: &'a PublicUrl,
        files: String,
    ) -> Self {
        let (text, page, is_file) = (request.text(), &request.path, request.file.is_some());
        Self { text, query, public_url, page, files, is_file }
    }

    /// The question of the page.
    pub(crate) fn query(&self) -> &'a Query {
        self.query
    }

    /// The table of a figure, and what else has the same numbers: `json` is its key and address.
    pub(crate) fn of_table(&self, csv: &Query, json: Option<(&str, &str)>) -> Vec<Link> {
        if self.is_file {
            return Vec::new();
        }
        let mut links = vec![self.file("chart-csv", csv, "csv")];
        links.extend(json.map(|(key, path)| (self.text.say(key), self.query.address(path))));
        links
    }

    /// The same of a figure that is drawn, with its pictures and the address to find it again by `id`.
    pub(crate) fn of_figure(&self, id: &str, csv: &Query, json: (&str, &str)) -> Vec<Link> {
        let mut links = self.of_table(csv, Some(json));
        if !self.is_file {
            links.push(self.file("chart-svg", self.query, "svg"));
            links.push(self.file("chart-png", self.query, "png"));
            links.push((self.text.say("chart-link"), self.found_again(id)));
        }
        links
    }

    /// The page as one file.
    pub(crate) fn of_page(&self) -> Vec<Link> {
        if self.is_file {
            return Vec::new();
        }
        vec![self.file("page-as-file", self.query, "html")]
    }

    fn file(&self, key: &str, query: &Query, ending: &str) -> Link {
        (self.text.say(key), query.address(&format!("{}.{ending}", self.files)))
    }

    /// The whole address, for other programs too. Language and theme are who reads it then.
    fn found_again(&self, id: &str) -> String {
        let question =
            PARAMETERS.iter().fold(self.query.clone(), |query, name| query.with(name, ""));
        format!("{}#{id}", self.public_url.at(&question.address(self.page)))
    }
}
