// 200 secrets that no client should send: made up, always the same, each in one place of the page.

/** How many secrets stand where. */
const PLACES = {
  'typed values': 45,
  'selected options': 20,
  'editable text': 15,
  'query of the address': 30,
  'title': 10,
  'address of the referrer': 20,
  'error messages': 20,
  'link texts': 20,
  'data attributes': 20,
}

/** The kinds take turns in each place. */
const KINDS = ['e-mail', 'phone', 'name', 'id', 'token']

/** A small generator of numbers, so that each run plants the same. */
function numbers(seed) {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const next = numbers(20261128)
const pick = (text) => text[next(text.length)]
const word = () => Array.from({ length: 3 }, () => pick('bdfgklmnprstvz') + pick('aeiou')).join('') + pick('lmnrst')
const name = () => word().replace(/^./, (letter) => letter.toUpperCase())
const digits = (count) => Array.from({ length: count }, () => next(10)).join('')

const make = {
  'e-mail': () => `${word()}.${word()}@${word()}.example`,
  'phone': () => `+49 30 ${digits(4)} ${digits(4)}`,
  'name': () => `${name()} ${name()}`,
  'id': () => `${pick('ABCDEFGH')}${digits(9)}`,
  'token': () => Array.from({ length: 24 }, () => pick('abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789')).join(''),
}

/** All secrets: `{ place, kind, text }`. */
export const secrets = Object.entries(PLACES).flatMap(([place, count]) =>
  Array.from({ length: count }, (_, index) => {
    const kind = KINDS[index % KINDS.length]
    return { place, kind, text: make[kind]() }
  }),
)

/** The secrets of a place, in the order in which they are planted. */
export const at = (place) => secrets.filter((secret) => secret.place === place).map(({ text }) => text)

export const places = Object.keys(PLACES)
export const kinds = KINDS
