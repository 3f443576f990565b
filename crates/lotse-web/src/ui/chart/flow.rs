//! Paths as columns of pages with links between them, both as thick as visits.
//!
//! On a page the links are stretched to the width, and words keep their size; a narrow screen scrolls within
//! the picture. A file draws the same on its own ground.

use std::fmt::Write as _;

use askama::{Template, filters::HtmlSafe};
use lotse_report::flow::{Flow, Node, NodePage};

use crate::{
    messages::Text,
    ui::{number, table::DataTable},
};

/// Pixels of all visits of the fullest column together.
const VISITS: f64 = 260.0;
/// Pixels between the tops of two pages at least: a line of words.
const LINE: f64 = 40.0;
/// Pixels between two pages.
const GAP: f64 = 10.0;
/// The thinnest that anything is drawn.
const THINNEST: f64 = 1.5;
/// Units across a page's picture, to be stretched.
const UNITS: f64 = 1000.0;
/// Characters of a page's name that fit beside its column on the narrowest.
const LETTERS: usize = 22;

/// Paths in their figure.
#[derive(Template)]
#[template(path = "ui/chart/flow.html")]
pub(crate) struct FlowChart {
    pub(crate) id: &'static str,
    /// The finding.
    pub(crate) headline: String,
    pub(crate) drawing: FlowDrawing,
    /// What the picture is called where it scrolls.
    pub(crate) scroll_label: String,
    pub(crate) table: DataTable,
    pub(crate) data_label: String,
    pub(crate) links: Vec<(String, String)>,
    /// What has to be known to read it.
    pub(crate) notes: Vec<String>,
}

impl HtmlSafe for FlowChart {}

/// Columns and links, placed.
pub(crate) struct FlowDrawing {
    pub(crate) title: String,
    pub(crate) description: String,
    /// Units across.
    pub(super) width: f64,
    /// Pixels from top to bottom.
    pub(super) height: f64,
    /// What each column is: words and place in per cent.
    pub(super) heads: Vec<(String, f64)>,
    pub(super) nodes: Vec<PlacedNode>,
    pub(super) links: Vec<PlacedLink>,
}

/// One page.
pub(super) struct PlacedNode {
    /// Per cent of the width.
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) height: f64,
    /// Its name, shortened in the middle where it is long.
    pub(super) short: String,
    /// The whole name and the number.
    pub(super) words: String,
    /// The number.
    pub(super) count: String,
}

/// One link.
pub(super) struct PlacedLink {
    pub(super) path: String,
    pub(super) words: String,
}

/// Where the pages of a place lie.
struct Lane {
    tops: Vec<f64>,
    /// How much of each is taken by links that go out and come in.
    out: Vec<f64>,
    into: Vec<f64>,
}

impl FlowDrawing {
    /// Places paths on a page.
    pub(crate) fn new(text: Text, flow: &Flow, title: String) -> Self {
        Self::on(text, flow, title, UNITS)
    }

    /// Places them on a ground so many units wide.
    pub(super) fn on(text: Text, flow: &Flow, title: String, width: f64) -> Self {
        let (format, most) = (text.format(), flow.number(flow.most()).value());
        let thick = |visits: u64| {
            let share = if most > 0.0 { flow.number(visits).value() / most } else { 0.0 };
            (share * VISITS).max(THINNEST)
        };
        let columns = flow.places.len().max(1);
        #[expect(clippy::cast_precision_loss, reason = "a handful of columns")]
        let x = |place: usize| place as f64 / columns as f64;
        let mut lanes = Vec::with_capacity(columns);
        let mut nodes = Vec::new();
        let mut height = 0.0_f64;
        for (place, found) in flow.places.iter().enumerate() {
            let mut y = LINE;
            let mut tops = Vec::with_capacity(found.len());
            for node in found {
                let tall = thick(node.visits);
                tops.push(y);
                let visits = flow.number(node.visits);
                let name = name(text, node);
                nodes.push(PlacedNode {
                    x: x(place) * 100.0,
                    y,
                    height: tall,
                    short: shortened(&name),
                    words: text.fill(
                        "flow-node",
                        &[("page", name.into()), ("visits", number::said(format, visits))],
                    ),
                    count: number::whole(format, visits),
                });
                y += tall.max(LINE) + GAP;
            }
            height = height.max(y);
            let taken = || vec![0.0; found.len()];
            lanes.push(Lane { tops, out: taken(), into: taken() });
        }
        Self {
            description: describe(text, flow),
            heads: heads(text, columns, &x),
            links: links(text, flow, &mut lanes, &thick, &|place| x(place) * width),
            title,
            width,
            height,
            nodes,
        }
    }

