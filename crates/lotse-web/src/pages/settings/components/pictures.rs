//! Every kind of picture in every state: filled, one row, many rows, long names, suppressed, no data, not over.

use lotse_domain::{
    query::Breakdown,
    service::{CollectionProfile, ServiceKind},
};
use lotse_report::{
    gate::DisclosedUsage,
    measure::{Cell, Measure},
};

use super::made_up::{cells, disclose, group};
use crate::{
    messages::Text,
    ui::{
        chart::{
            bars::{self, BarOrder, Bars, NamedCell},
            figure::Figure,
            histogram::{self, Bin, Histogram, Marks},
            intervals::{self, IntervalDots, IntervalQuestion},
            links::Link,
            stacked::{self, Stack, Stacked},
        },
        state::{State, StateBox},
    },
};

/// The pictures of the page.
pub(super) struct Pictures {
    pub(super) bars: Vec<Figure<Bars>>,
    pub(super) stacked: Vec<Figure<Stacked>>,
    pub(super) intervals: Vec<Figure<IntervalDots>>,
    pub(super) histograms: Vec<Figure<Histogram>>,
    /// In place of a picture.
    pub(super) without: Vec<Figure<StateBox>>,
}

/// A name that is longer than a line of a phone.
const LONG: &str =
    "Antrag auf Leistungen zum Lebensunterhalt nach dem Zwölften Buch Sozialgesetzbuch";
/// Answers from one extreme to the other, as messages name them.
pub(crate) const ANSWERS: [&str; 5] = ["1", "2", "3", "4", "5"];
/// Seconds at which the bins of the histogram begin and end.
const EDGES: [f64; 13] =
    [1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 900.0, 1800.0, 3600.0];

impl Pictures {
    pub(super) fn new(text: Text) -> Self {
        let without = [
            ("sample-empty", State::Empty),
            ("sample-suppressed", State::Suppressed),
            ("sample-failed", State::Failed),
        ];
        let headline = || text.say("components-headline");
        Self {
            bars: bars(text),
            stacked: stacked(text),
            intervals: vec![
                dots(text, "sample-dots", &groups(text)),
                dots(text, "sample-dots-one", &groups(text)[..1]),
            ],
            histograms: vec![
                times(text, "sample-times", &PEOPLE),
                times(text, "sample-times-few", &[0, 0, 0, 1, 2, 2, 1, 0, 0, 0, 0, 0]),
                times(text, "sample-times-none", &[0; 12]),
            ],
            without: without
                .into_iter()
                .map(|(id, state)| Figure::new(text, id, headline(), StateBox::new(text, state)))
                .collect(),
        }
    }
}

/// A column of made-up use.
fn column(text: Text, breakdown: Breakdown, measure: Measure) -> Vec<NamedCell> {
    let usage = disclose(ServiceKind::Public, CollectionProfile::Statistics, 400);
    let table = usage.tables.iter().find(|table| table.breakdown == breakdown);
    table.map(|table| bars::rows_of(text, table, measure)).unwrap_or_default()
}

/// Bars of devices.
pub(super) fn device_bars(text: Text) -> Bars {
    let rows = column(text, Breakdown::DeviceClass, Measure::Visits);
    Bars::new(text, Measure::Visits, &rows, BarOrder::Given)
}

fn bars(text: Text) -> Vec<Figure<Bars>> {
    let head = |breakdown: Breakdown| text.word("breakdown", breakdown.as_str());
    let devices = column(text, Breakdown::DeviceClass, Measure::Visits);
    let pages = column(text, Breakdown::Page, Measure::PageViews);
    let figure = |id, measure, rows: &[NamedCell], order, head: String| {
        let drawn = Bars::new(text, measure, rows, order);
        Figure::new(text, id, text.say("components-headline"), drawn)
            .table(bars::table_of(text, measure, head, rows))
    };
    vec![
        figure(
            "sample-bars",
            Measure::Visits,
            &devices,
            BarOrder::Given,
            head(Breakdown::DeviceClass),
        )
        .note([text.say("number-partial")])
        .links(links(text, "bars")),
        figure(
            "sample-bars-many",
            Measure::PageViews,
            &pages,
            BarOrder::Longest,
            head(Breakdown::Page),
        ),
        figure(
            "sample-bars-one",
            Measure::Visits,
            &devices[..devices.len().min(1)],
            BarOrder::Given,
            head(Breakdown::DeviceClass),
        ),
    ]
}

