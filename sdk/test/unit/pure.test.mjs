// The parts that decide without a browser.
import assert from 'node:assert/strict'
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
  const { routeAddress, withoutQuery, languageTag, referrerOrigin } = await fresh('page')
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

test('custom events are bounded, and what is not flat becomes null', async () => {
  const { customEvent } = await fresh('custom')
  const circular = {}
  circular.self = circular
  assert.deepEqual(
    customEvent('document_added', {
      document: 'payslip', pages: 2, big: 4111111111111111, yes: true, mail: 'to jane@example.org',
      list: [1], object: circular, nothing: null, left: undefined, endless: Infinity, call() {},
    }),
    {
      name: 'document_added',
      properties: {
        document: 'payslip', pages: 2, big: '[card]', yes: true, mail: 'to [email]',
        list: null, object: null, nothing: null, endless: null, call: null,
      },
    },
  )
  for (const properties of [undefined, null, 7, 'text', {}]) {
    assert.ok(Object.keys(customEvent('x', properties).properties).length <= 4)
  }
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => ['p' + index, 'x'.repeat(100000)]))
  const { properties } = customEvent('n'.repeat(500), many)
  assert.equal(Object.keys(properties).length, 33)
  assert.equal(properties.p0.length, 999)
  assert.equal(customEvent('n'.repeat(500)).name.length, 101)
})
