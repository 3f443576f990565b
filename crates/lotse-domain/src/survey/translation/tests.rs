//! Rows go out and come back, through both kinds of files, and what is wrong with one of them is told.

use proptest::prelude::*;

use super::{
    csv::{Table, TableError},
    xliff::XliffError,
    *,
};
use crate::survey::samples::{EVERYTHING, any_form, any_sound, form, survey};

fn tag(tag: &str) -> LanguageTag {
    LanguageTag::new(tag).unwrap()
}

fn table(rows: Vec<Row>) -> Table {
    Table { source: tag("en"), target: tag("de"), rows }
}

fn row(key: &str, source: &str, target: &str) -> Row {
    Row { key: key.to_owned(), source: source.to_owned(), target: target.to_owned() }
}

#[test]
fn completeness_counts_what_people_need() {
    let mut form = form(EVERYTHING);
    form.sections[0].questions[0].title.0.insert("ar".to_owned(), "هل انتهيت؟".to_owned());
    form.title.0.remove("de");
    let found = completeness(&form.survey().unwrap());
    assert_eq!(found[&tag("en")], Completeness { there: 40, needed: 40 });
    assert!(found[&tag("en")].is_whole());
    assert_eq!(found[&tag("de")].there, 39);
    assert_eq!(found[&tag("ar")].there, 1);
    assert_eq!(found.len(), 3);
}

#[test]
fn rows_come_back_where_they_came_from() {
    let survey = survey(EVERYTHING);
    let (english, arabic) = (tag("en"), tag("ar"));
    let mut out = rows(&survey, &english, &arabic);
    assert_eq!(out.len(), 40);
    assert_eq!(out[0], row("survey.title", "How was {service}?", ""));
    for row in &mut out {
        row.target = row.source.replace("How", "كيف").replace("home", "البيت");
    }
    let taken = take(&survey, &english, &arabic, &out);
    assert_eq!((taken.changed, taken.unchanged, taken.empty), (40, 0, 0));
    assert!(taken.faults.is_empty());
    assert!(completeness(&taken.survey)[&arabic].is_whole());
    assert_eq!(rows(&taken.survey, &english, &arabic), out);
    let again = take(&taken.survey, &english, &arabic, &out);
    assert_eq!((again.changed, again.unchanged), (0, 40));
    assert_eq!(again.survey, taken.survey);
}

#[test]
fn a_label_that_was_missing_is_added() {
    let mut form = form(EVERYTHING);
    form.sections[0].questions[2].labels.remove("0");
    let survey = form.survey().unwrap();
    assert_eq!(take(&survey, &tag("en"), &tag("de"), &[]).survey, survey);
    let rows = [row("question.thumb.label.0", "No", "Nein")];
    let taken = take(&survey, &tag("en"), &tag("de"), &rows);
    assert_eq!(taken.faults[0].wrong, RowWrong::UnknownKey);
}

#[test]
fn a_wrong_row_is_told_and_the_others_are_taken() {
    let survey = survey(EVERYTHING);
    let taken = take(
        &survey,
        &tag("en"),
        &tag("de"),
        &[
            row("question.gone.title", "x", "y"),
            row("question.done.help", "x", "y"),
            row("question.day.title", "When?", "Wann?"),
            row("question.done.title", "Did you finish?", "Fertig?"),
            row("question.done.title", "Did you finish?", "Ganz fertig?"),
            row("question.trust.title", "I trust {organization}.", "Ich vertraue der Behörde."),
            row("question.ease.title", "How easy was it?", "Wie leicht war {service}?"),
            row("question.place.title", "Where were you?", "Wo\u{202E}?"),
            row("question.tell.title", "Would you tell a friend?", " "),
            row("question.star.title", "How many stars?", "Wie viele Sterne?"),
        ],
    );
    assert_eq!((taken.changed, taken.unchanged, taken.empty), (1, 1, 1));
    let told: Vec<_> = taken.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "row 1 (question.gone.title): there is no such text",
            "row 2 (question.done.help): there is no such text",
            "row 3 (question.day.title): the text has been changed since; now it is “When was it?”",
            "row 5 (question.done.title): an earlier row is of the same text",
            "row 6 (question.trust.title): the translation must have the same names and answers in braces as the text",
            "row 7 (question.ease.title): the translation must have the same names and answers in braces as the text",
            "row 8 (question.place.title): the sign U+202E cannot stand in a text",
        ]
    );
    let title = &taken.survey.sections[0].questions[0].title;
    assert_eq!(title.get(&tag("de")).unwrap().to_string(), "Fertig?");
    // No translation takes none away.
    let tell = &taken.survey.sections[1].questions[3].title;
    assert!(tell.get(&tag("de")).is_some());
}

