// The page's evaluator of rules against the vectors that the server must pass too.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fresh } from './fresh.mjs'

const { readRule } = await fresh('rules/rule')
const read = (name) => JSON.parse(readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), 'utf8'))

test('every rule means the events that its vector says', () => {
  const { events, rules } = read('rules')
  assert.ok(rules.length >= 60)
  for (const { rule, text, matches } of rules) {
    const means = readRule(rule)
    assert.ok(means, text)
    const found = Object.keys(events).filter((name) => means(events[name]))
    assert.deepEqual(found.sort(), [...matches].sort(), text)
  }
})

test('what is no rule is none, whole, also inside of not', () => {
  const { refused } = read('rules')
  const ours = refused.filter((vector) => vector.at !== 'server')
  assert.ok(ours.length >= 25)
  for (const { rule, reason } of ours) {
    assert.equal(readRule(rule), undefined, `${reason}: ${JSON.stringify(rule)}`)
    assert.equal(readRule({ not: rule }), undefined, `within not: ${reason}`)
    assert.equal(readRule({ any: [{ field: 'kind', is: 'click' }, rule] }), undefined, `within any: ${reason}`)
  }
})

test('generated rules mean the same events as on the server', () => {
  const { events, rules } = read('rules-generated')
  assert.ok(rules.length >= 300 && events.length >= 100)
  for (const { rule, matches } of rules) {
    const means = readRule(rule)
    assert.ok(means, JSON.stringify(rule))
    const found = events.flatMap((event, number) => (means(event) ? [number] : []))
    assert.deepEqual(found, matches, JSON.stringify(rule))
  }
})

test('names that every object has are no members', () => {
  for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) {
    assert.equal(readRule({ field: name, present: true }), undefined, name)
    assert.equal(readRule(JSON.parse(`{ "property": "n", "${name}": true }`)), undefined, name)
    assert.equal(readRule({ property: name, present: true })({ kind: 'custom', properties: {} }), false, name)
    assert.equal(readRule({ property: name, present: true })({ kind: 'custom' }), false, name)
  }
})
