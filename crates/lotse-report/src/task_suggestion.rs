//! A task that is read off what was recorded: how people end, and over which pages those who complete it come.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Span;
use lotse_domain::{
    event::EventKind,
    language::LanguageTag,
    query::{
        Automatic, Period,
        attempts::AttemptsQuestion,
        counts::Grouping,
        filter::{Attribute, Condition, EventFilter, Field, Test},
        funnel::Unit,
        interval::Interval,
        paths::{Anchor, MOST_NODES, PathsParts, PathsQuestion},
    },
    rule::{Node, Rule, pattern::PathPattern},
    service::Service,
    task::{
        LaterOutcome, MOST_TASK_STEPS, StepKind, Task, TaskDraft, TaskParts, TaskStep, TaskWindow,
        USUAL_WINDOW_DAYS,
    },
};

use crate::{
    Reports,
    error::ReportError,
    gate,
    measure::{Cell, Number},
    overview::Comparison,
    task::carrier,
    trend::{OfTrend, TrendMeasure, TrendRequest},
    viewer::Viewer,
};

/// Days that a suggestion rests on.
pub const SUGGESTION_DAYS: u16 = 30;
/// Rows of names and pages that are looked at.
const ROWS: usize = 200;
/// Of those who complete it, the share that must have been on a page for it to be a step.
const ON_THE_WAY: f64 = 0.5;
/// The names by which pages say that it was done.
const COMPLETED: &str = "completed";

/// Ways that end where it was done, with how many took each.
type Ways = Vec<(Vec<String>, f64)>;

fn is(field: Field, value: &str) -> Node {
    let test = Test::Is(vec![value.to_owned()]);
    Node::Condition(Condition { attribute: Attribute::Field(field), test })
}

fn outcome(name: &str) -> Option<Rule> {
    let kind = is(Field::Kind, EventKind::Outcome.as_str());
    Rule::new(Node::All(vec![kind, is(Field::Name, name)])).ok()
}

fn view_of(page: &str) -> Option<Rule> {
    let matches = Test::Matches(vec![PathPattern::new(page).ok()?]);
    let page = Condition { attribute: Attribute::Field(Field::Page), test: matches };
    let kind = is(Field::Kind, EventKind::PageView.as_str());
    Rule::new(Node::All(vec![kind, Node::Condition(page)])).ok()
}

/// Pages that are one but for the language in their address, by what stands for all of them.
fn one_for_all_languages(pages: &[&str]) -> BTreeMap<String, String> {
    let is_language = |segment: &str| segment.len() == 2 && LanguageTag::new(segment).is_ok();
    let pattern = |page: &str| {
        let segments = page.split('/').map(|s| if is_language(s) { "*" } else { s });
        segments.collect::<Vec<_>>().join("/")
    };
    let mut of: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for page in pages {
        let known = of.entry(pattern(page)).or_default();
        if !known.contains(page) {
            known.push(page);
        }
    }
    let several = |(pattern, pages): (String, Vec<&str>)| {
        let is_one = pages.len() < 2;
        pages
            .into_iter()
            .map(move |page| {
                (page.to_owned(), if is_one { page.to_owned() } else { pattern.clone() })
            })
            .collect::<Vec<_>>()
    };
    of.into_iter().flat_map(several).collect()
}

/// The pages that most ways have in common, in the order in which they come.
fn in_common(ways: &Ways) -> Vec<String> {
    let all: f64 = ways.iter().map(|(_, taken)| taken).sum();
    let mut found: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (pages, taken) in ways {
        let mut seen: Vec<&str> = Vec::new();
        for page in pages {
            if !seen.contains(&page.as_str()) {
                seen.push(page);
            }
        }
        let count = f64::from(u32::try_from(seen.len()).unwrap_or(u32::MAX).max(1));
        for (place, page) in (0_u32..).zip(seen) {
            let (sum, places) = found.entry(page).or_default();
            *sum += taken;
            *places += taken * f64::from(place) / count;
        }
    }
    let mut common: Vec<(f64, &str)> = found
        .into_iter()
        .filter(|(_, (taken, _))| all > 0.0 && taken / all >= ON_THE_WAY)
        .map(|(page, (taken, places))| (places / taken, page))
        .collect();
    common.sort_by(|(a, page_a), (b, page_b)| a.total_cmp(b).then_with(|| page_a.cmp(page_b)));
    common.into_iter().map(|(_, page)| page.to_owned()).collect()
}

/// What a page is called, by its address: `About you` for `/apply/*/about-you`.
fn name_of(page: &str) -> String {
    let path = page.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').find(|segment| !segment.is_empty() && *segment != "*");
    let words = last.unwrap_or(path).replace(['-', '_'], " ");
    let mut signs = words.chars();
    match signs.next() {
        Some(first) => first.to_uppercase().chain(signs).collect(),
        None => page.to_owned(),
    }
}

