//! `/settings/components`: every part that pages are made of, in every state, with made-up figures.
//!
//! The figures go through the gate like real ones: there is no other way to make them.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use jiff::tz::TimeZone;
use lotse_control::access_tokens::TOKEN_PERMISSIONS;
use lotse_domain::{
    Count,
    ids::{ServiceId, ServiceSlug},
    privacy::Undisclosed,
    query::{
        Automatic, Breakdown, Durations, EngagedTimes, Period, Scope, Tally, UsageAnswer,
        UsageTable,
        filter::EventFilter,
        funnel::{FunnelAnswer, FunnelParts, FunnelQuestion, FunnelRow, Reached, StepOrder, Unit},
        together::AnswerSet,
    },
    role::Permission,
    service::{CollectionProfile, Jurisdiction, PublicKey, Service, ServiceKind},
};
use lotse_report::{
    ReportError,
    gate::{self, DisclosedUsage},
    measure::Measure,
    overview::Change,
    viewer::Audience,
};

use crate::{
    error::Failure,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    ui::{
        chart::{
            LineChart, LineQuestion,
            funnel::{FunnelBar, FunnelChart, step_cells},
        },
        field::{
            AreaField, ChoiceField, ErrorSummary, FieldChoice, Mistakes, SelectField, TextField,
            TextKind,
        },
        number::NumberTile,
        table::DataTable,
    },
};

/// Every part in every state.
#[derive(Template)]
#[template(path = "pages/settings/components.html")]
struct ComponentsPage {
    frame: Frame,
    tiles: Vec<NumberTile>,
    chart: LineChart,
    gaps: LineChart,
    quiet: LineChart,
    funnel: FunnelChart,
    tables: Vec<(String, DataTable)>,
    form: Form,
}

/// Every kind of field; some are wrong.
struct Form {
    summary: ErrorSummary,
    text: TextField,
    one: ChoiceField,
    any: ChoiceField,
    select: SelectField,
    area: AreaField,
}

/// `GET /settings/components`
pub(crate) async fn show(request: PageRequest) -> Result<Response, Failure> {
    let text = request.text();
    let frame = request.frame(Place::Components, text.say("components-title"));
    let many = disclose(ServiceKind::Public, CollectionProfile::Statistics, 400);
    let earlier = disclose(ServiceKind::Public, CollectionProfile::Statistics, 330);
    let staff = disclose(ServiceKind::Employees, CollectionProfile::SignedIn, 6);
    let nothing = disclose(ServiceKind::Public, CollectionProfile::Statistics, 0);
    page::show(&ComponentsPage {
        tiles: tiles(text, [&many, &earlier, &staff, &nothing]),
        chart: chart(text, &many, Some(&earlier), "sample-trend"),
        gaps: chart(text, &staff, None, "sample-gaps"),
        quiet: chart(text, &nothing, None, "sample-quiet"),
        funnel: funnel(text)?,
        tables: [&many, &staff]
            .into_iter()
            .flat_map(|usage| usage.tables.iter().skip(1))
            .map(|table| {
                let caption = text.word("overview-table", table.breakdown.as_str());
                (caption.clone(), DataTable::of(text, table, Some(caption)))
            })
            .collect(),
        form: form(text),
        frame,
    })
}

fn form(text: Text) -> Form {
    let mut mistakes = Mistakes::default();
    for (field, words) in [
        ("sample-name", "new-name-missing"),
        ("sample-kind-public", "new-kind-missing"),
        ("sample-origins", "new-origin-missing"),
    ] {
        mistakes.add(field, text.say(words));
    }
    let kind = |kind: &ServiceKind| FieldChoice {
        value: kind.as_str(),
        label: text.word("kind", kind.as_str()),
        hint: Some(text.word("new-kind-hint", kind.as_str())),
        is_chosen: false,
    };
    let permission = |permission: &Permission| FieldChoice {
        value: permission.as_str(),
        label: text.word("may", permission.as_str()),
        hint: None,
        is_chosen: *permission == Permission::ReadFigures,
    };
    let place =
        |place: &Jurisdiction| (place.as_str().to_owned(), text.word("place", place.as_str()));
    Form {
        summary: mistakes.summary(text),
        text: TextField::new("sample-name", text.say("new-name"), TextKind::Words)
            .hint(text.say("new-name-hint"))
            .wrong(&mistakes),
        one: ChoiceField::one(
            "sample-kind",
            text.say("new-kind"),
            ServiceKind::ALL.iter().map(kind).collect(),
        )
        .wrong(&mistakes),
        any: ChoiceField::any(
            "sample-may",
            text.say("token-scope"),
            TOKEN_PERMISSIONS.iter().map(permission).collect(),
        ),
        select: SelectField::new(
            "sample-place",
            text.say("new-place"),
            Jurisdiction::ALL.iter().map(place).collect(),
            Jurisdiction::Germany.as_str(),
        )
        .hint(text.say("new-place-hint")),
        area: AreaField::new("sample-origins", text.say("new-origins"), "")
            .required()
            .hint(text.say("new-origins-hint"))
            .wrong(&mistakes),
    }
}

