// Each kind that the client notices by itself: what was done, and what arrived. For each kind also what must not count.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, captures, events, html, leave, pause, show, until, visit, world } from './harness.mjs'

/** Events of these kinds, as kind, name of the element or of the event, and facts. */
function told(...kinds) {
  return events()
    .filter((event) => kinds.includes(event.kind))
    .map((event) => [event.kind, event.element?.name ?? event.name, event.properties].filter((part) => part !== undefined))
}

const steady = ({ ms, ...rest }) => {
  assert.ok(ms >= 0 && ms < 20000, `${ms}`)
  return rest
}

test('click: by what, and where links lead', async () => {
  await visit('/', html(`
    <button onclick="title += 1">Mouse</button>
    <a href="/next" onclick="event.preventDefault(); title += 1">Inside</a>
    <a href="https://other.example/path?q=SECRET" onclick="event.preventDefault(); title += 1">Outside</a>
    <a href="/files/form-7.pdf?x=SECRET" onclick="event.preventDefault(); title += 1">File</a>
    <a href="/export?x=SECRET" download onclick="event.preventDefault(); title += 1">Export</a>
    <a href="mailto:SECRET@example.org" onclick="event.preventDefault(); title += 1">Mail</a>
    <p data-lotse-redact><a href="/files/SECRET.pdf" onclick="event.preventDefault(); title += 1">x</a></p>`))
  await world.page.click('button')
  await world.page.focus('button')
  await world.page.keyboard.press('Enter')
  for (const name of ['Inside', 'Outside', 'File', 'Export', 'Mail']) await world.page.click(`text=${name}`)
  await world.page.click('p a')
  await leave(10)
  assert.deepEqual(told('click'), [
    ['click', 'Mouse', { pointer: 'mouse' }],
    ['click', 'Mouse', { pointer: 'keyboard' }],
    ['click', 'Inside', { pointer: 'mouse' }],
    ['click', 'Outside', { pointer: 'mouse', leads: 'out', target: 'other.example' }],
    ['click', 'File', { pointer: 'mouse', leads: 'download', target: '/files/form-7.pdf' }],
    ['click', 'Export', { pointer: 'mouse', leads: 'download', target: '/export' }],
    ['click', 'Mail', { pointer: 'mouse' }],
    ['click', { pointer: 'mouse', leads: 'download' }],
  ])
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET/)
})

test('click: touch', async () => {
  await world.context.close()
  world.context = await world.browser.newContext({ hasTouch: true, locale: 'es-MX', timezoneId: 'America/New_York' })
  world.page = await world.context.newPage()
  await visit('/', html('<button onclick="title += 1">Touch</button>'))
  await world.page.tap('button')
  await leave(3)
  assert.deepEqual(told('click'), [['click', 'Touch', { pointer: 'touch' }]])
})

test('headings: the nearest one before, not behind, not hidden from Lotse', async () => {
  await visit('/', html(`
    <h1>Apply for <b>housing</b></h1><section><p>x</p><button onclick="title += 1">One</button></section>
    <h2 data-lotse-redact>SECRET</h2><button onclick="title += 1">Two</button>
    <div><h2 data-lotse-name="income">SECRET</h2></div><button onclick="title += 1">Three</button>
    <h2>Behind</h2>`))
  for (const name of ['One', 'Two', 'Three']) await world.page.click(`text=${name}`)
  await leave(5)
  assert.deepEqual(
    events().filter((event) => event.kind === 'click').map((event) => [event.element.name, event.element.heading]),
    [['One', 'Apply for housing'], ['Two', 'Apply for housing'], ['Three', 'income']],
  )
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET/)
})

const form = `<form aria-label="Application" onsubmit="event.preventDefault()">
  <label>First name <input id=first value=SECRET></label>
  <label for=mail>Mail</label><input id=mail type=email required placeholder=x>
  <input type=password aria-label=Password>
  <input aria-label=Card autocomplete="cc-number">
  <label>Land <select id=land><option value="">choose<option value=SECRET>SECRET</select></label>
  <fieldset><legend>Contact</legend><label><input type=radio name=c value=SECRET> SECRET</label><label><input type=radio name=c id=post> SECRET</label></fieldset>
  <label><input type=checkbox id=agree> I agree SECRET</label>
  <textarea aria-label=Notes></textarea>
  <button>Send</button></form><button type=button id=out onclick="title += 1">Out</button>`

