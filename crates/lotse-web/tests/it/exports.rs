//! What is taken home: charts as SVG and PNG, pages as one file. The same numbers, written down, and nothing
//! loaded from anywhere.

use axum::{
    http::{StatusCode, header},
    response::Response,
};
use http_body_util::BodyExt as _;
use lotse_domain::service::{Jurisdiction, ServiceKind};
use resvg::{tiny_skia::Pixmap, usvg};
use serde_json::Value;

use crate::program::{Program, heating_support, in_one_font, text};

const OVERVIEW: &str = "/s/heating-support/overview";
const FUNNEL: &str = "/s/heating-support/explore/funnel";
const STEPS: &str = "step1=/&step2=/apply/eligibility&step3=/apply/review";

async fn filled(kind: ServiceKind, people: u32) -> (Program, String) {
    heating_support(kind, Jurisdiction::UnitedStates, false, people).await
}

async fn bytes(response: Response) -> Vec<u8> {
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

async fn picture(program: &Program, cookie: &str, path: &str) -> Pixmap {
    let response = program.get(cookie, path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "image/png");
    Pixmap::decode_png(&bytes(response).await).unwrap()
}

/// The texts of an SVG, after it was read as one.
fn texts(svg: &str) -> Vec<String> {
    assert!(usvg::Tree::from_str(svg, &usvg::Options::default()).is_ok(), "{svg}");
    let plain = in_one_font(svg);
    let parts = plain.split("<text ").skip(1);
    parts
        .map(|part| part.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_chart_as_a_file_has_the_numbers_of_the_page_and_what_they_are_about() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let api = program.page(&cookie, "/api/v1/services/heating-support/overview?days=7").await;
    let api: Value = serde_json::from_str(&api).unwrap();
    let figures = api["figures"].as_array().unwrap();
    let visits = figures.iter().find(|figure| figure["measure"] == "visits").unwrap();
    let visits = visits["value"].as_u64().unwrap();
    let page = program.page(&cookie, "/s/heating-support?days=7").await;
    let headline = page.split("id=\"trend\"").nth(1).unwrap().split("<strong>").nth(1).unwrap();
    let headline = headline.split("</strong>").next().unwrap();

    let svg = program.page(&cookie, &format!("{OVERVIEW}.svg?days=7")).await;
    insta::assert_snapshot!("overview_svg", svg);
    let found = texts(&svg);
    assert!(headline.starts_with(&found[0]), "{headline}: {found:?}");
    assert_eq!(
        found[1..=1],
        ["Heating support · 17\u{a0}Nov – 23\u{a0}Nov\u{a0}2026 · City of Example"]
    );
    let source = found.iter().find(|line| line.contains("n = ")).unwrap();
    let expected = format!(
        "n = {visits} visits · Source: Lotse, http://localhost:8080, made on 23\u{a0}Nov\u{a0}2026"
    );
    assert_eq!(source.replace(',', ""), expected.replace(',', ""));
    assert!(found.iter().any(|line| line.starts_with("The hollow point is today")));
    assert!(svg.contains("<title id=\"title\">Visits per day, ") && svg.contains("Highest: "));
    // The last day is what the page says it is, and both lines are there.
    let last = page.split("class=\"now\"").nth(1).unwrap().split("dy=\"4\">").nth(1).unwrap();
    assert!(found.contains(&last.split('<').next().unwrap().to_owned()), "{found:?}");
    assert_eq!(svg.matches("stroke-dasharray=\"7 4\"").count(), 1, "the period before");
    assert_eq!(svg.matches("stroke-dasharray=\"2 4\"").count(), 1, "today");
    for outside in ["<script", "<image", "<style", "url(", "xlink", " href="] {
        assert!(!svg.contains(outside), "{outside}");
    }

    let views =
        program.page(&cookie, &format!("{OVERVIEW}.svg?days=7&chart=page-views&lang=de")).await;
    assert!(views.contains("xml:lang=\"de\"") && views.contains(" Seitenaufrufe · Quelle: Lotse"));
}

#[tokio::test]
async fn a_png_has_ink_where_the_line_is() {
    let (program, cookie) = filled(ServiceKind::Public, 12).await;
    let svg = program.page(&cookie, &format!("{OVERVIEW}.svg?days=7")).await;
    let pixels = picture(&program, &cookie, &format!("{OVERVIEW}.png?days=7")).await;
    let height: f64 =
        svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    assert_eq!((pixels.width(), f64::from(pixels.height())), (1920, height * 2.0));
    // The place of the last point, which is hollow and ringed with the colour of the line.
    let number = |part: &str| part.split('"').next().unwrap().parse::<f64>().unwrap();
    let top = svg.split("translate(32 ").nth(1).unwrap().split(')').next().unwrap();
    let left = svg.split("<g transform=\"translate(80 0)\">").nth(1).unwrap();
    let circle = left.rsplit("<circle cx=\"").next().unwrap();
    let (x, y) = (number(circle), number(circle.split("cy=\"").nth(1).unwrap()));
    let at = |dx: f64, dy: f64| {
        let x = (32.0 + 80.0 + x + dx) * 2.0;
        let y = (top.parse::<f64>().unwrap() + y + dy) * 2.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in the picture"
        )]
        let pixel = pixels.pixel(x as u32, y as u32).unwrap();
        (pixel.red(), pixel.green(), pixel.blue())
    };
    assert_eq!(at(0.0, 0.0), (255, 255, 255), "hollow");
    assert_eq!(at(0.0, -5.0), (0x0b, 0x4f, 0x7d), "ringed");
    let funnel = picture(&program, &cookie, &format!("{FUNNEL}.png?{STEPS}")).await;
    let bars = funnel.pixels().iter().filter(|pixel| pixel.red() == 0x4f && pixel.green() == 0x86);
    assert!(bars.count() > 60_000, "three bars, the first across the whole");
}