fn tiles(text: Text, [many, earlier, staff, nothing]: [&DisclosedUsage; 4]) -> Vec<NumberTile> {
    let mut tiles = Vec::new();
    for (now, before) in many.figures.iter().zip(&earlier.figures) {
        let (measure, was) = (now.measure, before.cell.number());
        let change = now.cell.number().zip(was).map(|(now, was)| Change {
            absolute: now.value() - was.value(),
            relative: Some(now.value() / was.value() - 1.0),
        });
        let tile =
            NumberTile::new(text, measure, &now.cell).with_change(text, measure, change, was);
        let tile = match many.tables.first() {
            Some(days) => tile.with_days(days, measure),
            None => tile,
        };
        tiles.push(tile.partial(text, measure == Measure::PageViews));
    }
    let headers = disclose(ServiceKind::Public, CollectionProfile::Headers, 40);
    for usage in [staff, nothing, &headers] {
        tiles.extend(usage.figures.iter().map(|f| NumberTile::new(text, f.measure, &f.cell)));
    }
    tiles.push(NumberTile::failed(text, Measure::Visits, "/settings/components".to_owned()));
    tiles
}

fn chart(
    text: Text,
    usage: &DisclosedUsage,
    before: Option<&DisclosedUsage>,
    id: &'static str,
) -> LineChart {
    let empty = lotse_report::gate::Table {
        breakdown: Breakdown::Day,
        measures: vec![],
        rows: vec![],
        others: None,
        truncated: false,
    };
    LineChart::draw(
        text,
        LineQuestion {
            measure: Measure::Visits,
            days: usage.tables.first().unwrap_or(&empty),
            before: before
                .and_then(|b| Some((b.tables.first()?, text.say("overview-before-name")))),
            name: text.say("overview-now-name"),
            is_partial: true,
            headline: text.say("components-headline"),
            links: vec![],
            id,
        },
    )
}

/// Made-up use of a made-up service, through the gate. `people` come on an ordinary day.
/// A funnel of which one step would reveal who was lost, and one was reached by too few.
fn funnel(text: Text) -> Result<FunnelChart, Failure> {
    let (service, period) = (service(ServiceKind::Public, CollectionProfile::Statistics), month()?);
    let reached = |people: u64| {
        let n = Count::new(people);
        Reached { units: n, visitors: n, most_visitors_on_a_day: n }
    };
    let steps = [400, 310, 308, 120, 3].map(reached).to_vec();
    let names: Vec<String> =
        ["/apply", "/apply/household", "/apply/income", "/apply/check", "sent"]
            .map(str::to_owned)
            .to_vec();
    let question = FunnelQuestion::new(FunnelParts {
        scope: Scope {
            service: service.id,
            kind: service.kind,
            authority: None,
            period,
            automatic: Automatic::LeftOut,
            segment: None,
        },
        steps: vec![EventFilter::default(); steps.len()],
        order: StepOrder::Ordered,
        unit: Unit::Visit,
        window: None,
        exclusions: Vec::new(),
        breakdown: None,
    })
    .map_err(ReportError::from)?;
    let whole = FunnelRow { steps, times: Durations::default() };
    let answers = AnswerSet {
        funnels: vec![FunnelAnswer { whole, rows: Vec::new(), truncated: false }],
        ..AnswerSet::default()
    };
    let (disclosed, _) =
        gate::funnel::with_usage(Undisclosed::seal(answers), &service, &question, Audience::Staff);
    let rows = disclosed.steps.iter().zip(&names);
    let heads = ["reached", "share", "interval", "lost"];
    Ok(FunnelChart {
        id: "sample-funnel",
        headline: text.say("components-headline"),
        bars: FunnelBar::of(text, &disclosed.steps, &names),
        table: DataTable::written(
            text,
            text.say("funnel-step"),
            heads.iter().map(|head| text.word("funnel-head", head)).collect(),
            rows.map(|(step, name)| (name.clone(), step_cells(text, step))).collect(),
            Vec::new(),
        ),
        data_label: text.say("chart-data"),
        links: Vec::new(),
        note: None,
    })
}

