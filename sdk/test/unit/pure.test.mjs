// The parts that decide without a browser.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fresh } from './fresh.mjs'

test('ids are UUIDs of version 7 that state their time and never repeat', async () => {
  const { uuid7 } = await fresh('uuid7')
  const seen = new Set()
  for (let count = 0; count < 20000; count++) {
    const at = 1795471984123 + count
    const id = uuid7(at)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.equal(parseInt(id.slice(0, 8) + id.slice(9, 13), 16), at)
    seen.add(id)
  }
  assert.equal(seen.size, 20000)
  for (const at of [0, 1, 2 ** 48 - 1]) assert.match(uuid7(at), /^[0-9a-f]{8}-[0-9a-f]{4}-7/)
})

test('the random bits of ids are all used', async () => {
  const { uuid7 } = await fresh('uuid7')
  const digits = Array.from({ length: 36 }, () => new Set())
  for (let count = 0; count < 2000; count++) {
    for (const [place, digit] of [...uuid7(0)].entries()) digits[place].add(digit)
  }
  const expected = [...'00000000-0000-7xxx-yxxx-xxxxxxxxxxxx'].map((c) => (c === 'x' ? 16 : c === 'y' ? 4 : 1))
  assert.deepEqual(digits.map((set) => set.size), expected)
})

test('JSON is what JSON.stringify writes, whatever the page did to it', async () => {
  const { json } = await fresh('json')
  const value = {
    text: 'a"b\\c\u0000\u001f\n\t/é福😀\u2028', empty: '', number: -1.5e300, zero: 0, yes: true, no: false,
    nothing: null, left: undefined, deep: { a: { b: {} } }, '"key"': 1,
  }
  assert.deepEqual(JSON.parse(json(value)), JSON.parse(JSON.stringify(value)))
  Object.prototype.polluted = 'x'
  String.prototype.toJSON = Object.prototype.toJSON = () => 'hostile'
  try {
    assert.equal(json({ a: 'b' }), '{"a":"b"}')
  } finally {
    delete Object.prototype.polluted
    delete String.prototype.toJSON
    delete Object.prototype.toJSON
  }
})

test('engaged time is the sum of gaps between actions, each at most 30 seconds', async () => {
  for (const [actions, leave, expected] of [
    [[], 1000, 0],
    [[1000], 6000, 5000],
    [[1000], 100000, 30000],
    [[1000, 11000, 31000], 32000, 31000],
    [[1000, 61000], 62000, 31000],
    [[5000, 1000], 2000, 1000],
  ]) {
    const { touch, takeEngaged } = await fresh('engaged')
    for (const at of actions) touch(at)
    assert.equal(takeEngaged(leave), expected, `${actions} ${leave}`)
    assert.equal(takeEngaged(leave + 50000), 0, 'time after leaving does not count')
  }
})

test('the narrowest of tag, page and signal is in force', async () => {
  for (const [tag, asked, browser, expected] of [
    ['statistics', undefined, {}, 'statistics'],
    [undefined, undefined, {}, 'headers'],
    ['STATISTICS', undefined, {}, 'headers'],
    ['toString', undefined, {}, 'headers'],
    ['signed-in', undefined, {}, 'signed-in'],
    ['statistics', 'headers', {}, 'headers'],
    ['statistics', 'consented', {}, 'statistics'],
    ['headers', 'signed-in', {}, 'headers'],
    ['consented', 'unheard', {}, 'headers'],
    ['signed-in', undefined, { globalPrivacyControl: true }, 'headers'],
    ['statistics', undefined, { globalPrivacyControl: false }, 'statistics'],
    ['statistics', undefined, { doNotTrack: '1' }, 'headers'],
    ['statistics', undefined, { doNotTrack: '0' }, 'statistics'],
    ['statistics', undefined, { doNotTrack: 'unspecified' }, 'statistics'],
  ]) {
    const { profiles, setWidest, askFor, inForce } = await fresh('profile')
    Object.defineProperty(globalThis, 'navigator', { value: browser, configurable: true })
    setWidest(tag)
    if (asked) askFor(asked)
    assert.equal(profiles[inForce()], expected, JSON.stringify([tag, asked, browser]))
  }
})

test('a page may narrow and return, never widen', async () => {
  const { profiles, setWidest, askFor, inForce } = await fresh('profile')
  Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true })
  setWidest('consented')
  askFor('headers')
  assert.equal(profiles[inForce()], 'headers')
  askFor('statistics')
  assert.equal(profiles[inForce()], 'statistics')
  askFor('signed-in')
  assert.equal(profiles[inForce()], 'consented')
})

