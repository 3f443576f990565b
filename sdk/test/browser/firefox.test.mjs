// The core of it in Firefox: what a person does there, and what arrives.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, captures, events, html, pause, story, until, world } from './harness.mjs'
import { browser, skip } from './in-firefox.mjs'

/** Opens a page in Firefox, and waits for the capture part where there is one. */
async function visit(path, body, headers = {}) {
  world.pages[path] = { body, headers }
  const page = await browser.newPage()
  const before = captures()
  await page.goto(world.site + path)
  for (let turn = 0; turn < 200 && captures() === before && !/profile="headers"/.test(body); turn++) await pause(10)
  return page
}

async function leave(page) {
  await page.goto(world.site + '/blank')
}

test('Firefox: a form under the strictest policy, event by event', { skip }, async () => {
  world.pages['/watch.js'] = {
    type: 'text/javascript',
    body: `window.violations = []
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI))`,
  }
  const page = await visit('/app', html(`<h1>Apply</h1><form aria-label=Application><label>Name <input value=SECRET></label>
    <label>Mail <input type=email required></label><button>Send</button></form>`, undefined, '<script src="/watch.js"></script>'), {
    'Content-Security-Policy': `default-src 'none'; script-src 'self' ${world.door}; style-src 'self'; connect-src 'self' ${world.door}; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
  })
  await page.click('input')
  await page.type('input', 'SECRET')
  await page.click('button')
  await page.evaluate(() => history.pushState({}, '', '/app/two'))
  await pause(200)
  // Firefox asks for an icon by itself.
  assert.deepEqual((await page.evaluate(() => window.violations)).filter((violation) => !/favicon/.test(violation)), [])
  await leave(page)
  await until(() => events().filter(({ kind }) => kind === 'leave').length === 2, 'leaving twice')
  const told = events().map(({ kind, element, page: { url } }) => [kind, element?.name, new URL(url).pathname].filter(Boolean).join(' '))
  for (const line of ['page_view /app', 'form_start Application /app', 'field_leave Name /app', 'click Send /app', 'field_error Mail /app', 'leave /app', 'page_view /app/two', 'leave /app/two']) {
    assert.ok(told.includes(line), `${line} in ${JSON.stringify(told)}`)
  }
  const click = events().find(({ kind }) => kind === 'click')
  assert.deepEqual([click.properties, click.element.heading], [{ pointer: 'mouse' }, 'Apply'])
  assert.equal(events().filter(({ kind }) => kind === 'click').length, 1)
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET/)
  await page.close()
})

test('Firefox: headers loads nothing and tells page views alone', { skip }, async () => {
  const page = await visit('/plain', html('<button>x</button>', 'data-lotse-profile="headers"'))
  await page.click('button')
  await pause(300)
  await leave(page)
  await arrived(1)
  assert.deepEqual(world.asked, ['/lotse.js'])
  assert.deepEqual(story(), ['page_view /plain'])
  await page.close()
})

test('Firefox: rage, dead and error clicks, lost focus', { skip }, async () => {
  const page = await visit('/', html(`<button id=rage onclick="title += 1">Stuck</button><button id=dead>Dead</button>
    <button id=error onclick="throw new TypeError('SECRET')">Fails</button><button id=gone onclick="this.remove()">Gone</button>`))
  for (let count = 0; count < 4; count++) await page.click('#rage')
  await page.click('#dead')
  await pause(2800)
  await page.click('#error')
  await page.focus('#gone')
  await page.keyboard.press('Enter')
  await pause(700)
  await leave(page)
  await until(() => events().some(({ kind }) => kind === 'leave'), 'leaving')
  const told = events().filter(({ kind }) => /_click|focus|js_/.test(kind)).map(({ kind, element, properties }) => [kind, element?.name, properties?.error])
  assert.deepEqual(told.sort(), [
    ['dead_click', 'Dead', undefined], ['error_click', 'Fails', 'TypeError'], ['focus_loss', 'Gone', undefined],
    ['js_error', undefined, 'TypeError'], ['rage_click', 'Stuck', undefined],
  ])
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET/)
  await page.close()
})

test('Firefox: a changed part is not run', { skip }, async () => {
  world.tamper = (path, file) => (path.includes('capture') ? Buffer.concat([file, Buffer.from(' ')]) : undefined)
  world.pages['/'] = html('<button>One</button>')
  const page = await browser.newPage()
  await page.goto(world.site + '/')
  await until(() => world.asked.some((path) => path.includes('capture')), 'the part is asked for')
  await pause(300)
  await page.click('button')
  await leave(page)
  await until(() => events().some(({ kind }) => kind === 'leave'), 'leaving')
  assert.equal(captures(), 0)
  assert.deepEqual(story(), ['page_view /', 'leave /'])
  await page.close()
})
