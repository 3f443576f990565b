//! What is counted, and one computed number with everything that belongs to it.

use std::str::FromStr;

use lotse_domain::{
    Count,
    query::Breakdown,
    service::{IdentityQuality, Service},
    words::UnknownWord,
};
use lotse_stats::estimate::{Estimate, Interval, SampleUnit};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct};

use crate::gate::Disclosed;

/// What a figure or column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Visitors told apart by a hash that lives a day, summed over days.
    DailyVisitors,
    /// People told apart over the whole period.
    People,
    /// Visits.
    Visits,
    /// Page views.
    PageViews,
    /// Share of measured visits with one page view and no interaction.
    BounceRate,
    /// Median time in use of a measured visit, in seconds.
    EngagedTime,
}

impl Measure {
    /// Every measure, in the order in which pages show them.
    pub const ALL: &'static [Self] = &[
        Self::DailyVisitors,
        Self::People,
        Self::Visits,
        Self::PageViews,
        Self::BounceRate,
        Self::EngagedTime,
    ];

    /// The measure that counts people, as far as pseudonyms of this kind allow.
    pub fn of_people(identity: IdentityQuality) -> Self {
        match identity {
            IdentityQuality::DailyHash => Self::DailyVisitors,
            IdentityQuality::FirstPartyId | IdentityQuality::SignedReference => Self::People,
        }
    }

    /// What is counted of a whole service.
    pub fn of_service(service: &Service) -> [Self; 5] {
        let people = Self::of_people(service.identity());
        [people, Self::Visits, Self::PageViews, Self::BounceRate, Self::EngagedTime]
    }

    /// What is counted of the rows of a breakdown: that by which they are ordered first.
    pub fn of_rows(service: &Service, breakdown: Breakdown) -> Vec<Self> {
        let people = Self::of_people(service.identity());
        match breakdown {
            Breakdown::Day => vec![people, Self::Visits, Self::PageViews],
            of_visits if of_visits.describes_visits_only() => vec![Self::Visits, people],
            Breakdown::Page => vec![Self::PageViews, people],
            _ => vec![Self::Visits, Self::PageViews, people],
        }
    }

    /// Its one spelling in addresses and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DailyVisitors => "daily-visitors",
            Self::People => "people",
            Self::Visits => "visits",
            Self::PageViews => "page-views",
            Self::BounceRate => "bounce-rate",
            Self::EngagedTime => "engaged-time",
        }
    }
}

impl FromStr for Measure {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let known = Self::ALL.iter().copied().find(|measure| measure.as_str() == text);
        known.ok_or_else(|| UnknownWord {
            found: text.chars().take(40).collect(),
            allowed: "daily-visitors, people, visits, page-views, bounce-rate, engaged-time",
        })
    }
}

/// A number: a count, or an estimate with its n and interval; each exact or of the blurred population, in which every
/// visitor counts 0, 1 or 2 times, once on average and always the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A complete count; it has no interval, since nothing was sampled.
    Count(Count),
    /// A count of the blurred population. Of 0 it says little: somebody may be there.
    Blurred(Count),
    /// A computed number.
    Estimate(Estimate),
    /// A computed number whose n is a count of the blurred population; so are the counts of a share.
    OfBlurred(Estimate),
}

impl Number {
    /// The value as a number for drawing.
    pub fn value(self) -> f64 {
        match self {
            Self::Count(count) | Self::Blurred(count) => count.as_f64(),
            Self::Estimate(estimate) | Self::OfBlurred(estimate) => estimate.value,
        }
    }

    /// The count, if it is one, blurred or not.
    pub fn count(self) -> Option<Count> {
        match self {
            Self::Count(count) | Self::Blurred(count) => Some(count),
            Self::Estimate(_) | Self::OfBlurred(_) => None,
        }
    }

    /// The estimate, if it is one, of whichever population.
    pub fn estimate(self) -> Option<Estimate> {
        match self {
            Self::Estimate(estimate) | Self::OfBlurred(estimate) => Some(estimate),
            Self::Count(_) | Self::Blurred(_) => None,
        }
    }

    /// The n of an estimate, blurred where its population is.
    pub fn n(self) -> Option<Self> {
        match self {
            Self::Estimate(estimate) => Some(Self::Count(estimate.n)),
            Self::OfBlurred(estimate) => Some(Self::Blurred(estimate.n)),
            Self::Count(_) | Self::Blurred(_) => None,
        }
    }

    /// Whether it is a figure of the blurred population.
    pub fn is_blurred(self) -> bool {
        matches!(self, Self::Blurred(_) | Self::OfBlurred(_))
    }
}