    /// So many columns.
    fn columns(&self) -> usize {
        self.heads.len()
    }
}

fn heads(text: Text, columns: usize, x: &impl Fn(usize) -> f64) -> Vec<(String, f64)> {
    let head = |place: usize| {
        let number = u64::try_from(place + 1).unwrap_or(u64::MAX);
        (text.fill("flow-place", &[("n", number.into())]), x(place) * 100.0)
    };
    (0..columns).map(head).collect()
}

fn links(
    text: Text,
    flow: &Flow,
    lanes: &mut [Lane],
    thick: &impl Fn(u64) -> f64,
    x: &impl Fn(usize) -> f64,
) -> Vec<PlacedLink> {
    let mut placed = Vec::with_capacity(flow.links.len());
    for link in &flow.links {
        let tall = thick(link.visits);
        let mut take = |place: usize, node: usize, is_out: bool| {
            let lane = lanes.get_mut(place)?;
            let top = *lane.tops.get(node)?;
            let taken = if is_out { &mut lane.out } else { &mut lane.into };
            let taken = taken.get_mut(node)?;
            let y = top + *taken;
            *taken += tall;
            Some(y)
        };
        let (Some(from), Some(to)) =
            (take(link.place, link.from, true), take(link.place + 1, link.to, false))
        else {
            continue;
        };
        let (x0, x1) = (x(link.place), x(link.place + 1));
        let middle = f64::midpoint(x0, x1);
        let mut path = String::new();
        // Writing to a string cannot fail.
        let _written = write!(
            path,
            "M{x0:.1} {from:.1}C{middle:.1} {from:.1} {middle:.1} {to:.1} {x1:.1} {to:.1}V{:.1}C{middle:.1} {:.1} {middle:.1} {:.1} {x0:.1} {:.1}Z",
            to + tall,
            to + tall,
            from + tall,
            from + tall
        );
        let page = |place: usize, node: usize| {
            let node = flow.places.get(place).and_then(|nodes| nodes.get(node));
            node.map(|node| name(text, node)).unwrap_or_default()
        };
        let values = [
            ("from", page(link.place, link.from).into()),
            ("to", page(link.place + 1, link.to).into()),
            ("visits", number::said(text.format(), flow.number(link.visits))),
        ];
        placed.push(PlacedLink { path, words: text.fill("flow-link", &values) });
    }
    placed
}

/// What the picture says, for who does not see it: the page with most visits at each place.
fn describe(text: Text, flow: &Flow) -> String {
    let places = flow.places.iter().enumerate().filter_map(|(place, nodes)| {
        let first = nodes.first()?;
        let place = u64::try_from(place + 1).unwrap_or(u64::MAX);
        let values = [
            ("n", place.into()),
            ("page", name(text, first).into()),
            ("visits", number::said(text.format(), flow.number(first.visits))),
        ];
        Some(text.fill("flow-description", &values))
    });
    places.chain([text.say("flow-description-table")]).collect::<Vec<_>>().join(" ")
}

fn name(text: Text, node: &Node) -> String {
    match &node.page {
        NodePage::Page(page) => page.clone().unwrap_or_else(|| text.say("unknown-page")),
        NodePage::Others(pages) => {
            let pages = u64::try_from(*pages).unwrap_or(u64::MAX);
            text.fill("flow-others", &[("pages", pages.into())])
        }
    }
}

