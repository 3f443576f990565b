//! What a pattern cannot say: check digits, neighbors, and what looks random.
//!
//! Each check gets the whole text and where the match lies, and gives back the parts to replace.

use std::ops::Range;

/// What to replace, from left to right; nothing, if the check refuses the match.
pub(super) type Parts = Vec<Range<usize>>;

/// The whole match, if it stands.
fn if_so(stands: bool, hit: Range<usize>) -> Parts {
    if stands { Vec::from([hit]) } else { Parts::new() }
}

fn found<'t>(text: &'t str, hit: &Range<usize>) -> &'t str {
    text.get(hit.clone()).unwrap_or_default()
}

pub(super) fn always(_: &str, hit: Range<usize>) -> Parts {
    if_so(true, hit)
}

pub(super) fn bearer(text: &str, hit: Range<usize>) -> Parts {
    let (_, secret) = found(text, &hit).split_once(' ').unwrap_or_default();
    let secret = secret.trim_start_matches(' ');
    if_so(digits(secret) > 0 || secret.len() >= 32, hit)
}

/// Not after and not before a letter or digit.
pub(super) fn apart(text: &str, hit: Range<usize>) -> Parts {
    if_so(is_free_before(text, &hit) && !is_alphanumeric(after(text, hit.end, 0)), hit)
}

/// Not before a digit: a longer number is something else.
pub(super) fn not_before_digit(text: &str, hit: Range<usize>) -> Parts {
    let goes_on = after(text, hit.end, 0).is_some_and(|byte| byte.is_ascii_digit());
    if_so(!goes_on, hit)
}

/// A number with at least four digits, and not part of a longer word.
pub(super) fn document(text: &str, hit: Range<usize>) -> Parts {
    let stands = digits(found(text, &hit)) >= 4 && !is_alphanumeric(after(text, hit.end, 0));
    if_so(stands, hit)
}

/// National Insurance numbers: some pairs of letters are never given out (HMRC, NIM39110).
pub(super) fn uk_ni(text: &str, hit: Range<usize>) -> Parts {
    let never = found(text, &hit).get(..2).is_some_and(|pair| {
        let pair = pair.to_ascii_uppercase();
        ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(&pair.as_str())
    });
    if never { Parts::new() } else { apart(text, hit) }
}

/// Pension insurance numbers: digits, the first letter of the name at birth as two digits, weights, the
/// sum of the digits of the products, modulo 10 (Verordnung über die Versicherungsnummer, section 2).
pub(super) fn de_pension(text: &str, hit: Range<usize>) -> Parts {
    const WEIGHTS: [u32; 12] = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
    let mut number = Vec::with_capacity(13);
    for byte in found(text, &hit).bytes().filter(|byte| *byte != b' ') {
        if byte.is_ascii_alphabetic() {
            let place = u32::from(byte.to_ascii_uppercase() - b'A') + 1;
            number.extend([place / 10, place % 10]);
        } else {
            number.push(u32::from(byte - b'0'));
        }
    }
    let day = number.get(2..4).map_or(0, |two| two[0] * 10 + two[1]);
    let month = number.get(4..6).map_or(0, |two| two[0] * 10 + two[1]);
    let sum: u32 = number
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    // Days are 51 to 81 where one number was not enough.
    let dated = (1..=31).contains(&(day % 50)) && (1..=12).contains(&month);
    let right = number.last().is_some_and(|last| *last == sum % 10);
    if dated && right { apart(text, hit) } else { Parts::new() }
}

/// Tax identification numbers: of the first ten digits one comes twice or three times and the others at
/// most once, and the last is a check digit (ISO/IEC 7064, MOD 11,10).
pub(super) fn de_tax(text: &str, hit: Range<usize>) -> Parts {
    let number: Vec<u32> = found(text, &hit).chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((last, first)) = number.split_last() else { return Parts::new() };
    let mut times = [0_u8; 10];
    for digit in first {
        if let Some(count) = usize::try_from(*digit).ok().and_then(|digit| times.get_mut(digit)) {
            *count += 1;
        }
    }
    let repeated = times.iter().filter(|count| **count > 1).count();
    let most = times.iter().max().copied().unwrap_or(0);
    let mut product = 10;
    for digit in first {
        let sum = match (digit + product) % 10 {
            0 => 10,
            sum => sum,
        };
        product = sum * 2 % 11;
    }
    let check = (11 - product) % 10;
    let right = repeated == 1 && (2..=3).contains(&most) && check == *last;
    if right { apart(text, hit) } else { Parts::new() }
}

