/**
 * One request, once. The body is plain text, so that the browser needs no preflight; no cookie goes along, and the
 * page's address is not repeated in a `Referer` header.
 */
import { origin } from './configuration.ts'
import { guard } from './guard.ts'

const PATH = '/v1/events'

/**
 * Sends a body and tells the status, or 0 for no answer, and the `Retry-After` header. `keepalive` lets a request
 * outlive the page, for bodies below 64 KiB.
 */
export function send(body: string, answered: (status: number, retryAfter?: string | null) => void): void {
  const answer = guard(answered)
  try {
    fetch(origin + PATH, { method: 'POST', body, keepalive: true, credentials: 'omit', referrerPolicy: 'origin' }).then(
      (response) => answer(response.status, response.headers.get('Retry-After')),
      () => answer(0),
    )
  } catch {
    // No fetch, or the page's own that broke.
    answer(beacon(body) ? 200 : 0)
  }
}

/** Hands a body to the browser, to be sent even though the page goes away; whether it took it. */
export const beacon = guard((body: string) => navigator.sendBeacon(origin + PATH, body))
