// The one server: the site, the other site that it links to, and the door that stands for what each candidate would
// have behind it. It writes down every script that goes out and every request that comes in.
import { createServer } from 'node:http'
import { brotliCompressSync, constants } from 'node:zlib'
import { before, beforePage, form, path, script, style } from './page.mjs'

const compressed = new Map()
/** As a server would send it: brotli at its best, made once. */
function brotli(body) {
  const text = body.toString()
  if (!compressed.has(text)) {
    compressed.set(text, brotliCompressSync(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }))
  }
  return compressed.get(text)
}

/** What is measured now; set by the runs. */
export const world = {
  site: '',
  other: '',
  door: '',
  /** Tags in the head of the page. */
  tags: '',
  /** The policy of the page. */
  policy: '',
  /** Answers of the door: method and path in, `{ body, type, script }` out; nothing for 404. */
  door_answers: () => undefined,
  /** What came in: method, address, body, headers. */
  requests: [],
  /** What went out: name and bytes of each script. */
  scripts: [],
}

const plain = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }

function site(request, response) {
  const { pathname } = new URL(request.url, world.site)
  const page = { [new URL(path, world.site).pathname]: () => form(world.tags, world.other), [new URL(before, world.site).pathname]: () => beforePage }[pathname]
  if (page) {
    const headers = { ...plain, 'Content-Type': 'text/html; charset=utf-8' }
    if (pathname.startsWith('/services')) headers['Content-Security-Policy'] = world.policy
    return response.writeHead(200, headers).end(page())
  }
  if (pathname === '/site.js') return response.writeHead(200, { ...plain, 'Content-Type': 'text/javascript' }).end(script)
  if (pathname === '/site.css') return response.writeHead(200, { ...plain, 'Content-Type': 'text/css' }).end(style)
  if (pathname === '/files/permit-rules.pdf') {
    return response.writeHead(200, { ...plain, 'Content-Type': 'application/pdf' }).end('%PDF-1.4\n%%EOF\n')
  }
  response.writeHead(404, plain).end()
}

function door(request, response) {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const { pathname } = new URL(request.url, world.door)
    const cross = {
      'Access-Control-Allow-Origin': request.headers.origin ?? '*',
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] ?? '*',
      'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    }
    if (request.method === 'OPTIONS') {
      world.requests.push({ method: 'OPTIONS', address: request.url, body: Buffer.alloc(0) })
      return response.writeHead(204, { ...cross, 'Access-Control-Max-Age': '600' }).end()
    }
    const answer = world.door_answers(request.method, pathname)
    const body = answer && Buffer.from(answer.body)
    if (answer?.script) {
      const bytes = brotli(body)
      world.scripts.push({ name: pathname, bytes: bytes.length, raw: body.length })
      return response.writeHead(200, {
        ...plain, ...cross, 'Content-Type': 'text/javascript; charset=utf-8', 'Content-Encoding': 'br',
      }).end(bytes)
    }
    world.requests.push({
      method: request.method, address: request.url, body: Buffer.concat(chunks), status: answer ? 200 : 404,
    })
    if (!answer) return response.writeHead(404, cross).end()
    response.writeHead(200, { ...plain, ...cross, 'Content-Type': answer.type ?? 'application/json' }).end(body)
  })
}

const listen = (handler) => new Promise((resolve) => {
  const server = createServer(handler)
  server.listen(0, '127.0.0.1', () => resolve(server))
})

/** Starts the three; the answer ends them. */
export async function open() {
  const other = (_, response) => response.writeHead(200, { ...plain, 'Content-Type': 'text/html' })
    .end('<!doctype html><title>Handbook</title><link rel="icon" href="data:,">')
  const servers = await Promise.all([listen(site), listen(door), listen(other)])
  const [sitePort, doorPort, otherPort] = servers.map((server) => server.address().port)
  world.site = `http://localhost:${sitePort}`
  world.door = `http://127.0.0.1:${doorPort}`
  world.other = `http://127.0.0.1:${otherPort}`
  return () => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  }
}
