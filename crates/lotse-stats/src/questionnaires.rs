//! Questionnaires with a score of their own.
//!
//! | questionnaire | of one response | of all |
//! |---|---|---|
//! | System Usability Scale | [`sus::score`] | [`sus::mean`] |
//! | UMUX-Lite | [`umux_lite::score`] | [`umux_lite::mean`] |
//! | Customer Effort Score | | [`effort::customer_effort`] |
//! | Single Ease Question | | [`effort::single_ease`] |
//!
//! The net promoter score is in [`crate::net_promoter`], every other question in [`crate::scale`].

pub mod effort;
pub mod sus;
pub mod umux_lite;
