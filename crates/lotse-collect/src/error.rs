//! Why a whole request is refused.

use lotse_domain::{append::WriteError, directory::KeyStoreError, property::limits};
use thiserror::Error;

/// A request of which nothing was kept.
///
/// Its text is for the sender. What belongs into the log is in the sources of the last two.
#[derive(Debug, Error)]
pub enum Refusal {
    /// The body is over the limit.
    #[error("The body is larger than {} bytes.", limits::BODY_BYTES)]
    TooLarge,
    /// The body's encoding is none that the door undoes.
    #[error("Content-Encoding is none of gzip, br and zstd.")]
    EncodingUnknown,
    /// The body is not encoded as the header says.
    #[error("The body is not encoded as Content-Encoding says, or it is cut short.")]
    EncodingBroken,
    /// The body is no JSON object.
    #[error("The body is not a JSON object in UTF-8.")]
    NotJson,
    /// The JSON is nested too deeply.
    #[error("The body is nested deeper than {} levels.", limits::JSON_DEPTH)]
    TooDeep,
    /// No `key`.
    #[error("key is missing. It is the public key of the service, as its snippet has it.")]
    KeyMissing,
    /// No usable `sent_at`.
    #[error("sent_at is missing or no whole number of milliseconds since 1970.")]
    SentAtMissing,
    /// No `events`, or none in it.
    #[error("events is missing, empty or not an array.")]
    EventsMissing,
    /// More events than the limit.
    #[error("events has more than {} entries.", limits::EVENTS)]
    TooManyEvents,
    /// No service has this secret key, or it was revoked.
    #[error(
        "No service has this secret key, or it was revoked. Make a new one with: lotse service add-server-key."
    )]
    ServerKeyUnknown,
    /// The service sends too many events.
    #[error("The service sends too many events. Send these again in {retry_after_s} seconds.")]
    TooFast {
        /// Seconds until there is room again.
        retry_after_s: u32,
    },
    /// No service has this key.
    #[error("No service has this key. Copy the snippet of the service again.")]
    KeyUnknown,
    /// The page was not served from one of the service's origins.
    #[error("Pages of this origin may not send events for this service. Add it to its origins.")]
    OriginNotAllowed,
    /// The keys for pseudonyms are not to be had now.
    #[error("Events cannot be taken now. Send them again later.")]
    KeysUnavailable(#[from] KeyStoreError),
    /// The store cannot take events now.
    #[error("Events cannot be taken now. Send them again later.")]
    Store(#[from] WriteError),
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// The kind of a [`Refusal`], without what belongs to one case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RefusalKind { $($(#[$doc])* $variant),+ }

        impl RefusalKind {
            /// Every kind, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The machine's word for it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

kinds! {
    /// The body is over the limit.
    TooLarge = "body_too_large",
    /// The body's encoding is none that the door undoes.
    EncodingUnknown = "encoding_unknown",
    /// The body is not encoded as the header says.
    EncodingBroken = "encoding_broken",
    /// The body is no JSON object.
    NotJson = "not_json",
    /// The JSON is nested too deeply.
    TooDeep = "too_deep",
    /// No `key`.
    KeyMissing = "key_missing",
    /// No usable `sent_at`.
    SentAtMissing = "sent_at_missing",
    /// No `events`, or none in it.
    EventsMissing = "events_missing",
    /// More events than the limit.
    TooManyEvents = "too_many_events",
    /// No service has this key.
    KeyUnknown = "key_unknown",
    /// No service has this secret key.
    ServerKeyUnknown = "server_key_unknown",
    /// The origin is not one of the service's.
    OriginNotAllowed = "origin_not_allowed",
    /// The service sends too many events.
    TooFast = "too_fast",
    /// The keys for pseudonyms are not to be had now.
    KeysUnavailable = "keys_unavailable",
    /// Too much is waiting to be written.
    StoreBusy = "store_busy",
    /// The disk is nearly full.
    DiskFull = "disk_full",
    /// The program is stopping.
    StoreClosing = "store_closing",
    /// The store failed.
    StoreFailed = "store_failed",
}

impl RefusalKind {
    /// Whether the same request may succeed later.
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::TooFast
                | Self::KeysUnavailable
                | Self::StoreBusy
                | Self::DiskFull
                | Self::StoreClosing
                | Self::StoreFailed
        )
    }
}

impl Refusal {
    /// Its kind, for status codes and counters.
    pub fn kind(&self) -> RefusalKind {
        match self {
            Self::TooLarge => RefusalKind::TooLarge,
            Self::EncodingUnknown => RefusalKind::EncodingUnknown,
            Self::EncodingBroken => RefusalKind::EncodingBroken,
            Self::ServerKeyUnknown => RefusalKind::ServerKeyUnknown,
            Self::TooFast { .. } => RefusalKind::TooFast,
            Self::NotJson => RefusalKind::NotJson,
            Self::TooDeep => RefusalKind::TooDeep,
            Self::KeyMissing => RefusalKind::KeyMissing,
            Self::SentAtMissing => RefusalKind::SentAtMissing,
            Self::EventsMissing => RefusalKind::EventsMissing,
            Self::TooManyEvents => RefusalKind::TooManyEvents,
            Self::KeyUnknown => RefusalKind::KeyUnknown,
            Self::OriginNotAllowed => RefusalKind::OriginNotAllowed,
            Self::KeysUnavailable(_) => RefusalKind::KeysUnavailable,
            Self::Store(WriteError::Busy { .. }) => RefusalKind::StoreBusy,
            Self::Store(WriteError::DiskFull { .. }) => RefusalKind::DiskFull,
            Self::Store(WriteError::Closing) => RefusalKind::StoreClosing,
            Self::Store(WriteError::Store { .. }) => RefusalKind::StoreFailed,
        }
    }

    /// The machine's word for it.
    pub fn word(&self) -> &'static str {
        self.kind().as_str()
    }

    /// Whether the same request may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.kind().is_retryable()
    }
}
