// The package in an application: bundled, started by a call, with its parts as chunks of the application.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'
import { arrived, captures, events, html, pause, story, until, visit, world } from './harness.mjs'

const folder = new URL('../../dist/npm/', import.meta.url).pathname

/** Puts a bundled application on the site. */
async function application(code) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder, loader: 'ts' },
    alias: { lotse: folder },
    bundle: true, splitting: true, minify: true, write: false, outdir: 'out', format: 'esm',
  })
  for (const { path, text } of outputFiles) world.pages['/js/' + path.split('/').at(-1)] = { type: 'text/javascript', body: text }
  return '<script type=module src="/js/stdin.js"></script>'
}

test('an application starts it, calls it, and everything arrives', async () => {
  const script = await application(`
    import { start, track, outcome, page, profile, object, stop, user, caseReference } from 'lotse'
    start({ key: 'pk_APP', origin: '${world.door}', profile: 'statistics', parameters: ['step'] })
    start({ key: 'pk_APP', origin: '${world.door}', profile: 'statistics' })
    window.client = { track, outcome, page, profile, object, stop, user, caseReference }
    track('started', { n: 1 })`)
  world.pages['/app'] = {
    body: `<!doctype html><html lang=en><title>t</title>${script}<h1>App</h1><button onclick="">One</button>`,
    headers: { 'Content-Security-Policy': `default-src 'none'; script-src 'self' 'unsafe-inline'; connect-src ${world.door}; require-trusted-types-for 'script'; trusted-types 'none'` },
  }
  await visit('/app?step=2&name=SECRET')
  await until(() => captures() === 1, 'capture')
  await world.page.click('button')
  await world.page.evaluate(() => window.client.outcome('done', { a: 'jane@example.org' }))
  await world.page.goto(world.site + '/blank')
  await arrived(5)
  assert.deepEqual(story(), ['page_view /app?step=2', 'custom /app?step=2 started', 'click /app?step=2 One', 'outcome /app?step=2 done', 'leave /app?step=2'])
  assert.deepEqual(events()[3].properties, { a: '[email]' })
  assert.equal(world.requests[0].body.key, 'pk_APP')
})

test('beside a tag of the same key it does not count twice; wrong settings break nothing', async () => {
  const script = await application(`
    import { start, track, profile, object } from 'lotse'
    start({ key: 'pk_TEST', origin: '${world.door}', profile: 'statistics' })
    start(undefined); start({ key: 'x', origin: 'nonsense' })
    track('not started')`)
  await visit('/', html('<button onclick="title += 1">One</button>', undefined, '').replace('</body>', script + '</body>'))
  await world.page.click('button')
  await pause(200)
  await world.page.goto(world.site + '/blank')
  await arrived(3)
  assert.deepEqual(story(), ['page_view /', 'click / One', 'leave /'])
})
