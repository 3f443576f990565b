//! Paths laid out side by side: at each place in them the pages, and between neighbouring places the visits
//! that went from one page to another.
//!
//! Made of disclosed paths alone: every number is a sum of paths that are shown, so whoever has the table
//! has it already. The rest, which is shown as one number, is in no page and no link.

use std::{cmp::Reverse, collections::BTreeMap};

use lotse_domain::Count;

use crate::{
    gate::paths::{DisclosedPath, DisclosedPaths},
    measure::{Cell, Number},
};

/// Pages of a place that are told apart; the others are one.
pub const MOST_PAGES: usize = 8;

/// Which page a node stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodePage {
    /// One page; `None` where events carry none.
    Page(Option<String>),
    /// All others at this place, by how many pages they are.
    Others(usize),
}

/// A page at a place in the paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Which.
    pub page: NodePage,
    /// Visits that were there.
    pub visits: u64,
}

/// Visits that went from a node to one of the next place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The place of the first node, from 0.
    pub place: usize,
    /// The first node among those of its place.
    pub from: usize,
    /// The second among those of the next place.
    pub to: usize,
    /// How many.
    pub visits: u64,
}

/// Paths side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// The nodes of each place, those with most visits first, the others last.
    pub places: Vec<Vec<Node>>,
    /// Ordered by place, first node and second.
    pub links: Vec<Link>,
    /// Its visits are of the blurred population, as those of its paths are.
    pub is_blurred: bool,
}

/// At which end paths are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aligned {
    /// All begin at the first place.
    AtStart,
    /// All end at the last place.
    AtEnd,
}

impl Flow {
    /// Lays out the paths that are shown, of at most `length` pages.
    #[must_use]
    pub fn of(paths: &DisclosedPaths, length: usize, aligned: Aligned) -> Self {
        let shown: Vec<(&DisclosedPath, u64)> =
            paths.paths.iter().filter_map(|path| Some((path, count(&path.taken)?))).collect();
        let offset = |path: &DisclosedPath| match aligned {
            Aligned::AtStart => 0,
            Aligned::AtEnd => length.saturating_sub(path.nodes.len()),
        };
        let mut visits: Vec<BTreeMap<&Option<String>, u64>> = vec![BTreeMap::new(); length];
        for (path, taken) in &shown {
            for (at, page) in path.nodes.iter().enumerate() {
                if let Some(place) = visits.get_mut(offset(path) + at) {
                    *place.entry(page).or_default() += taken;
                }
            }
        }
        let ranked: Vec<Vec<(&Option<String>, u64)>> = visits.into_iter().map(ranked).collect();
        let node = |place: usize, page: &Option<String>| {
            let rank = ranked.get(place)?.iter().position(|(found, _)| *found == page)?;
            Some(rank.min(MOST_PAGES))
        };
        let mut links: BTreeMap<(usize, usize, usize), u64> = BTreeMap::new();
        for (path, taken) in &shown {
            for (at, pair) in path.nodes.windows(2).enumerate() {
                let place = offset(path) + at;
                if let (Some(from), Some(to)) = (node(place, &pair[0]), node(place + 1, &pair[1])) {
                    *links.entry((place, from, to)).or_default() += taken;
                }
            }
        }
        Self {
            places: ranked.iter().map(|place| nodes(place)).collect(),
            links: links
                .into_iter()
                .map(|((place, from, to), visits)| Link { place, from, to, visits })
                .collect(),
            is_blurred: paths
                .paths
                .iter()
                .any(|path| path.taken.number().is_some_and(Number::is_blurred)),
        }
    }

    /// So many visits of it, as a number that says whether it is blurred.
    #[must_use]
    pub fn number(&self, visits: u64) -> Number {
        let visits = Count::new(visits);
        if self.is_blurred { Number::Blurred(visits) } else { Number::Count(visits) }
    }

    /// Visits of the place with the most.
    #[must_use]
    pub fn most(&self) -> u64 {
        let sum = |place: &Vec<Node>| place.iter().map(|node| node.visits).sum();
        self.places.iter().map(sum).max().unwrap_or(0)
    }
}

fn count(cell: &Cell) -> Option<u64> {
    Some(cell.number()?.count()?.get())
}

/// Pages with the most visits first.
fn ranked(visits: BTreeMap<&Option<String>, u64>) -> Vec<(&Option<String>, u64)> {
    let mut ranked: Vec<_> = visits.into_iter().collect();
    ranked.sort_by_key(|(page, visits)| (Reverse(*visits), *page));
    ranked
}

