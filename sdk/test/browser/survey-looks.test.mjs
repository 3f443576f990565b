// How it looks and reads: languages and directions, narrow, forced colours, less motion, large letters, colours of an agency.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from './harness.mjs'
import { clean, comment, open, published, short, show, thumbs, violations } from './survey-samples.mjs'

const inside = (selector) => world.page.locator('lotse-survey ' + selector)
const ours = async () => (await violations()).filter((found) => /lotse-survey/.test(found))
const style = (selector, ...names) =>
  inside(selector).first().evaluate((element, wanted) => wanted.map((name) => getComputedStyle(element).getPropertyValue(name)), names)

/** Shows all questions, with faults. */
async function fillIn() {
  await inside('[value=partly]').check()
  await inside('[value=other]').check()
  await inside('[value="1"]').first().check()
  await inside('form > button').click()
}

for (const [language, scheme] of [['en', 'light'], ['de', 'dark'], ['es', 'light'], ['ar', 'dark'], ['ar', 'light']]) {
  test(`${language}, ${scheme}: axe finds nothing, each text says its language`, async () => {
    await world.page.emulateMedia({ colorScheme: scheme })
    await open(published(language), '', { lang: language })
    await show('dialog')
    await fillIn()
    assert.deepEqual(await ours(), [])
    const [direction] = await style('dialog', 'direction')
    assert.equal(direction, language === 'ar' ? 'rtl' : 'ltr')
    assert.equal(await inside('dialog').getAttribute('lang'), language)
    const foreign = await inside('[lang]:not(dialog)').evaluateAll((all) => all.map((one) => [one.lang, one.dir]))
    if (/en|de/.test(language)) assert.deepEqual(foreign.filter(([tag]) => tag !== 'en' || language === 'en'), [])
    else assert.ok(foreign.length > 5 && foreign.every(([tag, dir]) => tag === 'en' && dir === 'auto'))
    await clean()
  })
}

test('right to left: what stands at the start stands on the right', async () => {
  await open(published('ar'), '', { lang: 'ar' })
  await show('dialog')
  const [input, label] = await inside('label.o').first().evaluate((one) => [one.querySelector('input'), one].map((element) => element.getBoundingClientRect().toJSON()))
  assert.ok(label.right - input.right < 40 && input.left - label.left > 100)
  const [title, close] = await inside('.t').evaluate((one) => [...one.children].map((element) => element.getBoundingClientRect().toJSON()))
  assert.ok(title.right > close.right)
  await world.page.keyboard.press('Escape')
  await show('slide-in')
  assert.ok((await inside('dialog').boundingBox()).x < 20, 'it slides in on the left')
})

for (const width of [320, 1000]) {
  test(`${width} px: nothing scrolls sideways, everything that is pressed has 44 px`, async () => {
    await world.page.setViewportSize({ width, height: 500 })
    const long = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenantragsformular'
    const survey = published('de')
    survey.form.title = { de: long }
    survey.form.sections[0].questions[0].options[0].text = { de: long }
    for (const [placement, where] of [['dialog'], ['slide-in'], ['button'], ['embedded', '#place']]) {
      await open(survey)
      await show(placement, where)
      if (placement === 'slide-in') await inside('button').first().click()
      if (placement !== 'button') await fillIn()
      const wide = await inside('*').evaluateAll((all) => all.filter((one) => one.getClientRects().length && !one.closest('.h, .l') && (one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1)).map((one) => one.outerHTML.slice(0, 100)))
      assert.deepEqual(wide, [], placement)
      assert.ok(await world.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      if (placement === 'dialog') assert.ok(await inside('dialog').evaluate((one) => one.scrollWidth <= one.clientWidth))
      const small = await inside(':is(button, label.o, input[type=text], input[type=email], input[type=date], textarea, a)').evaluateAll((all) => all.filter((one) => one.getClientRects().length).map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 80)]).filter(([{ width: w, height: h }]) => w < 44 || h < 44).map(([, html]) => html))
      assert.deepEqual(small, [], placement)
    }
  })
}

test('a short window: everything in the dialog can be reached', async () => {
  await world.page.setViewportSize({ width: 320, height: 256 })
  await open(published('en', short(thumbs, comment)))
  await show('dialog')
  const box = await inside('dialog').boundingBox()
  assert.ok(box.y >= 0 && box.y + box.height <= 256)
  await inside('button >> text=Send').focus()
  const button = await inside('button >> text=Send').boundingBox()
  assert.ok(button.y >= 0 && button.y + button.height <= 256)
})

