// What the runtime decides against the vectors that the server must pass too; and that these are the specification's.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fresh } from './fresh.mjs'

const { visible, seed, order, inOrder, clean, count, readAnswer, readAnswers, say, write } = await fresh(
  'survey/visible', 'survey/order', 'survey/clean', 'survey/answer', 'survey/said', 'survey/write',
)
const root = new URL('../../../', import.meta.url)
const vectors = JSON.parse(readFileSync(new URL('vectors/survey.json', root), 'utf8'))
const spec = readFileSync(new URL('docs/spec/survey.md', root), 'utf8').split('\n')
const form = vectors.survey
const map = (answers) => new Map(Object.entries(answers))
const questions = form.sections.flatMap((section) => section.questions)
const cells = (line) => line.split('|').map((cell) => cell.trim().replace(/^`|`$/g, ''))

test('vectors are the cases of the specification', () => {
  const shown = spec.filter((line) => line.startsWith('| `{') && line.includes('done')).map(cells)
  assert.equal(shown.length, vectors.visible.length)
  shown.forEach(([, answers, codes], number) => {
    assert.deepEqual(vectors.visible[number], { answers: JSON.parse(answers), shown: codes.split(' ') })
  })
  const orders = spec.filter((line) => line.startsWith('| `response-')).map(cells)
  assert.equal(orders.length, vectors.order.length)
  orders.forEach(([, response, question, moves, start, places], number) => {
    assert.deepEqual(vectors.order[number], {
      response, question, stays: [...moves].map((sign) => sign === 's'), seed: +start, shown: places.split(' ').map(Number),
    })
  })
})

test('cases of what is shown', () => {
  for (const { answers, shown } of vectors.visible) {
    assert.deepEqual([...visible(form, map(answers))], shown, JSON.stringify(answers))
    assert.deepEqual([...readAnswers(form, map(answers))._shown], shown)
  }
})

test('a test holds of an answer that is there, to a question that is shown, and of none that was declined', () => {
  const survey = (when, kind = 'stars') => ({ sections: [{ questions: [
    { code: 'constructor', kind: 'stars' },
    { code: 'a', kind, shown_when: { all: [{ question: 'constructor', at_least: 2 }] } },
    { code: 'b', kind: 'stars', shown_when: when },
  ] }] })
  const shows = (when, answers, kind) => visible(survey(when, kind), map(answers)).has('b')
  const two = { constructor: { point: 2 } }
  for (const [test, answer, expected] of [
    [{ at_least: 0 }, { point: 0 }, true],
    [{ at_least: 3 }, { point: 2 }, false],
    [{ at_most: 0 }, { point: 0 }, true],
    [{ at_most: 3 }, { point: 4 }, false],
    [{ one_of: [0, 2] }, { point: 0 }, true],
    [{ one_of: [1] }, { point: 0 }, false],
    [{ answered: true }, { text: 'x' }, true],
    [{ answered: true }, 'declined', false],
    [{ at_most: 9 }, 'declined', false],
    [{ one_of: ['x'] }, { options: { chosen: ['y', 'x'] } }, true],
    [{ one_of: ['x'] }, { options: { chosen: ['y'] } }, false],
    [{ answered: true }, { options: { chosen: ['y'] } }, true],
    [{ row: 'r', answered: true }, { rows: { r: 1 } }, true],
    [{ row: 'constructor', answered: true }, { rows: { r: 1 } }, false],
    [{ row: 'r', at_most: 1 }, { rows: { r: 1 } }, true],
    [{ row: 's', at_most: 1 }, { rows: { r: 1 } }, false],
  ]) {
    const when = { all: [{ question: 'a', ...test }] }
    assert.equal(shows(when, { ...two, a: answer }), expected, JSON.stringify([test, answer]))
    assert.equal(shows(when, { a: answer }), false, 'its question is not shown')
    assert.equal(shows({ any: [{ question: 'a', ...test }, { question: 'constructor', at_most: 1 }] }, { constructor: { point: 1 }, a: answer }), true)
  }
})

test('all tests must hold, or any of them', () => {
  const survey = (when) => ({ sections: [{ questions: [{ code: 'a', kind: 'stars' }, { code: 'b', kind: 'stars', shown_when: when }] }] })
  const tests = [{ question: 'a', at_least: 2 }, { question: 'a', at_most: 3 }]
  for (const [point, all, any] of [[1, false, true], [2, true, true], [5, false, true]]) {
    const answers = map({ a: { point } })
    assert.equal(visible(survey({ all: tests }), answers).has('b'), all)
    assert.equal(visible(survey({ any: tests }), answers).has('b'), any)
  }
})

test('cases of the random order', () => {
  for (const { response, question, stays, seed: start, shown } of vectors.order) {
    assert.equal(seed(response, question), start)
    assert.deepEqual(order(start, stays), shown)
    const list = stays.map((stay, place) => ({ stays: stay, place }))
    assert.deepEqual(inOrder(list, true, response, question).map(({ place }) => place), shown)
    assert.equal(inOrder(list, undefined, response, question), list)
  }
})

