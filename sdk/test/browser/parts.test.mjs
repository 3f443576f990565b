// How the parts load, what the service's settings do, and what addresses, frames, shadow roots and several services do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, captures, events, html, leave, pause, story, tag, until, visit, world } from './harness.mjs'

const loaded = (part) => world.asked.some((path) => path.startsWith('/assets/lotse-' + part))
const changing = '<button onclick="title += 1">One</button>'

test('a part of which one byte was changed is not run, and the core works on', async () => {
  world.tamper = (path, file) => (path.includes('capture') ? Buffer.concat([file, Buffer.from(' ')]) : undefined)
  const messages = []
  world.page.on('console', (message) => messages.push(message.text()))
  await visit('/', html(changing))
  await world.page.click('button')
  await world.page.evaluate(() => window.lotse('track', 'still'))
  await leave(3)
  assert.ok(loaded('capture'))
  assert.equal(captures(), 0)
  assert.deepEqual(story(), ['page_view /', 'custom / still', 'leave /'])
  assert.ok(messages.some((text) => /digest|integrity/i.test(text)), 'the browser says why')
})

test('a browser that cannot check modules loads them all the same', async () => {
  await world.page.addInitScript(() => {
    const { supports } = DOMTokenList.prototype
    DOMTokenList.prototype.supports = function (token) { return token !== 'modulepreload' && supports.call(this, token) }
  })
  await visit('/', html(changing))
  await world.page.click('button')
  await leave(3)
  assert.equal(await world.page.evaluate(() => document.querySelectorAll('link').length), 0)
  assert.deepEqual(story(), ['page_view /', 'click / One', 'leave /'])
})

test('a policy of nonces: the parts carry the nonce of the tag', async () => {
  world.pages['/app'] = {
    body: html(`<button>One</button>`, 'nonce="abc" data-lotse-profile="statistics"'),
    headers: { 'Content-Security-Policy': `default-src 'none'; script-src 'nonce-abc'; connect-src ${world.door}; require-trusted-types-for 'script'; trusted-types 'none'` },
  }
  await visit('/app')
  assert.equal(captures(), 1)
  await world.page.click('button')
  await leave(3)
  assert.deepEqual(story(), ['page_view /app', 'click /app One', 'leave /app'])
})

test('headers: no part is loaded, but the rules where the address needs them', async () => {
  await visit('/plain/page-2', html(changing, 'data-lotse-profile="headers"'))
  await world.page.click('button')
  await pause(300)
  assert.deepEqual(world.asked, ['/lotse.js'])
  await visit('/case/123456789', html(changing, 'data-lotse-profile="headers"'))
  await arrived(2)
  assert.deepEqual(story(), ['page_view /plain/page-2', 'page_view /case/[number]'])
  assert.deepEqual([loaded('rules'), loaded('capture'), captures()], [true, false, 0])
})

test('a wider profile at run time loads capture, a narrower one silences it', async () => {
  const early = `<script>window.lotse = window.lotse || function () { (lotse.q = lotse.q || []).push(arguments) }
    lotse('profile', 'headers')</script>`
  await visit('/', html(changing + '<input aria-label=Name>', 'data-lotse-profile="consented"', early))
  await world.page.click('button')
  assert.equal(loaded('capture'), false)
  await world.page.evaluate(() => window.lotse('profile', 'consented'))
  await until(() => captures() === 1, 'capture')
  await world.page.click('button')
  await until(() => story().includes('click / One'), 'the click')
  assert.match(await world.page.evaluate(() => localStorage['lotse-visitor']), /^[0-9a-f-]{36}\.\d+$/)
  await world.page.evaluate(() => window.lotse('profile', 'headers'))
  assert.equal(await world.page.evaluate(() => localStorage['lotse-visitor']), undefined)
  await world.page.click('button')
  await world.page.focus('input')
  await world.page.click('button')
  await world.page.evaluate(() => setTimeout(() => { throw new Error('x') }))
  await pause(3500)
  await world.page.goto(world.site + '/blank')
  assert.deepEqual(story(), ['page_view /', 'click / One'])
  world.errors = []
})

