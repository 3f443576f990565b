/**
 * Cuts personal data out of texts before they leave the browser: the rules of `docs/spec/redaction.md`, held to
 * `vectors/redaction.json`. The door applies the same rules again; names of rules and checks are explained there.
 */

/**
 * Decides on a match: the part of it to replace, as start and end; nothing refuses it.
 * `before` and `after` are the text around the match.
 */
type Check = (found: string, before: string, after: string) => readonly [number, number] | undefined | false

const whole = (found: string): readonly [number, number] => [0, found.length]
const endsAlphanumeric = /[\da-z]$/i
const startsAlphanumeric = /^[\da-z]/i

/** Replaces what the pattern finds and the check allows. A refused match is skipped by `step`, or whole if that is 0. */
function replace(text: string, pattern: RegExp, replacement: string, step = 0, check: Check = whole): string {
  let result = ''
  let done = 0
  let match: RegExpExecArray | null
  pattern.lastIndex = 0
  while ((match = pattern.exec(text))) {
    const found = match[0]
    const start = match.index
    const part = check(found, text.slice(done, start), text.slice(start + found.length))
    if (part) {
      result += text.slice(done, start + part[0]) + '[' + replacement + ']'
      pattern.lastIndex = done = start + part[1]
    } else if (step) {
      pattern.lastIndex = start + step
    }
  }
  return result + text.slice(done)
}

const digitsOnly = /^\d+$/

/** How many digits a text holds. */
function digitCount(text: string): number {
  return text.replace(/\D/g, '').length
}

function phone(least: number, closed: boolean): Check {
  return (found, before, after) =>
    digitCount(found) >= least &&
    !endsAlphanumeric.test(before) &&
    !(closed && startsAlphanumeric.test(after)) &&
    whole(found)
}

/** A run of digits alone is no telephone number where it is part of a decimal number. */
function notDecimal(check: Check, after: RegExp): Check {
  return (found, before, behind) =>
    !(digitsOnly.test(found) && (/\d\.$/.test(before) || after.test(behind))) && check(found, before, behind)
}

const never = /(?!)/

const phones: readonly (readonly [RegExp, Check])[] = [
  [/\+ ?\(?[1-9][\d ()./-]{5,28}\d/g, (found) => digitCount(found) > 7 && whole(found)],
  [/00 ?[1-9][\d ()/-]{7,28}\d/g, phone(11, false)],
  [
    /(?:1[ .-]?)?(?:\([2-9]\d{2}\)[ .-]?|[2-9]\d{2}[ .-]?)[2-9]\d{2}[ .-]?\d{4}/g,
    notDecimal(phone(0, true), /^\.\d/),
  ],
  [/\(0\d{1,5}\)[ /-]{0,3}\d[\d /-]{3,28}\d|0[1-9]\d{1,4}[ /-]{1,3}\d[\d /-]{3,28}\d/g, phone(9, false)],
  [
    /0[1-9](?: \d{2}){4}|0[1-9](?:\.\d{2}){4}|0[1-9](?:-\d{2}){4}|0[1-9]\d{8,10}/g,
    notDecimal(phone(0, true), never),
  ],
]

function bearer(found: string): readonly [number, number] | false {
  const secret = found.replace(/^\w+ +/, '')
  return (/\d/.test(secret) || secret.length > 31) && whole(found)
}

const known = [
  /(^|-)[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}(-|$)/i,
  /(^|-)(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{32,}(-|$)/i,
  /(^|-)AKIA[\da-zA-Z]{16}(-|$)/,
  /^(gh[pos]|glpat|[spr]k|xox[bpa])-(.*-)?(?=[a-zA-Z]*\d)[\da-zA-Z]{16}/,
]

function token(found: string): readonly [number, number] | false {
  const pieces = found.replace(/[_+-]+/g, '-').replace(/^-|-$/g, '')
  for (let index = 0; index < known.length; index++) {
    if (known[index]!.test(pieces)) return whole(found)
  }
  return (
    (isRandom(pieces) || (pieces.match(/[^-]{20,}/g) || ([] as string[])).some(isRandom)) && whole(found)
  )
}

/** Whether letters and digits change so often that nobody wrote this as words. */
function isRandom(text: string): boolean {
  let turns = 0
  let length = 0
  // 1 digit, 2 upper case, 3 lower case, 0 between pieces.
  let last = 0
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!
    const kind = character < '0' ? 0 : character < ':' ? 1 : character < '[' ? 2 : 3
    if (kind) length++
    if (kind && last && kind !== last && !(last === 2 && kind === 3)) turns++
    last = kind
  }
  return length > 19 && /\d/.test(text) && turns * 5 >= length
}

function iban(found: string, before: string, after: string): readonly [number, number] | undefined {
  if (endsAlphanumeric.test(before)) return undefined
  const text = found + after
  for (let end = found.length; end > 14; end--) {
    const account = found.slice(0, end).replace(/[ -]/g, '')
    if (account.length < 15) return undefined
    if (startsAlphanumeric.test(found[end - 1]!) && !startsAlphanumeric.test(text.slice(end))) {
      const turned = account.slice(4) + account.slice(0, 4)
      let rest = 0
      for (let index = 0; index < turned.length; index++) {
        const value = parseInt(turned[index]!, 36)
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97
      }
      if (rest === 1) return [0, end]
    }
  }
  return undefined
}

function card(found: string): readonly [number, number] | undefined {
  for (let first = 0; first < found.length; first++) {
    // At the beginning of a group, and to the end of one.
    if (isDigit(found[first]) && !isDigit(found[first - 1])) {
      for (let end = found.length; end > first; end--) {
        const digits = found.slice(first, end).replace(/\D/g, '')
        if (
          isDigit(found[end - 1]) &&
          !isDigit(found[end]) &&
          /^[2-6]\d{12,18}$/.test(digits) &&
          passesLuhn(digits)
        ) {
          return [first, end]
        }
      }
    }
  }
  return undefined
}

function isDigit(character: string | undefined): boolean {
  return !!character && digitsOnly.test(character)
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = +digits[digits.length - 1 - index]!
    sum += index % 2 ? digit * 2 - (digit > 4 ? 9 : 0) : digit
  }
  return !(sum % 10)
}

