//! What is wrong with an answer. Checked on the server, whatever the browser did.

use jiff::civil::Date;

use super::{
    Answers, DATE_PARTS, Field, Kind, LINE_CHARS, NOTE_CHARS, Need, amount, answer, date_input,
};

/// Why an answer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sample) enum Problem {
    /// It must be answered.
    Missing,
    /// It is none of what can be answered.
    Invalid,
    /// It is longer than this many characters.
    TooLong(usize),
}

/// The youngest age at which one may apply, in years.
const YOUNGEST: i16 = 16;

/// The oldest age that is believed, in years.
const OLDEST: i16 = 130;

/// Every field whose answer is refused, in the order of the form.
pub(in crate::sample) fn problems<'a>(
    fields: &'a [Field],
    answers: &Answers,
    today: Date,
) -> Vec<(&'a Field, Problem)> {
    fields
        .iter()
        .filter_map(|field| problem(field, answers, today).map(|problem| (field, problem)))
        .collect()
}

fn problem(field: &Field, answers: &Answers, today: Date) -> Option<Problem> {
    if field.inputs().iter().all(|input| answer(answers, input).is_empty()) {
        return (field.need == Need::Required).then_some(Problem::Missing);
    }
    let text = answer(answers, field.id);
    let longest = if field.kind == Kind::Note { NOTE_CHARS } else { LINE_CHARS };
    if text.chars().count() > longest {
        return Some(Problem::TooLong(longest));
    }
    let valid = match field.kind {
        Kind::Line | Kind::Note | Kind::File => true,
        Kind::Email => is_email(text),
        Kind::Phone => is_phone(text),
        Kind::Postcode => {
            text.chars().count() == 5 && text.chars().all(|c| amount::western(c).is_ascii_digit())
        }
        Kind::Money => amount::cents(text).is_some(),
        Kind::Count(most) => amount::count(text, most).is_some(),
        Kind::Radios(options) | Kind::Select(options) => options.contains(&text),
        Kind::BirthDate => birth_date(field, answers).is_some_and(|date| {
            let age = today.year() - date.year();
            date <= today && (YOUNGEST..=OLDEST).contains(&age)
        }),
    };
    (!valid).then_some(Problem::Invalid)
}

/// The date in the three inputs of `field`, if there is such a day.
pub(in crate::sample) fn birth_date(field: &Field, answers: &Answers) -> Option<Date> {
    let [year, month, day] = DATE_PARTS.map(|part| {
        let text: String =
            answer(answers, &date_input(field.id, part)).chars().map(amount::western).collect();
        text.parse::<i16>().ok()
    });
    Date::new(year?, month?.try_into().ok()?, day?.try_into().ok()?).ok()
}

/// Something, an at sign, and a domain with a dot. Only a message that arrives proves more.
fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty()
            && !domain.contains('@')
            && domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty())
            && !text.contains(char::is_whitespace)
    })
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(|c| amount::western(*c).is_ascii_digit()).count();
    (7..=15).contains(&digits)
        && text.chars().all(|c| amount::western(c).is_ascii_digit() || " +-()./\u{a0}".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, text: &str) -> Option<Problem> {
        let field = Field::required("f", kind);
        let answers = Answers::from([("f".to_owned(), text.to_owned())]);
        problem(&field, &answers, "2026-11-23".parse().unwrap())
    }

    #[test]
    fn answers_are_judged_by_kind() {
        let ok = None;
        let invalid = Some(Problem::Invalid);
        for (kind, text, expected) in [
            (Kind::Line, "", Some(Problem::Missing)),
            (Kind::Line, "<script>", ok),
            (Kind::Email, "ana@example.gov", ok),
            (Kind::Email, "ana@example", invalid),
            (Kind::Email, "a b@example.gov", invalid),
            (Kind::Email, "a@b@example.gov", invalid),
            (Kind::Phone, "+1 (555) 010-0199", ok),
            (Kind::Phone, "٠٥٥٥٠١٠٠١٩٩", ok),
            (Kind::Phone, "call me", invalid),
            (Kind::Postcode, "04101", ok),
            (Kind::Postcode, "4101", invalid),
            (Kind::Money, "lots", invalid),
            (Kind::Count(15), "16", invalid),
            (Kind::Radios(&["yes", "no"]), "maybe", invalid),
            (Kind::Select(&["yes", "no"]), "no", ok),
        ] {
            assert_eq!(check(kind, text), expected, "{text}");
        }
        assert_eq!(check(Kind::Line, &"ä".repeat(121)), Some(Problem::TooLong(120)));
        assert_eq!(check(Kind::Note, &"ä".repeat(800)), None);
    }

    #[test]
    fn a_birth_date_is_a_day_long_enough_ago() {
        let field = Field::required("f", Kind::BirthDate);
        let today = "2026-11-23".parse().unwrap();
        for (year, month, day, expected) in [
            ("1984", "2", "29", None),
            ("1985", "2", "29", Some(Problem::Invalid)),
            ("2026", "1", "1", Some(Problem::Invalid)),
            ("٢٠٠٠", "١", "١", None),
            ("", "1", "1", Some(Problem::Invalid)),
            ("", "", "", Some(Problem::Missing)),
            ("84", "1", "1", Some(Problem::Invalid)),
        ] {
            let answers = Answers::from(
                [("f-year", year), ("f-month", month), ("f-day", day)]
                    .map(|(name, value)| (name.to_owned(), value.to_owned())),
            );
            assert_eq!(problem(&field, &answers, today), expected, "{year}-{month}-{day}");
        }
    }
}
