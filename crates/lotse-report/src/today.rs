//! What has happened today: the totals of a public service while they grow.

use jiff::Timestamp;
use lotse_domain::{
    query::{Automatic, Period, UsageQuestion},
    service::{Service, ServiceKind},
};

use crate::{
    Reports,
    error::ReportError,
    gate::{self, Figure},
    viewer::Viewer,
};

/// Today's totals of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct TodayReport {
    /// The whole service, or the viewer's part of it, since local midnight.
    pub figures: Vec<Figure>,
    /// When they were counted.
    pub at: Timestamp,
}

impl Reports {
    /// Today's totals. `None` for services of employees: figures that grow before one's eyes would show when
    /// a colleague works, however many there are.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn today(
        &self,
        viewer: &Viewer,
        service: &Service,
    ) -> Result<Option<TodayReport>, ReportError> {
        // Figures that grow one by one tell of single people where they are no totals.
        if service.kind == ServiceKind::Employees || viewer.segment().is_some() {
            return Ok(None);
        }
        let at = self.clock.now();
        let period = Period::last_days(1, at, service.time_zone.clone())?;
        let scope = viewer.scope(service, &period, Automatic::LeftOut);
        let question = UsageQuestion { scope, breakdowns: Vec::new() };
        let answer = self.reader.usage(&question).await?;
        let usage = gate::usage(&answer, service, &period, Automatic::LeftOut, self.rules(viewer));
        Ok(Some(TodayReport { figures: usage.figures, at }))
    }
}
