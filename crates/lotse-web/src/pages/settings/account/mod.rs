//! `/settings/account`: what one looks after oneself.

pub(crate) mod overview;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod second_factor;
pub(crate) mod sessions;

use lotse_control::{
    passwords::{Password, PasswordCheck},
    users::Person,
};

use crate::{
    caller::Caller,
    error::Failure,
    form::Fields,
    messages::Text,
    page::PageRequest,
    state::AppState,
    ui::field::{Mistakes, TextField, TextKind},
};

/// The field in which the own password is asked for again.
const OLD: &str = "old_password";

fn old_password(text: Text, mistakes: &Mistakes) -> TextField {
    TextField::new(OLD, text.say("password-old"), TextKind::Password)
        .hint(text.say("password-old-hint"))
        .wrong(mistakes)
}

/// The account of who asks, as it is now.
async fn own(state: &AppState, request: &PageRequest) -> Result<Person, Failure> {
    let caller = request.caller()?;
    state.control.person(caller.user.id).await?.ok_or(Failure::SignInNeeded)
}

/// Asks for the own password again: whoever finds an open session must not take the account over.
async fn check_old_password(
    state: &AppState,
    text: Text,
    caller: &Caller,
    fields: &Fields,
    mistakes: &mut Mistakes,
) -> Result<(), Failure> {
    let typed = Password::typed(fields.raw(OLD));
    match state.control.check_password(&caller.user, typed).await? {
        PasswordCheck::Right => {}
        PasswordCheck::Wrong => mistakes.add(OLD, text.say("password-old-wrong")),
        PasswordCheck::Throttled => mistakes.add(OLD, text.say("sign-in-throttled")),
    }
    Ok(())
}
