//! Responses, added one by one.

use super::{DriversError, MOST_DRIVERS, blocks::Block, draws::Draws};
use crate::count::Count;

/// So many blocks are kept at most. The more, the better the bootstrap knows how they vary: from 1,000 blocks its standard
/// errors are off by 1/√2000 = 2 %.
const BLOCKS: usize = 1_000;

/// Sums over responses with an outcome and its drivers, in a size that does not depend on how many there are.
///
/// The bootstrap of [`super::key_drivers`] must draw responses again. Up to 1,000 are kept as they are. From then on each
/// goes into one of 1,000 blocks, whichever its seed draws, and only the sums of a block are kept: the bootstrap draws
/// blocks. Since blocks have nothing to do with the answers, their sums vary as those of responses do
/// (Wolter, *Introduction to Variance Estimation*, 2nd edition, section 2.4, on random groups). A million responses are one
/// pass and half a megabyte.
///
/// A response that lacks the outcome or any driver is left out and counted: listwise deletion. With pairwise deletion each
/// correlation would be of other people, no number of responses would be the n, and the matrix might be that of nothing.
///
/// Beside each response, a number of pure noise is drawn, against which drivers are held.
#[derive(Clone, Debug)]
pub struct DriverAnswers {
    drivers: usize,
    seed: u64,
    draws: Draws,
    /// Each of one response, until there are more than [`BLOCKS`].
    blocks: Vec<Block>,
    is_folded: bool,
    incomplete: Count,
    values: Vec<f64>,
    scratch: Vec<f64>,
}

impl DriverAnswers {
    /// Without responses so far. Equal seeds give equal results for the same responses in the same order; parts that are
    /// to be merged need seeds of their own.
    ///
    /// # Errors
    /// For no driver, or more than [`MOST_DRIVERS`].
    pub fn new(drivers: usize, seed: u64) -> Result<Self, DriversError> {
        if !(1..=MOST_DRIVERS).contains(&drivers) {
            return Err(DriversError::Number(drivers));
        }
        Ok(Self {
            drivers,
            seed,
            draws: Draws::new(seed),
            blocks: Vec::new(),
            is_folded: false,
            incomplete: Count::ZERO,
            values: Vec::new(),
            scratch: Vec::new(),
        })
    }

    /// Adds a response: the answers to the drivers in their order, and to the outcome.
    ///
    /// # Errors
    /// When there are more or fewer drivers, or an answer is infinite or no number. The response is then not added.
    pub fn add(
        &mut self,
        drivers: &[Option<f64>],
        outcome: Option<f64>,
    ) -> Result<(), DriversError> {
        if drivers.len() != self.drivers {
            let found = drivers.len();
            return Err(DriversError::WrongNumber { expected: self.drivers, found });
        }
        let all = drivers.iter().chain([&outcome]);
        if let Some(odd) = all.copied().flatten().find(|value| !value.is_finite()) {
            return Err(DriversError::NoNumber(odd));
        }
        self.values.clear();
        self.values.extend(drivers.iter().map_while(|value| *value));
        let (true, Some(outcome)) = (self.values.len() == self.drivers, outcome) else {
            self.incomplete += Count::new(1);
            return Ok(());
        };
        self.values.extend([self.draws.normal(), outcome]);
        if !self.is_folded && self.blocks.len() >= BLOCKS {
            self.fold();
        }
        if !self.is_folded {
            self.blocks.push(Block::empty(self.drivers + 2));
        }
        let place = if self.is_folded { self.draws.below(BLOCKS) } else { self.blocks.len() - 1 };
        if let Some(block) = self.blocks.get_mut(place) {
            block.add(&self.values, &mut self.scratch);
        }
        Ok(())
    }

    /// Adds the responses of another part.
    ///
    /// # Errors
    /// When it has another number of drivers, or the same seed.
    pub fn merge(&mut self, mut other: Self) -> Result<(), DriversError> {
        if other.drivers != self.drivers {
            let (expected, found) = (self.drivers, other.drivers);
            return Err(DriversError::WrongNumber { expected, found });
        }
        if other.seed == self.seed {
            return Err(DriversError::SameSeed);
        }
        self.incomplete += other.incomplete;
        if !self.is_folded && !other.is_folded && self.blocks.len() + other.blocks.len() <= BLOCKS {
            self.blocks.append(&mut other.blocks);
            return Ok(());
        }
        self.fold();
        other.fold();
        for (mine, its) in self.blocks.iter_mut().zip(&other.blocks) {
            mine.merge(its);
        }
        Ok(())
    }

    /// Puts single responses into random blocks.
    fn fold(&mut self) {
        if self.is_folded {
            return;
        }
        let single = std::mem::take(&mut self.blocks);
        self.blocks = vec![Block::empty(self.drivers + 2); BLOCKS];
        for response in single {
            let place = self.draws.below(BLOCKS);
            if let Some(block) = self.blocks.get_mut(place) {
                block.merge(&response);
            }
        }
        self.is_folded = true;
    }

    /// How many drivers there are.
    pub fn drivers(&self) -> usize {
        self.drivers
    }

    /// How many responses were complete.
    pub fn n(&self) -> Count {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole numbers of responses, exact up to 2^53"
        )]
        self.blocks.iter().map(|block| Count::new(block.n as u64)).sum()
    }

    /// How many lacked an answer and were left out.
    pub fn incomplete(&self) -> Count {
        self.incomplete
    }

    /// The sums over all responses, and by block. The variables are the drivers, the noise and the outcome.
    pub(super) fn blocks(&self) -> (Block, impl Iterator<Item = &Block>) {
        let mut all = Block::empty(self.drivers + 2);
        for block in &self.blocks {
            all.merge(block);
        }
        (all, self.blocks.iter().filter(|block| block.n > 0.0))
    }
}
