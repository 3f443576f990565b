//! A sign-in provider on this machine that a test can make lie.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use openidconnect::{
    JsonWebKeyId, PrivateSigningKey,
    core::{CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreJwsSigningAlgorithm},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha512};

pub(crate) const CLIENT: &str = "lotse";
pub(crate) const SECRET: &str = "a secret between the two";
const ACCESS_TOKEN: &str = "an-access-token";

/// What the provider answers with where its token is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As it should.
    Sound,
    /// With more than anybody may send.
    Huge,
    /// Never.
    Silent,
    /// By leading elsewhere.
    Elsewhere,
    /// With an error in words of the protocol.
    Error,
}

/// What it says and does, as a test wants it.
pub(crate) struct Script {
    pub(crate) manner: Manner,
    /// Claims of the ID token, beside those that make it good; `null` leaves one out.
    pub(crate) claims: Value,
    /// What userinfo says; nothing if it is `null`.
    pub(crate) info: Value,
    /// Parts of the discovery document that are not as they should be.
    pub(crate) document: Value,
    /// The header of the ID token.
    pub(crate) header: Value,
    /// Which key signs: one of the numbers in `keys`, if the token is to be good.
    pub(crate) signs: u8,
    /// The keys that it shows.
    pub(crate) keys: Vec<u8>,
    /// Of the request that is under way.
    pub(crate) nonce: String,
    pub(crate) challenge: String,
    pub(crate) access_token: String,
    /// How often each path was asked for.
    asked: HashMap<String, usize>,
}

/// A provider that listens on a free port until the test ends.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    script: Arc<Mutex<Script>>,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/realm", listener.local_addr().unwrap());
        let script = Arc::new(Mutex::new(Script {
            manner: Manner::Sound,
            claims: json!({}),
            info: Value::Null,
            document: json!({}),
            header: json!({ "alg": "EdDSA", "kid": "1", "typ": "JWT" }),
            signs: 1,
            keys: vec![1],
            nonce: String::new(),
            challenge: String::new(),
            access_token: ACCESS_TOKEN.to_owned(),
            asked: HashMap::new(),
        }));
        let app = Router::new().fallback(answer).with_state((issuer.clone(), Arc::clone(&script)));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { issuer, script }
    }

    /// Makes it say or do something else.
    pub(crate) fn set(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock().unwrap());
    }

    /// How often a path of it was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        let script = self.script.lock().unwrap();
        script.asked.get(&format!("/realm{path}")).copied().unwrap_or_default()
    }
}

async fn answer(
    State((issuer, script)): State<(String, Arc<Mutex<Script>>)>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let manner = {
        let mut script = script.lock().unwrap();
        *script.asked.entry(uri.path().to_owned()).or_default() += 1;
        script.manner
    };
    if manner == Manner::Silent && uri.path() == "/realm/token" {
        std::future::pending::<()>().await;
    }
    let script = script.lock().unwrap();
    match uri.path() {
        "/realm/.well-known/openid-configuration" => {
            Json(document(&issuer, &script)).into_response()
        }
        "/realm/keys" => {
            let keys: Vec<Value> = script.keys.iter().map(|number| public(*number)).collect();
            Json(json!({ "keys": keys })).into_response()
        }
        "/realm/token" => token(&issuer, &script, &headers, &body),
        "/realm/userinfo" if !script.info.is_null() => {
            assert_eq!(headers["authorization"], format!("Bearer {ACCESS_TOKEN}"));
            Json(script.info.clone()).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn document(issuer: &str, script: &Script) -> Value {
    let at = |path: &str| format!("{issuer}{path}");
    let mut document = json!({
        "issuer": issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
        "code_challenge_methods_supported": ["S256"],
    });
    merge(&mut document, &script.document);
    document
}

/// Tokens for a code, if it is asked as it must be.
fn token(issuer: &str, script: &Script, headers: &HeaderMap, body: &[u8]) -> Response {
    match script.manner {
        Manner::Sound | Manner::Silent => {}
        Manner::Huge => {
            return Json(json!({ "access_token": "a".repeat(2 << 20) })).into_response();
        }
        Manner::Elsewhere => return Redirect::temporary("/realm/elsewhere").into_response(),
        Manner::Error => {
            let said = json!({ "error": "invalid_grant" });
            return (StatusCode::BAD_REQUEST, Json(said)).into_response();
        }
    }
    let sent: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    let secret: String = form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{CLIENT}:{secret}")));
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&sent["code_verifier"]));
    let is_sound = headers["authorization"] == basic
        && sent["grant_type"] == "authorization_code"
        && sent["code"] == "a-code"
        && sent["redirect_uri"] == "http://localhost:8080/sign-in/openid/answer"
        && challenge == script.challenge;
    if !is_sound {
        return StatusCode::BAD_REQUEST.into_response();
    }
    Json(json!({
        "access_token": script.access_token,
        "token_type": "Bearer",
        "id_token": id_token(issuer, script),
    }))
    .into_response()
}

/// The instant of the tests, in seconds.
const NOW_S: i64 = 1_795_431_600;

fn id_token(issuer: &str, script: &Script) -> String {
    let now: jiff::Timestamp = crate::program::NOW.parse().unwrap();
    assert_eq!(now.as_second(), NOW_S);
    let hash = Sha512::digest(ACCESS_TOKEN);
    let mut claims = json!({
        "iss": issuer,
        "sub": "0815",
        "aud": CLIENT,
        "exp": NOW_S + 300,
        "iat": NOW_S,
        "nonce": script.nonce,
        "at_hash": BASE64_URL_SAFE_NO_PAD.encode(&hash[..32]),
        "email": "ada.beispiel@amt.example",
        "email_verified": true,
        "name": "Ada Beispiel",
    });
    merge(&mut claims, &script.claims);
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(&script.header), part(&claims));
    let signature = match script.header["alg"].as_str().unwrap() {
        "none" => Vec::new(),
        "HS256" => {
            let key = CoreHmacKey::new(SECRET);
            key.sign(&CoreJwsSigningAlgorithm::HmacSha256, text.as_bytes()).unwrap()
        }
        _ => private(script.signs).sign(&CoreJwsSigningAlgorithm::EdDsa, text.as_bytes()).unwrap(),
    };
    format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

/// Replaces members; `null` takes one away.
fn merge(into: &mut Value, with: &Value) {
    let into = into.as_object_mut().unwrap();
    for (name, value) in with.as_object().unwrap() {
        if value.is_null() {
            into.remove(name);
        } else {
            into.insert(name.clone(), value.clone());
        }
    }
}

/// A key for Ed25519, made of a number.
fn private(number: u8) -> CoreEdDsaPrivateSigningKey {
    // RFC 8410, 7: what stands before the 32 bytes of such a key.
    const BEFORE: [u8; 16] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ];
    let der = [BEFORE.as_slice(), &[number; 32]].concat();
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        BASE64_STANDARD.encode(der)
    );
    let name = Some(JsonWebKeyId::new(number.to_string()));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, name).unwrap()
}

fn public(number: u8) -> Value {
    serde_json::to_value(private(number).as_verification_key()).unwrap()
}
