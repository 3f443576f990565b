//! How the forms of one service are filled in, field by field.

use std::sync::Arc;

use jiff::Timestamp;
use lotse_domain::{
    ids::AuthorityCode,
    query::{
        Automatic, Period, UsageQuestion,
        counts::{CountsParts, CountsQuestion, Distinct, Grouping, RowOrder},
        filter::{Attribute, Condition, EventFilter, Field, QuestionError, Test},
        forms::{FormsQuestion, KINDS_OF_TRIES},
    },
    service::{IdentityQuality, Service},
};

use crate::{
    Reports,
    cost::Cost,
    error::ReportError,
    gate::{self, Disclosed, forms::DisclosedForms},
    shortest,
    viewer::Viewer,
};

/// The most pages with forms that are offered.
const PAGES: usize = 500;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct FormsRequest {
    /// Of which service.
    pub service: Arc<Service>,
    /// When.
    pub period: Period,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
    /// On which pages; without them on the one whose forms most people used.
    pub pages: Option<EventFilter>,
}

/// A form. Everything counted in it has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct FormsReport {
    /// The one authority whose part of the service this is; `None` for the whole.
    pub authority: Option<AuthorityCode>,
    /// What was asked for.
    pub request: FormsRequest,
    /// The page that was taken where none was asked for; none where there is no page with forms that may be named.
    pub taken: Option<Disclosed<String>>,
    /// Pages of the period with forms that may be named, those that most people used first.
    pub pages: Vec<Disclosed<String>>,
    /// The form.
    pub forms: DisclosedForms,
    /// The shortest period ending alike for which the form is shown, where too few people used it here.
    pub shown_from: Option<Period>,
    /// When the newest event of the period was received.
    pub newest: Option<Disclosed<Timestamp>>,
    /// The last day is today and not over.
    pub is_partial: bool,
    /// What the answer cost.
    pub cost: Cost,
}

impl FormsRequest {
    fn question(&self, viewer: &Viewer, period: &Period, pages: &EventFilter) -> FormsQuestion {
        FormsQuestion::new(viewer.scope(&self.service, period, self.automatic), pages.clone())
    }

    /// On which pages are forms used?
    fn pages_question(&self, viewer: &Viewer) -> Result<CountsQuestion, QuestionError> {
        CountsQuestion::new(CountsParts {
            scope: viewer.scope(&self.service, &self.period, self.automatic),
            events: EventFilter::of_kinds(&KINDS_OF_TRIES),
            by: vec![Grouping::By(Attribute::Field(Field::Page))],
            number: None,
            distinct: match self.service.identity() {
                IdentityQuality::DailyHash => Distinct::Day,
                IdentityQuality::FirstPartyId | IdentityQuality::SignedReference => {
                    Distinct::Period
                }
            },
            order: RowOrder::Visitors,
            rows: PAGES,
        })
    }
}

/// Events on exactly this page.
fn of_page(page: &str) -> Result<EventFilter, QuestionError> {
    EventFilter::new(vec![Condition {
        attribute: Attribute::Field(Field::Page),
        test: Test::Is(vec![page.to_owned()]),
    }])
}

impl Reports {
    /// A form, and the pages with forms that can be asked for.
    ///
    /// # Errors
    /// When it is no question, or the lake gives no answer.
    pub async fn forms(
        &self,
        viewer: &Viewer,
        request: FormsRequest,
    ) -> Result<FormsReport, ReportError> {
        let meter = self.meter();
        let (service, period) = (&request.service, &request.period);
        let rules = self.rules(viewer);
        let scope = viewer.scope(service, period, request.automatic);
        let usage = UsageQuestion { scope, breakdowns: Vec::new() };
        let usage = meter.reader.usage(&usage).await?;
        let usage = gate::usage(&usage, service, period, request.automatic, rules);
        let pages = meter.reader.counts(&request.pages_question(viewer)?).await?;
        let pages = gate::forms::pages(&pages, service, rules);
        let taken = if request.pages.is_some() { None } else { pages.first().cloned() };
        let filter = match (&request.pages, &taken) {
            (Some(filter), _) => Some(filter.clone()),
            (None, Some(page)) => Some(of_page(page)?),
            (None, None) => None,
        };
        // Where no page may be named, all of them together may still be shown.
        let filter = filter.unwrap_or_default();
        let answer = meter.reader.forms(&request.question(viewer, period, &filter)).await?;
        let forms = gate::forms::forms(&answer, service, rules);
        let mut shown_from = None;
        if shortest::hides([&forms.tries]) {
            for longer in shortest::longer(period) {
                let question = request.question(viewer, &longer, &filter);
                let answer = meter.reader.forms(&question).await?;
                if !shortest::hides([&gate::forms::forms(&answer, service, rules).tries]) {
                    shown_from = Some(longer);
                    break;
                }
            }
        }
        Ok(FormsReport {
            authority: viewer.authority().cloned(),
            taken,
            pages,
            forms,
            shown_from,
            newest: usage.newest,
            is_partial: self.clock.now() < period.end(),
            cost: meter.cost(),
            request,
        })
    }
}
