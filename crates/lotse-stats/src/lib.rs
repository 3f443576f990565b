//! Pure numbers: estimates, intervals and tests, each with its formula and source.
//!
//! Depends on nothing of Lotse and does no I/O. Every function is tested against published values
//! and an independent implementation (`tests/oracle`). `docs/statistics.md` lists the methods.

#![warn(missing_docs)]

pub mod clusters;
pub mod count;
pub mod drivers;
pub mod estimate;
pub mod gap;
pub mod mean;
pub mod moments;
pub mod multiplicity;
pub mod net_promoter;
pub mod nonresponse;
pub mod p_value;
pub mod proportion;
pub mod quantile;
pub mod questionnaires;
pub mod response_rate;
pub mod sample_size;
pub mod scale;
pub mod shares;
pub mod two_groups;

mod distribution;
mod root;
