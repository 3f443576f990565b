//! What events of each kind say beside page and element: the table of `docs/spec/capture.md`, section 2.

use std::borrow::Cow;

use crate::event::EventKind;

/// What a fact may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FactType {
    /// A whole number, both ends included.
    Integer {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// A number from 0 to this.
    Number {
        /// The most.
        most: u32,
    },
    /// One of these words.
    Word(&'static [&'static str]),
    /// A text of at most so many characters, redacted at the door.
    Text(usize),
    /// `true` or `false`.
    Truth,
}

/// One fact of one kind of event. It is kept as a property.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fact {
    /// Of which kind.
    pub kind: EventKind,
    /// Its name.
    pub name: &'static str,
    /// What it may be.
    pub holds: FactType,
}

const fn fact(kind: EventKind, name: &'static str, holds: FactType) -> Fact {
    Fact { kind, name, holds }
}

const fn integer(kind: EventKind, name: &'static str, least: u32, most: u32) -> Fact {
    fact(kind, name, FactType::Integer { least, most })
}

/// What the browser, or the page itself, finds wrong with a field.
pub const FIELD_ERRORS: [&str; 11] = [
    "value_missing",
    "type_mismatch",
    "pattern_mismatch",
    "too_long",
    "too_short",
    "range_underflow",
    "range_overflow",
    "step_mismatch",
    "bad_input",
    "custom",
    "page",
];

/// Every fact, in the order of the specification.
pub const FACTS: &[Fact] = &[
    integer(EventKind::PageView, "status", 400, 599),
    fact(EventKind::Click, "pointer", FactType::Word(&["mouse", "touch", "pen", "keyboard"])),
    fact(EventKind::Click, "leads", FactType::Word(&["out", "download"])),
    fact(EventKind::Click, "target", FactType::Text(200)),
    integer(EventKind::Leave, "scroll", 0, 100),
    integer(EventKind::FieldLeave, "entry", 1, 999),
    integer(EventKind::FieldLeave, "ms", 0, 86_400_000),
    fact(EventKind::FieldLeave, "changed", FactType::Truth),
    fact(EventKind::FieldLeave, "empty", FactType::Truth),
    fact(EventKind::FieldError, "error", FactType::Word(&FIELD_ERRORS)),
    integer(EventKind::Search, "results", 0, 999_999_999),
    fact(EventKind::JsError, "error", FactType::Text(40)),
    fact(EventKind::JsError, "script", FactType::Text(200)),
    integer(EventKind::JsError, "line", 0, 9_999_999),
    integer(EventKind::JsError, "column", 0, 9_999_999),
    fact(EventKind::WebVital, "metric", FactType::Word(&["lcp", "cls", "inp", "fcp", "ttfb"])),
    fact(EventKind::WebVital, "value", FactType::Number { most: 3_600_000 }),
    integer(EventKind::RageClick, "clicks", 3, 999),
    fact(EventKind::ErrorClick, "error", FactType::Text(40)),
    integer(EventKind::UTurn, "ms", 0, 10_000),
    integer(EventKind::KeyboardTrap, "presses", 1, 999),
];

impl Fact {
    /// The fact of a kind with this name.
    #[must_use]
    pub fn find(kind: EventKind, name: &str) -> Option<&'static Self> {
        FACTS.iter().find(|fact| fact.kind == kind && fact.name == name)
    }

    /// What is kept of a stated value; nothing where it is none that this fact may be. Texts are as
    /// they came, since redaction is the door's.
    #[must_use]
    pub fn keep<'v>(&self, value: &'v str) -> Option<Cow<'v, str>> {
        let fits = match self.holds {
            FactType::Integer { least, most } => {
                value.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
            }
            FactType::Number { most } => {
                let number = value.parse::<f64>().ok()?;
                if !(0.0..=f64::from(most)).contains(&number) {
                    return None;
                }
                // One spelling of a number, whichever the client uses.
                return Some(Cow::Owned((((number * 10_000.0).round()) / 10_000.0).to_string()));
            }
            FactType::Word(words) => words.contains(&value),
            FactType::Text(_) => true,
            FactType::Truth => matches!(value, "true" | "false"),
        };
        fits.then_some(Cow::Borrowed(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_kept_only_as_what_it_may_be() {
        let kept = |kind, name, value| {
            let fact = Fact::find(kind, name)?;
            fact.keep(value).map(Cow::into_owned)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(kept(EventKind::PageView, "status", "404"), some("404"));
        assert_eq!(kept(EventKind::PageView, "status", "200"), None);
        assert_eq!(kept(EventKind::Leave, "scroll", "100"), some("100"));
        assert_eq!(kept(EventKind::Leave, "scroll", "101"), None);
        assert_eq!(kept(EventKind::Leave, "scroll", "-1"), None);
        assert_eq!(kept(EventKind::Leave, "scroll", "1.5"), None);
        assert_eq!(kept(EventKind::WebVital, "value", "0.123456"), some("0.1235"));
        assert_eq!(kept(EventKind::WebVital, "value", "1200.0"), some("1200"));
        assert_eq!(kept(EventKind::WebVital, "value", "NaN"), None);
        assert_eq!(kept(EventKind::FieldError, "error", "too_long"), some("too_long"));
        assert_eq!(kept(EventKind::FieldError, "error", "Ada Lovelace"), None);
        assert_eq!(kept(EventKind::FieldLeave, "empty", "maybe"), None);
        assert_eq!(kept(EventKind::FieldLeave, "value", "secret"), None, "no such fact");
        assert_eq!(kept(EventKind::Click, "status", "404"), None, "of another kind");
    }

    #[test]
    fn names_of_facts_are_unique_within_their_kind() {
        for (place, fact) in FACTS.iter().enumerate() {
            let first = FACTS.iter().position(|f| f.kind == fact.kind && f.name == fact.name);
            assert_eq!(first, Some(place), "{} {}", fact.kind, fact.name);
        }
    }
}
