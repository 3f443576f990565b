//! The random order of options and rows. It is a pure function of the response and the question: a person who comes back,
//! reloads, or goes on without script sees the same order, and nothing has to be stored. `docs/spec/survey.md`, section 4,
//! has the arithmetic and cases for the browser, which repeats it with 32-bit numbers.

use super::{
    code::QuestionCode,
    question::{Choices, Matrix},
};

/// What an order is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderSeed(u32);

impl OrderSeed {
    /// The seed of a question in a response: FNV-1a (32 bits) of the response's id, a slash, and the code.
    #[must_use]
    pub fn new(response: &str, question: &QuestionCode) -> Self {
        let bytes = response.bytes().chain([b'/']).chain(question.as_str().bytes());
        let hash = bytes
            .fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Self(hash)
    }

    /// The order of the options: places in the written list, in the order in which they are shown.
    #[must_use]
    pub fn of_options(self, choices: &Choices) -> Vec<usize> {
        let stays: Vec<bool> = choices.options.iter().map(|option| option.stays).collect();
        self.order(&stays, choices.random_order)
    }

    /// The order of the rows, as that of options.
    #[must_use]
    pub fn of_rows(self, matrix: &Matrix) -> Vec<usize> {
        self.order(&vec![false; matrix.rows.len()], matrix.random_order)
    }

    fn order(self, stays: &[bool], is_random: bool) -> Vec<usize> {
        let mut order: Vec<usize> = (0..stays.len()).collect();
        if !is_random {
            return order;
        }
        // Fisher-Yates over those that move, from the last to the second.
        let moving: Vec<usize> = stays
            .iter()
            .enumerate()
            .filter(|(_, stays)| !**stays)
            .map(|(place, _)| place)
            .collect();
        let mut state = self.0;
        for last in (1..moving.len()).rev() {
            let drawn = below(last + 1, &mut state);
            if let (Some(a), Some(b)) = (moving.get(last), moving.get(drawn)) {
                order.swap(*a, *b);
            }
        }
        order
    }
}

/// The next number below a limit: the generator mulberry32, scaled. With at most 50 options no order is more than one in
/// 80 million likelier than another at any draw.
fn below(limit: usize, state: &mut u32) -> usize {
    *state = state.wrapping_add(0x6D2B_79F5);
    let mut t = (*state ^ (*state >> 15)).wrapping_mul(*state | 1);
    t = t.wrapping_add((t ^ (t >> 7)).wrapping_mul(t | 0x3D)) ^ t;
    let number = u64::from(t ^ (t >> 14));
    let scaled = (number * u64::try_from(limit).unwrap_or(u64::MAX >> 32)) >> 32;
    usize::try_from(scaled).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(response: &str, stays: &[bool]) -> Vec<usize> {
        OrderSeed::new(response, &"why".parse().unwrap()).order(stays, true)
    }

    #[test]
    fn the_same_response_has_the_same_order() {
        let response = "0199f2a0-7c1e-7000-8000-000000000001";
        assert_eq!(order(response, &[false; 5]), order(response, &[false; 5]));
        let seed = OrderSeed::new(response, &"why".parse().unwrap());
        assert_ne!(seed, OrderSeed::new(response, &"ease".parse().unwrap()));
        assert_eq!(seed.order(&[false; 3], false), [0, 1, 2]);
        assert!(order("x", &[]).is_empty());
        assert_eq!(order("x", &[false]), [0]);
    }

    #[test]
    fn cases_of_the_specification() {
        let spec = include_str!("../../../../docs/spec/survey.md");
        let mut found = 0;
        for line in spec.lines().filter(|line| line.starts_with("| `response-")) {
            let cells: Vec<&str> =
                line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
            let stays: Vec<bool> = cells[3].chars().map(|sign| sign == 's').collect();
            let seed = OrderSeed::new(cells[1], &cells[2].parse().unwrap());
            assert_eq!(seed.0.to_string(), cells[4], "{line}");
            let shown: Vec<String> =
                seed.order(&stays, true).iter().map(ToString::to_string).collect();
            assert_eq!(shown.join(" "), cells[5], "{line}");
            found += 1;
        }
        assert!(found >= 5, "{found}");
    }

    #[test]
    fn what_stays_keeps_its_place_and_every_order_is_met_alike() {
        let mut seen = std::collections::BTreeMap::new();
        for number in 0..24_000 {
            let order = order(&format!("response {number}"), &[false, false, true, false, false]);
            assert_eq!(order[2], 2);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4]);
            *seen.entry(order).or_insert(0_u32) += 1;
        }
        assert_eq!(seen.len(), 24);
        // Chi-squared over 24 orders of 1,000 expected each; 49.7 is the 0.999 quantile with 23 degrees of freedom.
        let chi: f64 = seen.values().map(|n| (f64::from(*n) - 1_000.0).powi(2) / 1_000.0).sum();
        assert!(chi < 49.7, "{chi}");
    }
}
