/**
 * One request, once. The body is plain text, so that the browser needs no preflight; no cookie goes along, and the
 * page's address is not repeated in a `Referer` header.
 */
import { guard } from './guard.ts'

/** Longer than this no answer is waited for. In milliseconds. */
const PATIENCE = 30000

/**
 * Sends a body and calls `answered` exactly once, with the status (0 for no answer) and the `Retry-After` header.
 * `keepalive` lets a request outlive the page, for bodies below 64 KiB.
 */
export function send(
  endpoint: string,
  body: string,
  answered: (status: number, retryAfter: string | null) => void,
): void {
  let open = true
  const answer = guard((status: number, retryAfter: string | null) => {
    if (open) {
      open = false
      clearTimeout(timer)
      answered(status, retryAfter)
    }
  })
  const timer = setTimeout(() => answer(0, null), PATIENCE)
  try {
    fetch(endpoint, { method: 'POST', body, keepalive: true, credentials: 'omit', referrerPolicy: 'origin' }).then(
      guard((response: Response) => answer(response.status, response.headers.get('Retry-After'))),
      () => answer(0, null),
    )
  } catch {
    // No fetch, or the page's own that broke.
    answer(beacon(endpoint, body) ? 200 : 0, null)
  }
}

/** Hands a body to the browser, to be sent even though the page goes away; whether it took it. */
export function beacon(endpoint: string, body: string): boolean {
  return !!guard(() => navigator.sendBeacon(endpoint, body))()
}
