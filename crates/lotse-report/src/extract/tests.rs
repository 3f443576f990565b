//! Which rows an extract has, what they say, and which extracts there can be.

use std::collections::BTreeMap;

use jiff::{civil::date, tz::TimeZone};
use lotse_domain::{
    Count,
    privacy::Undisclosed,
    query::{EngagedTimes, UsageAnswer, UsageTable},
    service::{CollectionProfile, ServiceKind},
};

use super::*;
use crate::{
    gate::tests::{employees, people, public, service},
    policy::Rules,
};

fn parts(service: Service, days: i64) -> ExtractParts {
    let last = date(2026, 11, 28);
    let first = last.saturating_sub(jiff::Span::new().days(days - 1));
    ExtractParts {
        service: Arc::new(service),
        period: Period::new(first, last, TimeZone::UTC).unwrap(),
        every: Every::Day,
        by: Vec::new(),
        measures: Vec::new(),
        automatic: Automatic::LeftOut,
    }
}

/// The rows of one stretch of a service in which pages had so many visitors.
pub(crate) fn sample(
    service: Service,
    pages: &[(Option<&str>, u64)],
    measures: &[Measure],
) -> Vec<ExtractRow> {
    let ExtractParts { service, period, .. } = parts(service, 7);
    let rows: Vec<_> =
        pages.iter().map(|(label, count)| (label.map(ToOwned::to_owned), people(*count))).collect();
    let total = pages.iter().map(|(_, count)| count).sum();
    let mut totals = people(total);
    totals.bounces = Count::new(total / 3);
    let answer = UsageAnswer {
        automatic_events: Count::ZERO,
        totals,
        engaged: EngagedTimes { by_tenths: BTreeMap::from([(95, total), (101, total)]) },
        tables: vec![UsageTable { breakdown: Breakdown::Page, rows, truncated: false }],
        newest: None,
    };
    let answer = Undisclosed::seal(answer);
    let automatic = Automatic::LeftOut;
    let usage = gate::usage(&answer, &service, &period, automatic, Rules::staff());
    let of = Arc::new(ExtractHead {
        service,
        authority: AuthorityCode::new("01002").ok(),
        first: period.first(),
        last: period.last(),
        is_partial: true,
        is_incomplete: false,
        automatic,
    });
    super::rows(&of, usage, measures)
}

