//! What may be shown of a form (`docs/spec/gate.md`, section *Forms*).
//!
//! Every figure counts tries, and tells of two groups: those that it counts, and the rest of those that it is a part
//! of. So it is told only if both are of enough people or of nobody, and dominated by nobody.

use std::collections::BTreeMap;

use lotse_domain::{
    Count,
    capture::FIELD_ERRORS,
    privacy::Undisclosed,
    query::{
        Durations,
        counts::{CountsAnswer, Name},
        forms::{FieldAnswer, FieldBy, FormsAnswer},
        funnel::Reached,
        largest::Largest,
    },
    service::{CollectionProfile, Service},
};
use lotse_stats::{
    estimate::{Level, SampleUnit},
    quantile::median,
};
use serde::Serialize;

use super::{
    Disclosed, dominance::Sum, of_blurred, protect, share_of_blurred, shown_blurred, shown_part,
};
use crate::{
    measure::{Cell, Hidden, NotMeasured},
    policy::{Minimum, Rules},
};

/// Tries, and their share of those that they are a part of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// How many.
    pub tries: Cell,
    /// Their share.
    pub share: Cell,
}

/// Tries with errors of one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ErrorPart {
    /// Which kind: one of [`FIELD_ERRORS`].
    pub error: &'static str,
    /// Tries with it.
    #[serde(flatten)]
    pub part: Part,
}

/// One field. Its shares are of the tries that touched it; where nearly all did, so that their number would tell of
/// the few who did not, of all tries.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedField {
    /// By what it is told from others.
    pub by: FieldBy,
    /// That.
    pub id: Disclosed<String>,
    /// The label by which most met it, of those that enough did.
    pub name: Disclosed<Option<String>>,
    /// The heading before it, in the same way.
    pub heading: Disclosed<Option<String>>,
    /// Its place among the fields that a try touches, by the median.
    pub place: Disclosed<f64>,
    /// Tries that touched it, of all.
    pub touched: Part,
    /// With an error in it.
    pub errors: Part,
    /// With each kind of error, in the order of [`FIELD_ERRORS`].
    pub by_error: Vec<ErrorPart>,
    /// In which it was entered again.
    pub again: Part,
    /// Median seconds in it.
    pub time: Cell,
    /// That were left with it as the last field.
    pub left_last: Part,
    /// In which it was left empty, of those in which that is known.
    pub left_empty: Part,
    /// With an error in it, and never sent.
    pub stopped: Part,
}

/// The disclosed answer to a question for forms.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedForms {
    /// All tries.
    pub tries: Cell,
    /// Those that were sent.
    pub sent: Part,
    /// Median seconds from the first event to the last sending.
    pub time: Cell,
    /// Fields that may be shown, in the order in which they are met.
    pub fields: Vec<DisclosedField>,
    /// Fields are missing: too few people touched them, or there were more than are kept.
    pub is_cut: bool,
}

/// Discloses how a form is filled in.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn forms(
    answer: &Undisclosed<FormsAnswer>,
    service: &Service,
    rules: Rules,
) -> DisclosedForms {
    disclosed(answer.open_ref(), service, rules)
}

/// Discloses the pages on which forms were used, those that most people did first.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn pages(
    answer: &Undisclosed<CountsAnswer>,
    service: &Service,
    rules: Rules,
) -> Vec<Disclosed<String>> {
    let minimum = Minimum::of_step(service, None, rules);
    let rows: Vec<_> = answer
        .open_ref()
        .rows
        .iter()
        .filter_map(|(names, cell)| match names.as_slice() {
            [Name::Text(Some(page))] => Some((page.clone(), cell.clone())),
            _ => None,
        })
        .collect();
    let shown = protect(&rows, |cell| minimum.is_met_by_cell(cell));
    let mut named: Vec<_> =
        rows.into_iter().zip(shown).filter(|(_, shown)| *shown).map(|(row, _)| row).collect();
    named.sort_by(|(a, of_a), (b, of_b)| {
        (of_b.blurred.visitors, a).cmp(&(of_a.blurred.visitors, b))
    });
    named.into_iter().map(|(page, _)| Disclosed(page)).collect()
}

