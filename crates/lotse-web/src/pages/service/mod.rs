//! `/s/{service}/settings`: what a service is called, where its pages are, and what it collects.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::services::ServiceChange;
use lotse_domain::{
    authority::{AuthorityPlace, MOST_PLACES, PlaceError},
    service::{CaptureSettings, CollectionProfile, Origin, Percent, Service, ServiceKind},
};

use crate::{
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    pages::{
        public::what_we_collect,
        services::new::{NAME_CHARS, check_origins},
    },
    path::ServiceInPath,
    state::AppState,
    ui::field::{AreaField, ChoiceField, ErrorSummary, FieldChoice, Mistakes, TextField, TextKind},
};

/// Parameters of addresses that one service may keep.
const PARAMETERS: usize = 20;
/// The longest name of one, in characters.
const PARAMETER_CHARS: usize = 40;

/// The settings, as forms for who may change them.
#[derive(Template)]
#[template(path = "pages/service/settings.html")]
struct SettingsPage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    slug: String,
    lines: Vec<(String, String)>,
    /// The public page made of these settings.
    public_page: String,
    name: TextField,
    origins: AreaField,
    parameters: AreaField,
    authorities: AreaField,
    profile: String,
    profile_means: String,
    /// Another profile may be chosen.
    has_choice: bool,
    choices: ChoiceField,
    fixed: String,
    /// Core Web Vitals and display settings, where the profile lets scripts read.
    measures_more: bool,
    web_vitals: TextField,
    display: ChoiceField,
    vitals_now: String,
    display_now: String,
}

/// What was typed; it is never lost.
struct Typed {
    name: String,
    origins: String,
    parameters: String,
    authorities: String,
    web_vitals: String,
}

impl Typed {
    fn of(service: &Service) -> Self {
        let origins: Vec<&str> = service.origins.iter().map(Origin::as_str).collect();
        Self {
            name: service.name.clone(),
            origins: origins.join("\n"),
            parameters: service.allowed_parameters.join("\n"),
            authorities: service
                .authorities
                .iter()
                .map(|place| format!("{} {}", place.code.as_str(), place.address()))
                .collect::<Vec<_>>()
                .join("\n"),
            web_vitals: service.capture.web_vitals.get().to_string(),
        }
    }
}

/// `GET /s/{service}/settings`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    form(&state, &request, &service, &Typed::of(&service), &Mistakes::default())
}

/// `POST /s/{service}/settings`
pub(crate) async fn change(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let text = request.text();
    let typed = Typed {
        name: fields.get("name").to_owned(),
        origins: fields.get("origins").to_owned(),
        parameters: fields.get("parameters").to_owned(),
        authorities: fields.get("authorities").to_owned(),
        ..Typed::of(&service)
    };
    let mut mistakes = Mistakes::default();
    if typed.name.is_empty() {
        mistakes.add("name", text.say("new-name-missing"));
    } else if typed.name.chars().count() > NAME_CHARS {
        let most = u64::try_from(NAME_CHARS).unwrap_or(u64::MAX);
        mistakes.add("name", text.fill("new-name-long", &[("most", most.into())]));
    }
    let origins = check_origins(text, &typed.origins, &mut mistakes);
    let parameters = check_parameters(text, &typed.parameters, &mut mistakes);
    let authorities = check_authorities(text, &typed.authorities, &origins, &mut mistakes);
    if !mistakes.is_empty() {
        let page = form(&state, &request, &service, &typed, &mistakes)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let new = ServiceChange { name: typed.name, origins, parameters, authorities };
    state.control.by(request.caller()?.actor()).change_service(&service, &new).await?;
    Ok(back(&service))
}

/// `POST /s/{service}/settings/profile`
pub(crate) async fn choose_profile(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let chosen: Option<CollectionProfile> = fields.get("profile").parse().ok();
    let chosen = chosen.filter(|profile| service.profile.interchangeable().contains(profile));
    let Some(chosen) = chosen else {
        let mut mistakes = Mistakes::default();
        mistakes.add("profile-headers", request.text().say("settings-profile-unknown"));
        let page = form(&state, &request, &service, &Typed::of(&service), &mistakes)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    state.control.by(request.caller()?.actor()).choose_profile(&service, chosen).await?;
    Ok(back(&service))
}

/// `POST /s/{service}/settings/capture`
pub(crate) async fn choose_capture(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let typed = fields.get("web-vitals").trim().trim_end_matches('%').trim_end();
    let Some(web_vitals) = typed.parse().ok().and_then(Percent::new) else {
        let mut mistakes = Mistakes::default();
        mistakes.add("web-vitals", request.text().say("settings-vitals-wrong"));
        let typed = Typed { web_vitals: typed.to_owned(), ..Typed::of(&service) };
        let page = form(&state, &request, &service, &typed, &mistakes)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let capture = CaptureSettings { web_vitals, display: fields.get("display") == "count" };
    state.control.by(request.caller()?.actor()).choose_capture(&service, capture).await?;
    Ok(back(&service))
}

fn back(service: &Service) -> Response {
    Redirect::to(&format!("/s/{}/settings", service.slug)).into_response()
}

/// Names of parameters, one a line: what stands before `=` in an address.
fn check_parameters(text: Text, typed: &str, mistakes: &mut Mistakes) -> Vec<String> {
    let mut parameters: Vec<String> = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let is_name = line.chars().count() <= PARAMETER_CHARS
            && line
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '[' | ']'));
        if !is_name {
            let line: String = line.chars().take(80).collect();
            mistakes
                .add("parameters", text.fill("settings-parameter-wrong", &[("line", line.into())]));
            return parameters;
        }
        if !parameters.iter().any(|known| known == line) {
            parameters.push(line.to_owned());
        }
    }
    if parameters.len() > PARAMETERS {
        let most = u64::try_from(PARAMETERS).unwrap_or(u64::MAX);
        mistakes.add("parameters", text.fill("settings-parameters-many", &[("most", most.into())]));
    }
    parameters.sort();
    parameters
}

