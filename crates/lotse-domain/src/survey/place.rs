//! Where in a survey something is, spelled as in its written form: `sections[1].questions[0].options[2].text.de`.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Step {
    Field(&'static str),
    Item(&'static str, usize),
    Key(String),
}

/// A place in a survey. Sections, questions, options and the like are counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(Vec<Step>);

impl Place {
    /// The survey as a whole.
    #[must_use]
    pub fn survey() -> Self {
        Self::default()
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// A field of it.
    #[must_use]
    pub fn field(&self, name: &'static str) -> Self {
        self.with(Step::Field(name))
    }

    /// One of a list in it.
    #[must_use]
    pub fn item(&self, list: &'static str, number: usize) -> Self {
        self.with(Step::Item(list, number))
    }

    /// What it has for a key: a language, a point of a scale. Of a long key only the beginning is told.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let clean = key.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
        self.with(Step::Key(clean))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("survey");
        }
        for (number, step) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str(".")?;
            }
            match step {
                Step::Field(name) => f.write_str(name)?,
                Step::Item(list, number) => write!(f, "{list}[{number}]")?,
                Step::Key(key) => f.write_str(key)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_spelled_as_in_the_written_form() {
        let option = Place::survey().item("sections", 1).item("questions", 0).item("options", 2);
        assert_eq!(
            option.field("text").key("de").to_string(),
            "sections[1].questions[0].options[2].text.de"
        );
        assert_eq!(Place::survey().to_string(), "survey");
        assert_eq!(Place::survey().key("a\n\u{0}b").to_string(), "a  b");
    }
}
