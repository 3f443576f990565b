//! `lotse demo`: run Lotse with two sample services and generated data.

use crate::{
    config::Config,
    wiring::{self, Extras},
};

pub(super) fn run(config: Config, days: u32) -> anyhow::Result<()> {
    wiring::start_logging(&config);
    wiring::runtime()?.block_on(wiring::run(config, Extras::Demo { days }))
}
