//! Which format a file has, by its first lines.

use lotse_domain::import::LogFormat;

use super::{
    line::address,
    parse::LogParser,
    time,
    tokens::{Tokens, request},
};

/// The format that most of these lines have; `None` if no line has a known one.
pub fn detect<'a>(lines: impl Iterator<Item = &'a str>) -> Option<LogFormat> {
    let mut votes: Vec<(LogFormat, usize)> = Vec::new();
    for line in lines {
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
    votes.into_iter().rev().max_by_key(|(_, lines)| *lines).map(|(format, _)| format)
}

/// W3C logs say themselves what they hold.
fn named_columns(line: &str) -> Option<LogFormat> {
    let names = line.strip_prefix("#Fields:")?;
    Some(if names.contains("x-edge-") { LogFormat::CloudFront } else { LogFormat::Iis })
}

fn reads(format: LogFormat, line: &str) -> bool {
    matches!(LogParser::new(format).parse(line), Ok(Some(_)))
}

/// The format whose shape a line has at a glance.
fn guess(line: &str) -> Option<LogFormat> {
    let line = line.trim();
    if line.starts_with('{') {
        let caddy = reads(LogFormat::CaddyJson, line);
        return Some(if caddy { LogFormat::CaddyJson } else { LogFormat::NginxJson });
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
