//! What was wrong with a form, after GOV.UK's pattern: a summary on top that links to each field, and
//! the same words beside the field.

use std::borrow::Cow;

use askama::{Template, filters::HtmlSafe};

use crate::messages::Text;

/// One mistake: the id of its field and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) field: Cow<'static, str>,
    pub(crate) words: String,
}

/// Every mistake of a form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub(crate) fn add(&mut self, field: impl Into<Cow<'static, str>>, words: String) {
        self.0.push(Mistake { field: field.into(), words });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field, if anything is.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|mistake| mistake.field == field).map(|m| m.words.as_str())
    }

    /// The summary for the top of the page.
    pub(crate) fn summary(&self, text: Text) -> ErrorSummary {
        ErrorSummary { title: text.say("form-summary"), mistakes: self.0.clone() }
    }
}

/// The summary on top of a form.
#[derive(Template)]
#[template(
    source = r##"{% if !mistakes.is_empty() %}<div class="summary" role="alert" tabindex="-1" data-focus aria-labelledby="summary-title"><h2 id="summary-title">{{ title }}</h2><ul>{% for mistake in mistakes %}<li><a href="#{{ mistake.field }}">{{ mistake.words }}</a></li>{% endfor %}</ul></div>{% endif %}"##,
    ext = "html"
)]
pub(crate) struct ErrorSummary {
    title: String,
    mistakes: Vec<Mistake>,
}

impl HtmlSafe for ErrorSummary {}

impl ErrorSummary {
    /// The same under other words, where nobody typed anything wrong.
    pub(crate) fn titled(self, title: String) -> Self {
        Self { title, ..self }
    }
}

/// What is typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// Words.
    Words,
    /// An address of mail.
    Email,
    /// A password, which is never sent back.
    Password,
    /// A short code of digits.
    Code,
    /// A whole number.
    Number,
    /// A day.
    Date,
}

/// A field for one line of text: label above, hint below the label, then what is wrong, then the field.
#[derive(Template)]
#[template(path = "ui/text_field.html")]
pub(crate) struct TextField {
    id: &'static str,
    label: String,
    hint: Option<String>,
    wrong: Option<String>,
    value: String,
    kind: TextKind,
    /// How browsers and password managers know what belongs into it.
    autocomplete: &'static str,
    /// The id of a list of what is often typed.
    list: Option<&'static str>,
    is_required: bool,
}

impl HtmlSafe for TextField {}

impl TextField {
    /// A field; its id is its name in the form and the key of its mistake.
    pub(crate) fn new(id: &'static str, label: String, kind: TextKind) -> Self {
        let autocomplete = match kind {
            TextKind::Words | TextKind::Number | TextKind::Date => "off",
            TextKind::Email => "username",
            TextKind::Password => "current-password",
            TextKind::Code => "one-time-code",
        };
        Self {
            id,
            label,
            hint: None,
            wrong: None,
            value: String::new(),
            kind,
            autocomplete,
            list: None,
            is_required: true,
        }
    }

    /// It may stay empty.
    pub(crate) fn optional(mut self) -> Self {
        self.is_required = false;
        self
    }

    pub(crate) fn hint(mut self, words: String) -> Self {
        self.hint = Some(words);
        self
    }

    pub(crate) fn value(mut self, typed: &str) -> Self {
        typed.clone_into(&mut self.value);
        self
    }

    pub(crate) fn wrong(mut self, mistakes: &Mistakes) -> Self {
        self.wrong = mistakes.of(self.id).map(ToOwned::to_owned);
        self
    }

    pub(crate) fn list(mut self, id: &'static str) -> Self {
        self.list = Some(id);
        self
    }

    pub(crate) fn autocomplete(mut self, words: &'static str) -> Self {
        self.autocomplete = words;
        self
    }

    fn input_type(&self) -> &'static str {
        match self.kind {
            TextKind::Email => "email",
            TextKind::Password => "password",
            TextKind::Date => "date",
            TextKind::Words | TextKind::Code | TextKind::Number => "text",
        }
    }

    fn is_short(&self) -> bool {
        self.is_digits() || self.kind == TextKind::Date
    }

    fn is_digits(&self) -> bool {
        matches!(self.kind, TextKind::Code | TextKind::Number)
    }

    /// What the field is described by, for who hears it.
    fn described(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let wrong = self.wrong.as_ref().map(|_| format!("{}-error", self.id));
        let all: Vec<String> = hint.into_iter().chain(wrong).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }
}

/// A choice of one from a list.
#[derive(Template)]
#[template(path = "ui/select_field.html")]
pub(crate) struct SelectField {
    id: &'static str,
    label: String,
    hint: Option<String>,
    wrong: Option<String>,
    is_required: bool,
    /// Value and words of each choice.
    choices: Vec<(String, String)>,
    chosen: String,
}

