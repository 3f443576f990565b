//! Events survive the way into columns and back, and the columns are documented.

use lotse_domain::{
    event::{Campaign, ClockFlag, ConnectionClass, Coverage, Element, Event},
    ids::{CaseReference, ImportId},
    property::ShortText,
};
use lotse_lake::schema::{COLUMNS, MONTH, to_batch, to_events};
use proptest::prelude::*;

use crate::sample::{event, random_event};

fn text(text: &str) -> ShortText {
    ShortText::trusted(text)
}

/// An event with something in every column.
fn full() -> Event {
    let mut full = event(1, "2026-03-28T10:00:00.123456Z");
    full.name = Some(text("document_added"));
    full.case = Some(CaseReference::from_hash(i64::MIN));
    full.signal = true;
    full.campaign = Campaign {
        source: Some(text("letter")),
        medium: Some(text("print")),
        name: Some(text("spring 2026")),
    };
    full.browser.major_version = Some(u16::MAX);
    full.browser.connection = Some(ConnectionClass::Slow2g);
    full.browser.save_data = true;
    full.region = Some(text("US-TX"));
    full.coverage = Coverage::Import;
    full.assisted = true;
    full.clock_flag = Some(ClockFlag::Past);
    full.import = Some(ImportId::new(3));
    full.engaged_ms = Some(u32::MAX);
    full.element = Some(Element {
        role: Some(text("button")),
        name: Some(text("Weiter ➜")),
        id: None,
        test_id: Some(text("next")),
        path: Some(text("main>form>button:1")),
        heading: Some(text("Your income")),
    });
    full.properties = [("pages", "2"), ("document", "payslip of a long name")]
        .map(|(name, value)| (text(name), text(value)))
        .into();
    full
}

proptest! {
    #[test]
    fn events_come_back_as_they_went(events in proptest::collection::vec(random_event(), 0..20)) {
        prop_assert_eq!(to_events(&to_batch(&events).unwrap()), Ok(events));
    }
}

#[test]
fn every_column_comes_back() {
    let empty_element =
        Event { element: Some(Element::default()), ..event(2, "2026-03-28T10:00:00Z") };
    let events = vec![full(), event(3, "2026-03-28T10:00:00Z"), empty_element];
    let batch = to_batch(&events).unwrap();
    assert_eq!(to_events(&batch), Ok(events));
    for column in COLUMNS {
        let filled = full();
        let one = to_batch(&[filled]).unwrap();
        let array = one.column_by_name(column.name).unwrap();
        let only_elsewhere = [
            "authority",
            "page_state",
            "page_language",
            "referrer_domain",
            "browser_language",
            "device_class",
            "browser",
            "operating_system",
            "bot_verdict",
            "bot_list",
        ];
        assert!(
            array.null_count() == 0 || only_elsewhere.contains(&column.name),
            "{} is not covered",
            column.name
        );
    }
}

/// `docs/lake/schema.md` lists exactly these columns, with type and nullability, in their order.
#[test]
fn the_documentation_lists_exactly_the_columns() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/lake/schema.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, section) = text.split_once("## Columns").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let documented: Vec<Vec<String>> = section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells = line.split('|').map(|cell| cell.trim().trim_matches('`').to_owned());
            cells.skip(1).take(3).collect()
        })
        .collect();
    let row = |name: &str, kind: &str, nullable: bool| {
        vec![name.to_owned(), kind.to_owned(), if nullable { "no" } else { "yes" }.to_owned()]
    };
    let mut expected: Vec<Vec<String>> =
        COLUMNS.iter().map(|c| row(c.name, c.type_name(), c.nullable)).collect();
    expected.push(row(MONTH, "string", false));
    assert_eq!(documented, expected);
}