/// The ways out of a made-up figure.
fn links(text: Text, figure: &str) -> Vec<Link> {
    let file = |key: &str, ending: &str| {
        (text.say(key), format!("/settings/components.{ending}?figure={figure}"))
    };
    vec![file("chart-svg", "svg"), file("chart-png", "png")]
}

/// Three rows, the second with a long name, with so many people in each part.
fn rows(text: Text, people: [&[u64]; 3]) -> Vec<stacked::Counts> {
    let names = [text.say("overview-now-name"), LONG.to_owned(), text.say("overview-before-name")];
    names.into_iter().zip(people).map(|(name, people)| (name, cells(people))).collect()
}

fn devices(text: Text) -> (Vec<String>, Vec<stacked::Counts>) {
    let names = ["mobile", "desktop", "tablet"].iter().map(|word| text.word("device", word));
    (names.collect(), rows(text, [&[610, 340, 50], &[400, 30, 12], &[90, 40, 2]]))
}

fn leaning(text: Text) -> (Vec<String>, Vec<stacked::Counts>) {
    let names = ANSWERS.iter().map(|word| text.word("components-answer", word));
    let people: [&[u64]; 3] = [&[40, 70, 90, 210, 190], &[120, 90, 60, 40, 20], &[0, 0, 0, 0, 0]];
    (names.collect(), rows(text, people))
}

/// Devices as parts of all.
pub(super) fn device_parts(text: Text) -> Stacked {
    let (names, rows) = devices(text);
    Stacked::new(text, &names, &rows, Stack::Whole)
}

/// Answers on both sides of the middle.
pub(super) fn answers(text: Text) -> Stacked {
    let (names, rows) = leaning(text);
    Stacked::new(text, &names, &rows, Stack::Centred)
}

fn stacked(text: Text) -> Vec<Figure<Stacked>> {
    let figure = |id, file, drawn, (names, rows): (Vec<String>, Vec<stacked::Counts>)| {
        let table = stacked::table_of(text, text.say("components-group"), &names, &rows);
        Figure::new(text, id, text.say("components-headline"), drawn)
            .table(table)
            .links(links(text, file))
    };
    vec![
        figure("sample-stacked", "stacked", device_parts(text), devices(text)),
        figure("sample-answers", "answers", answers(text), leaning(text)),
    ]
}

/// The share that left at once, of groups by language; one of them is too few people.
fn groups(text: Text) -> Vec<NamedCell> {
    let share = |usage: &DisclosedUsage| {
        let found = usage.figures.iter().find(|figure| figure.measure == Measure::BounceRate);
        found.map_or(Cell::NoData, |figure| figure.cell.clone())
    };
    let named = |word: &str| text.word("language", word);
    vec![
        (named("en"), share(&group(4_200, 310, 900))),
        (named("es"), share(&group(860, 380, 900))),
        (format!("{} ({LONG})", named("de")), share(&group(140, 420, 900))),
        (named("so"), share(&group(4, 500, 900))),
        (named("ar"), share(&group(60, 250, 900))),
    ]
}

/// Those groups on one axis.
pub(super) fn language_dots(text: Text) -> IntervalDots {
    drawn_dots(text, "sample-dots", &groups(text))
}

fn drawn_dots(text: Text, id: &'static str, rows: &[NamedCell]) -> IntervalDots {
    let reference = rows.first().map(|(name, cell)| (cell, name.clone()));
    let measure = Measure::BounceRate;
    let title = text.word("measure", measure.as_str());
    IntervalDots::new(text, IntervalQuestion { measure, rows, reference, title, id })
}