#[tokio::test]
async fn a_funnel_as_a_file_says_what_the_page_says() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let page = program.page(&cookie, &format!("{FUNNEL}?{STEPS}")).await;
    let svg = program.page(&cookie, &format!("{FUNNEL}.svg?{STEPS}")).await;
    let found = texts(&svg);
    for part in page.split("<ol class=\"funnel\">").nth(1).unwrap().split("<span>").skip(1).take(3)
    {
        let words = part.split("</span>").next().unwrap().to_owned();
        assert!(found.contains(&words), "{words}: {found:?}");
    }
    assert!(found.contains(&"2. /apply/eligibility".to_owned()));
    let hidden = program.page(&cookie, &format!("{FUNNEL}.svg?step1=/&step2=/secret-page")).await;
    assert!(texts(&hidden).contains(&"Too few to show".to_owned()));
    assert!(hidden.contains("Shown from 5 people on") && hidden.contains("width=\"0.0\""));
}

#[tokio::test]
async fn days_that_may_not_be_shown_are_no_line() {
    let (program, cookie) = filled(ServiceKind::Employees, 8).await;
    let svg = program.page(&cookie, &format!("{OVERVIEW}.svg")).await;
    assert!(svg.contains("Nothing may be drawn") && !svg.contains("<path"), "{svg}");
    assert!(svg.contains("30 days may not be shown") && !svg.contains("n = "), "{svg}");
    assert_eq!(picture(&program, &cookie, &format!("{OVERVIEW}.png")).await.width(), 1920);
}

