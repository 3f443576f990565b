//! Annotations: what happened to a service on some day, so that who looks at a line knows why it bends.

use jiff::civil::Date;

use crate::words::words;

words! {
    /// What kind of thing happened.
    AnnotationKind {
        /// The service itself was changed.
        Deployment = "deployment",
        /// People were told of the service.
        Campaign = "campaign",
        /// The service, or a part of it, did not work.
        Outage = "outage",
        /// A law or rule changed what the service does, or for whom.
        LawChange = "law-change",
        /// Anything else.
        Other = "other",
    }
}

/// What an annotation says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnnotationDraft {
    /// The first day, in the time zone of the service.
    pub first: Date,
    /// The last day, where it came to an end; of an outage of one day the same as the first.
    pub last: Option<Date>,
    /// What kind of thing it was.
    pub kind: AnnotationKind,
    /// What happened, in a line.
    pub title: String,
    /// What a colleague has to know; empty for nothing.
    pub description: String,
    /// Words of the measures that it is expected to move, in the order in which pages show them.
    pub measures: Vec<String>,
}

impl AnnotationDraft {
    /// The last of its days; the first where it did not end.
    pub fn until(&self) -> Date {
        self.last.unwrap_or(self.first)
    }
}
