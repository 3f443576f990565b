//! Which ways visits take through the pages of one service.

use std::sync::Arc;

use jiff::Timestamp;
use lotse_domain::{
    event::EventKind,
    ids::AuthorityCode,
    query::{
        Automatic, Breakdown, Period, UsageQuestion,
        filter::{Attribute, Condition, EventFilter, Field, QuestionError, Test},
        funnel::Unit,
        paths::{Anchor, PathsParts, PathsQuestion},
    },
    service::Service,
};

use crate::{
    Reports,
    cost::Cost,
    error::ReportError,
    funnel::labels,
    gate::{self, Disclosed, paths::DisclosedPaths},
    shortest,
    viewer::Viewer,
};

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct PathsRequest {
    /// Of which service.
    pub service: Arc<Service>,
    /// When.
    pub period: Period,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
    /// Which part of a visit.
    pub anchor: Anchor,
    /// The most pages of a path.
    pub length: usize,
}

/// Paths. Everything counted in them has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct PathsReport {
    /// The one authority whose part of the service this is; `None` for the whole.
    pub authority: Option<AuthorityCode>,
    /// What was asked for.
    pub request: PathsRequest,
    /// The paths.
    pub paths: DisclosedPaths,
    /// The shortest period ending alike for which paths are shown, where too few people took any here.
    pub shown_from: Option<Period>,
    /// Pages of the period that may be named, the most viewed first.
    pub pages: Vec<Disclosed<Option<String>>>,
    /// When the newest event of the period was received.
    pub newest: Option<Disclosed<Timestamp>>,
    /// What the answer cost.
    pub cost: Cost,
}

impl PathsRequest {
    fn question(&self, viewer: &Viewer, period: &Period) -> Result<PathsQuestion, QuestionError> {
        let is_view = Condition {
            attribute: Attribute::Field(Field::Kind),
            test: Test::Is(vec![EventKind::PageView.as_str().to_owned()]),
        };
        PathsQuestion::new(PathsParts {
            scope: viewer.scope(&self.service, period, self.automatic),
            nodes: EventFilter::new(vec![is_view])?,
            label: Attribute::Field(Field::Page),
            unit: Unit::Visit,
            anchor: self.anchor.clone(),
            length: self.length,
            folded: true,
        })
    }
}

impl Reports {
    /// Paths, and the pages that they can be asked from or to.
    ///
    /// # Errors
    /// When it is no question, or the lake gives no answer.
    pub async fn paths(
        &self,
        viewer: &Viewer,
        request: PathsRequest,
    ) -> Result<PathsReport, ReportError> {
        let meter = self.meter();
        let (service, period) = (&request.service, &request.period);
        let scope = viewer.scope(service, period, request.automatic);
        let pages = UsageQuestion { scope, breakdowns: vec![Breakdown::Page] };
        let question = request.question(viewer, period)?;
        // Paths are read from a day more on both sides, so two readings cost less than one.
        let (paths, usage) =
            tokio::join!(meter.reader.paths(&question), meter.reader.usage(&pages));
        let usage = gate::usage(&usage?, service, period, request.automatic, self.rules(viewer));
        let rules = self.rules(viewer);
        let paths = gate::paths::paths(&paths?, service, rules);
        let mut shown_from = None;
        if shortest::hides([&paths.whole]) {
            for longer in shortest::longer(period) {
                let answer = meter.reader.paths(&request.question(viewer, &longer)?).await?;
                if !shortest::hides([&gate::paths::paths(&answer, service, rules).whole]) {
                    shown_from = Some(longer);
                    break;
                }
            }
        }
        Ok(PathsReport {
            authority: viewer.authority().cloned(),
            paths,
            shown_from,
            newest: usage.newest.clone(),
            pages: labels(usage),
            cost: meter.cost(),
            request,
        })
    }
}
