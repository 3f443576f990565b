//! Destroys the salts and keys whose time has come.

use std::time::Duration;

use lotse_control::Control;

/// How often it looks.
pub(super) const INTERVAL: Duration = Duration::from_mins(1);

/// One look. What fails is tried again by the next.
pub(super) async fn run(control: Control) {
    match control.destroy_expired_keys().await {
        Ok(count) if !count.is_zero() => {
            tracing::info!(keys = count.get(), "destroyed salts and keys at the end of their time");
        }
        Ok(_) => {}
        Err(error) => tracing::error!(%error, "salts could not be destroyed; it is tried again"),
    }
}
