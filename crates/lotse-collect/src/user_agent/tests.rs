//! Browser strings of today's browsers, and what is read from them.

use super::*;

#[test]
fn the_shipped_patterns_all_build() {
    warm_up();
    assert!(is_warm());
}

/// Class, family, major version, system, browser string.
const BROWSERS: &[(DeviceClass, &str, u16, &str, &str)] = &[
    (
        DeviceClass::Desktop,
        "Chrome",
        131,
        "Windows",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    ),
    (
        DeviceClass::Desktop,
        "Chrome",
        130,
        "macOS",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    ),
    (
        DeviceClass::Desktop,
        "Chrome",
        129,
        "Linux",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36",
    ),
    (
        DeviceClass::Desktop,
        "Chrome",
        128,
        "Chrome OS",
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
    ),
    (
        DeviceClass::Desktop,
        "Firefox",
        133,
        "Windows",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
    ),
    (
        DeviceClass::Desktop,
        "Firefox",
        132,
        "macOS",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0",
    ),
    (
        DeviceClass::Desktop,
        "Firefox",
        128,
        "Linux",
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    ),
    (
        DeviceClass::Desktop,
        "Firefox",
        131,
        "Linux",
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
    ),
    (
        DeviceClass::Desktop,
        "Safari",
        18,
        "macOS",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    ),
    (
        DeviceClass::Desktop,
        "Safari",
        17,
        "macOS",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
    ),
    (
        DeviceClass::Desktop,
        "Edge",
        131,
        "Windows",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
    ),
    (
        DeviceClass::Desktop,
        "Edge",
        130,
        "macOS",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
    ),
    (
        DeviceClass::Desktop,
        "Opera",
        115,
        "Windows",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36 OPR/115.0.0.0",
    ),
    (
        DeviceClass::Desktop,
        "Vivaldi",
        7,
        "Linux",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Vivaldi/7.0.3495.11",
    ),
    (
        DeviceClass::Desktop,
        "Firefox",
        132,
        "BSD",
        "Mozilla/5.0 (X11; FreeBSD amd64; rv:132.0) Gecko/20100101 Firefox/132.0",
    ),
    (
        DeviceClass::Mobile,
        "Mobile Safari",
        18,
        "iOS",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
    ),
    (
        DeviceClass::Mobile,
        "Chrome Mobile iOS",
        131,
        "iOS",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
    ),
    (
        DeviceClass::Mobile,
        "Firefox iOS",
        132,
        "iOS",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/132.0 Mobile/15E148 Safari/605.1.15",
    ),
    (
        DeviceClass::Mobile,
        "Chrome Mobile",
        131,
        "Android",
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
    ),
    (
        DeviceClass::Mobile,
        "Samsung Internet",
        27,
        "Android",
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
    ),
    (
        DeviceClass::Mobile,
        "Firefox Mobile",
        132,
        "Android",
        "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0",
    ),
    (
        DeviceClass::Mobile,
        "Edge Mobile",
        130,
        "Android",
        "Mozilla/5.0 (Linux; Android 10; HD1913) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.6723.102 Mobile Safari/537.36 EdgA/130.0.2849.80",
    ),
    (
        DeviceClass::Mobile,
        "Chrome Mobile WebView",
        131,
        "Android",
        "Mozilla/5.0 (Linux; Android 14; SM-S911B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.6778.39 Mobile Safari/537.36",
    ),
    (
        DeviceClass::Tablet,
        "Mobile Safari",
        17,
        "iOS",
        "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
    ),
    (
        DeviceClass::Tablet,
        "Chrome",
        130,
        "Android",
        "Mozilla/5.0 (Linux; Android 13; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    ),
    (
        DeviceClass::Tablet,
        "Firefox Mobile",
        132,
        "Android",
        "Mozilla/5.0 (Android 14; Tablet; rv:132.0) Gecko/132.0 Firefox/132.0",
    ),
];

#[test]
fn browsers_of_today_are_read() {
    let reader = BrowserReader::default();
    for (class, family, version, system, text) in BROWSERS {
        let found = reader.read(text);
        let parts = (
            found.device_class,
            found.family.as_ref().map(ShortText::as_str),
            found.major_version,
            found.operating_system.as_ref().map(ShortText::as_str),
        );
        assert_eq!(parts, (Some(*class), Some(*family), Some(*version), Some(*system)), "{text}");
        assert_eq!(found.bot, None, "{text}");
        assert_eq!(reader.read(text), found, "from the cache");
    }
    assert!(BROWSERS.iter().filter(|entry| entry.0 == DeviceClass::Desktop).count() >= 12);
}

#[test]
fn what_is_no_browser_of_today_is_other_and_none_of_its_words_is_kept() {
    let reader = BrowserReader::default();
    for text in [
        "JaneDoesOwnReader/7.1 CFNetwork/1410 Darwin/22.6.0",
        "jane.doe@example.org",
        "Mozilla/5.0 (JaneDoe; rv:1) JaneDoe/1.0",
        &"x".repeat(100_000),
        &"ä".repeat(1_025),
    ] {
        let found = reader.read(text);
        assert_eq!(found.family.as_ref().map(ShortText::as_str), Some("Other"));
        assert_eq!(found.major_version, None);
        assert!(!format!("{found:?}").to_lowercase().contains("jane"), "{found:?}");
    }
    assert_eq!(reader.read(""), Browser::default());
    assert_eq!(reader.read("  "), Browser::default());
}

#[test]
fn screens_in_living_rooms_are_no_desktops() {
    let reader = BrowserReader::default();
    for text in [
        "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36",
        "Mozilla/5.0 (PlayStation; PlayStation 5/6.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
    ] {
        assert_eq!(reader.read(text).device_class, Some(DeviceClass::Other), "{text}");
    }
}
