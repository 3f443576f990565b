//! How much, over time: visitors or events of one service by day, week or month.

use std::sync::Arc;

use jiff::Timestamp;
use lotse_domain::{
    directory::Quarter,
    event::EventKind,
    ids::AuthorityCode,
    query::{
        Automatic, Period,
        counts::{CountsParts, CountsQuestion, Distinct, Grouping, MOST_ROWS, RowOrder},
        filter::{Attribute, Condition, EventFilter, Field, QuestionError, Test},
        interval::{Interval, Stretch},
        together::{QuestionSet, QuestionSetParts},
    },
    service::{IdentityQuality, Service},
};

use crate::{
    Reports,
    cost::{Cost, Meter},
    error::ReportError,
    gate::{
        self, Disclosed,
        trend::{AskedInterval, Looked, TrendLine, TrendRows},
    },
    overview::Comparison,
    shortest,
    viewer::Viewer,
};

/// What a trend may be broken down by.
pub const BREAKDOWNS: [Field; 6] = [
    Field::PageLanguage,
    Field::BrowserLanguage,
    Field::DeviceClass,
    Field::Browser,
    Field::OperatingSystem,
    Field::Page,
];

/// Rows of a breakdown that are named at most: as many lines as can be told apart.
pub const MOST_NAMED: usize = 7;

/// The most intervals of a trend with a breakdown.
pub const MOST_INTERVALS_BY: usize = 190;

/// What a trend counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrendMeasure {
    /// Those who did it: people as far as pseudonyms last, else daily visitors.
    Visitors,
    /// How often it was done; of everything, page views.
    Events,
}

impl TrendMeasure {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Visitors, Self::Events];

    /// Its one spelling in addresses and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visitors => "visitors",
            Self::Events => "events",
        }
    }
}

/// Of what a trend is.
#[derive(Clone, Debug, PartialEq)]
pub enum OfTrend {
    /// The whole service.
    Everything,
    /// Some events of it.
    Events(EventFilter),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendRequest {
    /// Of which service.
    pub service: Arc<Service>,
    /// When.
    pub period: Period,
    /// What it is compared with.
    pub comparison: Comparison,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
    /// Of what.
    pub of: OfTrend,
    /// What is counted.
    pub measure: TrendMeasure,
    /// By what time is cut. A week begins on Monday.
    pub interval: Interval,
    /// Rows besides the whole.
    pub by: Option<Field>,
}

/// A trend. Everything counted in it has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendReport {
    /// The one authority whose part of the service this is; `None` for the whole.
    pub authority: Option<AuthorityCode>,
    /// What was asked for.
    pub request: TrendRequest,
    /// The intervals, in order.
    pub intervals: Vec<Stretch>,
    /// The last day is today and not over.
    pub is_partial: bool,
    /// The whole.
    pub line: TrendLine,
    /// The shortest interval by which no point of the line is hidden, where one is here.
    pub shown_by: Option<Interval>,
    /// The shortest period ending alike of which the total is shown, where it is hidden here.
    pub shown_from: Option<Period>,
    /// The whole in the period compared with, and that period.
    pub before: Option<(Period, TrendLine)>,
    /// The rows of a breakdown, where one was asked for.
    pub rows: Option<TrendRows>,
    /// When the newest event of the service was received.
    pub newest: Option<Disclosed<Timestamp>>,
    /// What the answer cost.
    pub cost: Cost,
}

impl TrendRequest {
    /// The events that are counted.
    fn events(&self) -> Result<EventFilter, QuestionError> {
        match (&self.of, self.measure) {
            (OfTrend::Events(events), _) => Ok(events.clone()),
            (OfTrend::Everything, TrendMeasure::Visitors) => Ok(EventFilter::default()),
            (OfTrend::Everything, TrendMeasure::Events) => EventFilter::new(vec![Condition {
                attribute: Attribute::Field(Field::Kind),
                test: Test::Is(vec![EventKind::PageView.as_str().to_owned()]),
            }]),
        }
    }

    /// The question for some of its events, over `period`.
    pub(crate) fn question(
        &self,
        viewer: &Viewer,
        period: &Period,
        events: EventFilter,
        by: Vec<Grouping>,
        rows: usize,
    ) -> Result<CountsQuestion, QuestionError> {
        CountsQuestion::new(CountsParts {
            scope: viewer.scope(&self.service, period, self.automatic),
            events,
            by,
            number: None,
            // Pseudonyms of a day are other ones on the next.
            distinct: match self.service.identity() {
                IdentityQuality::DailyHash => Distinct::Day,
                IdentityQuality::FirstPartyId | IdentityQuality::SignedReference => {
                    Distinct::Period
                }
            },
            order: match self.measure {
                TrendMeasure::Visitors => RowOrder::Visitors,
                TrendMeasure::Events => RowOrder::Events,
            },
            rows,
        })
    }

    /// Whether the keys of signed references change between two dates.
    fn changes_keys(&self, from: jiff::civil::Date, to: jiff::civil::Date) -> bool {
        self.service.identity() == IdentityQuality::SignedReference
            && Quarter::of(from) != Quarter::of(to)
    }

    /// The intervals of a period, and whether keys change within it.
    pub(crate) fn asked(&self, period: &Period) -> (Vec<AskedInterval>, bool) {
        let asked = |stretch: Stretch| AskedInterval {
            first: stretch.first,
            changes_keys: self.changes_keys(stretch.from, stretch.to),
        };
        let intervals = self.interval.stretches(period).into_iter().map(asked);
        (intervals.collect(), self.changes_keys(period.first(), period.last()))
    }
}