#[tokio::test]
async fn every_file_is_named_and_written_down_before_it_leaves() {
    let (program, cookie) = filled(ServiceKind::Public, 8).await;
    let files = [
        (format!("{OVERVIEW}.svg?days=7"), "heating-support-visits-2026-11-17-2026-11-23.svg"),
        (format!("{OVERVIEW}.png?days=7"), "heating-support-visits-2026-11-17-2026-11-23.png"),
        (format!("{OVERVIEW}.html?days=7"), "heating-support-overview-2026-11-17-2026-11-23.html"),
        (
            format!("{FUNNEL}.svg?{STEPS}&days=7"),
            "heating-support-funnel-2026-11-17-2026-11-23.svg",
        ),
        (
            format!("{FUNNEL}.png?{STEPS}&days=7"),
            "heating-support-funnel-2026-11-17-2026-11-23.png",
        ),
        (
            format!("{FUNNEL}.html?{STEPS}&days=7"),
            "heating-support-funnel-2026-11-17-2026-11-23.html",
        ),
        (
            "/s/heating-support/explore/paths.html?days=7".to_owned(),
            "heating-support-paths-2026-11-17-2026-11-23.html",
        ),
        (
            "/s/heating-support/explore/retention.html?days=7".to_owned(),
            "heating-support-retention-2026-11-17-2026-11-23.html",
        ),
    ];
    for (path, name) in &files {
        let response = program.get(&cookie, path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let disposition = &response.headers()[header::CONTENT_DISPOSITION];
        assert_eq!(disposition, &format!("attachment; filename=\"{name}\""));
    }
    let log = program.page(&cookie, "/settings/audit").await;
    for name in [
        "overview.svg",
        "overview.png",
        "overview.html",
        "funnel.svg",
        "funnel.png",
        "funnel.html",
        "paths.html",
        "retention.html",
    ] {
        assert!(log.contains(name), "{name}");
    }
    for (path, _) in &files {
        let response = program.get(&cookie, &format!("{path}&first=x&last=y")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
        assert!(!response.headers().contains_key(header::CONTENT_DISPOSITION), "{path}");
    }
}

#[tokio::test]
async fn a_page_as_a_file_holds_all_it_needs_and_says_where_it_is_from() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    for (file, page) in [
        (format!("{OVERVIEW}.html?days=7"), "/s/heating-support?days=7".to_owned()),
        (
            format!("{FUNNEL}.html?{STEPS}&days=7&by=device-class"),
            format!("{FUNNEL}?{STEPS}&days=7&by=device-class"),
        ),
        (
            "/s/heating-support/explore/paths.html?days=7".to_owned(),
            "/s/heating-support/explore/paths?days=7".to_owned(),
        ),
        (
            "/s/heating-support/explore/retention.html?days=7".to_owned(),
            "/s/heating-support/explore/retention?days=7".to_owned(),
        ),
    ] {
        for lang in ["en", "de"] {
            let html = program.page(&cookie, &format!("{file}&lang={lang}&theme=dark")).await;
            let page = program.page(&cookie, &format!("{page}&lang={lang}")).await;
            let lead = |html: &str| {
                html.split("class=\"lead\">")
                    .nth(1)
                    .unwrap()
                    .split("</p>")
                    .next()
                    .unwrap()
                    .to_owned()
            };
            assert_eq!(lead(&html), lead(&page), "{file}");
            assert_eq!(
                html.matches("<tr").count(),
                page.matches("<tr").count(),
                "{file}: its tables"
            );
            for missing in [
                "<script",
                "<form",
                "<nav",
                "<link",
                "<input",
                "<button",
                " src=",
                "@import",
                "url(",
                "form_token",
            ] {
                assert!(!html.contains(missing), "{file}: {missing}");
            }
            // The one address is that of the page, without whose language and theme it was.
            let links: Vec<&str> =
                html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            for link in &links {
                assert!(
                    link.starts_with('#')
                        || link.starts_with("http://localhost:8080/s/heating-support"),
                    "{file}: {link}"
                );
                assert!(!link.contains("lang=") && !link.contains("theme="), "{link}");
            }
            assert_eq!(links.iter().filter(|link| link.starts_with("http")).count(), 1, "{file}");
            assert!(
                html.contains("data-theme=\"system\"") && html.contains("Ada Beispiel"),
                "{file}"
            );
            assert!(html.contains("default-src &#39;none&#39;; style-src &#39;sha256-"), "{file}");
            let rule = if lang == "en" { "A row is named only from" } else { "Eine Zeile" };
            assert!(html.contains(rule), "{file}");
            assert!(html.contains("City of Example") && html.contains("Heating support"), "{file}");
        }
    }
}

#[tokio::test]
async fn figures_offer_their_files_and_their_own_address() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let page = program.page(&cookie, "/s/heating-support?days=7&chart=page-views&lang=en").await;
    let figure = page.split("id=\"trend\"").nth(1).unwrap().split("</figure>").next().unwrap();
    for ending in ["csv", "svg", "png"] {
        assert!(figure.contains(&format!("/s/heating-support/overview.{ending}?")), "{ending}");
    }
    assert!(
        figure.contains(
            "href=\"http://localhost:8080/s/heating-support?days=7&#38;chart=page-views#trend\""
        ),
        "{figure}"
    );
    assert!(page.contains("/s/heating-support/overview.html?days=7"));
    let page = program.page(&cookie, &format!("{FUNNEL}?{STEPS}")).await;
    assert!(
        page.contains("#funnel\"")
            && page.contains("funnel.png?step1=")
            && page.contains("funnel.html?step1=")
    );
}

