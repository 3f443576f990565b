//! Where private events go: the lake, or a list in a test.

use std::future::Future;

use lotse_domain::{event::Event, service::ServiceKind};
use lotse_lake::{Appended, EventWriter, WriteError};

/// Keeps events durably.
pub trait AppendEvents: Send + Sync {
    /// Appends events of services of one kind; when it returns, they are on disk.
    ///
    /// # Errors
    /// When they cannot be kept now; nothing of the call was kept then.
    fn append(
        &self,
        kind: ServiceKind,
        events: Vec<Event>,
    ) -> impl Future<Output = Result<Appended, WriteError>> + Send;
}

impl AppendEvents for EventWriter {
    async fn append(&self, kind: ServiceKind, events: Vec<Event>) -> Result<Appended, WriteError> {
        Self::append(self, kind, events).await
    }
}
