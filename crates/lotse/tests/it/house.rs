//! The crates depend on each other as ARCHITECTURE.md draws them, and frameworks stay in their crate.

use std::{collections::BTreeSet, fs};

use toml::{Table, Value};

use crate::source_tree::root;

/// Who may know whom. Every edge goes down, and `lotse-web` knows no lake: what it shows has passed
/// the gate of `lotse-report`. The program itself may depend on all.
const EDGES: [(&str, &[&str]); 7] = [
    ("lotse-stats", &[]),
    ("lotse-domain", &["lotse-stats"]),
    ("lotse-lake", &["lotse-domain"]),
    ("lotse-control", &["lotse-domain"]),
    ("lotse-collect", &["lotse-domain"]),
    ("lotse-report", &["lotse-control", "lotse-domain", "lotse-lake", "lotse-stats"]),
    (
        "lotse-web",
        &["lotse-collect", "lotse-control", "lotse-domain", "lotse-report", "lotse-stats"],
    ),
];

/// Which crates may name a framework.
const FRAMEWORKS: [(&str, &[&str]); 10] = [
    ("datafusion", &["lotse-lake"]),
    ("deltalake", &["lotse-lake"]),
    // The lake's files are Parquet; so is an extract of disclosed cells, which `export/parquet.rs` writes without
    // Arrow and without DataFusion.
    ("parquet", &["lotse-lake", "lotse-report"]),
    // The lake's buffer and the control data are SQLite files; the benchmark fills a buffer with ids.
    ("sqlx", &["lotse-lake", "lotse-control", "lotse-bench"]),
    ("axum", &["lotse-web"]),
    ("askama", &["lotse-web"]),
    ("hyper", &["lotse-web"]),
    ("tower-http", &["lotse-web"]),
    ("anyhow", &["lotse", "lotse-bench"]),
    ("clap", &["lotse", "lotse-bench"]),
];

/// What the two pure crates may depend on besides each other: no clock, no files, no network.
const PURE: [&str; 9] = [
    "csv",
    "jiff",
    "quick-xml",
    "serde",
    "statrs",
    "thiserror",
    "toml",
    "unicode-normalization",
    "uuid",
];

/// Name and dependencies of every package of the workspace, those of tests left out.
fn packages() -> Vec<(String, BTreeSet<String>)> {
    let mut folders: Vec<_> = fs::read_dir(root().join("crates"))
        .expect("crates/ is a folder")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    folders.push(root().join("bench"));
    folders.sort();
    folders
        .iter()
        .map(|folder| {
            let text = fs::read_to_string(folder.join("Cargo.toml")).expect("each has a manifest");
            let manifest: Table = text.parse().expect("cargo has read it too");
            let name = manifest["package"]["name"].as_str().expect("it has a name");
            let dependencies = manifest.get("dependencies").and_then(Value::as_table);
            let names = dependencies.map(|table| table.keys().cloned().collect());
            (name.to_owned(), names.unwrap_or_default())
        })
        .collect()
}

#[test]
fn crate_edges_are_as_drawn() {
    let packages = packages();
    let names: Vec<_> = packages.iter().map(|(name, _)| name.as_str()).collect();
    let drawn = EDGES.iter().map(|(name, _)| *name).chain(["lotse", "lotse-bench"]);
    assert_eq!(
        names.iter().copied().collect::<BTreeSet<_>>(),
        drawn.collect(),
        "a new crate needs a note in docs/decisions and its place in the drawing"
    );
    for (name, expected) in EDGES {
        let (_, dependencies) =
            packages.iter().find(|(other, _)| other == name).expect("compared above");
        let ours: Vec<_> = dependencies.iter().filter(|d| d.starts_with("lotse")).collect();
        assert_eq!(ours, expected, "what {name} depends on");
    }
}

#[test]
fn frameworks_stay_in_their_crates() {
    for (name, dependencies) in packages() {
        for (framework, allowed) in FRAMEWORKS {
            assert!(
                !dependencies.contains(framework) || allowed.contains(&name.as_str()),
                "{name} depends on {framework}, which only {allowed:?} may"
            );
        }
    }
}

#[test]
fn the_pure_crates_do_no_input_and_output() {
    for (name, dependencies) in packages() {
        if !["lotse-stats", "lotse-domain"].contains(&name.as_str()) {
            continue;
        }
        for dependency in dependencies {
            assert!(
                dependency == "lotse-stats" || PURE.contains(&dependency.as_str()),
                "{name} depends on {dependency}"
            );
        }
    }
}

/// Plans are built with expressions. `SessionContext::sql` does not even exist: `DataFusion` is built
/// without its parser, so no text can become a query.
#[test]
fn no_parser_of_queries_is_built_in() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("the lock file is committed");
    let lock: Table = lock.parse().expect("cargo has read it too");
    let packages = lock["package"].as_array().expect("a list");
    let named = |name| packages.iter().any(|package| package["name"].as_str() == Some(name));
    assert!(named("datafusion"), "the lock file lists what is built in");
    assert!(!named("datafusion-sql"), "a feature of a dependency brought the parser in");
}