/// What the n of an estimate counts, in files.
pub(crate) fn unit_text(unit: SampleUnit) -> &'static str {
    match unit {
        SampleUnit::Events => "events",
        SampleUnit::Visits => "visits",
        SampleUnit::Attempts => "attempts",
        SampleUnit::VisitorDays => "visitor-days",
        SampleUnit::People => "people",
        SampleUnit::Responses => "responses",
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => {
                let mut object = serializer.serialize_struct("Number", 1)?;
                object.serialize_field("value", &count.get())?;
                object.end()
            }
            Self::Blurred(count) => {
                let mut object = serializer.serialize_struct("Number", 2)?;
                object.serialize_field("value", &count.get())?;
                object.serialize_field("blurred", &true)?;
                object.end()
            }
            Self::Estimate(estimate) | Self::OfBlurred(estimate) => {
                let fields = if self.is_blurred() { 8 } else { 7 };
                let mut object = serializer.serialize_struct("Number", fields)?;
                object.serialize_field("value", &estimate.value)?;
                if self.is_blurred() {
                    object.serialize_field("blurred", &true)?;
                }
                object.serialize_field("n", &estimate.n.get())?;
                object.serialize_field("unit_of_n", unit_text(estimate.unit))?;
                object.serialize_field("low", &estimate.interval.map(Interval::low))?;
                object.serialize_field("high", &estimate.interval.map(Interval::high))?;
                object.serialize_field("level", &estimate.interval.map(|i| i.level().inside()))?;
                object.serialize_field("method", &estimate.method.to_string())?;
                object.end()
            }
        }
    }
}

/// Why a cell shows no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Hidden {
    /// Too few people are in it.
    TooFew {
        /// How many it takes.
        minimum: u64,
    },
    /// One or two people make up most of it. It is a sum; how many people there are is told.
    Dominated,
    /// It alone would reveal a cell that is hidden for another reason.
    Protects,
    /// One of these. Which, is not said: it would help to work such a cell out.
    TooFewOrProtects {
        /// How many people it takes.
        minimum: u64,
    },
}

/// Why a measure does not exist here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum NotMeasured {
    /// The collection profile does not capture interaction.
    Profile,
    /// Pseudonyms change within the period, so that people would be counted twice.
    KeyChange,
}

/// What stands where a number is expected.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Cell {
    /// A number that may be shown.
    Shown {
        /// The number.
        #[serde(flatten)]
        number: Disclosed<Number>,
    },
    /// A number that may not be shown.
    Hidden(Hidden),
    /// There is no such number here.
    NotMeasured(NotMeasured),
    /// Nothing happened that it could be computed from.
    NoData,
}

impl Cell {
    /// The number, where it may be shown.
    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Shown { number } => Some(**number),
            _ => None,
        }
    }

    /// Whether a share says that all of a group did alike, each of them or none: then whoever knows that somebody is in
    /// the group knows it of them, however many they are (homogeneity: Machanavajjhala et al., 2007, *l-diversity*).
    /// To be asked of shares.
    pub fn is_all_alike(&self) -> bool {
        let share = self.number().and_then(Number::estimate).map(|estimate| estimate.value);
        share.is_some_and(|share| share <= 0.0 || share >= 1.0)
    }

    /// Whether it says that nothing happened: an exact count of 0. A blurred 0 does not say so.
    pub fn is_nothing(&self) -> bool {
        matches!(self.number(), Some(Number::Count(count)) if count.is_zero())
    }

    /// Whether there is a number: the word for it in files.
    pub fn state(&self) -> &'static str {
        match self {
            Self::Shown { .. } => "shown",
            Self::Hidden(_) => "hidden",
            Self::NotMeasured(_) => "not-measured",
            Self::NoData => "no-data",
        }
    }

    /// Why there is no number, where more is to be said than [`Cell::state`] does.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Hidden(Hidden::TooFew { .. }) => Some("too-few"),
            Self::Hidden(Hidden::Dominated) => Some("dominated"),
            Self::Hidden(Hidden::Protects) => Some("protects"),
            Self::Hidden(Hidden::TooFewOrProtects { .. }) => Some("too-few-or-protects"),
            Self::NotMeasured(NotMeasured::Profile) => Some("profile"),
            Self::NotMeasured(NotMeasured::KeyChange) => Some("key-change"),
            Self::Shown { .. } | Self::NoData => None,
        }
    }

    /// How many people it takes to show the number, where that is the rule that hides it.
    pub fn minimum(&self) -> Option<u64> {
        match self {
            Self::Hidden(Hidden::TooFew { minimum } | Hidden::TooFewOrProtects { minimum }) => {
                Some(*minimum)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_known_by_its_spelling_and_another_word_hears_which_there_are() {
        for measure in Measure::ALL {
            assert_eq!(measure.as_str().parse(), Ok(*measure));
        }
        let wrong = "clicks".parse::<Measure>().unwrap_err();
        let all: Vec<&str> = Measure::ALL.iter().map(|measure| measure.as_str()).collect();
        assert_eq!(wrong.allowed, all.join(", "));
        assert_eq!(wrong.found, "clicks");
    }

    #[test]
    fn the_words_for_a_cell_are_those_of_its_json() {
        for cell in [
            Cell::Hidden(Hidden::TooFew { minimum: 5 }),
            Cell::Hidden(Hidden::Dominated),
            Cell::Hidden(Hidden::Protects),
            Cell::Hidden(Hidden::TooFewOrProtects { minimum: 10 }),
            Cell::NotMeasured(NotMeasured::Profile),
            Cell::NotMeasured(NotMeasured::KeyChange),
            Cell::NoData,
            crate::gate::nobody(&crate::gate::tests::public(), crate::policy::Rules::staff()),
        ] {
            let json = serde_json::to_value(&cell).unwrap();
            assert_eq!(json["state"].as_str(), Some(cell.state()));
            assert_eq!(json["reason"].as_str(), cell.reason());
            assert_eq!(json["minimum"].as_u64(), cell.minimum());
        }
    }
}
