//! What a row of a case system says: which case, what became of it, and when.
//!
//! The case is the reference that the service signs elsewhere. It is hashed and dropped with its row.

use std::borrow::Cow;

use jiff::{Timestamp, tz::TimeZone};
use lotse_domain::{
    event::Channel,
    import::{Fault, RowRole},
    property::limits,
};

use super::{line::stated, time};
use crate::{reference::LONGEST_VALUE, validate::is_longer};

/// One outcome of one case.
#[derive(Debug, PartialEq)]
pub(crate) struct OutcomeLine {
    pub(crate) at: Timestamp,
    /// As the service names it.
    pub(crate) case: String,
    pub(crate) outcome: String,
    /// Ids of fields, parted by commas.
    pub(crate) fields: Option<String>,
    pub(crate) channel: Channel,
}

impl OutcomeLine {
    /// What the cells of a row say. Times without offset are those of `zone`.
    pub(crate) fn read<'a>(
        zone: &TimeZone,
        cell: impl Fn(RowRole) -> Option<Cow<'a, str>>,
    ) -> Result<Self, Fault> {
        let text = |role| cell(role).and_then(|text| stated(&text).map(str::to_owned));
        let case = text(RowRole::Case).filter(|case| case.len() <= LONGEST_VALUE);
        let case = case.ok_or(Fault::Case)?;
        let outcome = text(RowRole::Outcome).filter(|outcome| {
            // Columns that were mistaken must not bring the case into the name.
            !is_longer(outcome, limits::NAME_CHARS) && !repeats(outcome, &case)
        });
        let outcome = outcome.ok_or(Fault::Outcome)?;
        let at = text(RowRole::Time).and_then(|text| moment(&text, zone)).ok_or(Fault::Time)?;
        let channel = match text(RowRole::Channel) {
            Some(word) => word.to_lowercase().parse().map_err(|_| Fault::Channel)?,
            None => Channel::Web,
        };
        let fields = text(RowRole::Fields).and_then(|text| ids(&text, &case));
        Ok(Self { at, case, outcome, fields, channel })
    }

    /// Everything that was read, as a text that no other outcome has. Columns that say nothing are not in it, so
    /// that an export with more of them brings the same events.
    pub(crate) fn content(&self) -> String {
        let Self { at, case, outcome, fields, channel } = self;
        let fields = fields.as_deref().unwrap_or_default();
        format!("outcome\n{at}\n{channel}\n{fields}\n{outcome}\n{case}")
    }
}

/// Whether a text brings the case along. Of a short case, the same signs stand in many words.
fn repeats(text: &str, case: &str) -> bool {
    text == case || (case.len() >= 4 && text.contains(case))
}

/// Ids parted by commas or semicolons, as many as fit whole; the case is none.
fn ids(text: &str, case: &str) -> Option<String> {
    let mut kept = String::new();
    let parts = text.split([',', ';']).map(str::trim);
    for id in parts.filter(|id| !id.is_empty() && !repeats(id, case)) {
        let comma = usize::from(!kept.is_empty());
        if kept.chars().count() + comma + id.chars().count() > limits::PROPERTY_TEXT_CHARS {
            break;
        }
        if comma > 0 {
            kept.push(',');
        }
        kept.push_str(id);
    }
    (!kept.is_empty()).then_some(kept)
}

/// A time with an offset, or one of the zone's clocks. A day alone is its last second, and a minute too: so what
/// happened in it is not later than what became of it.
fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Some(at) = time::with_offset(text) {
        return Some(at);
    }
    let (day, clock) = text.split_once([' ', 'T']).unwrap_or((text, "23:59"));
    let day = time::date(day).or_else(|| time::dotted_date(day))?;
    let (whole, _) = clock.split_once('.').unwrap_or((clock, ""));
    let is_minute = whole.matches(':').count() == 1;
    let clock = format!("{}{}", whole.trim(), if is_minute { ":59" } else { "" });
    let at = day.to_datetime(time::clock_time(&clock)?);
    zone.to_ambiguous_timestamp(at).compatible().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(row: &[(RowRole, &'static str)]) -> Result<OutcomeLine, Fault> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        OutcomeLine::read(&zone, |role| {
            row.iter().find(|(of, _)| *of == role).map(|(_, text)| Cow::Borrowed(*text))
        })
    }

    #[test]
    fn times_are_those_of_the_service_where_they_say_no_other() {
        for (text, found) in [
            ("2026-11-20T08:00:01Z", "2026-11-20T08:00:01Z"),
            ("2026-11-20T08:00:01+05:00", "2026-11-20T03:00:01Z"),
            ("2026-11-20 08:00:01", "2026-11-20T07:00:01Z"),
            ("2026-11-20 08:00:01.5", "2026-11-20T07:00:01Z"),
            ("2026-11-20T08:00", "2026-11-20T07:00:59Z"),
            ("20.11.2026 08:00", "2026-11-20T07:00:59Z"),
            ("2026-11-20", "2026-11-20T22:59:59Z"),
            ("20.11.2026", "2026-11-20T22:59:59Z"),
            // Two o'clock is skipped on that day, and comes twice on the other.
            ("2026-03-29 02:30:00", "2026-03-29T01:30:00Z"),
            ("2026-10-25 02:30:00", "2026-10-25T00:30:00Z"),
        ] {
            let row = [(RowRole::Case, "A"), (RowRole::Outcome, "x"), (RowRole::Time, text)];
            assert_eq!(read(&row).unwrap().at.to_string(), found, "{text}");
        }
        for text in ["yesterday", "2026-11", "31.02.2026", "2026-11-20 25:00", "20.11.26 8"] {
            let row = [(RowRole::Case, "A"), (RowRole::Outcome, "x"), (RowRole::Time, text)];
            assert_eq!(read(&row), Err(Fault::Time), "{text}");
        }
    }

    #[test]
    fn what_is_missing_or_mistaken_is_said() {
        let at = (RowRole::Time, "2026-11-20");
        let long: &'static str = "x".repeat(257).leak();
        for (row, fault) in [
            (vec![at, (RowRole::Outcome, "decided")], Fault::Case),
            (vec![at, (RowRole::Outcome, "decided"), (RowRole::Case, long)], Fault::Case),
            (vec![at, (RowRole::Case, "A-1")], Fault::Outcome),
            (vec![at, (RowRole::Case, "A-1"), (RowRole::Outcome, long)], Fault::Outcome),
            (vec![at, (RowRole::Case, "A-17"), (RowRole::Outcome, "to A-17")], Fault::Outcome),
            (
                vec![
                    at,
                    (RowRole::Case, "A-1"),
                    (RowRole::Outcome, "x"),
                    (RowRole::Channel, "pigeon"),
                ],
                Fault::Channel,
            ),
        ] {
            assert_eq!(read(&row), Err(fault), "{row:?}");
        }
    }

    #[test]
    fn fields_are_ids_parted_by_commas_and_the_channel_is_a_word() {
        let row = [
            (RowRole::Case, "A-1"),
            (RowRole::Outcome, "returned"),
            (RowRole::Time, "2026-11-20"),
            (RowRole::Fields, " income; A-1 ,rent,;"),
            (RowRole::Channel, "Post"),
        ];
        let line = read(&row).unwrap();
        assert_eq!((line.fields.as_deref(), line.channel), (Some("income,rent"), Channel::Post));
        let long = format!("{},{}", "a".repeat(490), "b".repeat(20));
        assert_eq!(ids(&long, "A-1").unwrap().len(), 490);
        assert_eq!(ids(" ;,", "A-1"), None);
    }
}
