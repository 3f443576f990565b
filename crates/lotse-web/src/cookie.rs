//! Cookies: reading them, and the lines that set the session's and that of a sign-in at a provider.

use axum::http::{HeaderMap, header::COOKIE};

use crate::public_url::PublicUrl;

/// The value of a cookie. Of two with one name the first counts, as browsers send the closest first.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// The name of the session's cookie. The prefix makes browsers refuse one that another host or a
/// page without encryption set; it needs https, which only localhost may do without.
pub(crate) fn session_name(url: &PublicUrl) -> &'static str {
    if url.is_encrypted() { "__Host-lotse" } else { "lotse" }
}

/// Sets the session's cookie, or removes it with an empty token.
pub(crate) fn session_line(url: &PublicUrl, token: &str) -> String {
    let name = session_name(url);
    let secure = if url.is_encrypted() { "; Secure" } else { "" };
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
}

/// The name of the cookie that a browser holds while somebody proves at a provider who they are.
pub(crate) fn openid_name(url: &PublicUrl) -> &'static str {
    if url.is_encrypted() { "__Host-lotse-openid" } else { "lotse-openid" }
}

/// Sets that cookie for `seconds`, or removes it with an empty value.
pub(crate) fn openid_line(url: &PublicUrl, value: &str, seconds: u32) -> String {
    let name = openid_name(url);
    let secure = if url.is_encrypted() { "; Secure" } else { "" };
    let age = if value.is_empty() { 0 } else { seconds };
    // Lax: the provider leads back here, and that is a request from another site.
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age={age}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "a=1; lotse=x; __Host-lotse=y".parse().unwrap());
        headers.append(COOKIE, "lotse=z".parse().unwrap());
        assert_eq!(read(&headers, "lotse"), Some("x"));
        assert_eq!(read(&headers, "__Host-lotse"), Some("y"));
        assert_eq!(read(&headers, "otse"), None);
    }

    #[test]
    fn the_session_is_secure_wherever_the_address_is() {
        let secure = PublicUrl::new("https://lotse.example.gov").unwrap();
        assert_eq!(
            session_line(&secure, "t"),
            "__Host-lotse=t; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        let local = PublicUrl::new("http://localhost:8080").unwrap();
        assert_eq!(session_line(&local, ""), "lotse=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }

    #[test]
    fn what_binds_a_sign_in_to_a_browser_is_short_lived() {
        let secure = PublicUrl::new("https://lotse.example.gov").unwrap();
        assert_eq!(
            openid_line(&secure, "b", 600),
            "__Host-lotse-openid=b; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600"
        );
        let local = PublicUrl::new("http://localhost:8080").unwrap();
        assert_eq!(
            openid_line(&local, "", 600),
            "lotse-openid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }
}
