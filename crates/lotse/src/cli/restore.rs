//! `lotse restore`: a back-up into an empty data folder.

use std::path::Path;

use crate::{backup::restore, config::Config, system::SystemEntropy};

#[expect(clippy::print_stdout, reason = "the command's answer")]
pub(super) fn run(config: &Config, source: &Path, secret: Option<&Path>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let restored = runtime.block_on(restore(source, &config.data, secret, &SystemEntropy))?;
    let events = restored.events.in_table + restored.events.in_buffer;
    println!(
        "{events} events are back, with everything acknowledged before {}.",
        restored.manifest.made_at
    );
    println!("Everybody signs in anew: lotse user sign-in-link NAME");
    println!(
        "Visitors of the running day, and signed-in people of the running quarter, are counted anew: their keys are in no back-up."
    );
    if !restored.with_secret {
        println!(
            "The installation secret was not in the back-up. The next start draws a new one; then:"
        );
        println!(
            "  - give every service that signs references its new secret: lotse service signing-secret SERVICE"
        );
        println!("  - cases opened before are not joined with what happens in them from now on");
        println!(
            "If you have the old one, empty the data folder and run: lotse restore {} --secret FILE",
            source.display()
        );
    }
    println!("Start it with: lotse serve --data {}", config.data.display());
    Ok(())
}
