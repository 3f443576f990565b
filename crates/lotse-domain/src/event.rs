//! What happened: one immutable event, private by the time it has this type.
//!
//! An [`Event`] exists only behind the door: it holds no network address, no browser string and no
//! text that was not redacted. Its fields are the typed columns of the lake (`docs/lake/schema.md`).

use jiff::Timestamp;

use crate::{
    ids::{AuthorityCode, CaseReference, EventId, ImportId, ServiceId, Visitor},
    language::LanguageTag,
    property::{Properties, ShortText},
    service::CollectionProfile,
    words::words,
};

words! {
    /// What kind of thing happened. `docs/spec/capture.md` says when each does.
    EventKind {
        /// A page or route was shown.
        PageView = "page_view",
        /// A control with a name was used.
        Click = "click",
        /// The service named something that happened.
        Custom = "custom",
        /// The service says how it ended for the person.
        Outcome = "outcome",
        /// The page was hidden or left; carries engaged time.
        Leave = "leave",
        /// The first field of a form was entered or changed.
        FormStart = "form_start",
        /// A form was sent.
        FormSubmit = "form_submit",
        /// A field was left.
        FieldLeave = "field_leave",
        /// A field was found invalid.
        FieldError = "field_error",
        /// A search inside the service showed its results.
        Search = "search",
        /// A script of the page failed.
        JsError = "js_error",
        /// A Core Web Vital of the page is final.
        WebVital = "web_vital",
        /// A control was clicked several times at one place within a second.
        RageClick = "rage_click",
        /// A control was clicked and nothing followed.
        DeadClick = "dead_click",
        /// A click was followed at once by a script's error.
        ErrorClick = "error_click",
        /// A page was left and returned to within seconds.
        UTurn = "u_turn",
        /// What had the focus vanished.
        FocusLoss = "focus_loss",
        /// The tab key could not leave a part of the page.
        KeyboardTrap = "keyboard_trap",
        /// The text of an error message was copied.
        CopyError = "copy_error",
        /// The page was printed.
        Print = "print",
    }
}

impl EventKind {
    /// Whether a person did something, so that a visit with one page view and this is no bounce.
    pub fn is_interaction(self) -> bool {
        matches!(self, Self::Click | Self::Custom | Self::FormStart | Self::FormSubmit)
    }

    /// Whether events of this kind, captured by a script, may be kept under `profile`. What a service
    /// sends on purpose (an outcome, a form post, its own server) may be kept under each.
    pub fn allowed_in(self, profile: CollectionProfile) -> bool {
        matches!(self, Self::PageView | Self::Outcome) || profile.captures_interaction()
    }

    /// Whether the service names it.
    pub fn is_named(self) -> bool {
        matches!(self, Self::Custom | Self::Outcome)
    }

    /// Whether it carries properties of the service's own, beside the facts of its kind.
    pub fn has_own_properties(self) -> bool {
        matches!(self, Self::PageView | Self::Custom | Self::Outcome)
    }

    /// Whether it happened to an element of the page, which it describes.
    pub fn has_element(self) -> bool {
        matches!(
            self,
            Self::Click
                | Self::FormStart
                | Self::FormSubmit
                | Self::FieldLeave
                | Self::FieldError
                | Self::RageClick
                | Self::DeadClick
                | Self::ErrorClick
                | Self::FocusLoss
                | Self::KeyboardTrap
                | Self::CopyError
        )
    }

    /// Whether its element is a form or field: of a list to choose from its name is then the question,
    /// not the answer.
    pub fn is_of_form(self) -> bool {
        matches!(self, Self::FormStart | Self::FormSubmit | Self::FieldLeave | Self::FieldError)
    }
}

words! {
    /// The size class of the device, from the browser's header.
    DeviceClass {
        /// A computer.
        Desktop = "desktop",
        /// A phone.
        Mobile = "mobile",
        /// A tablet.
        Tablet = "tablet",
        /// Anything else that was recognised.
        Other = "other",
    }
}

words! {
    /// How good the connection is, as the browser says.
    ConnectionClass {
        /// Slow second generation.
        Slow2g = "slow-2g",
        /// Second generation.
        TwoG = "2g",
        /// Third generation.
        ThreeG = "3g",
        /// Fourth generation or better.
        FourG = "4g",
    }
}

words! {
    /// Where an event came from, which bounds what can be known.
    Coverage {
        /// The browser client.
        Script = "script",
        /// A page without script.
        NoScript = "no-script",
        /// The service's own server.
        Server = "server",
        /// A server's access log.
        ServerLog = "server-log",
        /// A file or a generator.
        Import = "import",
    }
}