pub(super) fn phone_with_plus(text: &str, hit: Range<usize>) -> Parts {
    if_so(digits(found(text, &hit)) >= 8, hit)
}

pub(super) fn phone_with_double_zero(text: &str, hit: Range<usize>) -> Parts {
    if_so(is_free_before(text, &hit) && digits(found(text, &hit)) >= 11, hit)
}

pub(super) fn phone_north_american(text: &str, hit: Range<usize>) -> Parts {
    let bare = is_bare(found(text, &hit));
    let ends_a_number = bare && follows_decimal_point(text, hit.start);
    let begins_a_number = bare
        && after(text, hit.end, 0) == Some(b'.')
        && after(text, hit.end, 1).is_some_and(|byte| byte.is_ascii_digit());
    if ends_a_number || begins_a_number { Parts::new() } else { apart(text, hit) }
}

pub(super) fn phone_with_area(text: &str, hit: Range<usize>) -> Parts {
    if_so(is_free_before(text, &hit) && digits(found(text, &hit)) >= 9, hit)
}

pub(super) fn phone_with_zero(text: &str, hit: Range<usize>) -> Parts {
    let ends_a_number = is_bare(found(text, &hit)) && follows_decimal_point(text, hit.start);
    if ends_a_number { Parts::new() } else { apart(text, hit) }
}

/// A UUID, a hash, a key of a known make, or letters and digits in no natural order.
pub(super) fn token(text: &str, hit: Range<usize>) -> Parts {
    let pieces: Vec<&[u8]> = found(text, &hit)
        .as_bytes()
        .split(|byte| matches!(byte, b'_' | b'+' | b'-'))
        .filter(|piece| !piece.is_empty())
        .collect();
    let is_hex = |piece: &[u8]| piece.iter().all(u8::is_ascii_hexdigit);
    let is_uuid = pieces.windows(5).any(|five| {
        five.iter().zip([8, 4, 4, 4, 12]).all(|(piece, length)| piece.len() == length)
            && five.iter().all(|piece| is_hex(piece))
    });
    let is_hash = |piece: &[u8]| {
        piece.len() >= 32
            && is_hex(piece)
            && piece.iter().any(u8::is_ascii_digit)
            && piece.iter().any(u8::is_ascii_alphabetic)
    };
    let is_cloud_key = |piece: &[u8]| piece.len() == 20 && piece.starts_with(b"AKIA");
    let is_prefixed_key = pieces.split_first().is_some_and(|(first, rest)| {
        KEY_PREFIXES.contains(first)
            && rest.iter().any(|piece| piece.len() >= 16 && piece.iter().any(u8::is_ascii_digit))
    });
    let secret = is_uuid
        || is_prefixed_key
        || pieces.iter().any(|piece| is_hash(piece) || is_cloud_key(piece))
        || pieces.iter().any(|piece| looks_random(&[piece]))
        || looks_random(&pieces);
    if_so(secret, hit)
}

/// How keys of well-known services begin.
const KEY_PREFIXES: &[&[u8]] =
    &[b"ghp", b"gho", b"ghs", b"glpat", b"sk", b"pk", b"rk", b"xoxb", b"xoxp", b"xoxa"];

/// At least 20 characters, a digit, and a turn for every five characters. Names that people give,
/// such as `incomeSection2Question14`, turn less often.
fn looks_random(pieces: &[&[u8]]) -> bool {
    let length: usize = pieces.iter().map(|piece| piece.len()).sum();
    let has_digit = pieces.iter().any(|piece| piece.iter().any(u8::is_ascii_digit));
    let turns: usize = pieces
        .iter()
        .map(|piece| {
            piece.windows(2).filter(|two| matches!(two, [a, b] if is_turn(*a, *b))).count()
        })
        .sum();
    length >= 20 && has_digit && turns * 5 >= length
}

fn is_turn(a: u8, b: u8) -> bool {
    let class = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_lowercase());
    class(a) != class(b) && !(a.is_ascii_uppercase() && b.is_ascii_lowercase())
}

