// Answers arrive once, whatever happens on the way; nothing is lost, and nothing is stored that must not be.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pause, until, world } from './harness.mjs'
import { clean, comment, focus, kept, open, published, short, show, thumbs } from './survey-samples.mjs'

const mail = { code: 'mail', kind: 'e-mail', title: { en: 'Where can we write to?' } }
const small = (...questions) => published('en', short(...(questions.length ? questions : [thumbs, comment])))
const inside = (selector, page = world.page) => page.locator('lotse-survey ' + selector)
const arrived = (page) => inside('h2 >> text=Your answers have arrived', page).waitFor()
const ids = () => [...new Set(world.tries.map(({ body }) => body.response.id))]
const said = () => inside('.r').textContent()

test('the network is gone while somebody answers: said, nothing lost, sent again with the same id', async () => {
  await open(small())
  await show('dialog')
  await inside('textarea').fill('More light')
  await world.context.setOffline(true)
  await inside('button >> text=Send').click()
  await inside('p >> text=there is no connection').waitFor()
  assert.equal(await focus(), 'button Send again')
  assert.equal(await inside('textarea').inputValue(), 'More light')
  await world.context.setOffline(false)
  await inside('button >> text=Send again').click()
  await arrived()
  assert.deepEqual(kept().map(({ answers }) => answers), [{ comment: { text: 'More light' } }])
  assert.deepEqual(await world.page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0])
  await clean()
})

test('kept, but the answer got lost: the second try is the same response', async () => {
  await open(small())
  await show('embedded', '#place')
  await inside('textarea').fill('x')
  // A browser itself sends again what was not answered at all.
  world.replies = [{ drop: true, keep: true }, { drop: true }, { drop: true }, { status: 503 }, { status: 429 }, { status: 200, keep: true }]
  await inside('button >> text=Send').click()
  for (let turn = 0; turn < 5 && (await inside('form:visible').count()); turn++) {
    await inside('.r >> text=Nothing is lost').waitFor()
    await inside('button >> text=Send again').click()
    await inside('.r >> text=/being sent/').waitFor({ state: 'detached' })
  }
  await arrived()
  assert.equal(world.tries.length, 6)
  assert.equal(ids().length, 1)
  assert.equal(kept().length, 1)
})

test('what was changed after it had arrived is not taken, and that is said', async () => {
  for (const change of [false, true]) {
    await open(small())
    await show('dialog')
    await inside('textarea').fill('first')
    world.replies = [{ status: 500, keep: true }]
    await inside('button >> text=Send').click()
    await inside('.r >> text=our service has a fault').waitFor()
    if (change) await inside('textarea').fill('second')
    await inside('button >> text=Send again').click()
    await arrived()
    assert.equal(await inside('p >> text=They had arrived before').isVisible(), change)
  }
  assert.deepEqual(kept().map(({ answers }) => answers.comment.text), ['first', 'first'])
})

test('a double click, and clicks while it is on its way', async () => {
  await open(small())
  await show('dialog')
  await inside('textarea').fill('x')
  world.replies = [{ delay: 700 }]
  await inside('button >> text=Send').dblclick()
  await inside('button >> text=Send').click({ force: true })
  assert.equal(await said(), 'Your answers are being sent …')
  assert.equal(await inside('textarea').evaluate((field) => !!field.closest('[inert]')), true)
  assert.equal(await inside('form > button').getAttribute('aria-disabled'), 'true')
  await arrived()
  assert.equal(world.tries.length, 1)
  assert.equal(kept().length, 1)
})

test('Escape while it is on its way: it arrives once all the same', async () => {
  await open(small())
  await show('dialog')
  await inside('textarea').fill('x')
  world.replies = [{ delay: 500 }]
  await inside('button >> text=Send').click()
  await world.page.keyboard.press('Escape')
  await until(() => kept().length === 1, 'kept')
  await pause(700)
  await show('dialog')
  // Somebody who opens it again while it was on its way learns that it has arrived.
  assert.equal(await inside('h2:visible').first().textContent(), 'Your answers have arrived')
  assert.equal(world.tries.length, 1)
})

test('the server finds faults: each at its question; another refusal says that nothing was kept', async () => {
  await open(small())
  await show('dialog')
  await inside('textarea').fill('x')
  world.replies = [
    { status: 422, said: { faults: [{ question: 'comment', key: 'too_long', found: 120, limit: 100 }, { question: 'useful', key: 'required' }] } },
    { status: 422, said: { faults: [{ question: 'other', key: 'unknown_question' }] } },
    { status: 422, said: { faults: [null, 7, { question: 'comment', key: 'strange' }] } }, { status: 422 }, { status: 410 }, { status: 400 },
  ]
  await inside('button >> text=Send').click()
  await inside('.s').waitFor()
  assert.deepEqual(await inside('.s a').allTextContents(), [
    'Was this page useful? – Choose an answer', 'What should we change? – Make this text shorter; characters too many: 20',
  ])
  assert.match(await focus(), /^div There is a problem/)
  await inside('form > button').click()
  await inside('.r >> text=could not be taken').waitFor()
  await inside('form > button').click()
  await inside('.s a >> text=What should we change? – Change this answer').waitFor()
  for (const words of ['could not be taken', 'has ended', 'could not be taken']) {
    await inside('form > button').click()
    await inside(`.r >> text=${words}`).waitFor()
  }
  assert.equal(ids().length, 1)
  assert.equal(await inside('textarea').inputValue(), 'x')
})

