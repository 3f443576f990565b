//! Charts as PNG, and how wide words are: the one place that knows fonts.
//!
//! Parts of Noto Sans lie in the program (`ui/fonts`), so that a picture is the same on every machine and
//! words are measured as they are drawn. A character that none of them has is found ([`is_legible`]).

use std::{
    fmt,
    sync::{Arc, LazyLock},
};

use askama::{Template, filters::HtmlSafe};
use resvg::{
    render,
    tiny_skia::{Pixmap, Transform},
    usvg::{self, Group, Node, Options, Tree, fontdb::Database},
};

/// Pixels of a unit, so that text is sharp on paper and on dense screens.
const SCALE: f32 = 2.0;
/// The longest side of a picture, in units.
const LONGEST: f32 = 4000.0;

/// The families of [`FONTS`], the main one first.
const FAMILIES: [&str; 5] =
    ["Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Math", "Noto Sans Symbols2"];

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for font in [
        include_bytes!("../fonts/NotoSans-Regular.ttf").as_slice(),
        include_bytes!("../fonts/NotoSans-Bold.ttf"),
        include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
        include_bytes!("../fonts/NotoSansHebrew-Regular.ttf"),
        include_bytes!("../fonts/NotoSansMath-Regular.ttf"),
        include_bytes!("../fonts/NotoSansSymbols2-Regular.ttf"),
    ] {
        fonts.load_font_data(font.to_vec());
    }
    Arc::new(fonts)
});

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureError {
    /// Its template could not be filled in.
    #[error("the picture could not be written")]
    Write(#[from] askama::Error),
    /// What was written is no SVG.
    #[error("the picture could not be read back")]
    Read(#[from] usvg::Error),
    /// It would take too much memory.
    #[error("a picture of {width} by {height} units has a side over {LONGEST}")]
    TooLarge {
        /// Units across.
        width: f32,
        /// Units down.
        height: f32,
    },
    /// The pixels could not be packed.
    #[error("the picture could not be packed: {0}")]
    Pack(String),
    /// The thread that drew it ended.
    #[error("the picture was not finished")]
    Unfinished(#[from] tokio::task::JoinError),
}

/// Size and weight of words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lettering {
    /// Units from line to line of text that is set solid.
    pub(super) size: f64,
    /// 400 for plain text, 700 for bold.
    pub(super) weight: u16,
}

/// Words as a picture has them: escaped, and in the family that has their script. Each script is a stretch
/// of its own, since a text that no single font can set whole would lose the letters that join.
pub(super) struct Words<'a>(pub(super) &'a str);

impl HtmlSafe for Words<'_> {}

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(first) = rest.chars().find(|c| !is_neutral(*c)) {
            let family = family(first);
            let end = rest.find(|c| !is_neutral(c) && self::family(c) != family);
            let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
            if family == FAMILIES[0] {
                escape(run, f)?;
            } else {
                write!(f, "<tspan font-family=\"{family}\">")?;
                escape(run, f)?;
                f.write_str("</tspan>")?;
            }
            rest = after;
        }
        escape(rest, f)
    }
}

/// Words of a picture that are heard and not seen: escaped, and in no font.
pub(super) struct Heard<'a>(pub(super) &'a str);

impl HtmlSafe for Heard<'_> {}

impl fmt::Display for Heard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escape(self.0, f)
    }
}

/// Spaces and the like, which are of no script.
fn is_neutral(c: char) -> bool {
    c == ' ' || c == '\u{a0}'
}

/// The family that has a character's script.
fn family(c: char) -> &'static str {
    match c {
        '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => FAMILIES[2],
        '\u{600}'..='\u{6ff}' => FAMILIES[1],
        '←'..='↓' | '−' | '≈' | '≠' | '≤' | '≥' => FAMILIES[3],
        '□' | '▲' | '▼' | '○' | '●' | '✓' => FAMILIES[4],
        _ => FAMILIES[0],
    }
}

fn escape(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for c in text.chars() {
        match c {
            '&' => f.write_str("&amp;")?,
            '<' => f.write_str("&lt;")?,
            '>' => f.write_str("&gt;")?,
            '"' => f.write_str("&quot;")?,
            // XML has no way to write these down.
            c if c.is_control() || c == '\u{fffe}' || c == '\u{ffff}' => f.write_str("\u{fffd}")?,
            c => fmt::Write::write_char(f, c)?,
        }
    }
    Ok(())
}