test('forms: begun, fields left, sent; never what is in them', async () => {
  await visit('/', html(form))
  const { page } = world
  await page.click('#first')
  await page.keyboard.press('Tab')
  await page.keyboard.type('SECRET@example.org')
  await page.focus('#first')
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
  await page.focus('[type=password]')
  await page.keyboard.type('SECRET')
  await page.focus('[autocomplete]')
  await page.keyboard.type('4111111111111111')
  await page.selectOption('#land', 'SECRET')
  await page.focus('#land')
  await page.focus('[type=radio]')
  await page.keyboard.press('Space')
  await page.focus('#post')
  await page.click('#agree')
  await page.focus('textarea')
  await page.click('text=Send')
  await until(() => told('form_submit').length === 1, 'form_submit')
  await leave(3)
  assert.deepEqual(told('form_start', 'form_submit'), [['form_start', 'Application'], ['form_submit', 'Application']])
  assert.deepEqual(
    told('field_leave').map(([, ...rest]) => [...rest.slice(0, -1), steady(rest.at(-1))]),
    [
      ['First name', { entry: 1, changed: false, empty: false }],
      ['Mail', { entry: 1, changed: true, empty: false }],
      ['First name', { entry: 2, changed: true, empty: true }],
      ['Password', { entry: 1 }],
      ['Card', { entry: 1 }],
      ['Land', { entry: 1, changed: false, empty: false }],
      ['Contact', { entry: 1, changed: true, empty: false }],
      [{ entry: 1 }],
      ['Notes', { entry: 1, changed: false, empty: true }],
    ],
  )
  const roles = events().filter((event) => event.kind === 'field_leave').map((event) => event.element.role)
  assert.deepEqual(roles, ['textbox', 'textbox', 'textbox', 'textbox', 'textbox', 'select', 'radiogroup', 'checkbox', 'textbox'])
  const single = events().find((event) => event.element?.role === 'checkbox')
  assert.deepEqual(single.element, { role: 'checkbox' })
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET|4111/)
})

test('fields: the clock stands still while the page is hidden, and the last one is told when the page is left', async () => {
  await visit('/', html('<input aria-label=Name><button>x</button>'))
  await world.page.click('input')
  await show(false)
  await pause(1500)
  await show(true)
  await leave(3)
  const [[, name, { ms, entry }]] = told('field_leave')
  assert.deepEqual([name, entry], ['Name', 1])
  assert.ok(ms < 1400, `${ms}`)
})

test('fields inside ignore, editable text, or that are not reached do not count', async () => {
  await visit('/', html(`<div data-lotse-ignore><form><input id=a></form></div>
    <div contenteditable id=c>SECRET<input id=b aria-label=SECRET></div>
    <div data-lotse-redact><label>SECRET <input id=d name=SECRET></label></div><button onclick="title += 1">Out</button>`))
  for (const id of ['#a', '#b', '#d']) await world.page.focus(id)
  await world.page.click('button')
  await leave(4)
  assert.deepEqual(events().map((event) => [event.kind, event.element?.role]), [
    ['page_view', undefined], ['field_leave', 'textbox'], ['click', 'button'], ['leave', undefined],
  ])
  assert.equal(events()[1].element.name, undefined)
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET/)
})

const wrong = [
  ['<input aria-label=N required>', 'value_missing'],
  ['<input aria-label=N type=email value=x>', 'type_mismatch'],
  ['<input aria-label=N pattern=a value=b>', 'pattern_mismatch'],
  ['<input aria-label=N type=number min=5 value=1>', 'range_underflow'],
  ['<input aria-label=N type=number max=5 value=9>', 'range_overflow'],
  ['<input aria-label=N type=number min=0 step=2 value=1>', 'step_mismatch'],
  ['<input aria-label=N id=c>', 'custom'],
  ['<fieldset><legend>N</legend><input type=radio name=r required><input type=radio name=r></fieldset>', 'value_missing'],
]

