//! Every reason for which one event is refused, with its word and its message.
//!
//! Messages name the field, its place and the limit; never what the page sent.

use lotse_domain::{event::Channel, ids::EventId, property::limits};
use serde::{Serialize, Serializer, ser::SerializeStruct};

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// Why one event was refused. The rest of its request is kept.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason { $($(#[$doc])* $variant),+ }

        impl Reason {
            /// Every reason, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The machine's word for it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

reasons! {
    /// The entry of `events` is not an object.
    NotAnObject = "not_an_object",
    /// No `id`.
    IdMissing = "id_missing",
    /// `id` is not a UUID of version 7.
    IdNotUuidV7 = "id_not_uuid_v7",
    /// No `at`.
    TimeMissing = "time_missing",
    /// `at` is no time between the years 1970 and 9999.
    TimeOutOfRange = "time_out_of_range",
    /// No `kind`.
    KindMissing = "kind_missing",
    /// `kind` is no known kind.
    KindUnknown = "kind_unknown",
    /// The profile in force does not allow this kind.
    KindNotInProfile = "kind_not_in_profile",
    /// A custom event or an outcome has no name.
    NameMissing = "name_missing",
    /// The name is over the limit.
    NameTooLong = "name_too_long",
    /// Neither the event nor the request names a page.
    PageMissing = "page_missing",
    /// The page's address is not an absolute http or https address.
    AddressInvalid = "address_invalid",
    /// The address is over the limit.
    AddressTooLong = "address_too_long",
    /// The page state is over the limit.
    StateTooLong = "state_too_long",
    /// A language is no language tag.
    LanguageInvalid = "language_invalid",
    /// An event of kind leave has no engaged time.
    EngagedMissing = "engaged_missing",
    /// Engaged time is no whole number, negative, or over the limit.
    EngagedOutOfRange = "engaged_out_of_range",
    /// An event of something that was used has no element.
    ElementMissing = "element_missing",
    /// More properties than the limit.
    TooManyProperties = "too_many_properties",
    /// A property name is empty or too long.
    PropertyNameInvalid = "property_name_invalid",
    /// A property is an object, an array or null.
    PropertyNotFlat = "property_not_flat",
    /// The service names a way of use that is none.
    ChannelUnknown = "channel_unknown",
    /// The replay or import that it belongs to is closed.
    ImportClosed = "import_closed",
}

impl Reason {
    /// What the sender should know: which field of which event, and what it must be.
    pub fn message(self, index: usize) -> String {
        let (field, says) = match self {
            Self::NotAnObject => ("", "is not a JSON object.".to_owned()),
            Self::IdMissing => (
                ".id",
                "is missing. Make a UUID of version 7 once and keep it in every retry.".to_owned(),
            ),
            Self::IdNotUuidV7 => (".id", "is not a UUID of version 7.".to_owned()),
            Self::TimeMissing => {
                (".at", "is missing. Say when it happened, in milliseconds since 1970.".to_owned())
            }
            Self::TimeOutOfRange => (
                ".at",
                "is not a whole number of milliseconds between the years 1970 and 9999.".to_owned(),
            ),
            Self::KindMissing => (".kind", "is missing.".to_owned()),
            Self::KindUnknown => (".kind", "is none of the kinds of the specification.".to_owned()),
            Self::KindNotInProfile => {
                (".kind", "is not collected under the collection profile in force.".to_owned())
            }
            Self::NameMissing => {
                (".name", "is missing. What the service itself names needs a name.".to_owned())
            }
            Self::NameTooLong => {
                (".name", format!("is longer than {} characters.", limits::NAME_CHARS))
            }
            Self::PageMissing => {
                (".page", "is missing, and the request names no page either.".to_owned())
            }
            Self::AddressInvalid => (
                ".page.url",
                "is not an absolute address that begins with http:// or https://.".to_owned(),
            ),
            Self::AddressTooLong => {
                (".page.url", format!("is longer than {} characters.", limits::ADDRESS_CHARS))
            }
            Self::StateTooLong => {
                (".page.state", format!("is longer than {} characters.", limits::STATE_CHARS))
            }
            Self::LanguageInvalid => {
                (".page.language", "is no language tag such as en or pt-BR.".to_owned())
            }
            Self::EngagedMissing => (
                ".engaged_ms",
                "is missing. An event of kind leave needs the time in use.".to_owned(),
            ),
            Self::EngagedOutOfRange => {
                (".engaged_ms", format!("is not a whole number from 0 to {}.", limits::ENGAGED_MS))
            }
            Self::ElementMissing => (
                ".element",
                "is missing or empty. An event of this kind needs what it happened to.".to_owned(),
            ),
            Self::TooManyProperties => {
                (".properties", format!("has more than {} entries.", limits::PROPERTIES))
            }
            Self::PropertyNameInvalid => (
                ".properties",
                format!(
                    "has a name that is empty or longer than {} characters.",
                    limits::PROPERTY_NAME_CHARS
                ),
            ),
            Self::PropertyNotFlat => (
                ".properties",
                "has a value that is no text, number, true or false; objects, lists and null are \
                 not kept."
                    .to_owned(),
            ),
            Self::ChannelUnknown => (".channel", one_of_channels()),
            Self::ImportClosed => {
                ("", "belongs to a replay or import that is closed already.".to_owned())
            }
        };
        format!("events[{index}]{field} {says}")
    }
}

fn one_of_channels() -> String {
    let words: Vec<_> = Channel::ALL.iter().map(|channel| channel.as_str()).collect();
    format!("is none of {}.", words.join(", "))
}

/// One event that was refused, as the answer lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedEvent {
    /// Its place in `events`, from 0.
    pub index: usize,
    /// Its id, if that could be read.
    pub id: Option<EventId>,
    /// Why.
    pub reason: Reason,
}

impl Serialize for RefusedEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("RefusedEvent", 4)?;
        fields.serialize_field("index", &self.index)?;
        fields.serialize_field("id", &self.id.map(|id| id.to_string()))?;
        fields.serialize_field("reason", self.reason.as_str())?;
        fields.serialize_field("message", &self.reason.message(self.index))?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_field_its_place_and_the_limit() {
        assert_eq!(
            Reason::NameMissing.message(2),
            "events[2].name is missing. What the service itself names needs a name."
        );
        assert!(Reason::AddressTooLong.message(0).contains("2048"));
        for reason in Reason::ALL {
            assert!(reason.message(7).starts_with("events[7]"), "{reason:?}");
            assert!(reason.message(7).ends_with('.'), "{reason:?}");
        }
    }
}