/// The longest part from the start of the match whose check digits are right.
pub(super) fn iban(text: &str, hit: Range<usize>) -> Parts {
    if !is_free_before(text, &hit) {
        return Parts::new();
    }
    let found = found(text, &hit).as_bytes();
    // The first four characters count last.
    let head = found.get(..4).unwrap_or_default();
    let mut rest_modulo = 0;
    let mut characters = 4;
    let mut end = None;
    for (place, byte) in found.iter().enumerate().skip(4) {
        if !byte.is_ascii_alphanumeric() {
            continue;
        }
        rest_modulo = append_modulo_97(rest_modulo, *byte);
        characters += 1;
        let stop = hit.start + place + 1;
        if (15..=34).contains(&characters)
            && !is_alphanumeric(after(text, stop, 0))
            && head.iter().fold(rest_modulo, |rest, byte| append_modulo_97(rest, *byte)) == 1
        {
            end = Some(stop);
        }
    }
    end.map(|end| hit.start..end).into_iter().collect()
}

fn append_modulo_97(so_far: u32, byte: u8) -> u32 {
    let value = char::from(byte).to_digit(36).unwrap_or(0);
    if value > 9 { (so_far * 100 + value) % 97 } else { (so_far * 10 + value) % 97 }
}

/// Every run of groups that is a card number, from left to right.
pub(super) fn card(text: &str, hit: Range<usize>) -> Parts {
    let found = found(text, &hit).as_bytes();
    let groups = digit_groups(found);
    let mut cards = Vec::new();
    let mut first = 0;
    while let Some(start) = groups.get(first) {
        match card_groups(found, groups.get(first..).unwrap_or_default()) {
            Some(used) => {
                let end = groups.get(first + used - 1).map_or(start.end, |group| group.end);
                cards.push(hit.start + start.start..hit.start + end);
                first += used;
            }
            None => first += 1,
        }
    }
    cards
}

/// How many of the leading groups are a card number together; the most that are.
fn card_groups(text: &[u8], groups: &[Range<usize>]) -> Option<usize> {
    let mut number: Vec<u8> = Vec::with_capacity(MOST_CARD_DIGITS);
    let mut lengths = Vec::new();
    for group in groups {
        let digits = text.get(group.clone()).unwrap_or_default();
        if number.len() + digits.len() > MOST_CARD_DIGITS {
            break;
        }
        number.extend(digits);
        lengths.push(number.len());
    }
    if !matches!(number.first(), Some(b'2'..=b'6')) {
        return None;
    }
    let is_card = |length: &usize| {
        *length >= FEWEST_CARD_DIGITS && passes_luhn(number.get(..*length).unwrap_or_default())
    };
    lengths.iter().rposition(is_card).map(|last| last + 1)
}

const FEWEST_CARD_DIGITS: usize = 13;
const MOST_CARD_DIGITS: usize = 19;

fn digit_groups(text: &[u8]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (place, _) in text.iter().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        match groups.last_mut() {
            Some(group) if group.end == place => group.end = place + 1,
            _ => groups.push(place..place + 1),
        }
    }
    groups
}

/// The check digit of payment cards (ISO/IEC 7812-1, annex B).
fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            match (place % 2, digit * 2) {
                (0, _) => digit,
                (_, double) if double > 9 => double - 9,
                (_, double) => double,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn follows_decimal_point(text: &str, start: usize) -> bool {
    before(text, start, 1) == Some(b'.')
        && before(text, start, 2).is_some_and(|byte| byte.is_ascii_digit())
}

fn is_bare(found: &str) -> bool {
    found.bytes().all(|byte| byte.is_ascii_digit())
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// The byte `back` places before `at`. Bytes of longer characters are never ASCII.
fn before(text: &str, at: usize, back: usize) -> Option<u8> {
    text.as_bytes().get(at.checked_sub(back)?).copied()
}

fn after(text: &str, end: usize, on: usize) -> Option<u8> {
    text.as_bytes().get(end + on).copied()
}

fn is_free_before(text: &str, hit: &Range<usize>) -> bool {
    !is_alphanumeric(before(text, hit.start, 1))
}

fn is_alphanumeric(byte: Option<u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric())
}
