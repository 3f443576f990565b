//! Did people get it done? Attempts at one task of a service.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, civil::Date};
use lotse_control::{segments::StoredSegment, users::User};
use lotse_domain::{
    ids::AuthorityCode,
    query::{
        Automatic, Period,
        attempts::{AttemptsQuestion, Carrier, PlayedEvent},
        filter::{Attribute, Field},
        interval::Interval,
    },
    service::{IdentityQuality, Service},
    task::{Task, TaskWindow},
    visit::VISIT_LONGEST,
};

use crate::{
    Reports,
    cost::Cost,
    error::ReportError,
    gate::{
        self,
        task::{Attempts, DisclosedGap, DisclosedTask},
    },
    overview::Comparison,
    single_rows::SingleRowsOf,
    viewer::Viewer,
};

/// What attempts may be broken down by, besides properties of the event that begins them.
pub const BREAKDOWNS: [Field; 12] = [
    Field::PageLanguage,
    Field::BrowserLanguage,
    Field::DeviceClass,
    Field::Browser,
    Field::OperatingSystem,
    Field::Connection,
    Field::Region,
    Field::Referrer,
    Field::CampaignSource,
    Field::CampaignName,
    Field::Channel,
    Field::Page,
];

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRequest {
    /// Of which service.
    pub service: Arc<Service>,
    /// When attempts began.
    pub period: Period,
    /// What it is compared with.
    pub comparison: Comparison,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
    /// At which task.
    pub task: Task,
    /// Rows by what the event carries that begins an attempt.
    pub by: Option<Attribute>,
    /// By what time is cut.
    pub interval: Interval,
}

/// Attempts at a task. Everything counted in it has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskReport {
    /// The one authority whose part of the service this is; `None` for the whole.
    pub authority: Option<AuthorityCode>,
    /// What was asked for.
    pub request: TaskRequest,
    /// The attempts.
    pub told: DisclosedTask,
    /// The period compared with, if any.
    pub before: Option<Period>,
    /// The last day of which all attempts have closed; `None` where that is before the period.
    pub closed_until: Option<Date>,
    /// Who carries attempts where no case does.
    pub carrier: Carrier,
    /// The last day is today and not over.
    pub is_partial: bool,
    /// What the answer cost.
    pub cost: Cost,
}

/// Who carries attempts over days where no case does: people as far as their pseudonyms last.
#[must_use]
pub fn carrier(service: &Service) -> Carrier {
    match service.identity() {
        IdentityQuality::DailyHash => Carrier::Visit,
        IdentityQuality::FirstPartyId | IdentityQuality::SignedReference => Carrier::Visitor,
    }
}

/// How long after it began an attempt has surely closed.
fn closes_after(window: TaskWindow) -> SignedDuration {
    window.length().unwrap_or(VISIT_LONGEST)
}

/// The instant by which windows have closed or not: now, to the minute; or, where all have, the first at which they had, so
/// that the answer is the same whenever it is asked for.
fn as_of(period: &Period, window: TaskWindow, now: Timestamp) -> Timestamp {
    let all_closed = period.end().saturating_add(closes_after(window)).unwrap_or(now);
    let second = now.as_second();
    let minute = Timestamp::from_second(second - second.rem_euclid(60)).unwrap_or(now);
    all_closed.min(minute)
}

/// The last day of a period of which every attempt has closed.
fn closed_until(period: &Period, window: TaskWindow, now: Timestamp) -> Option<Date> {
    let has_closed =
        |end: Timestamp| end.saturating_add(closes_after(window)).is_ok_and(|closed| closed <= now);
    let days = period.days().iter().rev();
    days.into_iter().find(|day| has_closed(day.end)).map(|day| day.date)
}

impl TaskRequest {
    fn question(&self, viewer: &Viewer, period: &Period, now: Timestamp) -> AttemptsQuestion {
        let window = self.task.parts().window;
        AttemptsQuestion {
            scope: viewer.scope(&self.service, period, self.automatic),
            task: self.task.clone(),
            carrier: carrier(&self.service),
            as_of: as_of(period, window, now),
            by: self.by.clone(),
            interval: self.interval,
            signals: true,
            example: false,
        }
    }
}

