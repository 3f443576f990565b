//! Several questions in one reading: each is answered as if it had been asked alone.

use std::num::NonZeroU32;

use jiff::civil::Weekday;
use lotse_domain::{
    event::Event,
    privacy::Undisclosed,
    query::{
        Automatic, Scope,
        counts::{CountsParts, CountsQuestion, Distinct, Grouping, Number, RowOrder},
        filter::{Attribute, EventFilter, Field},
        funnel::{FunnelBreakdown, FunnelParts, FunnelQuestion, StepOrder, Touch, Unit},
        interval::Interval,
        paths::{Anchor, PathsParts, PathsQuestion},
        retention::{Cohorts, RetentionParts, RetentionQuestion, Return},
        segment::{Deed, Segment, SegmentRule},
        together::{AnswerSet, QuestionSet, QuestionSetParts},
    },
};
use lotse_lake::EventReader;
use proptest::prelude::*;

use crate::sample::{
    always, asked_of, is, length, opened, question, random_events, random_split, scope,
};

const ZONE: &str = "Europe/Berlin";

fn counts(scope: Scope) -> CountsQuestion {
    CountsQuestion::new(CountsParts {
        scope,
        events: is(Field::Kind, "page_view"),
        by: vec![Grouping::Every(Interval::Day), Grouping::By(Attribute::Field(Field::Page))],
        number: Some(Number::EngagedMs),
        distinct: Distinct::Day,
        order: RowOrder::Visitors,
        rows: 100,
    })
    .unwrap()
}

fn funnel(scope: Scope, unit: Unit, order: StepOrder) -> FunnelQuestion {
    FunnelQuestion::new(FunnelParts {
        scope,
        steps: vec![is(Field::Kind, "page_view"), EventFilter::default()],
        order,
        unit,
        window: (unit != Unit::Visit).then(|| length("2h")),
        exclusions: Vec::new(),
        breakdown: Some(FunnelBreakdown { by: Attribute::Field(Field::Page), touch: Touch::First }),
    })
    .unwrap()
}

fn paths(scope: Scope, unit: Unit) -> PathsQuestion {
    PathsQuestion::new(PathsParts {
        scope,
        nodes: is(Field::Kind, "page_view"),
        label: Attribute::Field(Field::Page),
        unit,
        anchor: Anchor::Beginning,
        length: 3,
        folded: false,
    })
    .unwrap()
}

fn retention(scope: Scope) -> RetentionQuestion {
    RetentionQuestion::new(RetentionParts {
        scope,
        interval: Interval::Day,
        week_start: Weekday::Monday,
        history: 1,
        starts: is(Field::Page, "/apply"),
        returns: EventFilter::default(),
        cohorts: Cohorts::FirstTime,
        back: Return::Exactly,
    })
    .unwrap()
}

/// Questions of every kind about these scopes.
fn pool(one: &Scope, other: &Scope) -> QuestionSetParts {
    // Cases are of nobody, so they are in no segment.
    let unless_segment = if one.segment.is_some() { Unit::Visitor } else { Unit::Case };
    QuestionSetParts {
        usages: [one, other]
            .map(|scope| {
                let mut usage = question("2026-03-28", "2026-03-30", ZONE);
                usage.scope = scope.clone();
                usage
            })
            .to_vec(),
        counts: vec![counts(other.clone())],
        funnels: vec![
            funnel(one.clone(), unless_segment, StepOrder::Unordered),
            funnel(other.clone(), Unit::Visitor, StepOrder::Ordered),
            funnel(one.clone(), Unit::Visit, StepOrder::Strict),
        ],
        paths: vec![paths(one.clone(), Unit::Visit), paths(other.clone(), Unit::Visitor)],
        retentions: vec![retention(one.clone())],
    }
}

/// Those of the pool that are `chosen`.
fn some(mut pool: QuestionSetParts, chosen: u32) -> Option<QuestionSet> {
    let mut place = 0;
    let mut keep = || {
        place += 1;
        chosen >> (place - 1) & 1 == 1
    };
    pool.usages.retain(|_| keep());
    pool.counts.retain(|_| keep());
    pool.funnels.retain(|_| keep());
    pool.paths.retain(|_| keep());
    pool.retentions.retain(|_| keep());
    QuestionSet::new(pool).ok()
}

async fn one_by_one(reader: &EventReader, set: &QuestionSet) -> Undisclosed<AnswerSet> {
    let (parts, mut answers) = (set.parts(), AnswerSet::default());
    for question in &parts.usages {
        answers.usages.push(opened(reader.usage(question).await.unwrap()));
    }
    for question in &parts.counts {
        answers.counts.push(opened(reader.counts(question).await.unwrap()));
    }
    for question in &parts.funnels {
        answers.funnels.push(opened(reader.funnel(question).await.unwrap()));
    }
    for question in &parts.paths {
        answers.paths.push(opened(reader.paths(question).await.unwrap()));
    }
    for question in &parts.retentions {
        answers.retentions.push(opened(reader.retention(question).await.unwrap()));
    }
    Undisclosed::seal(answers)
}

fn check(events: &[Event], set: &QuestionSet, split: crate::sample::Split) {
    let alone =
        crate::sample::run(asked_of(events.to_vec(), async |lake| one_by_one(lake, set).await));
    always(events, split, &alone, &async |lake| lake.together(set).await.unwrap());
}

proptest! {
    // Each case fills two lakes.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.div_ceil(4),
        ..ProptestConfig::default()
    })]

    #[test]
    fn together_is_as_one_by_one(
        events in random_events(),
        split in random_split(),
        chosen in 1_u32..1 << 9,
        is_segment in proptest::bool::weighted(0.3),
    ) {
        let one = scope("2026-03-28", "2026-03-30", ZONE);
        let set = if is_segment {
            let seen = is(Field::Page, "/apply");
            let deed = Deed::Times { events: seen, at_least: NonZeroU32::MIN };
            let rule = SegmentRule { deed, done: true, period: None };
            let of = Scope { segment: Segment::new(vec![rule]).ok(), ..one };
            some(pool(&of, &of), chosen)
        } else {
            // What is asked of other days and of other clients is read along, and not counted.
            let later = scope("2026-03-29", "2026-03-31", ZONE);
            let other = Scope { automatic: Automatic::Counted, ..later };
            some(pool(&one, &other), chosen)
        };
        check(&events, &set.unwrap(), split);
    }
}
