//! What every page of the case tool shows around its content.

use super::{language::Language, staff::Member};
use crate::sample::text::Text;

/// Around the content.
pub(super) struct Frame<'a> {
    /// The public key that the client reports under.
    pub(super) key: &'a str,
    /// Signed reference of who is signed in.
    pub(super) user: Option<String>,
    /// Who is signed in.
    pub(super) member: Option<&'static Member>,
    /// All languages, for the switch.
    pub(super) languages: [Language; 2],
    /// The page's language.
    pub(super) language: Language,
    /// Last part of the address.
    pub(super) page: &'static str,
    /// What follows it, with its question mark, so that the language switch keeps the case.
    pub(super) query: String,
    /// What the page is called; its heading says the same.
    pub(super) title: String,
    /// Its state for the client, empty for none.
    pub(super) state: &'static str,
    /// What the page's own script reports when it is shown: a name, and properties as JSON.
    pub(super) event: Option<(&'static str, String)>,
    /// The words.
    pub(super) text: &'a Text,
}

impl Frame<'_> {
    /// The address of another page in the same language.
    pub(super) fn to(&self, page: &str) -> String {
        address(self.language, page)
    }

    /// The address of a page about a case.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    pub(super) fn to_case(&self, page: &str, number: &u32) -> String {
        format!("{}?number={number}", address(self.language, page))
    }

    /// The address of this page in another language.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    pub(super) fn in_language(&self, language: &Language) -> String {
        format!("{}{}", address(*language, self.page), self.query)
    }
}

/// The address of a page.
pub(super) fn address(language: Language, page: &str) -> String {
    format!("/sample/cases/{}/{page}", language.tag())
}