test('field errors: what the browser finds, once for each attempt', async () => {
  await visit('/', html(wrong.map(([field]) => `<form onsubmit="return false">${field}<button>Send</button></form>`).join('') +
    '<form onsubmit="return false"><input aria-label=fine value=SECRET><button>Send</button></form>' +
    "<script>document.querySelector('#c').setCustomValidity('SECRET')</script>"))
  for (let index = 0; index <= wrong.length; index++) await world.page.click(`form >> nth=${index} >> button`)
  // Again, without another attempt of the person: libraries ask with every key.
  await world.page.evaluate(() => document.querySelectorAll('form').forEach((form) => [form.checkValidity(), form.checkValidity()]))
  await until(() => told('field_error').length >= wrong.length, 'all errors')
  await leave(3)
  const found = told('field_error')
  assert.deepEqual(found.slice(0, wrong.length), wrong.map(([, error]) => ['field_error', 'N', { error }]))
  // The last click was on the form without errors, so that each of the others is found once more.
  assert.equal(found.length, 2 * wrong.length)
  assert.equal(told('form_submit').length, 1)
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET/)
})

test('field errors: what the page marks, from the start and later, in a list of radio buttons too', async () => {
  await visit('/', html(`<label>Early <input aria-invalid=true value=SECRET></label><label>Fine <input aria-invalid=false></label>
    <label>Late <input id=late></label><div id=new></div><button onclick="title += 1">Go</button>`))
  await until(() => told('field_error').length === 1, 'the first')
  await world.page.evaluate(() => document.querySelector('#late').setAttribute('aria-invalid', 'true'))
  await until(() => told('field_error').length === 2, 'the second')
  await world.page.click('button')
  await world.page.evaluate(() => {
    document.querySelector('#new').innerHTML = '<div role=radiogroup aria-label=Kind aria-invalid=true><b role=radio tabindex=0>SECRET</b></div>'
  })
  await until(() => told('field_error').length === 3, 'the third')
  await leave(4)
  assert.deepEqual(told('field_error'), ['Early', 'Late', 'Kind'].map((name) => ['field_error', name, { error: 'page' }]))
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET/)
})

test('rage clicks: three within a second at one place; not slow ones, fields, steppers, arrows', async () => {
  await visit('/', html(`<button id=a onclick="title += 1">Stuck</button><button id=b onclick="title += 1">Slow</button>
    <span><input type=number aria-label=Count><button id=c onclick="title += 1">Increase</button></span><button id=d onclick="title += 1">+</button>
    <input id=e aria-label=Text>`))
  for (let count = 0; count < 5; count++) await world.page.click('#a')
  for (let count = 0; count < 3; count++) {
    await world.page.click('#b')
    await pause(700)
  }
  for (const id of ['#c', '#d', '#e']) for (let count = 0; count < 4; count++) await world.page.click(id)
  await leave(3)
  assert.deepEqual(told('rage_click'), [['rage_click', 'Stuck', { clicks: 5 }]])
})

test('dead clicks: nothing followed; not where something did', async () => {
  await visit('/', html(`<button id=dead>Dead</button><a href="#" id=nowhere onclick="return false">Nowhere</a>
    <button id=later onclick="setTimeout(() => { document.querySelector('p').textContent = 'x' }, 800)">Later</button><p>-</p>
    <button id=shadow onclick="setTimeout(() => { document.querySelector('x-toast').shadowRoot.innerHTML = 'x' }, 300)">Toast</button><x-toast></x-toast>
    <a href="/slow" id=slow>Slow page</a><button role=tab aria-selected=true id=tab>Shown</button>
    <script>customElements.define('x-toast', class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: 'open' }) } })</script>`))
  for (const id of ['#dead', '#nowhere', '#later', '#shadow', '#tab']) {
    await world.page.click(id)
    await pause(2700)
  }
  await until(() => told('dead_click').length === 2, 'two dead clicks')
  await leave(8)
  assert.deepEqual(told('dead_click'), [['dead_click', 'Dead'], ['dead_click', 'Nowhere']])
})

