//! Annotations on a chart over time: numbered marks at the axis, and a list of them beneath.
//!
//! Marks that would lie on each other on the narrowest screen are one, so there are eight at most.

use askama::{Template, filters::HtmlSafe};
use jiff::civil::Date;
use lotse_control::annotations::Annotation;

use super::position;
use crate::messages::Text;

/// Pixels between the axis and the dates, for the marks.
pub(super) const BAND: f64 = 26.0;
/// Pixels from the axis down to the middle of a mark.
pub(super) const MIDDLE: f64 = 14.0;
/// Marks are so far apart at least, as a share of the width.
const APART: f64 = 0.14;
/// Annotations of one mark that are told one by one.
const TOLD: usize = 3;

/// The marks of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Marks(Vec<Mark>);

/// What happened at one place of the axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    /// Its number, from 1.
    pub(super) number: usize,
    /// Per cent of the width.
    pub(super) x: f64,
    notes: Vec<Note>,
    /// How many more there are, in words.
    more: Option<String>,
}

/// One annotation.
#[derive(Clone, Debug, PartialEq)]
struct Note {
    /// Its days and kind.
    about: String,
    title: String,
    /// Where it stands; nowhere in a file.
    address: Option<String>,
}

/// The list beneath a picture.
#[derive(Template)]
#[template(
    source = r#"{% if !marks.0.is_empty() %}<p class="quiet" id="{{ id }}-marks">{{ label }}</p>
  <ol class="flagged" aria-labelledby="{{ id }}-marks">{% for mark in marks.0 %}<li>{% for note in mark.notes %}{% if !loop.first %}<br>{% endif %}{{ note.about }} · {% if let Some(address) = note.address %}<a href="{{ address }}"><bdi>{{ note.title }}</bdi></a>{% else %}<bdi>{{ note.title }}</bdi>{% endif %}{% endfor %}{% if let Some(words) = mark.more %}<br>{{ words }}{% endif %}</li>
  {% endfor %}</ol>{% endif %}"#,
    ext = "html"
)]
pub(crate) struct MarkList {
    id: &'static str,
    label: String,
    marks: Marks,
}

impl HtmlSafe for MarkList {}

impl Marks {
    /// Marks what happened in the stretches that the points of a chart stand for, which are in order. `list` is where the
    /// annotations stand, where they can be gone to.
    pub(crate) fn of(
        text: Text,
        annotations: &[Annotation],
        stretches: &[(Date, Date)],
        list: Option<&str>,
    ) -> Self {
        let mut placed: Vec<(f64, &Annotation)> = annotations
            .iter()
            .filter_map(|annotation| {
                let says = &annotation.says;
                let ends_before = |first: &Date| says.until() < *first;
                let place = stretches.iter().position(|(_, to)| *to >= says.first)?;
                let is_before = stretches.get(place).is_none_or(|(from, _)| ends_before(from));
                (!is_before).then(|| (position(place, stretches.len()), annotation))
            })
            .collect();
        placed.sort_by(|(a, one), (b, other)| {
            a.total_cmp(b).then_with(|| (one.says.first, one.id).cmp(&(other.says.first, other.id)))
        });
        let mut groups: Vec<(f64, Vec<&Annotation>)> = Vec::new();
        for (x, annotation) in placed {
            match groups.last_mut() {
                Some((first, group)) if x - *first < APART => group.push(annotation),
                _ => groups.push((x, vec![annotation])),
            }
        }
        let mark = |(place, (x, group)): (usize, (f64, Vec<&Annotation>))| {
            let rest = group.len().saturating_sub(TOLD);
            Mark {
                number: place + 1,
                x: x * 100.0,
                notes: group.iter().take(TOLD).map(|one| note(text, one, list)).collect(),
                more: (rest > 0).then(|| {
                    let rest = u64::try_from(rest).unwrap_or(u64::MAX);
                    text.fill("chart-marks-more", &[("count", rest.into())])
                }),
            }
        };
        Self(groups.into_iter().enumerate().map(mark).collect())
    }

    /// Each of them.
    pub(super) fn all(&self) -> &[Mark] {
        &self.0
    }

    /// Pixels that they take below the axis.
    pub(super) fn height(&self) -> f64 {
        if self.0.is_empty() { 0.0 } else { BAND }
    }

    /// The list beneath the picture.
    pub(super) fn list(&self, text: Text, id: &'static str) -> MarkList {
        MarkList { id, label: text.say("chart-marks"), marks: self.clone() }
    }

    /// One sentence for each, for files and for who does not see them.
    pub(crate) fn notes(&self) -> Vec<String> {
        let words = |mark: &Mark| {
            let notes = mark.notes.iter().map(|note| format!("{} · {}", note.about, note.title));
            let notes: Vec<String> = notes.chain(mark.more.clone()).collect();
            format!("{}: {}", mark.number, notes.join("; "))
        };
        self.0.iter().map(words).collect()
    }
}