test('who went on meanwhile keeps the focus, and is told', async () => {
  await open(small(), '<label>Name <input id="name"></label>')
  await world.page.evaluate(() => document.querySelector('#name').style.setProperty('display', 'inline', 'important'))
  await show('embedded', '#place')
  await inside('textarea').fill('x')
  world.replies = [{ delay: 600 }]
  await inside('button >> text=Send').click()
  await world.page.focus('#name')
  await world.page.keyboard.type('Ja')
  await inside('.h[role=status] >> text=Your answers have arrived').waitFor({ state: 'attached' })
  await world.page.keyboard.type('ne')
  assert.equal(await world.page.inputValue('#name'), 'Jane')
})

test('back to the page: what was sent is not sent again', async () => {
  await open(small())
  await show('embedded', '#place')
  await inside('textarea').fill('x')
  await inside('button >> text=Send').click()
  await arrived()
  await world.page.goto(world.site + '/blank')
  await world.page.goBack({ waitUntil: 'commit' })
  await world.page.waitForSelector('[data-ready]', { state: 'attached' })
  await pause(300)
  assert.equal(world.tries.length, 1)
  assert.equal(kept().length, 1)
  // As it was, or new and empty: never filled in and ready to be sent.
  if (await inside('form:visible').count()) assert.equal(await inside('textarea').inputValue(), '')
})

test('back to a page whose answers were on their way', async () => {
  await open(small())
  await show('embedded', '#place')
  await inside('textarea').fill('x')
  world.replies = [{ delay: 400 }]
  await inside('button >> text=Send').click()
  await until(() => world.tries.length === 1, 'sent')
  await world.page.goto(world.site + '/blank')
  await until(() => kept().length === 1, 'kept although the page was left')
  await world.page.goBack({ waitUntil: 'commit' })
  await world.page.waitForSelector('[data-ready]', { state: 'attached' })
  await pause(600)
  if (await inside('form > button:visible').count()) {
    if (await inside('textarea').inputValue()) await inside('form > button').click()
    await pause(300)
  }
  assert.equal(kept().length, 1)
})

test('two tabs: each is a response of its own', async () => {
  await open(small())
  const first = world.page
  const second = await world.context.newPage()
  world.page = second
  await open(small())
  for (const page of [first, second]) {
    await page.evaluate(() => window.show('embedded', '#place'))
    await inside('textarea', page).fill('x')
  }
  for (const page of [first, second]) await inside('button >> text=Send', page).click()
  for (const page of [first, second]) await arrived(page)
  assert.equal(kept().length, 2)
})

test('where the profile allows storage, what was answered outlives a reload, without an address; a copied tab sends it once', async () => {
  const survey = small(thumbs, comment, mail)
  await open(survey, '', { stores: true })
  await show('embedded', '#place')
  await inside('textarea').fill('More light')
  await inside('[value="0"]').check()
  await inside('[type=email]').fill('name@example.org')
  const stored = await world.page.evaluate(() => ({ ...sessionStorage }))
  assert.deepEqual(Object.keys(stored), ['lotse-survey-7'])
  assert.doesNotMatch(stored['lotse-survey-7'], /example/)
  const [popup] = await Promise.all([world.context.waitForEvent('page'), world.page.evaluate(() => void window.open(location.href))])
  await popup.waitForSelector('[data-ready]', { state: 'attached' })
  await world.page.reload()
  await world.page.waitForSelector('[data-ready]', { state: 'attached' })
  for (const page of [world.page, popup]) {
    await page.evaluate(() => window.show('embedded', '#place'))
    assert.equal(await inside('textarea', page).inputValue(), 'More light')
    assert.equal(await inside('[value="0"]', page).isChecked(), true)
    assert.equal(await inside('[type=email]', page).inputValue(), '')
    await inside('button >> text=Send', page).click()
    await arrived(page)
  }
  assert.equal(world.tries.length, 2)
  assert.equal(kept().length, 1)
  assert.deepEqual(await world.page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0])
  // What is stored of another version, or by somebody else, is nothing.
  for (const hostile of ['{', 'null', '{"id":"x","version":1,"answers":[]}', '{"id":"x","version":2,"answers":[["useful",{"rows":1}],["comment",7],["mail","declined"]]}']) {
    await world.page.evaluate((text) => sessionStorage.setItem('lotse-survey-7', text), hostile)
    await world.page.reload()
    await world.page.waitForSelector('[data-ready]', { state: 'attached' })
    await show('embedded', '#place')
    assert.equal(await inside('textarea').count(), 1, hostile)
  }
})

