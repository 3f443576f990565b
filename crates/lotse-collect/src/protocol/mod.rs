//! Formats that clients speak. Each becomes the same [`RawRequest`], which nothing has checked yet.

pub(crate) mod json_text;
pub(crate) mod lotse;
pub(crate) mod plain;

use lotse_domain::display::DisplaySetting;

/// A field as the client sent it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stated<T> {
    /// Not there, or null.
    Missing,
    /// There, but of another type.
    Malformed,
    /// There.
    Is(T),
}

/// A request before any check but its shape.
#[derive(Debug, PartialEq)]
pub(crate) struct RawRequest {
    /// Public key of the service.
    pub(crate) key: String,
    /// The client's clock at sending, in milliseconds since 1970.
    pub(crate) sent_at: i64,
    /// The profile that the client ran under.
    pub(crate) profile: Option<String>,
    /// A privacy signal was set.
    pub(crate) signal: bool,
    /// The page that events without an own one happened on.
    pub(crate) page: Option<RawPage>,
    /// What the browser says of itself.
    pub(crate) context: RawContext,
    /// Signed user reference.
    pub(crate) user: Option<String>,
    /// Signed case reference.
    pub(crate) case: Option<String>,
    /// Signed mark that a member of staff does it for somebody.
    pub(crate) assisted: Option<String>,
    /// The random id that the client made after consent.
    pub(crate) visitor: Option<String>,
    /// Signed mark of a test visit.
    pub(crate) test: Option<String>,
    /// Display settings, once per document.
    pub(crate) display: Option<Vec<DisplaySetting>>,
    /// At least one; `None` stands for what is no object.
    pub(crate) events: Vec<Option<RawEvent>>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct RawPage {
    pub(crate) url: Stated<String>,
    pub(crate) referrer: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) state: Option<String>,
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct RawContext {
    pub(crate) language: Option<String>,
    pub(crate) connection: Option<String>,
    pub(crate) save_data: bool,
    pub(crate) time_zone: Option<String>,
    pub(crate) webdriver: bool,
}

#[derive(Debug, PartialEq)]
pub(crate) struct RawEvent {
    pub(crate) id: Stated<String>,
    pub(crate) at: Stated<i64>,
    pub(crate) kind: Stated<String>,
    pub(crate) name: Stated<String>,
    pub(crate) engaged_ms: Stated<i64>,
    pub(crate) element: Option<RawElement>,
    /// Values of another type than text, number or truth value are `None`.
    pub(crate) properties: Vec<(String, Option<String>)>,
    /// By which way; read of what the service itself sends.
    pub(crate) channel: Option<String>,
    pub(crate) page: Option<RawPage>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct RawElement {
    pub(crate) role: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) test_id: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) heading: Option<String>,
    /// The name was given by the page's author in `data-lotse-name`.
    pub(crate) marked: bool,
}
