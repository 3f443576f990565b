//! Files that lie in the program: style sheet, script, client, icon.
//!
//! Each has an address that holds a hash of its content and may be kept for a year; a page always
//! names the address of the content that this program has.

use std::sync::LazyLock;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256, Sha384};

use crate::{error::Failure, path::PathPart};

/// One file and what is computed from it once.
pub(crate) struct Asset {
    bytes: &'static [u8],
    content_type: &'static str,
    /// Other sites load it into their pages.
    is_for_others: bool,
    /// Name with hash, such as `style-1a2b3c4d5e6f.css`.
    file: String,
    /// For `integrity` attributes.
    integrity: String,
}

impl Asset {
    fn new(name: &str, content_type: &'static str, bytes: &'static [u8]) -> Self {
        let hash = Sha256::digest(bytes);
        let short = hash.iter().take(6).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let (stem, extension) = name.split_once('.').unwrap_or((name, "bin"));
        Self {
            bytes,
            content_type,
            is_for_others: name.starts_with("lotse"),
            file: format!("{stem}-{short:012x}.{extension}"),
            integrity: format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes))),
        }
    }

    /// Its address, good for ever.
    pub(crate) fn address(&self) -> String {
        format!("/assets/{}", self.file)
    }

    /// Its content, where that is text.
    pub(crate) fn text(&self) -> &'static str {
        std::str::from_utf8(self.bytes).unwrap_or_default()
    }

    /// For the `integrity` attribute of a script element.
    pub(crate) fn integrity(&self) -> &str {
        &self.integrity
    }

    fn answer(&self, headers: &HeaderMap, keep: &'static str) -> Response {
        let tag = format!("W/\"{}\"", self.file);
        let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let is_known = known.is_some_and(|known| known.split(',').any(|k| k.trim() == tag));
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(self.bytes).into_response()
        };
        let answer = response.headers_mut();
        answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            answer.insert(header::ETAG, tag);
        }
        if self.is_for_others {
            // Without these a page with `integrity` or a strict embedder policy could not load it.
            answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            answer.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
        }
        response
    }
}

/// For addresses with a hash: what lies there never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For addresses without: an hour, then asked again.
const AN_HOUR: &str = "public, max-age=3600";

pub(crate) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("style.css", "text/css; charset=utf-8", include_bytes!("ui/style.css"))
});
pub(crate) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("app.js", "text/javascript; charset=utf-8", include_bytes!("ui/app.js"))
});
/// The client that pages of services load.
pub(crate) static CLIENT: LazyLock<Asset> = LazyLock::new(|| {
    let bytes = include_bytes!("../../../sdk/dist/lotse.js");
    Asset::new("lotse.js", "text/javascript; charset=utf-8", bytes)
});
/// The parts that the client loads after the page, by the addresses that its build wrote into it.
static CLIENT_PARTS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    let part = |name, bytes| Asset::new(name, "text/javascript; charset=utf-8", bytes);
    [
        part("lotse-rules.js", include_bytes!("../../../sdk/dist/lotse-rules.js")),
        part("lotse-capture.js", include_bytes!("../../../sdk/dist/lotse-capture.js")),
        part("lotse-vitals.js", include_bytes!("../../../sdk/dist/lotse-vitals.js")),
    ]
});
pub(crate) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon.svg", "image/svg+xml", include_bytes!("ui/icon.svg")));

/// `GET /assets/{file}`
pub(crate) async fn show(
    PathPart(file): PathPart,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let assets = [&*STYLE, &*SCRIPT, &*ICON, &*CLIENT];
    let asset = assets
        .into_iter()
        .chain(&*CLIENT_PARTS)
        .find(|asset| asset.file == file)
        .ok_or(Failure::NoSuchPage)?;
    Ok(asset.answer(&headers, FOR_EVER))
}

/// `GET /lotse.js`: the client of this version, for pages that do not pin one.
pub(crate) async fn client(headers: HeaderMap) -> Response {
    CLIENT.answer(&headers, AN_HOUR)
}

/// `GET /favicon.ico`, which browsers ask for unasked.
pub(crate) async fn favicon(headers: HeaderMap) -> Response {
    ICON.answer(&headers, AN_HOUR)
}

/// `GET /robots.txt`: figures for staff are no matter for search engines.
pub(crate) async fn robots() -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "User-agent: *\nDisallow: /\n")
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_is_the_one_that_was_built_and_measured() {
        let built: serde_json::Value =
            serde_json::from_str(include_str!("../../../sdk/dist/integrity.json")).unwrap();
        assert_eq!(built["lotse.js"], CLIENT.integrity());
    }

    #[test]
    fn the_client_asks_for_the_parts_that_are_served() {
        let [rules, capture, vitals] = &*CLIENT_PARTS;
        let names = |asset: &Asset, part: &Asset| {
            let name = part.file.trim_start_matches("lotse-").trim_end_matches(".js");
            asset.text().contains(name)
        };
        assert!(names(&CLIENT, rules) && names(&CLIENT, capture) && names(capture, vitals));
        assert!(CLIENT_PARTS.iter().all(|part| part.is_for_others));
    }

    #[test]
    fn a_file_is_asked_for_again_only_when_it_changed() {
        let mut headers = HeaderMap::new();
        let first = STYLE.answer(&headers, FOR_EVER);
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()[header::ETAG].clone();
        headers.insert(header::IF_NONE_MATCH, tag);
        assert_eq!(STYLE.answer(&headers, FOR_EVER).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(SCRIPT.answer(&headers, FOR_EVER).status(), StatusCode::OK);
    }

    #[test]
    fn only_the_client_is_for_pages_of_others() {
        for (asset, expected) in [(&*CLIENT, true), (&*STYLE, false), (&*SCRIPT, false)] {
            let answer = asset.answer(&HeaderMap::new(), FOR_EVER);
            let allowed = answer.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
            assert_eq!(allowed, expected, "{}", asset.file);
        }
    }
}
