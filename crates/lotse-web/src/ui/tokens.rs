//! The colours of the style sheet, for what is drawn to be read without it. The sheet is the one place where
//! they stand; a test holds that each is found there and has contrast with what it meets.

use std::{collections::BTreeMap, sync::LazyLock};

const SHEET: &str = include_str!("style.css");

/// A colour by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// Text.
    Ink,
    /// Text beside it.
    Quiet,
    /// The ground.
    Paper,
    /// A ground that stands out a little.
    Surface,
    /// Lines that only help the eye.
    Line,
    /// Lines that carry meaning.
    Edge,
    /// The line of a measure.
    Series,
    /// The line of the period before.
    SeriesBefore,
    /// A bar.
    Bar,
    /// The first of several parts or lines.
    Series1,
    /// The second.
    Series2,
    /// The third.
    Series3,
    /// The fourth.
    Series4,
    /// The fifth.
    Series5,
    /// The sixth, and what is neither the one nor the other.
    Series6,
    /// The seventh.
    Series7,
    /// Below the middle, or less than compared with.
    GapLow,
    /// Above it, or more.
    GapHigh,
}

impl Token {
    #[cfg(test)]
    const ALL: [Self; 18] = [
        Self::Ink,
        Self::Quiet,
        Self::Paper,
        Self::Surface,
        Self::Line,
        Self::Edge,
        Self::Series,
        Self::SeriesBefore,
        Self::Bar,
        Self::Series1,
        Self::Series2,
        Self::Series3,
        Self::Series4,
        Self::Series5,
        Self::Series6,
        Self::Series7,
        Self::GapLow,
        Self::GapHigh,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Ink => "--ink",
            Self::Quiet => "--quiet",
            Self::Paper => "--paper",
            Self::Surface => "--surface",
            Self::Line => "--line",
            Self::Edge => "--edge",
            Self::Series => "--series",
            Self::SeriesBefore => "--series-before",
            Self::Bar => "--bar",
            Self::Series1 => "--series-1",
            Self::Series2 => "--series-2",
            Self::Series3 => "--series-3",
            Self::Series4 => "--series-4",
            Self::Series5 => "--series-5",
            Self::Series6 => "--series-6",
            Self::Series7 => "--series-7",
            Self::GapLow => "--gap-low",
            Self::GapHigh => "--gap-high",
        }
    }

    /// Its value on light paper, such as `#15242f`.
    pub(crate) fn light(self) -> &'static str {
        static VALUES: LazyLock<BTreeMap<&str, [&str; 2]>> = LazyLock::new(values);
        VALUES.get(self.name()).map_or("currentColor", |[light, _]| light)
    }
}

/// The tokens of the sheet with their light and dark values.
fn values() -> BTreeMap<&'static str, [&'static str; 2]> {
    let root = SHEET.split(":root {").nth(1).and_then(|rest| rest.split('}').next());
    let pair = |line: &'static str| {
        let (name, value) = line.trim().split_once(": light-dark(")?;
        let (light, dark) = value.trim_end_matches(");").split_once(", ")?;
        Some((name, [light, dark]))
    };
    root.unwrap_or_default().lines().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts of a whole and lines of one chart, told apart by people who see few colours too.
    const SERIES: [&str; 7] = [
        "--series-1",
        "--series-2",
        "--series-3",
        "--series-4",
        "--series-5",
        "--series-6",
        "--series-7",
    ];

    /// Every pair of colours that meets on a page, in both themes: text 4.5:1, lines that carry meaning
    /// and controls 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). And the size of the sheet.
    fn tokens() -> BTreeMap<&'static str, [[f64; 3]; 2]> {
        values().into_iter().map(|(name, pair)| (name, pair.map(channels))).collect()
    }

    fn channels(hex: &str) -> [f64; 3] {
        let number = u32::from_str_radix(hex.trim_start_matches('#'), 16).unwrap();
        [16, 8, 0].map(|shift| f64::from((number >> shift) & 255) / 255.0)
    }

    /// Relative luminance after WCAG 2.2.
    fn luminance(colour: [f64; 3]) -> f64 {
        let [r, g, b] =
            colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_pair_that_meets_has_contrast_in_both_themes() {
        let tokens = tokens();
        let mut pairs =
            vec![("--on-accent", "--accent", 4.5), ("--on-accent", "--accent-strong", 4.5)];
        for ground in ["--paper", "--surface"] {
            for text in [
                "--ink",
                "--quiet",
                "--accent",
                "--accent-strong",
                "--success",
                "--warning",
                "--danger",
            ] {
                pairs.push((text, ground, 4.5));
            }
            for line in ["--edge", "--focus"] {
                pairs.push((line, ground, 3.0));
            }
        }
        for text in ["--series", "--series-before"] {
            pairs.push((text, "--paper", 4.5));
        }
        for shape in ["--bar", "--gap-low", "--gap-high"] {
            pairs.push((shape, "--paper", 3.0));
        }
        for series in SERIES {
            pairs.push((series, "--paper", 3.0));
        }
        for (front, back, least) in pairs {
            for (theme, index) in [("light", 0), ("dark", 1)] {
                let found = contrast(tokens[front][index], tokens[back][index]);
                assert!(found >= least, "{front} on {back}, {theme}: {found:.2} of {least}");
            }
        }
    }

    #[test]
    fn the_sheet_stays_small_and_logical() {
        let mut packed = Vec::new();
        let mut input = SHEET.as_bytes();
        let parameters = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
        brotli::BrotliCompress(&mut input, &mut packed, &parameters).unwrap();
        assert!(packed.len() <= 15 * 1024, "{} bytes", packed.len());
        for physical in [
            "margin-left",
            "margin-right",
            "padding-left",
            "padding-right",
            "text-align: left",
            "float:",
        ] {
            assert!(!SHEET.contains(physical), "{physical}");
        }
    }

    #[test]
    fn every_token_is_in_the_sheet() {
        for token in Token::ALL {
            assert!(token.light().starts_with('#'), "{token:?} is {}", token.light());
        }
        assert_eq!(Token::Paper.light(), "#ffffff");
    }
}
