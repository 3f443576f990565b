//! `/settings/components`: every part that pages are made of, in every state, with made-up figures.
//!
//! The figures go through the gate like real ones: there is no other way to make them.

pub(crate) mod files;
mod made_up;
mod pictures;

#[cfg(test)]
pub(crate) use self::pictures::ANSWERS;

use askama::Template;
use axum::response::{Redirect, Response};
use jiff::{Timestamp, civil::Date};
use lotse_control::{
    access_tokens::TOKEN_PERMISSIONS,
    annotations::{Annotation, AnnotationId},
};
use lotse_domain::{
    Count,
    annotation::{AnnotationDraft, AnnotationKind},
    privacy::Undisclosed,
    query::{
        Automatic, Breakdown, Scope,
        filter::EventFilter,
        funnel::{FunnelAnswer, FunnelParts, FunnelQuestion, FunnelRow, Reached, StepOrder, Unit},
        together::AnswerSet,
    },
    role::Permission,
    service::{CollectionProfile, Jurisdiction, ServiceKind},
};
use lotse_report::{
    ReportError,
    gate::{self, DisclosedUsage},
    measure::Measure,
    overview::Change,
    policy::Rules,
};

use self::{
    made_up::{disclose, month, service},
    pictures::Pictures,
};
use crate::{
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Choice, Frame, PageRequest, Place},
    ui::{
        chart::{
            LineChart, LineQuestion,
            funnel::{FunnelBar, FunnelChart, step_cells},
            marks::Marks,
        },
        field::{
            Action, AreaField, ChoiceField, ErrorSummary, FieldChoice, Mistakes, SelectField,
            TextField, TextKind,
        },
        number::NumberTile,
        state::{State, StateBox},
        table::DataTable,
        tabs::Tabs,
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
    hidden: LineChart,
    quiet: LineChart,
    funnel: FunnelChart,
    pictures: Pictures,
    states: Vec<StateBox>,
    tabs: Tabs,
    action: Action,
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
    // On some days enough of them for a number.
    let some = disclose(ServiceKind::Employees, CollectionProfile::SignedIn, 18);
    let nothing = disclose(ServiceKind::Public, CollectionProfile::Statistics, 0);
    page::show(&ComponentsPage {
        tiles: tiles(text, [&many, &earlier, &staff, &nothing]),
        chart: chart(text, &many, Some(&earlier), "sample-trend", marks(text, &many)),
        gaps: chart(text, &some, None, "sample-gaps", Marks::default()),
        hidden: chart(text, &staff, None, "sample-hidden", Marks::default()),
        quiet: chart(text, &nothing, None, "sample-quiet", Marks::default()),
        funnel: funnel(text)?,
        pictures: Pictures::new(text),
        states: states(text),
        tabs: tabs(text),
        action: Action::new(
            "/settings/components".to_owned(),
            text.say("explore-delete"),
            &request.form_token(),
        )
        .about(&text.say("components-title"))
        .lost(text.say("explore-delete-lost")),
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

/// `POST /settings/components`: what the button of the page asks for, which is nothing.
pub(crate) async fn nothing(_fields: Fields) -> Redirect {
    Redirect::to("/settings/components")
}

fn states(text: Text) -> Vec<StateBox> {
    let state = |state: &State| {
        let shown = StateBox::new(text, *state);
        match state {
            State::Failed => shown.next(text.say("error-retry"), "/settings/components".to_owned()),
            State::Empty | State::Suppressed | State::Partial => shown,
        }
    };
    State::ALL.iter().map(state).collect()
}

fn tabs(text: Text) -> Tabs {
    let tab = |key: &str, address: &str| Choice {
        label: text.say(key),
        address: address.to_owned(),
        is_current: key == "components-title",
        lang: "",
    };
    Tabs {
        label: text.say("layout-settings"),
        tabs: vec![
            tab("account-title", "/settings/account"),
            tab("tokens-title", "/settings/tokens"),
            tab("components-title", "/settings/components"),
        ],
    }
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
    marks: Marks,
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
            marks,
        },
    )
}

/// One thing of each kind that can happen, two of them so close that they have one mark.
fn marks(text: Text, usage: &DisclosedUsage) -> Marks {
    let rows = usage.tables.iter().take(1).flat_map(|table| &table.rows);
    let days: Vec<Date> =
        rows.filter_map(|row| row.label.as_deref()?.parse::<Date>().ok()).collect();
    let happened = |(kind, day): (&AnnotationKind, &Date)| Annotation {
        id: AnnotationId::new(1),
        version: 1,
        says: AnnotationDraft {
            first: *day,
            last: None,
            kind: *kind,
            title: text.say("annotation-new-title"),
            description: String::new(),
            measures: Vec::new(),
        },
        made_by: String::new(),
        made_at: Timestamp::UNIX_EPOCH,
    };
    let places = days.iter().step_by(2).chain(days.last());
    let happened: Vec<Annotation> = AnnotationKind::ALL.iter().zip(places).map(happened).collect();
    let stretches: Vec<(Date, Date)> = days.iter().map(|day| (*day, *day)).collect();
    Marks::of(text, &happened, &stretches, None)
}

/// A funnel of which one step would reveal who was lost, and one was reached by too few.
fn funnel(text: Text) -> Result<FunnelChart, Failure> {
    let (service, period) = (service(ServiceKind::Public, CollectionProfile::Statistics), month()?);
    let reached = |people: u64| {
        let n = Count::new(people);
        Reached {
            units: n,
            blurred_units: n,
            visitors: n,
            most_visitors_on_a_day: n,
            ..Reached::default()
        }
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
    let whole = FunnelRow { steps, ..FunnelRow::default() };
    let answers = AnswerSet {
        funnels: vec![FunnelAnswer { whole, rows: Vec::new(), truncated: false }],
        ..AnswerSet::default()
    };
    let (disclosed, _) =
        gate::funnel::with_usage(Undisclosed::seal(answers), &service, &question, Rules::staff());
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
        notes: Vec::new(),
    })
}
