//! `/settings/disclosure`: how few people are too few to show a figure of them, and what that hides.

mod hidden;
mod typed;

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::disclosure::{LONGEST_REASON, NotChosen, PolicyVersion};
use lotse_domain::{
    disclosure::{DisclosurePolicy, MOST, Minimums, PUBLISHED, Zeros},
    role::Permission,
    service::Service,
};

use self::{
    hidden::{Audience, audiences},
    typed::{RoleFields, Typed},
};
use crate::{
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::{
        field::{AreaField, ChoiceField, ErrorSummary, FieldChoice, Mistakes, TextField, TextKind},
        person,
        service_field::{self, ServiceField},
    },
};

/// The address of the page.
const ADDRESS: &str = "/settings/disclosure";

/// The policy that holds, the form for another one, and what either hides of a service.
#[derive(Template)]
#[template(path = "pages/settings/disclosure.html")]
struct DisclosurePage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    /// Which version holds, as a sentence.
    holds: String,
    /// What it says, where it cannot be changed here.
    lines: Vec<(String, String)>,
    form: Option<PolicyForm>,
    looked: Option<LookedAt>,
    versions: Vec<Version>,
    zone: String,
}

struct PolicyForm {
    version: u32,
    staff_ordinary: TextField,
    staff_sensitive: TextField,
    published: TextField,
    zeros: ChoiceField,
    roles: Vec<RoleFields>,
    has_roles: bool,
    reason: AreaField,
    service: ServiceField,
}

/// What is hidden of one service.
struct LookedAt {
    title: String,
    period: String,
    /// The policy that was typed is looked at, beside the one that holds.
    is_typed: bool,
    audiences: Vec<Audience>,
}

struct Version {
    number: String,
    who: String,
    when: String,
    says: String,
    reason: String,
}

/// `GET /settings/disclosure`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    let holds = state.control.disclosure();
    let service = request.query.get("service").unwrap_or_default();
    let typed = Typed::of(&holds.policy).looking_at(service);
    let mut mistakes = Mistakes::default();
    let service = chosen_service(&state, &request, &typed, &mut mistakes)?;
    page_of(&state, &request, &typed, &mistakes, service.map(|of| (of, None))).await
}

