//! Who sees single rows: somebody with the right to them, which is part of no role, and whose every look is
//! written down; of services of employees nobody.

use lotse_control::{single_rows::SingleRows, users::User};
use lotse_domain::service::{Service, ServiceKind};

use crate::{Reports, error::ReportError, gate::Record};

/// Single rows, the newest first, or why there are none to be seen.
pub type SingleRowsOf<T> = Result<Vec<Record<T>>, NotSeen>;

/// Why somebody sees no single rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSeen {
    /// They have no right to single rows of this service.
    NoRight,
    /// Employees are never watched.
    Employees,
}

impl Reports {
    /// The right of a person to read `what`. That they do is written down: it must follow.
    pub(crate) async fn right_to_read(
        &self,
        user: &User,
        service: &Service,
        what: &str,
    ) -> Result<Result<SingleRows, NotSeen>, ReportError> {
        if service.kind == ServiceKind::Employees {
            return Ok(Err(NotSeen::Employees));
        }
        let Some(right) = self.control.single_rows(user, service.id).await? else {
            return Ok(Err(NotSeen::NoRight));
        };
        self.control.log_reading(&right, service, what).await?;
        Ok(Ok(right))
    }
}
