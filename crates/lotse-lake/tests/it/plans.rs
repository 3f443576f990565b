//! The plan of a question: one scan in the declared order, nothing sorted, nothing repartitioned.

use std::num::NonZeroU32;

use jiff::SignedDuration;
use lotse_domain::{
    event::Event,
    query::{
        Breakdown, Scope, UsageQuestion,
        counts::{CountsParts, CountsQuestion, Distinct, Grouping, Number, RowOrder},
        filter::{Attribute, EventFilter, Field},
        funnel::{FunnelParts, FunnelQuestion, StepOrder, Unit},
        interval::Interval,
        paths::{Anchor, PathsParts, PathsQuestion},
        retention::{Cohorts, RetentionParts, RetentionQuestion, Return},
        segment::{Deed, Segment, SegmentRule},
        together::{QuestionSet, QuestionSetParts},
    },
    service::ServiceKind,
};
use lotse_lake::Lake;

use crate::sample::{self, SetClock, event, is, question, scope};

/// The plan, without what differs between machines and runs.
fn redacted(plan: &str) -> String {
    let mut lines = Vec::new();
    for line in plan.lines() {
        let mut line = line.to_owned();
        if let Some((before, rest)) = line.split_once("file_groups={")
            && let Some((groups, after)) = rest.split_once("]]}")
        {
            let groups = groups.matches('[').count() - 1;
            line = format!("{before}file_groups={groups} of one file{after}");
        }
        // What follows is derived from the predicate before it.
        let line = line.split_once("_predicate=").map_or(&*line, |(before, _)| before);
        lines.push(line.to_owned());
    }
    lines.join("\n")
}

/// The plan of a set of questions.
async fn explained(lake: &Lake, ask: impl FnOnce(&mut QuestionSetParts)) -> String {
    let mut parts = QuestionSetParts::default();
    ask(&mut parts);
    lake.reader().explain(&QuestionSet::new(parts).unwrap()).await.unwrap()
}

#[tokio::test]
async fn the_overview_is_one_scan_in_declared_order() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at("2026-03-28T12:00:00Z")).await;
    let days = ["2026-03-25T10:00:00Z", "2026-03-26T10:00:00Z", "2026-03-27T10:00:00Z"];
    for (number, at) in (0_u64..).zip(days) {
        lake.writer().append(ServiceKind::Public, vec![event(number, at)]).await.unwrap();
        lake.upkeep().flush().await.unwrap();
    }
    let other_service =
        Event { service: lotse_domain::ids::ServiceId::new(2), ..event(8, days[1]) };
    for last in [other_service, event(9, days[2])] {
        lake.writer().append(ServiceKind::Public, vec![last]).await.unwrap();
        lake.upkeep().flush().await.unwrap();
    }
    lake.writer().append(ServiceKind::Public, vec![event(10, days[2])]).await.unwrap();
    let mut question = question("2026-03-20", "2026-03-30", "UTC");
    question.breakdowns = vec![Breakdown::Day, Breakdown::DeviceClass];
    let plan = explained(&lake, |set| set.usages.push(question)).await;
    for word in ["Sort", "Repartition", "Coalesce", "Filter"] {
        assert!(!plan.contains(&format!("{word}Exec")), "{plan}");
    }
    // Two files of days that no other shares need no event ids; the last day is in two files and the
    // tail. One file of five has nothing of this service.
    insta::assert_snapshot!(redacted(&plan), @r"
    version=5, files=5, buffered runs=1
    VisitorRunsExec: service=1, ranges=2
      DataSourceExec: file_groups=2 of one file, projection=[service, visitor, occurred_at, received_at, kind, profile, device_class, bot_verdict, engaged_ms], output_ordering=[service@0 ASC, visitor@1 ASC, occurred_at@2 ASC], file_type=parquet, predicate=service@0 = 1 AND occurred_at@2 >= 1773878400000000 AND occurred_at@2 < 1775001600000000, pruning
      DataSourceExec: file_groups=2 of one file, projection=[service, visitor, occurred_at, event_id, received_at, kind, profile, device_class, bot_verdict, engaged_ms], output_ordering=[service@0 ASC, visitor@1 ASC, occurred_at@2 ASC, event_id@3 ASC], file_type=parquet, predicate=service@0 = 1 AND occurred_at@2 >= 1773878400000000 AND occurred_at@2 < 1775001600000000, pruning
      DataSourceExec: partitions=1, partition_sizes=[1], output_ordering=service@0 ASC, visitor@1 ASC, occurred_at@2 ASC, event_id@3 ASC
    ");
}

