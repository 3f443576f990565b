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

/// The days of a period, in words.
fn days(text: Text, period: SeriesPeriod) -> String {
    text.format().dates(period.first(), period.last())
}

/// The period that an address or a form says; `None` where it says none, or none that is one.
pub(crate) fn period_of(query: &Query) -> Option<SeriesPeriod> {
    let day = |name: &str| query.get(name).and_then(|day| day.trim().parse::<Date>().ok());
    let (first, last) = (day("first")?, day("last")?);
    SeriesPeriod::new(first, last)
}
