//! Amazon's load balancers and S3.

use std::borrow::Cow;

use lotse_domain::import::Fault;

use super::{
    line::{LogLine, address, stated},
    path::split_host,
    time,
    tokens::{Tokens, request, unescaped},
};

/// Words between the client's address and the two statuses: target and three durations.
const BEFORE_STATUS: usize = 4;

/// Reads `[type] time balancer client:port target:port … status target-status received sent "request"
/// "browser" …`. An application load balancer writes the type first.
pub(crate) fn balancer(text: &str, has_type: bool) -> Result<LogLine<'_>, Fault> {
    let mut tokens = Tokens::new(text);
    if has_type {
        tokens.word().ok_or(Fault::Columns)?;
    }
    let at = tokens.word().and_then(time::any).ok_or(Fault::Time)?;
    let _balancer = tokens.word().ok_or(Fault::Columns)?;
    let client = tokens.word().ok_or(Fault::Columns)?;
    for _ in 0..BEFORE_STATUS {
        tokens.word().ok_or(Fault::Columns)?;
    }
    let status = tokens.word().ok_or(Fault::Status)?;
    // Lines about connections without a request have a dash here.
    let status = match stated(status) {
        Some(status) => status.parse().map_err(|_| Fault::Status)?,
        None => 0,
    };
    let (_of_target, _received, _sent) = (tokens.word(), tokens.word(), tokens.word());
    let mut line = LogLine::new(at, status);
    line.address = address(client);
    ask(&mut line, tokens.quoted().ok_or(Fault::Request)?);
    line.user_agent = tokens.quoted().and_then(stated).map(unescaped);
    Ok(line)
}

/// Reads `owner bucket [time] address requester id operation key "request" status error …
/// "referrer" "browser" …`. A bucket that serves pages is named like their host.
pub(crate) fn s3(text: &str) -> Result<LogLine<'_>, Fault> {
    let mut tokens = Tokens::new(text);
    let _owner = tokens.word().ok_or(Fault::Columns)?;
    let bucket = tokens.word().ok_or(Fault::Columns)?;
    let at = tokens.bracketed().and_then(time::common).ok_or(Fault::Time)?;
    let client = tokens.word().ok_or(Fault::Columns)?;
    let _who_what = (tokens.word(), tokens.word(), tokens.word(), tokens.word());
    let asked = tokens.field().ok_or(Fault::Request)?;
    let status = tokens.word().and_then(|word| word.parse().ok()).ok_or(Fault::Status)?;
    let mut line = LogLine::new(at, status);
    line.address = address(client);
    line.host = Some(Cow::Borrowed(bucket));
    ask(&mut line, asked);
    for _ in 0..5 {
        tokens.word();
    }
    let _referrer = tokens.field();
    line.user_agent = tokens.quoted().and_then(stated).map(unescaped);
    Ok(line)
}

fn ask<'a>(line: &mut LogLine<'a>, asked: &'a str) {
    if let Some((method, target)) = request(asked) {
        let (host, target) = split_host(target);
        line.method = Cow::Borrowed(method);
        line.target = unescaped(target);
        if let Some(host) = host {
            line.host = Some(Cow::Borrowed(host));
        }
    }
}
