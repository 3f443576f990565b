//! What is cut out of every text that a page sends: `docs/spec/redaction.md`, rule by rule.
//!
//! The browser client does the same; `vectors/redaction.json` holds both to it. Rules are applied in
//! their order to a folded copy of the text; where none applies, the text stays as it was.

mod checks;
mod fold;

use std::{borrow::Cow, ops::Range, sync::LazyLock};

use regex::Regex;

use self::Refused::{BehindTheMatch, OneCharacterOn};

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $word:literal => $replacement:literal),+ $(,)?) => {
        /// A rule, in the order of application.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[$doc])* $variant),+ }

        impl Rule {
            /// Every rule, in the order of application.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in the specification.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What stands in place of what it found.
            pub fn replacement(self) -> &'static str {
                match self { $(Self::$variant => $replacement),+ }
            }
        }
    };
}

rules! {
    /// A bearer token behind its word.
    Bearer = "bearer" => "[token]",
    /// JSON web tokens and signed references.
    Jwt = "jwt" => "[token]",
    /// E-mail addresses.
    Email = "email" => "[email]",
    /// Secrets, session ids, hashes, UUIDs.
    Token = "token" => "[token]",
    /// What stands behind a word such as password.
    Secret = "secret" => "[secret]",
    /// Dates of birth behind a word that says so.
    BirthDate = "birth-date" => "[birth-date]",
    /// Postcodes behind a word that says so.
    Postcode = "postcode" => "[postcode]",
    /// Numbers of passports, identity cards and driving licences behind a word that says so.
    Document = "document" => "[document]",
    /// International bank account numbers.
    Iban = "iban" => "[iban]",
    /// Payment card numbers.
    Card = "card" => "[card]",
    /// Social security numbers of the United States.
    UsSsn = "us-ssn" => "[ssn]",
    /// Employer identification numbers of the United States.
    UsEin = "us-ein" => "[ein]",
    /// National Insurance numbers of the United Kingdom.
    UkNi = "uk-ni" => "[ni]",
    /// Pension insurance numbers of Germany.
    DePension = "de-pension" => "[pension]",
    /// Tax identification numbers of Germany.
    DeTax = "de-tax" => "[tax]",
    /// Telephone numbers.
    Phone = "phone" => "[phone]",
    /// Long numbers that are a whole part of an address; only there.
    Number = "number" => "[number]",
}

/// How often each rule cut something out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redactions([u64; Rule::ALL.len()]);

impl Redactions {
    /// How often, by rule.
    pub fn by_rule(&self) -> impl Iterator<Item = (Rule, u64)> {
        Rule::ALL.iter().copied().zip(self.0)
    }

    pub(crate) fn add(&mut self, more: &Self) {
        for (times, more) in self.0.iter_mut().zip(more.0) {
            *times += more;
        }
    }

    pub(crate) fn count(&mut self, rule: Rule) {
        let place = Rule::ALL.iter().position(|known| *known == rule);
        if let Some(times) = place.and_then(|place| self.0.get_mut(place)) {
            *times += 1;
        }
    }
}

/// Where the search goes on when a check refuses a match.
#[derive(Clone, Copy)]
enum Refused {
    BehindTheMatch,
    OneCharacterOn,
}

/// Looks at a match within its text and says which parts of it to replace.
type Check = fn(&str, Range<usize>) -> checks::Parts;

