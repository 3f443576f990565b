//! What rules of tags mean: how much of it there was, what else means the same, single events for those who
//! may see them, and what is used most that nothing names.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use lotse_control::users::User;
use lotse_domain::{
    event::EventKind,
    query::{
        Automatic, Period,
        counts::{Distinct, Grouping},
        examples::{Example, ExamplesQuestion},
        filter::{Attribute, Condition, EventFilter, Field, Test},
        funnel::{StepOrder, Unit},
        interval::Interval,
        overlap::{MOST_OVERLAPPING, OverlapQuestion},
    },
    rule::{Node, Rule, RuleError},
    service::{IdentityQuality, Service},
};
use serde::Serialize;

use crate::{
    Reports,
    error::ReportError,
    funnel::FunnelRequest,
    gate::{self, Disclosed, tags::NamedPair},
    measure::Cell,
    overview::Comparison,
    single_rows::SingleRowsOf,
    trend::{OfTrend, TrendMeasure, TrendReport, TrendRequest},
    viewer::Viewer,
};

/// Rows of clicks that are looked at for what nothing names.
const CLICKED: usize = 200;
/// How many of them are shown.
pub const SUGGESTIONS: usize = 10;
/// How many examples are shown.
const EXAMPLES: usize = 10;

/// How much of what a rule means there was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TagVolume {
    /// Events.
    pub events: Cell,
    /// Those behind them: people as far as pseudonyms last, else daily visitors.
    pub people: Cell,
    /// The places of other rules that share events with it, of those that were read together.
    pub shares: Vec<usize>,
}

/// A control that is used often and that no rule means.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Suggestion {
    /// Its role, if it has one.
    pub role: Disclosed<Option<String>>,
    /// What it is called.
    pub name: Disclosed<String>,
    /// How often it was used.
    pub clicks: Cell,
}

/// What a rule means over a period.
#[derive(Clone, Debug, PartialEq)]
pub struct TagPreview {
    /// Events by day, with the pages that they happened on.
    pub events: TrendReport,
    /// Visits in which there was one.
    pub visits: Cell,
    /// Those behind them, by day.
    pub people: TrendReport,
}

/// One event, without visitor, case and properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleEvent {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// What rules look at, as far as it carries it.
    pub carried: BTreeMap<&'static str, String>,
}

impl ExampleEvent {
    pub(crate) fn of(example: Example) -> Self {
        let carried = example.carried.into_iter();
        Self {
            occurred_at: example.occurred_at,
            carried: carried.map(|(field, text)| (field.as_str(), text)).collect(),
        }
    }

    /// What it carries.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.carried.get(field.as_str()).map(String::as_str)
    }
}

/// A trend of what a rule means.
fn trend(
    service: &Arc<Service>,
    period: &Period,
    events: EventFilter,
    measure: TrendMeasure,
    by: Option<Field>,
) -> TrendRequest {
    TrendRequest {
        service: Arc::clone(service),
        period: period.clone(),
        comparison: Comparison::None,
        automatic: Automatic::LeftOut,
        of: OfTrend::Events(events),
        measure,
        interval: Interval::Day,
        by,
    }
}

/// Pseudonyms of a day are other ones on the next.
fn distinct(service: &Service) -> Distinct {
    match service.identity() {
        IdentityQuality::DailyHash => Distinct::Day,
        IdentityQuality::FirstPartyId | IdentityQuality::SignedReference => Distinct::Period,
    }
}

/// Events that no rule means.
fn without(rules: &[Rule]) -> Result<EventFilter, RuleError> {
    let mut events = EventFilter::default();
    for rule in rules {
        let not = Rule::new(Node::Not(Box::new(rule.node().clone())))?;
        events = events.and(&not.into());
    }
    Ok(events)
}

