// Every kind of question, answered by mouse and by keyboard alone; what is shown, said, missed and wrong.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pause, world } from './harness.mjs'
import { clean, comment, everything, focus, kept, open, published, short, show, thumbs, violations } from './survey-samples.mjs'

const inside = (selector) => world.page.locator('lotse-survey ' + selector)
const question = (title) => inside('.q').filter({ has: world.page.locator(`:is(legend, label) > span:text-is("${title}")`) })
const send = async () => {
  await inside('button >> text=Send').click()
  await inside('h2 >> text=Your answers have arrived').waitFor()
}
const shown = () =>
  inside('.q').evaluateAll((all) => all.filter((one) => one.getClientRects().length).map((one) => one.querySelector('legend, label').firstChild.textContent))
const ours = async () => (await violations()).filter((found) => /lotse-survey/.test(found))

const whole = {
  done: { options: { chosen: ['partly'] } },
  why: { options: { chosen: ['other', 'time'], write_in: 'The fee' } },
  thumb: { point: 1 }, star: { point: 4 }, trust: { point: 2 }, ease: { point: 7 }, tell: { point: 10 }, effort: { point: 3 },
  parts: { rows: { form: 5, letter: 2 } },
  place: { text: 'home' }, comment: { text: 'Two\nlines' }, mail: { text: 'name@example.org' }, day: { text: '2026-11-11' },
}
/** Options have a random order, and are sent in the order that they have on the page. */
const sorted = (answers) => {
  answers.why.options.chosen.sort()
  return answers
}

