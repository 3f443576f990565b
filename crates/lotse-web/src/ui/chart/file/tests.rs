//! Files hold the numbers of the page, nothing from elsewhere, and words of any length.

use super::*;

struct Plain(&'static str);

impl Picture for Plain {
    fn title(&self) -> &str {
        self.0
    }

    fn description(&self) -> String {
        "The description".to_owned()
    }

    fn draw(&self) -> Result<(String, f64), PictureError> {
        Ok(("<rect width=\"10\" height=\"40\" fill=\"#000\"/>".to_owned(), 40.0))
    }
}

fn caption(headline: &str) -> Caption {
    Caption {
        language: Language::German,
        headline: headline.to_owned(),
        about: "Wohngeld · 25. Okt. – 23. Nov. 2026 · Stadt Beispiel".to_owned(),
        notes: vec!["Der hohle Punkt ist heute.".to_owned()],
        source: "n = 1.234 Besuche · Lotse".to_owned(),
        illegible: "Leere Kästchen stehen für Schriftzeichen".to_owned(),
    }
}

#[test]
fn words_stand_under_each_other_and_none_leaves_the_picture() {
    let long = "Besuche: 1.234 insgesamt, das sind 12,5 % mehr als im Zeitraum davor, und niemand weiß warum. ";
    let short = svg(&Plain("Titel"), &caption("Kurz")).unwrap();
    let tall = svg(&Plain("Titel"), &caption(&long.repeat(8))).unwrap();
    let height = |svg: &str| -> f64 {
        svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    assert!(height(&tall) > height(&short) + 60.0);
    assert!(tall.contains("…"), "four lines at most");
    for file in [&short, &tall] {
        let ys = file.split("<text x=\"32\" y=\"").skip(1);
        let ys: Vec<f64> =
            ys.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect();
        assert!(ys.windows(2).all(|pair| pair[0] < pair[1]), "{ys:?}");
        assert!(*ys.last().unwrap() < height(file));
    }
}

#[test]
fn what_people_wrote_is_text_and_nothing_is_loaded_or_run() {
    let file = svg(&Plain("<script>&\"'\u{1}"), &caption("<image href='https://evil.example/'>"));
    let file = file.unwrap();
    assert!(file.contains("&lt;script&gt;&amp;&quot;'\u{fffd}") && !file.contains("<script"));
    assert!(!file.contains("<image"), "{file}");
    for outside in ["url(", "@import", "xlink", " href=\"", "data:"] {
        assert!(!file.contains(outside), "{outside}");
    }
    assert_eq!(file.matches("http").count(), 2, "the name space, and the words: {file}");
}

#[test]
fn a_png_says_where_its_fonts_lack_a_character_and_an_svg_need_not() {
    let caption = caption("申请");
    assert!(!svg(&Plain("Titel"), &caption).unwrap().contains("Leere Kästchen"));
    let said = png(&Plain("Titel"), caption.clone()).unwrap();
    let silent = raster::png(&svg(&Plain("Titel"), &caption).unwrap()).unwrap();
    let height = |png: &[u8]| u32::from_be_bytes(png[20..24].try_into().unwrap());
    assert!(height(&said) > height(&silent), "it has a line more");
}
