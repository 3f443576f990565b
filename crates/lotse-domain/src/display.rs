//! Display settings of the person's system: kept as counters per service and day, never on events, never
//! crossed with anything, and never called a disability.

use crate::words::words;

words! {
    /// One display setting.
    DisplaySetting {
        /// The page is enlarged.
        Zoom = "zoom",
        /// More contrast is asked for.
        MoreContrast = "more-contrast",
        /// Less contrast is asked for.
        LessContrast = "less-contrast",
        /// Less motion is asked for.
        ReducedMotion = "reduced-motion",
        /// Dark colours are asked for.
        DarkColours = "dark-colours",
        /// The system replaces the colours of the page.
        ForcedColours = "forced-colours",
        /// None of the above: so that shares have a denominator.
        None = "none",
    }
}