struct Pattern {
    rule: Rule,
    /// A text with fewer digits cannot match; saves the search.
    digits: usize,
    /// A text with fewer bytes cannot match.
    bytes: usize,
    regex: Regex,
    check: Check,
    refused: Refused,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let pattern = |rule, digits, bytes, regex: &str, check: Check, refused| Pattern {
        rule,
        digits,
        bytes,
        regex: Regex::new(regex).expect("the rules' patterns are constants and tested"),
        check,
        refused,
    };
    vec![
        pattern(
            Rule::Bearer,
            0,
            23,
            r"[Bb][Ee][Aa][Rr][Ee][Rr] +[0-9A-Za-z._~+/=-]{16,}",
            checks::bearer,
            BehindTheMatch,
        ),
        pattern(
            Rule::Jwt,
            0,
            12,
            r"eyJ[0-9A-Za-z_-]{8,}(?:\.[0-9A-Za-z_-]*){1,4}|[uc]1\.[0-9A-Za-z_-]+\.[0-9]{9,11}\.[0-9A-Za-z_-]{20,}",
            checks::always,
            BehindTheMatch,
        ),
        pattern(
            Rule::Email,
            0,
            6,
            r"[\p{L}\p{N}\p{M}._%+'*!$^~-]+(?:@|%40)(?:[\p{L}\p{N}\p{M}-]+\.)+(?:xn--[0-9A-Za-z-]+|[\p{L}\p{M}]{2,})",
            checks::always,
            BehindTheMatch,
        ),
        pattern(Rule::Token, 1, 20, r"[0-9A-Za-z_+-]{20,}", checks::token, BehindTheMatch),
        pattern(
            Rule::Secret,
            0,
            8,
            r"(?i)(?:passw(?:or)?d|passphrase|passwort|kennwort|contrase(?:ñ|n)a|mot de passe|pwd|secret|(?:api|access|private|license)[ _-]?key|(?:access|auth|refresh|csrf|id|session)[ _-]?token|session[ _-]?id)[\x22' ]{0,2}[=:][\x22' ]{0,2}[^ &;,\x22'\[\]]{3,}",
            checks::always,
            BehindTheMatch,
        ),
        pattern(
            Rule::Secret,
            4,
            8,
            r"(?i)(?:pin|otp|tan)(?:[ _-]?(?:code|number|nummer))?[ :=#]{1,3}[0-9]{4,8}",
            checks::apart,
            OneCharacterOn,
        ),
        pattern(
            Rule::BirthDate,
            4,
            10,
            r"(?i)(?:birth|born|geboren|geburt|nacimiento|nacid[oa]|naissance|ميلاد|مولود)[^0-9\]]{0,24}?(?:[0-9]{1,2}[ ./-]{1,2}[0-9]{1,2}[ ./-]{1,2}(?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}[ ./-]?[0-9]{1,2}[ ./-]?[0-9]{1,2}|[0-9]{1,2}[.]? ?(?:de )?[\p{L}\p{M}]{3,12}[.]?,? ?(?:de )?(?:19|20)[0-9]{2}|[\p{L}\p{M}]{3,12}[.]? [0-9]{1,2}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{2})",
            checks::not_before_digit,
            BehindTheMatch,
        ),
        pattern(
            Rule::BirthDate,
            4,
            8,
            r"(?i)(?:dob|d\.o\.b\.|geb\.|née? le)[^0-9]{0,12}?(?:[0-9]{1,2}[ ./-]{1,2}[0-9]{1,2}[ ./-]{1,2}(?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}[ ./-]?[0-9]{1,2}[ ./-]?[0-9]{1,2}|[0-9]{1,2}[.]? ?[\p{L}\p{M}]{3,12}[.]?,? ?(?:19|20)[0-9]{2})",
            checks::apart,
            OneCharacterOn,
        ),
        pattern(
            Rule::Postcode,
            2,
            8,
            r"(?i)(?:zip(?:[ _-]?code)?|post(?:al)?[ _-]?code|plz|postleitzahl|c(?:ó|o)digo[ _-]postal|code[ _-]postal)[ :=#]{1,3}(?:[0-9]{5}-[0-9]{4}|[a-z]{1,2}[0-9][0-9a-z]? ?[0-9][a-z]{2}|[a-z][0-9][a-z] ?[0-9][a-z][0-9]|[0-9]{4} ?[a-z]{2}|[0-9]{4,6})",
            checks::apart,
            OneCharacterOn,
        ),
        pattern(
            Rule::Document,
            4,
            12,
            r"(?i)(?:passport|reisepass|ausweis|pasaporte|passeport|driver(?:'?s)?[ _-]?licen[cs]e|driving[ _-]?licen[cs]e|f(?:ü|u)hrerschein|(?:identity|id)[ _-]?card|national[ _-]?id)[ _-]?(?:number|nummer|n(?:ú|u)mero|num|nr|no)?[.]?[ :=#]{0,3}[0-9a-z]{6,12}",
            checks::document,
            OneCharacterOn,
        ),
        pattern(
            Rule::Iban,
            2,
            15,
            r"[A-Za-z]{2}[0-9]{2}(?:[ -]?[0-9A-Za-z]){11,30}",
            checks::iban,
            OneCharacterOn,
        ),
        pattern(Rule::Card, 13, 13, r"[0-9]+(?:[ .-]{1,3}[0-9]+)*", checks::card, BehindTheMatch),
        pattern(
            Rule::UsSsn,
            9,
            11,
            r"[0-9]{3}[ .-][0-9]{2}[ .-][0-9]{4}|[Ss][Ss][Nn][ :=#]{0,3}[0-9]{9}",
            checks::apart,
            OneCharacterOn,
        ),
        pattern(
            Rule::UsEin,
            9,
            10,
            r"(?i)(?:f?ein|employer[ _-]?id|employer identification|tax[ _-]?id)(?:[ _-]?(?:number|no))?[.]?[ :=#]{1,3}[0-9]{2}-?[0-9]{7}",
            checks::apart,
            OneCharacterOn,
        ),
        pattern(
            Rule::UkNi,
            6,
            9,
            r"(?i)[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[a-d]",
            checks::uk_ni,
            OneCharacterOn,
        ),
        pattern(
            Rule::DePension,
            11,
            12,
            r"(?i)[0-9]{2} ?[0-9]{6} ?[a-z] ?[0-9]{2} ?[0-9]",
            checks::de_pension,
            OneCharacterOn,
        ),
        pattern(
            Rule::DeTax,
            11,
            11,
            r"[1-9][0-9] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}",
            checks::de_tax,
            OneCharacterOn,
        ),
        pattern(
            Rule::Phone,
            8,
            9,
            r"\+ ?\(?[1-9][0-9 ()./-]{5,28}[0-9]",
            checks::phone_with_plus,
            OneCharacterOn,
        ),
        pattern(
            Rule::Phone,
            11,
            11,
            r"00 ?[1-9][0-9 ()/-]{7,28}[0-9]",
            checks::phone_with_double_zero,
            OneCharacterOn,
        ),
        pattern(
            Rule::Phone,
            10,
            10,
            r"(?:1[ .-]?)?(?:\([2-9][0-9]{2}\)[ .-]?|[2-9][0-9]{2}[ .-]?)[2-9][0-9]{2}[ .-]?[0-9]{4}",
            checks::phone_north_american,
            OneCharacterOn,
        ),
        pattern(
            Rule::Phone,
            9,
            9,
            r"\(0[0-9]{1,5}\)[ /-]{0,3}[0-9][0-9 /-]{3,28}[0-9]|0[1-9][0-9]{1,4}[ /-]{1,3}[0-9][0-9 /-]{3,28}[0-9]",
            checks::phone_with_area,
            OneCharacterOn,
        ),
        pattern(
            Rule::Phone,
            10,
            10,
            r"0[1-9](?: [0-9]{2}){4}|0[1-9](?:\.[0-9]{2}){4}|0[1-9](?:-[0-9]{2}){4}|0[1-9][0-9]{8,10}",
            checks::phone_with_zero,
            OneCharacterOn,
        ),
    ]
});

