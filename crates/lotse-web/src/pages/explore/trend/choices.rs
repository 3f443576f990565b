//! What the address of a trend asks for.

use lotse_domain::query::{Period, filter::Field, interval::Interval};
use lotse_report::trend::{BREAKDOWNS, MOST_INTERVALS_BY, OfTrend, TrendMeasure};

use super::super::{
    steps::{WrongStep, check, chosen},
    tags::Tags,
};
use crate::query::Query;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TrendChoices {
    /// The events as they were written; `None` is all of them.
    pub(crate) of: Option<String>,
    pub(crate) measure: TrendMeasure,
    /// `None` where the length of the period decides.
    pub(crate) interval: Option<Interval>,
    pub(crate) by: Option<Field>,
}

impl TrendChoices {
    /// All visitors, without a breakdown.
    pub(crate) const USUAL: Self =
        Self { of: None, measure: TrendMeasure::Visitors, interval: None, by: None };

    /// Reads an address.
    pub(crate) fn read(query: &Query) -> Result<Self, WrongStep> {
        let given = |name: &str| query.get(name).map(str::trim).filter(|text| !text.is_empty());
        let of = given("of");
        if let Some(text) = of {
            check("of", text)?;
        }
        let measure = match given("count") {
            None => Self::USUAL.measure,
            Some(text) => {
                let known = TrendMeasure::ALL.into_iter().find(|measure| measure.as_str() == text);
                known.ok_or(WrongStep::Unknown("count"))?
            }
        };
        let interval = match given("interval") {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| WrongStep::Unknown("interval"))?),
        };
        let by = match given("by") {
            None => None,
            Some(text) => {
                let known = BREAKDOWNS.into_iter().find(|field| field.as_str() == text);
                Some(known.ok_or(WrongStep::Unknown("by"))?)
            }
        };
        Ok(Self { of: of.map(ToOwned::to_owned), measure, interval, by })
    }

    /// By what time a period is cut.
    pub(crate) fn interval_of(&self, period: &Period) -> Interval {
        self.interval.unwrap_or_else(|| Interval::usual(period))
    }

    /// Whether a period has more intervals than a breakdown may.
    pub(crate) fn is_too_fine(&self, period: &Period) -> bool {
        let intervals = self.interval_of(period).stretches(period).len();
        self.by.is_some() && intervals > MOST_INTERVALS_BY
    }

    /// The events.
    pub(crate) fn events(&self, tags: &Tags) -> Result<OfTrend, WrongStep> {
        let Some(text) = &self.of else { return Ok(OfTrend::Everything) };
        chosen("of", text, tags).map(OfTrend::Events)
    }
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};

    use super::*;

    fn read(query: &str) -> Result<TrendChoices, WrongStep> {
        TrendChoices::read(&Query::parse(query))
    }

    #[test]
    fn an_address_without_parameters_asks_for_visitors() {
        assert_eq!(read("of=+&by=").unwrap(), TrendChoices::USUAL);
        let choices = read("of=/apply&count=events&interval=month&by=page-language").unwrap();
        assert_eq!(choices.of.as_deref(), Some("/apply"));
        assert_eq!(choices.measure, TrendMeasure::Events);
        assert_eq!(
            (choices.interval, choices.by),
            (Some(Interval::Month), Some(Field::PageLanguage))
        );
    }

    #[test]
    fn what_cannot_be_is_said_by_name() {
        for (query, parameter) in
            [("count=visits", "count"), ("interval=year", "interval"), ("by=authority", "by")]
        {
            assert_eq!(read(query).unwrap_err(), WrongStep::Unknown(parameter));
        }
        let long = format!("of={}", "x".repeat(3000));
        assert!(matches!(read(&long), Err(WrongStep::Step("of", _))));
    }

    #[test]
    fn the_length_of_the_period_decides_unless_something_is_asked_for() {
        let period = |days: i64| {
            let last = date(2026, 11, 28);
            let first = last.saturating_sub(jiff::Span::new().days(days - 1));
            Period::new(first, last, TimeZone::UTC).unwrap()
        };
        let usual = TrendChoices::USUAL;
        assert_eq!(usual.interval_of(&period(63)), Interval::Week);
        let month = read("interval=month").unwrap();
        assert_eq!(month.interval_of(&period(63)), Interval::Month);
        let fine = read("interval=day&by=browser").unwrap();
        assert!(!fine.is_too_fine(&period(190)) && fine.is_too_fine(&period(191)));
        assert!(!read("interval=day").unwrap().is_too_fine(&period(191)));
    }
}
