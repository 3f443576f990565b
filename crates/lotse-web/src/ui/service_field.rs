//! The choice of a service in a form: from a list, or by its short name where a list would be too long.

use std::sync::Arc;

use askama::{Template, filters::HtmlSafe};
use lotse_domain::service::Service;

use crate::{
    messages::Text,
    ui::field::{Mistakes, SelectField, TextField, TextKind},
};

/// The longest list, and the most suggestions; a page with ten thousand choices would weigh a megabyte.
const LONGEST_LIST: usize = 100;

/// The id of the suggestions.
const LIST: &str = "service-names";

/// A choice of one service, or of all.
#[derive(Template)]
#[template(path = "ui/service_field.html")]
pub(crate) struct ServiceField {
    control: Control,
    /// Short name and name of services that may be meant.
    suggestions: Vec<(String, String)>,
}

enum Control {
    /// Few services: each is in the list.
    Listed(SelectField),
    /// Many: the short name is typed.
    Typed(TextField),
}

impl HtmlSafe for ServiceField {}

impl ServiceField {
    /// The field `id`. `every` says what an empty one means.
    pub(crate) fn new(
        text: Text,
        id: &'static str,
        label: String,
        every: String,
        services: &[Arc<Service>],
        chosen: &str,
    ) -> Self {
        let choice = |service: &Arc<Service>| (service.slug.to_string(), service.name.clone());
        if services.len() <= LONGEST_LIST {
            let every = std::iter::once((String::new(), every));
            let choices = every.chain(services.iter().map(choice)).collect();
            let control = Control::Listed(SelectField::new(id, label, choices, chosen));
            return Self { control, suggestions: Vec::new() };
        }
        let wanted = chosen.to_lowercase();
        let near = |service: &&Arc<Service>| {
            service.slug.as_str().contains(&wanted) || service.name.to_lowercase().contains(&wanted)
        };
        let mut suggested: Vec<_> = services.iter().filter(near).collect();
        if suggested.is_empty() {
            suggested = services.iter().collect();
        }
        suggested.sort_by_cached_key(|service| service.name.to_lowercase());
        let field = TextField::new(id, label, TextKind::Words)
            .hint(text.fill("service-field-hint", &[("every", every.into())]))
            .value(chosen)
            .list(LIST)
            .optional();
        let suggestions = suggested.into_iter().take(LONGEST_LIST).map(choice).collect();
        Self { control: Control::Typed(field), suggestions }
    }

    pub(crate) fn wrong(self, mistakes: &Mistakes) -> Self {
        let control = match self.control {
            Control::Listed(field) => Control::Listed(field.wrong(mistakes)),
            Control::Typed(field) => Control::Typed(field.wrong(mistakes)),
        };
        Self { control, ..self }
    }
}

/// What to say of a service that there is not.
pub(crate) fn unknown(text: Text, services: usize, typed: &str) -> String {
    if services <= LONGEST_LIST {
        return text.say("token-service-unknown");
    }
    text.fill("service-field-unknown", &[("typed", typed.into())])
}