impl Reports {
    /// How much of each rule there was over a period, and which of them share events.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn tag_volumes(
        &self,
        viewer: &Viewer,
        service: &Service,
        period: &Period,
        rules: &[Rule],
    ) -> Result<Vec<TagVolume>, ReportError> {
        let mut volumes = Vec::with_capacity(rules.len());
        for rules in rules.chunks(MOST_OVERLAPPING) {
            let events = rules.iter().cloned().map(EventFilter::from).collect();
            let scope = viewer.scope(service, period, Automatic::LeftOut);
            let question = OverlapQuestion::new(scope, events, distinct(service))?;
            let answer = self.reader.overlap(&question).await?;
            let first = volumes.len();
            volumes.extend(gate::tags::volumes(
                &answer,
                service,
                period,
                self.rules(viewer),
                first,
            ));
        }
        Ok(volumes)
    }

    /// Which of the `others` share events with a rule: enough that it may be said.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn tag_overlaps(
        &self,
        viewer: &Viewer,
        service: &Service,
        period: &Period,
        rule: &Rule,
        others: &[Rule],
    ) -> Result<Vec<bool>, ReportError> {
        let mut shared = Vec::with_capacity(others.len());
        for others in others.chunks(MOST_OVERLAPPING - 1) {
            let rules: Vec<Rule> = std::iter::once(rule).chain(others).cloned().collect();
            let volumes = self.tag_volumes(viewer, service, period, &rules).await?;
            let own = volumes.into_iter().next().map(|volume| volume.shares).unwrap_or_default();
            shared.extend((1..=others.len()).map(|place| own.contains(&place)));
        }
        Ok(shared)
    }

    /// What a rule means over a period.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn tag_preview(
        &self,
        viewer: &Viewer,
        service: &Arc<Service>,
        period: &Period,
        rule: &Rule,
    ) -> Result<TagPreview, ReportError> {
        let of = |measure, by| {
            let events = EventFilter::from(rule.clone());
            self.trend(viewer, trend(service, period, events, measure, by))
        };
        // A funnel of one step: the visits that reached it.
        let visits = FunnelRequest {
            service: Arc::clone(service),
            period: period.clone(),
            automatic: Automatic::LeftOut,
            steps: vec![rule.clone().into()],
            order: StepOrder::Ordered,
            unit: Unit::Visit,
            window: None,
            by: None,
        };
        let visits = self.funnel(viewer, visits).await?.funnel.steps.into_iter().next();
        Ok(TagPreview {
            visits: visits.map_or(Cell::NoData, |step| step.reached),
            events: of(TrendMeasure::Events, Some(Field::Page)).await?,
            people: of(TrendMeasure::Visitors, None).await?,
        })
    }

    /// The controls that are used most among those that no rule means.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn unnamed_controls(
        &self,
        viewer: &Viewer,
        service: &Arc<Service>,
        period: &Period,
        rules: &[Rule],
    ) -> Result<Vec<Suggestion>, ReportError> {
        let clicks = EventFilter::new(vec![Condition {
            attribute: Attribute::Field(Field::Kind),
            test: Test::Is(vec![EventKind::Click.as_str().to_owned()]),
        }])?;
        // A rule that is as deep as rules may be cannot be turned round; then it says nothing here.
        let events = without(rules).map(|unnamed| clicks.and(&unnamed)).unwrap_or(clicks);
        let by = [Field::ElementRole, Field::ElementName];
        let by = by.map(|field| Grouping::By(Attribute::Field(field))).to_vec();
        let request = trend(service, period, events.clone(), TrendMeasure::Events, None);
        let question = request.question(viewer, period, events, by, CLICKED)?;
        let answer = self.reader.counts(&question).await?;
        let found = gate::tags::most_used(&answer, service, self.rules(viewer), SUGGESTIONS);
        let suggestion =
            |NamedPair { with, name, events }| Suggestion { role: with, name, clicks: events };
        Ok(found.into_iter().map(suggestion).collect())
    }

    /// The newest events that a rule means, for somebody who may read single rows of the service.
    ///
    /// # Errors
    /// When a store gives no answer, or the reading cannot be written down.
    pub async fn tag_examples(
        &self,
        user: &User,
        viewer: &Viewer,
        service: &Service,
        period: &Period,
        rule: &Rule,
    ) -> Result<SingleRowsOf<ExampleEvent>, ReportError> {
        let what = format!("events of a rule: {rule}");
        let right = match self.right_to_read(user, service, &what).await? {
            Ok(right) => right,
            Err(not_seen) => return Ok(Err(not_seen)),
        };
        let scope = viewer.scope(service, period, Automatic::LeftOut);
        let question = ExamplesQuestion::new(scope, rule.clone().into(), EXAMPLES)?;
        let examples = self.reader.examples(&question).await?;
        Ok(Ok(gate::records(examples, service, &right, ExampleEvent::of)))
    }
}