impl HtmlSafe for SelectField {}

impl SelectField {
    pub(crate) fn new(
        id: &'static str,
        label: String,
        choices: Vec<(String, String)>,
        chosen: &str,
    ) -> Self {
        let chosen = chosen.to_owned();
        Self { id, label, hint: None, wrong: None, is_required: false, choices, chosen }
    }

    /// One has to be chosen: a first choice without a value is none.
    pub(crate) fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    pub(crate) fn hint(mut self, words: String) -> Self {
        self.hint = Some(words);
        self
    }

    pub(crate) fn wrong(mut self, mistakes: &Mistakes) -> Self {
        self.wrong = mistakes.of(self.id).map(ToOwned::to_owned);
        self
    }
}

/// One of the choices of a [`ChoiceField`].
pub(crate) struct FieldChoice {
    pub(crate) value: &'static str,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) is_chosen: bool,
}

/// A few choices that all stand there: of one (radio buttons) or of any (checkboxes). The id of each is the
/// field's name, a dash and its value.
#[derive(Template)]
#[template(path = "ui/choice_field.html")]
pub(crate) struct ChoiceField {
    name: &'static str,
    legend: String,
    wrong: Option<String>,
    choices: Vec<FieldChoice>,
    input_type: &'static str,
}

impl HtmlSafe for ChoiceField {}

impl ChoiceField {
    /// One of them.
    pub(crate) fn one(name: &'static str, legend: String, choices: Vec<FieldChoice>) -> Self {
        Self { name, legend, wrong: None, choices, input_type: "radio" }
    }

    /// Any of them.
    pub(crate) fn any(name: &'static str, legend: String, choices: Vec<FieldChoice>) -> Self {
        Self { input_type: "checkbox", ..Self::one(name, legend, choices) }
    }

    /// What is wrong with the field. Its mistake is kept under the id of the first choice, to which the
    /// summary leads.
    pub(crate) fn wrong(mut self, mistakes: &Mistakes) -> Self {
        let first = self.choices.first().map(|choice| format!("{}-{}", self.name, choice.value));
        self.wrong = first.and_then(|id| mistakes.of(&id).map(ToOwned::to_owned));
        self
    }

    /// Whether one has to be chosen: of radio buttons, always.
    fn is_required(&self) -> bool {
        self.input_type == "radio"
    }
}

/// A button that changes something, in a form of its own. What cannot be undone says before what is lost.
#[derive(Template)]
#[template(path = "ui/action.html")]
pub(crate) struct Action {
    address: String,
    words: String,
    /// What the button is about, for who hears it without what stands beside it.
    about: Option<String>,
    /// What is lost.
    lost: Option<String>,
    token_field: &'static str,
    form_token: String,
}

impl HtmlSafe for Action {}

impl Action {
    pub(crate) fn new(address: String, words: String, form_token: &str) -> Self {
        let token_field = crate::form::TOKEN_FIELD;
        let form_token = form_token.to_owned();
        Self { address, words, about: None, lost: None, token_field, form_token }
    }

    pub(crate) fn about(mut self, what: &str) -> Self {
        self.about = Some(what.to_owned());
        self
    }

    pub(crate) fn lost(mut self, words: String) -> Self {
        self.lost = Some(words);
        self
    }
}

/// A field for one file that is sent.
#[derive(Template)]
#[template(path = "ui/file_field.html")]
pub(crate) struct FileField {
    label: String,
    hint: String,
    wrong: Option<String>,
}

impl HtmlSafe for FileField {}

impl FileField {
    /// The name and id of the field.
    pub(crate) const NAME: &str = "file";

    pub(crate) fn new(label: String, hint: String, mistakes: &Mistakes) -> Self {
        Self { label, hint, wrong: mistakes.of(Self::NAME).map(ToOwned::to_owned) }
    }
}

/// A field for several lines.
#[derive(Template)]
#[template(path = "ui/area_field.html")]
pub(crate) struct AreaField {
    id: &'static str,
    label: String,
    hint: Option<String>,
    wrong: Option<String>,
    is_required: bool,
    value: String,
}

impl HtmlSafe for AreaField {}

impl AreaField {
    pub(crate) fn new(id: &'static str, label: String, typed: &str) -> Self {
        let value = typed.to_owned();
        Self { id, label, hint: None, wrong: None, is_required: false, value }
    }

    pub(crate) fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    pub(crate) fn hint(mut self, words: String) -> Self {
        self.hint = Some(words);
        self
    }

    pub(crate) fn wrong(mut self, mistakes: &Mistakes) -> Self {
        self.wrong = mistakes.of(self.id).map(ToOwned::to_owned);
        self
    }
}