fn nodes(ranked: &[(&Option<String>, u64)]) -> Vec<Node> {
    let (first, others) = ranked.split_at(MOST_PAGES.min(ranked.len()));
    let node = |(page, visits): &(&Option<String>, u64)| Node {
        page: NodePage::Page((*page).clone()),
        visits: *visits,
    };
    let mut nodes: Vec<Node> = first.iter().map(node).collect();
    if !others.is_empty() {
        let visits = others.iter().map(|(_, visits)| visits).sum();
        nodes.push(Node { page: NodePage::Others(others.len()), visits });
    }
    nodes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::gate::paths::tests::all_shown;

    fn flow(paths: &[(&[&str], u64)], length: usize, aligned: Aligned) -> Flow {
        Flow::of(&all_shown(paths), length, aligned)
    }

    fn words(flow: &Flow) -> (Vec<String>, Vec<String>) {
        let node = |node: &Node| match &node.page {
            NodePage::Page(page) => format!("{} {}", page.as_deref().unwrap_or("?"), node.visits),
            NodePage::Others(pages) => format!("{pages} others {}", node.visits),
        };
        let place = |nodes: &Vec<Node>| nodes.iter().map(node).collect::<Vec<_>>().join(", ");
        let link =
            |link: &Link| format!("{}: {}>{} {}", link.place, link.from, link.to, link.visits);
        (flow.places.iter().map(place).collect(), flow.links.iter().map(link).collect())
    }

    #[test]
    fn pages_are_ranked_at_each_place_and_linked_to_the_next() {
        let paths: &[(&[&str], u64)] =
            &[(&["/", "/a", "/b"], 30), (&["/", "/b"], 20), (&["/a"], 10)];
        let (places, links) = words(&flow(paths, 3, Aligned::AtStart));
        assert_eq!(places, ["/ 50, /a 10", "/a 30, /b 20", "/b 30"]);
        assert_eq!(links, ["0: 0>0 30", "0: 0>1 20", "1: 0>0 30"]);
        let (places, links) = words(&flow(paths, 3, Aligned::AtEnd));
        assert_eq!(places, ["/ 30", "/a 30, / 20", "/b 50, /a 10"]);
        assert_eq!(links, ["0: 0>0 30", "1: 0>0 30", "1: 1>0 20"]);
    }

    #[test]
    fn pages_after_the_eighth_are_one() {
        let names: Vec<String> = (0..12).map(|n| format!("/{n:02}")).collect();
        let pairs: Vec<[&str; 2]> = names.iter().map(|name| ["/", name.as_str()]).collect();
        let paths: Vec<(&[&str], u64)> =
            (0..).zip(&pairs).map(|(n, pair)| (&pair[..], 100 - n)).collect();
        let found = flow(&paths, 2, Aligned::AtStart);
        assert_eq!(found.places[1].len(), 9);
        let others = Node { page: NodePage::Others(4), visits: 92 + 91 + 90 + 89 };
        assert_eq!(found.places[1][8], others);
        assert_eq!(found.links.last().map(|link| (link.to, link.visits)), Some((8, others.visits)));
        assert_eq!(found.most(), (89..=100).sum::<u64>());
    }

    proptest! {
        /// No node has more visits coming in or going out than it has, and each path is in every place that
        /// it reaches.
        #[test]
        fn what_goes_in_and_out_of_a_node_is_of_its_visits(
            paths in proptest::collection::vec(
                (proptest::collection::vec(0_u8..12, 1..5), 1_u64..100), 0..20
            ),
            at_end in any::<bool>(),
        ) {
            let names: Vec<(Vec<String>, u64)> = paths
                .iter()
                .map(|(nodes, taken)| (nodes.iter().map(|n| format!("/{n}")).collect(), *taken))
                .collect();
            let borrowed: Vec<(Vec<&str>, u64)> = names
                .iter()
                .map(|(nodes, taken)| (nodes.iter().map(String::as_str).collect(), *taken))
                .collect();
            let given: Vec<(&[&str], u64)> =
                borrowed.iter().map(|(nodes, taken)| (&nodes[..], *taken)).collect();
            let aligned = if at_end { Aligned::AtEnd } else { Aligned::AtStart };
            let found = flow(&given, 4, aligned);
            for (place, nodes) in found.places.iter().enumerate() {
                let reach = paths.iter().filter(|(path, _)| match aligned {
                    Aligned::AtStart => path.len() > place,
                    Aligned::AtEnd => path.len() >= 4 - place,
                });
                let all: u64 = reach.map(|(_, taken)| taken).sum();
                prop_assert_eq!(nodes.iter().map(|node| node.visits).sum::<u64>(), all);
                prop_assert!(nodes.len() <= MOST_PAGES + 1);
                for (index, node) in nodes.iter().enumerate() {
                    let out = found.links.iter().filter(|l| (l.place, l.from) == (place, index));
                    let into = found.links.iter().filter(|l| (l.place + 1, l.to) == (place, index));
                    prop_assert!(out.map(|l| l.visits).sum::<u64>() <= node.visits);
                    prop_assert!(into.map(|l| l.visits).sum::<u64>() <= node.visits);
                }
            }
        }
    }
}
