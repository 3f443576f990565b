//! `/sign-in/openid`: only what the provider has signed for this browser, now, and for Lotse lets somebody in.

use axum::{
    http::{StatusCode, header},
    response::Response,
};
use lotse_control::audit::Actor;
use lotse_domain::{
    audit::Action,
    role::{Grant, Reach, Role},
    service::{Jurisdiction, ServiceKind},
};
use lotse_web::{ClaimPath, ClientSecret, Issuer, OpenId, OpenIdSettings, PublicUrl};
use serde_json::{Value, json};

use crate::{
    program::{NOW, Program, URL, text},
    provider::{CLIENT, Manner, Provider, SECRET},
};

fn settings(issuer: &str) -> OpenIdSettings {
    OpenIdSettings {
        issuer: Issuer::new(issuer).unwrap(),
        client_id: CLIENT.to_owned(),
        client_secret: ClientSecret::from_file(SECRET),
        name: "City ID".to_owned(),
        scopes: ["openid", "email", "groups"].map(str::to_owned).to_vec(),
        groups_claim: ClaimPath::new("groups").unwrap(),
        roles: Vec::new(),
        acr: Vec::new(),
        adds_people: false,
    }
}

/// A program in which Ada was invited, and the provider by which she signs in.
struct Stage {
    program: Program,
    provider: Provider,
}

/// A sign-in that has begun.
struct Begun {
    cookie: String,
    state: String,
}

impl Stage {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut OpenIdSettings)) -> Self {
        let provider = Provider::start().await;
        let mut settings = settings(&provider.issuer);
        change(&mut settings);
        let program = Program::with_provider(URL, |clock, entropy| {
            let url = PublicUrl::new(URL).unwrap();
            let openid = OpenId::new(settings, &url, clock, entropy).unwrap();
            Some(openid.with_patience(std::time::Duration::from_secs(2)))
        })
        .await;
        let viewer = Grant { role: Role::Viewer, reach: Reach::Organization };
        program.person("Ada Beispiel", &viewer).await;
        Self { program, provider }
    }

    async fn begin(&self, address: &str) -> Begun {
        let response = self.program.get("", address).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{}", text(response).await);
        let (cookie, asked) = (cookie(&response), asked(&response));
        self.provider.set(|script| {
            script.nonce.clone_from(&asked["nonce"]);
            script.challenge.clone_from(&asked["code_challenge"]);
        });
        Begun { cookie, state: asked["state"].clone() }
    }

    async fn answer(&self, begun: &Begun, more: &str) -> Response {
        let address = format!("/sign-in/openid/answer?state={}{more}", begun.state);
        self.program.get(&begun.cookie, &address).await
    }

    /// A whole sign-in.
    async fn sign_in(&self) -> Response {
        let begun = self.begin("/sign-in/openid").await;
        self.answer(&begun, "&code=a-code").await
    }

    /// A whole sign-in that must fail, with these words.
    async fn refused(&self, words: &str, why: &str) {
        let response = self.sign_in().await;
        refused(response, words, why).await;
    }
}