test("the service's own profile narrows, and never widens", async () => {
  world.configuration = { profile: 'headers', web_vitals: 1, display: true }
  await visit('/', html(changing))
  await pause(200)
  await world.page.click('button')
  await world.page.goto(world.site + '/blank')
  await pause(200)
  assert.deepEqual(story(), ['page_view /'])
  assert.equal(loaded('vitals'), false)
  world.configuration = { profile: 'signed-in' }
  await visit('/', html(changing))
  await pause(200)
  await world.page.click('button')
  await leave(4)
  assert.equal(world.requests.at(-1).body.profile, 'statistics')
})

test('after consent one id, the same on the next page; a signal removes it', async () => {
  for (let count = 0; count < 2; count++) await visit('/', html(changing, 'data-lotse-profile="consented"'))
  await leave(3)
  const ids = new Set(world.requests.map(({ body }) => body.visitor))
  assert.equal(ids.size, 1)
  assert.match([...ids][0], /^[0-9a-f-]{36}$/)
  await world.page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true }))
  world.requests = []
  await visit('/', html(changing, 'data-lotse-profile="consented"'))
  await arrived(1)
  assert.equal(world.requests[0].body.visitor, undefined)
  assert.equal(await world.page.evaluate(() => localStorage.length), 0)
})

test('an opt-out link: remembered, confirmed by Lotse, and honoured until it is taken back', async () => {
  world.pages['/objected/pk_TEST'] = '<!doctype html><title>confirmed</title>'
  await visit('/privacy', html('<a href="#lotse-object">Do not count me</a>'))
  await arrived(1)
  await world.page.click('a')
  await world.page.waitForURL(`${world.door}/objected/pk_TEST?now=objected`)
  world.requests = []
  await visit('/', html(changing, 'data-lotse-profile="consented"'))
  await world.page.click('button')
  await world.page.evaluate(() => window.lotse('track', 'x'))
  await pause(3500)
  await world.page.goto(world.site + '/blank')
  assert.deepEqual(world.requests, [])
  assert.equal(loaded('capture') && captures() > 1, false)
  assert.deepEqual(await world.page.evaluate(() => ({ ...localStorage })), { 'lotse-objected': '1' })
  await world.page.goto(world.site + '/privacy#lotse-object=no')
  await world.page.waitForURL(`${world.door}/objected/pk_TEST?now=counted`)
  await visit('/', html(changing))
  await until(() => story().includes('page_view /'), 'counted again')
  assert.deepEqual(await world.page.evaluate(() => localStorage.length), 0)
})

test('an objection by a call forgets what waits, and ends by a call', async () => {
  await visit('/', html(changing))
  await arrived(1)
  await world.page.click('button')
  await world.page.evaluate(() => window.lotse('object'))
  await world.page.click('button')
  await pause(3500)
  assert.deepEqual(story(), ['page_view /'])
  await world.page.evaluate(() => { window.lotse('object', false); window.lotse('track', 'again') })
  await world.page.click('button')
  await leave(4)
  assert.deepEqual(story(), ['page_view /', 'custom / again', 'click / One', 'leave /'])
})

test('marks of staff and of tests: read, removed from the address, kept for the tab', async () => {
  world.pages['/app'] = html(changing)
  await world.page.goto(world.site + '/app?x=1#lotse-assisted=a1.c3RhZmY.1795500000.kB2_-x')
  assert.equal(await world.page.evaluate(() => location.href), world.site + '/app?x=1')
  await world.page.goto(world.site + '/app#part&lotse-test=t1.a.b')
  assert.equal(await world.page.evaluate(() => location.href), world.site + '/app#part')
  await world.page.goto(world.site + '/app')
  await arrived(5)
  // What was on its way when the page was left is sent again, with the same id.
  const views = new Map(world.requests.filter(({ body }) => body.events[0].kind === 'page_view').map(({ body }) => [body.events[0].id, body]))
  const marks = [...views.values()].map(({ assisted, test }) => [assisted, test])
  const staff = 'a1.c3RhZmY.1795500000.kB2_-x'
  assert.deepEqual(marks, [[staff, undefined], [staff, 't1.a.b'], [staff, 't1.a.b']])
  await world.page.evaluate(() => sessionStorage.clear())
  world.requests = []
  await visit('/tag', html(changing, 'data-lotse-profile="statistics" data-lotse-assisted="a1.tag"'))
  await until(() => story().includes('page_view /tag'), 'the view')
  assert.equal(world.requests.at(-1).body.assisted, 'a1.tag')
  assert.doesNotMatch(JSON.stringify(world.requests.map(({ body }) => body.page)), /lotse-/)
})

