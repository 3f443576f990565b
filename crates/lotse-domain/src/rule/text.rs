//! The text form of rules: how they are kept, compared and shown to people who read such things.
//!
//! ```text
//! kind is "click" and page matches "/apply/**" and not (element-role is "link" or property "pages" at least 3)
//! ```
//!
//! `not` binds stronger than `and`, `and` stronger than `or`. Every rule has one text; its reader also takes
//! others that mean the same.

use std::fmt;

use super::{MOST_LEVELS, Node, Place, RuleError, RuleFault, number, pattern::PathPattern};
use crate::{
    property::ShortText,
    query::filter::{Attribute, Condition, Field, Test},
};

/// Writes a rule in its one form.
pub(super) fn write(node: &Node, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match node {
        Node::All(parts) => joined(parts, " and ", f),
        Node::Any(parts) => joined(parts, " or ", f),
        Node::Not(part) => {
            f.write_str("not ")?;
            bracketed(part, !matches!(**part, Node::Condition(_)), f)
        }
        Node::Condition(condition) => write_condition(condition, f),
    }
}

fn joined(parts: &[Node], between: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            f.write_str(between)?;
        }
        // Within "or", "and" needs none.
        bracketed(part, matches!(part, Node::Any(_)), f)?;
    }
    Ok(())
}

fn bracketed(node: &Node, brackets: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if !brackets {
        return write(node, f);
    }
    f.write_str("(")?;
    write(node, f)?;
    f.write_str(")")
}

fn write_condition(condition: &Condition, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &condition.attribute {
        Attribute::Field(field) => f.write_str(field.as_str())?,
        Attribute::Property(name) => {
            f.write_str("property ")?;
            quoted(name.as_str(), f)?;
        }
        // No rule asks for it.
        Attribute::PropertyNames => {}
    }
    match &condition.test {
        Test::IsPresent => return f.write_str(" present"),
        Test::AtLeast(number) => return write!(f, " at least {number}"),
        Test::AtMost(number) => return write!(f, " at most {number}"),
        Test::StartsWith(_) => f.write_str(" begins with ")?,
        Test::EndsWith(_) => f.write_str(" ends with ")?,
        Test::Matches(_) => f.write_str(" matches ")?,
        // The one form has no other tests.
        Test::Is(_) | Test::IsNot(_) | Test::IsAbsent => f.write_str(" is ")?,
    }
    for (number, value) in condition.test.values().into_iter().enumerate() {
        if number > 0 {
            f.write_str(", ")?;
        }
        quoted(value, f)?;
    }
    Ok(())
}

fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for sign in text.chars() {
        if matches!(sign, '"' | '\\') {
            f.write_str("\\")?;
        }
        fmt::Write::write_char(f, sign)?;
    }
    f.write_str("\"")
}

/// Reads a text, not yet checked.
pub(super) fn read(text: &str) -> Result<Node, RuleError> {
    let mut reader = Reader { left: text.chars().collect::<Vec<_>>().into_iter(), at: 1 };
    let node = reader.any(0)?;
    if reader.next_sign().is_some() {
        return Err(reader.expected("“and”, “or” or the end"));
    }
    Ok(node)
}

struct Reader {
    left: std::vec::IntoIter<char>,
    /// The place of the next character, from 1.
    at: usize,
}

impl Reader {
    fn expected(&self, expected: &'static str) -> RuleError {
        RuleFault::Expected { expected }.at(&Place::Character(self.at))
    }

    fn step(&mut self) -> Option<char> {
        let sign = self.left.next();
        self.at += usize::from(sign.is_some());
        sign
    }

    /// The next character that is no white space, which stays.
    fn next_sign(&mut self) -> Option<char> {
        loop {
            match self.left.as_slice().first() {
                Some(sign) if sign.is_whitespace() => self.step(),
                other => return other.copied(),
            };
        }
    }

    /// Takes a sign, if it comes next.
    fn takes(&mut self, sign: char) -> bool {
        let comes = self.next_sign() == Some(sign);
        if comes {
            self.step();
        }
        comes
    }