fn funnel(scope: Scope) -> FunnelQuestion {
    FunnelQuestion::new(FunnelParts {
        scope,
        steps: vec![is(Field::Name, "start"), is(Field::Name, "sent")],
        order: StepOrder::Ordered,
        unit: Unit::Visitor,
        window: Some(SignedDuration::from_mins(30)),
        exclusions: Vec::new(),
        breakdown: None,
    })
    .unwrap()
}

#[tokio::test]
async fn a_funnel_reads_the_columns_of_its_steps_in_one_scan() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at("2026-03-28T12:00:00Z")).await;
    for (number, at) in (0_u64..).zip(["2026-03-26T10:00:00Z", "2026-03-27T10:00:00Z"]) {
        lake.writer().append(ServiceKind::Public, vec![event(number, at)]).await.unwrap();
        lake.upkeep().flush().await.unwrap();
    }
    let question = funnel(scope("2026-03-20", "2026-03-30", "UTC"));
    let plan = explained(&lake, |set| set.funnels.push(question)).await;
    for word in ["Sort", "Repartition", "Coalesce", "Filter"] {
        assert!(!plan.contains(&format!("{word}Exec")), "{plan}");
    }
    insta::assert_snapshot!(redacted(&plan), @r"
    version=2, files=2, buffered runs=0
    VisitorRunsExec: service=1, ranges=2
      DataSourceExec: file_groups=2 of one file, projection=[service, visitor, occurred_at, name, bot_verdict], output_ordering=[service@0 ASC, visitor@1 ASC, occurred_at@2 ASC], file_type=parquet, predicate=service@0 = 1 AND occurred_at@2 >= 1773964800000000 AND occurred_at@2 < 1774917000000001, pruning
    ");
}

#[tokio::test]
async fn a_segment_is_looked_for_in_a_second_scan_of_its_own_columns() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at("2026-03-28T12:00:00Z")).await;
    lake.writer()
        .append(ServiceKind::Public, vec![event(1, "2026-03-26T10:00:00Z")])
        .await
        .unwrap();
    lake.upkeep().flush().await.unwrap();
    let deed = Deed::Times { events: is(Field::Page, "/help"), at_least: NonZeroU32::MIN };
    let helped = SegmentRule { deed, done: true, period: None };
    let scope = Scope {
        segment: Some(Segment::new(vec![helped]).unwrap()),
        ..scope("2026-03-20", "2026-03-30", "UTC")
    };
    let plan = explained(&lake, |set| set.funnels.push(funnel(scope))).await;
    insta::assert_snapshot!(redacted(&plan), @r"
    version=1, files=1, buffered runs=0
    VisitorRunsExec: service=1, ranges=2, chosen in the last 1 inputs
      DataSourceExec: file_groups=1 of one file, projection=[service, visitor, occurred_at, name, bot_verdict], output_ordering=[service@0 ASC, visitor@1 ASC, occurred_at@2 ASC], file_type=parquet, predicate=service@0 = 1 AND occurred_at@2 >= 1773964800000000 AND occurred_at@2 < 1774917000000001, pruning
      DataSourceExec: file_groups=1 of one file, projection=[service, visitor, occurred_at, page_path, bot_verdict], output_ordering=[service@0 ASC, visitor@1 ASC, occurred_at@2 ASC], file_type=parquet, predicate=service@0 = 1 AND occurred_at@2 >= 1773964800000000 AND occurred_at@2 < 1774915200000000, pruning
    ");
}

