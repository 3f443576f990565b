//! How much of something a survey may have. A survey near these limits is far too long for people: what an agency
//! allows is a rule of publishing (`check.rs`). These only keep a survey readable for the program.

/// Sections of a survey.
pub const SECTIONS: usize = 30;
/// Questions of a survey, whatever the section.
pub const QUESTIONS: usize = 100;
/// Options of a question.
pub const OPTIONS: usize = 50;
/// Rows of a matrix.
pub const ROWS: usize = 20;
/// Tests of one condition.
pub const TESTS: usize = 10;
/// Languages of one text.
pub const LANGUAGES: usize = 60;
/// Characters in the title of a survey, section or question.
pub const TITLE_CHARS: usize = 500;
/// Characters in an option, a row or a label of a scale.
pub const LABEL_CHARS: usize = 200;
/// Characters in an introduction, a help text or the closing words.
pub const PROSE_CHARS: usize = 3_000;
/// Characters in the name of a standard, and in the reason of an exemption.
pub const REASON_CHARS: usize = 500;
/// Names and answers that stand in one text.
pub const REFERENCES: usize = 10;
/// Characters of a short answer, and of what is written in beside an option.
pub const SHORT_ANSWER_CHARS: usize = 200;
/// The most characters that a question can allow for a long answer.
pub const LONG_ANSWER_CHARS: u16 = 10_000;
/// Characters of a long answer if nobody says otherwise: what GOV.UK allows.
pub const USUAL_ANSWER_CHARS: u16 = 1_200;
/// Characters of an e-mail address (RFC 5321 4.5.3.1.3, less the angle brackets).
pub const EMAIL_CHARS: usize = 254;
