//! Labels as small numbers, so that rows are counted by index and texts are kept once.

use std::collections::HashMap;

use datafusion::arrow::array::{Array, StringViewArray};

/// The number of "no label".
pub(crate) const NONE: u32 = 0;
/// The number of every label beyond the limit. What is counted under it is not shown.
const BEYOND: u32 = 1;
/// Numbers of labels start here.
const FIRST: usize = 2;

/// Labels of one column within one range of visitors.
pub(crate) struct Labels {
    numbers: HashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
    limit: usize,
    overflowed: bool,
}

/// Views seen lately. A view names its text only within its own batch.
struct Recent([(u128, u32); Recent::SIZE]);

impl Recent {
    const SIZE: usize = 256;

    fn slot(view: u128) -> usize {
        // Fibonacci hashing: the upper bits of the product are well mixed.
        let folded = view ^ (view >> 64);
        let mixed = folded.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
        usize::from(mixed[7])
    }
}

impl Labels {
    /// Numbers for at most `limit` labels.
    pub(crate) fn new(limit: usize) -> Self {
        Self { numbers: HashMap::new(), names: Vec::new(), limit, overflowed: false }
    }

    /// The number of each row's label.
    pub(crate) fn number(&mut self, texts: &StringViewArray) -> Vec<u32> {
        if texts.null_count() == texts.len() {
            return vec![NONE; texts.len()];
        }
        let nulls = texts.nulls().filter(|nulls| nulls.null_count() > 0);
        let mut recent = Recent([(0, u32::MAX); Recent::SIZE]);
        let mut last = (0, u32::MAX);
        let mut numbers = Vec::with_capacity(texts.len());
        for (row, view) in texts.views().iter().enumerate() {
            if nulls.is_some_and(|nulls| nulls.is_null(row)) {
                numbers.push(NONE);
                continue;
            }
            if last.0 != *view || last.1 == u32::MAX {
                let slot = &mut recent.0[Recent::slot(*view)];
                if slot.0 != *view || slot.1 == u32::MAX {
                    *slot = (*view, self.find(texts.value(row)));
                }
                last = *slot;
            }
            numbers.push(last.1);
        }
        numbers
    }

    fn find(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        if self.names.len() >= self.limit {
            self.overflowed = true;
            return BEYOND;
        }
        let number = u32::try_from(self.names.len() + FIRST).unwrap_or(BEYOND);
        self.names.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    /// Every number that is shown, with its label; the first has none.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, Option<&str>)> + '_ {
        let names = self.names.iter().enumerate();
        std::iter::once((NONE as usize, None))
            .chain(names.map(|(index, name)| (index + FIRST, Some(&**name))))
    }

    /// Whether there were more labels than the limit.
    pub(crate) fn overflowed(&self) -> bool {
        self.overflowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_one_number_in_every_batch() {
        let mut labels = Labels::new(3);
        let long = "/a/path/longer/than/a/view/holds";
        let first = StringViewArray::from(vec![Some("/a"), None, Some(long), Some("/a"), Some("")]);
        let second = StringViewArray::from(vec![Some(long), Some(""), Some("/b"), Some("/a")]);
        let (first, second) = (labels.number(&first), labels.number(&second));
        assert_eq!(first, [2, NONE, 3, 2, 4]);
        assert_eq!(second, [3, 4, BEYOND, 2]);
        assert!(labels.overflowed());
        let names: Vec<_> = labels.iter().collect();
        assert_eq!(names, [(0, None), (2, Some("/a")), (3, Some(long)), (4, Some(""))]);
    }

    #[test]
    fn more_texts_than_are_remembered_lately_keep_their_numbers() {
        let texts: Vec<String> = (0..2_000).map(|n| format!("/page/{}", n % 1_000)).collect();
        let mut labels = Labels::new(5_000);
        let numbers = labels.number(&StringViewArray::from_iter_values(&texts));
        assert_eq!(numbers[..1_000], numbers[1_000..]);
        assert_eq!(labels.iter().count(), 1_001);
    }
}