test('dead clicks: a slow page that a link leads to is an answer', async () => {
  world.pages['/slow'] = { body: '<!doctype html>', delay: 4000 }
  await visit('/', html('<a href="/slow">Slow</a>'))
  await world.page.click('a', { noWaitAfter: true })
  await world.page.waitForURL(/slow/)
  await arrived(3)
  assert.deepEqual(events().map((event) => event.kind), ['page_view', 'click', 'leave'])
})

test('errors of scripts: name and place, never the message; a click that caused one', async () => {
  world.pages['/app.js'] = { type: 'text/javascript', body: "\nfunction fail() { throw new TypeError('SECRET') }" }
  await visit('/', html(`<script src="/app.js?v=SECRET"></script><button id=a onclick="fail()">Fails</button>
    <button id=b onclick="Promise.reject(new RangeError('SECRET'))">Rejects</button>
    <button id=c onclick="class SECRET_ extends Error {}; const e = new SECRET_('x'); e.name = 'Jane Doe'; Promise.reject(e)">Odd</button><img id=i>`))
  for (const id of ['#a', '#b', '#c']) await world.page.click(id)
  await world.page.evaluate(() => {
    document.querySelector('#i').src = '/missing.png'
    document.querySelector('#a').onclick = null
  })
  await pause(700)
  await leave(10)
  assert.deepEqual(told('js_error'), [
    ['js_error', { error: 'TypeError', script: '/app.js', line: 2, column: 25 }],
    ['js_error', { error: 'RangeError' }],
    ['js_error', {}],
  ])
  assert.deepEqual(told('error_click'), [
    ['error_click', 'Fails', { error: 'TypeError' }],
    ['error_click', 'Rejects', { error: 'RangeError' }],
    ['error_click', 'Odd', {}],
  ])
  assert.deepEqual(told('dead_click'), [])
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET|Jane/)
  world.errors = []
})

test('a script that fails again and again is told ten times at most, the same failure once', async () => {
  await visit('/', html('<button onclick="title += 1">x</button>'))
  await world.page.evaluate(() => {
    for (let count = 0; count < 30; count++) setTimeout(() => { throw new Error('same') }, 1)
    for (let count = 0; count < 30; count++) setTimeout(new Function('\n'.repeat(count) + 'throw new Error("x")'), 5)
  })
  await pause(300)
  await leave(11)
  assert.equal(told('js_error').length, 10)
  world.errors = []
})

test('u-turns: back within ten seconds inside the page; not the first view, not another page', async () => {
  await visit('/a', html('<button>x</button>'))
  for (const path of ['/b', '/a', '/c']) {
    await world.page.evaluate((to) => history.pushState({}, '', to), path)
    await pause(150)
  }
  await leave(5)
  const turns = events().filter((event) => event.kind === 'u_turn')
  assert.deepEqual(turns.map((event) => new URL(event.page.url).pathname), ['/a'])
  assert.ok(turns[0].properties.ms >= 100 && turns[0].properties.ms < 2000)
})

test('focus loss: what had the focus vanished under the keyboard; not under the mouse, not where the page mends it', async () => {
  await visit('/', html(`<button id=a onclick="this.remove()">Gone</button><button id=b onclick="this.hidden = true">Hidden</button>
    <button id=c onclick="this.remove(); document.querySelector('#d').focus()">Mended</button><button id=d>Next</button>
    <button id=e onclick="this.remove()">By mouse</button>`))
  for (const id of ['#a', '#b', '#c']) {
    await world.page.focus(id)
    await world.page.keyboard.press('Enter')
    await pause(600)
  }
  await world.page.click('#e')
  await pause(600)
  await leave(7)
  assert.deepEqual(told('focus_loss'), [['focus_loss', 'Gone'], ['focus_loss', 'Hidden']])
})

