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

#[test]
fn a_sign_in_provider_is_read_with_groups_that_hold_any_letter() {
    let secret = file("s3cr3t\n");
    let text = format!(
        "openid_issuer = \"https://id.example.gov/realms/staff\"\nopenid_client_id = \"lotse\"\nopenid_client_secret_file = \"{}\"\nopenid_groups_claim = \"realm_access.roles\"\nopenid_roles = [\"CN=Admins, all of them,DC=x = administrator\", \"Permits team = editor in permits\"]\nopenid_acr = [\"a\", \"b\"]\nopenid_add_people = \"yes\"\n",
        secret.path().display()
    );
    let config = Config::load(&Flags::new(), none, Some(file(&text).path()));
    let openid = config.unwrap().openid.unwrap();
    assert_eq!(openid.issuer.as_str(), "https://id.example.gov/realms/staff");
    assert_eq!(openid.name, "id.example.gov", "where nothing is said, its host");
    assert!(openid.client_secret.is_some() && openid.adds_people);
    assert_eq!(openid.scopes, ["openid", "email", "profile"]);
    assert_eq!(openid.acr, ["a", "b"]);
    let groups: Vec<_> = openid.roles.iter().map(|role| role.group.as_str()).collect();
    assert_eq!(groups, ["CN=Admins, all of them,DC=x", "Permits team"]);
    assert_eq!(openid.roles[1].service.as_deref(), Some("permits"));
    // The same in one line, as a flag or variable has it.
    let variables = |name: &str| match name {
        "LOTSE_OPENID_ISSUER" => Some("http://localhost:4000".to_owned()),
        "LOTSE_OPENID_CLIENT_ID" => Some("lotse".to_owned()),
        "LOTSE_OPENID_NAME" => Some("City ID".to_owned()),
        "LOTSE_OPENID_ROLES" => Some("a = viewer; b, c = editor in permits;".to_owned()),
        "LOTSE_OPENID_ACR" => Some("a, b".to_owned()),
        _ => None,
    };
    let openid = Config::load(&Flags::new(), variables, None).unwrap().openid.unwrap();
    let groups: Vec<_> = openid.roles.iter().map(|role| role.group.as_str()).collect();
    assert_eq!((groups.as_slice(), openid.name.as_str()), (["a", "b, c"].as_slice(), "City ID"));
    assert!(openid.client_secret.is_none() && !openid.adds_people);
    assert_eq!(openid.acr, ["a", "b"]);
}

#[test]
fn every_mistake_about_the_sign_in_provider_is_told_at_its_place() {
    let empty = file(" \n");
    let text = format!(
        "openid_issuer = \"http://id.example.gov\"\nopenid_client_secret_file = \"{}\"\nopenid_scopes = \"email\"\nopenid_groups_claim = \"\"\nopenid_roles = [\"admins\", \"team = root\", \"x = viewer\"]\nopenid_add_people = \"maybe\"\n",
        empty.path().display()
    );
    let error = Config::load(&Flags::new(), none, Some(file(&text).path())).unwrap_err();
    let told = error.to_string();
    for expected in [
        "line 1): “http://id.example.gov” is not https",
        "openid_client_id (default): is missing",
        "is empty. Write the secret into it",
        "line 3): lacks “openid”",
        "line 4): is empty. Write the name of a claim",
        "line 5): “admins” has no “=” between group and role",
        "line 5): “team = root” gives “root”, which is no role",
        "line 6): “maybe” is no answer. Write yes or no.",
    ] {
        assert!(told.contains(expected), "{expected} in:\n{told}");
    }
    assert_eq!(error.0.len(), 8, "{told}");
    let variables = |name: &str| match name {
        "LOTSE_OPENID_CLIENT_SECRET_FILE" => Some("/nonexistent/secret".to_owned()),
        "LOTSE_OPENID_ISSUER" => Some("https://id.example.gov".to_owned()),
        "LOTSE_OPENID_CLIENT_ID" => Some("lotse".to_owned()),
        "LOTSE_OPENID_ADD_PEOPLE" => Some("yes".to_owned()),
        _ => None,
    };
    let told = Config::load(&Flags::new(), variables, None).unwrap_err().to_string();
    for expected in [
        "openid_client_secret_file (LOTSE_OPENID_CLIENT_SECRET_FILE): /nonexistent/secret cannot be read",
        "openid_add_people (LOTSE_OPENID_ADD_PEOPLE): is yes, but openid_roles gives no group a role",
    ] {
        assert!(told.contains(expected), "{expected} in:\n{told}");
    }
}

#[test]
fn what_is_said_of_a_provider_needs_one() {
    for (setting, text) in [
        ("openid_client_id", "lotse"),
        ("openid_roles", "a = viewer"),
        ("openid_acr", "a"),
        ("openid_add_people", "yes"),
        ("openid_name", "City ID"),
    ] {
        let flags = Flags::from([(setting, text.to_owned())]);
        let told = Config::load(&flags, none, None).unwrap_err().to_string();
        assert!(told.contains("but openid_issuer names none"), "{told}");
    }
    assert!(Config::load(&Flags::new(), none, None).unwrap().openid.is_none());
}