fn note(text: Text, annotation: &Annotation, list: Option<&str>) -> Note {
    let says = &annotation.says;
    let kind = text.word("annotation-kind", says.kind.as_str());
    Note {
        about: format!("{} · {kind}", days(text, says.first, says.last)),
        title: says.title.clone(),
        address: list.map(|list| format!("{list}/{}", annotation.id.number())),
    }
}

/// The days of an annotation.
pub(crate) fn days(text: Text, first: Date, last: Option<Date>) -> String {
    match last {
        Some(last) if last != first => text.format().dates(first, last),
        Some(_) | None => text.format().date(first),
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};
    use lotse_control::annotations::AnnotationId;
    use lotse_domain::annotation::{AnnotationDraft, AnnotationKind};

    use super::*;
    use crate::messages::Language;

    fn annotation(id: i64, first: Date, last: Option<Date>) -> Annotation {
        Annotation {
            id: AnnotationId::new(id),
            version: 1,
            says: AnnotationDraft {
                first,
                last,
                kind: AnnotationKind::Outage,
                title: format!("Number {id}"),
                description: String::new(),
                measures: Vec::new(),
            },
            made_by: String::new(),
            made_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn month() -> Vec<(Date, Date)> {
        (1..=30).map(|day| (date(2026, 11, day), date(2026, 11, day))).collect()
    }

    fn marks(annotations: &[Annotation], stretches: &[(Date, Date)]) -> Marks {
        Marks::of(Text::new(Language::English), annotations, stretches, Some("/a"))
    }

    #[test]
    fn a_mark_stands_at_its_first_day_and_what_happened_elsewhere_has_none() {
        let all = [
            annotation(1, date(2026, 11, 16), None),
            annotation(2, date(2026, 10, 31), None),
            annotation(3, date(2026, 12, 1), None),
            annotation(4, date(2026, 10, 20), Some(date(2026, 11, 2))),
            annotation(5, date(2026, 11, 30), Some(date(2026, 12, 24))),
        ];
        let marks = marks(&all, &month());
        let places: Vec<_> = marks.all().iter().map(|mark| (mark.number, mark.x)).collect();
        assert_eq!(places, [(1, 0.0), (2, 15.0 / 29.0 * 100.0), (3, 100.0)]);
        let told = marks.notes();
        assert_eq!(
            told[0], "1: 20\u{a0}Oct – 2\u{a0}Nov\u{a0}2026 · Outage · Number 4",
            "it began before"
        );
        assert_eq!(told[1], "2: 16\u{a0}Nov\u{a0}2026 · Outage · Number 1");
        assert!(self::marks(&all, &[]).all().is_empty());
    }

    #[test]
    fn what_lies_between_the_first_and_last_day_of_a_week_belongs_to_it() {
        let weeks =
            [(date(2026, 11, 2), date(2026, 11, 8)), (date(2026, 11, 9), date(2026, 11, 15))];
        let found = marks(&[annotation(1, date(2026, 11, 12), None)], &weeks);
        assert!((found.all()[0].x - 100.0).abs() < f64::EPSILON);
        // Imported figures need not be of every day.
        let gap = [(date(2026, 11, 2), date(2026, 11, 2)), (date(2026, 11, 9), date(2026, 11, 9))];
        assert!(marks(&[annotation(1, date(2026, 11, 5), None)], &gap).all().is_empty());
    }

    #[test]
    fn marks_never_lie_on_each_other_however_many_there_are() {
        let day = |day| date(2026, 11, day);
        let all: Vec<_> = (1..=30)
            .flat_map(|of| {
                [
                    annotation(2 * i64::from(of), day(of), None),
                    annotation(i64::from(of), day(of), None),
                ]
            })
            .collect();
        let marks = marks(&all, &month());
        assert!(marks.all().len() <= 8, "{}", marks.all().len());
        for pair in marks.all().windows(2) {
            assert!(pair[1].x - pair[0].x >= APART * 100.0 - 1e-9);
        }
        let told: usize = marks.all().iter().map(|mark| mark.notes.len()).sum();
        assert!(told <= 8 * TOLD);
        assert!(marks.notes()[0].ends_with("and 7 more"), "{}", marks.notes()[0]);
    }

    #[test]
    fn titles_are_text_and_a_file_leads_nowhere() {
        let mut hostile = annotation(1, date(2026, 11, 3), None);
        hostile.says.title = "<script>".to_owned();
        let text = Text::new(Language::English);
        let page = marks(&[hostile.clone()], &month()).list(text, "x").render().unwrap();
        assert!(page.contains("href=\"/a/1\"") && page.contains("&#60;script&#62;"), "{page}");
        let file = Marks::of(text, &[hostile], &month(), None).list(text, "x").render().unwrap();
        assert!(!file.contains("href") && file.contains("<li>3\u{a0}Nov\u{a0}2026"), "{file}");
        assert_eq!(Marks::default().list(text, "x").render().unwrap(), "");
    }
}
