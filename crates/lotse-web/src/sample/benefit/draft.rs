//! An application in the making. It lives in memory, expires, and is never written down.

use jiff::civil::Date;
use lotse_collect::ReferenceKind;
use lotse_domain::clock::Entropy;

use super::{eligibility, step::Step};
use crate::sample::form::{Answers, answer, check};

/// The most documents that one application may name.
pub(super) const MOST_DOCUMENTS: usize = 10;

/// A document that was added: its kind and the name of its file. The file itself is never sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Document {
    /// One of [`super::step::DOCUMENTS`].
    pub(super) kind: String,
    /// The name of the file, as the browser sent it; may be empty.
    pub(super) file: String,
}

/// Everything that is known of one application.
#[derive(Default)]
pub(super) struct Draft {
    /// What was entered, by input.
    pub(super) answers: Answers,
    /// The documents that were added.
    pub(super) documents: Vec<Document>,
    /// Steps that were sent to be checked. Only these show errors.
    attempted: Vec<Step>,
    /// Key of what is wrong with the documents, shown on the evidence step.
    pub(super) document_problem: Option<&'static str>,
    /// The kind of document that the next page confirms as added.
    pub(super) just_added: Option<String>,
    /// By which it can be found again, once saved.
    pub(super) code: Option<String>,
    /// The case that it is to the agency, from the first time that it is saved or sent.
    pub(super) case: Option<Case>,
    /// Whether it was sent. Nothing but the case is left by then.
    pub(super) sent: bool,
}

/// An application that the agency knows.
pub(super) struct Case {
    /// Its number.
    pub(super) number: String,
    /// Whether a page has told the client of it.
    opened: bool,
}

impl Case {
    /// A new one, of which no page has told yet.
    pub(super) fn new(entropy: &dyn Entropy) -> Self {
        Self { number: new_reference(entropy), opened: false }
    }
}

/// A page, by what it may say of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CasePage {
    /// It tells that the application was saved or sent: the visit up to here belongs to the case.
    Opens,
    /// Any other: it belongs to a case that is open.
    Within,
}

impl Draft {
    /// What is left of a submitted application: its case.
    pub(super) fn submitted(case: Case) -> Self {
        Self { case: Some(case), sent: true, ..Self::default() }
    }

    /// How a page names the case to the client: the first one that may opens it, all later ones say
    /// that they belong to it.
    pub(super) fn name_case(&mut self, page: CasePage) -> Option<(ReferenceKind, String)> {
        let case = self.case.as_mut()?;
        if !case.opened && page == CasePage::Within {
            return None;
        }
        let opened = std::mem::replace(&mut case.opened, true);
        let kind = if opened { ReferenceKind::Case } else { ReferenceKind::Open };
        Some((kind, case.number.clone()))
    }

    /// Notes that a step was sent to be checked.
    pub(super) fn attempt(&mut self, step: Step) {
        if !self.attempted.contains(&step) {
            self.attempted.push(step);
        }
    }

    /// Whether the step's errors are shown.
    pub(super) fn attempted(&self, step: Step) -> bool {
        self.attempted.contains(&step)
    }

    /// Whether a step was sent and nothing is wrong with it.
    pub(super) fn complete(&self, step: Step, today: Date) -> bool {
        self.attempted(step)
            && check::problems(step.fields(), &self.answers, today).is_empty()
            && (step != Step::Evidence || !self.documents.is_empty())
    }

    /// The first step that is not complete, if one is left.
    pub(super) fn first_incomplete(&self, today: Date) -> Option<Step> {
        Step::ALL.into_iter().find(|step| !self.complete(*step, today))
    }

    /// Whether the answers so far exclude support.
    pub(super) fn refused(&self, today: Date) -> bool {
        self.complete(Step::Eligibility, today) && !eligibility::refusals(&self.answers).is_empty()
    }

    /// Adds the document that the form names and tells whether it did. The kind alone is enough:
    /// the file need not be on this device.
    pub(super) fn add_document(&mut self) -> bool {
        if answer(&self.answers, "document").is_empty() {
            self.document_problem = Some("document-missing");
            return false;
        }
        if self.documents.len() >= MOST_DOCUMENTS {
            self.document_problem = Some("document-full");
            return false;
        }
        let kind = self.answers.remove("document").unwrap_or_default();
        let file = self.answers.remove("file").unwrap_or_default();
        self.just_added = Some(kind.clone());
        self.documents.push(Document { kind, file });
        true
    }
}

/// Letters and digits that nobody confuses when reading them aloud (Crockford's base 32).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of twelve signs in three groups: 60 random bits, more than anybody can try in the time
/// that a draft is kept.
pub(super) fn new_code(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 12];
    entropy.fill(&mut bytes);
    let signs: Vec<char> =
        bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte & 31)])).collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A code as people type it: any case, any separators, `O` for zero and `I` or `L` for one.
pub(super) fn read_code(text: &str) -> Option<String> {
    let signs: Vec<char> = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let known = |c: &char| u8::try_from(*c).is_ok_and(|byte| SIGNS.contains(&byte));
    (signs.len() == 12 && signs.iter().all(known)).then(|| {
        signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    })
}

/// The number under which an application is known: eight signs.
fn new_reference(entropy: &dyn Entropy) -> String {
    let code = new_code(entropy);
    code.chars().take(9).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Rising;

    impl Entropy for Rising {
        fn fill(&self, buffer: &mut [u8]) {
            for (byte, value) in buffer.iter_mut().zip(20..) {
                *byte = value;
            }
        }
    }

    #[test]
    fn a_code_reads_as_people_type_it() {
        let code = new_code(&Rising);
        assert_eq!(code, "MNPQ-RSTV-WXYZ");
        assert_eq!(read_code(" mnpq rstv.wxyz "), Some(code));
        assert_eq!(read_code("ilo0 0000 0000").as_deref(), Some("1100-0000-0000"));
        for text in ["", "MNPQ", "MNPQ-RSTV-WXYU", "MNPQ-RSTV-WXYZ-0", "ÄÄÄÄ-0000-0000"] {
            assert_eq!(read_code(text), None, "{text}");
        }
    }

    #[test]
    fn a_case_is_opened_once_and_by_a_page_that_tells_of_it() {
        let mut draft = Draft::default();
        assert_eq!(draft.name_case(CasePage::Opens), None);
        draft.case = Some(Case::new(&Rising));
        let number = "MNPQ-RSTV".to_owned();
        assert_eq!(draft.name_case(CasePage::Within), None);
        for (page, kind) in [
            (CasePage::Opens, ReferenceKind::Open),
            (CasePage::Opens, ReferenceKind::Case),
            (CasePage::Within, ReferenceKind::Case),
        ] {
            assert_eq!(draft.name_case(page), Some((kind, number.clone())));
        }
    }

    #[test]
    fn documents_are_bounded() {
        let mut draft = Draft::default();
        for number in 0..15 {
            draft.answers.insert("document".to_owned(), "payslip".to_owned());
            assert_eq!(draft.add_document(), number < MOST_DOCUMENTS);
        }
        assert_eq!(draft.documents.len(), MOST_DOCUMENTS);
    }
}
