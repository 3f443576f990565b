// Where people meet a survey: that it opens and closes as it should, and when it must not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pause, world } from './harness.mjs'
import { clean, comment, focus, kept, open, published, short, show, thumbs, violations } from './survey-samples.mjs'

const small = (...questions) => published('en', short(...(questions.length ? questions : [thumbs, comment])))
const inside = (selector) => world.page.locator('lotse-survey ' + selector)
const signals = () => world.page.evaluate(() => window.signals)

/** Names in the accessibility tree as a screen reader gets it, without our own words for what has none. */
async function tree() {
  const session = await world.context.newCDPSession(world.page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  return nodes.filter((node) => !node.ignored && node.name?.value).map((node) => `${node.role.value} ${node.name.value}`)
}

test('dialog: the focus goes in, stays and returns; the rest of the page is not there; Escape closes', async () => {
  await open(small(), '<a href="#x">Link</a>')
  const { page } = world
  await page.focus('#before')
  assert.equal(await show('dialog'), undefined)
  assert.equal(await focus(), 'h2 About this page')
  const names = await tree()
  assert.ok(names.some((name) => name === 'dialog About this page'), names.join('\n'))
  assert.ok(names.some((name) => name === 'radiogroup Was this page useful?'))
  for (const hidden of ['button Before', 'heading Page', 'link Link']) assert.ok(!names.includes(hidden), hidden)
  const found = new Set()
  for (let turn = 0; turn < 12; turn++) {
    await page.keyboard.press('Tab')
    found.add(await focus())
  }
  // The browser's own bar comes between, as `body`; nothing of the page does.
  assert.deepEqual([...found].filter((name) => !name.startsWith('body')).sort(), ['button Close', 'button Send', 'radio 👍Yes', 'textarea What should we change?'])
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => !document.querySelector('lotse-survey'))
  assert.equal(await focus(), 'Before')
  assert.deepEqual(await signals(), ['offered dialog'])
  await clean()
})

test('dialog: what was typed is kept for this page load, and Escape asks nothing', async () => {
  await open(small())
  const { page } = world
  await show('dialog')
  await inside('textarea').fill('More light')
  await inside('label >> text=Yes').click()
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => !document.querySelector('lotse-survey'))
  assert.deepEqual(await signals(), ['offered dialog', 'started dialog', 'left dialog useful'])
  await pause(50)
  assert.equal(await show('dialog'), undefined)
  assert.equal(await inside('textarea').inputValue(), 'More light')
  assert.equal(await inside('[value="1"]').isChecked(), true)
  await inside('button >> text=Close').first().click()
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0])
  await page.reload()
  await page.waitForSelector('[data-ready]', { state: 'attached' })
  await show('dialog')
  assert.equal(await inside('textarea').inputValue(), '')
  assert.equal(kept().length, 0)
})

test('slide-in: it takes no focus, is said once, opens on request, and gives the focus back', async () => {
  await open(small())
  const { page } = world
  await page.focus('#before')
  assert.equal(await show('slide-in'), undefined)
  assert.equal(await focus(), 'Before')
  await inside('[role=status] >> text=You are invited to answer a few questions: About this page').waitFor({ state: 'attached' })
  // The page is there as well.
  assert.ok((await tree()).includes('button Before'))
  assert.ok((await tree()).includes('dialog About this page'))
  // Escape outside of it is the page's.
  await page.keyboard.press('Escape')
  assert.equal(await inside('dialog').count(), 1)
  await page.keyboard.press('Tab')
  assert.equal(await focus(), 'button Answer')
  await page.keyboard.press('Enter')
  assert.equal(await focus(), 'h2 About this page')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  assert.equal(await focus(), 'radio 👍Yes')
  await page.keyboard.press('Escape')
  assert.equal(await inside('dialog').count(), 0)
  assert.equal(await focus(), 'Before')
  assert.deepEqual(await signals(), ['offered slide-in', 'opened slide-in', 'started slide-in', 'left slide-in useful'])
  await show('slide-in')
  await inside('button >> text=No, thank you').click()
  assert.equal(await inside('dialog').count(), 0)
  await clean()
})

