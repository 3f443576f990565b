//! Which lines are page views of a service, or outcomes of its cases.

use jiff::Timestamp;
use lotse_domain::{import::LeftOut, service::Service};

use super::{
    gather::Wanted,
    line::LogLine,
    parse::Said,
    path::{bare_host, is_asset, split_host},
};

/// The hosts whose lines are a service's own.
#[derive(Clone, Debug)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// Those of the service's origins.
    pub fn of(service: &Service) -> Self {
        let host = |origin: &str| split_host(origin).0.map(|host| bare_host(host).to_owned());
        Self(service.origins.iter().filter_map(|origin| host(origin.as_str())).collect())
    }

    /// Those that somebody names.
    pub fn named(hosts: &[String]) -> Self {
        let host = |host: &String| bare_host(split_host(host).0.unwrap_or(host)).to_owned();
        Self(hosts.iter().map(host).collect())
    }

    /// The host that lines without one are taken for.
    pub(crate) fn first(&self) -> &str {
        self.0.first().map_or("localhost", String::as_str)
    }

    fn holds(&self, host: &str) -> bool {
        let host = bare_host(host);
        self.0.iter().any(|known| known.eq_ignore_ascii_case(host))
    }
}

/// Whether a line is a page view, or an outcome, that is kept.
///
/// # Errors
/// The first reason why not.
pub(crate) fn judge(said: &Said<'_>, wanted: &Wanted, now: Timestamp) -> Result<(), LeftOut> {
    if let Said::Request(line) = said {
        is_page_view(line, wanted)?;
    }
    if said.at() < wanted.oldest {
        return Err(LeftOut::Expired);
    }
    // Moved to now, it would be another event each time it is read.
    if said.at() > now {
        return Err(LeftOut::Future);
    }
    Ok(())
}

fn is_page_view(line: &LogLine<'_>, wanted: &Wanted) -> Result<(), LeftOut> {
    if line.host.as_deref().is_some_and(|host| !wanted.hosts.holds(host)) {
        return Err(LeftOut::OtherHost);
    }
    if line.method != "GET" {
        return Err(LeftOut::NotGet);
    }
    if !matches!(line.status, 200..=299 | 304) {
        return Err(LeftOut::Status);
    }
    if is_asset(&line.target) {
        return Err(LeftOut::Asset);
    }
    Ok(())
}
