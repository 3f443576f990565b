//! NCSA common and combined, with or without the host before it.

use std::borrow::Cow;

use lotse_domain::import::Fault;

use super::{
    line::{LogLine, address, stated},
    path::split_host,
    time,
    tokens::{Tokens, request, unescaped},
};

/// Reads `[host] address identity user [time] "request" status size ["referrer" "browser"] …`. What
/// follows is not read: many add columns of their own.
pub(crate) fn parse(text: &str, has_host: bool) -> Result<LogLine<'_>, Fault> {
    let (before, _) = text.split_once('[').ok_or(Fault::Time)?;
    let mut words = Tokens::new(before);
    let mut tokens = Tokens::new(text.get(before.len()..).unwrap_or_default());
    let host = if has_host { words.word() } else { None };
    let client = words.word().ok_or(Fault::Columns)?;
    let at = tokens.bracketed().and_then(time::common).ok_or(Fault::Time)?;
    let asked = tokens.quoted().ok_or(Fault::Request)?;
    let status = tokens.word().and_then(|word| word.parse().ok()).ok_or(Fault::Status)?;
    let mut line = LogLine::new(at, status);
    line.address = address(client);
    line.host = host.and_then(stated).map(Cow::Borrowed);
    if let Some((method, target)) = request(asked) {
        let (host, target) = split_host(target);
        line.method = Cow::Borrowed(method);
        line.target = unescaped(target);
        line.host = line.host.or(host.map(Cow::Borrowed));
    }
    let (_size, _referrer) = (tokens.word(), tokens.quoted());
    line.user_agent = tokens.quoted().and_then(stated).map(unescaped);
    Ok(line)
}