#[tokio::test]
async fn a_name_that_fills_lines_and_scripts_of_other_hands_stay_in_the_picture() {
    let program = Program::new().await;
    let name = format!("{} <b>&\u{1}</b>", "Antrag auf Leistungen zum Lebensunterhalt ".repeat(5));
    for (name, slug) in
        [(name.as_str(), "long"), ("خدمة دعم التدفئة", "arabic"), ("供暖补贴", "chinese")]
    {
        let service = program.service(name, ServiceKind::Public, Jurisdiction::Germany, true).await;
        let cookie = program.sign_in().await;
        let path = format!("/s/{}/overview", service.slug);
        let svg = program.page(&cookie, &format!("{path}.svg?lang=de")).await;
        texts(&svg);
        assert!(svg.contains("Beispieldaten"), "{slug}: what is made up says so");
        let plain = picture(&program, &cookie, &format!("{path}.png?lang=de")).await.height();
        let height: u32 =
            svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
        // The one that no font has says so in a line more.
        assert_eq!(plain > height * 2, slug == "chinese", "{slug}");
    }
}

#[tokio::test]
async fn every_kind_of_picture_is_drawn_for_files_too() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    for (figure, words) in [
        ("bars", "Others, not shown singly"),
        ("stacked", "Not shown"),
        ("answers", "5.\u{a0}Very easy 32%"),
        ("dots", "Too few to show"),
        ("times", "Median: 1\u{a0}min 18\u{a0}s"),
    ] {
        let path = format!("/settings/components.svg?figure={figure}");
        let svg = program.page(&cookie, &path).await;
        let found = texts(&svg).join(" ");
        assert!(found.contains(words) && found.contains("Sample data"), "{figure}: {found}");
        let png = picture(&program, &cookie, &path.replace("svg", "png")).await;
        let colours: std::collections::BTreeSet<_> =
            png.pixels().iter().map(|pixel| (pixel.red(), pixel.green(), pixel.blue())).collect();
        assert!(colours.len() > 10, "{figure} is blank");
    }
    let unknown = program.get(&cookie, "/settings/components.svg?figure=pie").await;
    assert_eq!(unknown.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn who_may_not_read_the_figures_gets_no_file() {
    let (program, _) = filled(ServiceKind::Public, 4).await;
    for ending in ["svg", "png", "html"] {
        let response = program.get("", &format!("{OVERVIEW}.{ending}")).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{ending}");
        assert!(text(response).await.is_empty());
    }
}
