//! Control data: what people define, who they are, and the keys under which pseudonyms are made.
//!
//! The only crate that knows the control database. One table family per file; one portable SQL.

#![warn(missing_docs)]

pub mod access_tokens;
pub mod annotations;
pub mod audit;
pub mod backup;
pub mod daily_counts;
pub mod definitions;
pub mod dictionary;
pub mod disclosure;
mod drawn;
mod error;
pub mod idempotency;
pub mod identities;
pub mod imports;
pub mod inbox;
pub mod keys;
pub mod log_imports;
mod numbers;
pub mod passkeys;
pub mod passwords;
pub mod questions;
pub mod refused;
mod sealing;
pub mod second_factors;
pub mod segments;
pub mod series;
pub mod server_keys;
pub mod services;
pub mod sign_ins;
pub mod single_rows;
mod store;
pub mod surveys;
pub mod tags;
pub mod tasks;
pub mod test_visits;
pub mod throttle;
pub mod users;

pub use self::{error::ControlError, store::Control};
