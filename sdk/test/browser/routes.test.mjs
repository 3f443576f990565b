// Single-page apps: which changes of address are page views, with the Navigation API and without it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, events, html, leave, story, visit, world } from './harness.mjs'

const app = `<main data-lotse-state="list"><a href="#part">Part</a></main>
<script>
  window.go = (how, address) => history[how + 'State']({}, '', address)
  // As frameworks do: the address first, the page a little later.
  window.render = (address, state) => {
    history.pushState({}, '', address)
    setTimeout(() => { document.querySelector('main').dataset.lotseState = state }, 5)
  }
</script>`

for (const [name, withApi] of [['the Navigation API', true], ['a wrapped history', false]]) {
  const prepare = async () => {
    if (!withApi) {
      await world.page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }))
    }
    await world.page.clock.install()
    await visit('/app', html(app, 'data-lotse-profile="statistics" data-lotse-parameters="page,sort"'))
    await arrived(1)
    assert.equal(await world.page.evaluate(() => !!window.navigation), withApi)
  }
  const go = (how, address) => world.page.evaluate(([how, address]) => window.go(how, address), [how, address])

  test(`${name}: each new address is one view, repeated and replaced ones are none`, async () => {
    await prepare()
    await go('push', '/app/one')
    await viewed(2)
    await go('replace', '/app/one')
    await go('replace', '/app/one?sort=name')
    await go('push', '/app/one?sort=name')
    await go('push', '/app/one?page=2')
    await viewed(3)
    await go('replace', '/app/two')
    await viewed(4)
    await world.page.click('a')
    await go('push', '/app/two#other')
    await go('push', '/app/three')
    await viewed(5)
    await world.page.goBack()
    await viewed(6)
    await leave(7)
    assert.deepEqual(
      story().filter((line) => line.startsWith('page_view')),
      ['/app', '/app/one', '/app/one?page=2', '/app/two', '/app/three', '/app/two'].map(
        (path) => `page_view ${path}[list]`,
      ),
    )
  })

  test(`${name}: routes in the fragment are views, places in a page are none`, async () => {
    await prepare()
    await world.page.evaluate(() => (location.hash = '#/one'))
    await viewed(2)
    await world.page.evaluate(() => (location.hash = '#/one'))
    await world.page.evaluate(() => (location.hash = '#!two'))
    await viewed(3)
    await world.page.evaluate(() => (location.hash = '#part'))
    await viewed(4)
    await world.page.evaluate(() => (location.hash = '#other'))
    await leave(5)
    assert.deepEqual(
      story().filter((line) => line.startsWith('page_view')),
      ['/app', '/app#/one', '/app#!two', '/app'].map((path) => `page_view ${path}[list]`),
    )
  })

  test(`${name}: each view has its own state, and what happens belongs to its page`, async () => {
    await prepare()
    await world.page.click('a')
    await world.page.evaluate(() => window.render('/app/form', 'form'))
    await viewed(2)
    await world.page.evaluate(() => window.lotse('track', 'typed'))
    await leave(6)
    assert.deepEqual(story(), [
      'page_view /app[list]',
      'click /app[list] Part',
      'leave /app[list]',
      'page_view /app/form[form]',
      'custom /app/form[form] typed',
      'leave /app/form[form]',
    ])
  })

  test(`${name}: a router that sends on at once makes one view`, async () => {
    await prepare()
    await world.page.evaluate(() => {
      window.go('push', '/app/old')
      window.go('replace', '/app/new')
    })
    await viewed(2)
    await leave(3)
    assert.deepEqual(story().filter((line) => line.startsWith('page_view')), [
      'page_view /app[list]',
      'page_view /app/new[list]',
    ])
  })

  test(`${name}: a view that was not settled is not lost when the page is left`, async () => {
    await prepare()
    await world.page.evaluate(() => {
      window.go('push', '/app/quick')
      location.href = '/blank'
    })
    await arrived(3)
    assert.ok(story().includes('page_view /app/quick[list]'))
  })

  test(`${name}: errors and results of the page's own calls stay as they were`, async () => {
    await prepare()
    const result = await world.page.evaluate(() => {
      try {
        history.pushState({}, '', 'https://elsewhere.example/')
        return 'no error'
      } catch (error) {
        return error.name
      }
    })
    assert.equal(result, 'SecurityError')
    assert.equal(await world.page.evaluate(() => (history.pushState({ a: 1 }, '', '/app/x'), history.state.a)), 1)
  })
}

test('a view that the client saw by itself is not counted again by hand', async () => {
  await visit('/app', html(app))
  await arrived(1)
  await world.page.evaluate(() => {
    window.go('push', '/app/two')
    window.lotse('page')
  })
  await leave(4)
  assert.deepEqual(story(), [
    'page_view /app[list]',
    'leave /app[list]',
    'page_view /app/two[list]',
    'leave /app/two[list]',
  ])
})

test('a view without an address of its own is made by hand', async () => {
  await visit('/app', html(app))
  await arrived(1)
  await world.page.evaluate(() => {
    document.querySelector('main').dataset.lotseState = 'step-two'
    window.lotse('page')
  })
  await leave(4)
  assert.deepEqual(story(), [
    'page_view /app[list]',
    'leave /app[list]',
    'page_view /app[step-two]',
    'leave /app[step-two]',
  ])
})

/** Lets the page's time pass until so many views have arrived. */
async function viewed(count) {
  const views = () => events().filter((event) => event.kind === 'page_view').length
  for (let round = 0; round < 50 && views() < count; round++) {
    await world.page.clock.runFor(3100)
    await world.page.evaluate(() => fetch('/blank'))
  }
  assert.equal(views(), count, JSON.stringify(story()))
}
