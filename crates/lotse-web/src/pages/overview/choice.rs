//! What the address of an overview asks for: when, compared with what, drawn as what.
//!
//! The address holds the whole question, so that it can be shared and the back button works.

use jiff::{Timestamp, civil::Date};
use lotse_domain::{
    query::{Automatic, Period, PeriodError},
    service::Service,
};
use lotse_report::{measure::Measure, overview::Comparison};

use crate::{error::Failure, query::Query};

/// The runs of days that one click asks for.
pub(crate) const PRESETS: [u16; 3] = [7, 30, 90];
const DEFAULT_DAYS: u16 = 30;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choices {
    pub(crate) period: Period,
    /// The preset, when the period is one.
    pub(crate) days: Option<u16>,
    pub(crate) comparison: Comparison,
    pub(crate) automatic: Automatic,
    /// What the chart draws.
    pub(crate) drawn: Measure,
}

/// A parameter that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrongChoice {
    pub(crate) parameter: &'static str,
    pub(crate) reason: WrongReason,
}

/// Why it cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WrongReason {
    /// It is none of the values that there are.
    Unknown,
    /// It is no date.
    NoDate,
    /// The dates are no period.
    Period(PeriodError),
    /// The period begins after today.
    Future,
}

impl From<WrongChoice> for Failure {
    fn from(wrong: WrongChoice) -> Self {
        Self::Parameter { name: wrong.parameter }
    }
}

impl Choices {
    /// Reads an address. What is not in it has its default: 30 days, compared with those before.
    pub(crate) fn read(
        query: &Query,
        service: &Service,
        now: Timestamp,
    ) -> Result<Self, WrongChoice> {
        let zone = service.time_zone.clone();
        let wrong = |parameter, reason| WrongChoice { parameter, reason };
        let given = |name: &str| query.get(name).map(str::trim).filter(|text| !text.is_empty());
        let (period, days) = match (given("first"), given("last")) {
            (None, None) => {
                let days = match given("days") {
                    None => DEFAULT_DAYS,
                    Some(text) => {
                        let days = text.parse().ok().filter(|days| (1..=800).contains(days));
                        days.ok_or_else(|| wrong("days", WrongReason::Unknown))?
                    }
                };
                let period = Period::last_days(days, now, zone);
                (period.map_err(|e| wrong("days", WrongReason::Period(e)))?, Some(days))
            }
            (first, last) => {
                let today = now.to_zoned_datetime(zone.clone()).date();
                let first = date(first).ok_or_else(|| wrong("first", WrongReason::NoDate))?;
                // Days to come have no events; the last day is today at the latest.
                let last = date(last).ok_or_else(|| wrong("last", WrongReason::NoDate))?.min(today);
                if first > today {
                    return Err(wrong("first", WrongReason::Future));
                }
                let period = Period::new(first, last, zone);
                (period.map_err(|e| wrong("first", WrongReason::Period(e)))?, None)
            }
        };
        let comparison = match given("compare") {
            None | Some("before") => Comparison::Before,
            Some("none") => Comparison::None,
            Some(_) => return Err(wrong("compare", WrongReason::Unknown)),
        };
        let automatic = match given("automatic") {
            None => Automatic::LeftOut,
            Some(text) => text.parse().map_err(|_| wrong("automatic", WrongReason::Unknown))?,
        };
        let drawn = match given("chart") {
            None => Measure::Visits,
            Some(text) => Self::drawable(service)
                .into_iter()
                .find(|measure| measure.as_str() == text)
                .ok_or_else(|| wrong("chart", WrongReason::Unknown))?,
        };
        Ok(Self { period, days, comparison, automatic, drawn })
    }

    /// What the chart can draw for a service.
    pub(crate) fn drawable(service: &Service) -> [Measure; 3] {
        [Measure::of_people(service.identity()), Measure::Visits, Measure::PageViews]
    }
}

fn date(text: Option<&str>) -> Option<Date> {
    text?.parse().ok()
}

#[cfg(test)]
mod tests {
    use lotse_domain::{
        ids::{ServiceId, ServiceSlug},
        service::{CollectionProfile, Jurisdiction, PublicKey, ServiceKind},
    };

    use super::*;

    fn read(query: &str) -> Result<Choices, WrongChoice> {
        let service = Service {
            id: ServiceId::new(1),
            slug: ServiceSlug::from_name("a"),
            name: "A".into(),
            kind: ServiceKind::Public,
            jurisdiction: Jurisdiction::UnitedStates,
            profile: CollectionProfile::Statistics,
            public_key: PublicKey::from_text("pk"),
            origins: vec![],
            allowed_parameters: vec![],
            authorities: Vec::new(),
            capture: lotse_domain::service::CaptureSettings::default(),
            time_zone: jiff::tz::TimeZone::get("America/New_York").unwrap(),
            generated: false,
        };
        // Still the 22nd in New York.
        Choices::read(&Query::parse(query), &service, "2026-11-23T02:00:00Z".parse().unwrap())
    }

    #[test]
    fn an_address_without_parameters_asks_for_thirty_days_compared() {
        let choices = read("").unwrap();
        assert_eq!(choices.period.last().to_string(), "2026-11-22");
        assert_eq!(choices.period.days().len(), 30);
        assert_eq!(choices.comparison, Comparison::Before);
        assert_eq!(choices.days, Some(30));
        assert_eq!(choices.automatic, Automatic::LeftOut);
        assert_eq!(read("automatic=counted").unwrap().automatic, Automatic::Counted);
    }

    #[test]
    fn dates_of_ones_own_end_today_at_the_latest() {
        let choices =
            read("first=2026-11-01&last=2027-01-01&compare=none&chart=page-views").unwrap();
        assert_eq!(choices.period.last().to_string(), "2026-11-22");
        assert_eq!(choices.days, None);
        assert_eq!(choices.drawn, Measure::PageViews);
    }

    #[test]
    fn what_cannot_be_is_said_by_name() {
        for (query, parameter) in [
            ("days=0", "days"),
            ("days=801", "days"),
            ("days=x", "days"),
            ("first=2026-11-01", "last"),
            ("last=2026-11-01", "first"),
            ("first=2026-13-01&last=2026-11-01", "first"),
            ("first=2026-11-02&last=2026-11-01", "first"),
            ("first=2020-11-02&last=2026-11-01", "first"),
            ("first=2026-11-23&last=2026-11-24", "first"),
            ("compare=year", "compare"),
            ("automatic=yes", "automatic"),
            ("chart=people", "chart"),
            ("chart=bounce-rate", "chart"),
        ] {
            assert_eq!(read(query).unwrap_err().parameter, parameter, "{query}");
        }
    }
}
