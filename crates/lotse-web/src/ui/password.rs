//! Choosing a password: the two fields for it, and what is wrong with what was typed.

use lotse_control::passwords::{LONGEST, Password, SHORTEST, WeakPassword};

use crate::{
    form::Fields,
    messages::Text,
    ui::field::{Mistakes, TextField, TextKind},
};

const NEW: &str = "new_password";
const AGAIN: &str = "again";

/// The field for a new password, and the one for typing it again.
pub(crate) fn fields(text: Text, mistakes: &Mistakes) -> [TextField; 2] {
    let field = |id, key| {
        TextField::new(id, text.say(key), TextKind::Password)
            .autocomplete("new-password")
            .wrong(mistakes)
    };
    let least = u64::try_from(SHORTEST).unwrap_or(u64::MAX);
    let hint = text.fill("password-hint", &[("least", least.into())]);
    [field(NEW, "password-new").hint(hint), field(AGAIN, "password-again")]
}

/// The password that was chosen; else what is wrong with it is added.
pub(crate) fn chosen(
    text: Text,
    typed: &Fields,
    known: &[&str],
    mistakes: &mut Mistakes,
) -> Option<Password> {
    let (new, again) = (typed.raw(NEW), typed.raw(AGAIN));
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX).into();
    match Password::chosen(new, known) {
        Err(WeakPassword::Short) => {
            let words = text.fill("password-short", &[("least", count(SHORTEST))]);
            mistakes.add(NEW, words);
        }
        Err(WeakPassword::Long) => {
            mistakes.add(NEW, text.fill("password-long", &[("most", count(LONGEST))]));
        }
        Err(WeakPassword::Guessable) => mistakes.add(NEW, text.say("password-guessable")),
        Ok(password) if new == again => return Some(password),
        Ok(_) => mistakes.add(AGAIN, text.say("password-differs")),
    }
    None
}
