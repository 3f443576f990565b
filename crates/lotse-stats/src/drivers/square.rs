//! Small square matrices.

/// Rows of equal length, as many as their length.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    /// All 0.
    pub(super) fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    /// 1 on the diagonal.
    pub(super) fn identity(size: usize) -> Self {
        let mut identity = Self::zero(size);
        for place in 0..size {
            identity.set(place, place, 1.0);
        }
        identity
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// A cell; 0 beyond the rows.
    pub(super) fn at(&self, row: usize, column: usize) -> f64 {
        self.cells.get(row * self.size + column).copied().unwrap_or(0.0)
    }

    /// Sets a cell; nothing beyond the rows.
    pub(super) fn set(&mut self, row: usize, column: usize, value: f64) {
        if let Some(cell) = self.cells.get_mut(row * self.size + column) {
            *cell = value;
        }
    }
}
