//! Which format a file has, by its first lines.

use jiff::tz::TimeZone;
use lotse_domain::import::{LogFormat, RowColumns};

use super::{
    line::address,
    parse::LogParser,
    rows, time,
    tokens::{Tokens, request},
};

/// Heads that are offered to choose from.
const MOST_HEADS: usize = 200;

/// The format that most of these lines have; `None` if no line has a known one. `named` says which columns of
/// rows say what; without it, rows are recognised by the names of their columns.
pub fn detect<'a>(
    lines: impl Iterator<Item = &'a str> + Clone,
    named: &RowColumns,
) -> Option<LogFormat> {
    let first = lines.clone().find(|line| !line.trim().is_empty())?;
    if !first.trim_start().starts_with('{')
        && let Some(format) = rows::rows_below(first, named)
    {
        return Some(format);
    }
    let mut votes: Vec<(LogFormat, usize)> = Vec::new();
    for line in lines.clone() {
        if let Some(format) = named_columns(line) {
            return Some(format);
        }
        let Some(format) = guess(line).filter(|format| reads(*format, line)) else { continue };
        match votes.iter_mut().find(|(known, _)| *known == format) {
            Some((_, lines)) => *lines += 1,
            None => votes.push((format, 1)),
        }
    }
    // Of several with as many lines, the first.
    let most = votes.into_iter().rev().max_by_key(|(_, lines)| *lines);
    most.map(|(format, _)| format).or_else(|| rows_of(lines))
}

/// Rows whose columns nobody named yet and whose names say nothing: which they are must be said.
fn rows_of<'a>(mut lines: impl Iterator<Item = &'a str>) -> Option<LogFormat> {
    let first = lines.find(|line| !line.trim().is_empty())?;
    let is_object = |text: &str| serde_json::from_str::<serde_json::Map<_, _>>(text).is_ok();
    if first.trim_start().starts_with('{') {
        return is_object(first).then_some(LogFormat::JsonLines);
    }
    rows::looks_like_heads(first).then_some(LogFormat::Csv)
}

/// The names of the columns of rows, by their first lines.
pub(crate) fn heads_of<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut heads: Vec<String> = Vec::new();
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let is_object = line.trim_start().starts_with('{');
        let found = rows::heads(line);
        heads.extend(found.into_iter().filter(|head| !head.is_empty()));
        if !is_object {
            break;
        }
    }
    heads.sort_unstable();
    heads.dedup();
    heads.truncate(MOST_HEADS);
    heads
}

/// W3C logs say themselves what they hold.
fn named_columns(line: &str) -> Option<LogFormat> {
    let names = line.strip_prefix("#Fields:")?;
    Some(if names.contains("x-edge-") { LogFormat::CloudFront } else { LogFormat::Iis })
}

fn reads(format: LogFormat, line: &str) -> bool {
    let mut parser = LogParser::new(format, &RowColumns::default(), &TimeZone::UTC);
    matches!(parser.parse(line), Ok(Some(_)))
}

/// The format whose shape a line has at a glance.
fn guess(line: &str) -> Option<LogFormat> {
    let line = line.trim();
    if line.starts_with('{') {
        let all = [LogFormat::CaddyJson, LogFormat::NginxJson, LogFormat::JsonLines];
        return all.into_iter().find(|format| reads(*format, line));
    }
    let mut words = Tokens::new(line);
    let (first, second, third) = (words.word()?, words.word()?, words.word()?);
    if time::any(first).is_some() && first.contains('T') {
        return Some(LogFormat::Elb);
    }
    if time::any(second).is_some() && second.contains('T') {
        return Some(LogFormat::Alb);
    }
    if third.starts_with('[') {
        return Some(LogFormat::S3);
    }
    let (before, _) = line.split_once('[')?;
    let has_host = address(second).is_some() || before.split_whitespace().count() == 4;
    let has_host = has_host && !(address(first).is_some() && address(second).is_none());
    Some(match (has_host, has_browser(line)) {
        (false, false) => LogFormat::Common,
        (false, true) => LogFormat::Combined,
        (true, false) => LogFormat::CommonVhost,
        (true, true) => LogFormat::CombinedVhost,
    })
}

/// Whether a quoted text follows status and size.
fn has_browser(line: &str) -> bool {
    let Some((_, rest)) = line.split_once('[') else { return false };
    let Some((_, rest)) = rest.split_once(']') else { return false };
    let mut tokens = Tokens::new(rest);
    let asked = tokens.quoted();
    let (_status, _size) = (tokens.word(), tokens.word());
    asked.is_some_and(|asked| request(asked).is_some() || !asked.is_empty())
        && tokens.rest().trim_start().starts_with('"')
}