test('slide-in: what has the focus does not lie below it', async () => {
  await open(small(), '<div id="tall"></div><a href="#x" id="low">Low</a><div id="tall2"></div>')
  const { page } = world
  await page.setViewportSize({ width: 400, height: 500 })
  await page.evaluate(() => {
    const low = document.querySelector('#low')
    document.querySelector('#tall').style.height = document.querySelector('#tall2').style.height = '1500px'
    low.style.display = 'block'
    low.style.marginInlineStart = '180px'
    low.style.width = '60px'
    low.style.lineHeight = '1'
    scrollTo(0, low.offsetTop - 440)
  })
  await show('slide-in')
  await page.evaluate(() => document.querySelector('#low').focus({ preventScroll: true }))
  const [link, box] = await page.evaluate(() => [document.querySelector('#low'), document.querySelector('lotse-survey').shadowRoot.querySelector('dialog')].map((one) => one.getBoundingClientRect().toJSON()))
  assert.ok(link.bottom < box.top, JSON.stringify([link, box]))
})

test('button: always there, opens the dialog and gets the focus back', async () => {
  await open(small())
  const { page } = world
  await show('button')
  assert.equal(await show('button'), 'another')
  assert.deepEqual((await tree()).filter((name) => name.startsWith('button')).sort(), ['button Before', 'button Feedback'])
  await page.focus('#before')
  await page.keyboard.press('Tab')
  assert.equal(await focus(), 'button Feedback')
  await page.keyboard.press('Enter')
  assert.equal(await focus(), 'h2 About this page')
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.querySelectorAll('lotse-survey').length === 1)
  assert.equal(await focus(), 'button Feedback')
  // The button closes what slid in: one at a time.
  await show('slide-in')
  await inside('button >> text=Feedback').click()
  assert.equal(await inside('dialog').count(), 1)
  assert.equal(await focus(), 'h2 About this page')
  await pause(1300)
  assert.deepEqual(await signals(), ['offered button', 'opened button', 'seen button'])
  await clean()
})

test('embedded: a part of the page, without a way to close it', async () => {
  await open(small())
  const { page } = world
  await page.focus('#before')
  await show('embedded', '#place')
  assert.equal(await focus(), 'Before')
  assert.equal(await inside('dialog').count(), 0)
  assert.equal(await inside('button:visible').count(), 1)
  assert.ok((await tree()).includes('region About this page'))
  await inside('label >> text=No').click()
  await inside('button >> text=Send').click()
  await inside('h2 >> text=Your answers have arrived').waitFor()
  assert.equal(await focus(), 'h2 Your answers have arrived')
  assert.equal(await inside('button:visible').count(), 0)
  assert.deepEqual(kept().map(({ answers, placement }) => [answers, placement]), [[{ useful: { point: 0 } }, 'embedded']])
  await clean()
})

const busy = {
  dialog: ['<dialog open>Cookies</dialog>', '<div role="dialog">Cookies</div>', '<div aria-modal="true">Cookies</div>', '<x-modal></x-modal>'],
  'sign-in': ['<main data-lotse-sign-in></main>', '<form class="own"><input type="password"></form>', '<form class="own"><input autocomplete="one-time-code"></form>'],
}
for (const [reason, pages] of Object.entries(busy)) {
  test(`nothing opens by itself: ${reason}`, async () => {
    for (const body of pages) {
      await open(small(), body)
      await world.page.evaluate(() => {
        const element = document.querySelector('x-modal')
        if (element) element.attachShadow({ mode: 'open' }).append(Object.assign(document.createElement('dialog'), { open: true, textContent: 'x' }))
      })
      for (const placement of ['dialog', 'slide-in']) assert.equal(await show(placement), reason, body)
      assert.equal(await world.page.locator('lotse-survey').count(), 0)
      // Hidden ones do not count.
      await world.page.evaluate(() => document.querySelectorAll('main ~ *, main :is(dialog, [role], [aria-modal], x-modal, form, main)').forEach((one) => { one.hidden = true; one.style.setProperty('display', 'none', 'important'); one.removeAttribute('data-lotse-sign-in') }))
      assert.equal(await show('dialog'), undefined, body)
    }
  })
}