test('two services on one page: each has its own, calls go to both, the same key counts once', async () => {
  const other = tag('data-lotse-profile="headers"').replace('pk_TEST', 'pk_OTHER')
  await visit('/', html(changing + other + tag()))
  await world.page.click('button')
  await world.page.evaluate(() => {
    window.lotse('track', 'both')
    window.lotse('outcome', 'done')
  })
  await world.page.goto(world.site + '/blank')
  await arrived(7)
  const of = (key) => world.requests.filter(({ body }) => body.key === key).flatMap(({ body }) => body.events.map(({ kind }) => kind)).sort()
  assert.deepEqual(of('pk_TEST'), ['click', 'custom', 'leave', 'outcome', 'page_view'])
  assert.deepEqual(of('pk_OTHER'), ['outcome', 'page_view'])
})

test('frames of the same origin are heard, other origins are not, and one with its own tag is its own', async () => {
  world.pages['/inner'] = `<!doctype html><h2>Inside</h2><form aria-label=Inner onsubmit="return false">
    <input aria-label=Street required><button>Send</button></form>`
  world.pages['/own'] = html('<button onclick="title += 1">Own</button>')
  world.pages['/late'] = '<!doctype html><button onclick="title += 1">Late</button>'
  await visit('/', html(`<div><iframe src="/inner"></iframe></div><iframe src="/own" id=own></iframe><iframe id=late></iframe>
    <iframe src="${world.door}/late" id=foreign></iframe><div data-lotse-ignore><iframe src="/late" id=ignored></iframe></div>`))
  await until(() => captures() >= 2, 'both clients')
  await world.page.evaluate(() => { document.querySelector('#late').src = '/late' })
  const inside = (selector) => world.page.frameLocator(selector)
  await inside('#late').locator('button').waitFor()
  await pause(200)
  await inside('div iframe >> nth=0').locator('button').click()
  for (const selector of ['#own', '#late', '#foreign', '#ignored']) await inside(selector).locator('button').click()
  await world.page.goto(world.site + '/blank')
  await until(() => events().filter(({ kind }) => kind === 'leave').length === 2, 'leaving')
  const found = events().filter(({ kind }) => /^(click|form|field_error)/.test(kind)).map(({ kind, element, page }) => [
    kind, element.name, element.path, element.heading, new URL(page.url).pathname,
  ])
  assert.deepEqual(found, [
    ['click', 'Send', 'div:1>iframe>form>button', 'Inside', '/'],
    ['field_error', 'Street', 'div:1>iframe>form>input', 'Inside', '/'],
    ['form_start', 'Inner', 'div:1>iframe>form', 'Inside', '/'],
    ['click', 'Own', 'button', undefined, '/own'],
    ['click', 'Late', 'iframe:2>button', undefined, '/'],
  ])
})

test('open shadow roots: forms, errors and fields are heard in them', async () => {
  await visit('/', html(`<h1>Form</h1><x-form></x-form><script>
    customElements.define('x-form', class extends HTMLElement {
      constructor() {
        super()
        this.attachShadow({ mode: 'open' }).innerHTML = '<form aria-label=Deep><label>Town <input required></label><button>Send</button></form>'
        this.shadowRoot.querySelector('form').onsubmit = (event) => event.preventDefault()
      }
    })</script>`))
  await world.page.click('x-form button')
  await world.page.fill('x-form input', 'SECRET')
  await world.page.click('x-form button')
  await until(() => events().some(({ kind }) => kind === 'form_submit'), 'form_submit')
  await world.page.evaluate(() => document.querySelector('x-form').shadowRoot.querySelector('input').setAttribute('aria-invalid', 'true'))
  await until(() => events().filter(({ kind }) => kind === 'field_error').length === 2, 'the mark of the page')
  await leave(6)
  const kinds = events().map(({ kind }) => kind)
  for (const kind of ['form_start', 'form_submit', 'field_leave', 'field_error', 'click']) assert.ok(kinds.includes(kind), kind)
  const [first, second] = events().filter(({ kind }) => kind === 'field_error')
  assert.deepEqual(first.element, { role: 'textbox', name: 'Town', path: 'x-form>form>label>input', heading: 'Form' })
  assert.deepEqual([first.properties, second.properties], [{ error: 'value_missing' }, { error: 'page' }])
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET/)
})