    /// The word that comes next, which stays.
    fn peek(&mut self) -> String {
        self.next_sign();
        let is_of_word = |sign: &&char| sign.is_alphanumeric() || matches!(sign, '-' | '.' | '_');
        self.left.as_slice().iter().take_while(is_of_word).collect()
    }

    /// Takes a word, if it comes next.
    fn takes_word(&mut self, word: &str) -> bool {
        let comes = self.peek() == word;
        if comes {
            word.chars().for_each(|_| {
                self.step();
            });
        }
        comes
    }

    fn word(&mut self) -> String {
        let word = self.peek();
        self.takes_word(&word);
        word
    }

    fn string(&mut self, expected: &'static str) -> Result<String, RuleError> {
        if !self.takes('"') {
            return Err(self.expected(expected));
        }
        let mut text = String::new();
        loop {
            match self.step() {
                Some('"') => return Ok(text),
                Some('\\') => text.extend(self.step()),
                Some(sign) => text.push(sign),
                None => return Err(self.expected("a closing quotation mark")),
            }
        }
    }

    fn strings(&mut self) -> Result<Vec<String>, RuleError> {
        let mut found = vec![self.string("a value in quotation marks")?];
        while self.takes(',') {
            found.push(self.string("a further value in quotation marks")?);
        }
        Ok(found)
    }

    fn any(&mut self, level: usize) -> Result<Node, RuleError> {
        let first = self.all(level)?;
        if self.peek() != "or" {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.takes_word("or") {
            parts.push(self.all(level)?);
        }
        Ok(Node::Any(parts))
    }

    fn all(&mut self, level: usize) -> Result<Node, RuleError> {
        let first = self.unit(level)?;
        if self.peek() != "and" {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.takes_word("and") {
            parts.push(self.unit(level)?);
        }
        Ok(Node::All(parts))
    }

    fn unit(&mut self, level: usize) -> Result<Node, RuleError> {
        if level > MOST_LEVELS {
            return Err(RuleFault::TooDeep.at(&Place::Character(self.at)));
        }
        if self.takes('(') {
            let node = self.any(level + 1)?;
            if !self.takes(')') {
                return Err(self.expected("a closing bracket"));
            }
            return Ok(node);
        }
        if self.takes_word("not") {
            return Ok(Node::Not(Box::new(self.unit(level + 1)?)));
        }
        self.condition()
    }

    fn condition(&mut self) -> Result<Node, RuleError> {
        self.next_sign();
        let place = Place::Character(self.at);
        let word = self.word();
        let attribute = if word == "property" {
            Attribute::Property(ShortText::trusted(self.string("the name of the property")?))
        } else if word.is_empty() {
            return Err(self.expected("a condition"));
        } else {
            let field: Result<Field, _> = word.parse();
            Attribute::Field(
                field.map_err(|wrong| RuleFault::UnknownField { found: wrong.found }.at(&place))?,
            )
        };
        let test = self.test()?;
        Ok(Node::Condition(Condition { attribute, test }))
    }

    fn test(&mut self) -> Result<Test, RuleError> {
        self.next_sign();
        let place = Place::Character(self.at);
        let word = self.word();
        match word.as_str() {
            "is" => self.strings().map(Test::Is),
            "present" => Ok(Test::IsPresent),
            "begins" | "ends" => {
                if !self.takes_word("with") {
                    return Err(self.expected("“with”"));
                }
                let value = self.string("a value in quotation marks")?;
                Ok(if word == "begins" { Test::StartsWith(value) } else { Test::EndsWith(value) })
            }
            "matches" => {
                let patterns = self.strings()?;
                let patterns = patterns.iter().map(|text| PathPattern::new(text));
                let patterns = patterns.collect::<Result<_, _>>();
                Ok(Test::Matches(patterns.map_err(|e| RuleFault::Pattern(e).at(&place))?))
            }
            "at" => {
                let least = self.takes_word("least");
                if !least && !self.takes_word("most") {
                    return Err(self.expected("“least” or “most”"));
                }
                self.next_sign();
                let place = Place::Character(self.at);
                let number = number(&self.word()).map_err(|fault| fault.at(&place))?;
                Ok(if least { Test::AtLeast(number) } else { Test::AtMost(number) })
            }
            _ => Err(RuleFault::NotOneTest.at(&place)),
        }
    }
}
