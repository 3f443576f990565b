//! Which questions go along with an outcome, such as trust, and how much of it each shares.
//!
//! Answers to questions of one survey are alike: who finds a service easy finds it quick. Plain regression then gives
//! coefficients that jump from sample to sample. Relative weights divide what all drivers explain together, R², among them.
//!
//! What they are not: causes. A driver that matters only because it goes along with another gets a part of the other's
//! weight. Of two that correlate at 0.8, one of which alone makes the outcome, the other still gets 32 % of R²
//! (`tests/it/drivers.rs`). So say "goes along with", never "leads to". Responses are taken for unrelated: of one person, add
//! one.
//!
//! [`DriverAnswers`] takes responses one by one and keeps sums, in parts if need be; [`key_drivers`] makes the numbers.

mod answers;
mod blocks;
mod bootstrap;
mod correlations;
mod draws;
mod eigen;
mod key_drivers;
mod relative_weights;
mod square;

use thiserror::Error;

pub use answers::DriverAnswers;
pub use bootstrap::Bootstrap;
pub use key_drivers::{Driver, KeyDrivers, key_drivers};

use crate::count::Count;

/// The most drivers that one outcome may have.
pub const MOST_DRIVERS: usize = 20;

/// Why there are no key drivers.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum DriversError {
    /// At least one driver, and at most [`MOST_DRIVERS`].
    #[error("an outcome has 1 to {MOST_DRIVERS} drivers, not {0}")]
    Number(usize),
    /// A response with another number of answers than there are drivers.
    #[error("{found} answers for {expected} drivers")]
    WrongNumber {
        /// How many drivers there are.
        expected: usize,
        /// How many answers came.
        found: usize,
    },
    /// An answer is infinite or no number.
    #[error("{0} is no number to add")]
    NoNumber(f64),
    /// The sums are too large for a number.
    #[error("the answers are too large to be added")]
    TooLarge,
    /// Parts that were drawn with one seed put their responses into the same blocks and beside the same noise.
    #[error("each part needs a seed of its own")]
    SameSeed,
    /// Below two responses more than drivers, the drivers explain any outcome.
    #[error("{n} complete responses are too few for {drivers} drivers")]
    TooFew {
        /// How many there were.
        n: Count,
        /// How many drivers there are.
        drivers: usize,
    },
    /// All gave the same outcome: there is nothing to explain.
    #[error("all answers to the outcome are the same")]
    ConstantOutcome,
    /// All gave a driver the same answer, so that it goes along with nothing. Leave it out, and say so.
    #[error("all answers to driver {0}, counted from 0, are the same")]
    ConstantDriver(usize),
    /// No driver goes along with the outcome at all, so that there are no shares.
    #[error("the drivers explain nothing of the outcome")]
    NothingExplained,
}
