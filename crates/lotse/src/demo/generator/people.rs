//! Who comes: language, device, browser, connection, network address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{planted::Language, random::Random};

/// Size class of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Device {
    /// A computer.
    Desktop,
    /// A phone.
    Phone,
    /// A tablet.
    Tablet,
}

/// A person at a device.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Network address.
    pub(super) address: IpAddr,
    /// `User-Agent` header.
    pub(super) browser: &'static str,
    /// `Accept-Language` header.
    pub(super) accept_language: &'static str,
    /// First language of the browser, as scripts read it.
    pub(super) browser_language: &'static str,
    /// Language of the pages.
    pub(super) language: Language,
    /// Device.
    pub(super) device: Device,
    /// Connection class, which only some browsers tell; empty where they do not.
    pub(super) connection: &'static str,
    /// Whether the connection is slow, told or not.
    pub(super) slow: bool,
    /// Whether the browser asks to save data.
    pub(super) save_data: bool,
    /// Whether the browser sends Global Privacy Control.
    pub(super) signal: bool,
}

const LANGUAGES: [(Language, u32); 4] =
    [(Language::En, 68), (Language::Es, 20), (Language::De, 5), (Language::Ar, 7)];

/// Device by language: who reads Spanish or Arabic comes by phone more often, so that a gap by
/// language is not the gap by device.
const DEVICES: [(Device, u32); 3] =
    [(Device::Desktop, 50), (Device::Phone, 43), (Device::Tablet, 7)];
const DEVICES_BY_PHONE: [(Device, u32); 3] =
    [(Device::Desktop, 31), (Device::Phone, 63), (Device::Tablet, 6)];

/// A browser, and whether it tells the connection class.
type Browser = (&'static str, bool);

const DESKTOP: [(Browser, u32); 7] = [
    (
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 Safari/537.36",
            true,
        ),
        38,
    ),
    (
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 Safari/537.36 Edg/154.0.0.0",
            true,
        ),
        24,
    ),
    (
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
            false,
        ),
        13,
    ),
    (
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 Safari/537.36",
            true,
        ),
        9,
    ),
    (
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0", false),
        9,
    ),
    (
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 Safari/537.36",
            true,
        ),
        5,
    ),
    (("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", false), 2),
];

const PHONE: [(Browser, u32); 6] = [
    (
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
            false,
        ),
        40,
    ),
    (
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 Mobile Safari/537.36",
            true,
        ),
        36,
    ),
    (
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Mobile Safari/537.36",
            true,
        ),
        9,
    ),
    (
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/146.0.0.0 Mobile Safari/537.36",
            true,
        ),
        9,
    ),
    (
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/154.0.0.0 Mobile/15E148 Safari/604.1",
            false,
        ),
        4,
    ),
    (("Mozilla/5.0 (Android 16; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0", false), 2),
];

const TABLET: [(Browser, u32); 2] = [
    (
        (
            "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
            false,
        ),
        7,
    ),
    (
        (
            "Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 Safari/537.36",
            true,
        ),
        3,
    ),
];

/// Browser languages by page language: `Accept-Language`, and its first entry.
const ENGLISH: [((&str, &str), u32); 3] = [
    (("en-US,en;q=0.9", "en-US"), 92),
    (("en-GB,en;q=0.9", "en-GB"), 4),
    (("fr-FR,fr;q=0.9,en;q=0.7", "fr-FR"), 4),
];
const SPANISH: [((&str, &str), u32); 4] = [
    (("es-US,es;q=0.9,en;q=0.7", "es-US"), 44),
    (("es-MX,es;q=0.9,en;q=0.5", "es-MX"), 36),
    (("es-419,es;q=0.9", "es-419"), 12),
    (("en-US,en;q=0.9,es;q=0.8", "en-US"), 8),
];
const GERMAN: [((&str, &str), u32); 2] =
    [(("de-DE,de;q=0.9,en;q=0.6", "de-DE"), 70), (("en-US,en;q=0.9,de;q=0.7", "en-US"), 30)];
const ARABIC: [((&str, &str), u32); 3] = [
    (("ar,en-US;q=0.8,en;q=0.6", "ar"), 48),
    (("ar-EG,ar;q=0.9,en;q=0.5", "ar-EG"), 30),
    (("en-US,en;q=0.9,ar;q=0.8", "en-US"), 22),
];

/// Connections that are not slow, and slow ones.
const SLOW: [(&str, u32); 3] = [("3g", 80), ("2g", 15), ("slow-2g", 5)];

/// Draws a person.
pub(super) fn draw(networks: &mut Networks, day: u32, random: &mut Random) -> Person {
    let language = *random.pick(&LANGUAGES);
    let by_phone = matches!(language, Language::Es | Language::Ar);
    let device = *random.pick(if by_phone { &DEVICES_BY_PHONE } else { &DEVICES });
    let (browser, tells) = *match device {
        Device::Desktop => random.pick(&DESKTOP),
        Device::Phone => random.pick(&PHONE),
        Device::Tablet => random.pick(&TABLET),
    };
    let (accept_language, browser_language) = *match language {
        Language::En => random.pick(&ENGLISH),
        Language::Es => random.pick(&SPANISH),
        Language::De => random.pick(&GERMAN),
        Language::Ar => random.pick(&ARABIC),
    };
    let slow = random.chance(if device == Device::Phone { 0.16 } else { 0.04 });
    let class = if slow { *random.pick(&SLOW) } else { "4g" };
    Person {
        address: networks.next(day, random),
        browser,
        accept_language,
        browser_language,
        language,
        device,
        connection: if tells { class } else { "" },
        slow,
        save_data: tells && random.chance(if slow { 0.20 } else { 0.03 }),
        signal: random.chance(super::planted::SIGNAL),
    }
}

/// A browser of an office, by number of the member of staff.
pub(super) fn office_browser(number: usize) -> &'static str {
    let (browser, _) = DESKTOP[usize::from(number.is_multiple_of(4))].0;
    browser
}

/// Hands out network addresses of the ranges for documentation (RFC 5737, RFC 3849). Within a day no
/// two people share one, so that what is planted is exact; on the next day addresses come again.
#[derive(Default)]
pub(super) struct Networks {
    day: u32,
    given: u32,
}

/// The three ranges of 256 addresses each.
const IPV4: [[u8; 3]; 3] = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];

impl Networks {
    fn next(&mut self, day: u32, random: &mut Random) -> IpAddr {
        if day != self.day {
            *self = Self { day, given: 0 };
        }
        // Two of five come by IPv4 while the ranges last.
        if random.chance(0.4) && self.given < 256 * 3 {
            let [.., host] = (self.given / 3).to_be_bytes();
            let [a, b, c] = IPV4[(self.given % 3) as usize];
            self.given += 1;
            return Ipv4Addr::new(a, b, c, host).into();
        }
        let mut octets = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        octets[4..12].copy_from_slice(&random.bits().to_be_bytes());
        Ipv6Addr::from(octets).into()
    }
}
