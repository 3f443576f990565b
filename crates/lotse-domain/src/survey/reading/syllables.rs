//! Syllables by rules of spelling. No list of words is behind them, so single words can be wrong by one; over a passage
//! such errors even out. `docs/spec/survey.md`, section 7, says how often they are.

/// Syllables of an English word, 1 or more: groups of vowels, less silent ones.
pub(super) fn english(word: &str) -> usize {
    let word: String = word.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'é' | 'è' | 'ï' | 'ö');
    let mut count = groups(&word, is_vowel);
    let ends = |end: &str| word.ends_with(end);
    let before = |end: &str| word.strip_suffix(end).and_then(|rest| rest.chars().next_back());
    // A silent e: “make”, “makes”, “made”; not “table”, “boxes”, “wanted”, “free”.
    if ends("e") && before("e").is_some_and(|c| !is_vowel(c)) {
        let is_le = before("le").is_some_and(|c| !is_vowel(c));
        count -= usize::from(!is_le);
    } else if ends("es") && before("es").is_some_and(|c| !is_vowel(c)) {
        let is_spoken = before("es").is_some_and(|c| matches!(c, 's' | 'x' | 'z' | 'c' | 'g'))
            || ends("ches")
            || ends("shes")
            || (before("les").is_some_and(|c| !is_vowel(c)));
        count -= usize::from(!is_spoken);
    } else if ends("ed") && before("ed").is_some_and(|c| !is_vowel(c)) {
        let is_spoken = before("ed").is_some_and(|c| matches!(c, 't' | 'd'))
            || before("led").is_some_and(|c| !is_vowel(c) && c != 'l');
        count -= usize::from(!is_spoken);
    }
    // A silent e before a suffix: “statement”, “useful”, “likely”, “homeless”.
    for suffix in ["ement", "ements", "eful", "efully", "ely", "eless", "eness"] {
        // “Cement”, “element” and “rely” are no such words.
        let least = if suffix.starts_with("em") { suffix.len() + 2 } else { suffix.len() + 1 };
        if before(suffix).is_some_and(|c| !is_vowel(c)) && word.len() > least {
            count -= usize::from(count > 1);
            break;
        }
    }
    // Vowels that are spoken apart: “idea”, “create”, “radio”, “science”, “situation”, “doing”, “area”.
    for apart in
        ["ia", "io", "iu", "eo", "ua", "uo", "ying", "oing", "uing", "eing", "ience", "iet"]
    {
        let places = word.match_indices(apart);
        count += places.filter(|(at, _)| is_apart(&word, *at, apart)).count();
    }
    count += usize::from(["idea", "area", "ideas", "areas"].iter().any(|end| ends(end)));
    count += usize::from(word.starts_with("creat") && !word.starts_with("creatur"));
    count.max(1)
}

/// Whether two vowels at a place of an English word are spoken apart.
fn is_apart(word: &str, at: usize, pair: &str) -> bool {
    let before = word.get(..at).and_then(|text| text.chars().next_back());
    let after = word.get(at + pair.len()..).unwrap_or_default();
    match pair {
        // “nation”, “special”, “region”, “religious” are one; “radio”, “social” after c and t never.
        "io" | "ia" | "iu" => !matches!(before, Some('t' | 's' | 'c' | 'g' | 'x') | None),
        "eo" => !matches!(before, Some('p' | 'g')),
        "ua" | "uo" => !matches!(before, Some('q' | 'g')),
        "iet" | "ience" => matches!(before, Some('d' | 'c' | 'r' | 'u')) || after.is_empty(),
        _ => true,
    }
}

/// Syllables of a German word, 1 or more: groups of vowels, in which two that are spoken together are one.
pub(super) fn german(word: &str) -> usize {
    let word: Vec<char> = word.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö' | 'ü' | 'é');
    let mut count = 0;
    let mut rest = word.as_slice();
    while let [first, after @ ..] = rest {
        rest = after;
        // “Quelle”: the u after q is no vowel.
        if let ('q', ['u', after @ ..]) = (*first, after) {
            rest = after;
        }
        if !is_vowel(*first) {
            continue;
        }
        count += 1;
        if let [second, after @ ..] = rest {
            let together = match first {
                'a' => matches!(second, 'a' | 'i' | 'u' | 'y'),
                'ä' => *second == 'u',
                'e' => matches!(second, 'e' | 'i' | 'u' | 'y'),
                'i' => *second == 'e',
                'o' => *second == 'o',
                _ => false,
            };
            if together {
                rest = after;
            }
        }
    }
    count.max(1)
}

fn groups(word: &str, is_vowel: impl Fn(char) -> bool) -> usize {
    let mut count = 0;
    let mut was_vowel = false;
    for (place, sign) in word.chars().enumerate() {
        // A y at the beginning is a consonant.
        let is = is_vowel(sign) && !(place == 0 && sign == 'y');
        count += usize::from(is && !was_vowel);
        was_vowel = is;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_words() {
        for (words, syllables) in [
            ("a I use make makes time asked done free page stars helped worked changed", 1),
            (
                "table people service needed wanted pages boxes easy useful likely myself reason people's",
                2,
            ),
            ("satisfied experience radio idea", 3),
            ("information application", 4),
        ] {
            for word in words.split(' ') {
                let expected = if word == "experience" { 4 } else { syllables };
                assert_eq!(english(word), expected, "{word}");
            }
        }
    }

    #[test]
    fn german_words() {
        for (words, syllables) in [
            ("wie es Sie leicht war neu Haus Jahr Brief", 1),
            ("Seite einfach Antrag heute Quelle bequem", 2),
            ("zufrieden Formular verständlich Papiere ausfüllen", 3),
            ("Digitalisierung Verwaltungsleistungen", 6),
        ] {
            for word in words.split(' ') {
                assert_eq!(german(word), syllables, "{word}");
            }
        }
    }
}
