//! Names of responses and answers that say nothing without the installation secret: keyed hashes (HMAC-SHA-256), the first 16
//! bytes of each. No two kinds share a key, so one cannot be found by the other.

use hmac::{Hmac, KeyInit as _, Mac as _};
use lotse_domain::{ids::ServiceId, survey::code::QuestionCode};
use sha2::Sha256;
use uuid::Uuid;

use crate::{store::Control, surveys::SurveyId};

/// A keyed hash.
pub(super) type Name = Vec<u8>;

const BYTES: usize = 16;

fn name(control: &Control, purpose: &str, service: ServiceId, parts: &[&[u8]]) -> Name {
    let key = control.derive(purpose, service);
    // A key shorter than a block stands for itself with zeros after it (RFC 2104, 2).
    let mut block = [0; 64];
    let (of_key, _) = block.split_at_mut(key.bytes().len());
    of_key.copy_from_slice(key.bytes());
    let mut hash = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into_bytes().iter().copied().take(BYTES).collect()
}

/// What tells whether a response was taken.
pub(super) fn of_response(control: &Control, service: ServiceId, response: Uuid) -> Name {
    name(control, "taken response", service, &[response.as_bytes()])
}

/// What tells whether a comment is a response's answer to a question. All parts but the last have one length.
pub(super) fn of_answer(
    control: &Control,
    service: ServiceId,
    response: Uuid,
    (survey, question): (SurveyId, &QuestionCode),
) -> Name {
    let survey = survey.number().to_be_bytes();
    let parts = [response.as_bytes().as_slice(), &survey, question.as_str().as_bytes()];
    name(control, "answer", service, &parts)
}