/// What the provider is asked for in the address that the browser is led to.
fn asked(response: &Response) -> std::collections::HashMap<String, String> {
    let to = response.headers()[header::LOCATION].to_str().unwrap();
    let (_, query) = to.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn cookie(response: &Response) -> String {
    let line = response.headers()[header::SET_COOKIE].to_str().unwrap();
    line.split(';').next().unwrap().to_owned()
}

fn to(response: &Response) -> &str {
    response.headers()[header::LOCATION].to_str().unwrap()
}

async fn refused(response: Response, words: &str, why: &str) {
    let status = response.status();
    assert!(!response.headers().contains_key(header::SET_COOKIE), "{why}");
    let page = text(response).await;
    assert!(status.is_client_error() || status.is_server_error(), "{why}: {status}");
    assert!(page.contains("class=\"summary\"") && page.contains(words), "{why}: {page}");
    assert!(page.contains("href=\"#openid\"") && page.contains("id=\"openid\""), "{why}");
    assert!(page.contains("name=\"password\""), "{why}: the other way in is still there");
    assert!(page.contains("<title>Error"), "{why}");
}

const UNTRUSTED: &str = "What City ID answered proves nothing";

#[tokio::test]
async fn the_browser_is_led_to_the_provider_with_everything_that_binds_its_answer() {
    let stage = Stage::with(|settings| settings.acr = vec!["a".to_owned(), "b".to_owned()]).await;
    let page = stage.program.page("", "/sign-in?back=%2Fsettings%2Ftokens").await;
    let button = "<a class=\"button\" id=\"openid\" href=\"/sign-in/openid?back=%2Fsettings%2Ftokens\">Sign in with City ID</a>";
    assert!(page.contains(button), "{page}");
    let response = stage.program.get("", "/sign-in/openid").await;
    let line = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(line.starts_with("lotse-openid=") && line.contains("HttpOnly; SameSite=Lax"), "{line}");
    assert!(line.ends_with("Max-Age=600"), "{line}");
    assert!(to(&response).starts_with(&format!("{}/authorize?", stage.provider.issuer)));
    let asked = asked(&response);
    for (name, expected) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("code_challenge_method", "S256"),
        ("scope", "openid email groups"),
        ("acr_values", "a b"),
        ("redirect_uri", "http://localhost:8080/sign-in/openid/answer"),
    ] {
        assert_eq!(asked[name], expected, "{name}");
    }
    let secrets = [&asked["state"], &asked["nonce"], &asked["code_challenge"]];
    assert!(secrets.iter().all(|secret| secret.len() >= 43), "{secrets:?}");
    assert_eq!(stage.provider.asked("/token"), 0);
}

#[tokio::test]
async fn who_is_proven_is_let_in_and_led_to_the_page_that_was_wanted() {
    let stage = Stage::new().await;
    for (address, back) in [
        ("/sign-in/openid", "/"),
        ("/sign-in/openid?back=%2Fsettings%2Ftokens", "/settings/tokens"),
        ("/sign-in/openid?back=%2F%2Fevil.example", "/"),
    ] {
        let begun = stage.begin(address).await;
        let response = stage.answer(&begun, "&code=a-code").await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{}", text(response).await);
        assert_eq!(to(&response), back, "{address}");
        let lines: Vec<_> = response.headers().get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(lines.len(), 2, "a session, and no ceremony any more");
        assert!(lines[1].to_str().unwrap().starts_with("lotse-openid=; "), "{lines:?}");
        let session = cookie(&response);
        assert!(stage.program.page(&session, "/").await.contains("Ada Beispiel"));
        // Who is signed in is led on, without the provider.
        assert_eq!(to(&stage.program.get(&session, address).await), back);
    }
    assert_eq!(stage.provider.asked("/.well-known/openid-configuration"), 1, "kept for an hour");
    assert_eq!(stage.provider.asked("/userinfo"), 0, "the token said it all");
}

#[tokio::test]
async fn an_answer_is_taken_once_in_time_and_only_in_the_browser_that_asked() {
    let stage = Stage::new().await;
    let gone = "longer than ten minutes, was used already, or was begun in another browser";
    let begun = stage.begin("/sign-in/openid").await;
    let entered = stage.answer(&begun, "&code=a-code").await;
    assert_eq!(entered.status(), StatusCode::SEE_OTHER);
    refused(stage.answer(&begun, "&code=a-code").await, gone, "twice").await;
    // Who is in already and goes back to it stays in, and no session is made.
    let within = Begun { cookie: cookie(&entered), state: begun.state.clone() };
    let again = stage.answer(&within, "&code=a-code").await;
    assert_eq!((again.status(), to(&again)), (StatusCode::SEE_OTHER, "/"));
    assert!(!again.headers().contains_key(header::SET_COOKIE));

    let other = stage.begin("/sign-in/openid").await;
    let begun = stage.begin("/sign-in/openid").await;
    for cookie in ["", "lotse-openid=", "lotse-openid=00", other.cookie.as_str()] {
        let begun = stage.begin("/sign-in/openid").await;
        let foreign = Begun { cookie: cookie.to_owned(), ..begun };
        refused(stage.answer(&foreign, "&code=a-code").await, gone, cookie).await;
    }
    assert_eq!(stage.provider.asked("/token"), 1, "no code of theirs was taken anywhere");
    for state in ["", "00"] {
        let begun = Begun { state: state.to_owned(), cookie: begun.cookie.clone() };
        refused(stage.answer(&begun, "&code=a-code").await, gone, state).await;
    }
    let now: jiff::Timestamp = NOW.parse().unwrap();
    for (seconds, is_open) in [(599, true), (600, false)] {
        stage.program.clock.set(now);
        let begun = stage.begin("/sign-in/openid").await;
        stage.program.clock.set(now + jiff::SignedDuration::from_secs(seconds));
        stage.provider.set(|script| script.claims = json!({ "exp": now.as_second() + 900 }));
        let response = stage.answer(&begun, "&code=a-code").await;
        assert_eq!(response.status() == StatusCode::SEE_OTHER, is_open, "{seconds}");
    }
}

