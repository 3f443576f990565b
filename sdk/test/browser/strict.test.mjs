// Pages that allow almost nothing, and pages that broke the language itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, events, html, leave, story, visit, world } from './harness.mjs'

const strict = (host) =>
  `default-src 'none'; script-src 'self' ${host}; connect-src 'self' ${host}; ` +
  "require-trusted-types-for 'script'; trusted-types 'none'"

test('strict content security policy and Trusted Types: everything works, no violation', async () => {
  world.pages['/watch.js'] = {
    type: 'text/javascript',
    body: `window.violations = []
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI))`,
  }
  world.pages['/app'] = {
    body: html('<button>One</button>', undefined, '<script src="/watch.js"></script>'),
    headers: { 'Content-Security-Policy': strict(world.door) },
  }
  await visit('/app')
  await arrived(1)
  await world.page.click('button')
  await world.page.evaluate(() => {
    window.lotse('track', 'x', { a: 1 })
    history.pushState({}, '', '/app/two')
  })
  await arrived(5)
  assert.deepEqual(await world.page.evaluate(() => window.violations), [])
  // The watch itself works.
  await world.page.evaluate(() => { try { document.body.innerHTML = 'x' } catch {} })
  assert.equal((await world.page.evaluate(() => window.violations)).length, 1)
  await leave(6)
  assert.deepEqual(story(), [
    'page_view /app', 'click /app One', 'custom /app x', 'leave /app', 'page_view /app/two', 'leave /app/two',
  ])
})

const hostile = {
  'frozen prototypes': () => {
    for (const name of ['Object', 'Array', 'Function', 'String', 'Number', 'Promise', 'RegExp', 'Date', 'History', 'EventTarget', 'Element', 'Event', 'Navigator']) {
      Object.freeze(window[name].prototype)
    }
  },
  'frozen prototypes without the Navigation API': () => {
    Object.defineProperty(window, 'navigation', { value: undefined })
    for (const name of ['Object', 'Array', 'Function', 'History']) Object.freeze(window[name].prototype)
  },
  'array methods that throw': () => {
    for (const name of Object.getOwnPropertyNames(Array.prototype)) {
      if (typeof Array.prototype[name] === 'function' && name !== 'constructor') {
        Array.prototype[name] = () => { throw new Error(name) }
      }
    }
    Array.prototype[Symbol.iterator] = () => { throw new Error('iterator') }
    Array.from = Array.isArray = () => { throw new Error('Array') }
  },
  'JSON that throws, and old libraries with toJSON': () => {
    JSON.stringify = JSON.parse = () => { throw new Error('JSON') }
    for (const type of [Object, Array, String, Number]) type.prototype.toJSON = () => 'hostile'
    Object.prototype.polluted = 'hostile'
    Array.prototype.polluted = 'hostile'
  },
  'no fetch': () => { delete window.fetch },
  'a fetch that throws': () => { window.fetch = () => { throw new Error('fetch') } },
  'a fetch that answers nothing': () => { window.fetch = () => undefined },
  'Object methods that throw': () => {
    for (const name of ['keys', 'assign', 'entries', 'values', 'fromEntries', 'freeze']) {
      Object[name] = () => { throw new Error(name) }
    }
  },
  'a page that replaces history': () => {
    Object.defineProperty(window, 'navigation', { value: undefined })
    const { pushState } = History.prototype
    History.prototype.pushState = function (...rest) { return pushState.apply(this, rest) }
  },
}

for (const [name, script] of Object.entries(hostile)) {
  test(`${name}: the page sees no error, and everything arrives`, async () => {
    await world.page.addInitScript(script)
    // The page acts by itself, since the test's own tools need the language whole.
    const act = "lotse('track', 'x', { mail: 'jane@example.org' }); history.pushState({}, '', '/app/two')"
    await visit('/app', html(`<button aria-label="One" onclick="${act}">x</button><i data-lotse-state="s"></i>`))
    await arrived(1)
    await world.page.click('button')
    await leave(6)
    assert.deepEqual(story(), [
      'page_view /app[s]', 'click /app[s] One', 'custom /app[s] x', 'leave /app[s]',
      'page_view /app/two[s]', 'leave /app/two[s]',
    ])
    assert.deepEqual(events()[2].properties, { mail: '[email]' })
    assert.doesNotMatch(JSON.stringify(world.requests), /hostile/)
  })
}

const broken = {
  'no crypto': () => Object.defineProperty(window, 'crypto', { value: undefined }),
  'no URL': () => { delete window.URL },
  'no ways to send': () => {
    delete window.fetch
    Navigator.prototype.sendBeacon = undefined
  },
  'no text methods': () => {
    for (const name of ['replace', 'slice', 'trim', 'split']) String.prototype[name] = () => { throw new Error(name) }
  },
  'no regular expressions': () => { RegExp.prototype.exec = () => { throw new Error('exec') } },
  'no listening': () => { EventTarget.prototype.addEventListener = () => { throw new Error('listen') } },
  'no history to wrap': () => {
    Object.defineProperty(window, 'navigation', { value: undefined })
    Object.freeze(history)
  },
  'a document that answers nothing': () => {
    Document.prototype.querySelector = () => { throw new Error('querySelector') }
  },
  'lotse is taken by something else': () => Object.defineProperty(window, 'lotse', { value: 7 }),
}

for (const [name, script] of Object.entries(broken)) {
  test(`${name}: the page sees no error and works on`, async () => {
    await world.page.addInitScript(script)
    const act = "document.title = 'clicked'; typeof lotse === 'function' && lotse('track', 'x', { a: 1 }); history.pushState({}, '', '/app/two')"
    await visit('/app', html(`<button onclick="${act}">One</button>`))
    await world.page.click('button')
    assert.equal(await world.page.title(), 'clicked')
    await world.page.goto(world.site + '/blank')
    assert.equal(await world.page.title(), 'blank')
  })
}

test('nonsense calls do nothing', async () => {
  await visit('/', html(''))
  await world.page.evaluate(() => {
    const trap = new Proxy({}, { get() { throw new Error('get') }, ownKeys() { throw new Error('keys') } })
    for (const call of [[], ['unknown'], [null], ['track'], ['track', trap, trap], ['track', 'x', trap], ['track', Symbol('x')], ['user'], ['user', trap], ['profile', trap], ['case', {}], ['constructor'], ['__proto__'], ['toString']]) {
      window.lotse(...call)
    }
    // An unknown profile is the narrowest.
    window.lotse('profile', 'statistics')
    window.lotse('track', 'last')
  })
  await leave(3)
  assert.ok(story().includes('custom / last'))
})
