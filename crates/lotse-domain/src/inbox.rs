//! What is done about what people wrote.

use crate::words::words;

words! {
    /// How far somebody got with a comment. Any can follow on any: people change their minds.
    CommentState {
        /// Nobody has looked at it.
        New = "new",
        /// Somebody has read it.
        Acknowledged = "acknowledged",
        /// Somebody works on it.
        InProgress = "in-progress",
        /// What it asks for was done.
        Done = "done",
        /// It was decided not to.
        WillNotDo = "will-not-do",
    }
}
