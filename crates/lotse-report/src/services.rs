//! Which of our services need attention? One row each.

use std::sync::Arc;

use jiff::Timestamp;
use lotse_domain::{
    query::{Automatic, Breakdown, Period, UsageQuestion},
    service::Service,
};

use crate::{
    Reports,
    error::ReportError,
    gate::{self, Disclosed, Figure, Table},
    viewer::Viewer,
};

/// Days that the list looks back.
pub const LIST_DAYS: u16 = 30;

/// One service in the list. Everything counted in it has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceRow {
    /// The service.
    pub service: Arc<Service>,
    /// When.
    pub period: Period,
    /// The whole service.
    pub figures: Vec<Figure>,
    /// One row per day.
    pub days: Table,
    /// When its newest event was received; `None` when nothing ever arrived.
    pub newest: Option<Disclosed<Timestamp>>,
}

impl Reports {
    /// Every service that somebody may see, with its last 30 days. `viewer` says of each how they see it;
    /// `None` where they do not.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn services(
        &self,
        viewer: impl Fn(&Service) -> Option<Viewer>,
    ) -> Result<Vec<ServiceRow>, ReportError> {
        let mut rows = Vec::new();
        for service in self.control.services() {
            let Some(viewer) = viewer(&service) else { continue };
            let period = Period::last_days(LIST_DAYS, self.clock.now(), service.time_zone.clone())?;
            let scope = viewer.scope(&service, &period, Automatic::LeftOut);
            let question = UsageQuestion { scope, breakdowns: vec![Breakdown::Day] };
            let usage = gate::usage(
                &self.reader.usage(&question).await?,
                &service,
                &period,
                Automatic::LeftOut,
                viewer.audience(),
            );
            let newest = self.arrival(&service).await?;
            if let Some(days) = usage.tables.into_iter().next() {
                rows.push(ServiceRow { service, period, figures: usage.figures, days, newest });
            }
        }
        Ok(rows)
    }
}
