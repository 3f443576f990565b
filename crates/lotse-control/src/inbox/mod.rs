//! What people wrote in answers, and what is done about it. `docs/spec/inbox.md` is exact about it.
//!
//! Only free texts lie here, redacted before they come; closed answers lie in the lake. Everything that is read is
//! [`Undisclosed`](lotse_domain::privacy::Undisclosed): who may see it is the gate's to say. Of employee services nothing is kept
//! but what was written, its question and the day.

pub mod change;
pub mod comment;
pub mod contacts;
pub mod erase;
pub mod find;
mod names;
pub mod notes;
mod number;
pub mod search;
pub mod take;

pub use self::number::CommentId;