test('the page changes nothing of it: letters, colours, direction, sizes', async () => {
  await open(published('en', short(thumbs, comment)))
  await show('embedded', '#place')
  assert.deepEqual(await style('section', 'font-size', 'text-align', 'text-transform', 'color', 'line-height'), ['16px', 'start', 'none', 'rgb(27, 31, 36)', '24px'])
  assert.equal(await inside('form > button').isVisible(), true)
})

test('forced colours: edges, choices, faults and the focus are there', async () => {
  await world.page.emulateMedia({ forcedColors: 'active' })
  await open(published('en', short({ ...thumbs, required: true }, comment)))
  await show('dialog')
  for (const selector of ['dialog', 'label.o', 'textarea', 'button']) assert.deepEqual(await style(selector, 'border-top-style'), ['solid'], selector)
  await inside('button >> text=Send').click()
  assert.deepEqual(await style('.s', 'border-top-width', 'border-top-style'), ['3px', 'solid'])
  assert.deepEqual(await style('.x', 'border-inline-start-width'), ['4px'])
  await world.page.keyboard.press('Tab')
  assert.deepEqual(await style(':focus', 'outline-style', 'outline-width'), ['solid', '3px'])
  await inside('[value="1"]').check()
  assert.deepEqual(await style('[value="1"]', 'appearance'), ['auto'], 'the browser draws what is chosen')
  assert.deepEqual(await ours(), [])
})

test('the focus can be seen wherever the keyboard goes', async () => {
  await open(published())
  await show('dialog')
  await fillIn()
  const seen = []
  for (let turn = 0; turn < 25; turn++) {
    await world.page.keyboard.press('Tab')
    seen.push(...(await inside(':focus').evaluateAll((all) => all.map((one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one)
      const { top, bottom } = one.getBoundingClientRect()
      return [outlineStyle, outlineWidth, top >= 0 && bottom <= innerHeight].join()
    }))))
  }
  assert.ok(seen.length > 15)
  assert.deepEqual([...new Set(seen)], ['solid,3px,true'])
})

test('less motion: nothing moves', async () => {
  for (const [reducedMotion, moves] of [['no-preference', true], ['reduce', false]]) {
    await world.page.emulateMedia({ reducedMotion })
    await open(published('en', short(thumbs)))
    await show('slide-in')
    const [name] = await style('dialog', 'animation-name')
    assert.equal(name !== 'none', moves)
    for (const selector of ['dialog', 'button']) assert.deepEqual(await style(selector, 'transition-duration'), ['0s'])
  }
})

test('colours of an agency, as they were checked, by day and by night', async () => {
  const theme = { page: '#fffbe6', text: '#222222', button: '#7a1f5c', button_text: '#ffffff', edge: '#767676', error: '#a00000' }
  const dark = { page: '#101010', text: '#eeeeee', button: '#f0a0d0', button_text: '#101010', edge: '#909090', error: '#ff9090' }
  for (const [changes, scheme, page, button] of [
    [{ theme }, 'light', 'rgb(255, 251, 230)', 'rgb(122, 31, 92)'],
    [{ theme }, 'dark', 'rgb(255, 251, 230)', 'rgb(122, 31, 92)'],
    [{ theme, dark }, 'dark', 'rgb(16, 16, 16)', 'rgb(240, 160, 208)'],
    [{}, 'dark', 'rgb(21, 25, 30)', 'rgb(140, 196, 240)'],
  ]) {
    await world.page.emulateMedia({ colorScheme: scheme })
    await open(published('en', short({ ...thumbs, required: true }, comment), changes))
    await show('dialog')
    await inside('form > button').click()
    assert.deepEqual(await style('dialog', 'background-color'), [page])
    assert.deepEqual(await style('form > button', 'background-color'), [button])
    assert.deepEqual(await ours(), [])
    await clean()
  }
})

test('letters of the person’s own size, and what the Paperwork Reduction Act wants to be read', async () => {
  const paperwork = 'OMB Control Number 3090-0297, expires 31 March 2027.\nIt takes about 3 minutes.'
  const session = await world.context.newCDPSession(world.page)
  await session.send('Page.enable')
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } })
  await open(published('en', short(thumbs), { paperwork }))
  await show('dialog')
  assert.equal(await inside('.m').first().textContent(), paperwork)
  assert.deepEqual(await style('dialog', 'font-size'), ['32px'])
  assert.ok(await inside('dialog').evaluate((one) => one.scrollWidth <= one.clientWidth))
})

test('an old browser is told apart, and shows nothing half', async () => {
  await open(published('en', short(thumbs)))
  await world.page.evaluate(() => { delete window.HTMLDialogElement })
  assert.equal(await show('dialog'), 'unsupported')
  assert.equal(await world.page.locator('lotse-survey').count(), 0)
})