impl Reports {
    /// Attempts at a task.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn task(
        &self,
        viewer: &Viewer,
        request: TaskRequest,
    ) -> Result<TaskReport, ReportError> {
        let meter = self.meter();
        let now = self.clock.now();
        let question = request.question(viewer, &request.period, now);
        let answer = meter.reader.attempts(&question).await?;
        let before = match request.comparison {
            Comparison::Before => Some(request.period.before()?),
            Comparison::None => None,
        };
        let answer_before = match &before {
            Some(period) => {
                let question = AttemptsQuestion {
                    by: None,
                    signals: false,
                    ..request.question(viewer, period, now)
                };
                Some(meter.reader.attempts(&question).await?)
            }
            None => None,
        };
        let rules = self.rules(viewer);
        let window = request.task.parts().window;
        Ok(TaskReport {
            authority: viewer.authority().cloned(),
            told: gate::task::task(
                &answer,
                answer_before.as_ref(),
                &request.service,
                &question,
                rules,
            ),
            before,
            closed_until: closed_until(&request.period, window, now),
            carrier: carrier(&request.service),
            is_partial: now < request.period.end(),
            cost: meter.cost(),
            request,
        })
    }
}

impl Reports {
    /// Attempts at a task of the visitors of another segment, and how much more of the viewer's are completed. Who is in
    /// both counts in both.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn task_against(
        &self,
        viewer: &Viewer,
        other: &Arc<StoredSegment>,
        request: &TaskRequest,
    ) -> Result<(Attempts, DisclosedGap), ReportError> {
        let now = self.clock.now();
        let question = |viewer: &Viewer| AttemptsQuestion {
            by: None,
            signals: false,
            ..request.question(viewer, &request.period, now)
        };
        let others = viewer.of_segment(Some(Arc::clone(other)));
        let answer = self.reader.attempts(&question(viewer)).await?;
        let of_others = self.reader.attempts(&question(&others)).await?;
        let rules = self.rules(&others);
        Ok(gate::task::against(&answer, &of_others, &request.service, rules))
    }

    /// What attempts at a task are, without places, times and rows: what a list shows.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn task_figures(
        &self,
        viewer: &Viewer,
        request: &TaskRequest,
    ) -> Result<Attempts, ReportError> {
        let question = AttemptsQuestion {
            by: None,
            signals: false,
            ..request.question(viewer, &request.period, self.clock.now())
        };
        let answer = self.reader.attempts(&question).await?;
        let rules = self.rules(viewer);
        Ok(gate::task::task(&answer, None, &request.service, &question, rules).attempts)
    }

    /// One attempt step by step, for somebody who may read single rows of the service: the newest that was done.
    ///
    /// # Errors
    /// When a store gives no answer, or the reading cannot be written down.
    pub async fn example_attempt(
        &self,
        user: &User,
        viewer: &Viewer,
        service: &Service,
        period: &Period,
        task: &Task,
    ) -> Result<SingleRowsOf<PlayedEvent>, ReportError> {
        let right = match self.right_to_read(user, service, "one attempt at a task").await? {
            Ok(right) => right,
            Err(not_seen) => return Ok(Err(not_seen)),
        };
        let question = AttemptsQuestion {
            scope: viewer.scope(service, period, Automatic::LeftOut),
            task: task.clone(),
            carrier: carrier(service),
            as_of: self.clock.now(),
            by: None,
            interval: Interval::Month,
            signals: true,
            example: true,
        };
        let answer = self.reader.attempts(&question).await?;
        Ok(Ok(gate::task::example(answer, service, &right)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};

    use super::*;

    #[test]
    fn an_answer_is_the_same_once_all_windows_have_closed() {
        let period = Period::new(date(2026, 11, 1), date(2026, 11, 3), TimeZone::UTC).unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let week = TaskWindow::Days(7);
        let open = at("2026-11-05T12:34:56Z");
        assert_eq!(as_of(&period, week, open), at("2026-11-05T12:34:00Z"));
        assert_eq!(closed_until(&period, week, open), None);
        assert_eq!(
            closed_until(&period, week, at("2026-11-10T00:00:00Z")),
            Some(date(2026, 11, 2))
        );
        for now in ["2026-11-11T00:00:00Z", "2027-11-11T00:00:00Z"] {
            assert_eq!(as_of(&period, week, at(now)), at("2026-11-11T00:00:00Z"));
            assert_eq!(closed_until(&period, week, at(now)), Some(date(2026, 11, 3)));
        }
        assert_eq!(
            closed_until(&period, TaskWindow::Visit, at("2026-11-04T00:00:00Z")),
            Some(date(2026, 11, 2))
        );
    }
}
