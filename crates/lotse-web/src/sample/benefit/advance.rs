//! What a sent form does to a draft, and where it leads. No HTTP here.

use jiff::civil::Date;
use lotse_domain::clock::Entropy;

use super::{
    draft::{Case, Draft, new_code},
    step::Step,
};
use crate::sample::form::{self, check};

/// Where a sent form leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// To a step, or back to the same one.
    Step(Step),
    /// To the page that says why there is no support.
    Refused,
    /// To the page that shows every answer.
    Check,
    /// To the page that shows the resume code.
    Saved,
}

/// Takes what was sent for `step` and says what comes next.
pub(super) fn advance(
    draft: &mut Draft,
    step: Step,
    sent: &[(String, String)],
    today: Date,
    entropy: &dyn Entropy,
) -> Next {
    let action = sent
        .iter()
        .find(|(name, _)| name == "action")
        .map_or("continue", |(_, action)| action.as_str());
    form::take(step.fields(), sent, &mut draft.answers);
    if action == "save" {
        draft.code.get_or_insert_with(|| new_code(entropy));
        draft.case.get_or_insert_with(|| Case::new(entropy));
        return Next::Saved;
    }
    if step == Step::Evidence {
        return evidence(draft, action, today);
    }
    draft.attempt(step);
    following(draft, step, today)
}

/// The evidence step has buttons of its own to add and remove documents.
fn evidence(draft: &mut Draft, action: &str, today: Date) -> Next {
    let same = Next::Step(Step::Evidence);
    draft.document_problem = None;
    if let Some(position) = action.strip_prefix("remove-") {
        if let Some(position) = position.parse().ok().filter(|at| *at < draft.documents.len()) {
            draft.documents.remove(position);
        }
        return same;
    }
    draft.attempt(Step::Evidence);
    if !check::problems(Step::Evidence.fields(), &draft.answers, today).is_empty() {
        return same;
    }
    if action == "add" {
        draft.add_document();
        return same;
    }
    // Who chose a document and pressed "continue" meant to add it.
    let chosen = !form::answer(&draft.answers, "document").is_empty();
    if (chosen || draft.documents.is_empty()) && !draft.add_document() {
        return same;
    }
    draft.just_added = None;
    following(draft, Step::Evidence, today)
}

fn following(draft: &Draft, step: Step, today: Date) -> Next {
    if !draft.complete(step, today) {
        return Next::Step(step);
    }
    if draft.refused(today) {
        return Next::Refused;
    }
    draft.first_incomplete(today).map_or(Next::Check, Next::Step)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Zero;

    impl Entropy for Zero {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(0);
        }
    }

    fn send(draft: &mut Draft, step: Step, sent: &[(&str, &str)]) -> Next {
        let sent: Vec<_> = sent.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        advance(draft, step, &sent, "2026-11-23".parse().unwrap(), &Zero)
    }

    const ELIGIBLE: [(&str, &str); 4] = [
        ("state", "lakeland"),
        ("household-size", "3"),
        ("household-income", "2,100"),
        ("pays-heating", "yes"),
    ];

    #[test]
    fn an_error_stays_on_the_step_and_a_good_answer_goes_on() {
        let mut draft = Draft::default();
        assert_eq!(send(&mut draft, Step::Eligibility, &[]), Next::Step(Step::Eligibility));
        assert_eq!(send(&mut draft, Step::Eligibility, &ELIGIBLE), Next::Step(Step::AboutYou));
        let mut elsewhere = ELIGIBLE;
        elsewhere[0].1 = "eastmere";
        assert_eq!(send(&mut draft, Step::Eligibility, &elsewhere), Next::Refused);
    }

    #[test]
    fn saving_keeps_answers_unchecked_and_one_code() {
        let mut draft = Draft::default();
        let sent = [("state", "lakeland"), ("action", "save")];
        assert_eq!(send(&mut draft, Step::Eligibility, &sent), Next::Saved);
        assert_eq!(draft.answers["state"], "lakeland");
        assert!(!draft.attempted(Step::Eligibility));
        assert_eq!(draft.code.as_deref(), Some("0000-0000-0000"));
    }

    #[test]
    fn evidence_needs_a_document_however_it_is_added() {
        let same = Next::Step(Step::Evidence);
        let mut draft = Draft::default();
        send(&mut draft, Step::Eligibility, &ELIGIBLE);
        assert_eq!(send(&mut draft, Step::Evidence, &[]), same);
        assert_eq!(draft.document_problem, Some("document-missing"));
        let add = [("document", "payslip"), ("file", "a.pdf"), ("action", "add")];
        assert_eq!(send(&mut draft, Step::Evidence, &add), same);
        assert_eq!(draft.just_added.as_deref(), Some("payslip"));
        assert_eq!(send(&mut draft, Step::Evidence, &[("action", "remove-0")]), same);
        assert_eq!(send(&mut draft, Step::Evidence, &[("action", "remove-7")]), same);
        assert!(draft.documents.is_empty());
        // Steps before it are still open, so it leads back there.
        let go = [("document", "tenancy"), ("action", "continue")];
        assert_eq!(send(&mut draft, Step::Evidence, &go), Next::Step(Step::AboutYou));
        assert_eq!(draft.documents.len(), 1);
    }

    #[test]
    fn names_that_no_field_has_are_not_kept() {
        let mut draft = Draft::default();
        send(&mut draft, Step::Income, &[("nonsense", "x"), ("work", "retired")]);
        assert_eq!(draft.answers.len(), 1);
    }
}