impl Reports {
    /// A measure over time.
    ///
    /// # Errors
    /// When it is no question or has more intervals than a breakdown may, the period compared with would
    /// begin before the calendar, or the lake gives no answer.
    pub async fn trend(
        &self,
        viewer: &Viewer,
        request: TrendRequest,
    ) -> Result<TrendReport, ReportError> {
        let meter = self.meter();
        let (service, period) = (&request.service, &request.period);
        let intervals = request.interval.stretches(period);
        let looked = Looked {
            service,
            rules: self.rules(viewer),
            of: &request.of,
            measure: request.measure,
        };
        let (line, rows) = match request.by {
            Some(by) => Self::trend_by(&meter, viewer, &request, by, looked).await?,
            None => (Self::trend_line(&meter, viewer, &request, period, looked).await?, None),
        };
        let before = match request.comparison {
            Comparison::None => None,
            Comparison::Before => {
                let period = period.before()?;
                let line = Self::trend_line(&meter, viewer, &request, &period, looked).await?;
                Some((period, line))
            }
        };
        let arrivals = meter.reader.arrivals(service.kind, service.id).await?;
        let shown_by = Self::shown_by(&meter, viewer, &request, &line, looked).await?;
        let shown_from = Self::shown_from(&meter, viewer, &request, &line, looked).await?;
        Ok(TrendReport {
            shown_by,
            shown_from,
            authority: viewer.authority().cloned(),
            intervals,
            is_partial: self.clock.now() < period.end(),
            line,
            before,
            rows,
            newest: gate::arrivals(&arrivals, service),
            cost: meter.cost(),
            request,
        })
    }

    /// The shortest longer interval by which no point of the line is hidden.
    async fn shown_by(
        meter: &Meter,
        viewer: &Viewer,
        request: &TrendRequest,
        line: &TrendLine,
        looked: Looked<'_>,
    ) -> Result<Option<Interval>, ReportError> {
        if shortest::hides(&line.cells) {
            for interval in shortest::coarser(request.interval) {
                let coarser = TrendRequest { interval, ..request.clone() };
                let line =
                    Self::trend_line(meter, viewer, &coarser, &request.period, looked).await?;
                if !shortest::hides(&line.cells) {
                    return Ok(Some(interval));
                }
            }
        }
        Ok(None)
    }

    /// The shortest longer period of which the total is shown.
    async fn shown_from(
        meter: &Meter,
        viewer: &Viewer,
        request: &TrendRequest,
        line: &TrendLine,
        looked: Looked<'_>,
    ) -> Result<Option<Period>, ReportError> {
        if shortest::hides([&line.total]) {
            for longer in shortest::longer(&request.period) {
                let line = Self::trend_line(meter, viewer, request, &longer, looked).await?;
                if !shortest::hides([&line.total]) {
                    return Ok(Some(longer));
                }
            }
        }
        Ok(None)
    }

    /// One line. What was counted of its days before serves again, where each is counted by itself.
    async fn trend_line(
        meter: &Meter,
        viewer: &Viewer,
        request: &TrendRequest,
        period: &Period,
        looked: Looked<'_>,
    ) -> Result<TrendLine, ReportError> {
        let every = vec![Grouping::Every(request.interval)];
        let question = request.question(viewer, period, request.events()?, every, MOST_ROWS)?;
        let answer = meter.reader.counts(&question).await?;
        let (intervals, changes_keys) = request.asked(period);
        Ok(gate::trend::line(&answer, &intervals, looked, changes_keys))
    }

    /// The largest rows by name, then those and the rest over time: three answers of one reading, so
    /// that they are of the same events.
    async fn trend_by(
        meter: &Meter,
        viewer: &Viewer,
        request: &TrendRequest,
        by: Field,
        looked: Looked<'_>,
    ) -> Result<(TrendLine, Option<TrendRows>), ReportError> {
        let (period, events) = (&request.period, request.events()?);
        let (intervals, changes_keys) = request.asked(period);
        if intervals.len() > MOST_INTERVALS_BY {
            return Err(QuestionError::TooMany {
                what: "intervals of a trend with a breakdown",
                found: intervals.len(),
                limit: MOST_INTERVALS_BY,
            }
            .into());
        }
        let of = Grouping::By(Attribute::Field(by));
        // One more: some events may carry no label, and have no name.
        let first =
            request.question(viewer, period, events.clone(), vec![of.clone()], MOST_NAMED + 1)?;
        let largest = gate::trend::largest(&meter.reader.counts(&first).await?, by, MOST_NAMED);
        if largest.is_empty() {
            let line = Self::trend_line(meter, viewer, request, period, looked).await?;
            return Ok((line, Some(TrendRows::default())));
        }
        let every = Grouping::Every(request.interval);
        let ask =
            |events, groupings| request.question(viewer, period, events, groupings, MOST_ROWS);
        let set = QuestionSet::new(QuestionSetParts {
            counts: vec![
                ask(events.clone(), vec![every.clone()])?,
                ask(largest.named(&events)?, vec![every.clone(), of])?,
                ask(largest.rest(&events)?, vec![every])?,
            ],
            ..QuestionSetParts::default()
        })?;
        let answers = meter.reader.together(&set).await?;
        let (line, rows) =
            gate::trend::with_rows(answers, &largest, &intervals, looked, changes_keys);
        Ok((line, Some(rows)))
    }
}