#[test]
fn a_code_that_stands_twice_takes_no_translation() {
    let mut form = form(EVERYTHING);
    form.sections[0].questions[2].code = "day".to_owned();
    form.sections[1].shown_when = None;
    let survey = form.survey().unwrap();
    let rows = [row("question.day.title", "When was it?", "Wann?")];
    let taken = take(&survey, &tag("en"), &tag("de"), &rows);
    assert_eq!(taken.faults[0].wrong, RowWrong::CodeTwice);
    assert_eq!(taken.survey, survey);
}

#[test]
fn a_table_is_read_as_spreadsheets_write_it() {
    let rows =
        vec![row("a", "=1+1", "'@x"), row("b", "say \"hi\"; so", ""), row("c", "one\ntwo", "-")];
    let written = csv::written(&table(rows.clone()));
    assert!(written.starts_with("\u{FEFF}\"place\",\"en\",\"de\"\r\n\"a\",\"'=1+1\",\"''@x\"\r\n"));
    assert_eq!(csv::read(written.as_bytes()).unwrap(), table(rows));
    let german = "place;en;de\r\na;Yes;Ja\r\n;;\r\n";
    assert_eq!(csv::read(german.as_bytes()).unwrap(), table(vec![row("a", "Yes", "Ja")]));
    for (bytes, error) in [
        (&b"\xFF"[..], TableError::NotUtf8),
        (b"", TableError::Header),
        (b"place,en", TableError::Header),
        (b"key,en,de", TableError::Header),
        (b"place,en,de\na,b", TableError::Line { line: 2 }),
        (b"place,en,de\na,b,c\na,b,c,d", TableError::Line { line: 3 }),
    ] {
        assert_eq!(csv::read(bytes).unwrap_err(), error);
    }
    let error = csv::read(b"place,english,de").unwrap_err();
    assert_eq!(error.to_string(), "the column “english” is no language tag such as en or pt-BR");
}

#[test]
fn a_file_of_translators_is_read_as_their_tools_write_it() {
    let rows = vec![row("a.\"b\"", "a < b & \"c\"", "ä\n> ö"), row("c", "é", "")];
    let written = xliff::written(&table(rows.clone()));
    assert_eq!(xliff::read(written.as_bytes()).unwrap(), table(rows));
    let other = r#"<?xml version="1.0"?><!-- tool -->
        <x:xliff version="1.2" xmlns:x="urn:oasis:names:tc:xliff:document:1.2"><x:file source-language="en" target-language="de" original="s" datatype="plaintext">
        <x:header><x:note>hello</x:note></x:header><x:body><x:group id="g">
        <x:trans-unit id="a"><x:source>Yes &#38; no</x:source><x:target><![CDATA[Ja & nein]]></x:target>
        <x:note>a <x:b>note</x:b></x:note><x:alt-trans><x:source>x</x:source><x:target>y</x:target></x:alt-trans></x:trans-unit>
        <x:trans-unit id="b"><x:source>No</x:source></x:trans-unit></x:group></x:body></x:file></x:xliff>"#;
    let expected = vec![row("a", "Yes & no", "Ja & nein"), row("b", "No", "")];
    assert_eq!(xliff::read(other.as_bytes()).unwrap(), table(expected));
}

