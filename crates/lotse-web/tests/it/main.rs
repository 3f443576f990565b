//! Route tests: the real router, without a port.

mod sample;
