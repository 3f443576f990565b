//! What the address of an extract asks for.

use std::{str::FromStr, sync::Arc};

use lotse_domain::{
    extract::ExtractFormat,
    query::{
        Breakdown,
        interval::{Every, Interval},
    },
    service::Service,
};
use lotse_report::{
    extract::{ExtractError, ExtractParts, ExtractRequest, MOST_STRETCHES},
    measure::Measure,
};

use crate::{error::Failure, messages::Text, pages::overview::choice::Choices, query::Query};

/// What is asked for besides when.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ExtractChoices {
    /// `None` where the length of the period decides.
    pub(crate) every: Option<Every>,
    /// Rows besides the whole service.
    pub(crate) by: Vec<Breakdown>,
    /// None for everything that is counted.
    pub(crate) measures: Vec<Measure>,
}

/// A parameter that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WrongExtract {
    /// It is none of the values that there are.
    Unknown(&'static str),
    /// Together they make no extract.
    Extract(ExtractError),
}

impl WrongExtract {
    /// Which one.
    pub(crate) fn parameter(&self) -> &'static str {
        match self {
            Self::Unknown(parameter) => parameter,
            Self::Extract(ExtractError::TooManyStretches { .. }) => "every",
            Self::Extract(ExtractError::NoRowsBy { .. }) => "by",
            Self::Extract(ExtractError::NotCounted { .. } | ExtractError::NothingBy { .. }) => {
                "measure"
            }
        }
    }

    /// What is wrong, in words.
    pub(crate) fn words(&self, text: Text) -> String {
        match self {
            Self::Unknown(_)
            | Self::Extract(ExtractError::NoRowsBy { .. } | ExtractError::NotCounted { .. }) => {
                text.say("extract-unknown")
            }
            Self::Extract(ExtractError::TooManyStretches { found }) => {
                let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
                let values =
                    [("found", number(*found).into()), ("most", number(MOST_STRETCHES).into())];
                text.fill("extract-too-many", &values)
            }
            Self::Extract(ExtractError::NothingBy { by, counted }) => {
                let counted: Vec<String> =
                    counted.iter().map(|measure| text.word("measure", measure.as_str())).collect();
                let values = [
                    ("by", text.word("breakdown", by.as_str()).into()),
                    ("measures", counted.join(", ").into()),
                ];
                text.fill("extract-nothing-by", &values)
            }
        }
    }
}

impl From<WrongExtract> for Failure {
    fn from(wrong: WrongExtract) -> Self {
        Self::Parameter { name: wrong.parameter() }
    }
}

impl ExtractChoices {
    /// Reads an address. What may be several comes by commas, or as often as there are several.
    pub(crate) fn read(query: &Query) -> Result<Self, WrongExtract> {
        let every = match query.get("every").map(str::trim).filter(|text| !text.is_empty()) {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| WrongExtract::Unknown("every"))?),
        };
        Ok(Self { every, by: several(query, "by")?, measures: several(query, "measure")? })
    }

    /// The extract of a service over a period.
    pub(crate) fn request(
        &self,
        service: &Arc<Service>,
        choices: &Choices,
    ) -> Result<ExtractRequest, WrongExtract> {
        let parts = ExtractParts {
            service: Arc::clone(service),
            period: choices.period.clone(),
            every: self.every.unwrap_or_else(|| Interval::usual(&choices.period).into()),
            by: self.by.clone(),
            measures: self.measures.clone(),
            automatic: choices.automatic,
        };
        ExtractRequest::new(parts).map_err(WrongExtract::Extract)
    }

    /// Whether a measure is chosen.
    pub(crate) fn counts(&self, measure: Measure) -> bool {
        self.measures.is_empty() || self.measures.contains(&measure)
    }
}

fn several<T: FromStr>(query: &Query, name: &'static str) -> Result<Vec<T>, WrongExtract> {
    let values = query.all(name).into_iter();
    let words = values.flat_map(|value| value.split(',')).map(str::trim);
    let words = words.filter(|word| !word.is_empty());
    words.map(|word| word.parse().map_err(|_| WrongExtract::Unknown(name))).collect()
}

/// The format that an address or the header `Accept` asks for; JSON lines where neither does.
pub(crate) fn format(query: &Query, accept: Option<&str>) -> Result<ExtractFormat, WrongExtract> {
    if let Some(text) = query.get("format").map(str::trim).filter(|text| !text.is_empty()) {
        return text.parse().map_err(|_| WrongExtract::Unknown("format"));
    }
    let mut types = accept.unwrap_or_default().split(',');
    let known = types.find_map(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        ExtractFormat::ALL.iter().copied().find(|format| format.media_type() == kind)
    });
    Ok(known.unwrap_or(ExtractFormat::JsonLines))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<ExtractChoices, WrongExtract> {
        ExtractChoices::read(&Query::parse(query))
    }

    #[test]
    fn what_may_be_several_comes_by_commas_or_often() {
        assert_eq!(read("every=&by=,+&measure=").unwrap(), ExtractChoices::default());
        let choices = read("every=week&by=page,browser&by=referrer&measure=visits").unwrap();
        assert_eq!(choices.every, Some(Every::Week));
        assert_eq!(choices.by, [Breakdown::Page, Breakdown::Browser, Breakdown::Referrer]);
        assert!(choices.counts(Measure::Visits) && !choices.counts(Measure::PageViews));
        assert!(read("").unwrap().counts(Measure::PageViews));
        for (query, parameter) in
            [("every=year", "every"), ("by=page,region", "by"), ("measure=clicks", "measure")]
        {
            assert_eq!(read(query).unwrap_err(), WrongExtract::Unknown(parameter), "{query}");
        }
    }

    #[test]
    fn the_address_names_the_format_or_the_header_does() {
        let format = |query: &str, accept| format(&Query::parse(query), accept);
        for (query, accept, expected) in [
            ("", None, ExtractFormat::JsonLines),
            ("", Some("*/*"), ExtractFormat::JsonLines),
            ("", Some("text/html, text/csv;q=0.5"), ExtractFormat::Csv),
            ("", Some("application/vnd.apache.parquet"), ExtractFormat::Parquet),
            ("format=csv", Some("application/jsonl"), ExtractFormat::Csv),
        ] {
            assert_eq!(format(query, accept), Ok(expected), "{query} {accept:?}");
        }
        assert_eq!(format("format=xlsx", None), Err(WrongExtract::Unknown("format")));
    }
}
