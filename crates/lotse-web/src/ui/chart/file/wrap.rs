//! Words on lines of a given width, since SVG breaks none by itself.

use super::super::raster::{self, Lettering, PictureError};

/// Characters after which a line may end: addresses have no spaces.
const BREAKS: [char; 6] = ['/', '-', '–', '?', '&', '_'];

/// A part of a text that is not broken.
struct Piece<'a> {
    text: &'a str,
    /// Units, without the space that may follow it.
    width: f64,
}

/// Breaks a text into at most `most` lines of `width` units. What does not fit ends with `…`.
pub(super) fn wrap(
    text: &str,
    lettering: Lettering,
    width: f64,
    most: usize,
) -> Result<Vec<String>, PictureError> {
    let texts = parts(text);
    let mut pieces = Vec::new();
    for piece in measured(&texts, lettering)? {
        if piece.width <= width {
            pieces.push(piece);
        } else {
            let letters: Vec<&str> = piece.text.split_inclusive(|_| true).collect();
            pieces.extend(measured(&letters, lettering)?);
        }
    }
    let rulers = raster::widths(&["…", "n n", "nn"], lettering)?;
    let [dots, spaced, joined] = rulers[..] else { return Ok(Vec::new()) };
    let space = spaced - joined;
    let mut lines = vec![(String::new(), 0.0)];
    for Piece { text, width: wide } in pieces {
        let is_last = lines.len() == most;
        let Some((line, used)) = lines.last_mut() else { break };
        let room = width - *used;
        if wide > room && is_last {
            // The dots take the place of what was written last, if there is no other.
            while *used + dots > width && line.pop().is_some() {
                *used =
                    raster::widths(&[line.as_str()], lettering)?.first().copied().unwrap_or(0.0);
            }
            line.truncate(line.trim_end().len());
            line.push('…');
            break;
        }
        let after = if text.ends_with(' ') { space } else { 0.0 };
        if wide > room {
            lines.push((text.to_owned(), wide + after));
        } else {
            line.push_str(text);
            *used += wide + after;
        }
    }
    Ok(lines.into_iter().map(|(line, _)| line.trim_end().to_owned()).collect())
}

/// The parts between which a line may end: after spaces, and inside addresses.
fn parts(text: &str) -> Vec<&str> {
    let words = text.split_inclusive(' ');
    words
        .flat_map(|word| {
            // The slash that begins an address stays with what follows.
            let begin = word.len() - word.trim_start_matches(BREAKS).len();
            let (_, rest) = word.split_at(begin);
            let length = rest.split_inclusive(BREAKS).next().map_or(0, str::len);
            let (first, rest) = word.split_at(begin + length);
            std::iter::once(first).chain(rest.split_inclusive(BREAKS))
        })
        .collect()
}

fn measured<'a>(texts: &[&'a str], lettering: Lettering) -> Result<Vec<Piece<'a>>, PictureError> {
    let bare: Vec<&str> = texts.iter().map(|text| text.trim_end()).collect();
    let widths = raster::widths(&bare, lettering)?;
    Ok(texts.iter().zip(widths).map(|(text, width)| Piece { text, width }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Lettering = Lettering { size: 16.0, weight: 400 };

    fn lines(text: &str, width: f64, most: usize) -> Vec<String> {
        wrap(text, PLAIN, width, most).unwrap()
    }

    #[test]
    fn lines_are_as_long_as_they_may_be_and_no_longer() {
        let name =
            "Antrag auf Leistungen zum Lebensunterhalt nach dem Zwölften Buch Sozialgesetzbuch";
        let found = lines(name, 300.0, 5);
        assert!(found.len() > 1 && found.join(" ") == name, "{found:?}");
        for line in &found {
            let width = raster::widths(&[line], PLAIN).unwrap()[0];
            assert!(width <= 300.0, "{line}: {width}");
        }
        assert_eq!(lines("short", 300.0, 2), ["short"]);
        assert_eq!(lines("", 300.0, 2), [""]);
    }

    #[test]
    fn addresses_are_broken_after_their_parts_and_never_after_the_first_slash() {
        assert_eq!(
            parts("before /apply/income?a – x"),
            ["before ", "/apply/", "income?", "a ", "– ", "x"]
        );
        assert_eq!(parts("/"), ["/"]);
        assert_eq!(parts("//a–é"), ["//a–", "é"]);
    }

    #[test]
    fn what_does_not_fit_ends_with_dots_inside_the_width() {
        let long = "/apply/household/".to_owned() + &"x".repeat(200);
        let found = lines(&long, 200.0, 2);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("/apply/") && found[1].ends_with("x…"), "{found:?}");
        for line in &found {
            assert!(raster::widths(&[line], PLAIN).unwrap()[0] <= 200.0, "{line}");
        }
    }
}
