//! Which events are meant: conditions on what events carry, as typed values.

use std::sync::Arc;

use thiserror::Error;

use crate::{
    decimal::Decimal,
    event::EventKind,
    ids::AuthorityCode,
    property::ShortText,
    rule::{Rule, pattern::PathPattern},
    words::words,
};

/// The most conditions of one filter.
pub const MOST_CONDITIONS: usize = 20;
/// The most values of one condition.
pub const MOST_VALUES: usize = 100;
/// The longest value, in characters: that of an address.
pub const LONGEST_VALUE: usize = 2_048;

words! {
    /// What an event carries as a text, or as a word of a closed list.
    Field {
        /// Kind of event.
        Kind = "kind",
        /// Name of a custom event.
        Name = "name",
        /// Path of the page.
        Page = "page",
        /// State of the page.
        PageState = "page-state",
        /// Language of the page.
        PageLanguage = "page-language",
        /// Domain of the page that led here.
        Referrer = "referrer",
        /// Source of the campaign.
        CampaignSource = "campaign-source",
        /// Medium of the campaign.
        CampaignMedium = "campaign-medium",
        /// Name of the campaign.
        CampaignName = "campaign-name",
        /// Language that the browser asks for.
        BrowserLanguage = "browser-language",
        /// Size class of the device.
        DeviceClass = "device-class",
        /// Browser family.
        Browser = "browser",
        /// Operating system.
        OperatingSystem = "operating-system",
        /// Class of the connection.
        Connection = "connection",
        /// Region.
        Region = "region",
        /// Authority.
        Authority = "authority",
        /// Channel.
        Channel = "channel",
        /// Collection profile.
        Profile = "profile",
        /// Role of the control that was used.
        ElementRole = "element-role",
        /// Name of the control that was used.
        ElementName = "element-name",
        /// Test id of the control that was used.
        ElementTestId = "element-test-id",
        /// Stable id of the control that was used.
        ElementId = "element-id",
        /// Place of the control in the page.
        ElementPath = "element-path",
        /// Heading before the control.
        ElementHeading = "element-heading",
    }
}

/// What a condition looks at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// Something that every event may carry.
    Field(Field),
    /// A property of the service's own, by its name.
    Property(ShortText),
    /// The names of all its properties, in order, parted by U+001F.
    PropertyNames,
}

/// What must hold of a value. An event without the value is like no text: only [`Test::IsNot`] and
/// [`Test::IsAbsent`] hold for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// It is one of these, letter for letter.
    Is(Vec<String>),
    /// It is none of these.
    IsNot(Vec<String>),
    /// It begins with this.
    StartsWith(String),
    /// It is the place of an element, and its last steps are these: `form>button:1` ends
    /// `main>form>button:1`, and `button:1` does, but `m>button:1` does not.
    EndsWith(String),
    /// It is a page that one of these patterns means.
    Matches(Vec<PathPattern>),
    /// It is a number, and no smaller.
    AtLeast(Decimal),
    /// It is a number, and no larger.
    AtMost(Decimal),
    /// There is one.
    IsPresent,
    /// There is none.
    IsAbsent,
}

impl Test {
    /// Whether it holds for a value.
    #[must_use]
    pub fn holds(&self, value: Option<&str>) -> bool {
        let is_one_of = |texts: &[String]| value.is_some_and(|v| texts.iter().any(|t| t == v));
        match self {
            Self::Is(texts) => is_one_of(texts),
            Self::IsNot(texts) => !is_one_of(texts),
            Self::StartsWith(text) => value.is_some_and(|v| v.starts_with(text.as_str())),
            Self::EndsWith(steps) => value.is_some_and(|v| {
                let before = v.strip_suffix(steps.as_str());
                before.is_some_and(|before| before.is_empty() || before.ends_with('>'))
            }),
            Self::Matches(patterns) => value.is_some_and(|v| patterns.iter().any(|p| p.holds(v))),
            Self::AtLeast(least) => value.and_then(Decimal::parse).is_some_and(|v| v >= *least),
            Self::AtMost(most) => value.and_then(Decimal::parse).is_some_and(|v| v <= *most),
            Self::IsPresent => value.is_some(),
            Self::IsAbsent => value.is_none(),
        }
    }

    /// The texts that it compares with; of numbers none.
    #[must_use]
    pub fn values(&self) -> Vec<&str> {
        match self {
            Self::Is(texts) | Self::IsNot(texts) => texts.iter().map(String::as_str).collect(),
            Self::StartsWith(text) | Self::EndsWith(text) => vec![text.as_str()],
            Self::Matches(patterns) => patterns.iter().map(AsRef::as_ref).collect(),
            Self::IsPresent | Self::IsAbsent | Self::AtLeast(_) | Self::AtMost(_) => Vec::new(),
        }
    }

    /// Whether it compares with texts.
    fn needs_values(&self) -> bool {
        !matches!(self, Self::IsPresent | Self::IsAbsent | Self::AtLeast(_) | Self::AtMost(_))
    }
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What is looked at.
    pub attribute: Attribute,
    /// What must hold of it.
    pub test: Test,
}

/// Events for which every condition holds and that every rule means; with neither, every event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    conditions: Vec<Condition>,
    rules: Vec<Arc<Rule>>,
}

impl From<Rule> for EventFilter {
    /// The events that a rule means.
    fn from(rule: Rule) -> Self {
        Self { conditions: Vec::new(), rules: vec![Arc::new(rule)] }
    }
}

