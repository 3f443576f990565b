//! `/s/{service}/data/series`: figures that others counted, beside events and never among them.

pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod show;

use jiff::civil::Date;
use lotse_domain::series::{SeriesHead, SeriesPeriod};

use crate::{messages::Text, query::Query};

/// What a series counts and by what, in a few words: `visits, by device`.
fn what(text: Text, is: &SeriesHead) -> String {
    if is.dimensions.is_empty() {
        return is.measure.clone();
    }
    let values =
        [("measure", is.measure.as_str().into()), ("labels", is.dimensions.join(", ").into())];
    text.fill("series-what", &values)
}

/// The days of a period, in words; a dash where there are none.
fn days(text: Text, period: Option<SeriesPeriod>) -> String {
    period
        .map_or_else(|| "–".to_owned(), |period| text.format().dates(period.first(), period.last()))
}

/// A day that is no day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrongDay {
    /// The parameter that says it: `first` or `last`.
    pub(crate) parameter: &'static str,
    /// The message that says what is wrong.
    key: &'static str,
}

impl WrongDay {
    /// What is wrong, with the name of the field and what was typed.
    fn words(self, text: Text, query: &Query) -> String {
        let field = text.word("series", self.parameter);
        let typed = query.get(self.parameter).unwrap_or_default().trim();
        let mut values = vec![("field", field.into())];
        if self.key == NO_DAY {
            values.push(("typed", typed.into()));
        }
        text.fill(self.key, &values)
    }
}

/// What was typed is no day.
const NO_DAY: &str = "series-no-day";
/// Nothing was typed, but for the other day.
const MISSING_DAY: &str = "series-missing-day";
/// The last day lies before the first.
const REVERSED: &str = "series-reversed";

/// The period that an address or a form says; `None` where it says none.
pub(crate) fn period_of(query: &Query) -> Result<Option<SeriesPeriod>, WrongDay> {
    let typed = |name: &str| query.get(name).map(str::trim).filter(|day| !day.is_empty());
    if typed("first").is_none() && typed("last").is_none() {
        return Ok(None);
    }
    let day = |parameter: &'static str| -> Result<Date, WrongDay> {
        let typed = typed(parameter).ok_or(WrongDay { parameter, key: MISSING_DAY })?;
        typed.parse().map_err(|_| WrongDay { parameter, key: NO_DAY })
    };
    let period = SeriesPeriod::new(day("first")?, day("last")?);
    period.map(Some).ok_or(WrongDay { parameter: "last", key: REVERSED })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    #[test]
    fn days_that_are_no_period_are_said_by_name() {
        for (query, words) in [
            ("first=2026-02-31&last=2026-03-01", "First day: “2026-02-31” is no day"),
            ("first=2026-03-01&last=soon", "Last day: “soon” is no day"),
            ("first=2026-03-02&last=2026-03-01", "Last day: it lies before the first day"),
            ("first=2026-03-02&last=+", "Last day: enter a date"),
            ("last=2026-03-02", "First day: enter a date"),
        ] {
            let query = Query::parse(query);
            let said = period_of(&query).unwrap_err().words(Text::new(Language::English), &query);
            assert!(said.starts_with(words), "{said}");
        }
        let day = "2026-03-01".parse().unwrap();
        let one = Query::parse("first=2026-03-01&last=+2026-03-01+");
        assert_eq!(period_of(&one), Ok(Some(SeriesPeriod::day(day))));
        assert_eq!(period_of(&Query::parse("first=&last=+")), Ok(None));
    }
}
