//! Both languages are complete, alike, and hold nothing that no page says.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use fluent_bundle::FluentResource;
use lotse_collect::{Reason, RefusalKind, Rule};
use lotse_control::access_tokens::TOKEN_PERMISSIONS;
use lotse_domain::{
    annotation::AnnotationKind,
    audit::{Action, ActorKind},
    capture::FIELD_ERRORS,
    collected::Collected,
    described::DescribedWhat,
    disclosure::Zeros,
    display::DisplaySetting,
    event::EventKind,
    extract::ExtractFormat,
    import::{Fault, ImportState, LeftOut, LogFormat, RowRole},
    query::{
        Breakdown, QuestionPlace,
        attempts::{Carrier, Mark},
        interval::{Every, Interval},
    },
    role::Role,
    rule::FIELDS,
    series::ColumnRole,
    service::{CollectionProfile, IdentityQuality, Jurisdiction, ServiceKind},
    tag::TagKind,
    task::{LaterOutcome, StepKind},
};
use lotse_report::{
    friction::Signal,
    measure::Measure,
    trend::{self, TrendMeasure},
};

use super::*;
use crate::{
    error::Failure,
    pages::{
        data::tags::builder,
        explore::{forms, funnel, pages, paths, steps},
        settings::components,
        tasks,
    },
    ui::{label, state::State},
};

/// Keys with the variables in them, of every file of a language.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for (file, source) in sources(language) {
        FluentResource::try_new((*source).to_owned())
            .unwrap_or_else(|(_, errors)| panic!("{file}.ftl: {errors:?}"));
        let mut key = String::new();
        for line in source.lines() {
            if let Some((name, _)) = line.split_once(" =")
                && !line.starts_with([' ', '#'])
            {
                key = name.to_owned();
                let first = keys.insert(key.clone(), BTreeSet::new());
                assert!(first.is_none(), "{key} stands twice in {}", language.tag());
            }
            let variables = line.split('$').skip(1).map(|rest| {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
                rest.get(..end.unwrap_or(rest.len())).unwrap_or_default().to_owned()
            });
            if let Some(known) = keys.get_mut(&key) {
                known.extend(variables);
            }
        }
    }
    keys
}

/// Every source file and template of the crate.
fn sources_of_pages() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    // The sample services are two other products with words of their own.
    found.retain(|(path, _)| !path.components().any(|c| c.as_os_str() == "sample"));
    found
}

/// Those of what arrives, and by which way.
fn composed_of_data() -> BTreeSet<String> {
    let states = ImportState::ALL.iter().map(|word| format!("import-state-{word}"));
    let left = LeftOut::ALL.iter().map(|word| format!("import-left-{word}"));
    let faults = Fault::ALL.iter().map(|word| format!("import-fault-{word}"));
    let formats = LogFormat::ALL.iter().map(|word| format!("import-format-{word}"));
    let columns = RowRole::ALL.iter().map(|role| format!("import-column-{role}"));
    let of_figures = ColumnRole::ALL.iter().map(|role| format!("series-column-{role}"));
    let ways = ["picture", "form", "server"]
        .into_iter()
        .flat_map(|way| [format!("install-way-{way}"), format!("install-way-how-{way}")]);
    let kinds = AnnotationKind::ALL.iter().map(|kind| format!("annotation-kind-{kind}"));
    let words = states.chain(left).chain(faults).chain(formats).chain(kinds);
    words.chain(columns).chain(of_figures).chain(ways).collect()
}

/// Those of the extract.
fn composed_of_extract() -> BTreeSet<String> {
    let every = Every::ALL
        .iter()
        .flat_map(|word| [format!("interval-{word}"), format!("extract-finding-{word}")]);
    let formats = ExtractFormat::ALL
        .iter()
        .flat_map(|word| [format!("extract-format-{word}"), format!("extract-for-{word}")]);
    every.chain(formats).collect()
}

/// Those of tasks and segments.
fn composed_of_tasks() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut add = |list: &str, words: &mut dyn Iterator<Item = &str>| {
        keys.extend(words.map(|word| format!("{list}-{word}")));
    };
    for list in ["task-part", "task-part-hint"] {
        add(list, &mut tasks::builder::PARTS.into_iter());
    }
    add("task-part", &mut ["window"].into_iter());
    for list in ["task-later", "task-later-hint"] {
        add(list, &mut LaterOutcome::ALL.iter().map(|outcome| outcome.as_str()));
    }
    add("field", &mut label::FIELDS.iter().map(|field| field.as_str()));
    add("task-step-kind", &mut StepKind::ALL.iter().map(|kind| kind.as_str()));
    add("task-mark", &mut Mark::ALL.iter().map(|mark| mark.as_str()));
    add("task-carrier", &mut Carrier::ALL.iter().map(|carrier| carrier.as_str()));
    add("task-head", &mut tasks::figures::HEADS.into_iter());
    add("task-figure", &mut tasks::show::FIGURES.into_iter());
    add("explain", &mut tasks::figures::EXPLAINED.into_iter());
    add("segment-people", &mut ["daily-visitors", "people"].into_iter());
    keys
}

