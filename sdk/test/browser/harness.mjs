// A browser, a site and a door. The site serves the pages of a test, the door writes down what arrives. Pages come
// from one origin, script and door from another, as in real life. Any error that a page sees fails the test.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { after, afterEach, before, beforeEach } from 'node:test'
import { chromium } from 'playwright-core'

const dist = new URL('../../dist/', import.meta.url)
/** What the server has: the client, and its parts by their content, as the server names them. */
const files = new Map(readdirSync(dist).filter((name) => name.endsWith('.js')).flatMap((name) => {
  const body = readFileSync(new URL(name, dist))
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return [[`/${name}`, body], [`/assets/${name.replace('.', `-${hash}.`)}`, body]]
}))
const integrity = JSON.parse(readFileSync(new URL('../../dist/integrity.json', import.meta.url), 'utf8'))
const PATIENCE = 20000

/** What a test works with; filled before each test. */
export const world = {
  /** Pages of the site: path to HTML, or to `{ body, type, headers }`. */
  pages: {},
  /** Answers of the door, in order, such as `{ status: 503, headers: { 'Retry-After': '1' } }`; then 200. */
  answers: [],
  /** Requests that the door got, each with its parsed `body`. */
  requests: [],
  /** Answers to responses of surveys, in order, such as `{ status: 503 }`, `{ drop: true }`, `{ keep: true, drop: true }`; then 200. */
  replies: [],
  /** Tries to send a response, each parsed, and what was kept, each id once. */
  tries: [],
  kept: new Map(),
  /** What the service is set to, as its configuration says; `undefined` for none. */
  configuration: undefined,
  /** Files and configurations that were asked for, by path. */
  asked: [],
  /** Changes a file on its way: path and bytes in, bytes out. */
  tamper: undefined,
  site: '',
  door: '',
  context: undefined,
  page: undefined,
  browser: undefined,
  errors: [],
}

/** The script tag, with its attributes. */
export function tag(attributes = 'data-lotse-profile="statistics"') {
  return `<script defer src="${world.door}/lotse.js" integrity="${integrity['lotse.js']}" crossorigin="anonymous"
    data-lotse-key="pk_TEST" ${attributes}></script>`
}

/** A page with the script. */
export function html(body, attributes, head = '') {
  return `<!doctype html><html lang="es"><head><meta charset="utf-8"><title>t</title>${head}${tag(attributes)}</head><body>${body}</body></html>`
}

/** All events that arrived, each once, in the order of their time, with the request that brought them. */
export function events() {
  const seen = new Map()
  for (const request of world.requests) {
    for (const event of request.body.events) {
      if (!seen.has(event.id)) seen.set(event.id, { ...event, page: event.page ?? request.body.page, request })
    }
  }
  // Two requests may be on their way at once, and the later one may arrive first.
  return [...seen.values()].sort((a, b) => a.at - b.at)
}

/** Events as short texts, to compare what arrived with what was done. */
export function story() {
  return events().map((event) => {
    const path = event.page.url.replace(world.site, '') + (event.page.state ? `[${event.page.state}]` : '')
    const detail = event.element?.name ?? event.name ?? ''
    return [event.kind, path, detail].filter(Boolean).join(' ')
  })
}

const waiters = new Set()

/** Waits until something holds of what arrived; fails with what did arrive. */
export async function until(holds, what) {
  const deadline = Date.now() + PATIENCE
  while (!holds()) {
    const left = deadline - Date.now()
    if (left <= 0) assert.fail(`${what ?? holds} did not happen; there is ${JSON.stringify(story(), null, 1)}`)
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, left)
      waiters.add(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}

/** Waits for so many events. */
export const arrived = (count) => until(() => events().length >= count, `${count} events`)

/** Goes to a page without the script, so that the page before is left, and waits until its last event is in. */
export async function leave(count) {
  await world.page.goto(world.site + '/blank')
  await arrived(count)
}

/** Makes the page believe that it is hidden or shown. */
export async function show(visible) {
  await world.page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, visible ? 'visible' : 'hidden')
}

