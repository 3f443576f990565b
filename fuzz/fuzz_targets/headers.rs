//! Headers: what a browser calls itself, its language, the origin of its page.

#![no_main]

#[path = "../../crates/lotse-collect/tests/it/probes.rs"]
mod probes;
#[path = "../../crates/lotse-collect/tests/it/stage.rs"]
mod stage;

libfuzzer_sys::fuzz_target!(|data: &[u8]| probes::headers(data));
