//! Serves pages with data, for looking at them.
#![expect(dead_code, reason = "shares the tests' program")]
#[path = "../tests/it/program.rs"]
mod program;
use lotse_domain::service::{Jurisdiction, ServiceKind};
#[tokio::main]
async fn main() {
    let p = program::Program::at("http://localhost:8099").await;
    let big = p
        .service(
            "Apply for heating-cost support",
            ServiceKind::Public,
            Jurisdiction::UnitedStates,
            true,
        )
        .await;
    let de = p.service("Antrag auf Feststellung der Schwerbehinderteneigenschaft nach dem Neunten Buch Sozialgesetzbuch (Erst- und Änderungsantrag)", ServiceKind::Public, Jurisdiction::Germany, false).await;
    let staff = p.service("Case desk", ServiceKind::Employees, Jurisdiction::Germany, true).await;
    let one =
        p.service("One visit only", ServiceKind::Public, Jurisdiction::UnitedKingdom, false).await;
    let _ = p.service("Nothing yet", ServiceKind::Public, Jurisdiction::Canada, false).await;
    program::fill(&p, &big, 60).await;
    program::fill(&p, &de, 20).await;
    program::fill(&p, &staff, 9).await;
    p.visit(
        &one,
        &program::Visit {
            at: "2026-11-23T09:00:00Z".parse().unwrap(),
            address: [203, 0, 113, 5].into(),
            user_agent: program::CHROME,
            language: "en",
            referrer: "",
            pages: &["/"],
        },
    )
    .await;
    let cookie = p.sign_in().await;
    println!("{cookie}");
    let user = p.state.control.ensure_user("Ada Beispiel", true).await.unwrap();
    println!("/sign-in/{}", p.state.control.create_sign_in_link(user.id).await.unwrap().as_str());
    let empty = program::Program::at("http://localhost:8098").await;
    println!("{}", empty.sign_in().await);
    let l2 = tokio::net::TcpListener::bind("127.0.0.1:8098").await.unwrap();
    let l = tokio::net::TcpListener::bind("127.0.0.1:8099").await.unwrap();
    println!("ready");
    let limits = lotse_web::Limits::default();
    tokio::join!(
        lotse_web::serve(l, p.router(), limits, std::future::pending()),
        lotse_web::serve(l2, empty.router(), limits, std::future::pending())
    );
}
