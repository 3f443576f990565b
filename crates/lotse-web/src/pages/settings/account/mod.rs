//! `/settings/account`: what one looks after oneself.

pub(crate) mod overview;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod second_factor;
pub(crate) mod sessions;

use lotse_control::passwords::{Password, PasswordCheck};

use crate::{
    caller::Caller,
    error::Failure,
    form::Fields,
    messages::Text,
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
        PasswordCheck::Held => mistakes.add(OLD, text.say("sign-in-held")),
    }
    Ok(())
}