/// Why something is no question.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QuestionError {
    /// There is more of something than a question may have.
    #[error("{what}: {found} were given; at most {limit} are possible")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many were given.
        found: usize,
        /// How many may be.
        limit: usize,
    },
    /// There is less of something than a question needs.
    #[error("{what}: {found} were given; at least {limit} are needed")]
    TooFew {
        /// Of what.
        what: &'static str,
        /// How many were given.
        found: usize,
        /// How many must be.
        limit: usize,
    },
    /// A text is too long.
    #[error("a value of {found} characters is too long; at most {LONGEST_VALUE} are possible")]
    ValueTooLong {
        /// Characters of it.
        found: usize,
    },
    /// A length of time that cannot be asked for.
    #[error("{what}: {found_s} seconds were given; possible are {least_s} to {most_s}")]
    Length {
        /// Of what.
        what: &'static str,
        /// Seconds given.
        found_s: i64,
        /// The fewest possible.
        least_s: i64,
        /// The most possible.
        most_s: i64,
    },
    /// A step that is not there.
    #[error("{what} names step {found}; there are {steps}")]
    NoSuchStep {
        /// What names it.
        what: &'static str,
        /// The step, from 1.
        found: usize,
        /// How many there are.
        steps: usize,
    },
    /// Numbers do not ascend.
    #[error("{what}: number {found} is not greater than the one before")]
    NotAscending {
        /// Which numbers.
        what: &'static str,
        /// The first that does not, from 1.
        found: usize,
    },
    /// Questions that are answered together differ where they must not.
    #[error("questions of one reading must have the same {what}")]
    Differ {
        /// In what.
        what: &'static str,
    },
    /// Two things cannot be asked for together.
    #[error("{what} and {other} cannot be asked for together")]
    Excludes {
        /// The one.
        what: &'static str,
        /// The other.
        other: &'static str,
    },
    /// One thing is of no use without another.
    #[error("{what} needs {needs}")]
    Missing {
        /// What was given.
        what: &'static str,
        /// What was not.
        needs: &'static str,
    },
}

impl QuestionError {
    /// Fails unless there are `least..=limit` of something.
    pub(crate) fn count(
        what: &'static str,
        found: usize,
        least: usize,
        limit: usize,
    ) -> Result<(), Self> {
        if found < least {
            Err(Self::TooFew { what, found, limit: least })
        } else if found > limit {
            Err(Self::TooMany { what, found, limit })
        } else {
            Ok(())
        }
    }
}

impl EventFilter {
    /// Events for which all of `conditions` hold.
    ///
    /// # Errors
    /// When there are too many conditions or values, a condition that needs a value has none, or a
    /// value is too long.
    pub fn new(conditions: Vec<Condition>) -> Result<Self, QuestionError> {
        QuestionError::count("conditions of a filter", conditions.len(), 0, MOST_CONDITIONS)?;
        for condition in &conditions {
            let values = condition.test.values();
            let least = usize::from(condition.test.needs_values());
            QuestionError::count("values of a condition", values.len(), least, MOST_VALUES)?;
            let longest = values.iter().map(|value| value.chars().count()).max().unwrap_or(0);
            if longest > LONGEST_VALUE {
                return Err(QuestionError::ValueTooLong { found: longest });
            }
        }
        Ok(Self { conditions, rules: Vec::new() })
    }

    /// Events of these kinds.
    #[must_use]
    pub fn of_kinds(kinds: &[EventKind]) -> Self {
        let condition = Condition {
            attribute: Attribute::Field(Field::Kind),
            test: Test::Is(kinds.iter().map(|kind| kind.as_str().to_owned()).collect()),
        };
        Self { conditions: vec![condition], rules: Vec::new() }
    }

    /// Events of one authority.
    pub(crate) fn of_authority(authority: &AuthorityCode) -> Self {
        let condition = Condition {
            attribute: Attribute::Field(Field::Authority),
            test: Test::Is(vec![authority.as_str().to_owned()]),
        };
        Self { conditions: vec![condition], rules: Vec::new() }
    }

    /// Events of both filters. It can have more conditions than one that is asked for.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            conditions: self.conditions.iter().chain(&other.conditions).cloned().collect(),
            rules: self.rules.iter().chain(&other.rules).cloned().collect(),
        }
    }

    /// Its conditions.
    #[must_use]
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Its rules, which hold besides.
    #[must_use]
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(values: &[&str]) -> Condition {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Condition { attribute: Attribute::Field(Field::Page), test: Test::Is(values) }
    }

    #[test]
    fn absent_values_are_like_no_text() {
        let texts = vec!["/a".to_owned(), "/b".to_owned()];
        for (test, with_a, with_c, without) in [
            (Test::Is(texts.clone()), true, false, false),
            (Test::IsNot(texts), false, true, true),
            (Test::StartsWith("/a".to_owned()), true, false, false),
            (Test::IsPresent, true, true, false),
            (Test::IsAbsent, false, false, true),
        ] {
            assert_eq!(test.holds(Some("/a")), with_a, "{test:?}");
            assert_eq!(test.holds(Some("/c")), with_c, "{test:?}");
            assert_eq!(test.holds(None), without, "{test:?}");
        }
    }

    #[test]
    fn wrong_filters_say_what_is_wrong_and_the_limit() {
        let error = |conditions| EventFilter::new(conditions).unwrap_err().to_string();
        assert_eq!(
            error(vec![is(&["/a"]); 21]),
            "conditions of a filter: 21 were given; at most 20 are possible"
        );
        assert_eq!(
            error(vec![is(&[])]),
            "values of a condition: 0 were given; at least 1 are needed"
        );
        assert_eq!(
            error(vec![is(&["a"; 101])]),
            "values of a condition: 101 were given; at most 100 are possible"
        );
        assert_eq!(
            error(vec![is(&["ü".repeat(2_049).as_str()])]),
            "a value of 2049 characters is too long; at most 2048 are possible"
        );
        assert!(EventFilter::new(vec![is(&["ü".repeat(2_048).as_str()])]).is_ok());
    }
}
