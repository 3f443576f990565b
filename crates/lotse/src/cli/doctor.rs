//! `lotse doctor`: is everything that is kept still what was written?

use anyhow::bail;
use lotse_lake::{damaged_buffers, salvage};

use super::{
    asking::{OTHER_VERSION, answer_with},
    backup::Percent,
};
use crate::{
    config::Config,
    control_socket::{Answer, Request},
    data_folder::{DataFolder, DataFolderError},
    doctor::{Damage, Health},
    system::SystemEntropy,
};

pub(super) fn run(config: &Config, set_aside: bool, json: bool) -> anyhow::Result<()> {
    let buffers = damaged_where_nothing_runs(config, set_aside)?;
    // A damaged buffer keeps the rest from being opened.
    let blocked = buffers.iter().any(|damage| !damage.set_aside);
    let mut health = if blocked { Health::default() } else { ask(config, set_aside)? };
    health.damages.splice(0..0, buffers);
    say(&health, json)?;
    match health.damages.len() {
        0 => Ok(()),
        damages => bail!("{damages} thing(s) are damaged."),
    }
}

fn ask(config: &Config, set_aside: bool) -> anyhow::Result<Health> {
    let percent = Percent::of("looked at");
    let meanwhile = |answer| {
        if let Answer::Progress { done_bytes, all_bytes } = answer {
            percent.show(done_bytes, all_bytes);
        }
    };
    match answer_with(config, Request::Examine { set_aside }, &meanwhile)? {
        Answer::Examined { report } => Ok(report),
        _ => bail!(OTHER_VERSION),
    }
}

/// A damaged buffer keeps Lotse from starting, so it is looked at before anything is opened.
fn damaged_where_nothing_runs(config: &Config, set_aside: bool) -> anyhow::Result<Vec<Damage>> {
    let folder = match DataFolder::take(&config.data) {
        Ok(folder) => folder,
        // The running process looks itself.
        Err(DataFolderError::Taken { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut damages = Vec::new();
        for (kind, faults) in damaged_buffers(&folder.lake()).await {
            let mut damage = Damage {
                place: format!("lake/{kind}/buffer.sqlite"),
                reason: faults.iter().map(|fault| fault.reason.as_str()).collect::<Vec<_>>().join("; "),
                held: None,
                set_aside: false,
                remedy: "Lotse cannot start on it. Run: lotse doctor --set-aside. What can be read is taken over into a new buffer.".to_owned(),
            };
            if set_aside {
                let salvaged = salvage(&folder.lake(), kind, &SystemEntropy).await?;
                damage.set_aside = true;
                damage.remedy = format!(
                    "{} events were taken over into a new buffer; at most {} are lost. The damaged file lies in lake/{kind}/set-aside.",
                    salvaged.kept, salvaged.lost_at_most
                );
            }
            damages.push(damage);
        }
        Ok(damages)
    })
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
fn say(health: &Health, json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(health)?);
        return Ok(());
    }
    for store in &health.stores {
        println!(
            "{}: {} events in {} files (version {}), {} in the buffer; {} files wait to be deleted",
            store.kind,
            store.in_table,
            store.files,
            store.version,
            store.in_buffer,
            store.unnamed_files
        );
    }
    for damage in &health.damages {
        println!("\ndamaged  {}", damage.place);
        println!("         {}", damage.reason);
        if let Some(held) = &damage.held {
            println!("         It held {held}.");
        }
        println!("         {}", damage.remedy);
    }
    if health.damages.is_empty() {
        println!("Everything is as it was written.");
    }
    Ok(())
}
