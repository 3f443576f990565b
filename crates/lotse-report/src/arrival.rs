//! Has anything arrived for this service, and when last?

use jiff::Timestamp;
use lotse_domain::service::Service;

use crate::{
    Reports,
    error::ReportError,
    gate::{self, Disclosed},
};

impl Reports {
    /// When the newest event of a service was received: to the minute, for employee services to the
    /// day. `None` when nothing ever arrived.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn arrival(
        &self,
        service: &Service,
    ) -> Result<Option<Disclosed<Timestamp>>, ReportError> {
        let arrivals = self.reader.arrivals(service.kind, service.id).await?;
        Ok(gate::arrivals(&arrivals, service))
    }
}
