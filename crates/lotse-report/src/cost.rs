//! What an answer cost: for whoever wonders why it took so long, and for who checks that it read little.

use std::time::Instant;

use jiff::SignedDuration;
use lotse_domain::Count;
use lotse_lake::{EventReader, RowsRead};

use crate::{
    Reports,
    gate::{self, Disclosed},
};

/// What an answer cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// Rows that it rests on, before any filter, in whole thousands: now or when it was first counted.
    pub rows: Disclosed<Count>,
    /// How long it took now.
    pub took: SignedDuration,
}

/// Reads for one answer and watches what it costs.
pub(crate) struct Meter {
    pub(crate) reader: EventReader,
    rows: RowsRead,
    begun: Instant,
}

impl Meter {
    /// The cost until now.
    pub(crate) fn cost(&self) -> Cost {
        Cost {
            rows: gate::rows_read(&self.rows.rows()),
            took: SignedDuration::try_from(self.begun.elapsed()).unwrap_or(SignedDuration::ZERO),
        }
    }
}

impl Reports {
    /// A meter for one answer.
    pub(crate) fn meter(&self) -> Meter {
        let (reader, rows) = self.reader.metered();
        Meter { reader, rows, begun: Instant::now() }
    }
}
