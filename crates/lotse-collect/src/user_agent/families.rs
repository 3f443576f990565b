//! The closed lists of browser and system families.
//!
//! What is not on a list is `Other`: the pattern file also hands out names that it copies from the
//! string, and such a name could belong to one person's software.

/// What is on no list.
pub(super) const OTHER: &str = "Other";

const BROWSERS: &[&str] = &[
    "Amazon Silk",
    "Android",
    "Avast Secure Browser",
    "Baidu Browser",
    "Brave",
    "Chrome",
    "Chrome Mobile",
    "Chrome Mobile WebView",
    "Chrome Mobile iOS",
    "Chromium",
    "Coc Coc",
    "DuckDuckGo",
    "DuckDuckGo Mobile",
    "Ecosia Android",
    "Ecosia iOS",
    "Edge",
    "Edge Mobile",
    "Epiphany",
    "Facebook",
    "Firefox",
    "Firefox Mobile",
    "Firefox iOS",
    "Google",
    "Googlebot",
    "HeadlessChrome",
    "Huawei Browser",
    "IE",
    "IE Mobile",
    "Instagram",
    "Konqueror",
    "LINE",
    "Lynx",
    "Maxthon",
    "MiuiBrowser",
    "Mobile Safari",
    "Mobile Safari UI/WKWebView",
    "Opera",
    "Opera Mini",
    "Opera Mobile",
    "Pale Moon",
    "QQ Browser",
    "QQ Browser Mobile",
    "Safari",
    "Samsung Internet",
    "SeaMonkey",
    "Sogou Explorer",
    "UC Browser",
    "Vivaldi",
    "Whale",
    "Yandex Browser",
    "bingbot",
    "curl",
    "qutebrowser",
];

/// The family of a browser as the pattern file names it.
pub(super) fn browser(found: &str) -> &'static str {
    BROWSERS.iter().copied().find(|known| *known == found).unwrap_or(OTHER)
}

/// The family of a system as the pattern file names it.
pub(super) fn system(found: &str) -> &'static str {
    match found {
        "Windows" => "Windows",
        "Mac OS X" | "Mac OS" => "macOS",
        "iOS" => "iOS",
        "Android" => "Android",
        "HarmonyOS" => "HarmonyOS",
        "Chrome OS" => "Chrome OS",
        "Linux" | "Ubuntu" | "Kubuntu" | "Debian" | "Fedora" | "Red Hat" | "CentOS" | "SUSE"
        | "Gentoo" | "Arch Linux" | "Linux Mint" | "Mandriva" | "Slackware" | "Puppy" => "Linux",
        "FreeBSD" | "OpenBSD" | "NetBSD" => "BSD",
        "Windows Phone" | "Windows Mobile" => "Windows Phone",
        "KaiOS" => "KaiOS",
        "Tizen" => "Tizen",
        _ => OTHER,
    }
}
