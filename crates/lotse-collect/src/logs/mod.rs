//! Access logs: from a line that a web server wrote to a page view, for services whose pages carry no
//! script yet; and what a case system says of cases, to events that carry them.
//!
//! Lines are borrowed and dropped; of address and browser string only what the door keeps of any
//! request remains. `docs/spec/import.md` says what counts as a page view.

mod amazon;
mod clf;
mod detect;
mod gather;
mod json;
mod judge;
mod line;
mod lines;
mod outcome;
mod parse;
mod path;
mod rows;
mod time;
mod tokens;
mod view;
mod w3c;

pub(crate) use self::view::Viewer;
pub use self::{
    detect::detect,
    gather::{Batch, LogError, LogImport, Preview, Wanted, columns_of, format_of, preview},
    judge::Hosts,
    lines::{LogLines, LogSource, Numbered, open},
    parse::LogParser,
};
