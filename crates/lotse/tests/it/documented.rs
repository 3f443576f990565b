//! Every setting, flag, command and route is documented. The tables are written by these tests, which
//! then fail once, so that nobody has to keep them by hand.

use std::{fmt::Write as _, fs};

use lotse::config::settings::SETTINGS;
use lotse_domain::role::{Permission, Role};
use lotse_web::{Answer, route_table};
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::source_tree::{root, source_files};

/// Holds what stands between two marks of a page against what should stand there, and puts it there.
fn holds(page: &str, mark: &str, expected: &str) {
    let path = root().join(page);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{page}: {error}"));
    let begin = format!("<!-- {mark}: begin");
    let end = format!("<!-- {mark}: end -->");
    let (before, rest) =
        text.split_once(&begin).unwrap_or_else(|| panic!("{page} lacks “{begin}”"));
    let (note, rest) = rest.split_once('\n').expect("the mark has a line of its own");
    let (found, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{page} lacks “{end}”"));
    if found != expected {
        fs::write(&path, format!("{before}{begin}{note}\n{expected}{end}{after}"))
            .expect("the page can be written");
        panic!("{page} was not up to date. It is now: read it, and commit it.");
    }
}

#[test]
fn every_setting_is_documented() {
    let mut table = String::from(
        "| setting | flag | variable | when nothing is said | meaning |\n|---|---|---|---|---|\n",
    );
    for setting in SETTINGS {
        let default = match setting.default {
            "" => "–".to_owned(),
            text => format!("`{text}`"),
        };
        writeln!(
            table,
            "| `{}` | `--{}` | `{}` | {default} | {} |",
            setting.name, setting.flag, setting.variable, setting.meaning
        )
        .expect("writing to a text cannot fail");
    }
    holds("docs/configuration.md", "settings", &table);
}

#[test]
fn every_route_is_documented() {
    let mut table = String::from("| method | address | who | answers with |\n|---|---|---|---|\n");
    for route in route_table() {
        let answer = match route.answer {
            Answer::Page => "a page",
            Answer::Change => "a change, then a page",
            Answer::Data => "data",
            Answer::File => "a file",
        };
        let rule = serde_json::to_value(route.rule).expect("rules are words");
        writeln!(
            table,
            "| {} | `{}` | {} | {answer} |",
            route.method,
            route.path,
            rule.as_str().expect("rules are words")
        )
        .expect("writing to a text cannot fail");
    }
    holds("docs/routes.md", "routes", &table);
}

#[test]
fn every_role_is_documented() {
    let mut table = String::from("| role | may |\n|---|---|\n");
    for role in Role::ALL {
        let may = Permission::ALL.iter().filter(|permission| role.may(**permission));
        let may: Vec<String> =
            may.map(|permission| permission.as_str().replace('-', " ")).collect();
        writeln!(table, "| `{role}` | {} |", may.join(", "))
            .expect("writing to a text cannot fail");
    }
    holds("docs/people.md", "roles", &table);
}

#[test]
fn the_description_of_the_interface_is_committed() {
    let path = root().join("docs/openapi.json");
    let expected = lotse_web::openapi_description();
    if fs::read_to_string(&path).ok().as_deref() != Some(expected.as_str()) {
        fs::write(&path, expected).expect("it can be written");
        panic!("docs/openapi.json was not up to date. It is now: read it, and commit it.");
    }
}

#[test]
fn every_metric_is_documented_with_its_unit() {
    let text = lotse_web::Metrics::sample().text();
    let mut table = String::from("| metric | kind | meaning |\n|---|---|---|\n");
    let of = |what: &str, name: &str| {
        let begin = format!("# {what} {name} ");
        text.lines().find_map(|line| line.strip_prefix(&begin)).map(str::to_owned)
    };
    for line in text.lines() {
        let Some((name, help)) = line.strip_prefix("# HELP ").and_then(|l| l.split_once(' '))
        else {
            continue;
        };
        let kind = of("TYPE", name).expect("every metric has a type");
        let unit = of("UNIT", name);
        // What is counted stands at the end of the name, as monitors expect.
        let known = [
            "_seconds",
            "_bytes",
            "_events",
            "_files",
            "_requests",
            "_questions",
            "_events_refused",
            "events",
        ];
        assert!(known.iter().any(|end| name.ends_with(end)), "{name} says no unit");
        assert!(unit.is_none_or(|unit| name.ends_with(&unit)), "{name}");
        writeln!(table, "| `{name}` | {kind} | {} |", help.trim_end_matches('.'))
            .expect("writing to a text cannot fail");
    }
    holds("docs/operations.md", "metrics", &table);
}

/// Where the links and pictures of a Markdown page lead. What stands in code is no link.
fn targets(text: &str) -> impl Iterator<Item = String> {
    let options = Options::ENABLE_TABLES;
    Parser::new_ext(text, options).filter_map(|part| match part {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.into_string())
        }
        _ => None,
    })
}

/// Every link between pages of the documentation leads to a file.
#[test]
fn links_of_the_documentation_lead_somewhere() {
    let mut followed = 0;
    for file in source_files().iter().filter(|file| file.ends_with(&[".md"])) {
        let page = root().join(&file.path);
        let folder = page.parent().expect("a file lies in a folder");
        for target in targets(&file.text) {
            let path = target.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") || path.starts_with("mailto:") {
                continue;
            }
            assert!(folder.join(path).exists(), "{} links to {path}", file.path);
            followed += 1;
        }
    }
    assert!(followed > 10, "only {followed} links were found");
}

#[test]
fn a_link_is_found_and_code_is_none() {
    let found = |text: &str| targets(text).collect::<Vec<_>>();
    assert_eq!(found("see [a](b.md#c) and ![d](e.png)"), ["b.md#c", "e.png"]);
    assert_eq!(found("`0[1-9](?: [0-9]{2}){4}`"), [""; 0]);
    assert_eq!(found("| a |\n|---|\n| `x\\|[1-9](?:y)` [z](w) |"), ["w"]);
    assert_eq!(found("```\n[a](b)\n```"), [""; 0]);
}