fn disclosed(answer: &FormsAnswer, service: &Service, rules: Rules) -> DisclosedForms {
    let gate = Gate { minimum: Minimum::of_step(service, None, rules), answer };
    let nothing = |cell: Cell| DisclosedForms {
        tries: cell.clone(),
        sent: Part::all(&cell),
        time: cell,
        fields: Vec::new(),
        is_cut: false,
    };
    let tries = &answer.tries;
    if tries.units.is_zero() {
        return nothing(match service.profile {
            CollectionProfile::Headers => Cell::NotMeasured(NotMeasured::Profile),
            _ => Cell::NoData,
        });
    }
    if let Some(hidden) = gate.hides_group(tries) {
        return nothing(Cell::Hidden(hidden));
    }
    let is_shown = |field: &&FieldAnswer| gate.hides_group(&field.touched).is_none();
    let mut shown: Vec<(f64, &FieldAnswer)> =
        answer.fields.iter().filter(is_shown).map(|field| (place(&field.places), field)).collect();
    shown.sort_by(|(a, of_a), (b, of_b)| a.total_cmp(b).then_with(|| of_a.field.cmp(&of_b.field)));
    let is_cut = answer.truncated || shown.len() < answer.fields.len();
    let left_by = |field: &FieldAnswer| !field.left_last.units.is_zero();
    let is_one_missing =
        answer.truncated || answer.fields.iter().any(|field| !is_shown(&field) && left_by(field));
    let left_last = gate.left_last(shown.iter().map(|(_, field)| *field), is_one_missing);
    let fields = shown.iter().zip(left_last);
    DisclosedForms {
        tries: shown_blurred(tries.blurred_units),
        sent: Part::of(tries, &answer.sent, gate.hides(tries, &answer.sent)),
        time: match gate.hides(tries, &answer.sent) {
            Some(hidden) => Cell::Hidden(hidden),
            None => median_time(&answer.times, answer.sent.blurred_units),
        },
        fields: fields.map(|((place, field), last)| gate.field(*place, field, last)).collect(),
        is_cut,
    }
}

impl Part {
    /// The same of count and share.
    fn all(cell: &Cell) -> Self {
        Self { tries: cell.clone(), share: cell.clone() }
    }

    /// A part of a whole, if it is not hidden.
    fn of(whole: &Reached, part: &Reached, hidden: Option<Hidden>) -> Self {
        if let Some(hidden) = hidden {
            return Self::all(&Cell::Hidden(hidden));
        }
        // Whoever is in the part is in the whole, so no share is more than one.
        let (units, all) = (part.blurred_units, whole.blurred_units);
        let share = share_of_blurred(units, all, SampleUnit::Visits);
        Self {
            tries: shown_part(part.units, units),
            share: share.map_or(Cell::NoData, super::shown),
        }
    }
}

/// What decides about one form.
struct Gate<'a> {
    minimum: Minimum,
    answer: &'a FormsAnswer,
}