fn month() -> Result<Period, Failure> {
    let first = jiff::civil::Date::constant(2026, 9, 1);
    let last = jiff::civil::Date::constant(2026, 9, 30);
    Ok(Period::new(first, last, TimeZone::UTC).map_err(ReportError::from)?)
}

fn service(kind: ServiceKind, profile: CollectionProfile) -> Arc<Service> {
    Arc::new(Service {
        id: ServiceId::new(1),
        slug: ServiceSlug::from_name("example"),
        name: "Example".to_owned(),
        kind,
        jurisdiction: Jurisdiction::Other,
        profile,
        public_key: PublicKey::from_text("pk_0000000000000000"),
        origins: Vec::new(),
        allowed_parameters: Vec::new(),
        time_zone: TimeZone::UTC,
        generated: true,
    })
}

fn disclose(kind: ServiceKind, profile: CollectionProfile, people: u64) -> DisclosedUsage {
    let service = service(kind, profile);
    let first = jiff::civil::Date::constant(2026, 9, 1);
    let last = jiff::civil::Date::constant(2026, 9, 30);
    let measures = profile.captures_interaction();
    let tally = |people: u64, days: u64| {
        let visits = people + people / 5;
        Tally {
            events: Count::new(people * 4),
            page_views: Count::new(people * 3),
            visitor_days: Count::new(people),
            most_visitors_on_a_day: Count::new(people / days.max(1) + 1),
            visitors: Count::new(people / 2),
            visits: Count::new(visits),
            measured_visits: Count::new(if measures { visits } else { 0 }),
            bounces: Count::new(if measures { visits * 2 / 5 } else { 0 }),
            engaged_ms: visits * 40_000,
        }
    };
    let mut total = 0;
    let mut days = Vec::new();
    for day in 1..=30_i8 {
        let on_day = match day % 7 {
            5 | 6 => people / 3,
            weekday => people + people * u64::from(weekday.unsigned_abs()) / 10,
        };
        total += on_day;
        let date = jiff::civil::Date::constant(2026, 9, day);
        days.push((Some(date.to_string()), tally(on_day, 1)));
    }
    let share =
        |label: &str, per_mille: u64| (Some(label.to_owned()), tally(total * per_mille / 1000, 30));
    let pages = (0..14)
        .map(|n| share(&format!("/apply/step-{n}/a-long-address-that-must-wrap"), 200 / (n + 1)));
    let pages = std::iter::once(share("/", 700)).chain(pages).chain([share("/hidden", 1)]);
    let devices = [share("mobile", 610), share("desktop", 340), share("tablet", 50)];
    let engaged = (1..100).map(|n| (n * 12, total * u64::from(100 - n) / 5000));
    let answer = UsageAnswer {
        automatic_events: Count::new(total / 40),
        totals: tally(total, 30),
        engaged: EngagedTimes { by_tenths: engaged.collect() },
        tables: vec![
            UsageTable { breakdown: Breakdown::Day, rows: days, truncated: false },
            UsageTable { breakdown: Breakdown::Page, rows: pages.collect(), truncated: false },
            UsageTable { breakdown: Breakdown::DeviceClass, rows: devices.into(), truncated: true },
        ],
        newest: None,
    };
    let period = Period::new(first, last, TimeZone::UTC);
    match period {
        Ok(period) => gate::usage(
            &Undisclosed::seal(answer),
            &service,
            &period,
            Automatic::LeftOut,
            Audience::Staff,
        ),
        // These dates are a period; a page with nothing on it is the honest other case.
        Err(_) => DisclosedUsage::nothing(),
    }
}