test('nothing opens by itself: while somebody types, or began a form; nor twice', async () => {
  await open(small(), `<form class="own"><label>Name <input name="n"></label><label>Kind <select><option>a<option>b</select></label>
    <input type="checkbox" aria-label="c" checked><input type="search" aria-label="s"><input type="hidden" value="x"></form>`)
  const { page } = world
  await page.clock.install()
  assert.equal(await show('dialog'), undefined)
  assert.equal(await show('slide-in'), 'another')
  await page.keyboard.press('Escape')
  await page.focus('[name=n]')
  assert.equal(await show('dialog'), 'typing')
  await page.keyboard.type('J')
  await page.keyboard.press('Backspace')
  await page.focus('#before')
  assert.equal(await show('dialog'), 'typing')
  await page.clock.fastForward(10500)
  assert.equal(await show('dialog'), undefined)
  await page.keyboard.press('Escape')
  await page.fill('[name=n]', 'Jane')
  await page.focus('#before')
  await page.clock.fastForward(10500)
  assert.equal(await show('dialog'), 'form')
  // A page that writes what was typed into the first value.
  await page.evaluate(() => { const field = document.querySelector('[name=n]'); field.defaultValue = field.value })
  assert.equal(await show('slide-in'), 'form')
  await page.evaluate(() => { document.querySelector('form').onsubmit = (event) => event.preventDefault() })
  await page.evaluate(() => document.querySelector('form').requestSubmit())
  assert.equal(await show('slide-in'), undefined, 'a form that was sent is begun no more')
  await inside('button >> text=No, thank you').click()
  await page.selectOption('select', 'b')
  await page.clock.fastForward(10500)
  assert.equal(await show('dialog'), 'form')
  // The button is the person's own will.
  await show('button')
  await inside('button >> text=Feedback').click()
  assert.equal(await inside('dialog').count(), 1)
})

test('under a profile in which nobody listens: nothing opens by itself, and one signal alone is told', async () => {
  await open(small(), '', { notices: false })
  for (const placement of ['dialog', 'slide-in']) assert.equal(await show(placement), 'profile')
  await show('button')
  await inside('button >> text=Feedback').click()
  await inside('textarea').fill('x')
  await pause(1200)
  await world.page.keyboard.press('Escape')
  await world.page.waitForFunction(() => document.querySelectorAll('lotse-survey').length === 1)
  assert.deepEqual(await signals(), ['offered button'])
  await inside('button >> text=Feedback').click()
  await inside('button >> text=Send').click()
  await inside('h2 >> text=Your answers have arrived').waitFor()
  assert.deepEqual(kept().map(({ answers }) => answers), [{ comment: { text: 'x' } }])
})

test('the page does not hear what is typed in the survey, and its shortcuts stay its own', async () => {
  await open(small(comment))
  await world.page.evaluate(() => {
    window.heard = []
    for (const type of ['keydown', 'keyup', 'keypress', 'input', 'change', 'beforeinput']) document.addEventListener(type, () => window.heard.push(type))
  })
  await show('embedded', '#place')
  await inside('textarea').focus()
  await world.page.keyboard.type('s/')
  assert.equal(await inside('textarea').inputValue(), 's/')
  assert.deepEqual(await world.page.evaluate(() => window.heard), [])
})

test('axe finds nothing in any placement', async () => {
  for (const [placement, where] of [['dialog'], ['slide-in'], ['button'], ['embedded', '#place']]) {
    await open(small())
    await show(placement, where)
    // Headings and colours of the page itself are none of ours.
    assert.deepEqual((await violations()).filter((found) => /lotse-survey/.test(found)), [], placement)
  }
})
