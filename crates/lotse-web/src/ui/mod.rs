//! The design system: a number, a picture, a table and a form field have one look each.

pub(crate) mod chart;
pub(crate) mod field;
pub(crate) mod format;
pub(crate) mod label;
pub(crate) mod listing;
pub(crate) mod number;
pub(crate) mod password;
pub(crate) mod period;
pub(crate) mod person;
pub(crate) mod qr;
pub(crate) mod service_field;
pub(crate) mod sorted;
pub(crate) mod state;
pub(crate) mod table;
pub(crate) mod tabs;
pub(crate) mod tokens;
