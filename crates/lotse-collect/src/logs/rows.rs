//! Rows of programs that are no web server: a CSV with a line of heads, or a JSON object in each line. Which column
//! says what is known by its name, or named by whoever brings the file.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use lotse_domain::import::{Fault, LogFormat, RowColumns, RowRole};
use serde_json::Value;

use super::{
    line::{LogLine, address, stated},
    outcome::OutcomeLine,
    path::split_host,
    time,
};
use crate::report_file::delimiter;

/// The most columns of a row.
const MOST_COLUMNS: usize = 200;

/// The names by which a column is known to say something, in small letters.
fn known_names(role: RowRole) -> &'static [&'static str] {
    match role {
        RowRole::Time => &[
            "time",
            "timestamp",
            "@timestamp",
            "datetime",
            "date_time",
            "created_at",
            "occurred_at",
            "event_time",
            "server_time",
            "at",
            "time_iso8601",
            "time_local",
            "ts",
        ],
        RowRole::Page => &[
            "page",
            "path",
            "url",
            "uri",
            "page_url",
            "page_path",
            "pathname",
            "request_uri",
            "current_url",
            "properties.$current_url",
        ],
        RowRole::Host => &["host", "hostname", "domain", "http_host", "server_name"],
        RowRole::Method => &["method", "request_method", "http_method"],
        RowRole::Status => &["status", "status_code", "http_status"],
        RowRole::Address => &["ip", "ip_address", "remote_addr", "client_ip"],
        RowRole::Browser => &["user_agent", "useragent", "http_user_agent", "browser_string"],
        RowRole::Language => &["accept_language", "http_accept_language", "browser_language"],
        RowRole::Case => &["case", "case_id", "case_number", "case_reference", "aktenzeichen"],
        RowRole::Outcome => &["outcome", "ergebnis"],
        RowRole::Fields => &["fields", "felder"],
        RowRole::Channel => &["channel", "kanal"],
    }
}

/// Reads the rows of one file.
pub(crate) struct Rows {
    wanted: RowColumns,
    /// Whose clocks are meant where a row of outcomes says no offset.
    zone: TimeZone,
    /// Of a CSV whose line of heads was read.
    head: Option<Head>,
}

/// What the line of heads says.
struct Head {
    delimiter: u8,
    /// The place of each role's column.
    places: Vec<(RowRole, usize)>,
}

impl Rows {
    pub(crate) fn new(wanted: &RowColumns, zone: &TimeZone) -> Self {
        Self { wanted: wanted.clone(), zone: zone.clone(), head: None }
    }

    /// A line of a CSV; `None` for that of the heads.
    pub(crate) fn csv(&mut self, text: &str) -> Result<Option<LogLine<'static>>, Fault> {
        self.row(text, |cell, _| line(cell))
    }

    /// A line of a CSV of outcomes; `None` for that of the heads.
    pub(crate) fn outcome(&mut self, text: &str) -> Result<Option<OutcomeLine>, Fault> {
        self.row(text, |cell, zone| OutcomeLine::read(zone, cell))
    }

    fn row<T>(
        &mut self,
        text: &str,
        read: impl Fn(&dyn Fn(RowRole) -> Option<Cow<'static, str>>, &TimeZone) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let Some(head) = &self.head else {
            self.head = Some(self.read_head(text));
            return Ok(None);
        };
        let cells = cells(text, head.delimiter);
        let cell = |role: RowRole| {
            let (_, place) = head.places.iter().find(|(found, _)| *found == role)?;
            cells.get(*place).map(|cell| Cow::Owned(cell.clone()))
        };
        read(&cell, &self.zone).map(Some)
    }

    fn read_head(&self, text: &str) -> Head {
        let delimiter = delimiter(text.as_bytes());
        let heads = cells(text, delimiter);
        let place = |role: &RowRole| {
            let place = place(&self.wanted, *role, &heads)?;
            Some((*role, place))
        };
        Head { delimiter, places: RowRole::ALL.iter().filter_map(place).collect() }
    }

    /// A line with an object.
    pub(crate) fn json(&self, text: &str) -> Result<LogLine<'static>, Fault> {
        let row: Value = serde_json::from_str(text).map_err(|_| Fault::Json)?;
        if !row.is_object() {
            return Err(Fault::Json);
        }
        line(|role| {
            let text = |name: &str| member(&row, name).and_then(text_of);
            match self.wanted.get(role) {
                Some(head) => text(head),
                None => known_names(role).iter().find_map(|name| text(name)),
            }
        })
    }
}

