//! Patterns of pages: `/apply/*/income`, `/help/**`, `/search?type=form`, `/app#/user/*`.

use std::fmt;

use thiserror::Error;

/// A pattern of pages, as a page is called in the lake: path, allowed parameters and route. Exactly what
/// it means stands in `docs/spec/rule.md`, section 4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    /// As it was written; also what [`fmt::Display`] shows.
    text: String,
    path: Part,
    route: Option<Part>,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PatternError {
    /// It does not begin as a path does.
    #[error("a pattern of pages begins with /")]
    NoPath,
    /// A route that none can be.
    #[error("after # a route begins with / or !")]
    NoRoute,
    /// A star beside other signs.
    #[error("* stands for one whole segment or value, and ** for the rest of a path, at its end")]
    Star,
    /// A parameter that none can be.
    #[error("a parameter is written as name=value, or name=* for any value")]
    Parameter,
}

/// A path with what is said of its query.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    segments: Vec<Sign>,
    /// Further segments may follow.
    rest: bool,
    /// Parameters that must be there.
    parameters: Vec<(String, Sign)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Sign {
    Is(String),
    Any,
}

impl Sign {
    fn read(text: &str) -> Result<Self, PatternError> {
        match text {
            "*" => Ok(Self::Any),
            text if text.contains('*') => Err(PatternError::Star),
            text => Ok(Self::Is(text.to_owned())),
        }
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Is(own) => own == text,
            Self::Any => !text.is_empty(),
        }
    }
}

impl Part {
    fn read(text: &str) -> Result<Self, PatternError> {
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (text, None),
        };
        let (path, rest) = match path.strip_suffix("/**") {
            Some(path) => (path, true),
            None => (path, false),
        };
        let segments = path.split('/').map(Sign::read).collect::<Result<_, _>>()?;
        let parameter = |text: &str| match text.split_once('=') {
            Some((name, value)) if !name.is_empty() && !name.contains('*') => {
                Ok((name.to_owned(), Sign::read(value)?))
            }
            _ => Err(PatternError::Parameter),
        };
        let parameters = query
            .into_iter()
            .flat_map(|query| query.split('&'))
            .map(parameter)
            .collect::<Result<_, _>>()?;
        Ok(Self { segments, rest, parameters })
    }

    fn holds(&self, text: &str) -> bool {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let mut given = path.split('/');
        let all = self.segments.iter().all(|sign| given.next().is_some_and(|g| sign.holds(g)));
        if !all || !(self.rest || given.next().is_none()) {
            return false;
        }
        self.parameters.iter().all(|(name, value)| {
            let mut given = query.split('&').filter_map(|pair| pair.split_once('='));
            given.any(|(key, text)| key == name && value.holds(text))
        })
    }
}

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When it begins with no path, a star stands beside other signs, or a parameter has no name.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        let (path, route) = match text.split_once('#') {
            Some((path, route)) => (path, Some(route)),
            None => (text, None),
        };
        if !path.starts_with('/') {
            return Err(PatternError::NoPath);
        }
        let route = match route {
            Some(route) if route.starts_with(['/', '!']) => Some(Part::read(route)?),
            Some(_) => return Err(PatternError::NoRoute),
            None => None,
        };
        Ok(Self { text: text.to_owned(), path: Part::read(path)?, route })
    }

    /// Whether a page is meant, as it is called in the lake.
    #[must_use]
    pub fn holds(&self, page: &str) -> bool {
        let (path, route) = match page.split_once('#') {
            Some((path, route)) => (path, Some(route)),
            None => (page, None),
        };
        let route_holds = match (&self.route, route) {
            (Some(own), Some(route)) => own.holds(route),
            (Some(_), None) => false,
            // The rest of a path takes its routes too.
            (None, Some(_)) => self.path.rest,
            (None, None) => true,
        };
        route_holds && self.path.holds(path)
    }
}

impl AsRef<str> for PathPattern {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pattern_says_why() {
        for (text, expected) in [
            ("", PatternError::NoPath),
            ("apply", PatternError::NoPath),
            ("#/a", PatternError::NoPath),
            ("/a#b", PatternError::NoRoute),
            ("/a#", PatternError::NoRoute),
            ("/form-*", PatternError::Star),
            ("/**/a", PatternError::Star),
            ("/a**", PatternError::Star),
            ("/a?b=c*", PatternError::Star),
            ("/a?", PatternError::Parameter),
            ("/a?b", PatternError::Parameter),
            ("/a?=b", PatternError::Parameter),
            ("/a?*=b", PatternError::Parameter),
        ] {
            assert_eq!(PathPattern::new(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn a_pattern_is_shown_as_it_was_written() {
        for text in ["/", "/**", "/über/*", "/a?b=*&c=d#/e/**"] {
            assert_eq!(PathPattern::new(text).unwrap().to_string(), text);
        }
    }
}
