//! What was asked for: a page, or a part of one.

/// Endings of what a page is made of, and of files that people download: neither is a page view.
const ENDINGS: &[&str] = &[
    "7z",
    "avi",
    "avif",
    "bin",
    "bmp",
    "bz2",
    "css",
    "csv",
    "dmg",
    "doc",
    "docx",
    "eot",
    "eps",
    "epub",
    "exe",
    "gif",
    "gz",
    "ico",
    "ics",
    "jpeg",
    "jpg",
    "js",
    "json",
    "m4a",
    "m4v",
    "map",
    "mjs",
    "mov",
    "mp3",
    "mp4",
    "mpeg",
    "mpg",
    "msi",
    "ods",
    "odt",
    "ogg",
    "ogv",
    "otf",
    "pdf",
    "png",
    "ppt",
    "pptx",
    "rar",
    "rdf",
    "rss",
    "rtf",
    "svg",
    "swf",
    "tar",
    "tgz",
    "tif",
    "tiff",
    "ttf",
    "txt",
    "vcf",
    "wasm",
    "wav",
    "webm",
    "webmanifest",
    "webp",
    "woff",
    "woff2",
    "xls",
    "xlsx",
    "xml",
    "zip",
    "zst",
];

/// Whether a target is no page: a file by its ending, or one of the paths by which programs ask about
/// the site itself (RFC 8615).
pub(crate) fn is_asset(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    if path.starts_with("/.well-known/") {
        return true;
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((_, ending)) = name.rsplit_once('.') else { return false };
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// The host and the rest of a target that is a whole address; the target itself where it is none.
pub(crate) fn split_host(target: &str) -> (Option<&str>, &str) {
    let Some((scheme, rest)) = target.split_once("://") else { return (None, target) };
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return (None, target);
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let Some((host, rest)) = rest.split_at_checked(end) else { return (None, target) };
    (Some(host), if rest.is_empty() { "/" } else { rest })
}

/// A host as it is compared: without port and final dot.
pub(crate) fn bare_host(host: &str) -> &str {
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    host.trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_pages_and_files_are_no_pages() {
        for (target, asset) in [
            ("/", false),
            ("/apply", false),
            ("/apply.html?x=a.css", false),
            ("/index.php", false),
            ("/v1.2/apply", false),
            ("/a/Style.CSS", true),
            ("/style.css?v=7", true),
            ("/form.pdf", true),
            ("/robots.txt", true),
            ("/.well-known/security", true),
            ("", false),
        ] {
            assert_eq!(is_asset(target), asset, "{target}");
        }
    }

    #[test]
    fn endings_stand_once_and_in_order() {
        assert!(ENDINGS.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn a_whole_address_gives_its_host() {
        assert_eq!(split_host("https://a.gov:443/x?y"), (Some("a.gov:443"), "/x?y"));
        assert_eq!(split_host("http://a.gov"), (Some("a.gov"), "/"));
        assert_eq!(split_host("/x?u=http://b"), (None, "/x?u=http://b"));
        assert_eq!(bare_host("A.gov.:443"), "A.gov");
        assert_eq!(bare_host("[::1]:80"), "[::1]");
    }
}