/** Opens a page of the site. */
export async function visit(path, body) {
  if (body) world.pages[path.replace(/[?#].*/, '')] = body
  const before = captures()
  await world.page.goto(world.site + path)
  // The capture part comes after the page, and asks for the configuration when it is there. Where a page breaks it,
  // this waits in vain.
  const page = world.pages[path.replace(/[?#].*/, '')]
  if (/data-lotse-profile="(statistics|consented|signed-in)"/.test(page?.body ?? page)) {
    for (let turn = 0; turn < 100 && captures() === before; turn++) await pause(10)
  }
}

/** How often the capture part has started. */
export const captures = () => world.asked.filter((path) => path.startsWith('/v1/configuration/')).length

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

let browser
let server

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.LOTSE_TEST_CHROMIUM ?? execFileSync('sh', ['-c', 'command -v chromium']).toString().trim(),
    // Otherwise Playwright turns the back-forward cache off.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  })
  world.browser = browser
  server = createServer(answer)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  world.site = `http://localhost:${port}`
  world.door = `http://127.0.0.1:${port}`
})

after(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
})

beforeEach(async () => {
  world.pages = { '/blank': '<!doctype html><title>blank</title>' }
  world.answers = []
  world.requests = []
  world.replies = []
  world.tries = []
  world.kept = new Map()
  world.configuration = undefined
  world.asked = []
  world.tamper = undefined
  world.errors = []
  world.context = await browser.newContext({ locale: 'es-MX', timezoneId: 'America/New_York' })
  world.page = await world.context.newPage()
  world.context.on('weberror', (error) => world.errors.push(error.error()))
})

afterEach(async () => {
  assert.deepEqual(world.errors, [], 'the page saw errors')
  for (const { headers } of world.requests) {
    assert.equal(headers.cookie, undefined)
    assert.match(headers['content-type'], /^text\/plain/)
    assert.equal(headers.origin, world.site)
    assert.doesNotMatch(headers.referer ?? '', /localhost:\d+\/./, 'the page address is not repeated')
  }
  assert.deepEqual(await world.context.cookies(), [])
  await world.context.close()
})

async function answer(request, response) {
  const { pathname } = new URL(request.url, world.site)
  if (request.method === 'POST' && pathname === '/v1/events') return receive(request, response)
  if (request.method === 'POST' && pathname === '/v1/responses') return keep(request, response)
  const file = files.get(pathname)
  if (file || pathname.startsWith('/v1/configuration/')) world.asked.push(pathname)
  const page = file
    ? { body: world.tamper?.(pathname, file) ?? file, type: 'text/javascript; charset=utf-8', headers: { 'Cross-Origin-Resource-Policy': 'cross-origin' } }
    : pathname.startsWith('/v1/configuration/')
      ? world.configuration && { body: JSON.stringify(world.configuration), type: 'application/json' }
      : world.pages[decodeURI(pathname)]
  if (page === undefined) {
    response.writeHead(404).end()
    return
  }
  const { body, type = 'text/html; charset=utf-8', headers = {}, status = 200, delay = 0 } = typeof page === 'string' ? { body: page } : page
  if (delay) await pause(delay)
  response.writeHead(status, { 'Content-Type': type, 'Access-Control-Allow-Origin': '*', ...headers }).end(body)
}

function receive(request, response) {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const { status = 200, headers = {} } = world.answers.shift() ?? {}
    world.requests.push({ body, headers: request.headers, at: Date.now(), status })
    response
      .writeHead(status, {
        'Access-Control-Allow-Origin': world.site,
        'Access-Control-Expose-Headers': 'Retry-After',
        'Content-Type': 'application/json',
        ...headers,
      })
      .end('{}')
    for (const wake of waiters) wake()
    waiters.clear()
  })
}

// Keeps a response as the server does: once for each id, whatever comes later.
function keep(request, response) {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', async () => {
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const { status = 200, drop, keep = status === 200 && !drop, delay = 0, said = {} } = world.replies.shift() ?? {}
    world.tries.push({ body, headers: request.headers })
    const before = world.kept.has(body.response.id)
    if (keep && !world.kept.has(body.response.id)) world.kept.set(body.response.id, body.response)
    for (const wake of waiters) wake()
    waiters.clear()
    if (delay) await pause(delay)
    if (drop) return request.socket.destroy()
    response.writeHead(status, { 'Access-Control-Allow-Origin': world.site, 'Content-Type': 'application/json' }).end(JSON.stringify({ ...said, ...(before && { before }) }))
  })
}
