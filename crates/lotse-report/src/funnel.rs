//! How many get how far: a funnel of one service.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    ids::AuthorityCode,
    query::{
        Automatic, Breakdown, Period, UsageQuestion,
        filter::{Attribute, EventFilter, Field, QuestionError},
        funnel::{FunnelBreakdown, FunnelParts, FunnelQuestion, StepOrder, Touch, Unit},
        together::{QuestionSet, QuestionSetParts},
    },
    service::Service,
};

use crate::{
    Reports,
    cost::Cost,
    error::ReportError,
    gate::{self, Disclosed, funnel::DisclosedFunnel},
    shortest,
    viewer::Viewer,
};

/// What a funnel may be broken down by.
pub const BREAKDOWNS: [Field; 5] = [
    Field::DeviceClass,
    Field::PageLanguage,
    Field::BrowserLanguage,
    Field::Browser,
    Field::OperatingSystem,
];

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelRequest {
    /// Of which service.
    pub service: Arc<Service>,
    /// When.
    pub period: Period,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
    /// The steps.
    pub steps: Vec<EventFilter>,
    /// In which order.
    pub order: StepOrder,
    /// Who goes through them: visits or visitors.
    pub unit: Unit,
    /// The longest time from the first step to the last; visits bound themselves.
    pub window: Option<SignedDuration>,
    /// Rows besides the whole.
    pub by: Option<Field>,
}

/// A funnel. Everything counted in it has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelReport {
    /// The one authority whose part of the service this is; `None` for the whole.
    pub authority: Option<AuthorityCode>,
    /// What was asked for.
    pub request: FunnelRequest,
    /// How many got how far.
    pub funnel: DisclosedFunnel,
    /// The shortest period ending alike for which every step is shown that is hidden here.
    pub shown_from: Option<Period>,
    /// Pages of the period that may be named, the most viewed first: what steps can be made of.
    pub pages: Vec<Disclosed<Option<String>>>,
    /// When the newest event of the period was received.
    pub newest: Option<Disclosed<Timestamp>>,
    /// The last day is today and not over.
    pub is_partial: bool,
    /// What the answer cost.
    pub cost: Cost,
}

impl FunnelRequest {
    fn question(&self, viewer: &Viewer, period: &Period) -> Result<FunnelQuestion, QuestionError> {
        FunnelQuestion::new(FunnelParts {
            scope: viewer.scope(&self.service, period, self.automatic),
            steps: self.steps.clone(),
            order: self.order,
            unit: self.unit,
            window: self.window,
            exclusions: Vec::new(),
            breakdown: self
                .by
                .map(|by| FunnelBreakdown { by: Attribute::Field(by), touch: Touch::First }),
        })
    }
}

impl Reports {
    /// The pages of a period that may be named, the most viewed first.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn pages(
        &self,
        viewer: &Viewer,
        service: &Service,
        period: &Period,
    ) -> Result<Vec<Disclosed<Option<String>>>, ReportError> {
        let scope = viewer.scope(service, period, Automatic::LeftOut);
        let asked = UsageQuestion { scope, breakdowns: vec![Breakdown::Page] };
        let usage = self.reader.usage(&asked).await?;
        Ok(labels(gate::usage(&usage, service, period, Automatic::LeftOut, self.rules(viewer))))
    }

    /// A funnel, and the pages that its steps can be made of, by one reading.
    ///
    /// # Errors
    /// When it is no question, or the lake gives no answer.
    pub async fn funnel(
        &self,
        viewer: &Viewer,
        request: FunnelRequest,
    ) -> Result<FunnelReport, ReportError> {
        let meter = self.meter();
        let (service, period) = (&request.service, &request.period);
        let scope = viewer.scope(service, period, request.automatic);
        let usage = UsageQuestion { scope, breakdowns: vec![Breakdown::Page] };
        let question = request.question(viewer, period)?;
        let set = QuestionSet::new(QuestionSetParts {
            funnels: vec![question.clone()],
            usages: vec![usage],
            ..QuestionSetParts::default()
        })?;
        let answers = meter.reader.together(&set).await?;
        let (funnel, usage) =
            gate::funnel::with_usage(answers, service, &question, self.rules(viewer));
        let hides = |funnel: &DisclosedFunnel| {
            shortest::hides(funnel.steps.iter().map(|step| &step.reached))
        };
        let mut shown_from = None;
        if hides(&funnel) {
            for longer in shortest::longer(period) {
                let question = request.question(viewer, &longer)?;
                let answer = meter.reader.funnel(&question).await?;
                let rules = self.rules(viewer);
                if !hides(&gate::funnel::alone(&answer, service, &question, rules)) {
                    shown_from = Some(longer);
                    break;
                }
            }
        }
        Ok(FunnelReport {
            shown_from,
            authority: viewer.authority().cloned(),
            funnel,
            newest: usage.newest.clone(),
            pages: labels(usage),
            is_partial: self.clock.now() < period.end(),
            cost: meter.cost(),
            request,
        })
    }
}

/// The names of a table that may be named.
pub(crate) fn labels(usage: gate::DisclosedUsage) -> Vec<Disclosed<Option<String>>> {
    let rows = usage.tables.into_iter().flat_map(|table| table.rows);
    rows.map(|row| row.label).collect()
}
