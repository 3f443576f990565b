//! What comes with a body, and what goes back.

use std::{fmt, net::IpAddr};

use jiff::Timestamp;
use lotse_domain::{Count, ids::ImportId};
use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::reject::RefusedEvent;

/// What the door must know of a request beside its body. A server fills it from headers, a replay
/// from what it replays.
#[derive(Clone, Copy)]
pub struct RequestFacts<'a> {
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