/// What the rows below a line of heads are: outcomes of cases, or page views. `None` if they are neither.
pub(crate) fn rows_below(text: &str, wanted: &RowColumns) -> Option<LogFormat> {
    let heads = cells(text, delimiter(text.as_bytes()));
    let has = |role: RowRole| place(wanted, role, &heads).is_some();
    if heads.len() < 2 || !has(RowRole::Time) {
        return None;
    }
    if has(RowRole::Case) && has(RowRole::Outcome) {
        return Some(LogFormat::Outcomes);
    }
    has(RowRole::Page).then_some(LogFormat::Csv)
}

/// Whether a line could be the heads of a table of any kind: several names, none of them a number or a time.
pub(crate) fn looks_like_heads(text: &str) -> bool {
    let heads = cells(text, delimiter(text.as_bytes()));
    let is_name = |head: &String| {
        let is_text = head.contains(char::is_alphabetic) && !head.contains(['"', '[']);
        is_text && time::of_row(head).is_none()
    };
    heads.len() > 1 && heads.iter().all(is_name)
}

/// The heads of a table, or the names of an object's members.
pub(crate) fn heads(text: &str) -> Vec<String> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(row)) => {
            let mut names = Vec::new();
            for (name, value) in &row {
                match value.as_object() {
                    Some(inner) => {
                        names.extend(inner.keys().map(|below| format!("{name}.{below}")));
                    }
                    None => names.push(name.clone()),
                }
            }
            names
        }
        _ => cells(text, delimiter(text.as_bytes())),
    }
}

fn place(wanted: &RowColumns, role: RowRole, heads: &[String]) -> Option<usize> {
    match wanted.get(role) {
        Some(named) => heads.iter().position(|head| head == named),
        None => known_names(role)
            .iter()
            .find_map(|name| heads.iter().position(|head| head.eq_ignore_ascii_case(name))),
    }
}

fn cells(text: &str, delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(text.len().max(1))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(true) => record.iter().take(MOST_COLUMNS).map(|cell| cell.trim().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// The member of an object by its name, or by names of members within members, parted by dots.
fn member<'a>(row: &'a Value, name: &str) -> Option<&'a Value> {
    if let Some(found) = row.get(name) {
        return Some(found);
    }
    let (outer, inner) = name.split_once('.')?;
    member(row.get(outer)?, inner)
}

