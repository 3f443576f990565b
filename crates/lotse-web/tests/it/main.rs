//! The program over its real router and its real listener. Files mirror addresses.

mod program;
mod routes;
mod sample;
mod server;
