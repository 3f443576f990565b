//! Whether a survey asks people on a day: decided from what is stored and the day alone.

use jiff::{Timestamp, civil::Date};
use lotse_domain::survey::paperwork::Paperwork;

/// What became of the survey's newest publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// When it was last published, closed or opened again.
    pub since: Timestamp,
    /// Whether somebody closed it.
    pub is_closed: bool,
}

/// What a survey does on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SurveyState {
    /// No version was ever published.
    Draft,
    /// It asks people.
    Live {
        /// Since when.
        since: Timestamp,
        /// How many days its paperwork still allows it, today not counted, once 90 or fewer are left.
        warning: Option<PaperworkWarning>,
    },
    /// Somebody closed it.
    Closed {
        /// When.
        since: Timestamp,
    },
    /// Its paperwork does not allow it any more. It is not live, whatever people chose.
    Stopped {
        /// The day that was its last.
        expires: Date,
    },
    /// It was archived: it asks nobody, published or not.
    Archived,
}

/// The paperwork of a survey ends soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaperworkWarning {
    /// The warning that is due: 90 or 30 days.
    pub due: i32,
    /// The days that are left; 0 on the last.
    pub days_left: i32,
}

impl SurveyState {
    /// Whether people are asked.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Live { .. })
    }
}

/// What a survey does on `day`. `paperwork` is that of the live version.
///
/// An archived survey is archived whatever else holds; one that somebody closed is closed even if its paperwork ended, since
/// that is what they have to undo first.
#[must_use]
pub fn state_on(
    day: Date,
    opening: Option<Opening>,
    paperwork: Option<&Paperwork>,
    is_archived: bool,
) -> SurveyState {
    if is_archived {
        return SurveyState::Archived;
    }
    let Some(Opening { since, is_closed }) = opening else { return SurveyState::Draft };
    if is_closed {
        return SurveyState::Closed { since };
    }
    match ended(day, paperwork) {
        Some(expires) => SurveyState::Stopped { expires },
        None => SurveyState::Live { since, warning: warning(day, paperwork) },
    }
}

/// The last day of paperwork that does not allow `day`.
pub(crate) fn ended(day: Date, paperwork: Option<&Paperwork>) -> Option<Date> {
    match paperwork {
        Some(Paperwork::Cleared { expires, .. }) if !paperwork?.allows(day) => Some(*expires),
        _ => None,
    }
}

fn warning(day: Date, paperwork: Option<&Paperwork>) -> Option<PaperworkWarning> {
    let paperwork = paperwork?;
    Some(PaperworkWarning { due: paperwork.warning(day)?, days_left: paperwork.days_left(day)? })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_day_decides() {
        let cleared = Paperwork::Cleared {
            number: "3090-0297".parse().unwrap(),
            expires: date(2027, 3, 31),
            burden_minutes: 3,
        };
        let exempt = Paperwork::Exempt { reason: "Usability test".to_owned() };
        let since = Timestamp::UNIX_EPOCH;
        let open = Some(Opening { since, is_closed: false });
        let closed = Some(Opening { since, is_closed: true });
        let live = |warning: Option<(i32, i32)>| SurveyState::Live {
            since,
            warning: warning.map(|(due, days_left)| PaperworkWarning { due, days_left }),
        };
        let stopped = SurveyState::Stopped { expires: date(2027, 3, 31) };
        for (day, opening, paperwork, is_archived, expected) in [
            (date(2027, 1, 1), None, None, false, SurveyState::Draft),
            (date(2027, 1, 1), None, None, true, SurveyState::Archived),
            (date(2027, 1, 1), open, None, true, SurveyState::Archived),
            (date(2027, 1, 1), open, None, false, live(None)),
            (date(2027, 1, 1), closed, None, false, SurveyState::Closed { since }),
            (date(2026, 12, 30), open, Some(&cleared), false, live(None)),
            (date(2026, 12, 31), open, Some(&cleared), false, live(Some((90, 90)))),
            (date(2027, 3, 1), open, Some(&cleared), false, live(Some((30, 30)))),
            (date(2027, 3, 31), open, Some(&cleared), false, live(Some((30, 0)))),
            (date(2027, 4, 1), open, Some(&cleared), false, stopped),
            (date(2027, 4, 1), closed, Some(&cleared), false, SurveyState::Closed { since }),
            (date(2100, 1, 1), open, Some(&exempt), false, live(None)),
        ] {
            assert_eq!(state_on(day, opening, paperwork, is_archived), expected, "{day}");
        }
    }
}
