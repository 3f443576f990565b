// Events between happening and being acknowledged: what is sent when, and what a retry repeats.
import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import { fresh } from './fresh.mjs'

const START = 1795471984123
const HOUR = 3600000
const page = { url: 'https://a.example/x', referrer: 'https://b.example', language: 'en', state: undefined }

let stored
/** Storage of the device; both kinds are one here. */
const storage = {
  getItem: (key) => stored.get(key) ?? null,
  setItem: (key, text) => stored.set(key, text),
  removeItem: (key) => stored.delete(key),
}
let requests
let beacons
let answers
let takesBeacons
let client
let number

/** Answers of the server, in order; when there are no more, 200. A number is a status, `null` no answer. */
function willAnswer(...list) {
  answers = list
}

beforeEach(async () => {
  requests = []
  beacons = []
  answers = []
  takesBeacons = true
  number = 0
  mock.timers.reset()
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: START })
  mock.method(Math, 'random', () => 0.5)
  stored = new Map()
  const globals = {
    localStorage: storage,
    sessionStorage: storage,
    lateRules: undefined,
    location: { protocol: 'https:' },
    navigator: {
      language: 'es-MX',
      sendBeacon(_, body) {
        if (takesBeacons) beacons.push(JSON.parse(body))
        return takesBeacons
      },
    },
    fetch(url, options) {
      requests.push({ url, options, at: Date.now() - START, body: JSON.parse(options.body) })
      const answer = answers.length ? answers.shift() : 200
      if (answer === null) return Promise.reject(new TypeError('no network'))
      const { status, retryAfter = null } = typeof answer === 'number' ? { status: answer } : answer
      return Promise.resolve({ status, headers: { get: (name) => (name === 'Retry-After' ? retryAfter : null) } })
    },
  }
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  client = await fresh('configuration', 'profile', 'queue', 'uuid7', 'marks', 'objection', 'visitor')
  assert.equal(client.configure((name) => ({ key: 'pk_1' })[name], 'https://lotse.example.gov/lotse.js'), true)
  client.setWidest('statistics')
})

function happen(kind = 'click', more = {}, soon = false) {
  const at = Date.now()
  const event = { id: client.uuid7(at), at, kind, number: number++, ...more }
  client.add({ _event: event, _page: page }, soon)
  return event
}

/** Lets time pass in steps, and the answers that fall due in between arrive. */
async function pass(milliseconds) {
  await settled()
  const end = Date.now() + milliseconds
  while (Date.now() < end) {
    mock.timers.tick(Math.min(500, end - Date.now()))
    await settled()
  }
}