/// A long name without its middle: the beginning says where it is, the end which one.
fn shortened(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= LETTERS {
        return name.to_owned();
    }
    let (begin, end) = (LETTERS / 3, LETTERS - LETTERS / 3 - 1);
    let tail = letters.len() - end;
    let part = |range: &[char]| range.iter().collect::<String>();
    format!("{}…{}", part(&letters[..begin]), part(&letters[tail..]))
}

#[cfg(test)]
mod tests {
    use lotse_report::flow::Link;

    use super::*;
    use crate::messages::Language;

    fn node(page: &str, visits: u64) -> Node {
        Node { page: NodePage::Page(Some(page.to_owned())), visits }
    }

    fn drawn(flow: &Flow) -> FlowDrawing {
        FlowDrawing::new(Text::new(Language::English), flow, "Paths".to_owned())
    }

    #[test]
    fn pages_of_a_column_never_lie_on_each_other_and_are_as_tall_as_their_visits() {
        let visits = [9_000, 4_000, 500, 5, 1, 1, 1, 1, 1];
        let places = vec![visits.iter().map(|n| node("/a", *n)).collect(), vec![node("/b", 9)]];
        let drawing = drawn(&Flow { places, ..Flow::default() });
        let column: Vec<_> = drawing.nodes.iter().filter(|node| node.x < 1.0).collect();
        for pair in column.windows(2) {
            assert!(pair[0].y + pair[0].height.max(LINE) <= pair[1].y);
            assert!(pair[0].height >= pair[1].height);
        }
        assert!(column.iter().all(|node| node.height >= THINNEST));
        assert!(column.last().is_some_and(|last| last.y + LINE <= drawing.height));
        assert!((column[0].height / column[1].height - 9.0 / 4.0).abs() < 1e-9);
    }

    #[test]
    fn links_leave_a_page_below_each_other_and_keep_their_thickness() {
        let flow = Flow {
            places: vec![vec![node("/", 100)], vec![node("/a", 75), node("/b", 25)]],
            links: vec![
                Link { place: 0, from: 0, to: 0, visits: 75 },
                Link { place: 0, from: 0, to: 1, visits: 25 },
            ],
            is_blurred: false,
        };
        let drawing = drawn(&flow);
        // 260 pixels for a hundred visits: 195 and 65.
        assert!(
            drawing.links[0].path.starts_with("M0.0 40.0C250.0 40.0 250.0 40.0 500.0 40.0V235.0")
        );
        assert!(
            drawing.links[1]
                .path
                .starts_with("M0.0 235.0C250.0 235.0 250.0 245.0 500.0 245.0V310.0")
        );
        assert_eq!(drawing.links[1].words, "From / to /b: 25 visits");
    }

    #[test]
    fn blurred_visits_carry_their_sign_at_every_place_and_in_every_sentence() {
        let flow = Flow {
            places: vec![vec![node("/", 1)], vec![node("/a", 1)]],
            links: vec![Link { place: 0, from: 0, to: 0, visits: 1 }],
            is_blurred: true,
        };
        let drawing = drawn(&flow);
        assert_eq!(drawing.nodes[0].count, "≈\u{a0}1");
        assert_eq!(drawing.nodes[0].words, "/: ≈\u{a0}1 visits");
        assert_eq!(drawing.links[0].words, "From / to /a: ≈\u{a0}1 visits");
        assert!(drawing.description.contains("most visits, ≈\u{a0}1, were on /."));
        let exact = drawn(&Flow { is_blurred: false, ..flow });
        assert_eq!(
            (exact.nodes[0].count.as_str(), exact.nodes[0].words.as_str()),
            ("1", "/: one visit")
        );
    }

    #[test]
    fn long_names_keep_their_beginning_and_their_end() {
        assert_eq!(shortened("/apply/income"), "/apply/income");
        let short = shortened("/leistungsbescheinigung/antrag/einkommen");
        assert_eq!((short.chars().count(), short.as_str()), (22, "/leistu…trag/einkommen"));
        assert_eq!(shortened(&"ب".repeat(40)).chars().count(), 22);
    }
}