/// Those of where people struggle.
fn composed_of_friction() -> BTreeSet<String> {
    let heads = forms::HEADS.map(|head| format!("forms-head-{head}"));
    let errors = FIELD_ERRORS.map(|error| format!("field-error-{error}"));
    let signals = Signal::ALL
        .iter()
        .flat_map(|word| [format!("signal-{word}"), format!("signal-means-{word}")]);
    heads.into_iter().chain(errors).chain(signals).collect()
}

/// Keys that are put together from a list and a word of it.
fn composed() -> BTreeSet<String> {
    let mut keys = &(&composed_of_data() | &composed_of_extract())
        | &(&composed_of_tasks() | &composed_of_friction());
    let mut add = |list: &str, words: &mut dyn Iterator<Item = &str>| {
        keys.extend(words.map(|word| format!("{list}-{word}")));
    };
    for list in ["measure", "define"] {
        add(list, &mut Measure::ALL.iter().map(|m| m.as_str()));
    }
    for list in ["breakdown", "unknown"] {
        add(list, &mut Breakdown::ALL.iter().map(|b| b.as_str()));
    }
    let tables = Breakdown::ALL.iter().filter(|b| **b != Breakdown::Day);
    add("overview-table", &mut tables.map(|b| b.as_str()));
    for list in ["kind", "new-kind-hint"] {
        add(list, &mut ServiceKind::ALL.iter().map(|k| k.as_str()));
    }
    add("place", &mut Jurisdiction::ALL.iter().map(|j| j.as_str()));
    for list in ["profile", "profile-means", "new-profile-choice"] {
        add(list, &mut CollectionProfile::ALL.iter().map(|p| p.as_str()));
    }
    add("event-kind", &mut EventKind::ALL.iter().map(|k| k.as_str()));
    add("redaction", &mut Rule::ALL.iter().map(|rule| rule.as_str()));
    add("identity", &mut IdentityQuality::ALL.iter().map(|i| i.as_str()));
    add("theme", &mut ["system", "light", "dark"].into_iter());
    add("device", &mut ["desktop", "mobile", "tablet", "other"].into_iter());
    add("language", &mut label::LANGUAGES.into_iter());
    for list in ["funnel-unit", "explain-funnel"] {
        add(list, &mut funnel::UNITS.into_iter());
    }
    add("funnel-head", &mut funnel::HEADS.into_iter());
    add("question", &mut QuestionPlace::ALL.iter().map(|place| place.as_str()));
    add("tag-kind", &mut TagKind::ALL.iter().map(|kind| kind.as_str()));
    add("tag-what", &mut FIELDS.iter().map(|field| field.as_str()).chain(["property"]));
    add("tag-test", &mut builder::FORM_TESTS.into_iter());
    add("paths-end", &mut paths::ENDS.into_iter());
    add("paths-head", &mut ["taken", "share", "interval"].into_iter());
    for list in [
        "retention-finding",
        "trend-daily-visitors",
        "trend-people",
        "trend-page-views",
        "trend-views",
        "trend-events",
        "trend-head",
    ] {
        add(list, &mut Interval::ALL.iter().map(|interval| interval.as_str()));
    }
    for list in ["pages-sort", "pages-title-by", "pages-headline"] {
        add(list, &mut pages::SORTS.into_iter());
    }
    add("pages-head", &mut ["began", "ended"].into_iter());
    add("trend-count", &mut TrendMeasure::ALL.iter().map(|measure| measure.as_str()));
    add("trend-by", &mut trend::BREAKDOWNS.iter().map(|field| field.as_str()));
    add("explain-trend", &mut ["daily-visitors", "people"].into_iter());
    add("funnel-of", &mut ["visit", "visitor"].into_iter());
    add("window", &mut steps::WINDOWS.into_iter().map(|(spelling, _)| spelling));
    add("explain", &mut funnel::EXPLAINED.into_iter());
    for list in ["collected", "collected-means"] {
        add(list, &mut Collected::ALL.iter().map(|word| word.as_str()));
    }
    add("collect-people", &mut IdentityQuality::ALL.iter().map(|word| word.as_str()));
    add("collect-shown", &mut ServiceKind::ALL.iter().map(|word| word.as_str()));
    for list in ["disclosure-zeros", "disclosure-zeros-means"] {
        add(list, &mut Zeros::ALL.iter().map(|word| word.as_str()));
    }
    for list in ["role", "role-means"] {
        add(list, &mut Role::ALL.iter().map(|word| word.as_str()));
    }
    add("event-means", &mut EventKind::ALL.iter().filter(|k| !k.is_named()).map(|k| k.as_str()));
    add("display", &mut DisplaySetting::ALL.iter().map(|setting| setting.as_str()));
    add("describe-lead", &mut DescribedWhat::ALL.iter().map(|what| what.as_str()));
    add("describe-shown", &mut ["yes", "no"].into_iter());
    for list in ["refused", "refused-do"] {
        add(list, &mut Reason::ALL.iter().map(|reason| reason.as_str()));
        add(list, &mut RefusalKind::ALL.iter().map(|kind| kind.as_str()));
    }
    for list in ["object-title", "object-other"] {
        add(list, &mut ["objected", "counted"].into_iter());
    }
    for list in ["settings-display", "settings-display-means"] {
        add(list, &mut ["leave", "count"].into_iter());
    }
    add("may", &mut TOKEN_PERMISSIONS.iter().map(|word| word.as_str()));
    add("did", &mut Action::ALL.iter().map(|word| word.as_str()));
    add("actor", &mut [ActorKind::Operator, ActorKind::Program].iter().map(|word| word.as_str()));
    add("proof", &mut ["link", "password", "two"].into_iter());
    for list in ["link-title", "link-lead", "handout-title", "person-link"] {
        add(list, &mut ["invitation", "reset"].into_iter());
    }
    for list in ["state", "state-why"] {
        add(list, &mut State::ALL.iter().map(|state| state.as_str()));
    }
    add("components-answer", &mut components::ANSWERS.into_iter());
    for list in ["account-password", "account-second-factor"] {
        add(list, &mut ["set", "not-set"].into_iter());
    }
    for key in Failure::KEYS {
        add(key, &mut ["title", "body"].into_iter());
    }
    keys
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_variables() {
    let (english, german) = (keys(Language::English), keys(Language::German));
    for (key, variables) in &english {
        assert_eq!(german.get(key), Some(variables), "{key} in German");
    }
    for key in german.keys() {
        assert!(english.contains_key(key), "{key} is only in German");
    }
}

#[test]
fn no_key_is_missing_and_none_is_left_over() {
    let known: BTreeSet<String> = keys(Language::English).into_keys().collect();
    let mut used = composed();
    let pages = sources_of_pages();
    for (path, text) in &pages {
        for call in ["say(\"", "fill(\n            \"", "fill(\""] {
            for rest in text.split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                let is_key = key.contains('-') && !key.contains(['{', ' ']);
                assert!(!is_key || known.contains(key), "{key} of {} is missing", path.display());
            }
        }
        let quoted = text.split('"').filter(|part| known.contains(*part));
        used.extend(quoted.map(ToOwned::to_owned));
    }
    let missing: Vec<_> = used.difference(&known).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    let left_over: Vec<_> = known.difference(&used).collect();
    assert!(left_over.is_empty(), "no page says: {left_over:?}");
}

