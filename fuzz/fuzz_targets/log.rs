//! Access logs.

#![no_main]

#[path = "../../crates/lotse-collect/tests/it/probes.rs"]
mod probes;
#[path = "../../crates/lotse-collect/tests/it/stage.rs"]
mod stage;

libfuzzer_sys::fuzz_target!(|data: &[u8]| probes::log(data));
