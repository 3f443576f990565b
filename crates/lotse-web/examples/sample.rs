//! The sample services alone, to look at while they are made.
use std::sync::Arc;

use lotse_domain::clock::{Clock, Entropy};

struct Now;
impl Clock for Now {
    #[expect(clippy::disallowed_methods, reason = "the example's own clock")]
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}
struct Random;
impl Entropy for Random {
    #[expect(clippy::disallowed_methods, reason = "the example's own randomness")]
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).unwrap();
    }
}

#[tokio::main]
async fn main() {
    let services = lotse_web::sample::SampleServices {
        benefit_key: "pk_BENEFIT".to_owned(),
        cases_key: "pk_CASES".to_owned(),
        sign_user: Arc::new(|user| format!("u1.{user}.0.x")),
        clock: Arc::new(Now),
        entropy: Arc::new(Random),
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4321").await.unwrap();
    axum::serve(listener, lotse_web::sample::router(services)).await.unwrap();
}
