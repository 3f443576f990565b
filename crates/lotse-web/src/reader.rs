//! Who reads a page, as far as its looks go: language and theme.
//!
//! Chosen by `?lang=` and `?theme=` on any address, which a cookie then keeps; else by what the
//! browser asks for. Works without script.

use axum::{
    extract::{FromRequestParts, Request},
    http::{
        HeaderMap, HeaderValue,
        header::{ACCEPT_LANGUAGE, CONTENT_TYPE, SET_COOKIE, VARY},
        request::Parts,
    },
    middleware::Next,
    response::Response,
};
use lotse_domain::language::LanguageTag;

use crate::{cookie, messages::Language, query::Query};

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the reader's system says.
    System,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text)
    }
}

/// In which language and theme a page is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reader {
    pub(crate) language: Language,
    pub(crate) theme: Theme,
}

const LANGUAGE: &str = "lang";
const THEME: &str = "theme";
/// The names of the two parameters; links to other languages and themes replace them.
pub(crate) const PARAMETERS: [&str; 2] = [LANGUAGE, THEME];

impl Reader {
    fn of(query: &Query, headers: &HeaderMap) -> Self {
        let language = |text: &str| Language::from_tag(&LanguageTag::new(text).ok()?);
        let accepted = || {
            let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
            Language::from_header(header)
        };
        Self {
            language: query
                .get(LANGUAGE)
                .and_then(language)
                .or_else(|| cookie::read(headers, "lotse-lang").and_then(language))
                .or_else(accepted)
                .unwrap_or(Language::English),
            theme: query
                .get(THEME)
                .and_then(Theme::from_text)
                .or_else(|| cookie::read(headers, "lotse-theme").and_then(Theme::from_text))
                .unwrap_or(Theme::System),
        }
    }
}

/// Finds out who reads, once for every request, and keeps a choice that was just made.
pub(crate) async fn learn(mut request: Request, next: Next) -> Response {
    let query = Query::of(request.uri());
    let reader = Reader::of(&query, request.headers());
    request.extensions_mut().insert(reader);
    let mut response = next.run(request).await;
    let kept = [
        (LANGUAGE, "lotse-lang", reader.language.tag()),
        (THEME, "lotse-theme", reader.theme.as_str()),
    ];
    for (parameter, name, value) in kept {
        // Only a valid choice is kept: an invalid one did not become the reader's.
        if query.get(parameter) == Some(value) {
            let line = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax");
            if let Ok(line) = HeaderValue::from_str(&line) {
                response.headers_mut().append(SET_COOKIE, line);
            }
        }
    }
    // Only pages depend on the reader; a file that said so could not be kept by anybody between.
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("text/html") || kind.contains("problem")) {
        response.headers_mut().append(VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    }
    response
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let reader = parts.extensions.get::<Self>().copied();
        Ok(reader.unwrap_or_else(|| Self::of(&Query::of(&parts.uri), &parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_wins_over_the_cookie_and_the_cookie_over_the_browser() {
        for (address, cookies, accepted, expected) in [
            ("/", "", "", "en system"),
            ("/", "", "fr, de;q=0.8, en;q=0.5", "de system"),
            ("/", "", "fr", "en system"),
            ("/", "lotse-lang=de; lotse-theme=dark", "en", "de dark"),
            ("/?lang=en&theme=light", "lotse-lang=de; lotse-theme=dark", "de", "en light"),
            ("/?lang=xx&theme=pink", "lotse-lang=de", "en", "de system"),
            ("/?lang=de-AT", "", "", "de system"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", cookies.parse().unwrap());
            headers.insert("accept-language", accepted.parse().unwrap());
            let reader = Reader::of(&Query::of(&address.parse().unwrap()), &headers);
            let found = format!("{} {}", reader.language.tag(), reader.theme.as_str());
            assert_eq!(found, expected, "{address} {cookies} {accepted}");
        }
    }
}