/// Whatever is asked: one scan of the columns that it needs, in the declared order, and nothing else.
#[tokio::test]
async fn every_other_question_is_one_scan_too() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at("2026-03-28T12:00:00Z")).await;
    lake.writer()
        .append(ServiceKind::Public, vec![event(1, "2026-03-26T10:00:00Z")])
        .await
        .unwrap();
    lake.upkeep().flush().await.unwrap();
    let scope = scope("2026-03-23", "2026-03-29", "UTC");
    let paths = PathsQuestion::new(PathsParts {
        scope: scope.clone(),
        nodes: is(Field::Kind, "page_view"),
        label: Attribute::Field(Field::Page),
        unit: Unit::Visitor,
        anchor: Anchor::Beginning,
        length: 3,
        folded: false,
    })
    .unwrap();
    let retention = RetentionQuestion::new(RetentionParts {
        scope: scope.clone(),
        interval: Interval::Day,
        week_start: jiff::civil::Weekday::Monday,
        history: 0,
        starts: is(Field::Page, "/apply"),
        returns: EventFilter::default(),
        cohorts: Cohorts::FirstTime,
        back: Return::Exactly,
    })
    .unwrap();
    let counts = CountsQuestion::new(CountsParts {
        scope: scope.clone(),
        events: EventFilter::default(),
        by: vec![Grouping::By(Attribute::Field(Field::DeviceClass))],
        number: Some(Number::EngagedMs),
        distinct: Distinct::Period,
        order: RowOrder::Events,
        rows: 10,
    })
    .unwrap();
    let mut cases = funnel(scope).parts().clone();
    cases.unit = Unit::Case;
    let cases = FunnelQuestion::new(cases).unwrap();
    let mut plans = Vec::new();
    for plan in [
        explained(&lake, |set| set.paths.push(paths)).await,
        explained(&lake, |set| set.retentions.push(retention)).await,
        explained(&lake, |set| set.counts.push(counts)).await,
        explained(&lake, |set| set.funnels.push(cases)).await,
    ] {
        let scans = plan.lines().filter(|line| line.contains("DataSourceExec")).count();
        assert_eq!((plan.lines().count(), scans), (3, 1), "{plan}");
        let columns = plan.split_once("projection=[").and_then(|(_, rest)| rest.split_once(']'));
        plans.push(columns.unwrap().0.to_owned());
    }
    assert_eq!(
        plans,
        [
            "service, visitor, occurred_at, kind, page_path, bot_verdict",
            "service, visitor, occurred_at, page_path, bot_verdict",
            "service, visitor, occurred_at, device_class, bot_verdict, engaged_ms",
            "service, visitor, occurred_at, event_id, name, case_reference, bot_verdict",
        ]
    );
}

/// Questions of different kinds share one scan of the columns that any of them needs.
#[tokio::test]
async fn questions_asked_together_are_one_scan() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at("2026-03-28T12:00:00Z")).await;
    lake.writer()
        .append(ServiceKind::Public, vec![event(1, "2026-03-26T10:00:00Z")])
        .await
        .unwrap();
    lake.upkeep().flush().await.unwrap();
    let usage = question("2026-03-20", "2026-03-30", "UTC");
    let plan = explained(&lake, |set| {
        set.funnels.push(funnel(usage.scope.clone()));
        set.usages.push(UsageQuestion { breakdowns: vec![Breakdown::Page], ..usage });
    })
    .await;
    insta::assert_snapshot!(redacted(&plan), @r"
    version=1, files=1, buffered runs=0
    VisitorRunsExec: service=1, ranges=2
      DataSourceExec: file_groups=1 of one file, projection=[service, visitor, occurred_at, received_at, kind, name, profile, page_path, bot_verdict, engaged_ms], output_ordering=[service@0 ASC, visitor@1 ASC, occurred_at@2 ASC], file_type=parquet, predicate=service@0 = 1 AND occurred_at@2 >= 1773878400000000 AND occurred_at@2 < 1775001600000000, pruning
    ");
}
