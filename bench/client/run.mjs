// Measures Lotse's client beside others on one page of a public service, and writes docs/performance.md.
// Usage: node bench/client/run.mjs [--runs 9] [--dry]; --dry prints and does not write. Install first: npm ci in this folder.
// LOTSE_TEST_CHROMIUM names the browser where it is not `chromium`.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { bundle, candidates, esbuildVersion, version } from './candidates.mjs'
import { leaks, proveSearch } from './decode.mjs'
import { open } from './door.mjs'
import { write } from './report.mjs'
import { secrets } from './secrets.mjs'
import { policies, visit } from './walk.mjs'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '9' }, dry: { type: 'boolean', default: false } } })
const runs = Number(values.runs)

const executablePath = process.env.LOTSE_TEST_CHROMIUM ?? execFileSync('sh', ['-c', 'command -v chromium']).toString().trim()
const named = execFileSync(executablePath, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim()
const major = /\d+/.exec(named)[0]

proveSearch(secrets)
const close = await open()
await bundle()
const browser = await chromium.launch({
  executablePath,
  // Otherwise Playwright turns the back-forward cache off.
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
  args: [
    '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--disable-blink-features=AutomationControlled',
    // For the whole browser: what is set for a page is gone when it is left, and some clients then take it for a robot.
    `--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`,
  ],
})

/** The things of the list for which something was sent, with the name of the event. */
function noticed({ events, is }, requests) {
  const sent = events(requests)
  const found = {}
  for (const [thing, tells] of Object.entries(is)) {
    const name = sent.map(tells).find(Boolean)
    if (name) found[thing] = name
  }
  return found
}

const results = []
for (const candidate of candidates) {
  const strict = await visit(browser, candidate, policies().strict, false)
  const blocked = strict.complaints.length
  const policy = blocked ? policies().loose : policies().strict
  const seen = blocked ? await visit(browser, candidate, policy, false) : strict
  if (seen.complaints.length) throw new Error(`${candidate.name} is blocked: ${seen.complaints[0]}`)
  if (seen.elsewhere.length) throw new Error(`${candidate.name} asks elsewhere: ${seen.elsewhere}`)
  const failed = seen.requests.filter(({ status }) => status === 404)
  if (failed.length) throw new Error(`${candidate.name} asks for what is not answered: ${failed[0].address}`)
  results.push({
    name: candidate.name,
    version: candidate.from === 'lotse'
      ? JSON.parse(readFileSync(new URL('../../sdk/package.json', import.meta.url), 'utf8')).version
      : version(candidate.from),
    candidate, policy, blocked, seen,
    strictly: Object.keys(noticed(candidate, strict.requests)),
    noticed: noticed(candidate, seen.requests),
    leaked: leaks(seen.requests, secrets),
    times: [],
  })
  console.log(candidate.name, seen.scripts, seen.requests.length, results.at(-1).noticed, results.at(-1).leaked.length)
}

// In turns, each time from another one on, so that none has all the quiet moments.
const alone = []
const turns = [{ name: 'none', times: alone, policy: policies().strict }, ...results.filter(({ candidate }) => !candidate.same)]
for (let run = 0; run < runs; run++) {
  for (let index = 0; index < turns.length; index++) {
    const turn = turns[(run + index) % turns.length]
    turn.times.push(await visit(browser, turn.candidate, turn.policy, true))
  }
  console.log(`${run + 1} of ${runs}`, turns.map(({ name, times }) => `${name} ${times.at(-1).processor.toFixed(0)}/${times.at(-1).wall.toFixed(0)}`).join(', '))
}
await browser.close()
close()

if (!values.dry) write({ results, alone, chromium: named, esbuild: esbuildVersion, runs })
