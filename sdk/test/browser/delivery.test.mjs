// What happens when the network or the door fails: nothing is lost, nothing is sent as something else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, events, html, leave, story, until, visit, world } from './harness.mjs'

const ids = (request) => request.body.events.map((event) => event.id)

test('what happens without a network arrives when it is back, once', async () => {
  await visit('/', html('<button onclick="this.title += 1">One</button>'))
  await arrived(1)
  await world.context.setOffline(true)
  await world.page.click('button')
  await world.page.evaluate(() => window.lotse('track', 'offline'))
  const failed = await world.page.waitForEvent('requestfailed')
  const tried = JSON.parse(failed.postData()).events.map((event) => event.id)
  await world.context.setOffline(false)
  await arrived(3)
  assert.deepEqual(story(), ['page_view /', 'click / One', 'custom / offline'])
  assert.deepEqual(ids(world.requests[1]), tried, 'a retry has the same ids')
})

test('503 with Retry-After: the same events, not before the time, with a new time of sending', async () => {
  world.answers = [{ status: 503, headers: { 'Retry-After': '2' } }]
  await visit('/', html('<button onclick="this.title += 1">One</button>'))
  await until(() => world.requests.length === 1)
  await world.page.click('button')
  await until(() => world.requests.length === 3, 'three requests')
  const [first, second, third] = world.requests
  assert.deepEqual(ids(second), ids(first))
  assert.deepEqual(second.body.events, first.body.events)
  assert.ok(second.at - first.at >= 1990, `${second.at - first.at}`)
  assert.ok(second.body.sent_at - first.body.sent_at >= 1990)
  assert.deepEqual(third.body.events.map((event) => event.element.name), ['One'])
})

test('a refused request is not repeated', async () => {
  world.answers = [{ status: 400 }]
  await visit('/', html('<button onclick="this.title += 1">One</button>'))
  await until(() => world.requests.length === 1)
  await world.page.click('button')
  await leave(3)
  const all = world.requests.flatMap(ids)
  assert.equal(new Set(all).size, all.length)
  assert.deepEqual(story(), ['page_view /', 'click / One', 'leave /'])
})

test('a door without cross-origin headers cannot be heard, and gets the same ids again', async () => {
  world.answers = [{ headers: { 'Access-Control-Allow-Origin': 'https://elsewhere.example' } }]
  await visit('/', html(''))
  await until(() => world.requests.length === 2)
  assert.deepEqual(ids(world.requests[1]), ids(world.requests[0]))
  // The browser says on its console why; that is for the developer.
})

test('many events arrive all, in requests below 60 kB', async () => {
  await visit('/', html(''))
  await world.page.evaluate(() => {
    for (let number = 0; number < 600; number++) window.lotse('track', 'many', { number, text: 'é'.repeat(200) })
  })
  await arrived(601)
  await leave(602)
  const numbers = events().flatMap((event) => event.properties?.number ?? [])
  assert.deepEqual(numbers.sort((a, b) => a - b), [...Array(600).keys()])
  for (const { headers } of world.requests) assert.ok(+headers['content-length'] < 60000)
})
