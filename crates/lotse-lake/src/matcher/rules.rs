//! Rules over batches: each condition is tried once, however many rules have it, and gives one bit for
//! each row; groups and their opposites are then combined by bits.

use datafusion::{
    arrow::{
        array::{BooleanBufferBuilder, RecordBatch},
        buffer::BooleanBuffer,
    },
    error::Result,
};
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
        let mut held = vec![BooleanBuffer::new_unset(masks.len()); self.conditions.len()];
        for (place, attribute) in self.attributes.iter().enumerate() {
            let texts = texts(batch, attribute)?;
            let of_attribute = self.conditions.iter().zip(&mut held);
            for ((_, test), held) in of_attribute.filter(|((of, _), _)| *of == place) {
                let mut rows = BooleanBufferBuilder::new(masks.len());
                let holds = |text: &str| test.holds(Some(text));
                each_text(&texts, test.holds(None), holds, |_, holds| rows.append(holds));
                *held = rows.finish();
            }
        }
        for (bit, plan) in &self.planned {
            let Some(rows) = plan.rows(&held) else { continue };
            for row in (!&rows).set_indices() {
                if let Some(mask) = masks.get_mut(row) {
                    *mask &= !bit;
                }
            }
        }
        Ok(())
    }
}

/// The place of something in a list, at its end if it is new.
fn place<T: PartialEq + Clone>(list: &mut Vec<T>, wanted: &T) -> usize {
    list.iter().position(|known| known == wanted).unwrap_or_else(|| {
        list.push(wanted.clone());
        list.len() - 1
    })
}

impl Plan {
    /// The rows for which it holds; none for a group without members, which no rule has.
    fn rows(&self, held: &[BooleanBuffer]) -> Option<BooleanBuffer> {
        match self {
            Self::All(parts) => {
                parts.iter().filter_map(|part| part.rows(held)).reduce(|one, other| &one & &other)
            }
            Self::Any(parts) => {
                parts.iter().filter_map(|part| part.rows(held)).reduce(|one, other| &one | &other)
            }
            Self::Not(part) => part.rows(held).map(|rows| !&rows),
            Self::Condition(number) => held.get(*number).cloned(),
        }
    }
}
