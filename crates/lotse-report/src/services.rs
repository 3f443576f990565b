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
    /// What it was used for; `None` when nothing ever arrived, so that there is nothing to count.
    pub usage: Option<ServiceUsage>,
    /// When its newest event was received; `None` when nothing ever arrived.
    pub newest: Option<Disclosed<Timestamp>>,
}

/// What a service was used for.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceUsage {
    /// When.
    pub period: Period,
    /// The whole service.
    pub figures: Vec<Figure>,
    /// One row per day.
    pub days: Table,
}

impl Reports {
    /// These services with their last 30 days, in the same order; `viewer` says how each is seen. Each is a
    /// question of its own: ask for those that are shown.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn services(
        &self,
        services: impl IntoIterator<Item = (Arc<Service>, Viewer)>,
    ) -> Result<Vec<ServiceRow>, ReportError> {
        let mut rows = Vec::new();
        for (service, viewer) in services {
            let newest = self.arrival(&service).await?;
            let usage = match newest {
                Some(_) => self.usage_of(&service, &viewer).await?,
                None => None,
            };
            rows.push(ServiceRow { service, usage, newest });
        }
        Ok(rows)
    }

    async fn usage_of(
        &self,
        service: &Arc<Service>,
        viewer: &Viewer,
    ) -> Result<Option<ServiceUsage>, ReportError> {
        let period = Period::last_days(LIST_DAYS, self.clock.now(), service.time_zone.clone())?;
        let scope = viewer.scope(service, &period, Automatic::LeftOut);
        let question = UsageQuestion { scope, breakdowns: vec![Breakdown::Day] };
        let counted = gate::usage(
            &self.reader.usage(&question).await?,
            service,
            &period,
            Automatic::LeftOut,
            self.rules(viewer),
        );
        let days = counted.tables.into_iter().next();
        Ok(days.map(|days| ServiceUsage { period, figures: counted.figures, days }))
    }
}