#[test]
fn a_file_that_is_none_is_told() {
    let file = |unit: &str| {
        format!(
            "<xliff version=\"1.2\"><file source-language=\"en\" target-language=\"de\"><body>{unit}</body></file></xliff>"
        )
    };
    let told = |text: &str| xliff::read(text.as_bytes()).unwrap_err();
    assert_eq!(xliff::read(b"\xFF").unwrap_err(), XliffError::NotUtf8);
    assert_eq!(told(""), XliffError::NotXliff);
    assert_eq!(told("<html></html>"), XliffError::NotXliff);
    assert_eq!(told("<xliff version=\"2.0\"><file id=\"f\"/></xliff>"), XliffError::NotXliff);
    assert!(matches!(told("<xliff version=\"1.2\"><file>"), XliffError::NotXliff));
    assert!(matches!(told(&file("<trans-unit id=\"a\">")), XliffError::Xml { .. }));
    assert!(matches!(told("<xliff version=\"1.2\">"), XliffError::Xml { .. }));
    let entity = file("<trans-unit id=\"a\"><source>&x;</source></trans-unit>");
    assert!(matches!(told(&entity), XliffError::Xml { .. }));
    let typed = "<!DOCTYPE x [<!ENTITY a \"aaa\">]><xliff version=\"1.2\"/>";
    assert_eq!(told(typed), XliffError::DocumentType);
    let markup = file("<trans-unit id=\"a\"><source>Hi <g id=\"1\">you</g></source></trans-unit>");
    assert_eq!(told(&markup), XliffError::Markup { key: "a".to_owned() });
    let twice = format!("{}{}", file("").replace("</xliff>", ""), "<file/></xliff>");
    assert_eq!(told(&twice), XliffError::NotXliff);
    let language = file("").replace("\"de\"", "\"german\"");
    assert_eq!(
        told(&language).to_string(),
        "target-language is no language tag such as en or pt-BR"
    );
}

proptest! {
    #[test]
    fn both_files_bring_every_survey_back(form in any_form()) {
        let survey = form.survey().unwrap();
        let (source, target) = (tag("en"), tag("de"));
        let table = table(rows(&survey, &source, &target));
        prop_assert_eq!(&csv::read(csv::written(&table).as_bytes()).unwrap(), &table);
        prop_assert_eq!(&xliff::read(xliff::written(&table).as_bytes()).unwrap(), &table);
        prop_assert_eq!(take(&survey, &source, &target, &table.rows).changed, 0);
    }

    #[test]
    fn translations_come_back_where_they_came_from(survey in any_sound(), german in any_sound()) {
        let survey = survey.survey();
        let (source, target) = (tag("en"), tag("de"));
        let out = rows(survey, &source, &target);
        let taken = take(survey, &source, &target, &out);
        prop_assert_eq!(&taken.survey, survey);
        // A survey may have translations that say other names than the text: those are told.
        prop_assert!(taken.faults.iter().all(|fault| fault.wrong == RowWrong::References));
        prop_assert_eq!(taken.unchanged + taken.empty + taken.faults.len(), out.len());
        // Rows of another survey change only what they name, or are told.
        let other = take(survey, &source, &target, &rows(german.survey(), &source, &target));
        let names: Vec<_> = rows(&other.survey, &source, &target);
        prop_assert_eq!(names.len(), out.len());
        prop_assert!(names.iter().zip(&out).filter(|(a, b)| a != b).count() <= other.changed);
    }

    #[test]
    fn no_bytes_panic(bytes in any::<Vec<u8>>(), text in "[<>a-z/!&;\"= \\[\\]?-]{0,200}") {
        drop((csv::read(&bytes), xliff::read(&bytes)));
        drop((csv::read(text.as_bytes()), xliff::read(text.as_bytes())));
        let inside = format!("<xliff version=\"1.2\"><file source-language=\"en\" target-language=\"de\"><body>{text}");
        drop(xliff::read(inside.as_bytes()));
    }
}