/// Places of authorities, one a line: a code and an address that is below one of the service's.
pub(crate) fn check_authorities(
    text: Text,
    typed: &str,
    origins: &[Origin],
    mistakes: &mut Mistakes,
) -> Vec<AuthorityPlace> {
    let mut places: Vec<AuthorityPlace> = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let shown = || line.chars().take(80).collect::<String>();
        match AuthorityPlace::new(line) {
            Ok(place) if !origins.contains(place.origin()) => {
                let values = [("line", shown().into())];
                mistakes.add("authorities", text.fill("settings-authority-elsewhere", &values));
                return places;
            }
            Ok(place) => {
                places.retain(|known| known.address() != place.address());
                places.push(place);
            }
            Err(error) => {
                let key = match error {
                    PlaceError::Parts => "settings-authority-parts",
                    PlaceError::Code(_) => "settings-authority-code",
                    PlaceError::Address(_) | PlaceError::Path => "settings-authority-address",
                };
                mistakes.add("authorities", text.fill(key, &[("line", shown().into())]));
                return places;
            }
        }
    }
    if places.len() > MOST_PLACES {
        let most = u64::try_from(MOST_PLACES).unwrap_or(u64::MAX);
        mistakes
            .add("authorities", text.fill("settings-authorities-many", &[("most", most.into())]));
    }
    places
}

fn form(
    state: &AppState,
    request: &PageRequest,
    service: &Arc<Service>,
    typed: &Typed,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let title = text.say("layout-service-settings");
    let mut frame = request.frame(Place::ServiceSettings, title).about(service);
    frame.has_errors = !mistakes.is_empty();
    let profiles = service.profile.interchangeable().iter().map(|profile| FieldChoice {
        value: profile.as_str(),
        label: text.word("profile", profile.as_str()),
        hint: Some(text.word("profile-means", profile.as_str())),
        is_chosen: *profile == service.profile,
    });
    let zone = service.time_zone.iana_name().unwrap_or("UTC");
    let lines = [
        ("new-kind", text.word("kind", service.kind.as_str())),
        ("new-place", text.word("place", service.jurisdiction.as_str())),
        ("new-zone", zone.to_owned()),
        ("settings-key", service.public_key.as_str().to_owned()),
    ];
    page::show(&SettingsPage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        slug: service.slug.to_string(),
        lines: lines.into_iter().map(|(key, value)| (text.say(key), value)).collect(),
        public_page: what_we_collect::address(state, service),
        name: TextField::new("name", text.say("new-name"), TextKind::Words)
            .value(&typed.name)
            .wrong(mistakes),
        origins: AreaField::new("origins", text.say("new-origins"), &typed.origins)
            .required()
            .hint(text.say("new-origins-hint"))
            .wrong(mistakes),
        parameters: AreaField::new(
            "parameters",
            text.say("settings-parameters"),
            &typed.parameters,
        )
        .hint(text.say("settings-parameters-hint"))
        .wrong(mistakes),
        authorities: AreaField::new(
            "authorities",
            text.say("settings-authorities"),
            &typed.authorities,
        )
        .hint(text.say("settings-authorities-hint"))
        .wrong(mistakes),
        profile: text.word("profile", service.profile.as_str()),
        profile_means: text.word("profile-means", service.profile.as_str()),
        has_choice: service.profile.interchangeable().len() > 1,
        choices: ChoiceField::one("profile", text.say("settings-profile"), profiles.collect())
            .wrong(mistakes),
        fixed: text.say(match service.kind {
            ServiceKind::Employees => "settings-profile-employees",
            ServiceKind::Public => "settings-profile-fixed",
        }),
        measures_more: service.profile.captures_interaction(),
        web_vitals: TextField::new("web-vitals", text.say("settings-vitals"), TextKind::Words)
            .hint(text.say("settings-vitals-hint"))
            .value(&typed.web_vitals)
            .wrong(mistakes),
        display: ChoiceField::one("display", text.say("settings-display"), {
            let choice = |value, is_chosen| FieldChoice {
                value,
                label: text.word("settings-display", value),
                hint: Some(text.word("settings-display-means", value)),
                is_chosen,
            };
            let counts = service.capture.display;
            vec![choice("leave", !counts), choice("count", counts)]
        }),
        vitals_now: text.fill(
            "settings-vitals-now",
            &[("percent", u64::from(service.capture.web_vitals.get()).into())],
        ),
        display_now: text
            .word("settings-display", if service.capture.display { "count" } else { "leave" }),
        frame,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    #[test]
    fn parameters_are_names_each_once_and_in_order() {
        let text = Text::new(Language::English);
        let mut mistakes = Mistakes::default();
        let found = check_parameters(text, "step\n\n page \nstep\nfilter[kind]\n", &mut mistakes);
        assert_eq!(found, ["filter[kind]", "page", "step"]);
        assert!(mistakes.is_empty());
        for wrong in ["a b", "a=b", "a&b", "?a", &"a".repeat(41)] {
            let mut mistakes = Mistakes::default();
            check_parameters(text, wrong, &mut mistakes);
            assert!(mistakes.of("parameters").is_some(), "{wrong}");
        }
        let many: String = (0..21).fold(String::new(), |many, n| many + &format!("p{n}\n"));
        let mut mistakes = Mistakes::default();
        check_parameters(text, &many, &mut mistakes);
        assert!(mistakes.of("parameters").is_some());
    }
}
