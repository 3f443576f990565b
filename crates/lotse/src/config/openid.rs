//! The settings of the sign-in provider: each by its rule, and all of them together.

use lotse_web::{ClaimPath, ClientSecret, GroupRole, Issuer, OpenIdSettings};

use super::{Reader, listed};

/// Settings that mean nothing without a provider.
const NEED_ISSUER: [&str; 6] = [
    "openid_client_id",
    "openid_client_secret_file",
    "openid_name",
    "openid_roles",
    "openid_acr",
    "openid_add_people",
];

/// Reads the settings of the provider; `None` if there is none, or something about it is wrong.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<OpenIdSettings> {
    let before = reader.problems.len();
    let issuer = reader.text("openid_issuer");
    if issuer.is_empty() {
        for name in NEED_ISSUER {
            if !matches!(reader.text(name).as_str(), "" | "no") {
                let reason = "is for a sign-in provider, but openid_issuer names none. Set openid_issuer to the address that the provider calls itself.";
                reader.wrong(name, reason.to_owned());
            }
        }
        return None;
    }
    let issuer = Issuer::new(&issuer).map_err(|error| {
        let reason = format!("“{issuer}” {error}. Write it exactly as the provider calls itself, like https://id.example.gov/realms/staff.");
        reader.wrong("openid_issuer", reason);
    });
    let client_id = reader.text("openid_client_id");
    if client_id.is_empty() {
        let reason = "is missing: openid_issuer names a provider. Register Lotse there and write what the provider calls it.";
        reader.wrong("openid_client_id", reason.to_owned());
    }
    let client_secret = secret(reader);
    let roles = roles(reader);
    let scopes: Vec<String> =
        reader.text("openid_scopes").split_whitespace().map(str::to_owned).collect();
    if !scopes.iter().any(|scope| scope == "openid") {
        let reason = "lacks “openid”, without which the provider proves nothing. Write it like openid email profile.";
        reader.wrong("openid_scopes", reason.to_owned());
    }
    let groups_claim = ClaimPath::new(&reader.text("openid_groups_claim"));
    if groups_claim.is_none() {
        let reason = "is empty. Write the name of a claim, like groups or realm_access.roles.";
        reader.wrong("openid_groups_claim", reason.to_owned());
    }
    let adds_people = match reader.text("openid_add_people").as_str() {
        "yes" => true,
        "no" => false,
        other => {
            let reason = format!("“{other}” is no answer. Write yes or no.");
            reader.wrong("openid_add_people", reason);
            false
        }
    };
    if adds_people && roles.is_empty() {
        let reason = "is yes, but openid_roles gives no group a role, so nobody could be added. Say there which group gives which role.";
        reader.wrong("openid_add_people", reason.to_owned());
    }
    let acr = listed(&reader.text("openid_acr"), ",").map(str::to_owned).collect();
    let name = reader.text("openid_name");
    if reader.problems.len() > before {
        return None;
    }
    let issuer = issuer.ok()?;
    let name = if name.is_empty() { issuer.host().to_owned() } else { name };
    let groups_claim = groups_claim?;
    Some(OpenIdSettings {
        issuer,
        client_id,
        client_secret,
        name,
        scopes,
        groups_claim,
        roles,
        acr,
        adds_people,
    })
}

/// Reads the secret from its file.
fn secret(reader: &mut Reader<'_>) -> Option<ClientSecret> {
    const NAME: &str = "openid_client_secret_file";
    let file = reader.text(NAME);
    if file.is_empty() {
        return None;
    }
    match std::fs::read_to_string(&file).map(|text| ClientSecret::from_file(&text)) {
        Ok(Some(secret)) => Some(secret),
        Ok(None) => {
            reader.wrong(NAME, format!("{file} is empty. Write the secret into it, or leave the setting out for a public client."));
            None
        }
        Err(error) => {
            reader.wrong(NAME, format!("{file} cannot be read: {error}."));
            None
        }
    }
}

/// Reads which group gives which role, and tells every mistake.
fn roles(reader: &mut Reader<'_>) -> Vec<GroupRole> {
    let text = reader.text("openid_roles");
    let mut roles = Vec::new();
    for part in listed(&text, ";") {
        match part.parse() {
            Ok(role) => roles.push(role),
            Err(error) => {
                let reason = format!(
                    "“{part}” {error}. Write it like “Lotse team = viewer” or “Permits team = editor in permits”."
                );
                reader.wrong("openid_roles", reason);
            }
        }
    }
    roles
}