test('addresses, languages and referrers are read as documented', async () => {
  const { routeAddress, withoutQuery, languageTag, referrerOrigin } = await fresh('page', 'route')
  for (const [href, expected] of [
    ['https://a.example/x#part', 'https://a.example/x'],
    ['https://a.example/x#', 'https://a.example/x'],
    ['https://a.example/#/route?x=1', 'https://a.example/#/route?x=1'],
    ['https://a.example/x#/route#part', 'https://a.example/x#/route'],
    ['https://a.example/#!route', 'https://a.example/#!route'],
  ]) assert.equal(routeAddress(href), expected)
  assert.equal(withoutQuery('https://a.example/x?y=1#/r'), 'https://a.example/x#/r')
  for (const [text, expected] of [
    ['de', 'de'], ['pt-BR', 'pt-BR'], ['zh_Hant_TW', 'zh_Hant_TW'], ['', undefined], ['english', undefined],
    ['en-US@posix', undefined], ['{{lang}}', undefined],
  ]) assert.equal(languageTag(text), expected)
  for (const [text, expected] of [
    ['https://www.example.gov/help?q=jane', 'https://www.example.gov'], ['', undefined],
    ['android-app://com.example/', undefined], ['http://localhost:8080', 'http://localhost:8080'],
  ]) assert.equal(referrerOrigin(text), expected)
})

test('of a query only allowed parameters and those of campaigns are kept', async () => {
  const { withAllowedParameters } = await fresh('parameters')
  const base = 'https://a.example/x'
  for (const [rest, allowed, expected] of [
    ['', 'step', ''],
    ['?', 'step', ''],
    ['?q=jane', undefined, ''],
    ['?q=jane&step=2', 'step', '?step=2'],
    ['?step=2&q=jane&form=a&step=3', ' step ,form', '?step=2&form=a&step=3'],
    ['?utm_source=a&utm_medium=b&utm_campaign=c&utm_term=d&utm_content=e', '', '?utm_source=a&utm_medium=b&utm_campaign=c'],
    ['?=jane&&jane&=step=jane', 'step', ''],
    ['?undefined=jane&step,form=jane&steps=jane&Step=jane&ste=jane', 'step,form', ''],
    ['?step', 'step', '?step'],
    ['?step=a=b?c', 'step', '?step=a=b?c'],
    ['?filter[type]=a&gr%C3%B6%C3%9Fe=b', 'filter[type],gr%C3%B6%C3%9Fe', '?filter[type]=a&gr%C3%B6%C3%9Fe=b'],
    ['&step=2/y&q', 'step', '&step=2/y&q'],
    ['#/r?q=jane&step=2', 'step', '#/r?step=2'],
    ['?q=jane#/r?q=jane', 'step', '#/r'],
    ['?step=1&q=jane#!r?utm_source=a&step=2&q=jane', 'step', '?step=1#!r?utm_source=a&step=2'],
  ]) assert.equal(withAllowedParameters(base + rest, allowed), base + expected, rest)
})

test('properties are bounded, and what is not flat becomes null', async () => {
  const { flat, redactedProperties, withRules } = await fresh('custom', 'redact')
  withRules(() => {})
  const sent = (given) => redactedProperties(flat(given))
  const circular = {}
  circular.self = circular
  assert.deepEqual(
    sent({
      document: 'payslip', pages: 2, big: 4111111111111111, yes: true, mail: 'to jane@example.org', 'jane@example.org': 1,
      list: [1], object: circular, nothing: null, left: undefined, endless: Infinity, call() {},
    }),
    {
      document: 'payslip', pages: 2, big: '[card]', yes: true, mail: 'to [email]', '[email]': 1,
      list: null, object: null, nothing: null, endless: null, call: null,
    },
  )
  for (const given of [undefined, null, 7, {}]) assert.equal(flat(given), undefined)
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => ['p' + index, 'x'.repeat(100000)]))
  assert.equal(Object.keys(flat(many)).length, 33)
  assert.equal(flat(many).p0.length, 4000)
  assert.equal(sent(many).p0.length, 999)
  assert.equal(Object.keys(sent({ ['n'.repeat(500)]: 1 }))[0].length, 65)
})

test('what passes without the rules is what the rules leave as it is', async () => {
  const { redacted, redactText, redactAddress, ...state } = await fresh('redact', 'redaction')
  globalThis.lateRules = []
  const vectors = JSON.parse(readFileSync(new URL('../../../vectors/redaction.json', import.meta.url), 'utf8'))
  const pieces = ['a', 'Ab', 'aB', '1', '23', '456', ' ', '-', '.', '_', '/', '?', '&', '=', '#', '!', '@', '%', '+', ':', '(', ')', 'eyJ',
    'bearer ', 'AKIA', 'DE', 'ssn', 'sk-', 'u1.', 'xoxb-', 'word', 'ä', '٣', 'deadbeef', '000', '49', '+1']
  let seed = 7
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below
  const texts = vectors.map(({ text }) => text)
  for (let count = 0; count < 40000; count++) {
    let text = ''
    for (let length = random(16); length >= 0; length--) text += pieces[random(pieces.length)]
    texts.push(text)
  }
  let passed = 0
  for (const text of texts) {
    for (const [given, rule, address] of [[text, redactText], ['https://a1.example:8080/' + text, redactAddress, 1], ['https://name:1234567@a.example/' + text, redactAddress, 1]]) {
      const result = redacted(given, address)
      if (result) {
        passed++
        assert.equal(rule(given), given)
        assert.equal(result, given)
      }
    }
  }
  assert.ok(passed > 5000, `${passed}`)
  for (const address of ['https://benefits.example.gov/apply/income?step=2', 'https://a.example/apply-for-a-parking-permit#/step-3']) {
    assert.equal(redacted(address, 1), address)
  }
  delete globalThis.lateRules
})
