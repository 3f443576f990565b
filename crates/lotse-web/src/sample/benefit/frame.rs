//! What every page of the application shows around its content.

use super::language::Language;
use crate::sample::text::Text;

/// Around the content.
pub(super) struct Frame<'a> {
    /// The public key that the client reports under.
    pub(super) key: &'a str,
    /// All languages, for the switch.
    pub(super) languages: [Language; 4],
    /// The page's language.
    pub(super) language: Language,
    /// Last part of the address, the same in every language.
    pub(super) page: &'static str,
    /// What the page is called; its heading says the same.
    pub(super) title: String,
    /// Its state for the client, empty for none.
    pub(super) state: &'static str,
    /// How it ends for the person, as the client says it; empty where it does not end here.
    pub(super) outcome: &'static str,
    /// Signed reference of the application, once it is a case.
    pub(super) case: Option<String>,
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

    /// The address of this page in another language.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    pub(super) fn in_language(&self, language: &Language) -> String {
        address(*language, self.page)
    }
}

/// The address of a page.
pub(super) fn address(language: Language, page: &str) -> String {
    format!("/sample/benefit/{}/{page}", language.tag())
}