test('keyboard traps: the tab key goes round; not in a dialog, not on a page with nothing else', async () => {
  const trap = `<div id=trap><input aria-label=a><input aria-label=b></div><script>
    document.querySelector('#trap').addEventListener('keydown', (event) => {
      if (event.key !== 'Tab') return
      event.preventDefault()
      const [a, b] = document.querySelectorAll('#trap input')
      ;(document.activeElement === a ? b : a).focus()
    })</script>`
  const press = async () => {
    await world.page.focus('input')
    for (let count = 0; count < 10; count++) await world.page.keyboard.press('Tab')
    await world.page.goto(world.site + '/blank')
  }
  await visit('/', html('<h2>Map</h2>' + trap + '<button>Reach me</button>'))
  await press()
  await until(() => told('keyboard_trap').length === 1, 'the trap')
  const [found] = events().filter((event) => event.kind === 'keyboard_trap')
  assert.deepEqual(found.element, { role: 'region', path: 'div', heading: 'Map' })
  assert.ok(found.properties.presses >= 6 && found.properties.presses <= 10)
  await visit('/', html(`<div role=dialog aria-modal=true>${trap}</div><button>Reach me</button>`))
  await press()
  await visit('/', html(trap))
  await press()
  await visit('/', html('<input aria-label=a><button>b</button><a href="#x">c</a>'))
  await press()
  await until(() => events().filter((event) => event.kind === 'leave').length === 4, 'all four left')
  assert.equal(told('keyboard_trap').length, 1)
})

test('copying an error message is told, copying anything else is not', async () => {
  await visit('/', html(`<p role=alert>SECRET message</p><p id=hint class=x>SECRET hint</p><p id=plain>SECRET text</p>
    <input aria-invalid=true aria-describedby="x hint" aria-label=n><span class="govuk-error-message">SECRET</span><div contenteditable role=alert id=own>SECRET</div>`))
  for (const id of ['[role=alert]', '#hint', '#plain', '.govuk-error-message', '#own']) {
    await world.page.evaluate((selector) => {
      getSelection().selectAllChildren(document.querySelector(selector))
      document.execCommand('copy')
    }, id)
  }
  await leave(6)
  assert.deepEqual(
    events().filter((event) => event.kind === 'copy_error').map((event) => event.element),
    [{ role: 'alert', path: 'p:1' }, { role: 'alert', path: 'p:2' }, { role: 'alert', path: 'span' }],
  )
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET/)
})

test('printing is told', async () => {
  await visit('/', html(''))
  await world.page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await leave(3)
  assert.deepEqual(told('print'), [['print']])
})

test('searches: by what the page counts, by the address, never the term; not on other pages', async () => {
  await visit('/none', html(''))
  await visit('/counted', html('<ul data-lotse-results=0></ul>'))
  await until(() => told('search').length === 1, 'the first')
  await visit('/find?q=SECRET', html(''))
  await until(() => told('search').length === 2, 'the second')
  await visit('/live?q=SECRET', html('<ul id=r></ul>'))
  for (const count of [3, 12, 7]) {
    await world.page.evaluate((results) => document.querySelector('#r').setAttribute('data-lotse-results', results), count)
    await pause(400)
  }
  await until(() => told('search').length === 3, 'the third')
  await visit('/empty?q=', html(''))
  await pause(2500)
  await leave(10)
  assert.deepEqual(
    events().filter((event) => event.kind === 'search').map((event) => [new URL(event.page.url).pathname, event.properties]),
    [['/counted', { results: 0 }], ['/find', {}], ['/live', { results: 7 }]],
  )
  assert.doesNotMatch(JSON.stringify(world.requests.map((request) => request.body)), /SECRET/)
})

test('a page that is an error says so, by its answer or by itself', async () => {
  world.pages['/gone'] = { body: html('', 'data-lotse-profile="headers"'), status: 404 }
  await world.page.goto(world.site + '/gone')
  await arrived(1)
  await visit('/soft', html('<main data-lotse-status=410></main>', 'data-lotse-profile="headers"'))
  await arrived(2)
  await visit('/fine', html('<main data-lotse-status=200></main>', 'data-lotse-profile="headers"'))
  await arrived(3)
  assert.deepEqual(events().map((event) => event.properties), [{ status: 404 }, { status: 410 }, undefined])
})

