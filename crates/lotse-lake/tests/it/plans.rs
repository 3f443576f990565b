//! The plan of a question: one scan in the declared order, nothing sorted, nothing repartitioned.

use lotse_domain::{event::Event, query::Breakdown, service::ServiceKind};

use crate::sample::{self, SetClock, event, question};

/// The plan, without what differs between machines and runs.
fn redacted(plan: &str) -> String {
    let mut lines = Vec::new();
    for line in plan.lines() {
        let mut line = line.to_owned();
        if let (Some(from), Some(to)) = (line.find("file_groups={"), line.find("]]}")) {
            let groups = line[from..to].matches('[').count() - 1;
            line.replace_range(from..to + 3, &format!("file_groups={groups} of one file"));
        }
        lines.push(line);
    }
    lines.join("\n")
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
    let plan = lake.reader().explain_usage(&question).await.unwrap();
    for word in ["Sort", "Repartition", "Coalesce", "Filter"] {
        assert!(!plan.contains(&format!("{word}Exec")), "{plan}");
    }
    insta::assert_snapshot!(redacted(&plan), @"");
}
