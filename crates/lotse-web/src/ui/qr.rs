//! A QR code as a picture, drawn on the server: no script, no other host.

use askama::{Template, filters::HtmlSafe};
use fast_qr::QRBuilder;

/// Light modules round the code, so that a camera finds its edge (ISO/IEC 18004, 5.3.8).
const QUIET: usize = 4;

/// A QR code.
#[derive(Template)]
#[template(
    source = r##"<svg class="qr" viewBox="0 0 {{ size }} {{ size }}" width="232" height="232" role="img" aria-label="{{ label }}" shape-rendering="crispEdges"><path class="qr-ground" d="M0 0h{{ size }}v{{ size }}H0z"/><path class="qr-ink" d="{{ path }}"/></svg>"##,
    ext = "html"
)]
pub(crate) struct QrCode {
    size: usize,
    path: String,
    label: String,
}

impl HtmlSafe for QrCode {}

impl QrCode {
    /// The code of a text; `None` when it is too long for one.
    pub(crate) fn of(content: &str, label: String) -> Option<Self> {
        use std::fmt::Write as _;
        let code = QRBuilder::new(content).build().ok()?;
        let mut path = String::new();
        for (y, row) in (0..code.size).map(|y| (y, &code[y])) {
            for (x, module) in row.iter().enumerate().take(code.size) {
                if module.value() {
                    // Writing to a string cannot fail.
                    let _written = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
                }
            }
        }
        Some(Self { size: code.size + 2 * QUIET, path, label })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_its_quiet_edge() {
        let code = QrCode::of("otpauth://totp/Lotse:ada?secret=GEZDGNBVGY3TQOJQ", "Code".into());
        let code = code.unwrap();
        assert_eq!((code.size - 2 * QUIET - 17) % 4, 0, "a version has 17 + 4n modules");
        for (x, y) in [(4, 4), (code.size - 5, 4), (4, code.size - 5)] {
            assert!(code.path.contains(&format!("M{x} {y}h1")), "corner at {x} {y}");
        }
        assert!(!code.path.contains("M3 ") && !code.path.contains(&format!("M{} ", code.size - 4)));
        assert!(QrCode::of(&"x".repeat(5000), String::new()).is_none());
    }
}