async function settled() {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

const numbers = (body) => body.events.map((event) => event.number)

test('the first page view goes at once, the rest wait three seconds for company', async () => {
  happen('page_view', {}, true)
  await pass(1)
  happen()
  await pass(1000)
  happen()
  await pass(1900)
  assert.deepEqual(requests.map((request) => numbers(request.body)), [[0]])
  await pass(500)
  assert.deepEqual(requests.map((request) => numbers(request.body)), [[0], [1, 2]])
  assert.equal(requests[0].url, 'https://lotse.example.gov/v1/events')
  const { method, keepalive, credentials, headers } = requests[0].options
  assert.deepEqual({ method, keepalive, credentials, headers }, {
    method: 'POST', keepalive: true, credentials: 'omit', headers: undefined,
  })
})

test('a body is as the specification says', async () => {
  const event = happen('page_view', {}, true)
  await pass(1)
  const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  assert.deepEqual(requests[0].body, {
    key: 'pk_1',
    sent_at: START + 1,
    profile: 'statistics',
    signal: false,
    page: { url: page.url, referrer: page.referrer, language: 'en' },
    context: { language: 'es-MX', time_zone },
    events: [event],
  })
})

test('a retry has the same events and ids, and its own time of sending', async () => {
  willAnswer(null, 500, 429)
  happen('page_view', {}, true)
  await pass(60000)
  assert.equal(requests.length, 4)
  for (const { body, at } of requests) {
    assert.deepEqual(body.events, requests[0].body.events)
    assert.equal(body.sent_at, START + at)
  }
  // 3, 6 and 12 seconds, each by a quarter less where chance says 0.5.
  const waits = requests.slice(1).map((request, index) => request.at - requests[index].at)
  for (const [index, wait] of [2250, 4500, 9000].entries()) {
    assert.ok(Math.abs(waits[index] - wait) <= 500, `${waits}`)
  }
})

test('what happens during a failure is sent after what failed, in order, each once', async () => {
  willAnswer(503, 503)
  happen('page_view', {}, true)
  await pass(1000)
  for (let count = 0; count < 5; count++) happen()
  await pass(20000)
  assert.deepEqual(requests.map((request) => numbers(request.body)), [[0], [0], [0], [1, 2, 3, 4, 5]])
})

test('waits grow to half an hour and no further, and end after 23 hours', async () => {
  willAnswer(...Array(200).fill(500))
  happen('page_view', {}, true)
  await pass(30 * HOUR)
  const waits = requests.slice(1).map((request, index) => request.at - requests[index].at)
  assert.ok(waits.every((wait) => wait <= 1800000 + 500), `${waits}`)
  assert.ok(requests.at(-1).at < 23 * HOUR)
  assert.ok(requests.at(-1).at > 22 * HOUR)
})

for (const [asked, wait] of [['7', 7000], [new Date(START + 90000).toUTCString(), 90000]]) {
  test(`the server's Retry-After: ${asked} is honoured`, async () => {
    willAnswer({ status: 503, retryAfter: asked })
    happen('page_view', {}, true)
    await pass(wait - 1000)
    happen()
    client.flush()
    await pass(1)
    assert.equal(requests.length, 1)
    assert.equal(beacons.length, 0)
    await pass(2000)
    assert.deepEqual(requests.map((request) => numbers(request.body)), [[0], [0], [1]])
  })
}

test('a refusal is final, and the next batch follows', async () => {
  willAnswer(400)
  happen('page_view', {}, true)
  await pass(1)
  happen()
  await pass(10000)
  assert.deepEqual(requests.map((request) => numbers(request.body)), [[0], [1]])
})

test('on hiding, everything that waits goes by beacon, once', async () => {
  happen('page_view', {}, true)
  await pass(1)
  happen()
  happen('leave')
  client.flush()
  client.flush()
  await pass(10000)
  assert.deepEqual(beacons.map(numbers), [[1, 2]])
  assert.equal(requests.length, 1)
})

test('where the browser takes no beacon, a request is made', async () => {
  takesBeacons = false
  happen()
  client.flush()
  await pass(1)
  assert.deepEqual(requests.map((request) => numbers(request.body)), [[0]])
})

test('after a failure a beacon is no proof: the batch stays, with the same ids', async () => {
  willAnswer(null)
  const event = happen('page_view', {}, true)
  await pass(1)
  client.flush()
  assert.deepEqual(beacons.map((body) => body.events[0].id), [event.id])
  await pass(10000)
  assert.deepEqual(requests.map((request) => request.body.events[0].id), [event.id, event.id])
})

test('without fetch, beacons carry everything', async () => {
  delete globalThis.fetch
  happen('page_view', {}, true)
  await pass(1)
  happen()
  await pass(5000)
  assert.deepEqual(beacons.map(numbers), [[0], [1]])
})

test('a batch stays below 60 kB even in scripts of three bytes', async () => {
  for (let count = 0; count < 100; count++) happen('custom', { name: '福'.repeat(500) })
  await pass(10000)
  assert.ok(requests.length > 1)
  assert.deepEqual(requests.flatMap((request) => numbers(request.body)), [...Array(100).keys()])
  for (const { options } of requests) assert.ok(Buffer.byteLength(options.body) < 60000)
})

test('the queue is bounded', async () => {
  willAnswer(...Array(1000).fill(500))
  for (let count = 0; count < 10000; count++) happen('custom', { name: 'x'.repeat(100) })
  client.flush()
  const kept = beacons.flatMap(numbers)
  assert.ok(kept.length > 500 && kept.length < 4000, `${kept.length}`)
  assert.deepEqual(kept, [...Array(kept.length).keys()])
})

test('events on different pages name their own page', async () => {
  happen('page_view')
  const other = { ...page, url: 'https://a.example/y' }
  client.add({ _event: { id: 'i', at: 1, kind: 'page_view', number: 9 }, _page: other }, false)
  await pass(5000)
  assert.equal(requests[0].body.page.url, page.url)
  assert.deepEqual(requests[0].body.events.map((event) => event.page?.url), [undefined, other.url])
})

test('events before a case is named do not carry it', async () => {
  happen()
  client.setCase('c1.x')
  happen()
  await pass(10000)
  assert.deepEqual(requests.map(({ body }) => [numbers(body), body.case]), [[[0], undefined], [[1], 'c1.x']])
})

test('under signed-in a person who becomes known is known for what waits; another person is not', async () => {
  client.setWidest('signed-in')
  happen()
  client.setUser('u1.a')
  happen()
  client.setUser('u1.b')
  happen()
  await pass(10000)
  assert.deepEqual(
    requests.map(({ body }) => [numbers(body), body.user]),
    [[[0, 1], 'u1.a'], [[2], 'u1.b']],
  )
})

test('a person is named under no other profile', async () => {
  client.setUser('u1.a')
  happen()
  await pass(5000)
  assert.equal(requests[0].body.user, undefined)
})

test('narrowing reaches what waits: only page views go, and only with what the page says', async () => {
  happen('page_view')
  happen('click')
  client.setCase('c1.x')
  happen('leave')
  client.askFor('headers')
  await pass(5000)
  assert.equal(requests.length, 1)
  const { body } = requests[0]
  assert.deepEqual(Object.keys(body), ['key', 'sent_at', 'profile', 'signal', 'page', 'events'])
  assert.equal(body.profile, 'headers')
  assert.deepEqual(body.page, { url: page.url, language: 'en' })
  assert.deepEqual(numbers(body), [0])
})

test('after stop nothing is sent any more', async () => {
  happen()
  client.stop()
  happen()
  client.flush()
  await pass(10000)
  assert.deepEqual([requests.length, beacons.length], [0, 0])
})

test('a page that may hold something waits for the rules; what is words alone does not', async () => {
  globalThis.lateRules = []
  happen('page_view', {}, true)
  await pass(10)
  assert.equal(requests.length, 1)
  client.add({ _event: { id: 'i', at: 1, kind: 'page_view', number: 9 }, _page: { ...page, url: 'https://a.example/case/123456789' } }, true)
  await pass(10000)
  client.flush()
  assert.deepEqual([requests.length, beacons.length, globalThis.lateRules.length], [1, 0, 1])
  // They could not be had, and the next event asks for them again.
  globalThis.lateRules[0].failed()
  happen()
  await pass(4000)
  assert.equal(globalThis.lateRules.length, 2)
  globalThis.lateRules[1].loaded()
  await pass(10)
  assert.deepEqual(requests.slice(1).map(({ body }) => [numbers(body), body.page.url]), [[[9, 1], 'https://a.example/case/[number]']])
})

test('after consent there is a random id for 13 months, and under no other profile', async () => {
  client.setWidest('consented')
  happen()
  await pass(4000)
  const [{ body: { visitor } }] = requests
  assert.match(visitor, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.match(stored.get('lotse-visitor'), new RegExp(`^${visitor}\\.${START + 3000}$`))
  const month = 2628000000
  assert.equal(client.visitorId(START + 12.9 * month), visitor)
  const next = client.visitorId(START + 13.1 * month)
  assert.notEqual(next, visitor)
  assert.equal(client.visitorId(START + 14 * month), next)
  // A clock that was set back, and what something else wrote there.
  assert.notEqual(client.visitorId(START), next)
  stored.set('lotse-visitor', 'Jane')
  assert.match(client.visitorId(START), /^[0-9a-f-]{36}$/)
  client.askFor('statistics')
  happen()
  await pass(4000)
  assert.equal(requests[1].body.visitor, undefined)
  assert.equal(stored.has('lotse-visitor'), false)
})

test('an objection forgets what waits, holds on the next page, and ends when it is taken back', async () => {
  client.setWidest('consented')
  happen('page_view', {}, true)
  await pass(1)
  happen()
  client.object(true)
  assert.equal(client.profiles[client.inForce()], 'headers')
  happen('page_view', {}, true)
  client.flush()
  await pass(10000)
  assert.deepEqual([requests.length, beacons.length], [1, 0])
  assert.deepEqual([...stored.keys()], ['lotse-objected'])
  assert.equal(client.hasObjected(), true)
  client.object(false)
  assert.deepEqual([...stored.keys()], [])
  happen('page_view', {}, true)
  await pass(1)
  assert.equal(requests.length, 2)
})

test('an objection in another tab holds here too; without storage the page remembers it', async () => {
  happen()
  stored.set('lotse-objected', '1')
  await pass(5000)
  assert.equal(requests.length, 0)
  stored.delete('lotse-objected')
  // As the next page does.
  assert.equal(client.hasObjected(), false)
  happen()
  await pass(5000)
  assert.equal(requests.length, 1)
  Object.defineProperty(globalThis, 'localStorage', { get() { throw new Error('denied') }, configurable: true })
  client.object(true)
  happen()
  await pass(5000)
  assert.equal(requests.length, 1)
})

test('display settings travel once', async () => {
  client.wait._display = { motion: 'reduce' }
  happen()
  await pass(5000)
  happen()
  await pass(5000)
  assert.deepEqual(requests.map(({ body }) => body.display), [{ motion: 'reduce' }, undefined])
})