test('every kind of question by mouse', async () => {
  await open(published())
  await show('dialog')
  const choose = (title, value, nth = 0) => question(title).locator(`label:has([value="${value}"])`).nth(nth).click()
  await choose('Did you finish?', 'partly')
  await choose('What got in your way?', 'time')
  await choose('What got in your way?', 'other')
  await question('What got in your way?').getByLabel('Please say which').fill(' The fee ')
  await choose('Was the page useful?', 1)
  await choose('How many stars?', 4)
  await choose('I trust the Town of Rivermouth.', 2)
  await choose('How easy was it?', 7)
  await choose('Would you tell a friend?', 10)
  await choose('We made it easy.', 3)
  await choose('How good was each part?', 5)
  await choose('How good was each part?', 2, 1)
  await question('Where were you?').locator('input').fill('home')
  await question('What was wrong with the letter at home?').locator('textarea').fill('Two\nlines')
  await question('Where can we write to?').locator('input').fill('name@example.org')
  await question('When was it?').locator('input').fill('2026-11-11')
  assert.deepEqual(await ours(), [])
  await send()
  const [response] = kept()
  assert.deepEqual(sorted(response.answers), whole)
  assert.match(response.id, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  assert.deepEqual({ ...response, id: 0, answers: 0 }, { id: 0, survey: 7, version: 2, language: 'en', placement: 'dialog', answers: 0 })
  const [{ body, headers }] = world.tries
  assert.deepEqual([body.key, body.profile, body.signal, body.page], ['pk_TEST', 'headers', false, { url: '/page' }])
  assert.ok(Math.abs(body.sent_at - Date.now()) < 10000)
  assert.match(headers['content-type'], /^text\/plain/)
  assert.equal(headers.cookie, undefined)
  assert.equal(await inside('p >> text=Thank you.').count(), 1)
  await clean()
})

test('every kind of question by keyboard alone', async () => {
  await open(published())
  const { keyboard } = world.page
  await show('dialog')
  const press = async (...keys) => {
    for (const key of keys) await keyboard.press(key)
  }
  const times = (count, key) => Array(count).fill(key)
  const at = async (expected) => {
    await keyboard.press('Tab')
    assert.match(await focus(), expected)
  }
  await at(/^button Close/)
  await at(/^radio Yes/)
  await press('ArrowDown')
  assert.match(await focus(), /^radio Partly/)
  const order = await question('What got in your way?').locator('label.o').allTextContents()
  // What is written in follows its option; not to say is the last.
  assert.deepEqual(order.slice(-2), ['Something else', 'I would rather not say'])
  for (const label of order) {
    await at(new RegExp(`^checkbox ${label}`))
    if (/time/.test(label)) await press('Space')
    if (/else/.test(label)) {
      await press('Space')
      await at(/^text Please say which/)
      await keyboard.type('The fee')
      await press('Enter')
      assert.equal(world.tries.length, 0, 'a survey is sent by its button')
    }
  }
  await at(/^radio 👍Yes/)
  await press('Space')
  await at(/^button Take this answer back/)
  await at(/^radio ★☆☆☆☆1 star/)
  await press('Space', ...times(3, 'ArrowDown'), 'Tab')
  for (const [label, steps] of [['1 Not at all', 1], ['1 Hard', 6], ['0 No', 10], ['1 No', 2]]) {
    await at(new RegExp(`^radio ${label}`))
    await press('Space', ...times(steps, 'ArrowRight'), 'Tab')
  }
  await at(/^radio 1 Bad/)
  await press('Space', ...times(4, 'ArrowRight'))
  await at(/^radio 1 Bad/)
  await press('Space', 'ArrowRight')
  await at(/^text Where were you/)
  await keyboard.type('home')
  await at(/^textarea What was wrong with the letter at home\?/)
  await keyboard.type('Two')
  await press('Enter')
  await keyboard.type('lines')
  await at(/^email Where can we write to/)
  await keyboard.type('name@example.org')
  await at(/^date When was it/)
  // The same in every order that browsers have.
  await keyboard.type('11112026')
  await inside('button >> text=Send').focus()
  await press('Enter')
  await inside('h2 >> text=Your answers have arrived').waitFor()
  assert.equal(kept().length, 1)
  assert.deepEqual(sorted(kept()[0].answers), whole)
  assert.equal(await focus(), 'h2 Your answers have arrived')
  await press('Tab', 'Enter')
  await world.page.waitForFunction(() => !document.querySelector('lotse-survey'))
  await clean()
})

test('questions come and go with what was answered, and that is said', async () => {
  await open(published())
  await show('dialog')
  assert.deepEqual(await shown(), ['Did you finish?', 'Was the page useful?'])
  const status = inside('.h[role=status]')
  assert.equal(await status.textContent(), '')
  await inside('label >> text=Partly').click()
  assert.deepEqual(await shown(), ['Did you finish?', 'What got in your way?', 'Was the page useful?'])
  assert.equal(await status.textContent(), 'The questions below have changed.')
  assert.equal(await inside('h3 >> text=More of it').isVisible(), false)
  await inside('[value=yes]').check()
  assert.ok((await shown()).includes('How many stars?'))
  assert.equal(await inside('h3 >> text=More of it').isVisible(), true)
  await question('How good was each part?').locator('[value="1"]').nth(1).check()
  assert.ok((await shown()).includes('What was wrong with the letter at home?'))
  await question('Where were you?').locator('input').fill('<b>the bank</b>')
  assert.ok((await shown()).includes('What was wrong with the letter at <b>the bank</b>?'))
})

test('what is not shown any more is set aside: sent where it can be kept, an address never', async () => {
  const begin = async () => {
    await open(published())
    await show('dialog')
    await inside('[value=yes]').check()
    for (const nth of [0, 1]) await question('How good was each part?').locator('[value="1"]').nth(nth).check()
  }
  const turnBack = () => question('How good was each part?').locator('[value="4"]').nth(1).check()
  await begin()
  await question('What was wrong with the letter at home?').locator('textarea').fill('All')
  await question('Where can we write to?').locator('input').fill('name@example.org')
  await turnBack()
  await send()
  assert.deepEqual(kept()[0].answers, { done: { options: { chosen: ['yes'] } }, parts: { rows: { form: 1, letter: 4 } }, comment: { text: 'All' } })
  // A wrong one that nobody sees is no obstacle, and could not be kept.
  world.kept.clear()
  await begin()
  await question('What was wrong with the letter at home?').locator('textarea').fill('x'.repeat(51))
  await turnBack()
  await send()
  assert.deepEqual(Object.keys(kept()[0].answers), ['done', 'parts'])
})

test('faults: a summary with links gets the focus, each fault stands at its question and is tied to it', async () => {
  await open(published())
  await show('dialog')
  const { page } = world
  await inside('[value=yes]').check()
  const matrix = question('How good was each part?')
  const text = question('What was wrong with the letter at home?').locator('textarea')
  const day = question('When was it?').locator('input')
  await matrix.locator('[value="1"]').nth(1).check()
  await text.fill('x'.repeat(60))
  await day.focus()
  await page.keyboard.type('11')
  await inside('button >> text=Send').click()
  assert.equal(await focus(), 'div There is a problemHow good was each part')
  assert.deepEqual(await inside('.s a').allTextContents(), [
    'How good was each part? – Choose an answer for “The form”',
    'What was wrong with the letter at home? – Make this text shorter; characters too many: 10',
    'When was it? – Write a whole date',
  ])
  const tied = (locator) => locator.evaluate((element) =>
    element.getAttribute('aria-describedby').split(' ').map((id) => element.getRootNode().getElementById(id).textContent))
  assert.deepEqual(await tied(matrix), ['Error: Choose an answer for “The form”'])
  assert.deepEqual(await tied(text), ['Please leave out names.', 'Error: Make this text shorter; characters too many: 10'])
  assert.deepEqual(await tied(day), ['Error: Write a whole date'])
  assert.equal(await day.getAttribute('aria-invalid'), 'true')
  const address = page.url()
  await inside('.s a').first().click()
  assert.equal(await focus(), 'radio 1 Bad')
  assert.equal(await matrix.locator('input').first().evaluate((input) => input === input.getRootNode().activeElement), true, 'the first row')
  await inside('.s a').last().click()
  assert.match(await focus(), /^date/)
  assert.equal(page.url(), address)
  assert.deepEqual(await ours(), [])
  assert.equal(world.tries.length, 0)
  await matrix.locator('[value="1"]').first().check()
  await text.fill('x')
  await day.fill('2026-01-01')
  await send()
  await clean()
})

test('a required question is one in words; nothing at all is not sent', async () => {
  await open(published('en', short({ ...thumbs, required: true }, { ...comment, required: true })))
  await show('dialog')
  assert.deepEqual(await inside(':is(legend, label[for])').allTextContents(), ['Was this page useful? (required)', 'What should we change? (required)'])
  assert.equal(await inside('[role=radiogroup]').getAttribute('aria-required'), 'true')
  await inside('button >> text=Send').click()
  assert.deepEqual(await inside('.s a').allTextContents(), ['Was this page useful? – Choose an answer', 'What should we change? – Write an answer'])
  await inside('[value="1"]').check()
  assert.equal(await inside('.a:visible').count(), 0, 'a required answer cannot be taken back')
  await open(published('en', short(thumbs)))
  await show('dialog')
  await inside('button >> text=Send').click()
  assert.deepEqual(await inside('.s li').allTextContents(), ['There is no answer yet.'])
  assert.match(await focus(), /^div There is a problem/)
  assert.equal(world.tries.length, 0)
})

test('rather not to say: it and an answer exclude each other, in every kind', async () => {
  const decline = (one) => ({ ...one, may_decline: true })
  const options = [{ code: 'a', text: { en: 'A' } }, { code: 'b', text: { en: 'B' } }]
  const matrix = { code: 'm', kind: 'matrix', scale: 'likert-5', title: { en: 'Parts' }, labels: { 1: { en: 'Bad' }, 5: { en: 'Good' } }, rows: options }
  const survey = published('en', short(
    decline(thumbs), decline(comment), decline(matrix), decline({ code: 'c', kind: 'multiple-choice', title: { en: 'Some' }, options }),
    decline({ code: 's', kind: 'single-choice', title: { en: 'One' }, options }),
  ))
  await open(survey)
  await show('dialog')
  await inside('textarea').fill('x')
  await question('Parts').locator('[value="1"]').first().check()
  await question('Some').locator('[value=a]').check()
  for (const box of await inside('[value=declined]').all()) await box.check()
  assert.equal(await question('Parts').locator('[value="1"]').first().isChecked(), false)
  assert.equal(await question('Some').locator('[value=a]').isChecked(), false)
  await send()
  assert.deepEqual(kept()[0].answers, { useful: 'declined', comment: 'declined', m: 'declined', c: 'declined', s: 'declined' })
  world.kept.clear()
  await open(survey)
  await show('dialog')
  for (const box of await inside('[value=declined]').all()) await box.check()
  await inside('textarea').fill('x')
  await question('Parts').locator('[value="2"]').first().check()
  await question('Some').locator('[value=a]').check()
  await question('One').locator('[value=a]').check()
  await question('Was this page useful?').locator('[value="0"]').check()
  assert.equal(await inside('[value=declined]:checked').count(), 0)
  await question('One').locator('button').click()
  assert.match(await focus(), /^radio A/)
  await send()
  assert.deepEqual(kept()[0].answers, { useful: { point: 0 }, comment: { text: 'x' }, m: { rows: { a: 2 } }, c: { options: { chosen: ['a'] } } })
})

test('what can still be written is shown, and said towards the end', async () => {
  await open(published('en', short(comment)))
  await show('dialog')
  assert.equal(await inside('.m').textContent(), 'Characters left: 100')
  await inside('textarea').fill('👍'.repeat(50))
  assert.equal(await inside('.m').textContent(), 'Characters left: 50')
  await pause(1200)
  assert.equal(await inside('.h[role=status]').textContent(), '')
  await inside('textarea').fill('x'.repeat(95))
  await inside('.h[role=status] >> text=Characters left: 5').waitFor({ state: 'attached' })
})

test('a random order is that of the response, and what stays keeps its place', async () => {
  const options = [...'abcdefgh'].map((code) => ({ code, text: { en: code.toUpperCase() }, stays: code === 'h' }))
  const choice = { code: 'c', kind: 'multiple-choice', title: { en: 'Some' }, options, random_order: true }
  const letters = async () => (await inside('label.o').allTextContents()).join('')
  const seen = new Set()
  for (let turn = 0; turn < 4; turn++) {
    await open(published('en', short(choice)))
    await show('dialog')
    const order = await letters()
    assert.equal([...order].sort().join(''), 'ABCDEFGH')
    assert.ok(order.endsWith('H'))
    seen.add(order)
    await inside('[value=a]').check()
    await world.page.keyboard.press('Escape')
    await pause(50)
    await show('dialog')
    assert.equal(await letters(), order)
  }
  assert.ok(seen.size > 1)
})

test('the survey of the specification has every kind', () => {
  const kinds = new Set(everything.sections.flatMap(({ questions }) => questions.map(({ kind }) => kind)))
  assert.equal(kinds.size, 13)
})
