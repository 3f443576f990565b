// What a person does on a page, and what arrives: event by event.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, events, html, leave, show, story, tag, until, visit, world } from './harness.mjs'

test('a page, a click, a custom event, leaving', async () => {
  await visit(
    '/apply/income?step=2',
    html('<main data-lotse-state="income-form"><form><button type=button>Save and continue</button></form></main>', 'data-lotse-profile="statistics" data-lotse-parameters="step"'),
  )
  await arrived(1)
  const [view] = events()
  assert.ok(view.request.at - view.at < 2000, 'the first view goes at once')
  await world.page.click('button')
  await world.page.evaluate(() => window.lotse('track', 'document_added', { document: 'payslip', pages: 2 }))
  await leave(4)

  assert.deepEqual(story(), [
    'page_view /apply/income?step=2[income-form]',
    'click /apply/income?step=2[income-form] Save and continue',
    'custom /apply/income?step=2[income-form] document_added',
    'leave /apply/income?step=2[income-form]',
  ])
  const [, click, custom, left] = events()
  assert.deepEqual(click.element, { role: 'button', name: 'Save and continue', path: 'main>form>button' })
  assert.deepEqual(custom.properties, { document: 'payslip', pages: 2 })
  assert.ok(left.engaged_ms > 0 && left.engaged_ms < 20000)
  const { body } = view.request
  assert.deepEqual(Object.keys(body), ['key', 'sent_at', 'profile', 'signal', 'context', 'page', 'events'])
  assert.equal(body.key, 'pk_TEST')
  assert.equal(body.profile, 'statistics')
  assert.equal(body.signal, false)
  assert.deepEqual(body.page, { url: world.site + '/apply/income?step=2', language: 'es', state: 'income-form' })
  assert.equal(body.context.language, 'es-MX')
  assert.equal(body.context.time_zone, 'America/New_York')
  assert.equal(typeof body.context.save_data, 'boolean')
  assert.equal(body.context.webdriver, true, 'this browser is driven')
  for (const event of events()) {
    assert.match(event.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.ok(Math.abs(event.at - event.request.at) < 20000)
  }
})

test('the origin of the page that linked here is sent, and nothing else of it', async () => {
  world.pages['/from'] = `<!doctype html><meta name=referrer content=unsafe-url><a href="${world.door}/to">go</a>`
  world.pages['/to'] = html('')
  await world.page.goto(world.site + '/from?secret=jane')
  // The other way round than elsewhere: the page itself lies on the door's origin.
  const site = world.site
  world.pages['/to'] = html('')
  await world.page.click('a')
  await arrived(1)
  assert.equal(events()[0].page.referrer, site)
  world.requests = []
})

test('calls from before the script was there are honoured, settings first', async () => {
  const head = `<script>window.lotse = window.lotse || function () { (lotse.q = lotse.q || []).push(arguments) }
    lotse('track', 'early', { n: 1 }); lotse('case', 'c1.x'); lotse('profile', 'statistics')</script>`
  await visit('/', html('', 'data-lotse-profile="consented"', head))
  await arrived(2)
  assert.deepEqual(story(), ['page_view /', 'custom / early'])
  assert.equal(events()[0].request.body.case, 'c1.x')
  assert.equal(events()[0].request.body.profile, 'statistics')
})

test('two tags count once, and the only global is lotse', async () => {
  world.pages['/plain'] = '<!doctype html>'
  await world.page.goto(world.site + '/plain')
  const names = () => world.page.evaluate(() => Object.getOwnPropertyNames(window))
  const before = await names()
  await visit('/', html(tag()))
  const added = (await names()).filter((name) => !before.includes(name))
  await leave(2)
  assert.deepEqual(added, ['lotse'])
  assert.deepEqual(story(), ['page_view /', 'leave /'])
})

test('a tag that a script inserts works', async () => {
  await visit('/', '<!doctype html><html lang=de><title>t</title><body>')
  await world.page.evaluate((src) => {
    const script = document.createElement('script')
    script.src = src
    script.setAttribute('data-lotse-key', 'pk_TEST')
    document.body.append(script)
  }, world.door + '/lotse.js')
  await arrived(1)
  assert.deepEqual(story(), ['page_view /'])
  assert.equal(events()[0].request.body.profile, 'headers', 'without a profile the narrowest holds')
})

test('without a key nothing is sent and nothing breaks', async () => {
  await visit('/', `<!doctype html><script defer src="${world.door}/lotse.js"></script><button>x</button>`)
  await world.page.click('button')
  await world.page.goto(world.site + '/blank')
  assert.deepEqual(world.requests, [])
})

test('hiding a page ends engagement and sends what waits; showing it again is no new view', async () => {
  await visit('/', html('<button>One</button><button>Two</button>'))
  await arrived(1)
  await world.page.click('button:nth-of-type(1)')
  await show(false)
  await arrived(3)
  await show(true)
  await world.page.click('button:nth-of-type(2)')
  await leave(5)
  assert.deepEqual(story(), ['page_view /', 'click / One', 'leave /', 'click / Two', 'leave /'])
})

test('engaged time stops after 30 seconds without input, and while hidden', async () => {
  await world.page.clock.install({ time: new Date('2026-11-23T10:00:00Z') })
  await visit('/', html('<button>One</button>'))
  await arrived(1)
  await world.page.clock.runFor(10000)
  await world.page.mouse.move(50, 50)
  await world.page.clock.runFor(100000)
  await show(false)
  await arrived(2)
  assert.ok(Math.abs(events()[1].engaged_ms - 40000) < 3000, `${events()[1].engaged_ms}`)
  await world.page.clock.runFor(100000)
  await show(true)
  await world.page.clock.runFor(5000)
  await show(false)
  await arrived(3)
  assert.ok(Math.abs(events()[2].engaged_ms - 5000) < 3000, `${events()[2].engaged_ms}`)
})

test('a closed tab loses nothing', async () => {
  await visit('/open', `<!doctype html><button onclick="window.open('/popup')">open</button>`)
  world.pages['/popup'] = html('<button onclick="lotse(\'track\', \'last\'); window.close()">Done</button>')
  const [popup] = await Promise.all([world.context.waitForEvent('page'), world.page.click('button')])
  await arrived(1)
  await popup.click('button').catch(() => {})
  await until(() => story().some((line) => line.startsWith('leave')), 'leaving')
  assert.deepEqual(story(), ['page_view /popup', 'click /popup Done', 'custom /popup last', 'leave /popup'])
})

test('a page from the back-forward cache is another view', async () => {
  await visit('/', html('<button>One</button><script>addEventListener("pageshow", (e) => { window.cached = e.persisted })</script>'))
  await arrived(1)
  await world.page.click('button')
  await leave(3)
  await world.page.goBack({ waitUntil: 'commit' })
  assert.equal(await world.page.evaluate(() => window.cached), true, 'the client does not keep the page out of the cache')
  await world.page.click('button')
  await leave(7)
  assert.deepEqual(story(), ['page_view /', 'click / One', 'leave /', 'page_view /', 'u_turn /', 'click / One', 'leave /'])
  assert.equal(events()[3].page.referrer, undefined)
})

test('a page prepared in advance counts when it is opened', async () => {
  await world.page.addInitScript(() => {
    Object.defineProperty(document, 'prerendering', { value: true, configurable: true })
  })
  await visit('/', html('<button>One</button>'))
  await world.page.evaluate(() => window.lotse('track', 'prepared'))
  await world.page.click('button')
  assert.deepEqual(world.requests, [])
  await world.page.evaluate(() => {
    Object.defineProperty(document, 'prerendering', { value: false, configurable: true })
    document.dispatchEvent(new Event('prerenderingchange'))
  })
  await leave(3)
  assert.deepEqual(story(), ['page_view /', 'custom / prepared', 'leave /'])
})

test('personal data in address, names and properties stays in the browser', async () => {
  await visit(
    '/case/123456789/jane%40example.org?phone=%2B49%2030%201234567',
    html('<button>Call 202-555-0143</button>', 'data-lotse-profile="statistics" data-lotse-parameters="phone"'),
  )
  await world.page.click('button')
  await world.page.evaluate(() => window.lotse('track', 'mail jane@example.org', { to: 'jane@example.org', card: 4111111111111111 }))
  await leave(4)
  const sent = JSON.stringify(world.requests.map((request) => request.body))
  assert.doesNotMatch(sent, /jane|1234567|555-?0143|4111/)
  assert.equal(events()[0].page.url, world.site + '/case/[number]/[email]?phone=[phone]')
  assert.deepEqual(events()[1].element.name, 'Call [phone]')
  assert.deepEqual([events()[2].name, events()[2].properties], ['mail [email]', { to: '[email]', card: '[card]' }])
})

test('only allowed parameters leave the browser, also those of a route', async () => {
  const allowing = (names) => html('<button>One</button>', `data-lotse-profile="statistics" ${names}`)
  const query = '?q=SECRET&step=2&utm_source=letter&=SECRET&SECRET'
  await visit('/some' + query + '#/x' + query, allowing('data-lotse-parameters="step, form"'))
  await world.page.click('button')
  await leave(3)
  const some = world.site + '/some?step=2&utm_source=letter#/x?step=2&utm_source=letter'
  assert.deepEqual(events().map((event) => event.page.url), [some, some, some])
  await visit('/none' + query, allowing(''))
  await leave(5)
  assert.equal(events()[3].page.url, world.site + '/none?utm_source=letter')
  assert.doesNotMatch(JSON.stringify(world.requests.map((request) => request.body)), /SECRET/)
})

test('after stop nothing more is sent', async () => {
  await visit('/', html('<button>One</button>'))
  await arrived(1)
  await world.page.evaluate(() => window.lotse('stop'))
  await world.page.click('button')
  await world.page.evaluate(() => history.pushState({}, '', '/x'))
  await world.page.goto(world.site + '/blank')
  await visit('/last', html(''))
  await until(() => story().includes('page_view /last'))
  assert.deepEqual(story(), ['page_view /', 'page_view /last'])
})