fn dots(text: Text, id: &'static str, rows: &[NamedCell]) -> Figure<IntervalDots> {
    let group = text.say("components-group");
    Figure::new(text, id, text.say("components-headline"), drawn_dots(text, id, rows))
        .table(intervals::table_of(text, Measure::BounceRate, group, rows))
        .links(links(text, "dots"))
}

/// How many took how long: bins that few people are in among them.
const PEOPLE: [u64; 12] = [0, 3, 14, 40, 90, 160, 210, 190, 120, 60, 22, 8];

/// Times as they usually are.
pub(super) fn usual_times(text: Text) -> Histogram {
    drawn_times(text, "sample-times", &bins(&PEOPLE), PEOPLE.iter().sum()).0
}

fn bins(people: &[u64]) -> Vec<Bin> {
    let edges = EDGES.iter().zip(EDGES.iter().skip(1));
    let bin = |((from, to), count): ((&f64, &f64), Cell)| Bin { from: *from, to: *to, count };
    edges.zip(cells(people)).map(bin).collect()
}

/// A histogram, and whether its marks may be shown.
fn drawn_times(text: Text, id: &'static str, bins: &[Bin], people: u64) -> (Histogram, bool) {
    let time = |tenths: u32| {
        let usage = group(people, 0, tenths);
        let found = usage.figures.iter().find(|figure| figure.measure == Measure::EngagedTime);
        found.map_or(Cell::NoData, |figure| figure.cell.clone())
    };
    let (tenth, median, ninetieth) = (time(120), time(750), time(4_800));
    let marks = Marks { tenth: &tenth, median: &median, ninetieth: &ninetieth };
    let drawn = Histogram::new(text, id, text.say("histogram-title"), bins, &marks);
    (drawn, median.number().is_some())
}

