//! Which source wins, and what is said of mistakes.

use std::io::Write as _;

use super::*;

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn none(_: &str) -> Option<String> {
    None
}

#[test]
fn flags_beat_variables_beat_the_file_beats_defaults() {
    let file = file("listen = \"127.0.0.1:1\"\nlog = \"warn\"\norganization = \"City of X\"\n");
    let flags = Flags::from([("listen", "127.0.0.1:3".to_owned())]);
    let variables = |name: &str| match name {
        "LOTSE_LISTEN" => Some("127.0.0.1:2".to_owned()),
        "LOTSE_LOG" => Some("debug".to_owned()),
        _ => None,
    };
    let config = Config::load(&flags, variables, Some(file.path())).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.given["listen"].source.to_string(), "--listen");
    assert_eq!(config.log, "debug");
    assert_eq!(config.organization, "City of X");
    let source = config.given["organization"].source.to_string();
    assert!(source.ends_with(", line 3"), "{source}");
    assert_eq!(config.given["data"].source, Source::Default);
}

#[test]
fn every_mistake_is_told_at_once_with_its_line() {
    let file = file(
        "listen = \"nowhere\"\n\ncolour = \"blue\"\nlog_format = 7\ntrusted_proxies = [\"10.0.0.0/8\", \"x\"]\nquestion_memory_mib = \"64\"\nsession_idle_minutes = \"2\"\nsession_hours = \"200\"\n",
    );
    let error = Config::load(&Flags::new(), none, Some(file.path())).unwrap_err();
    let text = error.to_string();
    for expected in [
        "line 3: “colour” is no setting.",
        "line 4: log_format takes a text",
        "line 1): “nowhere” is no address",
        "line 5): “x” is no address or range",
        "line 7): “2” is no number of minutes. Write a whole number from 5 to 1440.",
        "line 8): “200” is no number of hours. Write a whole number from 1 to 168.",
        "line 6): “64” is no memory for questions. Write a whole number of MiB from 128 to 1048576.",
    ] {
        assert!(text.contains(expected), "{expected} in:\n{text}");
    }
}

#[test]
fn broken_toml_is_told_by_line() {
    let file = file("log = \"info\"\nlisten = \n");
    let error = Config::load(&Flags::new(), none, Some(file.path())).unwrap_err().to_string();
    assert!(error.contains("line 2: is no TOML"), "{error}");
}

#[test]
fn a_missing_file_that_was_named_is_a_mistake() {
    let error = Config::load(&Flags::new(), none, Some(Path::new("/nonexistent/lotse.toml")));
    assert!(error.unwrap_err().to_string().contains("cannot be read"));
}

#[test]
fn plain_http_is_only_for_this_machine() {
    let flags = Flags::from([("public_url", "http://lotse.example.gov".to_owned())]);
    let error = Config::load(&flags, none, None).unwrap_err().to_string();
    assert!(error.contains("public_url (--public-url)"), "{error}");
    assert!(error.contains("plain http"), "{error}");
    let flags = Flags::from([("public_url", "http://localhost:7007".to_owned())]);
    assert!(Config::load(&flags, none, None).unwrap().public_url.is_some());
}