impl Gate<'_> {
    fn is_enough(&self, group: &Reached) -> bool {
        self.minimum.is_met_by_people(group.visitors, group.most_visitors_on_a_day)
    }

    /// Why a group is not told by itself, where it is not.
    fn hides_group(&self, group: &Reached) -> Option<Hidden> {
        if self.minimum.is_small(group.units, self.is_enough(group)) {
            return Some(self.minimum.too_few());
        }
        Sum::from(group).hidden()
    }

    /// Whether what is left of a whole without a part tells of a few. Whoever is in both in different visits is not
    /// among those who are left.
    fn rest_tells(&self, units: Count, people: Count, most: Largest) -> bool {
        self.minimum.is_small(units, people.get() >= self.minimum.people())
            || Sum::of_anybody(units, most).is_dominated()
    }

    /// Why a part of a whole is not told, where it is not.
    fn hides(&self, whole: &Reached, part: &Reached) -> Option<Hidden> {
        let (units, people) = (whole.units.less(part.units), whole.visitors.less(part.visitors));
        self.hides_group(part).or_else(|| {
            self.rest_tells(units, people, whole.largest_units).then_some(Hidden::Protects)
        })
    }

    /// The inner one of two groups, if it may be told within the outer one, or else that.
    fn told<'r>(&self, outer: &'r Reached, inner: &'r Reached) -> &'r Reached {
        if self.hides(outer, inner).is_none() { inner } else { outer }
    }

    /// Why each field's tries that left it last are not told. Every try has one last field at most, so they nearly
    /// add up to those that were not sent, which is known: where one is hidden, the smallest that is told is too.
    fn left_last<'f>(
        &self,
        fields: impl Iterator<Item = &'f FieldAnswer>,
        is_one_missing: bool,
    ) -> Vec<Option<Hidden>> {
        let (parts, mut hidden): (Vec<&Reached>, Vec<Option<Hidden>>) = fields
            .map(|field| (&field.left_last, self.hides(self.base(field), &field.left_last)))
            .unzip();
        hide_another(&parts, &mut hidden, is_one_missing);
        hidden
    }

    /// Of what the figures of a field are parts. Who came to a field that is only seen when it is wrong, as a group of
    /// answers is, nobody knows: its figures are parts of all tries.
    fn base<'f>(&'f self, field: &'f FieldAnswer) -> &'f Reached {
        if is_seen_by_errors_alone(field) {
            return &self.answer.tries;
        }
        self.told(&self.answer.tries, &field.touched)
    }

    fn field(&self, place: f64, field: &FieldAnswer, left_last: Option<Hidden>) -> DisclosedField {
        let tries = &self.answer.tries;
        let base = self.base(field);
        let errors_hidden = self.hides(base, &field.errors);
        // Kinds of errors, and those who stopped, are parts of those with an error where they are told.
        let within = if errors_hidden.is_none() { &field.errors } else { base };
        let nobody = Reached::default();
        // Also those that nobody met, which a policy may hide: what is missing would tell that nobody did.
        let of_kind = |kind: &&str| {
            let found = field.by_error.iter().find(|(error, _)| error == kind);
            found.map_or(&nobody, |(_, of)| of)
        };
        let kinds: Vec<&Reached> = FIELD_ERRORS.iter().map(of_kind).collect();
        let mut hidden: Vec<_> = kinds.iter().map(|of| self.hides(within, of)).collect();
        hide_another(&kinds, &mut hidden, false);
        let by_error = FIELD_ERRORS.iter().zip(&kinds).zip(hidden);
        DisclosedField {
            by: field.field.by,
            id: Disclosed(field.field.text.clone()),
            name: Disclosed(self.most_frequent(&field.names)),
            heading: Disclosed(self.most_frequent(&field.headings)),
            place: Disclosed(place),
            touched: if is_seen_by_errors_alone(field) {
                Part::all(&Cell::NoData)
            } else {
                Part::of(tries, &field.touched, self.hides(tries, &field.touched))
            },
            errors: Part::of(base, &field.errors, errors_hidden),
            by_error: by_error
                .map(|((error, of), hidden)| ErrorPart { error, part: Part::of(base, of, hidden) })
                .collect(),
            again: Part::of(base, &field.again, self.hides(base, &field.again)),
            time: match self.hides_group(&field.timed) {
                _ if field.timed.units.is_zero() => Cell::NoData,
                Some(hidden) => Cell::Hidden(hidden),
                None => median_time(&field.times, self.told(base, &field.timed).blurred_units),
            },
            left_last: Part::of(base, &field.left_last, left_last),
            left_empty: if field.known_empty.units.is_zero() {
                Part::all(&Cell::NoData)
            } else {
                let known = self.told(base, &field.known_empty);
                Part::of(known, &field.left_empty, self.hides(known, &field.left_empty))
            },
            stopped: Part::of(base, &field.stopped, self.hides_stopped(within, field)),
        }
    }

    /// Those who stopped are a part of those with an error, and of those that were not sent.
    fn hides_stopped(&self, within: &Reached, field: &FieldAnswer) -> Option<Hidden> {
        let (FormsAnswer { tries, sent, .. }, stopped) = (self.answer, &field.stopped);
        let unsent = tries.units.less(sent.units);
        let people = tries.visitors.less(sent.visitors).less(stopped.visitors);
        let tells = self.hides(tries, sent).is_none()
            && !stopped.units.is_zero()
            && self.rest_tells(unsent.less(stopped.units), people, tries.largest_units);
        self.hides(within, stopped).or(tells.then_some(Hidden::Protects))
    }

    /// The label with which most tries met a field, of those that may be told.
    fn most_frequent(&self, labels: &[(Option<String>, Reached)]) -> Option<String> {
        let told = labels.iter().filter(|(_, of)| self.hides_group(of).is_none());
        let most = told
            .max_by(|(a, of_a), (b, of_b)| (of_a.blurred_units, b).cmp(&(of_b.blurred_units, a)));
        most.and_then(|(label, _)| label.clone())
    }
}

/// Whether every try that touched a field met an error in it, and none left it.
fn is_seen_by_errors_alone(field: &FieldAnswer) -> bool {
    field.timed.units.is_zero() && field.touched.units == field.errors.units
}

/// Where one of several parts is hidden, hides the smallest that is told too: together they may add up to what is known.
fn hide_another(parts: &[&Reached], hidden: &mut [Option<Hidden>], is_one_missing: bool) {
    let somebody = |part: &Reached| !part.units.is_zero();
    let hides = parts.iter().zip(hidden.iter()).any(|(part, why)| somebody(part) && why.is_some());
    if !hides && !is_one_missing {
        return;
    }
    let told = parts.iter().zip(hidden.iter_mut());
    let smallest = told
        .filter(|(part, why)| somebody(part) && why.is_none())
        .min_by_key(|(part, _)| part.units);
    if let Some((_, why)) = smallest {
        *why = Some(Hidden::Protects);
    }
}

/// In seconds, to the tenth that the lake counts in.
fn median_time(times: &Durations, n: Count) -> Cell {
    #[expect(clippy::cast_precision_loss, reason = "seconds within a day")]
    let seconds = |ms: &u64| (ms / 100) as f64 / 10.0;
    let times = times.by_ms.iter().map(|(ms, tries)| (seconds(ms), *tries));
    median(times, SampleUnit::Visits, Level::P95)
        .map_or(Cell::NoData, |estimate| super::shown(of_blurred(estimate, n)))
}

/// The median place.
fn place(places: &BTreeMap<u32, u64>) -> f64 {
    let places = places.iter().map(|(place, tries)| (f64::from(*place), *tries));
    median(places, SampleUnit::Visits, Level::P95).map_or(0.0, |estimate| estimate.value)
}

#[cfg(test)]
mod tests;
