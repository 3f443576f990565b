/**
 * Sends a response. The same id goes with every try, so that the server keeps it once. Plain text, so that the browser
 * needs no preflight; no cookie.
 */
import { guard } from '../core/guard.ts'

/** What the server says of a response. */
export interface Said {
  readonly faults?: unknown
  /** It was there already, and stays as it is. */
  readonly before?: boolean
}

/** In milliseconds: then the person is told, and can try again. */
const PATIENCE = 20000

/** Tells the status, or 0 for no answer, and what the server says of it. */
export function send(address: string, body: string, answered: (status: number, said: Said) => void): void {
  const answer = guard(answered)
  const nothing = () => answer(0, {})
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), PATIENCE)
  const request = guard(() =>
    fetch(address, {
      method: 'POST',
      body,
      // A page that is left at once takes a short response along.
      keepalive: body.length < 16000,
      credentials: 'omit',
      referrerPolicy: 'origin',
      signal: stop.signal,
    }).then((response) =>
      response
        .json()
        .catch(() => ({}))
        .then((said) => {
          clearTimeout(timer)
          answer(response.status, said || {})
        }),
    ),
  )()
  if (request) request.catch(nothing)
  else nothing()
}