test('hostile signs become harmless and nothing is cut', () => {
  for (const { text, line, lines } of vectors.clean) {
    assert.equal(clean(text), line, JSON.stringify(text))
    assert.equal(clean(text, true), lines, JSON.stringify(text))
  }
  assert.equal(count('a👍é'), 3)
  const started = Date.now()
  const spaces = 'a' + ' '.repeat(1e6) + 'b'
  assert.equal(clean(spaces), spaces)
  assert.equal(count('👍'.repeat(5e5)), 5e5)
  assert.ok(Date.now() - started < 2000, 'a megabyte takes no time')
})

test('addresses are those that browsers take', () => {
  const question = { code: 'm', kind: 'e-mail' }
  for (const text of vectors.email.good) assert.deepEqual(readAnswer(question, { text }), { _answer: { text } })
  // Cleaning comes first: it takes the line end away.
  for (const text of vectors.email.wrong.filter((text) => text && !text.endsWith('\n'))) {
    assert.equal(readAnswer(question, { text })._fault.key, 'email', text)
  }
  assert.equal(readAnswer(question, { text: 'a'.repeat(250) + '@b.org' })._fault.key, 'too_long')
})

test('answers are read, missed and set aside as on the server', () => {
  let ours = 0
  for (const { answers, reading, given, set_aside, faults, at } of vectors.answers) {
    if (at === 'server') continue
    ours++
    const read = readAnswers(form, map(answers), reading === 'sent')
    const text = JSON.stringify(answers).slice(0, 200)
    assert.deepEqual(read._faults, faults ?? [], text)
    if (faults) continue
    const order = (codes) => questions.map(({ code }) => code).filter((code) => codes.includes(code))
    const all = [...read._answers.keys()]
    assert.deepEqual(all.filter((code) => read._shown.has(code)), order(given), text)
    assert.deepEqual(all.filter((code) => !read._shown.has(code)), order(set_aside), text)
  }
  assert.ok(ours >= 25)
  const read = readAnswers(form, map(vectors.answers[0].answers), true)._answers
  assert.deepEqual(read.get('why'), { options: { chosen: ['other', 'time'], write_in: 'The fee' } })
  assert.deepEqual([read.get('place'), read.get('comment')], [{ text: 'At work' }, { text: 'a\nb' }])
})

test('lines are kept where there can be lines', () => {
  const text = 'a\r\nb'
  assert.deepEqual(readAnswer({ code: 'x', kind: 'short-text' }, { text }), { _answer: { text: 'a b' } })
  assert.deepEqual(readAnswer({ code: 'x', kind: 'long-text' }, { text }), { _answer: { text: 'a\nb' } })
})

test('a wrong answer is none to those that depend on it', () => {
  const answers = { thumb: { point: 1 }, parts: { rows: { letter: 1 } }, comment: { text: 'x'.repeat(51) } }
  assert.equal(readAnswers(form, map(answers))._shown.has('mail'), false)
})

test('later texts say what was answered', () => {
  const narrowed = JSON.parse(JSON.stringify(form), (_, value) => (value?.[vectors.said_in] ? { [vectors.said_in]: value[vectors.said_in] } : value))
  const published = { form: narrowed, names: { service: 'service', organization: 'organization' } }
  const read = readAnswers(narrowed, map(vectors.said_of))
  for (const { text, said } of vectors.said) assert.equal(say(text, published, read), said, text)
  // What is not shown is not said; an option's own answer is its own words.
  assert.equal(say('{q:star|none}', published, readAnswers(narrowed, map({ star: { point: 3 } }))), 'none')
  assert.equal(say('{q:mail}{q:comment}', published, readAnswers(narrowed, map(vectors.answers[0].answers))), '')
  assert.equal(say('{q:day}', published, readAnswers(narrowed, map(vectors.answers[0].answers))), '2026-11-23')
})

test('what is sent is JSON with lists, whatever the page did to it', () => {
  const value = { a: [1, 'x"\n\u2028', [], { b: true }], c: undefined, d: null, e: { rows: Object.assign(Object.create(null), { constructor: 1 }) } }
  const expected = { a: value.a, d: null, e: { rows: { constructor: 1 } } }
  assert.deepEqual(JSON.parse(write(value)), expected)
  Array.prototype.toJSON = Object.prototype.toJSON = () => 'hostile'
  try {
    assert.doesNotMatch(write(value), /hostile/)
  } finally {
    delete Array.prototype.toJSON
    delete Object.prototype.toJSON
  }
})

test('the words that it says are those of the specification, each once', () => {
  const table = readFileSync(new URL('docs/spec/survey-runtime.md', root), 'utf8').split('## 6.')[1]
  const keys = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key)
  assert.equal(new Set(keys).size, keys.length)
  const folder = new URL('sdk/src/survey/', root)
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n')
  const said = new Set([...sources.matchAll(/words\.(\w+)/g)].map(([, key]) => key).filter((key) => !/^(replace|split)$/.test(key)))
  for (const key of said) assert.ok(keys.includes(key), `${key} is said and not specified`)
  for (const key of keys) assert.ok(said.has(key) || sources.includes(`'${key}'`), `${key} is specified and not said`)
})