/** Other scripts' digits and signs as plain ones, so that one set of patterns finds them. */
function fold(text: string): string {
  return text
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
    .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/g, (digit) => {
      const code = digit.charCodeAt(0)
      return '' + ((code - (code >> 8 === 9 ? 6 : 0)) & 15)
    })
    .replace(/[\u2010-\u2015\u2212\uff0d]/g, '-')
    .replace(/[\0-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g, ' ')
    .replace(/[\uff0b\uff0e\uff20]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
}

/** The text with what the rules find replaced by the rule's word in brackets; otherwise as it was. */
export function redactText(text: string): string {
  const folded = fold(text)
  let result = replace(folded, /bearer +[\w.~+/=-]{16,}/gi, 'token', 0, bearer)
  result = replace(
    result,
    /eyJ[\w-]{8,}(?:\.[\w-]*){1,4}|[uc]1\.[\w-]+\.\d{9,11}\.[\w-]{20,}/g,
    'token',
  )
  if (/@|%40/.test(result)) {
    result = replace(
      result,
      /[\p{L}\p{N}\p{M}._%+'*!$^~-]+(?:@|%40)(?:[\p{L}\p{N}\p{M}-]+\.)+(?:xn--[\dA-Za-z-]+|[\p{L}\p{M}]{2,})/gu,
      'email',
    )
  }
  result = replace(result, /[\w+-]{20,}/g, 'token', 0, token)
  result = replace(result, /[a-z]{2}\d{2}(?:[ -]?[\da-z]){11,30}/gi, 'iban', 1, iban)
  result = replace(result, /\d+(?:[ .-]{1,3}\d+)*/g, 'card', 0, card)
  result = replace(result, /\d{3}[ .-]\d{2}[ .-]\d{4}|ssn[ :=#]{0,3}\d{9}/gi, 'ssn', 1, phone(0, true))
  for (let index = 0; index < phones.length; index++) {
    result = replace(result, phones[index]![0], 'phone', 1, phones[index]![1])
  }
  return result === folded ? text : result
}

/** One segment of a path, or one name or value of a query. Left as it is, escapes and all, if nothing is found in it. */
function redactPart(part: string, plusIsSpace: boolean): string {
  let plain = plusIsSpace ? part.replace(/\+/g, ' ') : part
  for (let round = 0; round < 3; round++) {
    plain = plain.replace(/(?:%[89a-f][\da-f])+|%[0-7][\da-f]/gi, decode)
  }
  const redacted = /^\d{9,}$/.test(plain) ? '[number]' : redactText(plain)
  return redacted === plain ? part : redacted.replace(/[\0- %?#/&=+\x7f]/g, encodeURIComponent)
}

function decode(bytes: string): string {
  try {
    return decodeURIComponent(bytes)
  } catch {
    return '\ufffd'
  }
}

/** An address without the name and password in it, each of its parts redacted by itself. */
export function redactAddress(address: string): string {
  return address.replace(
    /^(\w+:\/\/)(?:[^/?#]*@)?([^/?#]*)([^?#]*)(\??)([^#]*)/,
    (_, scheme: string, host: string, path: string, mark: string, query: string) =>
      scheme +
      host +
      path.replace(/[^/]+/g, (part) => redactPart(part, false)) +
      mark +
      query.replace(/[^&=]+/g, (part) => redactPart(part, true)),
  )
}