/// What became of it, by the name of an event that ends so.
fn later(names: &[String]) -> Vec<(LaterOutcome, Rule)> {
    let of = |outcome: &LaterOutcome| {
        let word = outcome.as_str();
        let name = names.iter().find(|name| {
            name.strip_suffix(word).is_some_and(|before| before.is_empty() || before.ends_with('_'))
        })?;
        Some((*outcome, Rule::new(is(Field::Name, name)).ok()?))
    };
    LaterOutcome::ALL.iter().filter_map(of).collect()
}

impl Reports {
    /// The task that a service's events tell of; `None` where its pages do not say that anything was completed, or too few
    /// did.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn suggested_task(
        &self,
        viewer: &Viewer,
        service: &Arc<Service>,
    ) -> Result<Option<TaskDraft>, ReportError> {
        let now = self.clock.now();
        let period = Period::last_days(SUGGESTION_DAYS, now, service.time_zone.clone())?;
        let of_kind = |kind: EventKind| Condition {
            attribute: Attribute::Field(Field::Kind),
            test: Test::Is(vec![kind.as_str().to_owned()]),
        };
        // Apart, since the smallest that may be named protects those of its own list that may not.
        let names = async |kind| -> Result<Vec<String>, ReportError> {
            let conditions = vec![of_kind(kind)];
            let pairs = self.pairs(viewer, service, &period, conditions, Field::Kind).await?;
            Ok(pairs.into_iter().map(|(_, name)| name).collect())
        };
        let outcomes = names(EventKind::Outcome).await?;
        let outcomes: Vec<&str> = outcomes.iter().map(String::as_str).collect();
        if !outcomes.contains(&COMPLETED) {
            return Ok(None);
        }
        let done = ["outcome", COMPLETED].iter().zip([Field::Kind, Field::Name]);
        let done = done.map(|(value, field)| Condition {
            attribute: Attribute::Field(field),
            test: Test::Is(vec![(*value).to_owned()]),
        });
        let ends = self.pairs(viewer, service, &period, done.collect(), Field::Page).await?;
        let ends: Vec<String> = ends.into_iter().filter_map(|(page, _)| page).collect();
        let ways = self.ways_to(viewer, service, &period, &ends).await?;
        let mut common = in_common(&ways).into_iter();
        let Some(start) = common.next() else { return Ok(None) };
        let (Some(start), Some(completed)) = (view_of(&start), outcome(COMPLETED)) else {
            return Ok(None);
        };
        let some = |name: &str| outcomes.contains(&name).then(|| outcome(name)).flatten();
        let events = names(EventKind::Custom).await?;
        let help = events.iter().find(|name| name.contains("help"));
        let step = |page: String| {
            let (name, rule) = (name_of(&page), view_of(&page)?);
            Some(TaskStep { name, rule, kind: StepKind::Needed })
        };
        let parts = TaskParts {
            start,
            steps: common.filter_map(step).take(MOST_TASK_STEPS).collect(),
            completed,
            refused: some("refused"),
            saved: some("saved"),
            abandoned: some("abandoned"),
            later: later(&events),
            help: help.and_then(|name| Rule::new(is(Field::Name, name)).ok()),
            window: TaskWindow::Visit,
        };
        let parts = self.with_window(viewer, service, parts).await?;
        let task = Task::new(parts)?;
        let description = String::new();
        Ok(Some(TaskDraft { name: service.name.clone(), description, says: task }))
    }

    /// Names of events with something else that they carry, the most frequent first.
    async fn pairs(
        &self,
        viewer: &Viewer,
        service: &Arc<Service>,
        period: &Period,
        conditions: Vec<Condition>,
        with: Field,
    ) -> Result<Vec<(Option<String>, String)>, ReportError> {
        let events = EventFilter::new(conditions)?;
        let request = TrendRequest {
            service: Arc::clone(service),
            period: period.clone(),
            comparison: Comparison::None,
            automatic: Automatic::LeftOut,
            of: OfTrend::Events(events.clone()),
            measure: TrendMeasure::Events,
            interval: Interval::Day,
            by: None,
        };
        let by = [with, Field::Name].map(|field| Grouping::By(Attribute::Field(field))).to_vec();
        let question = request.question(viewer, period, events, by, ROWS)?;
        let answer = self.reader.counts(&question).await?;
        let pairs = gate::tags::most_used(&answer, service, self.rules(viewer), ROWS);
        Ok(pairs.into_iter().map(|pair| ((*pair.with).clone(), (*pair.name).clone())).collect())
    }

    /// The ways that visits take to some pages, without these.
    async fn ways_to(
        &self,
        viewer: &Viewer,
        service: &Arc<Service>,
        period: &Period,
        ends: &[String],
    ) -> Result<Ways, ReportError> {
        if ends.is_empty() {
            return Ok(Vec::new());
        }
        let views = Condition {
            attribute: Attribute::Field(Field::Kind),
            test: Test::Is(vec![EventKind::PageView.as_str().to_owned()]),
        };
        let most = lotse_domain::query::filter::MOST_VALUES;
        let at_end = Condition {
            attribute: Attribute::Field(Field::Page),
            test: Test::Is(ends.iter().take(most).cloned().collect()),
        };
        let question = PathsQuestion::new(PathsParts {
            scope: viewer.scope(service, period, Automatic::LeftOut),
            nodes: EventFilter::new(vec![views.clone()])?,
            label: Attribute::Field(Field::Page),
            unit: Unit::Visit,
            anchor: Anchor::To(EventFilter::new(vec![views, at_end])?),
            length: MOST_NODES,
            folded: true,
        })?;
        let answer = self.reader.paths(&question).await?;
        let told = gate::paths::paths(&answer, service, self.rules(viewer));
        let taken = |cell: &Cell| cell.number().map_or(0.0, Number::value);
        let raw: Vec<(Vec<&str>, f64)> = told
            .paths
            .iter()
            .map(|path| {
                let pages = path.nodes.iter().flatten().map(String::as_str);
                let pages = pages.filter(|page| !ends.iter().any(|end| end == page));
                (pages.collect(), taken(&path.taken))
            })
            .collect();
        let pages: Vec<&str> = raw.iter().flat_map(|(pages, _)| pages.iter().copied()).collect();
        let one = one_for_all_languages(&pages);
        let as_one = |page: &str| one.get(page).cloned().unwrap_or_else(|| page.to_owned());
        Ok(raw
            .into_iter()
            .map(|(pages, taken)| (pages.into_iter().map(as_one).collect(), taken))
            .collect())
    }

    /// The same with a window: the visit, unless cases or lasting pseudonyms join visits; then the shortest that nearly all
    /// completions of the past kept.
    async fn with_window(
        &self,
        viewer: &Viewer,
        service: &Arc<Service>,
        parts: TaskParts,
    ) -> Result<TaskParts, ReportError> {
        let now = self.clock.now();
        let widest = TaskParts { window: TaskWindow::Days(USUAL_WINDOW_DAYS), ..parts.clone() };
        // Of attempts that began in it, all windows have closed.
        let zone = service.time_zone.clone();
        let past = Period::last_days(USUAL_WINDOW_DAYS + SUGGESTION_DAYS, now, zone.clone())?;
        let last = past.first().saturating_add(Span::new().days(i64::from(SUGGESTION_DAYS) - 1));
        let past = Period::new(past.first(), last, zone)?;
        let question = AttemptsQuestion {
            scope: viewer.scope(service, &past, Automatic::LeftOut),
            task: Task::new(widest)?,
            carrier: carrier(service),
            as_of: now,
            by: None,
            interval: Interval::Month,
            signals: false,
            example: false,
        };
        let answer = self.reader.attempts(&question).await?;
        let usual = gate::task::usual_window(&answer, service, &question, self.rules(viewer));
        // Where nothing is known of the past, a saving says that people come back.
        let comes_back = parts.saved.is_some() || !parts.later.is_empty();
        let otherwise = if comes_back { TaskWindow::Days(USUAL_WINDOW_DAYS) } else { parts.window };
        Ok(TaskParts { window: usual.unwrap_or(otherwise), ..parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_several_languages_are_one() {
        let pages = ["/b/en/start", "/b/es/start", "/b/en/only", "/api/v1"];
        let one = one_for_all_languages(&pages);
        assert_eq!(one["/b/en/start"], "/b/*/start");
        assert_eq!(one["/b/es/start"], "/b/*/start");
        assert_eq!(one["/b/en/only"], "/b/en/only");
        assert_eq!(one["/api/v1"], "/api/v1");
    }

    #[test]
    fn steps_are_what_most_ways_have_in_common_in_their_order() {
        let way = |pages: &str, taken| {
            (pages.split(' ').map(ToOwned::to_owned).collect::<Vec<_>>(), taken)
        };
        let ways = vec![
            way("start you income check", 50.0),
            way("start help you income help income check", 10.0),
            way("start you evidence check", 39.0),
        ];
        assert_eq!(in_common(&ways), ["start", "you", "income", "check"]);
        assert!(in_common(&Vec::new()).is_empty());
    }

    #[test]
    fn names_come_from_addresses() {
        for (page, name) in [
            ("/apply/*/about-you", "About you"),
            ("/apply/?step=2", "Apply"),
            ("/", "/"),
            ("/é_a", "É a"),
        ] {
            assert_eq!(name_of(page), name);
        }
    }

    #[test]
    fn what_became_of_it_is_told_by_the_end_of_a_name() {
        let names = ["application_decided", "paid", "unpaid", "returned_late"].map(str::to_owned);
        let found = later(&names);
        let told: Vec<_> = found.iter().map(|(one, rule)| format!("{one}: {rule}")).collect();
        assert_eq!(told, ["decided: name is \"application_decided\"", "paid: name is \"paid\""]);
    }
}
