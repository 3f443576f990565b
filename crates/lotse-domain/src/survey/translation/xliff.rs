//! Translations as XLIFF 1.2 (OASIS, 2008), and not 2.0: every tool of translators that we know of reads 1.2, some still only
//! that, and of what 2.0 adds a survey needs nothing. Texts keep their notation: names and answers stand in braces as
//! they do everywhere, and are checked when the file comes back.

use quick_xml::{
    Reader,
    escape::{escape, resolve_xml_entity},
    events::{BytesRef, BytesStart, Event},
};
use thiserror::Error;

use super::{Row, csv::Table};
use crate::language::{LanguageError, LanguageTag};

/// The name space of XLIFF 1.2.
const NAME_SPACE: &str = "urn:oasis:names:tc:xliff:document:1.2";

/// Why a file is no XLIFF of translations.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum XliffError {
    /// The bytes are no UTF-8.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// It is no well-formed XML, or ends too early.
    #[error("byte {at}: the file is no well-formed XML")]
    Xml {
        /// Up to which byte it was read.
        at: u64,
    },
    /// It declares a document type: none is needed, and they are how XML does harm.
    #[error("the file declares a document type, which is not read")]
    DocumentType,
    /// It is XML, and not XLIFF 1.2 with one file of two languages.
    #[error("the file is not XLIFF 1.2 with one pair of languages")]
    NotXliff,
    /// A language is none.
    #[error("{attribute} {error}")]
    Language {
        /// Of which attribute.
        attribute: &'static str,
        /// Why.
        error: LanguageError,
    },
    /// A text has elements in it, which texts of surveys have not.
    #[error("the text {key} has elements in it; names and answers stand in braces")]
    Markup {
        /// Which.
        key: String,
    },
}

/// Writes a file of translations.
#[must_use]
pub fn written(table: &Table) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xliff version=\"1.2\" xmlns=\"{NAME_SPACE}\">\n<file original=\"survey\" datatype=\"plaintext\" source-language=\"{}\" target-language=\"{}\">\n<body>\n",
        table.source, table.target
    );
    for row in &table.rows {
        text.push_str(&unit(row));
    }
    text.push_str("</body>\n</file>\n</xliff>\n");
    text
}

fn unit(row: &Row) -> String {
    let (key, source, target) = (escape(&row.key), escape(&row.source), escape(&row.target));
    let state = if target.is_empty() { "needs-translation" } else { "translated" };
    format!(
        "<trans-unit id=\"{key}\" xml:space=\"preserve\">\n<source>{source}</source>\n<target state=\"{state}\">{target}</target>\n</trans-unit>\n"
    )
}

/// Where in a file reading is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Source,
    Target,
}

#[derive(Default)]
struct Found {
    is_xliff: bool,
    languages: Option<(LanguageTag, LanguageTag)>,
    rows: Vec<Row>,
    unit: Option<Row>,
    within: Option<Within>,
    /// Elements that are open inside of others which are passed over: notes, other proposals.
    passed_over: usize,
}

/// Reads a file of translations. Notes and other proposals (`alt-trans`) are passed over.
///
/// # Errors
/// The first thing that is wrong with the file as such; what its rows say is judged when they are taken.
pub fn read(bytes: &[u8]) -> Result<Table, XliffError> {
    let text = std::str::from_utf8(bytes).map_err(|_| XliffError::NotUtf8)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let mut found = Found::default();
    let mut depth = 0_u32;
    loop {
        let event = reader.read_event();
        let wrong = XliffError::Xml { at: reader.buffer_position() };
        match event.map_err(|_| wrong.clone())? {
            Event::Eof if depth == 0 => break,
            Event::Eof => return Err(wrong),
            Event::DocType(_) => return Err(XliffError::DocumentType),
            Event::Start(element) => {
                depth += 1;
                found.start(&element, &reader, &wrong)?;
            }
            Event::Empty(element) => {
                found.start(&element, &reader, &wrong)?;
                found.end(element.local_name().as_ref());
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                found.end(element.local_name().as_ref());
            }
            Event::Text(text) => found.text(&text.xml10_content().map_err(|_| wrong)?),
            Event::CData(text) => found.text(&text.decode().map_err(|_| wrong)?),
            Event::GeneralRef(reference) => found.text(&resolved(&reference).ok_or(wrong)?),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    let (source, target) = found.languages.ok_or(XliffError::NotXliff)?;
    Ok(Table { source, target, rows: found.rows })
}

/// The sign that a reference stands for: a number, or one of the five names that XML has itself.
fn resolved(reference: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(sign)) = reference.resolve_char_ref() {
        return Some(sign.to_string());
    }
    resolve_xml_entity(&reference.decode().ok()?).map(ToOwned::to_owned)
}

fn attribute(
    element: &BytesStart<'_>,
    name: &str,
    reader: &Reader<&[u8]>,
) -> Result<Option<String>, ()> {
    let Some(found) = element.try_get_attribute(name).map_err(|_| ())? else { return Ok(None) };
    let value = found.decode_and_unescape_value(reader.decoder()).map_err(|_| ())?;
    Ok(Some(value.into_owned()))
}

impl Found {
    fn start(
        &mut self,
        element: &BytesStart<'_>,
        reader: &Reader<&[u8]>,
        wrong: &XliffError,
    ) -> Result<(), XliffError> {
        let attribute =
            |name: &'static str| attribute(element, name, reader).map_err(|()| wrong.clone());
        if self.passed_over > 0 {
            self.passed_over += 1;
            return Ok(());
        }
        if self.within.is_some() {
            let key = self.unit.as_ref().map(|unit| unit.key.chars().take(100).collect());
            return Err(XliffError::Markup { key: key.unwrap_or_default() });
        }
        match element.local_name().as_ref() {
            b"xliff" => self.is_xliff = attribute("version")?.as_deref() == Some("1.2"),
            b"file" => {
                if !self.is_xliff || self.languages.is_some() {
                    return Err(XliffError::NotXliff);
                }
                let language = |name: &'static str| {
                    let tag = attribute(name)?.ok_or(XliffError::NotXliff)?;
                    let wrong = |error| XliffError::Language { attribute: name, error };
                    LanguageTag::new(&tag).map_err(wrong)
                };
                self.languages = Some((language("source-language")?, language("target-language")?));
            }
            b"trans-unit" if self.unit.is_none() && self.languages.is_some() => {
                let key = attribute("id")?.ok_or(XliffError::NotXliff)?;
                self.unit = Some(Row { key, source: String::new(), target: String::new() });
            }
            b"source" if self.unit.is_some() => self.within = Some(Within::Source),
            b"target" if self.unit.is_some() => self.within = Some(Within::Target),
            b"body" | b"group" | b"header" if self.unit.is_none() && self.is_xliff => {}
            _ if self.is_xliff => self.passed_over = 1,
            _ => return Err(XliffError::NotXliff),
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) {
        if self.passed_over > 0 {
            self.passed_over -= 1;
            return;
        }
        match name {
            b"source" | b"target" => self.within = None,
            b"trans-unit" => self.rows.extend(self.unit.take()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.passed_over > 0 {
            return;
        }
        if let (Some(unit), Some(within)) = (&mut self.unit, self.within) {
            match within {
                Within::Source => unit.source.push_str(text),
                Within::Target => unit.target.push_str(text),
            }
        }
    }
}
