//! `/services/new`: adding a service.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::tz::TimeZone;
use lotse_control::services::NewService;
use lotse_domain::service::{CollectionProfile, Jurisdiction, Origin, OriginError, ServiceKind};

use crate::{
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    pages::service::check_authorities,
    state::AppState,
    ui::field::{
        AreaField, ChoiceField, ErrorSummary, FieldChoice, Mistakes, SelectField, TextField,
        TextKind,
    },
};

/// The longest name of a service, in characters.
pub(crate) const NAME_CHARS: usize = 120;
/// Addresses that one service may be served from.
const ORIGINS: usize = 20;

/// The form, with what was typed and what was wrong.
#[derive(Template)]
#[template(path = "pages/services/new.html")]
struct NewPage {
    frame: Frame,
    summary: ErrorSummary,
    name: TextField,
    kind: ChoiceField,
    jurisdiction: SelectField,
    origins: AreaField,
    authorities: AreaField,
    time_zone: TextField,
    zones: Vec<String>,
    profiles: Vec<ProfileLine>,
    profile: SelectField,
    form_token: String,
}

/// What one profile makes possible, and where it is the rule.
struct ProfileLine {
    places: String,
    profile: String,
    means: String,
}

/// What was typed; it is never lost.
#[derive(Clone, Debug, Default)]
struct Typed {
    name: String,
    kind: String,
    jurisdiction: String,
    origins: String,
    time_zone: String,
    /// Empty for the rule of the place.
    profile: String,
    authorities: String,
}

/// `GET /services/new`
pub(crate) async fn show(request: PageRequest) -> Result<Response, Failure> {
    form(&request, &Typed::default(), &Mistakes::default())
}

