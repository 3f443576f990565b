//! The dictionary: which events arrive for a service, what they are called, how many there are and since when.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use lotse_domain::{
    display::DisplaySetting,
    event::EventKind,
    query::{
        Automatic, Period, UsageQuestion,
        counts::{CountsParts, CountsQuestion, Distinct, Grouping, MOST_ROWS, RowOrder},
        filter::{Attribute, EventFilter, Field, QuestionError},
        interval::Interval,
    },
    service::{IdentityQuality, Service},
};

use crate::{
    Reports,
    cost::Cost,
    error::ReportError,
    gate::{self, AutomaticShare, Disclosed},
    measure::Cell,
    viewer::Viewer,
};

/// Days that the dictionary looks back.
pub const DICTIONARY_DAYS: u16 = 90;

/// One event, by its kind and, where the service names it, its name.
#[derive(Clone, Debug, PartialEq)]
pub struct DictionaryEntry {
    /// Its kind.
    pub kind: EventKind,
    /// Its name, if it has one.
    pub name: Disclosed<Option<String>>,
    /// How many there were.
    pub events: Cell,
    /// By how many: daily visitors or people.
    pub people: Cell,
    /// The first week in which enough people made it, by its Monday; none where there is no such week.
    pub first: Option<Disclosed<Date>>,
    /// The last such week.
    pub last: Option<Disclosed<Date>>,
    /// Properties that the service gives it and that may be named, the most frequent first.
    pub properties: Vec<PropertyEntry>,
}

/// One property of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyEntry {
    /// Its name.
    pub name: Disclosed<String>,
    /// How many events have it.
    pub events: Cell,
}

/// On how many documents of a service a display setting was on.
#[derive(Clone, Debug, PartialEq)]
pub struct DisplayEntry {
    /// Which.
    pub setting: DisplaySetting,
    /// Documents.
    pub documents: Cell,
}

/// What arrives for a service. Everything counted in it has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct DictionaryReport {
    /// When it was looked at.
    pub period: Period,
    /// Events that may be named, the most frequent first.
    pub entries: Vec<DictionaryEntry>,
    /// There are others: of too few people each, or protecting one that is.
    pub has_others: bool,
    /// Events by automatic clients, which are left out of the entries.
    pub automatic: Disclosed<AutomaticShare>,
    /// Display settings, where they are counted.
    pub displays: Vec<DisplayEntry>,
    /// When the newest event was received.
    pub newest: Option<Disclosed<Timestamp>>,
    /// What the answer cost.
    pub cost: Cost,
}

fn question(
    viewer: &Viewer,
    service: &Service,
    period: &Period,
    further: Option<Grouping>,
) -> Result<CountsQuestion, QuestionError> {
    let named = |field| Grouping::By(Attribute::Field(field));
    let mut by = vec![named(Field::Kind), named(Field::Name)];
    by.extend(further);
    CountsQuestion::new(CountsParts {
        scope: viewer.scope(service, period, Automatic::LeftOut),
        events: EventFilter::default(),
        by,
        number: None,
        distinct: match service.identity() {
            IdentityQuality::DailyHash => Distinct::Day,
            IdentityQuality::FirstPartyId | IdentityQuality::SignedReference => Distinct::Period,
        },
        order: RowOrder::Events,
        rows: MOST_ROWS,
    })
}

impl Reports {
    /// What arrives for a service.
    ///
    /// # Errors
    /// When a store gives no answer.
    pub async fn dictionary(
        &self,
        viewer: &Viewer,
        service: &Arc<Service>,
    ) -> Result<DictionaryReport, ReportError> {
        let meter = self.meter();
        let zone = service.time_zone.clone();
        let period = Period::last_days(DICTIONARY_DAYS, self.clock.now(), zone)?;
        let ask = |further| question(viewer, service, &period, further);
        let events = meter.reader.counts(&ask(None)?).await?;
        let weeks = meter.reader.counts(&ask(Some(Grouping::Every(Interval::Week)))?).await?;
        let names = Grouping::By(Attribute::PropertyNames);
        let properties = meter.reader.counts(&ask(Some(names))?).await?;
        let scope = viewer.scope(service, &period, Automatic::LeftOut);
        let usage = UsageQuestion { scope, breakdowns: Vec::new() };
        let usage = meter.reader.usage(&usage).await?;
        let usage = gate::usage(&usage, service, &period, Automatic::LeftOut, self.rules(viewer));
        let displays = self.control.displays(service, period.first(), period.last()).await?;
        let counted =
            gate::dictionary::Counted { events: &events, weeks: &weeks, properties: &properties };
        let (entries, has_others) =
            gate::dictionary::entries(&counted, service, &period, self.rules(viewer));
        Ok(DictionaryReport {
            entries,
            has_others,
            automatic: usage.automatic,
            displays: gate::dictionary::displays(&displays, service),
            newest: usage.newest,
            cost: meter.cost(),
            period,
        })
    }
}
