// The documents against the code: attributes, calls, and the examples for signing.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const guide = readFileSync(new URL('../../../docs/data/install.md', import.meta.url), 'utf8')
const folder = new URL('../../src/', import.meta.url)
const source = ['core', 'capture', 'vitals']
  .flatMap((part) => readdirSync(new URL(part, folder)).map((file) => readFileSync(new URL(`${part}/${file}`, folder), 'utf8')))
  .join('\n')
const secret = Buffer.from(Array.from({ length: 32 }, (_, index) => index))

/** The first block of code in a language that contains a text. */
function example(language, part) {
  const blocks = [...guide.matchAll(/```(\w+)\n([^]*?)```/g)].filter(([, name]) => name === language)
  const found = blocks.find(([, , code]) => code.includes(part))
  assert.ok(found, `no ${language} example with ${part}`)
  return found[2]
}

/** Section 7 of the event specification, said once more. */
function assertReference(reference, version, value, key) {
  const [foundVersion, encoded, expiry, mac] = reference.split('.')
  assert.equal(foundVersion, version)
  assert.equal(encoded, Buffer.from(value).toString('base64url'))
  assert.ok(Math.abs(+expiry - Date.now() / 1000 - 3600) < 60)
  const text = ['lotse-ref', key, version, encoded, expiry].join('\n')
  assert.equal(mac, createHmac('sha256', secret).update(text).digest('base64url'))
}

test('the JavaScript example signs as the specification says', async () => {
  const code = example('js', 'createHmac')
  const { signedReference } = await import('data:text/javascript;base64,' + Buffer.from(code).toString('base64'))
  assertReference(signedReference('u1', 'staff-42 é', 'pk_X', secret), 'u1', 'staff-42 é', 'pk_X')
})

test('the Python example signs as the specification says', () => {
  const code = example('python', 'hmac.new')
  const call = 'print(signed_reference("c1", "case-7 é", "pk_X", bytes(range(32))))'
  const reference = execFileSync('python3', ['-c', `${code}\n${call}`], { env: { ...process.env, PYTHONIOENCODING: 'utf-8' } })
  assertReference(reference.toString().trim(), 'c1', 'case-7 é', 'pk_X')
})

test('every attribute and call is documented, and no other', () => {
  const attributes = new Set(guide.match(/data-lotse-\w+/g))
  const inSource = new Set(source.match(/data-lotse-\w+/g))
  for (const [, name] of source.matchAll(/setting\('(\w+)'\)/g)) inSource.add('data-lotse-' + name)
  for (const [, name] of source.matchAll(/\b(?:has\(element, |_?said\(|mark\()'(\w+)'\)/g)) {
    // The mark of a test visit comes by the address alone.
    if (name !== 'test') inSource.add('data-lotse-' + name)
  }
  assert.deepEqual([...attributes].sort(), [...inSource].sort())
  for (const call of ['track', 'page', 'outcome', 'profile', 'user', 'case', 'object', 'stop']) {
    assert.ok(guide.includes(`lotse('${call}'`), call)
  }
})
