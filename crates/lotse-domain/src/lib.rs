//! The vocabulary of Lotse: what happened, where, under which rules, and what may be asked of it.
//!
//! Pure by construction: no I/O, no clock, no randomness, no framework. Time and randomness enter
//! through [`clock::Clock`] and [`clock::Entropy`], which the program supplies.

#![warn(missing_docs)]

pub mod annotation;
pub mod append;
pub mod audit;
pub mod authority;
pub mod capture;
pub mod clock;
pub mod collected;
pub mod counted;
pub mod decimal;
pub mod described;
pub mod directory;
pub mod disclosure;
pub mod display;
pub mod event;
pub mod extract;
pub mod hexadecimal;
pub mod ids;
pub mod import;
pub mod inbox;
pub mod language;
pub mod named;
pub mod person;
pub mod privacy;
pub mod property;
pub mod query;
pub mod refused;
pub mod role;
pub mod rule;
pub mod segment;
pub mod series;
pub mod service;
pub mod survey;
pub mod tag;
pub mod task;
pub mod visit;
pub mod words;

pub use lotse_stats::count::Count;
