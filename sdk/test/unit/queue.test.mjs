// Events between happening and being acknowledged: what is sent when, and what a retry repeats.
import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import { fresh } from './fresh.mjs'

const START = 1795471984123
const HOUR = 3600000
const page = { url: 'https://a.example/x', referrer: 'https://b.example', language: 'en', state: undefined }

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
  const tag = { src: 'https://lotse.example.gov/lotse.js', getAttribute: (name) => tag[name] ?? null, 'data-lotse-key': 'pk_1' }
  const globals = {
    document: { currentScript: tag, querySelector: () => null },
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
  client = await fresh('configuration', 'profile', 'queue', 'uuid7')
  assert.equal(client.configure(), true)
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