/// `POST /services/new`
pub(crate) async fn add(
    State(state): State<AppState>,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let typed = Typed {
        name: fields.get("name").to_owned(),
        kind: fields.get("kind").to_owned(),
        jurisdiction: fields.get("jurisdiction").to_owned(),
        origins: fields.get("origins").to_owned(),
        time_zone: fields.get("time_zone").to_owned(),
        profile: fields.get("profile").to_owned(),
        authorities: fields.get("authorities").to_owned(),
    };
    match check(request.text(), &typed) {
        Ok(new) => {
            let service = state.control.by(request.caller()?.actor()).add_service(new).await?;
            let next = format!("/s/{}/data/install", service.slug);
            Ok(Redirect::to(&next).into_response())
        }
        Err(mistakes) => {
            let page = form(&request, &typed, &mistakes)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn form(request: &PageRequest, typed: &Typed, mistakes: &Mistakes) -> Result<Response, Failure> {
    let text = request.text();
    let mut frame = request.frame(Place::Services, text.say("new-title"));
    frame.has_errors = !mistakes.is_empty();
    let kinds = ServiceKind::ALL.iter().map(|kind| FieldChoice {
        value: kind.as_str(),
        label: text.word("kind", kind.as_str()),
        hint: Some(text.word("new-kind-hint", kind.as_str())),
        is_chosen: typed.kind == kind.as_str(),
    });
    let places = Jurisdiction::ALL
        .iter()
        .map(|place| (place.as_str().to_owned(), text.word("place", place.as_str())));
    let places = std::iter::once((String::new(), text.say("new-place-choose"))).chain(places);
    page::show(&NewPage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        frame,
        name: TextField::new("name", text.say("new-name"), TextKind::Words)
            .hint(text.say("new-name-hint"))
            .value(&typed.name)
            .wrong(mistakes),
        jurisdiction: SelectField::new(
            "jurisdiction",
            text.say("new-place"),
            places.collect(),
            &typed.jurisdiction,
        )
        .required()
        .hint(text.say("new-place-hint"))
        .wrong(mistakes),
        origins: AreaField::new("origins", text.say("new-origins"), &typed.origins)
            .required()
            .hint(text.say("new-origins-hint"))
            .wrong(mistakes),
        authorities: AreaField::new("authorities", text.say("new-authorities"), &typed.authorities)
            .hint(text.say("settings-authorities-hint"))
            .wrong(mistakes),
        time_zone: TextField::new("time_zone", text.say("new-zone"), TextKind::Words)
            .hint(text.say("new-zone-hint"))
            .list("zones")
            .value(&typed.time_zone)
            .wrong(mistakes),
        kind: ChoiceField::one("kind", text.say("new-kind"), kinds.collect()).wrong(mistakes),
        profile: SelectField::new(
            "profile",
            text.say("settings-profile"),
            std::iter::once((String::new(), text.say("new-profile-rule")))
                .chain(CollectionProfile::ALL.iter().map(|profile| {
                    let word = profile.as_str();
                    (word.to_owned(), text.word("new-profile-choice", word))
                }))
                .collect(),
            &typed.profile,
        )
        .hint(text.say("new-profile-hint"))
        .wrong(mistakes),
        zones: zones(),
        profiles: profiles(text),
    })
}

/// Which profile is the rule where, and what it means: said before anybody builds on it.
fn profiles(text: Text) -> Vec<ProfileLine> {
    use ServiceKind::{Employees, Public};
    let mut lines: Vec<ProfileLine> = Vec::new();
    for profile in CollectionProfile::ALL {
        let places: Vec<String> = Jurisdiction::ALL
            .iter()
            .filter(|place| place.default_profile(Public) == *profile)
            .map(|place| text.word("place", place.as_str()))
            .collect();
        let staff = Jurisdiction::ALL.iter().all(|j| j.default_profile(Employees) == *profile);
        let places = if staff { text.say("new-profile-employees") } else { places.join(", ") };
        if !places.is_empty() {
            lines.push(ProfileLine {
                places,
                profile: text.word("profile", profile.as_str()),
                means: text.word("profile-means", profile.as_str()),
            });
        }
    }
    lines
}

/// Time zones that have a place in their name, for choosing while typing.
fn zones() -> Vec<String> {
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let mut zones: Vec<String> = names.filter(|name| is_place(name)).collect();
    zones.sort();
    zones
}

fn is_place(name: &str) -> bool {
    let continents = [
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];
    name.split_once('/').is_some_and(|(continent, _)| continents.contains(&continent))
}

/// Reads what was typed, and says of every field what is wrong with it.
fn check(text: Text, typed: &Typed) -> Result<NewService, Mistakes> {
    let mut mistakes = Mistakes::default();
    if typed.name.is_empty() {
        mistakes.add("name", text.say("new-name-missing"));
    } else if typed.name.chars().count() > NAME_CHARS {
        let most = u64::try_from(NAME_CHARS).unwrap_or(u64::MAX);
        mistakes.add("name", text.fill("new-name-long", &[("most", most.into())]));
    }
    let kind = typed.kind.parse::<ServiceKind>();
    if kind.is_err() {
        mistakes.add("kind-public", text.say("new-kind-missing"));
    }
    let jurisdiction = typed.jurisdiction.parse::<Jurisdiction>();
    if jurisdiction.is_err() {
        mistakes.add("jurisdiction", text.say("new-place-missing"));
    }
    let profile = check_profile(text, &typed.profile, kind.as_ref().ok().copied(), &mut mistakes);
    let origins = check_origins(text, &typed.origins, &mut mistakes);
    let authorities = check_authorities(text, &typed.authorities, &origins, &mut mistakes);
    let zone = TimeZone::get(&typed.time_zone).ok().filter(|zone| zone.iana_name().is_some());
    if typed.time_zone.is_empty() {
        mistakes.add("time_zone", text.say("new-zone-missing"));
    } else if zone.is_none() {
        mistakes.add("time_zone", text.say("new-zone-unknown"));
    }
    match (kind, jurisdiction, zone) {
        (Ok(kind), Ok(jurisdiction), Some(time_zone)) if mistakes.is_empty() => Ok(NewService {
            name: typed.name.clone(),
            kind,
            jurisdiction,
            profile,
            authorities,
            origins,
            time_zone,
            generated: false,
        }),
        _ => Err(mistakes),
    }
}

/// A profile that somebody chose in place of the rule; staff are counted by signed reference alone.
fn check_profile(
    text: Text,
    typed: &str,
    kind: Option<ServiceKind>,
    mistakes: &mut Mistakes,
) -> Option<CollectionProfile> {
    if typed.is_empty() {
        return None;
    }
    let Ok(profile) = typed.parse::<CollectionProfile>() else {
        mistakes.add("profile", text.say("settings-profile-unknown"));
        return None;
    };
    if kind == Some(ServiceKind::Employees) && profile != CollectionProfile::SignedIn {
        mistakes.add("profile", text.say("new-profile-employees-wrong"));
    }
    Some(profile)
}

pub(crate) fn check_origins(text: Text, typed: &str, mistakes: &mut Mistakes) -> Vec<Origin> {
    let mut origins = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match Origin::new(line) {
            Ok(origin) if !origins.contains(&origin) => origins.push(origin),
            Ok(_) => {}
            Err(error) => {
                let key = match error {
                    OriginError::Scheme => "new-origin-scheme",
                    OriginError::Host => "new-origin-host",
                    OriginError::PlainHttp => "new-origin-http",
                    OriginError::Path => "new-origin-path",
                };
                let line: String = line.chars().take(80).collect();
                mistakes.add("origins", text.fill(key, &[("line", line.into())]));
                return origins;
            }
        }
    }
    if origins.is_empty() {
        mistakes.add("origins", text.say("new-origin-missing"));
    } else if origins.len() > ORIGINS {
        let most = u64::try_from(ORIGINS).unwrap_or(u64::MAX);
        mistakes.add("origins", text.fill("new-origin-many", &[("most", most.into())]));
    }
    origins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    fn typed() -> Typed {
        Typed {
            name: "Housing benefit".into(),
            kind: "public".into(),
            jurisdiction: "de".into(),
            origins: "https://a.example.gov\n\nhttps://a.example.gov/\nhttp://localhost:8080"
                .into(),
            time_zone: "Europe/Berlin".into(),
            profile: String::new(),
            authorities: String::new(),
        }
    }

    #[test]
    fn a_complete_form_makes_a_service_and_doubled_addresses_one() {
        let new = check(Text::new(Language::English), &typed()).unwrap();
        let origins: Vec<_> = new.origins.iter().map(Origin::as_str).collect();
        assert_eq!(origins, ["https://a.example.gov", "http://localhost:8080"]);
        assert_eq!(new.time_zone.iana_name(), Some("Europe/Berlin"));
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        for (change, field) in [
            ((|t: &mut Typed| t.name.clear()) as fn(&mut Typed), "name"),
            (|t| t.name = "x".repeat(121), "name"),
            (|t| t.kind = "other".into(), "kind-public"),
            (|t| t.jurisdiction.clear(), "jurisdiction"),
            (|t| t.origins.clear(), "origins"),
            (|t| t.origins = "example.gov".into(), "origins"),
            (|t| t.origins = "http://example.gov".into(), "origins"),
            (|t| t.origins = "https://example.gov/apply".into(), "origins"),
            (
                |t| {
                    t.origins = (0..21).fold(String::new(), |text, n| {
                        text + "https://a" + &n.to_string() + ".gov\n"
                    });
                },
                "origins",
            ),
            (|t| t.time_zone.clear(), "time_zone"),
            (|t| t.time_zone = "Europe/Atlantis".into(), "time_zone"),
        ] {
            let mut typed = typed();
            change(&mut typed);
            for language in Language::ALL {
                let mistakes = check(Text::new(language), &typed).unwrap_err();
                assert!(mistakes.of(field).is_some(), "{field}: {mistakes:?}");
            }
        }
        let mistakes = check(Text::new(Language::German), &Typed::default()).unwrap_err();
        for field in ["name", "kind-public", "jurisdiction", "origins", "time_zone"] {
            assert!(mistakes.of(field).is_some(), "{field}");
        }
    }
}
