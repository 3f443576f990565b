//! What the Paperwork Reduction Act asks for, as it is written.

use serde::{Deserialize, Serialize};

use super::{MOST_MINUTES, SurveyError, Wrong, day};
use crate::survey::{limits, paperwork::Paperwork, place::Place};

/// Either an exemption, or the fields of a clearance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperworkForm {
    /// The control number, `NNNN-NNNN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub omb_number: Option<String>,
    /// The last day, `2027-03-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// How long an answer takes on average, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burden_minutes: Option<u16>,
    /// Why no number is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exempt: Option<String>,
}

impl PaperworkForm {
    pub(super) fn paperwork(&self, place: &Place) -> Result<Paperwork, SurveyError> {
        let shape = || Wrong::Paperwork.at(place.clone());
        match (&self.omb_number, &self.expires, self.burden_minutes, &self.exempt) {
            (None, None, None, Some(reason)) => {
                let (reason, place) = (reason.trim(), place.field("exempt"));
                if reason.is_empty() {
                    return Err(Wrong::NoReason.at(place));
                }
                let (found, limit) = (reason.chars().count(), limits::REASON_CHARS);
                Wrong::more_than("characters", found, limit, &place)?;
                Ok(Paperwork::Exempt { reason: reason.to_owned() })
            }
            (Some(number), Some(expires), Some(minutes), None) => {
                if !(1..=MOST_MINUTES).contains(&minutes) {
                    let wrong = Wrong::Range { found: minutes, least: 1, most: MOST_MINUTES };
                    return Err(wrong.at(place.field("burden_minutes")));
                }
                let number = number.trim().parse();
                Ok(Paperwork::Cleared {
                    number: number
                        .map_err(|error| Wrong::OmbNumber(error).at(place.field("omb_number")))?,
                    expires: day(expires).ok_or_else(|| Wrong::Day.at(place.field("expires")))?,
                    burden_minutes: minutes,
                })
            }
            _ => Err(shape()),
        }
    }
}

impl From<&Paperwork> for PaperworkForm {
    fn from(paperwork: &Paperwork) -> Self {
        match paperwork {
            Paperwork::Cleared { number, expires, burden_minutes } => Self {
                omb_number: Some(number.to_string()),
                expires: Some(expires.to_string()),
                burden_minutes: Some(*burden_minutes),
                exempt: None,
            },
            Paperwork::Exempt { reason } => {
                Self { exempt: Some(reason.clone()), ..Self::default() }
            }
        }
    }
}
