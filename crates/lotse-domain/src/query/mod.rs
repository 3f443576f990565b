//! The typed questions that the lake answers, and their undisclosed answers.
//!
//! No question holds text that becomes a query: what may be chosen is a closed list.

pub mod attempts;
pub mod blur;
pub mod counts;
pub mod examples;
pub mod filter;
pub mod forms;
pub mod funnel;
pub mod interval;
pub mod largest;
pub mod overlap;
pub mod paths;
pub mod period;
pub mod retention;
pub mod segment;
pub mod together;

use jiff::Timestamp;

pub use self::period::{LocalDay, Period, PeriodError};
use self::{filter::EventFilter, segment::Segment};
use crate::{
    Count,
    ids::{AuthorityCode, ServiceId},
    service::ServiceKind,
    words::words,
};

words! {
    /// What the rows of a table are. Events are described by themselves, visits by their first event.
    Breakdown {
        /// Local day.
        Day = "day",
        /// Page on which an event happened.
        Page = "page",
        /// First page of a visit.
        EntryPage = "entry-page",
        /// Last page of a visit.
        ExitPage = "exit-page",
        /// Language of the page.
        PageLanguage = "page-language",
        /// Language that the browser asks for.
        BrowserLanguage = "browser-language",
        /// Size class of the device.
        DeviceClass = "device-class",
        /// Browser family.
        Browser = "browser",
        /// Operating system.
        OperatingSystem = "operating-system",
        /// Domain of the page that led to a visit: what its first event carries.
        Referrer = "referrer",
    }
}

words! {
    /// Where a question is asked: the page whose address holds it.
    QuestionPlace {
        /// How much, over time.
        Trend = "trend",
        /// How many get how far.
        Funnel = "funnel",
        /// Which ways they take.
        Paths = "paths",
        /// Who comes back.
        Retention = "retention",
        /// Which pages are viewed.
        Pages = "pages",
        /// How forms are filled in.
        Forms = "forms",
    }
}

words! {
    /// What becomes of events of automatic clients.
    Automatic {
        /// They are in no figure.
        LeftOut = "left-out",
        /// They count like others.
        Counted = "counted",
    }
}

impl Breakdown {
    /// Whether its rows describe visits alone. Pages within a visit are linked from the service
    /// itself, so a referrer says something about the visit and nothing about its later events.
    #[must_use]
    pub const fn describes_visits_only(self) -> bool {
        matches!(self, Self::EntryPage | Self::ExitPage | Self::Referrer)
    }
}

/// Where, when and who: what every question says.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// Which service.
    pub service: ServiceId,
    /// Which of the two lakes it lies in.
    pub kind: ServiceKind,
    /// Only the events of this authority.
    pub authority: Option<AuthorityCode>,
    /// When.
    pub period: Period,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
    /// Only the events of these visitors.
    pub segment: Option<Segment>,
}

impl Scope {
    /// Events of a filter, of the authority alone if one is asked for.
    #[must_use]
    pub fn within(&self, filter: &EventFilter) -> EventFilter {
        match &self.authority {
            Some(authority) => filter.and(&EventFilter::of_authority(authority)),
            None => filter.clone(),
        }
    }
}

/// Lengths of time: how many things took each, to the millisecond.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    /// Milliseconds to things, ascending.
    pub by_ms: std::collections::BTreeMap<u64, u64>,
}

/// How much was this service used, in all and by the given breakdowns?
///
/// One scan answers the totals and every breakdown.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageQuestion {
    /// Where and when.
    pub scope: Scope,
    /// The tables wanted besides the totals, each at most once.
    pub breakdowns: Vec<Breakdown>,
}

/// What was counted for the whole service or for one row of a breakdown.
///
/// Which fields a breakdown fills: where it describes visits only, `events` and `page_views` stay
/// zero; `Page` describes events, so `bounces` stays zero and `visits` are
/// those that touched the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Events of every kind.
    pub events: Count,
    /// Page views.
    pub page_views: Count,
    /// Pairs of visitor and local day with at least one event.
    pub visitor_days: Count,
    /// The most distinct visitors on any one local day.
    pub most_visitors_on_a_day: Count,
    /// The fewest distinct visitors on any local day of the period on which at least one is counted here: days without
    /// anybody, or with events of nobody alone, are not looked at. Without such a day it is 0.
    pub fewest_visitors_on_a_day: Count,
    /// Distinct pseudonyms over the whole period. A count of people only where pseudonyms live
    /// longer than the period.
    pub visitors: Count,
    /// The most page views of one visitor, and of another.
    pub largest_page_views: largest::Largest,
    /// Visits that began in the period.
    pub visits: Count,
    /// The most visits of one visitor, and of another.
    pub largest_visits: largest::Largest,
    /// Those of them whose profile can carry bounce and engaged time.
    pub measured_visits: Count,
    /// Those of the measured visits with one page view and no interaction.
    pub bounces: Count,
    /// Sum of engaged time over the measured visits (for `Page`: over the page's events), in
    /// milliseconds.
    pub engaged_ms: u64,
    /// The same of the blurred population.
    pub blurred: blur::Blurred,
}

/// Engaged times of measured visits: how many visits had each time, to a tenth of a second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngagedTimes {
    /// Tenths of a second to visits, in ascending order of time.
    pub by_tenths: std::collections::BTreeMap<u32, u64>,
}

/// One table of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageTable {
    /// What its rows are.
    pub breakdown: Breakdown,
    /// Label and tally, ordered by label. A label of `None` gathers what carries none. For `Day` the
    /// labels are dates (`2026-11-23`) and every day of the period has a row.
    pub rows: Vec<(Option<String>, Tally)>,
    /// There were more distinct labels than the engine keeps; the rarest are missing.
    pub truncated: bool,
}

/// The answer to a [`UsageQuestion`], not yet disclosed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageAnswer {
    /// The whole service.
    pub totals: Tally,
    /// Engaged time of the measured visits.
    pub engaged: EngagedTimes,
    /// One table per breakdown, in the order asked.
    pub tables: Vec<UsageTable>,
    /// Events of the period by automatic clients, whether they count or not.
    pub automatic_events: Count,
    /// The newest `received_at` that was seen, if there was any event.
    pub newest: Option<Timestamp>,
}
