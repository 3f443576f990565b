//! Rules over batches. Rows of which every condition says the same are of one kind, and each kind is looked at once: a batch
//! has few of them, however many rules and rows there are.

use std::collections::HashMap;

use datafusion::{arrow::array::RecordBatch, error::Result};
use lotse_domain::{
    query::filter::{Attribute, Condition, Test},
    rule::{Node, Rule},
};

use super::texts;
use crate::measures::labels::each_text;

/// The rules of filters, each with the bit of its filter.
#[derive(Debug, Default)]
pub(super) struct PlannedRules {
    attributes: Vec<Attribute>,
    /// The place of what is looked at, and the test.
    conditions: Vec<(usize, Test)>,
    planned: Vec<(u64, Plan)>,
}

/// A rule over numbers of conditions.
#[derive(Debug)]
enum Plan {
    All(Vec<Plan>),
    Any(Vec<Plan>),
    Not(Box<Plan>),
    Condition(usize),
}

impl PlannedRules {
    /// What the rules look at.
    pub(super) fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// Adds a rule of the filter with this bit.
    pub(super) fn add(&mut self, bit: u64, rule: &Rule) {
        let plan = self.plan(rule.node());
        self.planned.push((bit, plan));
    }

    fn plan(&mut self, node: &Node) -> Plan {
        match node {
            Node::All(parts) => Plan::All(parts.iter().map(|part| self.plan(part)).collect()),
            Node::Any(parts) => Plan::Any(parts.iter().map(|part| self.plan(part)).collect()),
            Node::Not(part) => Plan::Not(Box::new(self.plan(part))),
            Node::Condition(condition) => Plan::Condition(self.number(condition)),
        }
    }

    fn number(&mut self, condition: &Condition) -> usize {
        let attribute = place(&mut self.attributes, &condition.attribute);
        place(&mut self.conditions, &(attribute, condition.test.clone()))
    }

    /// Takes from each row's mask the filters of which a rule does not hold.
    pub(super) fn narrow(&self, batch: &RecordBatch, masks: &mut [u64]) -> Result<()> {
        if self.planned.is_empty() {
            return Ok(());
        }
        let (mut kinds, mut kind_of) = (Kinds::of(self.conditions.len()), vec![0; masks.len()]);
        for (place, attribute) in self.attributes.iter().enumerate() {
            let numbered = self.conditions.iter().enumerate();
            let tests: Vec<(usize, &Test)> = numbered
                .filter(|(_, (of, _))| *of == place)
                .map(|(number, (_, test))| (number, test))
                .collect();
            let mut values = Values { tests: &tests, ..Values::default() };
            let none = values.number(None);
            // The kind before, what the attribute says, and the kind that makes.
            let mut last = (0, none, kinds.with(0, none, &values));
            // Values of few rows are numbered while others are given, so kinds are made afterwards.
            let mut said = vec![none; masks.len()];
            each_text(
                &*texts(batch, attribute)?,
                none,
                |text| values.number(Some(text)),
                |row, value| {
                    if let Some(said) = said.get_mut(row) {
                        *said = value;
                    }
                },
            );
            for (kind, value) in kind_of.iter_mut().zip(said) {
                if (last.0, last.1) != (*kind, value) {
                    last = (*kind, value, kinds.with(*kind, value, &values));
                }
                *kind = last.2;
            }
            kinds.joined.clear();
        }
        let left: Vec<u64> = kinds.held.iter().map(|held| self.left(held)).collect();
        for (mask, kind) in masks.iter_mut().zip(kind_of) {
            *mask &= left.get(kind).copied().unwrap_or(0);
        }
        Ok(())
    }

    /// All bits but those of filters of which a rule does not hold.
    fn left(&self, held: &[bool]) -> u64 {
        let failed = self.planned.iter().filter(|(_, plan)| !plan.holds(held));
        !failed.fold(0, |bits, (bit, _)| bits | bit)
    }
}

/// What one attribute's tests say of its texts, each combination once.
#[derive(Default)]
struct Values<'p> {
    /// With the numbers of their conditions.
    tests: &'p [(usize, &'p Test)],
    numbers: HashMap<Box<[bool]>, usize>,
    said: Vec<Box<[bool]>>,
}

impl Values<'_> {
    /// The number of what the tests say of a text.
    fn number(&mut self, text: Option<&str>) -> usize {
        let said: Box<[bool]> = self.tests.iter().map(|(_, test)| test.holds(text)).collect();
        if let Some(known) = self.numbers.get(&said) {
            return *known;
        }
        self.said.push(said.clone());
        self.numbers.insert(said, self.said.len() - 1);
        self.said.len() - 1
    }
}

/// Kinds of rows, by which conditions hold of them.
struct Kinds {
    held: Vec<Box<[bool]>>,
    numbers: HashMap<Box<[bool]>, usize>,
    /// By kind, the kinds that it became by what the present attribute says.
    joined: Vec<Vec<Option<usize>>>,
}

impl Kinds {
    /// The kind of which nothing holds yet of so many conditions.
    fn of(conditions: usize) -> Self {
        let nothing: Box<[bool]> = vec![false; conditions].into();
        let numbers = HashMap::from([(nothing.clone(), 0)]);
        Self { held: vec![nothing], numbers, joined: Vec::new() }
    }

    /// The kind of rows of a kind, of which an attribute says this.
    fn with(&mut self, kind: usize, value: usize, values: &Values<'_>) -> usize {
        if let Some(Some(known)) = self.joined.get(kind).and_then(|made| made.get(value)) {
            return *known;
        }
        let mut held = self.held.get(kind).cloned().unwrap_or_default();
        let said = values.said.get(value).into_iter().flatten();
        for ((number, _), holds) in values.tests.iter().zip(said) {
            if let Some(held) = held.get_mut(*number) {
                *held = *holds;
            }
        }
        let next = self.held.len();
        let made = *self.numbers.entry(held.clone()).or_insert(next);
        if made == next {
            self.held.push(held);
        }
        resized(&mut self.joined, kind, Vec::new);
        if let Some(joined) = self.joined.get_mut(kind) {
            resized(joined, value, || None);
            if let Some(known) = joined.get_mut(value) {
                *known = Some(made);
            }
        }
        made
    }
}

/// Makes a list long enough for a place.
fn resized<T>(list: &mut Vec<T>, place: usize, fill: impl FnMut() -> T) {
    list.resize_with(list.len().max(place + 1), fill);
}

/// The place of something in a list, at its end if it is new.
fn place<T: PartialEq + Clone>(list: &mut Vec<T>, wanted: &T) -> usize {
    list.iter().position(|known| known == wanted).unwrap_or_else(|| {
        list.push(wanted.clone());
        list.len() - 1
    })
}

impl Plan {
    /// Whether it holds where these conditions do. A group without members, which no rule has, takes nothing away.
    fn holds(&self, held: &[bool]) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(held)),
            Self::Any(parts) => parts.is_empty() || parts.iter().any(|part| part.holds(held)),
            Self::Not(part) => !part.holds(held),
            Self::Condition(number) => held.get(*number).copied().unwrap_or(false),
        }
    }
}