/// A row in words: every column that says something of the cell.
fn words(row: &ExtractRow) -> String {
    let columns = [
        ExtractColumn::Breakdown,
        ExtractColumn::Label,
        ExtractColumn::IsRest,
        ExtractColumn::Measure,
        ExtractColumn::State,
        ExtractColumn::Reason,
        ExtractColumn::Minimum,
        ExtractColumn::Value,
        ExtractColumn::Blurred,
        ExtractColumn::N,
        ExtractColumn::UnitOfN,
        ExtractColumn::Method,
    ];
    let word = |column: &ExtractColumn| match row.value(*column) {
        ExtractValue::None => "–".to_owned(),
        ExtractValue::Text(text) => text.into_owned(),
        ExtractValue::Day(day) => day.to_string(),
        ExtractValue::Truth(truth) => truth.to_string(),
        ExtractValue::Whole(whole) => whole.to_string(),
        ExtractValue::Number(number) => format!("{number:.2}"),
    };
    columns.iter().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_row_is_a_cell_and_what_may_not_be_shown_carries_neither_number_nor_label() {
    let pages = [(Some("/a"), 40), (Some("/b"), 12), (None, 20), (Some("/rare"), 2)];
    let rows = sample(public(), &pages, Measure::ALL);
    let words: Vec<String> = rows.iter().map(words).collect();
    assert_eq!(
        words,
        [
            "service – false daily-visitors shown – – 74 false – – –",
            "service – false visits shown – – 74 false – – –",
            "service – false page-views shown – – 148 false – – –",
            "service – false bounce-rate shown – – 0.32 false 74 visits wilson/1",
            "service – false engaged-time shown – – 9.80 false 74 visits median-order-statistics/1",
            "page /a false page-views shown – – 160 true – – –",
            "page /a false daily-visitors shown – – 80 true – – –",
            "page – false page-views shown – – 80 true – – –",
            "page – false daily-visitors shown – – 40 true – – –",
            "page – true page-views shown – – 56 true – – –",
            "page – true daily-visitors hidden too-few 5 – – – – –",
        ]
    );
    let mut sum = ExtractSum::default();
    sum.add(&rows);
    assert_eq!((sum.rows, sum.shown, sum.too_few, sum.hidden()), (11, 10, 1, 1));
}

#[test]
fn of_too_few_employees_nothing_is_told() {
    let rows = sample(employees(), &[(Some("/a"), 9)], Measure::ALL);
    let words: Vec<String> = rows.iter().map(words).collect();
    assert_eq!(
        words,
        [
            "service – false people hidden too-few 10 – – – – –",
            "service – false visits hidden too-few 10 – – – – –",
            "service – false page-views hidden too-few 10 – – – – –",
            "service – false bounce-rate hidden too-few 10 – – – – –",
            "service – false engaged-time hidden too-few 10 – – – – –",
            "page – true page-views hidden too-few 10 – – – – –",
            "page – true people hidden too-few 10 – – – – –",
        ]
    );
}

#[test]
fn only_the_chosen_measures_are_rows() {
    let rows = sample(public(), &[(Some("/a"), 40)], &[Measure::PageViews]);
    let measures: Vec<Measure> = rows.iter().map(|row| row.measure).collect();
    assert_eq!(measures, [Measure::PageViews; 2]);
}

#[test]
fn what_has_no_estimate_has_no_interval() {
    let headers = service(ServiceKind::Public, CollectionProfile::Headers);
    let rows = sample(headers, &[(Some("/a"), 40)], &[Measure::BounceRate]);
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    // People of this test have measured visits whatever the profile is.
    assert_eq!(row.value(ExtractColumn::State), ExtractValue::Text("shown".into()));
    assert_eq!(row.value(ExtractColumn::Level), ExtractValue::Number(0.95));
    let rows = sample(public(), &[], Measure::ALL);
    let none: Vec<_> = rows.iter().filter(|row| row.cell == Cell::NoData).collect();
    assert_eq!(none.len(), 2, "a share and a median of nothing");
    for column in [ExtractColumn::N, ExtractColumn::Low, ExtractColumn::Level, ExtractColumn::Value]
    {
        assert!(none.iter().all(|row| row.value(column) == ExtractValue::None), "{column}");
    }
}

#[test]
fn a_request_has_each_thing_once_in_the_order_of_pages() {
    let asked = ExtractParts {
        by: vec![Breakdown::Referrer, Breakdown::Page, Breakdown::Referrer],
        measures: vec![Measure::PageViews, Measure::Visits, Measure::PageViews],
        ..parts(public(), 30)
    };
    let request = ExtractRequest::new(asked).unwrap();
    assert_eq!(request.parts().by, [Breakdown::Page, Breakdown::Referrer]);
    assert_eq!(request.parts().measures, [Measure::Visits, Measure::PageViews]);
    assert_eq!(request.stretches(), 30);
    let everything = ExtractRequest::new(parts(public(), 30)).unwrap();
    assert_eq!(everything.parts().measures, Measure::of_service(&public()));
}

#[test]
fn what_there_cannot_be_says_what_there_can() {
    let fail = |parts| ExtractRequest::new(parts).unwrap_err().to_string();
    for (days, every, is_possible) in [
        (400, Every::Day, true),
        (401, Every::Day, false),
        (800, Every::Week, true),
        (800, Every::Period, true),
    ] {
        let request = ExtractRequest::new(ExtractParts { every, ..parts(public(), days) });
        assert_eq!(request.is_ok(), is_possible, "{days} {every}");
    }
    assert_eq!(
        fail(parts(public(), 401)),
        "these days make 401 stretches, and an extract has at most 400: choose longer stretches or fewer days"
    );
    let by_day = ExtractParts { by: vec![Breakdown::Day], ..parts(public(), 7) };
    assert!(fail(by_day).contains("no rows by day"));
    let people = ExtractParts { measures: vec![Measure::People], ..parts(public(), 7) };
    assert_eq!(
        fail(people),
        "the service does not count people: it counts daily-visitors, visits, page-views, bounce-rate, engaged-time"
    );
    let nothing = ExtractParts {
        by: vec![Breakdown::Browser, Breakdown::Referrer],
        measures: vec![Measure::PageViews],
        ..parts(public(), 7)
    };
    assert_eq!(
        fail(nothing),
        "rows by referrer have none of the chosen measures: they have visits, daily-visitors"
    );
}

/// What a table of Markdown says in its rows: the cells of each.
fn table(page: &str, head: &str) -> Vec<Vec<String>> {
    let rows = page.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let cells =
        |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    rows.take_while(|line| line.starts_with('|')).map(cells).collect()
}

#[test]
fn the_specification_has_the_columns_in_their_order_with_their_types() {
    let page = include_str!("../../../../docs/spec/extract.md");
    let found = table(page, "| column |");
    let expected: Vec<[String; 3]> = ExtractColumn::ALL
        .iter()
        .map(|column| {
            let kind = match column.kind() {
                lotse_domain::extract::ExtractKind::Text => "text",
                lotse_domain::extract::ExtractKind::Day => "date",
                lotse_domain::extract::ExtractKind::Truth => "true or false",
                lotse_domain::extract::ExtractKind::Whole => "whole number",
                lotse_domain::extract::ExtractKind::Number => "number",
            };
            let empty = if column.may_be_empty() { "yes" } else { "no" };
            [format!("`{column}`"), kind.to_owned(), empty.to_owned()]
        })
        .collect();
    let found: Vec<&[String]> = found.iter().filter_map(|row| row.get(..3)).collect();
    assert_eq!(found, expected);
}