fn text_of(value: &Value) -> Option<Cow<'static, str>> {
    match value {
        Value::String(text) => Some(Cow::Owned(text.clone())),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

fn line<'a>(cell: impl Fn(RowRole) -> Option<Cow<'a, str>>) -> Result<LogLine<'static>, Fault> {
    let text = |role| cell(role).filter(|text| stated(text).is_some());
    let owned = |text: &str| Cow::Owned(text.to_owned());
    let at = text(RowRole::Time).and_then(|time| time::of_row(&time)).ok_or(Fault::Time)?;
    let page = text(RowRole::Page).ok_or(Fault::Request)?;
    let status = match text(RowRole::Status) {
        Some(status) => status.trim().parse().map_err(|_| Fault::Status)?,
        None => 200,
    };
    let mut line = LogLine::new(at, status);
    let (host, target) = split_host(page.trim());
    line.target = owned(target);
    line.host = host.map(owned).or_else(|| text(RowRole::Host).map(|host| owned(host.trim())));
    line.method = text(RowRole::Method)
        .map_or(Cow::Borrowed("GET"), |method| Cow::Owned(method.trim().to_uppercase()));
    line.address = text(RowRole::Address).as_deref().and_then(address);
    line.user_agent = text(RowRole::Browser).map(|browser| owned(&browser));
    line.accept_language = text(RowRole::Language).map(|language| owned(&language));
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(named: &[(RowRole, &str)]) -> RowColumns {
        let mut columns = RowColumns::default();
        for (role, head) in named {
            columns.name(*role, head);
        }
        columns
    }

    fn read(line: &LogLine<'_>) -> (String, String, String, u16) {
        let host = line.host.as_deref().unwrap_or("-").to_owned();
        (line.at.to_string(), host, line.target.clone().into_owned(), line.status)
    }

    #[test]
    fn columns_are_known_by_name_or_named_and_parted_by_any_sign() {
        let at = "2026-11-20T08:00:01Z";
        for (heads, named, row, host, target) in [
            ("Timestamp,Path", vec![], "2026-11-20T08:00:01Z,/a", "-", "/a"),
            (
                "id;zeit;seite",
                vec![(RowRole::Time, "zeit"), (RowRole::Page, "seite")],
                "7;2026-11-20 08:00:01;\"/a;b\"",
                "-",
                "/a;b",
            ),
            (
                "time\turl\tstatus",
                vec![],
                "1795161601\thttps://x.gov/a?b=1\t200",
                "x.gov",
                "/a?b=1",
            ),
            ("time,page,host", vec![], "1795161601000,/a,y.gov", "y.gov", "/a"),
        ] {
            let mut rows = Rows::new(&columns(&named), &TimeZone::UTC);
            assert_eq!(rows_below(heads, &columns(&named)), Some(LogFormat::Csv), "{heads}");
            assert_eq!(rows.csv(heads), Ok(None));
            let line = rows.csv(row).unwrap().unwrap();
            assert_eq!(read(&line), (at.to_owned(), host.to_owned(), target.to_owned(), 200));
            assert_eq!(line.method, "GET");
        }
    }

    #[test]
    fn a_case_and_its_outcome_make_rows_of_outcomes_whatever_else_they_say() {
        let none = RowColumns::default();
        for heads in ["case,outcome,at", "Aktenzeichen;Ergebnis;Kanal;time", "at,case,outcome,url"]
        {
            assert_eq!(rows_below(heads, &none), Some(LogFormat::Outcomes), "{heads}");
        }
        assert_eq!(rows_below("case,at", &none), None);
        assert_eq!(rows_below("case,at,url", &none), Some(LogFormat::Csv));
        let named = columns(&[(RowRole::Outcome, "Status"), (RowRole::Time, "Datum")]);
        assert_eq!(rows_below("case,Status,Datum", &named), Some(LogFormat::Outcomes));
    }

    #[test]
    fn members_are_found_at_any_depth() {
        let rows = Rows::new(&RowColumns::default(), &TimeZone::UTC);
        let text = r#"{"event":"$pageview","timestamp":"2026-11-20T08:00:01Z","properties":{"$current_url":"https://x.gov/a"}}"#;
        assert_eq!(read(&rows.json(text).unwrap()).2, "/a");
        assert_eq!(heads(text), ["event", "properties.$current_url", "timestamp"]);
        let rows =
            Rows::new(&columns(&[(RowRole::Page, "p.q"), (RowRole::Time, "t")]), &TimeZone::UTC);
        assert_eq!(read(&rows.json(r#"{"t": 1795161601, "p": {"q": "/b"}}"#).unwrap()).2, "/b");
    }

    #[test]
    fn what_is_missing_is_said() {
        let mut rows = Rows::new(&RowColumns::default(), &TimeZone::UTC);
        rows.csv("time,path,status").unwrap();
        for (row, fault) in [
            ("yesterday,/a,200", Fault::Time),
            ("2026-11-20T08:00:01Z", Fault::Request),
            ("2026-11-20T08:00:01Z,/a,good", Fault::Status),
        ] {
            assert_eq!(rows.csv(row), Err(fault), "{row}");
        }
        for (row, fault) in [
            ("{", Fault::Json),
            ("[1]", Fault::Json),
            ("{}", Fault::Time),
            (r#"{"time": "2026-11-20T08:00:01Z", "path": {}}"#, Fault::Request),
        ] {
            assert_eq!(rows.json(row), Err(fault), "{row}");
        }
        assert_eq!(rows_below("time,name", &RowColumns::default()), None);
        assert!(looks_like_heads("time,name"));
        for row in ["time", "a,1", "A-17,decided,2026-11-20T08:00:01Z"] {
            assert!(!looks_like_heads(row), "{row}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(head: String, text: String) {
            let mut rows = Rows::new(&RowColumns::default(), &TimeZone::UTC);
            let _read = (rows.csv(&head), rows.csv(&text), rows.json(&text), heads(&text));
            let _outcome = rows.outcome(&text);
        }
    }
}