test('a page in Arabic, right to left', async () => {
  await visit('/خدمات', html('<main dir=rtl lang=ar><h1>طلب سكن</h1><form aria-label="طلب"><label>الاسم <input required></label><button>إرسال</button></form></main>').replace('lang="es"', 'lang="ar"'))
  await world.page.click('button')
  await leave(4)
  const click = events().find(({ kind }) => kind === 'click')
  const error = events().find(({ kind }) => kind === 'field_error')
  assert.equal(click.page.language, 'ar')
  assert.equal(decodeURIComponent(new URL(click.page.url).pathname), '/خدمات')
  assert.deepEqual([click.element.name, click.element.heading], ['إرسال', 'طلب سكن'])
  assert.deepEqual([error.element.name, error.properties], ['الاسم', { error: 'value_missing' }])
})

test('under signed-in no name, heading or legend is read but those that are marked', async () => {
  await visit('/', html(`<h1>Jane Doe</h1><form aria-label="Jane Doe"><label>Jane Doe <input required title="Jane Doe"></label>
    <fieldset data-lotse-name=contact><legend>Jane Doe</legend><input type=radio name=r><input type=radio name=r></fieldset>
    <button>Jane Doe</button></form><a href="/Jane-Doe.pdf" onclick="event.preventDefault()">Jane Doe</a>`, 'data-lotse-profile="signed-in" data-lotse-user="u1.x"'))
  await world.page.focus('[type=radio]')
  await world.page.focus('input')
  await world.page.click('button')
  await world.page.click('a')
  await leave(7)
  assert.ok(events().some(({ kind, element }) => kind === 'field_leave' && element.name === 'contact' && element.marked))
  assert.ok(events().some(({ kind }) => kind === 'field_error'))
  assert.doesNotMatch(JSON.stringify(world.requests), /Jane|Doe/)
})

test('nothing secret leaves a page that is full of it, whatever is done there', async () => {
  let number = 0
  const secret = () => `SECRET${number++}x`
  const fields = ['text', 'search', 'url', 'tel', 'password', 'hidden', 'email'].map((type) => `<input type=${type} name=${secret()} value=${secret()} aria-label=Field>`)
  await visit('/app?q=' + secret() + '#' + secret(), html(`<h1>Title</h1><form name=${secret()} action="/send?x=${secret()}" onsubmit="return false">${fields.join('')}
    <textarea aria-label=Area>${secret()}</textarea><select aria-label=List><option value=${secret()}>${secret()}<option>${secret()}</select>
    <label>${secret()}<input type=radio name=r value=${secret()} required></label><label>${secret()}<input type=radio name=r></label>
    <input list=l aria-label=Data><datalist id=l><option value=${secret()}></datalist>
    <div contenteditable>${secret()}</div><output>${secret()}</output><p role=alert>${secret()}</p><div role=textbox tabindex=0 aria-label=Own>${secret()}</div>
    <div role=combobox tabindex=0 aria-label=${secret()} id=${secret()}-box>${secret()}</div><a href="/x?y=${secret()}" onclick="event.preventDefault()">Link</a>
    <button name=${secret()} value=${secret()}>Send</button></form><!-- ${secret()} --><script>var secret = '${secret()}'</script>`).replace('<title>t', '<title>' + secret()))
  const { page } = world
  for (const element of await page.$$('input:not([type=hidden]), textarea, select, [contenteditable], [role]')) {
    await element.focus()
    await page.keyboard.type(secret().slice(0, 7))
    await element.click({ force: true }).catch(() => {})
  }
  await page.click('a')
  await page.click('text=Send')
  await page.evaluate(() => {
    document.querySelectorAll('input').forEach((input) => { input.setCustomValidity('SECRET message'); input.setAttribute('aria-invalid', 'true') })
    document.querySelector('form').reportValidity()
    getSelection().selectAllChildren(document.querySelector('[role=alert]'))
    document.execCommand('copy')
    setTimeout(() => { throw new Error('SECRET error') })
    Promise.reject('SECRET reason')
    history.pushState({ s: 'SECRET' }, 'SECRET', '?term=SECRET')
  })
  await pause(500)
  await leave(15)
  const kinds = new Set(events().map(({ kind }) => kind))
  for (const kind of ['click', 'form_start', 'field_leave', 'field_error', 'copy_error', 'js_error']) assert.ok(kinds.has(kind), kind)
  assert.ok(number > 30)
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET|secret/)
  world.errors = []
})
