//! Several questions about one service that are answered by one reading of its events.

use super::{
    Scope, UsageAnswer, UsageQuestion,
    counts::{CountsAnswer, CountsQuestion},
    filter::QuestionError,
    funnel::{FunnelAnswer, FunnelQuestion},
    paths::{PathsAnswer, PathsQuestion},
    retention::{RetentionAnswer, RetentionQuestion},
};

/// The most questions of one reading.
pub const MOST_TOGETHER: usize = 20;

/// Questions of each kind, before they are looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuestionSetParts {
    /// How much was used.
    pub usages: Vec<UsageQuestion>,
    /// How many events, people and how much of a number.
    pub counts: Vec<CountsQuestion>,
    /// How far they get.
    pub funnels: Vec<FunnelQuestion>,
    /// Which ways they take.
    pub paths: Vec<PathsQuestion>,
    /// Who comes back.
    pub retentions: Vec<RetentionQuestion>,
}

/// Questions that can be answered together.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionSet {
    parts: QuestionSetParts,
    first: Scope,
}

impl QuestionSet {
    /// The questions, if they can be answered together: periods, authorities and what becomes of
    /// automatic clients may differ, unless one is of a segment.
    ///
    /// # Errors
    /// When there are none or too many, they are about different services, or one is of a segment and
    /// another has another scope.
    pub fn new(parts: QuestionSetParts) -> Result<Self, QuestionError> {
        let scopes: Vec<&Scope> = parts.scopes().collect();
        QuestionError::count("questions of one reading", scopes.len(), 0, MOST_TOGETHER)?;
        let segmented = scopes.iter().any(|scope| scope.segment.is_some());
        for pair in scopes.windows(2) {
            let differ = |what| QuestionError::Differ { what };
            if (pair[0].service, pair[0].kind) != (pair[1].service, pair[1].kind) {
                return Err(differ("service"));
            }
            // Who is in a segment may depend on the whole scope.
            if segmented && pair[0] != pair[1] {
                return Err(differ("scope, since one is of a segment"));
            }
        }
        let first = scopes.first().copied().cloned();
        let none = QuestionError::TooFew { what: "questions of one reading", found: 0, limit: 1 };
        Ok(Self { first: first.ok_or(none)?, parts })
    }

    /// What they are.
    #[must_use]
    pub fn parts(&self) -> &QuestionSetParts {
        &self.parts
    }

    /// The scope of one of them: the service is that of all, and so is all else if there is a segment.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.first
    }
}

impl QuestionSetParts {
    /// Where, when and who, of each.
    pub fn scopes(&self) -> impl Iterator<Item = &Scope> {
        let usages = self.usages.iter().map(|question| &question.scope);
        let counts = self.counts.iter().map(|question| &question.parts().scope);
        let funnels = self.funnels.iter().map(|question| &question.parts().scope);
        let paths = self.paths.iter().map(|question| &question.parts().scope);
        let retentions = self.retentions.iter().map(|question| &question.parts().scope);
        usages.chain(counts).chain(funnels).chain(paths).chain(retentions)
    }
}

/// The answers to a [`QuestionSet`], each in the place of its question, not yet disclosed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnswerSet {
    /// To the questions of usage.
    pub usages: Vec<UsageAnswer>,
    /// To those for counts.
    pub counts: Vec<CountsAnswer>,
    /// To the funnels.
    pub funnels: Vec<FunnelAnswer>,
    /// To those for paths.
    pub paths: Vec<PathsAnswer>,
    /// To those who comes back.
    pub retentions: Vec<RetentionAnswer>,
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::{
        ids::ServiceId,
        query::{
            Automatic, Period,
            filter::EventFilter,
            segment::{Deed, Segment, SegmentRule},
        },
        service::ServiceKind,
    };

    fn usage(change: impl FnOnce(&mut Scope)) -> UsageQuestion {
        let day = jiff::civil::date(2026, 11, 23);
        let mut scope = Scope {
            service: ServiceId::new(1),
            kind: ServiceKind::Public,
            authority: None,
            period: Period::new(day, day, TimeZone::UTC).unwrap(),
            automatic: Automatic::LeftOut,
            segment: None,
        };
        change(&mut scope);
        UsageQuestion { scope, breakdowns: Vec::new() }
    }

    fn set(usages: Vec<UsageQuestion>) -> Result<QuestionSet, String> {
        let parts = QuestionSetParts { usages, ..QuestionSetParts::default() };
        QuestionSet::new(parts).map_err(|error| error.to_string())
    }

    #[test]
    fn questions_are_of_one_service_and_with_a_segment_of_one_scope() {
        let later = |scope: &mut Scope| {
            let day = jiff::civil::date(2026, 11, 24);
            scope.period = Period::new(day, day, TimeZone::UTC).unwrap();
        };
        let anyone = Deed::Times { events: EventFilter::default(), at_least: NonZeroU32::MIN };
        let rule = SegmentRule { deed: anyone, done: true, period: None };
        let segment = |scope: &mut Scope| scope.segment = Segment::new(vec![rule.clone()]).ok();
        assert!(set(vec![usage(|_| ()), usage(later)]).is_ok());
        assert!(set(vec![usage(segment), usage(segment)]).is_ok());
        for (usages, expected) in [
            (vec![], "questions of one reading: 0 were given; at least 1 are needed"),
            (
                vec![usage(|_| ()); 21],
                "questions of one reading: 21 were given; at most 20 are possible",
            ),
            (
                vec![usage(|_| ()), usage(|scope| scope.service = ServiceId::new(2))],
                "questions of one reading must have the same service",
            ),
            (
                vec![usage(segment), usage(|_| ())],
                "questions of one reading must have the same scope, since one is of a segment",
            ),
        ] {
            assert_eq!(set(usages).unwrap_err(), expected);
        }
    }
}
