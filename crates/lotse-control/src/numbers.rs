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

/// Declares the number of a kind of definition.
macro_rules! definition_number {
    ($(#[$doc:meta])* $name:ident of $draft:ident) => {
        $crate::numbers::number! {
            $(#[$doc])*
            $name
        }

        impl $crate::definitions::DefinitionId for $name {
            type Of = $draft;

            fn stored(number: i64) -> Self {
                Self::new(number)
            }

            fn read(text: &str) -> Option<Self> {
                Self::from_text(text)
            }

            fn bare(self) -> i64 {
                self.number()
            }
        }
    };
}
pub(crate) use definition_number;
