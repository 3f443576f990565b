//! Labels as small numbers, so that rows are counted by index and texts are kept once.

use std::collections::HashMap;

use datafusion::arrow::array::{Array, StringViewArray};

use super::tally::Label;

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

/// What is known of views seen lately. A view names its text only within its own array.
struct Recent<T>([Option<(u128, T)>; 256]);

impl<T: Copy> Recent<T> {
    fn new() -> Self {
        Self([None; 256])
    }

    /// What is known of a view, or else is found out.
    fn get(&mut self, view: u128, find: impl FnOnce() -> T) -> T {
        // Fibonacci hashing: the upper bits of the product are well mixed.
        let folded = view ^ (view >> 64);
        let mixed = folded.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
        let slot = &mut self.0[usize::from(mixed[7])];
        match *slot {
            Some((known, value)) if known == view => value,
            _ => {
                let value = find();
                *slot = Some((view, value));
                value
            }
        }
    }
}

/// Gives each row's text to `find`, but not again those of equal views seen lately; `none` is for
/// rows without a text.
pub(crate) fn each_text<T: Copy>(
    texts: &StringViewArray,
    none: T,
    mut find: impl FnMut(&str) -> T,
    mut give: impl FnMut(usize, T),
) {
    if texts.null_count() == texts.len() {
        (0..texts.len()).for_each(|row| give(row, none));
        return;
    }
    let nulls = texts.nulls().filter(|nulls| nulls.null_count() > 0);
    let mut recent = Recent::new();
    let mut last: Option<(u128, T)> = None;
    for (row, view) in texts.views().iter().enumerate() {
        if nulls.is_some_and(|nulls| nulls.is_null(row)) {
            give(row, none);
            continue;
        }
        let value = match last {
            Some((known, value)) if known == *view => value,
            _ => recent.get(*view, || find(texts.value(row))),
        };
        last = Some((*view, value));
        give(row, value);
    }
}

impl Labels {
    /// Numbers for at most `limit` labels.
    pub(crate) fn new(limit: usize) -> Self {
        Self { numbers: HashMap::new(), names: Vec::new(), limit, overflowed: false }
    }

    /// The number of each row's label.
    pub(crate) fn number(&mut self, texts: &StringViewArray) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(texts.len());
        each_text(texts, NONE, |text| self.find(text), |_, number| numbers.push(number));
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

    /// Every label that is shown, at the place of its number.
    pub(crate) fn names(&self) -> Vec<Option<Label>> {
        let mut names: Vec<Option<Label>> = vec![None; self.names.len() + FIRST];
        for (number, name) in self.iter() {
            names[number] = Some(name.map(Into::into));
        }
        names
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