/// Words in a row, to be measured and not to be seen.
#[derive(Template)]
#[template(
    source = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" font-family="Noto Sans" font-size="{{ lettering.size }}" font-weight="{{ lettering.weight }}">{% for word in words %}<text id="w{{ loop.index0 }}" xml:space="preserve">{{ Words(word) }}</text>{% endfor %}</svg>"#,
    ext = "svg"
)]
struct Ruler<'a> {
    words: &'a [&'a str],
    lettering: Lettering,
}

/// How wide each of some words is, in units.
pub(super) fn widths(words: &[&str], lettering: Lettering) -> Result<Vec<f64>, PictureError> {
    let tree = read(&Ruler { words, lettering }.render()?)?;
    let width = |index: usize| match tree.node_by_id(&format!("w{index}")) {
        Some(Node::Text(text)) => f64::from(text.bounding_box().width()),
        _ => 0.0,
    };
    Ok((0..words.len()).map(width).collect())
}

/// Whether the fonts have every character of a picture. What they lack is drawn as an empty box.
pub(super) fn is_legible(svg: &str) -> Result<bool, PictureError> {
    Ok(has_all(read(svg)?.root()))
}

fn has_all(group: &Group) -> bool {
    group.children().iter().all(|node| match node {
        Node::Group(group) => has_all(group),
        Node::Text(text) => {
            let spans = text.layouted().iter();
            spans.flat_map(|span| &span.positioned_glyphs).all(|glyph| glyph.id.0 != 0)
        }
        Node::Path(_) | Node::Image(_) => true,
    })
}

/// The picture in pixels. Takes some ten milliseconds: not for threads that answer requests.
pub(super) fn png(svg: &str) -> Result<Vec<u8>, PictureError> {
    let tree = read(svg)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let too_large = || PictureError::TooLarge { width, height };
    if width > LONGEST || height > LONGEST {
        return Err(too_large());
    }
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or_else(too_large)?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(too_large)?;
    render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PictureError::Pack(error.to_string()))
}

fn read(svg: &str) -> Result<Tree, PictureError> {
    let options = Options {
        fontdb: Arc::clone(&FONTS),
        font_family: FAMILIES[0].to_owned(),
        ..Options::default()
    };
    Ok(Tree::from_str(svg, &options)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Lettering = Lettering { size: 100.0, weight: 400 };

    fn is_drawn(words: &str) -> bool {
        let svg = Ruler { words: &[words], lettering: PLAIN }.render().unwrap();
        is_legible(&svg).unwrap()
    }

    #[test]
    fn wider_words_are_wider_and_bold_ones_more_so() {
        let widths_of = |weight| {
            widths(&["i", "m", "mm", "", "a&<\u{1}"], Lettering { size: 100.0, weight }).unwrap()
        };
        let (plain, bold) = (widths_of(400), widths_of(700));
        assert!(plain[0] < plain[1] && (plain[2] - 2.0 * plain[1]).abs() < 1.0, "{plain:?}");
        assert!(plain[3].abs() < f64::EPSILON && bold[1] > plain[1], "{plain:?} {bold:?}");
    }

    #[test]
    fn the_scripts_that_the_documentation_names_are_drawn() {
        for words in [
            "Wohngeld für Ältere: 72,4 % – „ja“ → weiter …",
            "Łódź, Năvodari, Đà Nẵng, İzmir, Ελλάδα, Запорізька, Ђорђе",
            "−7 ≈ n², ▲ 3 ≤ 4 ✓",
            "طلب السكن",
            "الإسكان (ar) /apply",
            "Housing benefit · خدمة السكن",
            "دیوان شہر",
            "בקשה לדיור 2026",
        ] {
            assert!(is_drawn(words), "{words}");
        }
    }

    #[test]
    fn a_character_that_no_font_has_is_found() {
        for words in ["申请", "Seite /申请 ff", "한국어", "हिन्दी", "😀"] {
            assert!(!is_drawn(words), "{words}");
        }
    }

    #[test]
    fn a_picture_is_twice_as_large_as_its_units_and_bounded() {
        let svg = |height: u32| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"{height}\"><rect width=\"9\" height=\"9\"/></svg>"
            )
        };
        let pixels = Pixmap::decode_png(&png(&svg(20)).unwrap()).unwrap();
        assert_eq!((pixels.width(), pixels.height()), (60, 40));
        assert_eq!(pixels.pixel(4, 4).unwrap().alpha(), 255);
        assert_eq!(pixels.pixel(40, 30).unwrap().alpha(), 0);
        assert!(matches!(png(&svg(5000)), Err(PictureError::TooLarge { .. })));
        assert!(matches!(png("<svg"), Err(PictureError::Read(_))));
    }
}
