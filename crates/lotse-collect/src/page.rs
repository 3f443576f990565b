//! The page that an event happened on: checked, then made private.

use lotse_domain::{
    authority::authority_of,
    event::{Campaign, Page},
    ids::AuthorityCode,
    language::LanguageTag,
    property::{ShortText, limits},
    service::{CollectionProfile, Service},
};

use crate::{
    address,
    protocol::{RawPage, Stated},
    redact::{Redactions, redact},
    reject::Reason,
    validate::{is_empty, is_longer},
};

/// A page and the campaign that its address names.
#[derive(Clone)]
pub(crate) struct PrivatePage {
    pub(crate) page: Page,
    pub(crate) campaign: Campaign,
    /// The authority that it belongs to, by its address.
    pub(crate) authority: Option<AuthorityCode>,
}

/// Checks a page and makes it private. Under `headers` it has neither referrer nor campaign.
///
/// # Errors
/// The first reason, in the order of the specification.
pub(crate) fn read(
    raw: &RawPage,
    service: &Service,
    profile: CollectionProfile,
    found: &mut Redactions,
) -> Result<PrivatePage, Reason> {
    let url = match &raw.url {
        Stated::Is(url) if is_longer(url, limits::ADDRESS_CHARS) => {
            return Err(Reason::AddressTooLong);
        }
        Stated::Is(url) => url,
        Stated::Missing | Stated::Malformed => return Err(Reason::AddressInvalid),
    };
    let address = address::read(url, service, found).ok_or(Reason::AddressInvalid)?;
    let state = match raw.state.as_deref() {
        Some(state) if is_longer(state, limits::STATE_CHARS) => return Err(Reason::StateTooLong),
        Some(state) => ShortText::cut(&redact(state, found), limits::STATE_CHARS),
        None => None,
    };
    let language = match raw.language.as_deref() {
        Some(tag) if !is_empty(tag) => {
            Some(LanguageTag::new(tag).map_err(|_| Reason::LanguageInvalid)?)
        }
        _ => None,
    };
    let wide = profile.captures_interaction();
    let referrer_domain = raw
        .referrer
        .as_deref()
        .filter(|_| wide)
        .and_then(|referrer| address::referrer_domain(referrer, service, found));
    Ok(PrivatePage {
        page: Page { path: address.path, state, language, referrer_domain },
        campaign: if wide { address.campaign } else { Campaign::default() },
        authority: authority_of(&service.authorities, url).cloned(),
    })
}
