// What each collection profile sends, and what a person's signal does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, events, html, leave, story, tag, until, visit, world } from './harness.mjs'

const body = '<main data-lotse-state="form"><button data-lotse-name="next">Next</button></main>'
const references = 'data-lotse-user="u1.x" data-lotse-case="c1.x"'

/** A whole visit: view, click, custom event, route, leaving; then a page that tells that everything is in. */
async function act(attributes) {
  world.pages['/from'] = '<!doctype html><a href="/app">go</a>'
  world.pages['/app'] = html(body, attributes)
  world.pages['/end'] = html('', 'data-lotse-profile="headers"')
  await world.page.goto(world.site + '/from')
  await world.page.click('a')
  await arrived(1)
  await world.page.click('button')
  await world.page.evaluate(() => window.lotse('track', 'sent', { a: 1 }))
  await world.page.evaluate(() => history.pushState({}, '', '/app/two'))
  await world.page.goto(world.site + '/end')
  await until(() => story().includes('page_view /end'))
  const ended = events().findIndex((event) => event.page.url.endsWith('/end'))
  world.requests.splice(world.requests.indexOf(events()[ended].request), 1)
}

function assertHeaders(signal) {
  assert.deepEqual(story(), ['page_view /app[form]', 'page_view /app/two[form]'])
  for (const { body } of world.requests) {
    assert.deepEqual(Object.keys(body), ['key', 'sent_at', 'profile', 'signal', 'page', 'events'])
    assert.equal(body.profile, 'headers')
    assert.equal(body.signal, signal)
    assert.deepEqual(Object.keys(body.page), ['url', 'language', 'state'])
    for (const event of body.events) assert.deepEqual(Object.keys(event), ['id', 'at', 'kind'])
  }
}

test('headers: page views with what the page says, nothing else', async () => {
  await act(`data-lotse-profile="headers" ${references}`)
  assertHeaders(false)
})

test('no profile is headers', async () => {
  await act('')
  assertHeaders(false)
})

test('headers: nothing of the device is read, and nothing of the person is listened to', async () => {
  await world.page.addInitScript(() => {
    window.read = []
    const spy = (owner, name) => {
      const { get } = Object.getOwnPropertyDescriptor(owner, name)
      Object.defineProperty(owner, name, { get() { window.read.push(name); return get.call(this) } })
    }
    for (const name of ['userAgent', 'language', 'languages', 'platform', 'connection', 'hardwareConcurrency', 'onLine', 'webdriver']) {
      for (let owner = navigator; owner; owner = Object.getPrototypeOf(owner)) {
        if (Object.getOwnPropertyDescriptor(owner, name)) spy(owner, name)
      }
    }
    const { DateTimeFormat } = Intl
    Intl.DateTimeFormat = (...rest) => (window.read.push('time zone'), DateTimeFormat(...rest))
    const listen = EventTarget.prototype.addEventListener
    window.heard = []
    EventTarget.prototype.addEventListener = function (type, ...rest) {
      window.heard.push(type)
      return listen.call(this, type, ...rest)
    }
  })
  await visit('/', html(body, 'data-lotse-profile="headers"'))
  await arrived(1)
  const { read, heard } = await world.page.evaluate(() => ({ read: window.read, heard: window.heard }))
  assert.deepEqual(read, [])
  assert.deepEqual(heard.sort(), ['currententrychange', 'load', 'pagehide', 'pageshow', 'visibilitychange'])
})

for (const profile of ['statistics', 'consented', 'signed-in']) {
  test(`${profile}: interaction, and references where they mean something`, async () => {
    await act(`data-lotse-profile="${profile}" ${references}`)
    assert.deepEqual(story(), [
      'page_view /app[form]',
      'click /app[form] next',
      'custom /app[form] sent',
      'leave /app[form]',
      'page_view /app/two[form]',
      'leave /app/two[form]',
    ])
    for (const { body } of world.requests) {
      assert.equal(body.profile, profile)
      assert.equal(body.signal, false)
      assert.equal(body.user, profile === 'signed-in' ? 'u1.x' : undefined)
      assert.equal(body.case, 'c1.x')
    }
    const [{ body: first }] = world.requests
    assert.equal(first.context.language, 'es-MX')
    assert.equal(first.context.time_zone, 'America/New_York')
    assert.equal(events()[0].page.referrer, world.site)
    assert.equal(events()[4].page.referrer, undefined, 'a route was not linked from elsewhere')
  })
}

for (const [name, script] of [
  ['Global Privacy Control', () => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true })],
  ['Do-Not-Track', () => Object.defineProperty(Navigator.prototype, 'doNotTrack', { value: '1' })],
]) {
  test(`${name} selects headers, marked, with no extra request`, async () => {
    await world.page.addInitScript(script)
    await act(`data-lotse-profile="signed-in" ${references}`)
    assertHeaders(true)
    assert.ok(world.requests.length <= 2)
  })
}

test('a page may narrow at run time, also before the script is there', async () => {
  const early = `<script>window.lotse = window.lotse || function () { (lotse.q = lotse.q || []).push(arguments) }
    lotse('profile', 'headers')</script>`
  await visit('/', html(body, 'data-lotse-profile="statistics"', early))
  await arrived(1)
  await world.page.click('button')
  await world.page.evaluate(() => window.lotse('profile', 'statistics'))
  await world.page.click('button')
  await world.page.evaluate(() => window.lotse('profile', 'consented'))
  await world.page.click('button')
  await leave(4)
  assert.deepEqual(story(), ['page_view /[form]', 'click /[form] next', 'click /[form] next', 'leave /[form]'])
  assert.deepEqual(world.requests.map((request) => request.body.profile), ['headers', 'statistics'])
})

test('a reference that comes later is used for what waits', async () => {
  await visit('/', html(body, 'data-lotse-profile="signed-in"'))
  await world.page.evaluate(() => window.lotse('user', 'u1.later'))
  await leave(2)
  for (const { body } of world.requests) assert.equal(body.user, 'u1.later')
})

test('nothing is stored on the device but the id after consent', async () => {
  for (const profile of ['headers', 'statistics', 'consented', 'signed-in']) {
    await visit('/', html(body + tag(), `data-lotse-profile="${profile}" ${references}`))
    await world.page.click('button')
    await world.page.evaluate(() => window.lotse('track', 'x'))
    await arrived(1)
    const stored = await world.page.evaluate(async () => ({
      cookie: document.cookie,
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      name: window.name,
      state: history.state,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }))
    assert.deepEqual(stored, {
      cookie: '', local: profile === 'consented' ? 1 : 0, session: 0, databases: 0, caches: 0, name: '', state: null, workers: 0,
    })
  }
  await world.page.goto(world.site + '/blank')
  await arrived(5)
})
