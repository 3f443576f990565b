//! What is collected of a visit under which profile: one list for the door's tests, for "What we collect"
//! and for whoever chooses a profile.

use crate::{
    event::EventKind,
    service::{CollectionProfile, Service},
    words::words,
};

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
        /// How it ended for the person, as the page says.
        Outcome = "outcome",
        /// How much of a page was seen.
        Scrolling = "scrolling",
        /// That a form was begun and sent, how long its fields took, and what was wrong with them.
        FormUse = "form-use",
        /// That a search was made, and how much it found.
        SearchUse = "search-use",
        /// Clicks without effect, turning back, trouble with the keyboard.
        Difficulties = "difficulties",
        /// That a page was printed.
        Printing = "printing",
        /// That a script of the page failed, and where.
        ScriptErrors = "script-errors",
        /// How quickly a page showed and reacted.
        Performance = "performance",
        /// A random id on the device, after consent.
        DeviceId = "device-id",
        /// The body that delivers the service there, by the address of the page.
        Authority = "authority",
        /// Display settings, as counters of a day.
        DisplaySettings = "display-settings",
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
            | Self::Assisted
            | Self::Authority
            | Self::Outcome => true,
            Self::Referrer
            | Self::Campaign
            | Self::Region
            | Self::Connection
            | Self::Control
            | Self::EngagedTime
            | Self::Scrolling
            | Self::FormUse
            | Self::SearchUse
            | Self::Difficulties
            | Self::Printing
            | Self::ScriptErrors
            | Self::Performance
            | Self::DisplaySettings => profile.captures_interaction(),
            Self::DeviceId => profile == CollectionProfile::Consented,
        }
    }

    /// Whether a service collects it, by its profile and its settings.
    pub fn is_collected_by(self, service: &Service) -> bool {
        let is_wanted = match self {
            Self::Performance => service.capture.web_vitals.get() > 0,
            Self::DisplaySettings => service.capture.display,
            Self::Authority => !service.authorities.is_empty(),
            _ => true,
        };
        is_wanted && self.is_collected_in(service.profile)
    }

    /// What an event of a kind tells beside what its page, its browser and its properties do.
    pub fn of_kind(kind: EventKind) -> Option<Self> {
        match kind {
            EventKind::PageView | EventKind::Leave => None,
            EventKind::Click => Some(Self::Control),
            EventKind::Custom => Some(Self::CustomEvent),
            EventKind::Outcome => Some(Self::Outcome),
            EventKind::FormStart
            | EventKind::FormSubmit
            | EventKind::FieldLeave
            | EventKind::FieldError => Some(Self::FormUse),
            EventKind::Search => Some(Self::SearchUse),
            EventKind::JsError => Some(Self::ScriptErrors),
            EventKind::WebVital => Some(Self::Performance),
            EventKind::RageClick
            | EventKind::DeadClick
            | EventKind::ErrorClick
            | EventKind::UTurn
            | EventKind::FocusLoss
            | EventKind::KeyboardTrap
            | EventKind::CopyError => Some(Self::Difficulties),
            EventKind::Print => Some(Self::Printing),
        }
    }
}