fn times(text: Text, id: &'static str, people: &[u64]) -> Figure<Histogram> {
    let bins = bins(people);
    let (drawn, has_marks) = drawn_times(text, id, &bins, people.iter().sum());
    Figure::new(text, id, text.say("components-headline"), drawn)
        .note(histogram::why_gaps(text, &bins))
        .note(has_marks.then(|| text.say("histogram-marks")))
        .table(histogram::table_of(text, &bins))
        .links(links(text, "times"))
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;
    use crate::{
        messages::Language,
        ui::chart::{
            LineChart, LineQuestion, column as column_of,
            file::{LinePicture, Picture as _},
            marks,
        },
    };

    fn text() -> Text {
        Text::new(Language::English)
    }

    /// The numbers of an attribute, in their order.
    fn numbers(html: &str, attribute: &str) -> Vec<f64> {
        let values = html.split(attribute).skip(1).filter_map(|rest| rest.split(['"', '%']).next());
        values.filter_map(|value| value.parse().ok()).collect()
    }

    fn stack(people: &[u64], stack: Stack) -> String {
        let names: Vec<String> = (1..=people.len()).map(|n| format!("part {n}")).collect();
        Stacked::new(text(), &names, &[("row".to_owned(), cells(people))], stack).render().unwrap()
    }

    #[test]
    fn parts_lie_end_to_end_and_are_told_by_number_name_and_share() {
        let html = stack(&[600, 300, 100], Stack::Whole);
        let parts = html.split("<rect").skip(1);
        let ends: Vec<(f64, f64)> =
            parts.map(|part| (numbers(part, " x=\"")[0], numbers(part, " width=\"")[0])).collect();
        assert_eq!(ends, [(0.0, 60.0), (60.0, 30.0), (90.0, 10.0)]);
        assert!(html.contains("part 2</bdi> <strong>30%</strong>") && html.contains("n ≈ 1,000"));
        assert_eq!(html.matches("text-anchor=\"middle\"").count(), 3, "each has its number");
    }

    #[test]
    fn the_middle_of_the_middle_part_is_the_middle() {
        let html = stack(&[100, 200, 100, 300, 300], Stack::Centred);
        let neutral = html.split("class=\"neutral\"").nth(1).unwrap();
        let (x, width) = (numbers(neutral, " x=\"")[0], numbers(neutral, " width=\"")[0]);
        assert!((x + width / 2.0 - 50.0).abs() < 0.1, "{x} {width}");
        assert!(html.contains("class=\"low near\"") && html.contains("class=\"high\""));
    }

    #[test]
    fn a_row_with_a_part_that_is_not_shown_draws_none() {
        let html = stack(&[400, 300, 2], Stack::Whole);
        assert!(!html.contains("<rect") && html.contains("Not shown"), "{html}");
        let names = ["a", "b", "c"].map(str::to_owned);
        let rows = [("row".to_owned(), cells(&[400, 300, 2]))];
        let table = stacked::table_of(text(), "group".to_owned(), &names, &rows).render().unwrap();
        assert!(!table.contains("400") && !table.contains('%'), "{table}");
    }

    #[test]
    fn a_day_that_is_not_shown_is_a_gap_on_the_page_and_in_the_file() {
        let usage = disclose(ServiceKind::Employees, CollectionProfile::SignedIn, 18);
        let days = usage.tables.first().unwrap();
        let values = column_of(days, Measure::Visits);
        assert!(
            values.iter().any(Option::is_none) && values.iter().any(Option::is_some),
            "{values:?}"
        );
        let ask = || LineQuestion {
            measure: Measure::Visits,
            days,
            before: None,
            name: "now".to_owned(),
            is_partial: false,
            headline: String::new(),
            links: Vec::new(),
            id: "gaps",
            marks: marks::Marks::default(),
        };
        let begins = |path: &str| path.split('"').next().unwrap().matches('M').count();
        let gaps = values.chunk_by(|a, b| a.is_some() == b.is_some());
        let stretches = gaps.filter(|run| run[0].is_some()).count();
        assert!(stretches > 1, "{values:?}");
        let page = LineChart::draw(text(), ask()).render().unwrap();
        let page = page.split("<g class=\"run \"><path d=\"").nth(1).unwrap();
        let (file, _) = LinePicture::draw(text(), &ask().data(text())).draw().unwrap();
        let file = file.rsplit("<path d=\"").next().unwrap();
        assert_eq!((begins(page), begins(file)), (stretches, stretches));
    }

    #[test]
    fn dots_lie_in_their_intervals_and_who_is_too_few_has_words() {
        let html = dots(text(), "id", &groups(text())).render().unwrap();
        let picture = html.split("<details").next().unwrap();
        let rows: Vec<&str> = picture.split("class=\"interval\"").skip(1).collect();
        assert_eq!(rows.len(), 4, "{picture}");
        for row in rows {
            let (low, high) = (numbers(row, "x1=\"")[0], numbers(row, "x2=\"")[0]);
            let at = numbers(row, "cx=\"")[0];
            assert!(low < at && at < high, "{low} {at} {high}");
        }
        assert!(picture.contains("Too few to show") && picture.contains("n = 4,200"), "{picture}");
        let described = picture.split("<desc").nth(1).unwrap();
        assert!(described.contains("English: 31.0%, 95% interval"), "{described}");
    }

    #[test]
    fn a_histogram_has_gaps_where_it_may_not_be_shown_and_names_its_marks() {
        let html = times(text(), "id", &PEOPLE).render().unwrap();
        let picture = html.split("<details").next().unwrap();
        let shown = cells(&PEOPLE).iter().filter(|cell| cell.number().is_some()).count();
        assert_eq!(picture.matches("<rect").count(), shown, "{picture}");
        for words in ["P10: ", "Median: ", "P90: ", "may not be shown"] {
            assert!(picture.contains(words), "{words}");
        }
        let heights = numbers(picture, " height=\"");
        let tallest = heights.iter().skip(1).copied().fold(0.0, f64::max);
        assert!((tallest - 128.0).abs() < 0.1, "the longest bar fills the room: {heights:?}");
        for (people, words) in
            [([1_u64, 2, 1], "Only a few people"), ([0, 0, 0], "nothing to draw")]
        {
            let empty = times(text(), "id", &people).render().unwrap();
            assert!(empty.contains(words) && !empty.contains("<rect"), "{words}");
        }
    }
}