#[tokio::test]
async fn a_token_that_is_not_for_us_now_or_not_signed_proves_nothing() {
    let stage = Stage::new().await;
    let now = NOW.parse::<jiff::Timestamp>().unwrap().as_second();
    for (why, claims, words) in [
        ("another nonce", json!({ "nonce": "0" }), UNTRUSTED),
        ("no nonce", json!({ "nonce": null }), UNTRUSTED),
        ("another audience", json!({ "aud": "another" }), UNTRUSTED),
        ("no audience", json!({ "aud": null }), UNTRUSTED),
        ("given to another client", json!({ "azp": "another" }), UNTRUSTED),
        ("for several, given to nobody", json!({ "aud": [CLIENT, "another"] }), UNTRUSTED),
        ("another issuer", json!({ "iss": "https://other.example" }), UNTRUSTED),
        ("a slash more", json!({ "iss": format!("{}/", stage.provider.issuer) }), UNTRUSTED),
        ("expired", json!({ "exp": now - 60 }), UNTRUSTED),
        ("no expiry", json!({ "exp": null }), UNTRUSTED),
        ("issued tomorrow", json!({ "iat": now + 61 }), UNTRUSTED),
        ("another access token", json!({ "at_hash": "AAAA" }), UNTRUSTED),
        ("no subject", json!({ "sub": null }), UNTRUSTED),
    ] {
        stage.provider.set(|script| script.claims = claims);
        stage.refused(words, why).await;
    }
    for (why, claims) in [
        ("clocks differ a little", json!({ "exp": now - 59, "iat": now + 59 })),
        ("for several, given to us", json!({ "aud": ["another", CLIENT], "azp": CLIENT })),
        ("no hash", json!({ "at_hash": null })),
    ] {
        stage.provider.set(|script| script.claims = claims);
        assert_eq!(stage.sign_in().await.status(), StatusCode::SEE_OTHER, "{why}");
    }
    stage.provider.set(|script| script.claims = json!({}));
    for (why, header) in [
        ("unsigned", json!({ "alg": "none" })),
        ("signed with what both know", json!({ "alg": "HS256" })),
        ("no such algorithm", json!({ "alg": "XY1", "kid": "1" })),
        ("another type of token", json!({ "alg": "EdDSA", "kid": "1", "typ": "at+jwt" })),
        ("something critical", json!({ "alg": "EdDSA", "kid": "1", "crit": ["exp"] })),
    ] {
        stage.provider.set(|script| script.header = header);
        stage.refused(UNTRUSTED, why).await;
    }
    assert_eq!(stage.provider.asked("/keys"), 1, "none of that is about keys");
}

