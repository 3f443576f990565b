//! Several comparisons at once.
//!
//! Among twenty gaps that do not exist, one looks clear at 5 %. What belongs to one family (the groups
//! of one report and outcome) is adjusted together.

use crate::p_value::PValue;

/// Adjusted by Holm: the chance that *any* gap is wrongly called clear stays below the level.
///
/// With m values in ascending order, the i-th becomes the largest of (m + 1 − j)·p₍ⱼ₎ for j ≤ i, at
/// most 1. The answer is in the order of the question.
///
/// Source: Holm (1979), *A simple sequentially rejective multiple test procedure*, Scandinavian
/// Journal of Statistics 6:65. Holds whatever the values have to do with each other.
pub fn holm(family: &[PValue]) -> Vec<PValue> {
    let mut largest = 0.0_f64;
    adjust(family, ascending(family).into_iter().zip((1..=family.len()).rev()), |p, remaining| {
        largest = largest.max(p * remaining);
        largest
    })
}

/// Adjusted by Benjamini and Hochberg: of the gaps called clear, the share of wrong ones stays below
/// the level on average.
///
/// With m values in ascending order, the i-th becomes the smallest of (m/j)·p₍ⱼ₎ for j ≥ i, at most 1.
/// The answer is in the order of the question.
///
/// Source: Benjamini and Hochberg (1995), *Controlling the false discovery rate*, Journal of the Royal
/// Statistical Society B 57:289; for values that rise together, as those of gaps to one reference do,
/// Benjamini and Yekutieli (2001), Annals of Statistics 29:1165, theorem 1.2.
pub fn benjamini_hochberg(family: &[PValue]) -> Vec<PValue> {
    let all = as_f64(family.len());
    let mut smallest = 1.0_f64;
    let descending = ascending(family).into_iter().rev().zip((1..=family.len()).rev());
    adjust(family, descending, |p, rank| {
        smallest = smallest.min(p * (all / rank));
        smallest
    })
}

/// The places of the values in ascending order.
fn ascending(family: &[PValue]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..family.len()).collect();
    places.sort_by(|a, b| family[*a].get().total_cmp(&family[*b].get()));
    places
}

/// Goes through places with a number each, and puts the adjusted value at its place.
fn adjust(
    family: &[PValue],
    places: impl Iterator<Item = (usize, usize)>,
    mut adjusted: impl FnMut(f64, f64) -> f64,
) -> Vec<PValue> {
    let mut answer = family.to_vec();
    for (place, number) in places {
        answer[place] = PValue::nearest(adjusted(family[place].get(), as_f64(number)));
    }
    answer
}

#[expect(clippy::cast_precision_loss, reason = "a family has far fewer than 2^53 members")]
fn as_f64(number: usize) -> f64 {
    number as f64
}
