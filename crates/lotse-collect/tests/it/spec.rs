//! `docs/spec/event.md` and `docs/spec/redaction.md` against the code, table by table.

use lotse_collect::{
    Reason, RefusalKind, Rule,
    logs::detect,
    report_file::{Stated, read_report},
};
use lotse_domain::{
    capture::{FACTS, FactType},
    event::EventKind,
    import::{Fault, ImportState, LeftOut, LogFormat, RowColumns, RowRole},
    property::limits,
    series::ColumnRole,
    service::CollectionProfile,
};

const EVENT: &str = include_str!("../../../../docs/spec/event.md");
const IMPORT: &str = include_str!("../../../../docs/spec/import.md");
const CAPTURE: &str = include_str!("../../../../docs/spec/capture.md");
const REDACTION: &str = include_str!("../../../../docs/spec/redaction.md");

/// The rows of the table whose first line of heads begins with `first`, without back-quotes.
fn table<'t>(page: &'t str, first: &str) -> Vec<Vec<&'t str>> {
    let rows: Vec<Vec<&str>> = page
        .lines()
        .skip_while(|line| !line.starts_with(first))
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            line.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`')).collect()
        })
        .collect();
    assert!(rows.len() > 2, "no table begins with {first}");
    rows
}

/// The rows below the heads.
fn rows<'t>(page: &'t str, first: &str) -> Vec<Vec<&'t str>> {
    table(page, first).into_iter().skip(2).collect()
}

#[test]
fn the_kinds_are_those_of_the_table() {
    let stated: Vec<(&str, bool, bool)> = rows(CAPTURE, "| kind | when |")
        .iter()
        .map(|row| (row[0], row[2] == "yes", row[3] == "yes"))
        .collect();
    let coded: Vec<(&str, bool, bool)> = EventKind::ALL
        .iter()
        .map(|kind| (kind.as_str(), kind.has_element(), kind.is_interaction()))
        .collect();
    assert_eq!(stated, coded);
}

#[test]
fn the_facts_are_those_of_the_table() {
    let stated: Vec<[String; 3]> = rows(CAPTURE, "| kind | fact |")
        .iter()
        .map(|row| [row[0].to_owned(), row[1].to_owned(), row[2].replace('`', "")])
        .collect();
    let coded: Vec<[String; 3]> = FACTS
        .iter()
        .map(|fact| {
            let holds = match fact.holds {
                FactType::Integer { least, most } => format!("integer {least} to {most}"),
                FactType::Number { most } => format!("number 0 to {most}"),
                FactType::Word(words) => words.join(", "),
                FactType::Text(limit) => format!("text of {limit}"),
                FactType::Truth => "true, false".to_owned(),
            };
            [fact.kind.as_str().to_owned(), fact.name.to_owned(), holds]
        })
        .collect();
    assert_eq!(stated, coded);
}

#[test]
fn the_words_of_imports_are_those_of_the_tables() {
    let words =
        |first| rows(IMPORT, first).iter().map(|row| row[0].to_owned()).collect::<Vec<String>>();
    let coded = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let formats: Vec<_> = LogFormat::ALL.iter().map(|word| word.as_str()).collect();
    let reasons: Vec<_> = LeftOut::ALL.iter().map(|word| word.as_str()).collect();
    let faults: Vec<_> = Fault::ALL.iter().map(|word| word.as_str()).collect();
    let states: Vec<_> = ImportState::ALL.iter().map(|word| word.as_str()).collect();
    assert_eq!(words("| format | is |"), coded(&formats));
    assert_eq!(words("| reason | a line is left out"), coded(&reasons));
    assert_eq!(words("| fault | means |"), coded(&faults));
    assert_eq!(words("| state | means |"), coded(&states));
    let roles: Vec<_> = RowRole::ALL.iter().map(|word| word.as_str()).collect();
    assert_eq!(words("| role | says | known by |"), coded(&roles));
    let mut columns = words("| role | is | known by |");
    columns.sort_unstable();
    let mut coded_columns: Vec<_> = ColumnRole::ALL.iter().map(ToString::to_string).collect();
    coded_columns.sort_unstable();
    assert_eq!(columns, coded_columns);
}

#[test]
fn the_names_by_which_columns_are_known_are_those_of_the_tables() {
    for row in rows(IMPORT, "| role | says | known by |") {
        let role: RowRole = row[0].parse().unwrap();
        for name in row[2].split(", ").map(|name| name.trim_matches('`')) {
            let columns = RowColumns::default();
            let other = if role == RowRole::Time { "page" } else { "time" };
            let first = format!("{name},{other},x");
            let both = [RowRole::Time, RowRole::Page].contains(&role);
            let text = if both { first } else { format!("time,page,{name}") };
            assert_eq!(detect(text.lines(), &columns), Some(LogFormat::Csv), "{name}");
        }
    }
    for row in rows(IMPORT, "| role | is | known by |").iter().filter(|row| row[0] != "label") {
        let names = row[2].split(" and ").next().unwrap();
        for name in names.split(", ").map(|name| name.trim_matches('`')) {
            let found = read_report(format!("{name},x\n").as_bytes(), &Stated::default()).columns;
            assert_eq!(found[0].role.as_str(), row[0], "{name}");
        }
    }
}

