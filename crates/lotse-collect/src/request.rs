//! What comes with a body, and what goes back.

use std::{fmt, net::IpAddr};

use jiff::Timestamp;
use lotse_domain::{Count, ids::ImportId};
use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{encoding::Encoding, reject::RefusedEvent};

/// How a request came, which says what its body is and what can be known of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way<'a> {
    /// By the client's script: JSON.
    #[default]
    Script,
    /// By a picture in a page: a query, of one page view.
    Pixel {
        /// What makes the event's id unlike any other.
        random: [u8; 10],
    },
    /// By a form that was sent: its fields, of one event of the service's own.
    Form {
        /// What makes the event's id unlike any other.
        random: [u8; 10],
    },
    /// By the service's own server: JSON, with the service's secret key.
    Server {
        /// The key.
        key: &'a str,
    },
    /// From what was refused, after what was wrong is mended.
    Again,
}

impl Way<'_> {
    /// Whether a person's browser sent the request itself.
    pub(crate) fn is_browser(self) -> bool {
        !matches!(self, Self::Server { .. } | Self::Again)
    }

    /// Whether the service sends what it sends on purpose, rather than a script what it sees.
    pub(crate) fn is_on_purpose(self) -> bool {
        matches!(self, Self::Form { .. } | Self::Server { .. })
    }
}

/// What the door must know of a request beside its body. A server fills it from headers, a replay
/// from what it replays.
#[derive(Clone, Copy)]
pub struct RequestFacts<'a> {
    /// How it came.
    pub way: Way<'a>,
    /// How its body is encoded.
    pub encoding: Encoding,
    /// The network address that the request came from. Dropped when [`crate::Door::accept`] returns.
    pub address: IpAddr,
    /// `User-Agent`. Dropped when [`crate::Door::accept`] returns.
    pub user_agent: Option<&'a str>,
    /// `Origin`, if the client sent one.
    pub origin: Option<&'a str>,
    /// `Accept-Language`.
    pub accept_language: Option<&'a str>,
    /// `Sec-GPC: 1`.
    pub sec_gpc: bool,
    /// `DNT: 1`.
    pub dnt: bool,
    /// `Save-Data: on`.
    pub save_data: bool,
    /// When the request arrived.
    pub received_at: Timestamp,
    /// The replay or import that the request belongs to; none when it is live.
    pub import: Option<ImportId>,
}

impl fmt::Debug for RequestFacts<'_> {
    /// Address and browser string must reach no log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestFacts")
            .field("received_at", &self.received_at)
            .field("import", &self.import)
            .finish_non_exhaustive()
    }
}

/// What became of the events of a request. When the door hands it out, every accepted event is on
/// disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Events that are new and kept.
    pub accepted: Count,
    /// Events that were known already.
    pub duplicates: Count,
    /// The others, each with its reason, in their order.
    pub refused: Vec<RefusedEvent>,
}

impl Receipt {
    /// Whether nothing of the request was kept or known: the sender made a mistake.
    pub fn is_all_refused(&self) -> bool {
        self.accepted.is_zero() && self.duplicates.is_zero()
    }
}

impl Serialize for Receipt {
    /// The answer of `docs/spec/event.md`, section 4.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Receipt", 3)?;
        fields.serialize_field("accepted", &self.accepted.get())?;
        fields.serialize_field("duplicates", &self.duplicates.get())?;
        fields.serialize_field("refused", &self.refused)?;
        fields.end()
    }
}
