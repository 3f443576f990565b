//! What of a service's events people describe in words of their own.

use crate::words::words;

words! {
    /// What is described.
    DescribedWhat {
        /// An event that the service names.
        Event = "event",
        /// A property that the service gives its events.
        Property = "property",
    }
}
