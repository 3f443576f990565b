//! Logs with a JSON object in each line.

use std::borrow::Cow;

use lotse_domain::import::Fault;
use serde::Deserialize;

use super::{
    line::{LogLine, address, stated},
    path::split_host,
    time,
    tokens::request,
};

/// A text, or a number that some write as one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stated {
    Text(String),
    Number(serde_json::Number),
}

impl Stated {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
        }
    }
}

/// The names that configurations of nginx use: those of its variables, and shorter ones.
#[derive(Deserialize)]
struct Nginx {
    #[serde(
        alias = "time_iso8601",
        alias = "time_local",
        alias = "date",
        alias = "timestamp",
        alias = "@timestamp",
        alias = "msec"
    )]
    time: Option<Stated>,
    #[serde(alias = "ip", alias = "client_ip", alias = "client", alias = "remote_ip")]
    remote_addr: Option<String>,
    #[serde(alias = "http_host", alias = "server_name", alias = "vhost")]
    host: Option<String>,
    #[serde(alias = "method")]
    request_method: Option<String>,
    request: Option<String>,
    #[serde(alias = "path", alias = "uri", alias = "url")]
    request_uri: Option<String>,
    status: Option<Stated>,
    #[serde(alias = "user_agent", alias = "agent")]
    http_user_agent: Option<String>,
    #[serde(alias = "accept_language")]
    http_accept_language: Option<String>,
}

/// Reads a line of nginx. One without a method is taken for a GET: some write only what they serve.
pub(crate) fn nginx(text: &str) -> Result<LogLine<'static>, Fault> {
    let said: Nginx = serde_json::from_str(text).map_err(|_| Fault::Json)?;
    let at = said.time.and_then(|time| time::any(&time.text())).ok_or(Fault::Time)?;
    let status = said.status.and_then(|status| status.text().parse().ok()).ok_or(Fault::Status)?;
    let mut line = LogLine::new(at, status);
    let asked = said.request.as_deref().and_then(request);
    let (host, target) = match (&said.request_uri, asked) {
        (Some(uri), _) => split_host(uri),
        (None, Some((_, target))) => split_host(target),
        (None, None) => return Err(Fault::Request),
    };
    line.target = Cow::Owned(target.to_owned());
    line.host = owned(said.host.as_deref().or(host));
    line.method = match (said.request_method, asked) {
        (Some(method), _) => Cow::Owned(method),
        (None, Some((method, _))) => Cow::Owned(method.to_owned()),
        (None, None) => Cow::Borrowed(if said.request.is_some() { "" } else { "GET" }),
    };
    line.address = said.remote_addr.as_deref().and_then(address);
    line.user_agent = owned(said.http_user_agent.as_deref());
    line.accept_language = owned(said.http_accept_language.as_deref());
    Ok(line)
}

fn owned(text: Option<&str>) -> Option<Cow<'static, str>> {
    text.and_then(stated).map(|text| Cow::Owned(text.to_owned()))
}

#[derive(Deserialize)]
struct Caddy {
    ts: Option<Stated>,
    status: Option<u16>,
    request: CaddyRequest,
}

#[derive(Deserialize)]
struct CaddyRequest {
    /// The client behind trusted proxies; older versions have only the others.
    client_ip: Option<String>,
    #[serde(alias = "remote_addr")]
    remote_ip: Option<String>,
    method: Option<String>,
    host: Option<String>,
    uri: Option<String>,
    #[serde(default)]
    headers: CaddyHeaders,
}

#[derive(Default, Deserialize)]
struct CaddyHeaders {
    #[serde(rename = "User-Agent", default)]
    user_agent: Vec<String>,
    #[serde(rename = "Accept-Language", default)]
    accept_language: Vec<String>,
    #[serde(rename = "Sec-Gpc", default)]
    sec_gpc: Vec<String>,
    #[serde(rename = "Dnt", default)]
    dnt: Vec<String>,
}

/// Reads a line of Caddy.
pub(crate) fn caddy(text: &str) -> Result<LogLine<'static>, Fault> {
    let said: Caddy = serde_json::from_str(text).map_err(|_| Fault::Json)?;
    let at = said.ts.and_then(|time| time::any(&time.text())).ok_or(Fault::Time)?;
    let mut line = LogLine::new(at, said.status.ok_or(Fault::Status)?);
    let CaddyRequest { client_ip, remote_ip, method, host, uri, headers } = said.request;
    line.method = Cow::Owned(method.ok_or(Fault::Request)?);
    line.target = Cow::Owned(uri.ok_or(Fault::Request)?);
    line.host = owned(host.as_deref());
    line.address = client_ip.or(remote_ip).as_deref().and_then(address);
    line.user_agent = owned(headers.user_agent.first().map(String::as_str));
    line.accept_language = owned(headers.accept_language.first().map(String::as_str));
    let is_set = |values: &[String]| values.first().is_some_and(|value| value == "1");
    line.signal = is_set(&headers.sec_gpc) || is_set(&headers.dnt);
    Ok(line)
}
