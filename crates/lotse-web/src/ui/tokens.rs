//! Every pair of colours that meets on a page, in both themes: text 4.5:1, lines that carry meaning
//! and controls 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). And the size of the sheet.

use std::collections::BTreeMap;

const SHEET: &str = include_str!("style.css");

/// Tokens to their light and dark values.
fn tokens() -> BTreeMap<&'static str, [[f64; 3]; 2]> {
    let root = SHEET.split(":root {").nth(1).unwrap().split('}').next().unwrap();
    let mut tokens = BTreeMap::new();
    for line in root.lines() {
        let Some((name, value)) = line.trim().split_once(": light-dark(") else { continue };
        let (light, dark) = value.trim_end_matches(");").split_once(", ").unwrap();
        tokens.insert(name, [channels(light), channels(dark)]);
    }
    tokens
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
    let mut pairs = vec![("--on-accent", "--accent", 4.5), ("--on-accent", "--accent-strong", 4.5)];
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
    pairs.push(("--bar", "--paper", 3.0));
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
