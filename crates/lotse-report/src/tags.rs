//! What rules of tags mean: how much of it there was, what else means the same, single events for those who
//! may see them, and what is used most that nothing names.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use lotse_control::users::User;
use lotse_domain::{
    event::EventKind,
    query::{
        Automatic, Period,
        counts::{CountsQuestion, Grouping},
        examples::{Example, ExamplesQuestion},
        filter::{Attribute, Condition, EventFilter, Field, QuestionError, Test},
        funnel::{StepOrder, Unit},
        interval::Interval,
        together::{MOST_TOGETHER, QuestionSet, QuestionSetParts},
    },
    rule::{Node, Rule, RuleError},
    service::{Service, ServiceKind},
};
use serde::Serialize;

use crate::{
    Reports,
    error::ReportError,
    funnel::FunnelRequest,
    gate::{self, Disclosed, Record},
    measure::Cell,
    overview::Comparison,
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
pub struct TagCounts {
    /// Events.
    pub events: Cell,
    /// Those behind them: people as far as pseudonyms last, else daily visitors.
    pub people: Cell,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExampleEvent {
    /// When it happened.
    #[serde(serialize_with = "as_text")]
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

fn as_text<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

/// Examples, or why there are none to be seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Examples {
    /// They may be seen; each reading is written down.
    Seen(Vec<Record<ExampleEvent>>),
    /// This person has no right to single rows of this service.
    NoRight,
    /// Employees are never watched.
    Employees,
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
    /// How much of each rule there was over a period.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn tag_counts(
        &self,
        viewer: &Viewer,
        service: &Arc<Service>,
        period: &Period,
        rules: &[Rule],
    ) -> Result<Vec<TagCounts>, ReportError> {
        let events = rules.iter().cloned().map(EventFilter::from).collect();
        self.counts_of(viewer, service, period, events).await
    }

    /// Which of the `others` share events with a rule: enough that it may be said.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn tag_overlaps(
        &self,
        viewer: &Viewer,
        service: &Arc<Service>,
        period: &Period,
        rule: &Rule,
        others: &[Rule],
    ) -> Result<Vec<bool>, ReportError> {
        let own = EventFilter::from(rule.clone());
        let both = others.iter().map(|other| own.and(&other.clone().into())).collect();
        let counts = self.counts_of(viewer, service, period, both).await?;
        let shared = |counts: TagCounts| {
            let events = counts.events.number();
            events.is_some_and(|events| events.value() > 0.0)
        };
        Ok(counts.into_iter().map(shared).collect())
    }

    /// Counts of events of several filters, as many as fit by one reading.
    async fn counts_of(
        &self,
        viewer: &Viewer,
        service: &Arc<Service>,
        period: &Period,
        events: Vec<EventFilter>,
    ) -> Result<Vec<TagCounts>, ReportError> {
        let mut counts = Vec::with_capacity(events.len());
        for events in events.chunks(MOST_TOGETHER) {
            let questions = events.iter().map(|events| {
                let request = trend(service, period, events.clone(), TrendMeasure::Events, None);
                request.question(viewer, period, events.clone(), Vec::new(), 1)
            });
            let questions = questions.collect::<Result<Vec<CountsQuestion>, QuestionError>>()?;
            let parts = QuestionSetParts { counts: questions, ..QuestionSetParts::default() };
            let answers = self.reader.together(&QuestionSet::new(parts)?).await?;
            counts.extend(gate::tags::counts(answers, service, period, viewer.audience()));
        }
        Ok(counts)
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
        Ok(gate::tags::most_used(&answer, service, viewer.audience(), SUGGESTIONS))
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
    ) -> Result<Examples, ReportError> {
        if service.kind == ServiceKind::Employees {
            return Ok(Examples::Employees);
        }
        let Some(right) = self.control.single_rows(user, service.id).await? else {
            return Ok(Examples::NoRight);
        };
        let scope = viewer.scope(service, period, Automatic::LeftOut);
        let question = ExamplesQuestion::new(scope, rule.clone().into(), EXAMPLES)?;
        let examples = self.reader.examples(&question).await?;
        self.control.log_reading(&right, service, &format!("events of a rule: {rule}")).await?;
        Ok(Examples::Seen(gate::tags::examples(examples, service, &right)))
    }
}
