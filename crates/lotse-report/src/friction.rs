//! Where people struggle with a service: how many met each signal of it, week by week and by page.

use std::{fmt, str::FromStr, sync::Arc};

use jiff::Timestamp;
use lotse_domain::{
    decimal::Decimal,
    event::EventKind,
    ids::AuthorityCode,
    property::ShortText,
    query::{
        Automatic, Period, UsageQuestion,
        counts::{Grouping, MOST_ROWS},
        filter::{Attribute, Condition, EventFilter, Field, QuestionError, Test},
        interval::{Interval, Stretch},
        together::{QuestionSet, QuestionSetParts},
    },
    service::Service,
    words::UnknownWord,
};
use serde::Serialize;

use crate::{
    Reports,
    cost::Cost,
    error::ReportError,
    gate::{
        self, Disclosed,
        friction::{FrictionPage, SignalFigures},
    },
    measure::Cell,
    overview::Comparison,
    trend::{OfTrend, TrendMeasure, TrendRequest},
    viewer::Viewer,
};

/// A page is slow when its largest part came later than this, in milliseconds: the limit above which the browsers' own
/// measure is poor.
pub const SLOW_MS: i64 = 4_000;
/// The most pages of a signal.
const PAGES: usize = 500;

/// What tells that somebody struggled. `docs/spec/capture.md` says how each is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signal {
    /// A control was clicked again and again.
    RageClick,
    /// A control was clicked and nothing followed.
    DeadClick,
    /// A click was followed by a script's error.
    ErrorClick,
    /// The tab key could not leave a part of the page.
    KeyboardTrap,
    /// What had the focus vanished.
    FocusLoss,
    /// A script failed.
    ScriptError,
    /// A page was left and returned to at once.
    UTurn,
    /// The text of an error message was copied.
    CopyError,
    /// A search found nothing.
    EmptySearch,
    /// A page was slow.
    SlowPage,
}

impl Signal {
    /// Every signal, in the order in which pages show them.
    pub const ALL: [Self; 10] = [
        Self::RageClick,
        Self::DeadClick,
        Self::ErrorClick,
        Self::KeyboardTrap,
        Self::FocusLoss,
        Self::ScriptError,
        Self::UTurn,
        Self::CopyError,
        Self::EmptySearch,
        Self::SlowPage,
    ];

