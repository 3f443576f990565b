// Looks into what was sent, however it was packed: gzip, base64, percent signs, JSON in JSON, escapes.
import { gunzipSync, gzipSync, inflateSync } from 'node:zlib'

/** So often a text is unpacked again. */
const DEEP = 5

const attempt = (make) => {
  try {
    return make()
  } catch {
    return undefined
  }
}

/** Every text that these bytes hold, unpacked in each way that works. */
export function texts(bytes) {
  const found = new Set()
  const look = (buffer, depth) => {
    const plain = buffer[0] === 0x1f && buffer[1] === 0x8b
      ? attempt(() => gunzipSync(buffer))
      : buffer[0] === 0x78 ? attempt(() => inflateSync(buffer)) : undefined
    if (plain) look(plain, depth)
    lookAt((plain ?? buffer).toString('utf8'), depth)
  }
  const lookAt = (text, depth) => {
    if (!text || found.has(text) || depth > DEEP) return
    found.add(text)
    for (const form of [text, text.replace(/\+/g, ' ')]) {
      if (/%[0-9a-f]{2}/i.test(form)) {
        lookAt(form.replace(/(%[0-9a-f]{2})+/gi, (part) => attempt(() => decodeURIComponent(part)) ?? part), depth + 1)
      }
    }
    if (/\\/.test(text)) {
      lookAt(text.replace(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(parseInt(code, 16))).replace(/\\(["\\/])/g, '$1'), depth + 1)
    }
    if (/^data=/.test(text)) lookAt(text.slice(5), depth + 1)
    for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/g)) {
      const inner = Buffer.from(run, 'base64')
      // Most runs are words and not base64: what is unpacked must be readable, or packed again.
      if ((inner[0] === 0x1f && inner[1] === 0x8b) || /^[\x09\x0a\x0d\x20-\x7e\u00a0-\uffff]+$/.test(inner.toString('utf8'))) {
        look(inner, depth + 1)
      }
    }
  }
  look(bytes, 0)
  return [...found]
}

/** The first text that is JSON. */
export function json(bytes) {
  for (const text of texts(bytes)) {
    const value = attempt(() => JSON.parse(text))
    if (value && typeof value === 'object') return value
  }
  return undefined
}

const bare = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Which secrets are in these requests: letters and digits are compared, so that no other way to write them hides one. */
export function leaks(requests, secrets) {
  const all = bare(requests.flatMap(({ address, body }) => [...texts(Buffer.from(address)), ...texts(body)]).join('|'))
  return secrets.filter(({ text }) => all.includes(bare(text)))
}

/** Fails unless each secret is found in every packing that is looked into: a search that finds nothing proves little. */
export function proveSearch(secrets) {
  const plain = (text) => JSON.stringify({ name: text })
  const packings = [
    plain,
    (text) => JSON.stringify({ inner: plain(text) }),
    (text) => plain(text).replace(/[^a-z0-9]/gi, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
    (text) => `data=${encodeURIComponent(Buffer.from(plain(text)).toString('base64'))}`,
    (text) => gzipSync(plain(text)),
    (text) => JSON.stringify({ packed: gzipSync(plain(text)).toString('base64') }),
  ]
  for (const pack of packings) {
    for (const secret of secrets) {
      if (!leaks([{ address: '/', body: Buffer.from(pack(secret.text)) }], [secret]).length) {
        throw new Error(`the search misses ${secret.text} in ${pack}`)
      }
    }
  }
  const addresses = secrets.map(({ text }) => ({ address: `/?a=${encodeURIComponent(text)}`, body: Buffer.alloc(0) }))
  if (leaks(addresses, secrets).length < secrets.length) throw new Error('the search misses secrets in addresses')
}