/// `POST /settings/disclosure`: looks at what would be hidden, or chooses it.
pub(crate) async fn take(
    State(state): State<AppState>,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let text = request.text();
    let typed = Typed::from_form(&fields);
    let mut mistakes = Mistakes::default();
    let policy = typed.policy(text, &mut mistakes);
    let service = chosen_service(&state, &request, &typed, &mut mistakes)?;
    if let Some(policy) = policy.filter(|_| mistakes.is_empty()) {
        if fields.get("do") == "look" {
            let looked = service.map(|of| (of, Some(policy)));
            return page_of(&state, &request, &typed, &mistakes, looked).await;
        }
        let before = fields.get("version").parse().map_err(|_| Failure::OutdatedForm)?;
        let changes = state.control.by(request.caller()?.actor());
        match changes.choose_disclosure(policy, &typed.reason, before).await? {
            Ok(_) => {
                let back = request.query.with("service", &typed.service).address(ADDRESS);
                return Ok(Redirect::to(&back).into_response());
            }
            Err(why) => {
                let (field, key) = match why {
                    NotChosen::NoReason => ("reason", "disclosure-no-reason"),
                    NotChosen::LongReason => ("reason", "disclosure-long-reason"),
                    NotChosen::Outdated => ("staff-ordinary", "disclosure-outdated"),
                    NotChosen::Same => ("staff-ordinary", "disclosure-same"),
                };
                let most = u64::try_from(LONGEST_REASON).unwrap_or(u64::MAX);
                mistakes.add(field, text.fill(key, &[("most", most.into())]));
            }
        }
    }
    let page = page_of(&state, &request, &typed, &mistakes, service.map(|of| (of, None))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The service that is looked at: the chosen one, or the first. Only for who may choose a policy.
fn chosen_service(
    state: &AppState,
    request: &PageRequest,
    typed: &Typed,
    mistakes: &mut Mistakes,
) -> Result<Option<Arc<Service>>, Failure> {
    if !request.caller()?.may(Permission::ChooseDisclosure) {
        return Ok(None);
    }
    let services = state.control.services();
    if typed.service.is_empty() {
        return Ok(services.into_iter().next());
    }
    let service = state.control.service(&typed.service);
    if service.is_none() {
        let words = service_field::unknown(request.text(), services.len(), &typed.service);
        mistakes.add("service", words);
    }
    Ok(service)
}

async fn page_of(
    state: &AppState,
    request: &PageRequest,
    typed: &Typed,
    mistakes: &Mistakes,
    looked: Option<(Arc<Service>, Option<DisclosurePolicy>)>,
) -> Result<Response, Failure> {
    let (text, zone) = (request.text(), person::zone(state));
    let holds = state.control.disclosure();
    let chooses = request.caller()?.may(Permission::ChooseDisclosure);
    let looked = match looked {
        Some((service, typed)) => Some(look(state, text, &service, typed).await?),
        None => None,
    };
    let versions = state.control.disclosure_versions().await?;
    let mut frame = request.frame(Place::Disclosure, text.say("disclosure-title"));
    frame.has_errors = !mistakes.is_empty();
    let form = chooses.then(|| form(state, text, typed, mistakes, holds.version));
    page::show(&DisclosurePage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        holds: match holds.version {
            0 => text.say("disclosure-least"),
            version => text.fill("disclosure-version", &[("version", u64::from(version).into())]),
        },
        lines: says(text, &holds.policy),
        form,
        looked,
        versions: version_lines(text, &versions, &zone),
        zone: person::times_in(text, &zone),
        frame,
    })
}

async fn look(
    state: &AppState,
    text: Text,
    service: &Arc<Service>,
    typed: Option<DisclosurePolicy>,
) -> Result<LookedAt, Failure> {
    let holds = state.reports.hidden(service, &state.control.disclosure().policy).await?;
    let then = match &typed {
        Some(policy) => Some(state.reports.hidden(service, policy).await?),
        None => None,
    };
    let period = &holds.period;
    Ok(LookedAt {
        title: text.fill("disclosure-hides", &[("service", service.name.as_str().into())]),
        period: text.format().dates(period.first(), period.last()),
        is_typed: typed.is_some(),
        audiences: audiences(text, &holds, then.as_ref()),
    })
}

fn form(
    state: &AppState,
    text: Text,
    typed: &Typed,
    mistakes: &Mistakes,
    version: u32,
) -> PolicyForm {
    let number = |id, [label, hint]: [&str; 2], value: &str, least: u16| {
        let bounds = [("least", u64::from(least).into()), ("most", u64::from(MOST).into())];
        TextField::new(id, text.say(label), TextKind::Number)
            .hint(text.fill(hint, &bounds))
            .value(value)
            .wrong(mistakes)
    };
    let zeros = Zeros::ALL.iter().map(|zeros| FieldChoice {
        value: zeros.as_str(),
        label: text.word("disclosure-zeros", zeros.as_str()),
        hint: Some(text.word("disclosure-zeros-means", zeros.as_str())),
        is_chosen: *zeros == typed.zeros,
    });
    let Minimums { ordinary, sensitive } = Minimums::STAFF;
    PolicyForm {
        version,
        staff_ordinary: number(
            "staff-ordinary",
            ["disclosure-ordinary", "disclosure-ordinary-hint"],
            &typed.staff.ordinary,
            ordinary,
        ),
        staff_sensitive: number(
            "staff-sensitive",
            ["disclosure-sensitive", "disclosure-sensitive-hint"],
            &typed.staff.sensitive,
            sensitive,
        ),
        published: number(
            "published",
            ["disclosure-published", "disclosure-published-hint"],
            &typed.published,
            PUBLISHED,
        ),
        zeros: ChoiceField::one("zeros", text.say("disclosure-zeros"), zeros.collect()),
        has_roles: typed.has_roles(),
        roles: typed.role_fields(text, mistakes),
        reason: AreaField::new("reason", text.say("disclosure-reason"), &typed.reason)
            .required()
            .hint(text.say("disclosure-reason-hint"))
            .wrong(mistakes),
        service: ServiceField::new(
            text,
            "service",
            text.say("disclosure-service"),
            text.say("disclosure-service-first"),
            &state.control.services(),
            &typed.service,
        )
        .wrong(mistakes),
    }
}

/// What a policy says, line by line.
fn says(text: Text, policy: &DisclosurePolicy) -> Vec<(String, String)> {
    let parts = policy.parts();
    let both = |minimums: &Minimums| {
        let values = [
            ("ordinary", u64::from(minimums.ordinary).into()),
            ("sensitive", u64::from(minimums.sensitive).into()),
        ];
        text.fill("disclosure-both", &values)
    };
    let mut lines = vec![(text.say("disclosure-staff"), both(&parts.staff))];
    lines.extend(parts.roles.iter().map(|(role, of)| (text.word("role", role.as_str()), both(of))));
    let published = text.format().count(u64::from(parts.published));
    lines.push((text.say("disclosure-anybody"), published));
    let zeros = text.word("disclosure-zeros", parts.zeros.as_str());
    lines.push((text.say("disclosure-zeros"), zeros));
    lines
}

/// The versions, the newest first, each with whether it shows more than the one before.
fn version_lines(
    text: Text,
    versions: &[PolicyVersion],
    zone: &jiff::tz::TimeZone,
) -> Vec<Version> {
    let least = DisclosurePolicy::default();
    let before = versions.iter().skip(1).map(|version| &version.policy);
    versions
        .iter()
        .zip(before.chain(std::iter::once(&least)))
        .map(|(version, before)| {
            let mut said: Vec<String> = says(text, &version.policy)
                .into_iter()
                .map(|(label, value)| format!("{label}: {value}"))
                .collect();
            if !version.policy.is_as_strict_as(before) {
                said.push(text.say("disclosure-shows-more"));
            }
            Version {
                number: version.version.to_string(),
                who: person::author(text, &version.made_by),
                when: text.format().minute(version.made_at, zone),
                says: said.join(". "),
                reason: version.reason.clone(),
            }
        })
        .collect()
}