words! {
    /// The way in which a person used the service. A browser's is the web; only the service itself says another.
    Channel {
        /// A web page.
        Web = "web",
        /// A conversation by text.
        Chat = "chat",
        /// The phone.
        Phone = "phone",
        /// A counter, face to face.
        Counter = "counter",
        /// A letter.
        Post = "post",
    }
}

words! {
    /// The stated time was outside what a browser's clock may say, and was moved to the limit.
    ClockFlag {
        /// More than 72 hours before receipt.
        Past = "past",
        /// More than 5 minutes after receipt.
        Future = "future",
    }
}

words! {
    /// What the list of automatic clients says of the browser.
    BotVerdict {
        /// It is on the list or says of itself that it is automatic.
        Automatic = "automatic",
    }
}

/// The control that was used: what it is and is called, never what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its role, such as `button` or `link`.
    pub role: Option<ShortText>,
    /// Its accessible name, redacted; for employee services only from `data-lotse-name`.
    pub name: Option<ShortText>,
    /// Its stable id, if it has one.
    pub id: Option<ShortText>,
    /// Its test id, if it has one.
    pub test_id: Option<ShortText>,
    /// Its place in the page, at most eight steps.
    pub path: Option<ShortText>,
    /// The heading that it stands under, redacted; for employee services never.
    pub heading: Option<ShortText>,
}

/// Campaign fields of the address by which a visit came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Campaign {
    /// `utm_source`.
    pub source: Option<ShortText>,
    /// `utm_medium`.
    pub medium: Option<ShortText>,
    /// `utm_campaign`.
    pub name: Option<ShortText>,
}

/// What is known of the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrowserFacts {
    /// Size class.
    pub device_class: Option<DeviceClass>,
    /// Browser family, such as `Firefox`.
    pub family: Option<ShortText>,
    /// Its major version.
    pub major_version: Option<u16>,
    /// Operating system family.
    pub operating_system: Option<ShortText>,
    /// The first language it asks for.
    pub language: Option<LanguageTag>,
    /// Connection class.
    pub connection: Option<ConnectionClass>,
    /// Whether it asks to save data.
    pub save_data: bool,
    /// Whether it is an automatic client, with the version of the list that says so.
    pub bot: Option<(BotVerdict, ShortText)>,
}

/// The page that an event happened on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Path with the allowed query parameters, redacted.
    pub path: ShortText,
    /// Short name that the page gave to its state.
    pub state: Option<ShortText>,
    /// Language of the page's text.
    pub language: Option<LanguageTag>,
    /// Domain of the page that linked here; empty within the service's own origins.
    pub referrer_domain: Option<ShortText>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Made once by the client.
    pub id: EventId,
    /// Whose it is.
    pub service: ServiceId,
    /// The body that delivers the service there.
    pub authority: Option<AuthorityCode>,
    /// What kind of thing.
    pub kind: EventKind,
    /// Its name; only what the service names has one.
    pub name: Option<ShortText>,
    /// When it happened: client time, corrected. Kept to the microsecond.
    pub occurred_at: Timestamp,
    /// When the door received it. Kept to the microsecond.
    pub received_at: Timestamp,
    /// Who did it, as far as the profile allows.
    pub visitor: Option<Visitor>,
    /// The matter it belongs to.
    pub case: Option<CaseReference>,
    /// The profile it was collected under.
    pub profile: CollectionProfile,
    /// The profile was narrowed by Global Privacy Control or Do-Not-Track.
    pub signal: bool,
    /// Where.
    pub page: Option<Page>,
    /// By which campaign.
    pub campaign: Campaign,
    /// With what.
    pub browser: BrowserFacts,
    /// Region, coarse.
    pub region: Option<ShortText>,
    /// The way of use.
    pub channel: Channel,
    /// Where the event came from.
    pub coverage: Coverage,
    /// A member of staff did it for somebody.
    pub assisted: bool,
    /// Its clock was out of range.
    pub clock_flag: Option<ClockFlag>,
    /// The import or replay that it came with.
    pub import: Option<ImportId>,
    /// Time in use, in milliseconds; only `leave` has it.
    pub engaged_ms: Option<u32>,
    /// The control that was used.
    pub element: Option<Element>,
    /// What the service says of it.
    pub properties: Properties,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_scripted_reads_only_what_the_page_says_is_kept() {
        for kind in EventKind::ALL {
            assert_eq!(
                kind.allowed_in(CollectionProfile::Headers),
                matches!(kind, EventKind::PageView | EventKind::Outcome),
                "{kind}"
            );
            assert!(kind.allowed_in(CollectionProfile::Statistics));
        }
    }

    #[test]
    fn looking_is_no_interaction() {
        assert!(!EventKind::PageView.is_interaction());
        assert!(!EventKind::Leave.is_interaction());
        assert!(EventKind::Click.is_interaction());
    }
}