/// Makes the rules ready, so that the first request need not wait for it.
pub(crate) fn warm_up() {
    LazyLock::force(&PATTERNS);
}

/// Cuts out of a text what may name or unlock a person, and counts what it cut.
///
/// ```
/// let mut found = lotse_collect::Redactions::default();
/// assert_eq!(lotse_collect::redact("Mail jane@example.org", &mut found), "Mail [email]");
/// ```
pub fn redact<'t>(text: &'t str, found: &mut Redactions) -> Cow<'t, str> {
    let Some(mut result) = pass(text, found) else { return Cow::Borrowed(text) };
    // A cut can bare what stood too close to it: a phone number that a token's letters touched.
    for _ in 1..MOST_PASSES {
        let Some(again) = pass(&result, found) else { break };
        result = again;
    }
    Cow::Owned(result)
}

/// Texts of people are done after one or two passes; the limit keeps a hostile one cheap.
const MOST_PASSES: usize = 8;

/// Every rule once; none if nothing was found.
fn pass(text: &str, found: &mut Redactions) -> Option<String> {
    let folded = fold::fold(text);
    let digits = folded.bytes().filter(u8::is_ascii_digit).count();
    let mut result: Option<String> = None;
    for pattern in PATTERNS.iter() {
        let present = result.as_deref().unwrap_or(&folded);
        if digits < pattern.digits
            || present.len() < pattern.bytes
            || (pattern.rule == Rule::Email && !present.contains('@') && !present.contains("%40"))
        {
            continue;
        }
        if let Some(changed) = replace(pattern, present, found) {
            result = Some(changed);
        }
    }
    result
}

/// Cuts out of a value what may name or unlock a person, also where only its name says what it is: a
/// property `birth_date`, a parameter `pin`.
pub(crate) fn redact_named<'t>(name: &str, value: &'t str, found: &mut Redactions) -> Cow<'t, str> {
    let plain = redact(value, found);
    if plain != value {
        return plain;
    }
    let mut by_name = Redactions::default();
    let joined = format!("{name}: {value}");
    let redacted = redact(&joined, &mut by_name);
    // The name alone may be what was found: then the value says nothing by itself.
    let of_name_alone = redact(name, &mut Redactions::default()) != name;
    if redacted == joined || of_name_alone {
        return plain;
    }
    found.add(&by_name);
    // What stays of the name is cut off: `dateOf` of `dateOf[birth-date]`.
    let same = joined.char_indices().zip(redacted.chars()).take_while(|((_, a), b)| a == b);
    let kept = same.last().map_or(0, |((at, c), _)| at + c.len_utf8());
    let rest = redacted.get(kept.min(name.len() + 2)..).unwrap_or_default();
    Cow::Owned(rest.to_owned())
}

/// The text with every part replaced that the pattern finds and its check confirms; none if there
/// is no such part.
fn replace(pattern: &Pattern, text: &str, found: &mut Redactions) -> Option<String> {
    let mut result = String::new();
    let mut kept_until = 0;
    let mut search_from = 0;
    while let Some(hit) = pattern.regex.find_at(text, search_from) {
        let parts = (pattern.check)(text, hit.range());
        search_from = match (parts.last(), pattern.refused) {
            // A row of digit groups was looked through whole; elsewhere there is one part.
            (_, BehindTheMatch) => hit.end(),
            (Some(last), OneCharacterOn) => last.end,
            // Every pattern with this choice begins with an ASCII character.
            (None, OneCharacterOn) => hit.start() + 1,
        };
        for part in parts {
            found.count(pattern.rule);
            result.push_str(text.get(kept_until..part.start)?);
            result.push_str(pattern.rule.replacement());
            kept_until = part.end;
        }
        if search_from >= text.len() {
            break;
        }
    }
    if kept_until == 0 {
        return None;
    }
    result.push_str(text.get(kept_until..)?);
    Some(result)
}

#[cfg(test)]
mod tests;
