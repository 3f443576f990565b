//! Colours of an agency, and whether people can tell them apart: relative luminance and contrast ratio as WCAG 2.2 defines
//! them; 4.5 to 1 for text (1.4.3), 3 to 1 for controls and their edges (1.4.11).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    fault::{Fault, Reason},
    place::Place,
};
use crate::words::words;

/// A colour of sRGB, opaque.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Colour {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

/// A text is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no colour such as #1a2b3c")]
pub struct ColourError;

impl FromStr for Colour {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, ColourError> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let number = u32::from_str_radix(digits.ok_or(ColourError)?, 16);
        let [_, red, green, blue] = number.map_err(|_| ColourError)?.to_be_bytes();
        Ok(Self { red, green, blue })
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl Colour {
    /// Relative luminance, 0 (black) to 1 (white): WCAG 2.2, “relative luminance”, with the threshold 0.04045.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// Contrast with another colour, 1 to 21: WCAG 2.2, “contrast ratio”.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// A contrast ratio in hundredths, rounded down: 4.499 is not 4.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(pub u32);

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}:1", self.0 / 100, self.0 % 100)
    }
}

impl Ratio {
    fn of(a: Colour, b: Colour) -> Self {
        let hundredths = (a.contrast(b) * 100.0).floor();
        // A ratio lies between 1 and 21.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most 2,100"
        )]
        let ratio = Self(hundredths.clamp(100.0, 2_100.0) as u32);
        ratio
    }
}

words! {
    /// Two colours that meet.
    Pair {
        /// Text on the page.
        TextOnPage = "text on page",
        /// The words of a button on it.
        ButtonTextOnButton = "button text on button",
        /// A button on the page.
        ButtonOnPage = "button on page",
        /// The edge of a field on the page.
        EdgeOnPage = "edge on page",
        /// The words of an error on the page.
        ErrorOnPage = "error on page",
    }
}

/// The colours of an agency. There are no others: whatever a survey shows takes one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Behind everything.
    pub page: Colour,
    /// Words.
    pub text: Colour,
    /// Buttons, and what is chosen.
    pub button: Colour,
    /// Words on buttons.
    pub button_text: Colour,
    /// Edges of fields, and the mark of focus.
    pub edge: Colour,
    /// Words of errors.
    pub error: Colour,
}

impl Theme {
    /// Colours that people cannot tell apart, each with the field of the theme that could be changed.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let place = Place::survey().field("theme");
        let (text, control) = (Ratio(450), Ratio(300));
        let pairs = [
            (Pair::TextOnPage, "text", self.text, self.page, text),
            (Pair::ButtonTextOnButton, "button_text", self.button_text, self.button, text),
            (Pair::ButtonOnPage, "button", self.button, self.page, control),
            (Pair::EdgeOnPage, "edge", self.edge, self.page, control),
            (Pair::ErrorOnPage, "error", self.error, self.page, text),
        ];
        let faint = pairs.into_iter().filter_map(|(pair, field, one, other, least)| {
            let found = Ratio::of(one, other);
            let reason = Reason::Contrast { pair, found, least };
            (found < least).then(|| Fault::new(place.field(field), reason))
        });
        faint.collect()
    }
}

/// The colours as they are written: `#1a2b3c` each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeForm {
    /// Behind everything.
    pub page: String,
    /// Words.
    pub text: String,
    /// Buttons.
    pub button: String,
    /// Words on buttons.
    pub button_text: String,
    /// Edges of fields.
    pub edge: String,
    /// Words of errors.
    pub error: String,
}

/// A field of a theme is no colour.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("theme.{field}: {error}")]
pub struct ThemeError {
    /// Which field.
    pub field: &'static str,
    /// Why.
    pub error: ColourError,
}

impl ThemeForm {
    /// The colours that are written here.
    ///
    /// # Errors
    /// The first field that is no colour.
    pub fn theme(&self) -> Result<Theme, ThemeError> {
        let colour = |field: &'static str, written: &str| {
            written.trim().parse().map_err(|error| ThemeError { field, error })
        };
        Ok(Theme {
            page: colour("page", &self.page)?,
            text: colour("text", &self.text)?,
            button: colour("button", &self.button)?,
            button_text: colour("button_text", &self.button_text)?,
            edge: colour("edge", &self.edge)?,
            error: colour("error", &self.error)?,
        })
    }
}

impl From<&Theme> for ThemeForm {
    fn from(theme: &Theme) -> Self {
        Self {
            page: theme.page.to_string(),
            text: theme.text.to_string(),
            button: theme.button.to_string(),
            button_text: theme.button_text.to_string(),
            edge: theme.edge.to_string(),
            error: theme.error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        text.parse().unwrap()
    }

    #[test]
    fn contrast_is_that_of_known_pairs() {
        // The greys are the well-known neighbours of 4.5 to 1 and 3 to 1 on white.
        for (a, b, hundredths) in [
            ("#000000", "#ffffff", 2_100),
            ("#ffffff", "#ffffff", 100),
            ("#767676", "#ffffff", 454),
            ("#777777", "#ffffff", 447),
            ("#949494", "#FFFFFF", 303),
            ("#959595", "#ffffff", 299),
            ("#0000ff", "#ffffff", 859),
            ("#ff0000", "#ffffff", 399),
        ] {
            assert_eq!(Ratio::of(colour(a), colour(b)), Ratio(hundredths), "{a} {b}");
            assert_eq!(Ratio::of(colour(b), colour(a)), Ratio(hundredths), "{b} {a}");
        }
    }

    #[test]
    fn colours_have_six_digits() {
        assert_eq!(colour("#1A2b3C").to_string(), "#1a2b3c");
        for wrong in
            ["", "#", "1a2b3c", "#1a2b3", "#1a2b3c4", "#+12345", "#12 456", "#ß2345", "red"]
        {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn each_faint_pair_is_told() {
        let good = Theme {
            page: colour("#ffffff"),
            text: colour("#0b0c0c"),
            button: colour("#005ea5"),
            button_text: colour("#ffffff"),
            edge: colour("#767676"),
            error: colour("#b00020"),
        };
        assert!(good.faults().is_empty());
        let mut form = ThemeForm::from(&good);
        assert_eq!(form.theme(), Ok(good));
        form.edge = "grey".to_owned();
        let error = form.theme().unwrap_err().to_string();
        assert_eq!(error, "theme.edge: is no colour such as #1a2b3c");
        let faint = colour("#eeeeee");
        let told =
            |theme: Theme| theme.faults().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            told(Theme { text: colour("#777777"), ..good }),
            ["theme.text: text on page: the contrast is 4.47:1; at least 4.50:1 is needed"]
        );
        assert_eq!(
            told(Theme { edge: colour("#959595"), ..good }),
            ["theme.edge: edge on page: the contrast is 2.99:1; at least 3.00:1 is needed"]
        );
        assert_eq!(told(Theme { button: faint, ..good }).len(), 2);
        assert_eq!(told(Theme { button_text: colour("#000000"), ..good }).len(), 1);
        assert_eq!(told(Theme { error: faint, ..good }).len(), 1);
        let dark = Theme { page: colour("#000000"), text: colour("#ffffff"), ..good };
        assert_eq!(told(dark).len(), 1);
    }
}
