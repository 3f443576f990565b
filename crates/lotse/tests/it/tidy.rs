//! Tidiness that no compiler holds: every file says what it is, stays one idea long, and names no
//! machine.

use crate::source_tree::{SourceFile, source_files};

/// Lines of code over which a file must say in its first lines why it is still one idea.
const LONGEST_CODE: usize = 600;

/// How such a reason begins.
const REASON: &str = "Longer than 600 lines because";

fn is_code(file: &SourceFile) -> bool {
    file.ends_with(&[".rs", ".ts", ".mjs", ".js", ".py", ".html", ".css", ".sh"])
        && !file.path.starts_with("sdk/dist/")
}

/// Lines that are neither blank nor a comment of their own.
fn code_lines(text: &str) -> usize {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .filter(|line| !["//", "#!", "# ", "/*", "* ", "*/"].iter().any(|c| line.starts_with(c)))
        .count()
}

#[test]
fn no_file_is_long_without_a_reason() {
    for file in source_files().iter().filter(|file| is_code(file)) {
        let lines = code_lines(&file.text);
        let has_reason = file.text.lines().take(30).any(|line| line.contains(REASON));
        assert!(
            lines <= LONGEST_CODE || has_reason,
            "{} has {lines} lines of code: split it, or write “{REASON} …” in its head",
            file.path
        );
    }
}

#[test]
fn every_file_opens_with_what_it_is() {
    for file in source_files().iter().filter(|file| is_code(file)) {
        let first =
            file.text.lines().find(|line| !line.starts_with("#!") && *line != "<!doctype html>");
        let first = first.unwrap_or_default().trim();
        let opens = if file.ends_with(&[".rs"]) {
            first.starts_with("//!")
        } else if file.ends_with(&[".ts", ".mjs", ".js"]) {
            first.starts_with("//") || first.starts_with("/*")
        } else if file.ends_with(&[".py"]) {
            first.starts_with("\"\"\"") || first.starts_with('#')
        } else {
            continue;
        };
        assert!(opens, "{} begins with “{first}”", file.path);
    }
}

#[test]
fn every_file_of_tests_is_run() {
    let files = source_files();
    let of_tests = files.iter().filter_map(|file| {
        let (folder, name) = file.path.split_once("/tests/it/")?;
        let module =
            name.strip_suffix(".rs").filter(|name| *name != "main" && !name.contains('/'))?;
        Some((folder, module))
    });
    let mut found = 0;
    for (folder, module) in of_tests {
        let named = format!("mod {module};");
        let is_named = files.iter().any(|file| {
            file.path.starts_with(&format!("{folder}/tests/it/"))
                && file.text.lines().any(|line| line.trim().ends_with(&named))
        });
        assert!(is_named, "no file of {folder}/tests/it says “{named}”");
        found += 1;
    }
    assert!(found > 50, "only {found} files of tests were found");
}

#[test]
fn nothing_is_left_for_later() {
    // Written in parts, so that this file does not find itself.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
        concat!("HA", "CK:"),
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("db", "g!("),
        concat!("#[", "ignore"),
        concat!("test", ".skip"),
        concat!("it", ".skip"),
        concat!("it", ".only"),
        concat!("test", ".only"),
    ];
    for file in source_files().iter().filter(|file| is_code(file)) {
        for (number, line) in file.text.lines().enumerate() {
            for word in words {
                assert!(!line.contains(word), "{}:{}: {word}", file.path, number + 1);
            }
        }
    }
}

#[test]
fn no_file_names_a_machine_or_a_package_host() {
    let folders = [
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/wo", "rk/"),
        concat!("/Us", "ers/"),
    ];
    let hosts = [
        concat!("registry.npm", "js.org"),
        concat!("crates", ".io/api"),
        concat!("static.crates", ".io"),
        concat!("index.crates", ".io"),
        concat!("files.python", "hosted.org"),
        concat!("pypi", ".org/simple"),
    ];
    for file in source_files() {
        for (number, line) in file.text.lines().enumerate() {
            let place = format!("{}:{}", file.path, number + 1);
            for folder in folders {
                for (at, _) in line.match_indices(folder) {
                    // In `https://example.gov/home/` or `docs/work/` it is part of something else.
                    let before = line.get(..at).and_then(|text| text.chars().next_back());
                    assert!(
                        before.is_some_and(|c| c.is_alphanumeric() || "_-.$}".contains(c)),
                        "{place} names the folder {folder} of a machine"
                    );
                }
            }
            for host in hosts {
                assert!(!line.contains(host), "{place} names {host}");
            }
        }
    }
}

#[test]
fn no_file_is_a_drawer() {
    // A function with no home has a missing noun.
    for file in source_files().iter().filter(|file| is_code(file)) {
        for part in file.path.split('/') {
            let stem = part.split('.').next().unwrap_or(part);
            assert!(
                !["utils", "util", "helpers", "helper", "common", "shared", "misc", "manager"]
                    .contains(&stem),
                "{}: name it after what it holds",
                file.path
            );
        }
    }
}
