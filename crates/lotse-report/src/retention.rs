//! Who comes back: of the people who came for the first time in an interval, how many came again later.

use std::sync::Arc;

use jiff::{Timestamp, civil::Weekday};
use lotse_domain::{
    directory::Quarter,
    ids::AuthorityCode,
    query::{
        Automatic, Period, PeriodError,
        filter::{Attribute, Condition, EventFilter, Field, QuestionError, Test},
        interval::Interval,
        retention::{Cohorts, RetentionParts, RetentionQuestion, Return},
    },
    service::{CollectionProfile, IdentityQuality, Service},
};
use serde::Serialize;

use crate::{
    Reports,
    cost::{Cost, Meter},
    error::ReportError,
    gate::{self, Disclosed, retention::DisclosedCohort},
    shortest,
    viewer::Viewer,
};

/// The most intervals of one answer.
pub const MOST_INTERVALS: usize = 26;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct RetentionRequest {
    /// Of which service.
    pub service: Arc<Service>,
    /// When. It is begun where the interval begins.
    pub period: Period,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
    /// By what time is cut. A week begins on Monday.
    pub interval: Interval,
}

/// Why nobody can be known to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotFollowed {
    /// Pseudonyms live a day.
    DailyPseudonyms,
    /// Pseudonyms change with the quarter, within the period.
    KeyChange,
    /// The period has more intervals than an answer may.
    TooManyIntervals,
}

/// Who comes back. Everything counted in it has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct RetentionReport {
    /// The one authority whose part of the service this is; `None` for the whole.
    pub authority: Option<AuthorityCode>,
    /// What was asked for, with the period that was read.
    pub request: RetentionRequest,
    /// Those who came for the first time, by interval; or why nobody can be followed.
    pub cohorts: Result<Vec<DisclosedCohort>, NotFollowed>,
    /// The shortest longer interval by which no cohort is hidden, where one is here.
    pub shown_by: Option<Interval>,
    /// When the newest event of the service was received.
    pub newest: Option<Disclosed<Timestamp>>,
    /// What the answer cost.
    pub cost: Cost,
}

impl RetentionRequest {
    /// The same from the beginning of the interval that the first day lies in.
    fn aligned(mut self) -> Result<Self, PeriodError> {
        let first = self.interval.first_of(self.period.first(), Weekday::Monday);
        self.period = Period::new(first, self.period.last(), self.period.zone().clone())?;
        Ok(self)
    }

    /// Events by which somebody can be followed: of a service with consent those of who consented, since the
    /// pseudonyms of all others live a day.
    fn followed(&self) -> Result<EventFilter, QuestionError> {
        if self.service.identity() != IdentityQuality::FirstPartyId {
            return Ok(EventFilter::default());
        }
        let consented = CollectionProfile::Consented.as_str().to_owned();
        EventFilter::new(vec![Condition {
            attribute: Attribute::Field(Field::Profile),
            test: Test::Is(vec![consented]),
        }])
    }

    /// Why nobody can be followed, if nobody can.
    fn refusal(&self, intervals: usize) -> Option<NotFollowed> {
        let quarters = [self.period.first(), self.period.last()].map(Quarter::of);
        match self.service.identity() {
            IdentityQuality::DailyHash => Some(NotFollowed::DailyPseudonyms),
            IdentityQuality::SignedReference if quarters[0] != quarters[1] => {
                Some(NotFollowed::KeyChange)
            }
            _ if intervals > MOST_INTERVALS => Some(NotFollowed::TooManyIntervals),
            _ => None,
        }
    }
}

impl Reports {
    /// Who comes back.
    ///
    /// # Errors
    /// When the lake gives no answer, or the period would begin before the calendar.
    pub async fn retention(
        &self,
        viewer: &Viewer,
        request: RetentionRequest,
    ) -> Result<RetentionReport, ReportError> {
        let meter = self.meter();
        let request = request.aligned()?;
        let cohorts = self.cohorts(&meter, viewer, &request).await?;
        let hides = |cohorts: &[DisclosedCohort]| {
            shortest::hides(cohorts.iter().map(|cohort| &cohort.people))
        };
        let mut shown_by = None;
        if cohorts.as_deref().is_ok_and(hides) {
            for interval in shortest::coarser(request.interval) {
                let coarser = RetentionRequest { interval, ..request.clone() }.aligned()?;
                let cohorts = self.cohorts(&meter, viewer, &coarser).await?;
                if cohorts.is_ok_and(|cohorts| !hides(&cohorts)) {
                    shown_by = Some(interval);
                    break;
                }
            }
        }
        let authority = viewer.authority().cloned();
        let arrivals = meter.reader.arrivals(request.service.kind, request.service.id).await?;
        let newest = gate::arrivals(&arrivals, &request.service);
        Ok(RetentionReport { authority, request, cohorts, shown_by, newest, cost: meter.cost() })
    }

    /// Those who came for the first time, by interval, of a period that begins where an interval does.
    async fn cohorts(
        &self,
        meter: &Meter,
        viewer: &Viewer,
        request: &RetentionRequest,
    ) -> Result<Result<Vec<DisclosedCohort>, NotFollowed>, ReportError> {
        let question = RetentionQuestion::new(RetentionParts {
            scope: viewer.scope(&request.service, &request.period, request.automatic),
            interval: request.interval,
            week_start: Weekday::Monday,
            history: 0,
            starts: request.followed()?,
            returns: request.followed()?,
            cohorts: Cohorts::FirstTime,
            back: Return::Exactly,
        })?;
        if let Some(reason) = request.refusal(question.intervals().len()) {
            return Ok(Err(reason));
        }
        let answer = meter.reader.retention(&question).await?;
        Ok(Ok(gate::retention::retention(&answer, &request.service, self.rules(viewer))))
    }
}