#[test]
fn every_message_can_be_filled_in_with_one_and_with_many() {
    for language in Language::ALL {
        let text = Text::new(language);
        for (key, variables) in keys(language) {
            for count in [1, 1234] {
                let values: Vec<_> =
                    variables.iter().map(|name| (name.as_str(), Value::from(count))).collect();
                let message = text.fill(&key, &values);
                assert!(!message.contains(['⟦', '{', '}', '$']), "{key}: {message}");
                let grouped = match language {
                    Language::English => "1,234",
                    Language::German => "1.234",
                };
                let is_shown = message.contains(grouped) || message.contains("1,234%");
                assert!(variables.is_empty() || count == 1 || is_shown, "{key}: {message}");
            }
        }
    }
}

#[test]
fn german_speaks_with_sie_and_writes_its_own_quotation_marks() {
    for (file, source) in sources(Language::German) {
        for line in source.lines() {
            let text = format!(" {} ", line.split_once(" =").map_or(line, |(_, text)| text));
            for word in [" du ", " dein ", " deine ", " dir ", " dich "] {
                assert!(!text.to_lowercase().contains(word), "{file}: {line}");
            }
            assert!(!text.contains(['"', '”']), "{file}: {line}");
        }
    }
}

#[test]
fn the_wanted_language_is_the_first_that_there_is() {
    for (header, expected) in [
        ("de-DE,de;q=0.9,en;q=0.8", Some(Language::German)),
        ("fr-FR,fr;q=0.9,en;q=0.3,de;q=0.2", Some(Language::English)),
        ("en;q=0.2, de-AT;q=0.7", Some(Language::German)),
        ("fr", None),
        ("", None),
    ] {
        assert_eq!(Language::from_header(header), expected, "{header}");
    }
}
