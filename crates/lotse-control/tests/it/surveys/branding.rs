//! The branding of surveys.

use lotse_control::surveys::{
    branding::{Branding, BrandingOf, BrandingRefused, LONGEST_NAME},
    logo::Logo,
};
use lotse_domain::survey::contrast::ThemeForm;

use super::service;
use crate::{control_at, new_service, operator};

fn branding(name: &str, text: &str) -> Branding {
    let colours = ThemeForm {
        page: "#ffffff".to_owned(),
        text: text.to_owned(),
        button: "#005ea2".to_owned(),
        button_text: "#ffffff".to_owned(),
        edge: "#565c65".to_owned(),
        error: "#b50909".to_owned(),
    };
    Branding { name: name.to_owned(), colours: colours.theme().unwrap(), logo: None }
}

/// A black picture of one point, as another program wrote it.
const PICTURE: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0,
    0, 0, 144, 119, 83, 222, 0, 0, 0, 12, 73, 68, 65, 84, 120, 156, 99, 96, 96, 96, 0, 0, 0, 4, 0,
    1, 246, 23, 56, 85, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

#[tokio::test]
async fn a_service_has_its_own_branding_or_that_of_the_organization() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let service = service(&control).await;
    let other = operator(&control).add_service(new_service("Other")).await.unwrap();
    let by = operator(&control);
    assert_eq!(control.survey_branding(&service).await.unwrap(), None);
    let (all, own) = (branding(" Agency ", "#1b1b1b"), branding("Office", "#000000"));
    let chosen = by.choose_branding(BrandingOf::Organization, &all, 0).await.unwrap().unwrap();
    assert_eq!((chosen.branding.name.as_str(), chosen.version), ("Agency", 1));
    assert_eq!(control.survey_branding(&service).await.unwrap(), Some(chosen.clone()));
    let with_logo = Branding { logo: Some(Logo::read(PICTURE).unwrap()), ..own.clone() };
    by.choose_branding(BrandingOf::Service(&service), &with_logo, 0).await.unwrap().unwrap();
    assert_eq!(control.survey_branding(&service).await.unwrap().unwrap().branding, with_logo);
    assert_eq!(control.survey_branding(&other).await.unwrap(), Some(chosen));
    let rules = control.publishing_rules(&service).await.unwrap();
    assert_eq!(rules.theme, Some(own.colours), "publishing looks at the colours that it will have");
    let outdated = by.choose_branding(BrandingOf::Service(&service), &own, 0).await.unwrap();
    assert_eq!(outdated, Err(BrandingRefused::Outdated));
    let next = by.choose_branding(BrandingOf::Service(&service), &own, 1).await.unwrap().unwrap();
    assert_eq!(next.version, 2);
    let same = by.choose_branding(BrandingOf::Service(&service), &own, 0).await.unwrap().unwrap();
    assert_eq!(same, next, "the same again changes nothing");
    assert!(by.drop_branding(BrandingOf::Service(&service)).await.unwrap());
    assert!(!by.drop_branding(BrandingOf::Service(&service)).await.unwrap());
    assert_eq!(control.survey_branding(&service).await.unwrap().unwrap().branding.name, "Agency");
}

#[tokio::test]
async fn branding_that_fails_people_is_not_kept() {
    let (control, _) = control_at("2026-11-29T12:00:00Z").await;
    let by = operator(&control);
    let choose = async |branding: &Branding| {
        by.choose_branding(BrandingOf::Organization, branding, 0).await.unwrap()
    };
    assert_eq!(choose(&branding(" ", "#000000")).await, Err(BrandingRefused::NoName));
    let long = "ü".repeat(LONGEST_NAME + 1);
    assert_eq!(choose(&branding(&long, "#000000")).await, Err(BrandingRefused::LongName));
    assert_eq!(choose(&branding("a\nb", "#000000")).await, Err(BrandingRefused::LongName));
    let faint = choose(&branding("Agency", "#777777")).await;
    let Err(BrandingRefused::Contrast(faults)) = faint else { panic!("{faint:?}") };
    assert_eq!(faults.len(), 1);
    assert_eq!(control.branding_of(BrandingOf::Organization).await.unwrap(), None);
}
