//! Closed lists of words, each with one spelling.

use thiserror::Error;

/// A word of a closed list was none of the list.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{found}” is none of {allowed}")]
pub struct UnknownWord {
    /// What was found.
    pub found: String,
    /// What would have been allowed, comma-separated.
    pub allowed: &'static str,
}

/// Declares a closed list of words with one spelling each, for storage, wire and display keys.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The one spelling, in storage and on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;

            fn from_str(text: &str) -> Result<Self, $crate::words::UnknownWord> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    other => Err($crate::words::UnknownWord {
                        found: other.chars().take(40).collect(),
                        allowed: concat!($($text, ", "),+).trim_end_matches(", "),
                    }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;