test('outcomes: by the page at once and later, by a call, once a view; also under headers', async () => {
  await visit('/', html('<main data-lotse-outcome=saved></main>', 'data-lotse-profile="headers"'))
  await world.page.evaluate(() => {
    window.lotse('outcome', 'saved')
    window.lotse('outcome', 'refused', { reason: 'income' })
  })
  await world.page.goto(world.site + '/blank')
  await arrived(3)
  assert.deepEqual(told('outcome'), [['outcome', 'saved'], ['outcome', 'refused', { reason: 'income' }]])
  await visit('/later', html('<main></main>'))
  await world.page.evaluate(() => document.querySelector('main').setAttribute('data-lotse-outcome', 'completed'))
  await until(() => told('outcome').length === 3, 'the third')
  assert.equal(told('outcome')[2][1], 'completed')
  await leave(5)
})

test('leaving says how far the page was seen', async () => {
  await visit('/', html('<div style="height:4000px">x</div>'))
  const { height } = world.page.viewportSize()
  await world.page.mouse.wheel(0, 1000)
  await world.page.waitForFunction(() => scrollY >= 1000)
  await leave(2)
  const { scroll } = events().find((event) => event.kind === 'leave').properties
  const expected = ((1000 + height) / 4016) * 100
  assert.ok(Math.abs(scroll - expected) <= 2, `${scroll}, not ${expected}`)
})

test('Core Web Vitals: of the documents that the service asked for, each once', async () => {
  world.configuration = { profile: 'statistics', web_vitals: 1, display: false }
  await visit('/', html('<h1>Some text</h1><button onclick="title += 1">x</button>'))
  await until(() => world.asked.some((path) => path.includes('vitals')), 'the part')
  await pause(300)
  await world.page.click('button')
  await pause(300)
  await world.page.goto(world.site + '/blank')
  await until(() => told('web_vital').length >= 4, 'the vitals')
  const metrics = told('web_vital').map(([, { metric, value }]) => {
    assert.ok(value >= 0 && value < 60000, `${metric} ${value}`)
    return metric
  })
  assert.equal(new Set(metrics).size, metrics.length)
  for (const metric of ['lcp', 'cls', 'fcp', 'ttfb']) assert.ok(metrics.includes(metric), metric)
  world.configuration.web_vitals = 0
  world.asked = []
  await visit('/', html(''))
  await pause(300)
  assert.deepEqual(world.asked.filter((path) => path.includes('vitals')), [])
})

test('display settings: where switched on, once a document, and only what differs', async () => {
  await world.page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark', contrast: 'more', forcedColors: 'active' })
  world.configuration = { profile: 'statistics', web_vitals: 0, display: true }
  await visit('/', html('<button onclick="title += 1">x</button>'))
  await until(() => world.asked.some((path) => path.includes('vitals')), 'the part')
  await pause(200)
  await world.page.click('button')
  await pause(3500)
  await world.page.click('button')
  await leave(4)
  const shown = world.requests.flatMap(({ body }) => body.display ?? [])
  assert.deepEqual(shown, [{ contrast: 'more', motion: 'reduce', scheme: 'dark', forced_colors: true }])
  world.configuration.display = false
  world.requests = []
  await visit('/', html('<button onclick="title += 1">x</button>'))
  await world.page.click('button')
  await leave(3)
  assert.deepEqual(world.requests.filter(({ body }) => 'display' in body), [])
})

test('a person who saves data causes half the traffic', async () => {
  const bytes = async () => {
    world.requests = []
    const before = captures()
    await visit('/', html(form))
    assert.ok(captures() > before)
    for (let round = 0; round < 3; round++) {
      for (const id of ['#first', '#mail', '#land', 'textarea']) {
        await world.page.focus(id)
        await world.page.keyboard.press('a')
      }
      await world.page.click('#out')
      await pause(3200)
    }
    await world.page.goto(world.site + '/blank')
    await until(() => told('leave').length === 1, 'leaving')
    return [world.requests.length, world.requests.reduce((sum, { headers }) => sum + +headers['content-length'], 0)]
  }
  const [requests, size] = await bytes()
  await world.page.addInitScript(() => Object.defineProperty(navigator.connection, 'saveData', { value: true }))
  const [fewer, smaller] = await bytes()
  assert.ok(fewer <= requests / 2, `${fewer} of ${requests} requests`)
  assert.ok(smaller <= size / 2, `${smaller} of ${size} bytes`)
  assert.deepEqual(told('field_leave'), [])
})
