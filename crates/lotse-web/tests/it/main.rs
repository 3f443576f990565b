//! The program over its real router, real stores and real listener. Files mirror addresses.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod annotations;
mod api;
mod blurred;
mod collect;
mod disclosure;
mod dominated;
mod events;
mod exits;
mod exports;
mod extract;
mod forms;
mod friction;
mod funnel;
mod imports;
mod install;
mod lists;
mod looks;
mod openid;
mod overview;
mod pages;
mod paths;
mod program;
mod provider;
mod rejected;
mod retention;
mod routes;
mod sample;
mod saved;
mod search;
mod segments;
mod series;
mod server;
mod service_settings;
mod services;
mod settings;
mod shortest;
mod sign_in;
mod tags;
mod tasks;
mod trend;