test('hostile text is text: in what is asked, in what is answered, and on its way', async () => {
  const markup = '<img src=x onerror=alert(1)><script>alert(1)</script>'
  const hostile = { ...comment, most_chars: 10000, title: { en: markup }, help: { en: markup } }
  const choice = { code: 'c', kind: 'single-choice', title: { en: 'javascript:alert(1)' }, options: [
    { code: 'a', text: { en: markup }, write_in: true }, { code: 'constructor', text: { en: '👩‍👩‍👧 =1+1' } },
  ] }
  const last = { code: 'd', kind: 'short-text', title: { en: 'You said {q:c|nothing}' } }
  const survey = published('en', { ...short(choice, hostile, last), title: { en: markup } }, {
    names: { service: markup, organization: markup },
    theme: { page: 'url(http://x)', text: 'red;}*{display:none', button: '#0b4f7d', button_text: '#ffffff', edge: '#6b7480', error: 'expression(1)' },
  })
  await open(survey)
  world.page.on('dialog', () => assert.fail('a script ran'))
  await show('dialog')
  assert.equal(await inside(':is(img, script, b)').count(), 0)
  assert.equal(await inside('h2').first().textContent(), markup)
  await inside('[value=a]').check()
  const text = '\u202Egpj.exe\u0000 <b>👩‍👩‍👧</b> =cmd|x'
  await inside('.i input').fill(text)
  assert.equal(await inside('.q label[for] >> nth=1').textContent(), 'You said gpj.exe  <b>👩‍👩‍👧</b> =cmd|x')
  await inside('textarea').fill(text + '\n' + text)
  const took = await inside('textarea').evaluate((field) => {
    field.value = '👍<b>'.repeat(200000)
    const started = performance.now()
    field.dispatchEvent(new Event('input', { bubbles: true, composed: true }))
    return performance.now() - started
  })
  assert.ok(took < 1000, `${took} ms with a megabyte`)
  assert.equal(await inside('p.m.e').textContent(), 'Characters too many: 790000')
  await inside('button >> text=Send').click()
  assert.equal(await inside('.s a').count(), 1)
  await inside('textarea').fill(text + '\n' + text)
  await inside('button >> text=Send').click()
  await arrived()
  assert.deepEqual(kept()[0].answers, {
    c: { options: { chosen: ['a'], write_in: 'gpj.exe  <b>👩‍👩‍👧</b> =cmd|x' } },
    comment: { text: 'gpj.exe  <b>👩‍👩‍👧</b> =cmd|x\ngpj.exe  <b>👩‍👩‍👧</b> =cmd|x' },
  })
  await clean()
})

test('signals: each once, without an id of the response', async () => {
  await open(small())
  await show('embedded', '#place')
  await pause(1300)
  const signals = () => world.page.evaluate(() => window.signals)
  assert.deepEqual(await signals(), ['offered embedded', 'seen embedded'])
  await inside('[value="0"]').check()
  await inside('textarea').fill('x')
  await world.page.evaluate(() => dispatchEvent(new Event('pagehide')))
  assert.deepEqual(await signals(), ['offered embedded', 'seen embedded', 'started embedded', 'left embedded comment'])
  await inside('button >> text=Send').click()
  await arrived()
  assert.equal((await signals()).length, 4)
})

test('a page that broke the language sees no error', async () => {
  await open(small())
  // The page acts by itself, since the test's own tools need the language whole.
  await world.page.evaluate(() => {
    for (const type of [Array, Object, String, Number]) type.prototype.toJSON = () => 'hostile'
    JSON.stringify = () => { throw new Error('JSON') }
    window.show('embedded', '#place')
    const root = document.querySelector('lotse-survey').shadowRoot
    root.querySelector('textarea').value = 'x'
    root.querySelector('[value="0"]').click()
    root.querySelector('form > button').click()
  })
  await until(() => kept().length === 1, 'kept')
  assert.deepEqual(kept()[0].answers, { useful: { point: 0 }, comment: { text: 'x' } })
  assert.doesNotMatch(JSON.stringify(world.tries), /hostile/)
  await open(small())
  await world.page.evaluate(() => {
    window.fetch = () => { throw new Error('fetch') }
    CSSStyleSheet.prototype.replaceSync = () => { throw new Error('css') }
  })
  assert.equal(await show('dialog'), undefined)
})
