//! Numbers of rows, each a type of its own: one cannot be passed for another.

/// Declares the number of a kind of row.
macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// A number as stored.
            pub fn new(number: i64) -> Self {
                Self(number)
            }

            /// Reads a number from an address.
            pub fn from_text(text: &str) -> Option<Self> {
                text.parse().ok().map(Self)
            }

            /// The number itself.
            pub fn number(self) -> i64 {
                self.0
            }
        }
    };
}
pub(crate) use number;