#[test]
fn the_limits_are_those_of_the_table() {
    let stated: Vec<(&str, usize)> = rows(EVENT, "| what | limit |")
        .iter()
        .map(|row| (row[0], row[1].parse().unwrap()))
        .collect();
    let coded = [
        ("body, bytes", limits::BODY_BYTES),
        ("events in a request", limits::EVENTS),
        ("depth of JSON", limits::JSON_DEPTH),
        ("address, characters", limits::ADDRESS_CHARS),
        ("name of an event, characters", limits::NAME_CHARS),
        ("page state, characters", limits::STATE_CHARS),
        ("text of an element, characters", limits::ELEMENT_CHARS),
        ("structural path, steps", limits::PATH_STEPS),
        ("properties of an event", limits::PROPERTIES),
        ("property name, characters", limits::PROPERTY_NAME_CHARS),
        ("property text, characters", limits::PROPERTY_TEXT_CHARS),
        ("engaged milliseconds", usize::try_from(limits::ENGAGED_MS).unwrap()),
    ];
    assert_eq!(stated, coded);
}

#[test]
fn the_reasons_are_those_of_the_table() {
    let stated: Vec<&str> = rows(EVENT, "| reason | meaning |").iter().map(|row| row[0]).collect();
    let coded: Vec<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    assert_eq!(stated, coded);
}

#[test]
fn the_refusals_are_those_of_the_table() {
    let stated = rows(EVENT, "| refusal | status |");
    let words: Vec<&str> = stated.iter().map(|row| row[0]).collect();
    let coded: Vec<&str> = RefusalKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(words, coded);
    for (row, kind) in stated.iter().zip(RefusalKind::ALL) {
        assert_eq!(row[2] == "yes", kind.is_retryable(), "{kind:?}");
        assert_eq!(["429", "503"].contains(&row[1]), kind.is_retryable(), "{kind:?}");
    }
    // Every status of a refusal is explained in section 4.
    let statuses: Vec<&str> = rows(EVENT, "| status | when |").iter().map(|row| row[0]).collect();
    assert!(stated.iter().all(|row| statuses.contains(&row[1])));
}

#[test]
fn the_profiles_allow_the_kinds_of_the_table() {
    let table = table(CAPTURE, "| kind | `headers` |");
    let profiles: Vec<CollectionProfile> =
        table[0].iter().skip(1).map(|word| word.parse().unwrap()).collect();
    assert_eq!(profiles, CollectionProfile::ALL);
    let rows: Vec<_> = table.iter().skip(2).collect();
    for kind in EventKind::ALL {
        let row = rows.iter().find(|row| row[0] == kind.as_str());
        let row = row.or(rows.last()).unwrap();
        for (profile, allowed) in profiles.iter().zip(row.iter().skip(1)) {
            assert_eq!(kind.allowed_in(*profile), *allowed == "yes", "{kind} under {profile}");
        }
    }
}

#[test]
fn the_rules_of_redaction_are_those_of_the_table() {
    let stated: Vec<(&str, &str)> =
        rows(REDACTION, "| order | rule |").iter().map(|row| (row[1], row[2])).collect();
    let coded: Vec<(&str, &str)> = Rule::ALL
        .iter()
        .filter(|rule| **rule != Rule::Number)
        .map(|rule| (rule.as_str(), rule.replacement()))
        .collect();
    assert_eq!(stated, coded);
    assert!(REDACTION.contains(&format!("becomes `{}`", Rule::Number.replacement())));
}

#[test]
fn the_patterns_of_redaction_stand_in_the_specification() {
    let code = include_str!("../../src/redact/mod.rs");
    let patterns: Vec<&str> =
        code.split(" r\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(patterns.len(), 22);
    let page = REDACTION.replace("\\|", "|");
    for pattern in patterns {
        assert!(page.contains(pattern), "{pattern}");
    }
}

#[test]
fn the_example_of_the_specification_is_accepted() {
    use crate::stage::{Stage, facts};
    let (_, rest) = EVENT.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let example = example.replace("pk_7Q2M4X9B1KTRZ8VW", "pk_public");
    let stage = Stage::new();
    let receipt = stage.send_bytes(example.as_bytes(), &facts()).unwrap();
    assert_eq!((receipt.accepted.get(), receipt.refused.len()), (4, 0));
    assert_eq!(stage.counters.references_refused(), 2, "its references are cut short");
}
