//! Hidden commands that print what the program has, for tests and documentation.

use crate::config::settings::SETTINGS;

#[expect(clippy::print_stdout, reason = "the command's answer")]
pub(super) fn settings() -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(SETTINGS)?);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
pub(super) fn routes() -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(&lotse_web::route_table())?);
    Ok(())
}
