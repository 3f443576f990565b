// The package as an application uses it: typed, bundled, and only what is used.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { build } from 'esbuild'

const folder = new URL('../../dist/npm/', import.meta.url).pathname
const names = ['start', 'track', 'page', 'outcome', 'profile', 'user', 'caseReference', 'stop', 'object']

/** Bundles a tiny application; the files by name. */
async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    alias: { lotse: folder },
    bundle: true, splitting: true, minify: true, write: false, outdir: 'out', format: 'esm',
  })
  return outputFiles.map(({ path, text }) => ({ entry: /stdin\.js$/.test(path), text }))
}

test('it exports what its types say', () => {
  const declared = [...readFileSync(folder + 'index.d.ts', 'utf8').matchAll(/^export function (\w+)/gm)].map(([, name]) => name)
  assert.deepEqual(declared, names)
  const exported = /export \{([^}]*)\}/.exec(readFileSync(folder + 'index.js', 'utf8'))[1]
    .split(',')
    .map((name) => name.trim().replace(/^.* as /, ''))
  assert.deepEqual(exported.sort(), [...names].sort())
})

test('what an application does not use falls away, and parts stay parts', async () => {
  const all = await bundled(`import * as lotse from 'lotse'; lotse.start({ key: 'a', origin: 'https://a.example' }); window.all = lotse`)
  const some = await bundled(`import { start } from 'lotse'; start({ key: 'a', origin: 'https://a.example' })`)
  const text = (files) => files.filter(({ entry }) => entry).map(({ text }) => text).join()
  assert.match(text(all), /"custom"/)
  assert.doesNotMatch(text(some), /"custom"/)
  assert.ok(text(some).length < text(all).length)
  // Capture, rules and vitals are loaded when they are needed.
  for (const part of ['rage_click', 'eyJ[\\w-]{8,}', 'largest-contentful-paint']) {
    assert.equal(text(some).includes(part), false, part)
    assert.ok(some.some((file) => !file.entry && file.text.includes(part)), part)
  }
  assert.equal((await bundled(`import { track } from 'lotse'; console.log('nothing')`)).find(({ entry }) => entry).text.length < 100, true)
})

test('its types accept what is right and refuse what is wrong', () => {
  const place = mkdtempSync(join(tmpdir(), 'lotse-types-'))
  const check = (code) => {
    writeFileSync(join(place, 'app.ts'), `import { start, track, object, profile } from '${folder}index.js'\n${code}\n`)
    execFileSync(process.execPath, [
      new URL('../../node_modules/typescript/bin/tsc', import.meta.url).pathname,
      '--noEmit', '--strict', '--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2020', join(place, 'app.ts'),
    ], { stdio: 'pipe', cwd: place })
  }
  try {
    check("start({ key: 'a', origin: 'https://a.example', profile: 'statistics', parameters: ['step'] }); track('x', { a: 1 }); object(); profile('headers')")
    assert.throws(() => check("start({ key: 'a' })"))
    assert.throws(() => check("profile('everything')"))
    assert.throws(() => check("track('x', { a: { b: 1 } })"))
  } finally {
    rmSync(place, { recursive: true })
  }
})