    /// Its one spelling in addresses and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RageClick => "rage-click",
            Self::DeadClick => "dead-click",
            Self::ErrorClick => "error-click",
            Self::KeyboardTrap => "keyboard-trap",
            Self::FocusLoss => "focus-loss",
            Self::ScriptError => "script-error",
            Self::UTurn => "u-turn",
            Self::CopyError => "copy-error",
            Self::EmptySearch => "empty-search",
            Self::SlowPage => "slow-page",
        }
    }

    /// The events that are this signal.
    ///
    /// # Errors
    /// When its conditions are more than a filter may have; they are not.
    pub fn events(self) -> Result<EventFilter, QuestionError> {
        let says = |name: &str, test| Condition {
            attribute: Attribute::Property(ShortText::trusted(name)),
            test,
        };
        let is = |text: &str| Test::Is(vec![text.to_owned()]);
        // Values are whole or have at most four decimals, so none lies between.
        let above = [Decimal::whole(SLOW_MS), Decimal::SMALLEST].into_iter().sum();
        let above = Test::AtLeast(above);
        let (kind, conditions) = match self {
            Self::RageClick => (EventKind::RageClick, Vec::new()),
            Self::DeadClick => (EventKind::DeadClick, Vec::new()),
            Self::ErrorClick => (EventKind::ErrorClick, Vec::new()),
            Self::KeyboardTrap => (EventKind::KeyboardTrap, Vec::new()),
            Self::FocusLoss => (EventKind::FocusLoss, Vec::new()),
            Self::ScriptError => (EventKind::JsError, Vec::new()),
            Self::UTurn => (EventKind::UTurn, Vec::new()),
            Self::CopyError => (EventKind::CopyError, Vec::new()),
            Self::EmptySearch => (EventKind::Search, vec![says("results", is("0"))]),
            Self::SlowPage => {
                (EventKind::WebVital, vec![says("metric", is("lcp")), says("value", above)])
            }
        };
        Ok(EventFilter::of_kinds(&[kind]).and(&EventFilter::new(conditions)?))
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Signal {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let known = Self::ALL.into_iter().find(|signal| signal.as_str() == text);
        known.ok_or_else(|| UnknownWord {
            found: text.chars().take(40).collect(),
            allowed: "rage-click, dead-click, error-click, keyboard-trap, focus-loss, script-error, u-turn, copy-error, empty-search, slow-page",
        })
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct FrictionRequest {
    /// Of which service.
    pub service: Arc<Service>,
    /// When.
    pub period: Period,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
    /// Of which signal the pages are told; without it of the one that most people met.
    pub signal: Option<Signal>,
}

/// Where people struggle. Everything counted in it has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct FrictionReport {
    /// The one authority whose part of the service this is; `None` for the whole.
    pub authority: Option<AuthorityCode>,
    /// What was asked for.
    pub request: FrictionRequest,
    /// All visitors of the period: daily visitors or people.
    pub visitors: Cell,
    /// The weeks of the period; a week begins on Monday.
    pub weeks: Vec<Stretch>,
    /// Every signal, in the order of [`Signal::ALL`].
    pub signals: Vec<(Signal, SignalFigures)>,
    /// The signal of which pages are told.
    pub of: Signal,
    /// Pages on which it was met and that may be named; those that most people met it on first.
    pub pages: Vec<FrictionPage>,
    /// There are other pages.
    pub has_others: bool,
    /// The last day is today and not over.
    pub is_partial: bool,
    /// When the newest event of the period was received.
    pub newest: Option<Disclosed<Timestamp>>,
    /// What the answer cost.
    pub cost: Cost,
}

impl FrictionRequest {
    /// People over time, of events that the question for each signal names.
    fn trend(&self) -> TrendRequest {
        TrendRequest {
            service: Arc::clone(&self.service),
            period: self.period.clone(),
            comparison: Comparison::None,
            automatic: self.automatic,
            of: OfTrend::Events(EventFilter::default()),
            measure: TrendMeasure::Visitors,
            interval: Interval::Week,
            by: None,
        }
    }
}

impl Reports {
    /// Where people struggle: every signal by one reading, then the pages of one.
    ///
    /// # Errors
    /// When it is no question, or the lake gives no answer.
    pub async fn friction(
        &self,
        viewer: &Viewer,
        request: FrictionRequest,
    ) -> Result<FrictionReport, ReportError> {
        let meter = self.meter();
        let (service, period) = (&request.service, &request.period);
        let (rules, trend) = (self.rules(viewer), request.trend());
        let scope = viewer.scope(service, period, request.automatic);
        let mut counts = Vec::with_capacity(Signal::ALL.len());
        for signal in Signal::ALL {
            let every = vec![Grouping::Every(Interval::Week)];
            counts.push(trend.question(viewer, period, signal.events()?, every, MOST_ROWS)?);
        }
        let set = QuestionSet::new(QuestionSetParts {
            counts,
            usages: vec![UsageQuestion { scope, breakdowns: Vec::new() }],
            ..QuestionSetParts::default()
        })?;
        let answers = meter.reader.together(&set).await?;
        let (usage, figures) = gate::friction::signals(answers, &trend, rules);
        let signals: Vec<_> = Signal::ALL.into_iter().zip(figures).collect();
        let of = request.signal.unwrap_or_else(|| most_met(&signals));
        let by_page = vec![Grouping::By(Attribute::Field(Field::Page))];
        let pages = trend.question(viewer, period, of.events()?, by_page, PAGES)?;
        let pages = meter.reader.counts(&pages).await?;
        let (pages, has_others) = gate::friction::pages(&pages, &trend, rules);
        Ok(FrictionReport {
            authority: viewer.authority().cloned(),
            visitors: usage.figures.first().map_or(Cell::NoData, |figure| figure.cell.clone()),
            weeks: Interval::Week.stretches(period),
            signals,
            of,
            pages,
            has_others,
            is_partial: self.clock.now() < period.end(),
            newest: usage.newest,
            cost: meter.cost(),
            request,
        })
    }
}

/// The signal that most people met, by what is told of them; the first where nothing is.
fn most_met(signals: &[(Signal, SignalFigures)]) -> Signal {
    let people = |figures: &SignalFigures| figures.people.total.number()?.count();
    let mut most = (Signal::RageClick, None);
    for (signal, figures) in signals {
        if people(figures) > most.1 {
            most = (*signal, people(figures));
        }
    }
    most.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_told_by_its_word() {
        for signal in Signal::ALL {
            assert_eq!(signal.as_str().parse(), Ok(signal));
            assert!(signal.events().is_ok(), "{signal}");
        }
        assert!("click".parse::<Signal>().is_err());
    }

    #[test]
    fn a_page_is_slow_above_four_seconds() {
        let slow = Signal::SlowPage.events().unwrap();
        let holds = |value: &str| {
            let of =
                |c: &&Condition| c.attribute == Attribute::Property(ShortText::trusted("value"));
            slow.conditions().iter().find(of).unwrap().test.holds(Some(value))
        };
        assert_eq!(["3999", "4000", "4000.0001", "9000"].map(holds), [false, false, true, true]);
    }
}
