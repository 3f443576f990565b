//! What is collected of a visit under which profile: one list for the door's tests, for "What we collect"
//! and for whoever chooses a profile.

use crate::{service::CollectionProfile, words::words};

words! {
    /// One thing that is collected.
    Collected {
        /// The page, without what was typed, searched or addressed to one person.
        Page = "page",
        /// When, to the millisecond.
        Time = "time",
        /// The language of the page.
        PageLanguage = "page-language",
        /// The language that the browser asks for.
        BrowserLanguage = "browser-language",
        /// Computer, phone or tablet.
        DeviceClass = "device-class",
        /// Family and version of the browser.
        Browser = "browser",
        /// Family of the system.
        OperatingSystem = "operating-system",
        /// Whether the browser asks to save data.
        SaveData = "save-data",
        /// That a privacy signal was set.
        Signal = "signal",
        /// A pseudonym.
        Visitor = "visitor",
        /// What the service itself reports as an event, by script or on purpose.
        CustomEvent = "custom-event",
        /// What the service says of such an event.
        Properties = "properties",
        /// A code of the matter, where the service signs a reference to it.
        Case = "case",
        /// That a member of staff did it for somebody, where the service signs a mark.
        Assisted = "assisted",
        /// The site that led here: its domain.
        Referrer = "referrer",
        /// The campaign that a link names.
        Campaign = "campaign",
        /// The region, as coarse as a time zone.
        Region = "region",
        /// How good the connection is.
        Connection = "connection",
        /// Which control was used, never what was chosen or typed.
        Control = "control",
        /// For how long the page was in use.
        EngagedTime = "engaged-time",
    }
}

impl Collected {
    /// Whether it is collected under a profile. What a service sends on purpose, by a form or its own server,
    /// is under each.
    pub fn is_collected_in(self, profile: CollectionProfile) -> bool {
        match self {
            Self::Page
            | Self::Time
            | Self::PageLanguage
            | Self::BrowserLanguage
            | Self::DeviceClass
            | Self::Browser
            | Self::OperatingSystem
            | Self::SaveData
            | Self::Signal
            | Self::Visitor
            | Self::CustomEvent
            | Self::Properties
            | Self::Case
            | Self::Assisted => true,
            Self::Referrer
            | Self::Campaign
            | Self::Region
            | Self::Connection
            | Self::Control
            | Self::EngagedTime => profile.captures_interaction(),
        }
    }
}
