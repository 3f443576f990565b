//! Texts that are redacted.

#![no_main]

#[path = "../../crates/lotse-collect/tests/it/probes.rs"]
mod probes;
#[path = "../../crates/lotse-collect/tests/it/stage.rs"]
mod stage;

libfuzzer_sys::fuzz_target!(|data: &[u8]| probes::redaction(data));