#[tokio::test]
async fn keys_are_fetched_again_for_a_signature_that_none_fits_but_not_for_ever() {
    let stage = Stage::new().await;
    assert_eq!(stage.sign_in().await.status(), StatusCode::SEE_OTHER);
    assert_eq!(stage.provider.asked("/keys"), 1);
    // The provider has new keys.
    let rotated = |number: u8| {
        stage.provider.set(|script| {
            script.keys = vec![number];
            script.signs = number;
            script.header["kid"] = number.to_string().into();
        });
    };
    rotated(2);
    assert_eq!(stage.sign_in().await.status(), StatusCode::SEE_OTHER);
    assert_eq!(stage.provider.asked("/keys"), 2);
    // Somebody signs with keys of their own, again and again, under a known name and under another.
    for name in ["2", "9"] {
        stage.provider.set(|script| {
            script.signs = 9;
            script.header["kid"] = name.into();
        });
        stage.refused(UNTRUSTED, name).await;
        stage.refused(UNTRUSTED, name).await;
    }
    assert_eq!(stage.provider.asked("/keys"), 2, "once a minute is enough");
    rotated(3);
    stage.refused(UNTRUSTED, "within the minute").await;
    let later = NOW.parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_secs(60);
    stage.program.clock.set(later);
    assert_eq!(stage.sign_in().await.status(), StatusCode::SEE_OTHER);
    assert_eq!(stage.provider.asked("/keys"), 3);
    // Without a name in the token the one key that there is must fit.
    stage.provider.set(|script| script.header = json!({ "alg": "EdDSA" }));
    assert_eq!(stage.sign_in().await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_answer_that_names_another_provider_is_not_taken() {
    let stage = Stage::new().await;
    let issuer = stage.provider.issuer.clone();
    let with = async |more: &str| {
        let begun = stage.begin("/sign-in/openid").await;
        stage.answer(&begun, more).await
    };
    let named = format!("&code=a-code&iss={issuer}");
    assert_eq!(with(&named).await.status(), StatusCode::SEE_OTHER);
    let foreign = "&code=a-code&iss=https%3A%2F%2Fevil.example";
    refused(with(foreign).await, UNTRUSTED, "mix-up").await;
    refused(with(&format!("{foreign}&error=access_denied")).await, UNTRUSTED, "mix-up").await;
    assert_eq!(stage.provider.asked("/token"), 1);
    // Who says that its answers name it must do so.
    let stage = Stage::new().await;
    stage.provider.set(|script| {
        script.document = json!({ "authorization_response_iss_parameter_supported": true });
    });
    stage.refused(UNTRUSTED, "unnamed").await;
    assert_eq!(stage.provider.asked("/token"), 0);
}

#[tokio::test]
async fn too_weak_a_way_of_proving_oneself_is_refused_though_only_asked_for() {
    let stage = Stage::with(|settings| settings.acr = vec!["high".to_owned()]).await;
    for (why, claims) in [("none", json!({})), ("low", json!({ "acr": "low" }))] {
        stage.provider.set(|script| script.claims = claims);
        stage.refused("is not strong enough for Lotse", why).await;
    }
    stage.provider.set(|script| script.claims = json!({ "acr": "high" }));
    assert_eq!(stage.sign_in().await.status(), StatusCode::SEE_OTHER);
    let begun = stage.begin("/sign-in/openid").await;
    let response = stage.answer(&begun, "&error=unmet_authentication_requirements").await;
    refused(response, "is not strong enough for Lotse", "said by the provider").await;
}

#[tokio::test]
async fn what_the_provider_refuses_is_said_in_words_and_never_repeated() {
    let stage = Stage::new().await;
    for (error, words, status) in [
        ("access_denied", "City ID did not let you in, or you stopped there", 422),
        ("server_error", "City ID does not answer as it should", 503),
        ("temporarily_unavailable", "City ID does not answer as it should", 503),
        ("invalid_scope", UNTRUSTED, 422),
        ("%3Cscript%3Ealert(1)%3C%2Fscript%3E", UNTRUSTED, 422),
    ] {
        let begun = stage.begin("/sign-in/openid?back=%2Fsettings%2Ftokens").await;
        let more = format!("&error={error}&error_description=%3Cb%3Ehello%3C%2Fb%3E");
        let response = stage.answer(&begun, &more).await;
        assert_eq!(response.status().as_u16(), status, "{error}");
        assert_eq!(response.headers().contains_key(header::RETRY_AFTER), status == 503);
        let page = text(response).await;
        assert!(page.contains(words), "{error}: {page}");
        assert!(!page.contains("hello") && !page.contains("alert(1)"), "{error}");
        assert!(page.contains("name=\"back\" value=\"/settings/tokens\""), "{error}: {page}");
        // Links of the page, as that to another language, lead to the page to sign in.
        assert!(!page.contains(&begun.state) && page.contains("href=\"/sign-in?back="), "{page}");
    }
    let begun = stage.begin("/sign-in/openid").await;
    refused(stage.answer(&begun, "").await, UNTRUSTED, "no code").await;
    stage.provider.set(|script| script.manner = Manner::Error);
    stage.refused(UNTRUSTED, "the code is not good").await;
    assert_eq!(stage.provider.asked("/token"), 1);
}

#[tokio::test]
async fn huge_slow_and_misleading_answers_are_given_up() {
    let stage = Stage::new().await;
    for (manner, words) in [
        (Manner::Huge, "does not answer as it should"),
        (Manner::Silent, "does not answer as it should"),
        (Manner::Elsewhere, UNTRUSTED),
    ] {
        stage.provider.set(|script| script.manner = manner);
        stage.refused(words, &format!("{manner:?}")).await;
    }
    assert_eq!(stage.provider.asked("/elsewhere"), 0, "nobody is followed");
}

#[tokio::test]
async fn a_provider_that_cannot_be_used_leaves_the_other_ways_in() {
    let mut changes = vec![
        json!({ "issuer": "https://other.example" }),
        json!({ "token_endpoint": null }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
        json!({ "authorization_endpoint": "http://id.example.gov/authorize" }),
        json!({ "jwks_uri": "http://id.example.gov/keys" }),
        json!({ "jwks_uri": "file:///etc/passwd" }),
        json!({ "issuer": 7 }),
    ];
    changes.push(json!({ "jwks_uri": "http://127.0.0.1:1/keys" }));
    for document in changes {
        let stage = Stage::new().await;
        stage.provider.set(|script| script.document = document.clone());
        for _ in 0..2 {
            let response = stage.program.get("", "/sign-in/openid").await;
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{document}");
            refused(response, "does not answer as it should", &document.to_string()).await;
        }
        let path = "/.well-known/openid-configuration";
        assert_eq!(stage.provider.asked(path), 1, "not asked again at once");
        stage.provider.set(|script| script.document = json!({}));
        let later = NOW.parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_secs(10);
        stage.program.clock.set(later);
        assert_eq!(stage.sign_in().await.status(), StatusCode::SEE_OTHER, "{document}");
    }
}

#[tokio::test]
async fn an_endpoint_without_encryption_gets_no_code() {
    let stage = Stage::new().await;
    // The same provider under an address that is not only of this machine.
    let elsewhere = stage.provider.issuer.replace("127.0.0.1", "0.0.0.0");
    stage.provider.set(|script| {
        script.document = json!({ "token_endpoint": format!("{elsewhere}/token") });
    });
    stage.refused("does not answer as it should", "plain http").await;
    assert_eq!(stage.provider.asked("/token"), 0);
}

#[tokio::test]
async fn what_the_token_leaves_out_is_asked_of_userinfo_about_the_same_person_only() {
    let role = "team = analyst".parse().unwrap();
    let stage = Stage::with(|settings| settings.roles = vec![role]).await;
    let ada = async || {
        let person = stage.program.state.control.people().await.unwrap().remove(0);
        person.grants.iter().map(|given| given.grant.role).collect::<Vec<_>>()
    };
    let no_claims = json!({ "email": null, "email_verified": null, "name": null });
    let info = |subject: &str| {
        json!({ "sub": subject, "email": "ada.beispiel@amt.example", "email_verified": true,
            "groups": ["team"] })
    };
    stage.provider.set(|script| script.claims = no_claims.clone());
    for (why, about) in [("another subject", info("0816")), ("no subject", json!({ "groups": [] }))]
    {
        stage.provider.set(|script| script.info = about);
        stage.refused(UNTRUSTED, why).await;
    }
    stage.provider.set(|script| script.info = info("0815"));
    assert_eq!(stage.sign_in().await.status(), StatusCode::SEE_OTHER);
    assert_eq!(ada().await, [Role::Viewer, Role::Analyst]);
    // What the token says counts, even if it is that there is no group.
    stage.provider.set(|script| script.claims = json!({ "groups": [] }));
    let before = stage.provider.asked("/userinfo");
    assert_eq!(stage.sign_in().await.status(), StatusCode::SEE_OTHER);
    assert_eq!(ada().await, [Role::Viewer]);
    assert_eq!(stage.provider.asked("/userinfo"), before);
    // A token that fits into no header is sent nowhere.
    stage.provider.set(|script| {
        script.claims = json!({ "email": null, "at_hash": null });
        script.access_token = "a\r\nb: c".to_owned();
    });
    stage.refused(UNTRUSTED, "a token with a line break").await;
}

#[tokio::test]
async fn who_is_not_known_is_told_what_to_do_and_nothing_about_others() {
    let stage = Stage::new().await;
    let with = |claims: Value| stage.provider.set(|script| script.claims = claims);
    with(json!({ "email": "eve@amt.example" }));
    stage
        .refused(
            "City ID knows you, but Lotse does not. Ask an administrator to invite eve@amt.example",
            "unknown",
        )
        .await;
    // Without a verified address nobody learns who is here.
    let mut pages = Vec::new();
    for email in ["ada.beispiel@amt.example", "eve@amt.example"] {
        for claims in [
            json!({ "email": email, "email_verified": false }),
            json!({ "email": email, "email_verified": null }),
        ] {
            with(claims);
            let page = text(stage.sign_in().await).await;
            assert!(page.contains("does not confirm an e-mail address of yours"), "{page}");
            pages.push(page);
        }
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
    with(json!({}));
    assert_eq!(stage.sign_in().await.status(), StatusCode::SEE_OTHER);
    with(json!({ "sub": "0816" }));
    stage.refused("uses another account at City ID", "a second account").await;
}

#[tokio::test]
async fn people_pages_show_what_comes_from_the_provider_and_unlink_it() {
    let roles = ["team = editor in permits", "team = analyst", "team = viewer in nowhere"];
    let roles = roles.map(|text| text.parse().unwrap());
    let stage = Stage::with(|settings| {
        settings.roles = roles.to_vec();
        settings.adds_people = true;
    })
    .await;
    let program = &stage.program;
    program.service("Permits", ServiceKind::Public, Jurisdiction::Germany, false).await;
    let everything = Grant { role: Role::Administrator, reach: Reach::Organization };
    let root = program.person("Root", &everything).await;
    let admin = program.session(&root).await;
    let token = program.form_token(&admin).await;
    stage.provider.set(|script| {
        script.claims = json!({ "sub": "4711", "email": "bo@amt.example", "name": "Bo",
            "groups": ["team", "others"] });
    });
    let session = cookie(&stage.sign_in().await);
    assert!(program.page(&session, "/s/permits").await.contains("Permits"));
    let account = program.page(&session, "/settings/account").await;
    assert!(account.contains(&stage.provider.issuer) && account.contains("Linked "), "{account}");
    let bo = program.state.control.user("Bo").await.unwrap().unwrap();
    let address = format!("/settings/people/{}", bo.id.number());
    let page = program.page(&admin, &address).await;
    assert_eq!(page.matches("from a group; it follows your sign-in provider").count(), 2, "{page}");
    assert!(!page.contains("/take\""), "no button that the next sign-in would undo: {page}");
    assert!(page.contains(&stage.provider.issuer) && page.contains("4711"));
    assert!(program.page(&admin, "/settings/people").await.contains("Sign-in provider"));
    let form = format!("form_token={token}");
    let person = program.state.control.person(bo.id).await.unwrap().unwrap();
    let take = format!("{address}/roles/{}/take", person.grants[0].id.number());
    let response = program.post(&admin, &take, &form).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(response).await.contains("This role comes from a group"));

    let unlink = format!("{address}/identities/{}/unlink", person.identities[0].id.number());
    let response = program.post(&admin, &unlink, &form).await;
    assert_eq!((response.status(), to(&response)), (StatusCode::SEE_OTHER, address.as_str()));
    let rows = program.state.control.audit(None, 1).await.unwrap();
    assert_eq!((rows[0].action, rows[0].actor.as_str()), (Action::IdentityUnlinked, "Root"));
    assert!(program.page(&admin, &address).await.contains("No role"));
    let log = program.page(&admin, "/settings/audit").await;
    assert!(
        log.contains("Linked an account of the sign-in provider") && log.contains("by: openid")
    );
    program.state.control.by(Actor::operator()).remove_person(bo.id).await.unwrap().unwrap();
}

#[tokio::test]
async fn without_a_provider_nothing_of_it_is_there() {
    let program = Program::new().await;
    assert!(!program.page("", "/sign-in").await.contains("openid"));
    for path in ["/sign-in/openid", "/sign-in/openid/answer?state=0&code=0"] {
        assert_eq!(program.get("", path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn where_the_address_is_encrypted_what_binds_a_browser_is_too() {
    let provider = Provider::start().await;
    let url = "https://lotse.example.gov";
    let program = Program::with_provider(url, |clock, entropy| {
        let settings = settings(&provider.issuer);
        Some(OpenId::new(settings, &PublicUrl::new(url).unwrap(), clock, entropy).unwrap())
    })
    .await;
    let response = program.get("", "/sign-in/openid").await;
    let line = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(line.starts_with("__Host-lotse-openid=") && line.contains("; Secure"), "{line}");
    assert_eq!(asked(&response)["redirect_uri"], format!("{url}/sign-in/openid/answer"));
}
