/**
 * Events between happening and being acknowledged. In memory only, bounded, in batches that keep their events and ids
 * in every retry.
 *
 * A batch is sent alone; the next one follows its answer. No answer, 429 and 5xx are tried again, after what the
 * server asked for or else 3 seconds, doubled each time, half of it by chance, at most 30 minutes; other refusals are
 * final. After 23 hours a batch is given up, since the door knows ids for 24.
 */
import { json, type Json } from './json.ts'
import type { Page } from './page.ts'

/** Events wait so long for company. In milliseconds. */
const COMPANY = 3000
const FIRST_RETRY = 3000
const LONGEST_RETRY = 1800000
const LIFETIME = 82800000
/** Characters of one batch; even if each takes three bytes, the body stays below 60 kB. */
const BATCH_SIZE = 16000
const BATCH_EVENTS = 50
/** Characters in all batches; what happens beyond that is not recorded, so that a page cannot fill the memory. */
const QUEUE_SIZE = 400000

/** An event and the page that it happened on. */
export interface Recorded {
  readonly _event: { readonly kind: string; readonly [name: string]: Json }
  readonly _page: Page
}

/** Events that travel together. */
export interface Batch {
  readonly _events: Recorded[]
  readonly _case: string | undefined
  _user: string | undefined
  /** When its first event happened. */
  readonly _born: number
  _size: number
  /** It was sent at least once: nothing is added any more. */
  _tried: boolean
}

/** What the queue needs from outside; tests bring their own. */
export interface Outside {
  readonly _now: () => number
  /** Between 0 and 1. */
  readonly _random: () => number
  /** The body of a request, made anew for each try, since it states the time of sending; empty if nothing is left. */
  readonly _body: (batch: Batch, now: number) => string
  readonly _send: (body: string, answered: (status: number, retryAfter: string | null) => void) => void
  readonly _beacon: (body: string) => boolean
  readonly _later: (run: () => void, milliseconds: number) => unknown
  readonly _cancel: (timer: unknown) => void
}

/** The queue of one page. */
export interface Queue {
  /** Adds an event. `soon` sends at once, without waiting for company. */
  readonly _add: (recorded: Recorded, soon: boolean) => void
  /** The person of all events that have none yet, and of the following. */
  readonly _setUser: (user: string) => void
  /** The case of the following events. Earlier ones keep theirs: a case is not joined to what came before it. */
  readonly _setCase: (reference: string | undefined) => void
  /** The page is hidden and may never come back: everything that waits is handed to the browser. */
  readonly _hide: () => void
  /** The page is visible again: what failed before need not wait any longer. */
  readonly _show: () => void
  /** Forgets everything that was not sent. */
  readonly _clear: () => void
}

export function queue(outside: Outside): Queue {
  // Lists are written by index: some pages replace the methods of arrays.
  let batches: Batch[] = []
  let size = 0
  let user: string | undefined
  let reference: string | undefined
  let inFlight: Batch | undefined
  let failures = 0
  let notBefore = 0
  let askedToWait = false
  let timer: unknown
  let timerAt = Infinity

  const schedule = (at: number) => {
    if (at >= timerAt) return
    outside._cancel(timer)
    timerAt = at
    timer = outside._later(next, Math.max(0, at - outside._now()))
  }

  const remove = (batch: Batch) => {
    const rest: Batch[] = []
    for (let index = 0; index < batches.length; index++) {
      if (batches[index] !== batch) rest[rest.length] = batches[index]!
      else size -= batch._size
    }
    batches = rest
  }

  const next = () => {
    timerAt = Infinity
    const now = outside._now()
    const batch = batches[0]
    if (!batch || inFlight) return
    if (now < notBefore) return schedule(notBefore)
    const body = now - batch._born < LIFETIME && outside._body(batch, now)
    if (!body) {
      remove(batch)
      return next()
    }
    inFlight = batch
    batch._tried = true
    outside._send(body, (status, retryAfter) => {
      inFlight = undefined
      const later = outside._now()
      if (!status || status === 429 || status >= 500) {
        const asked = waitFor(retryAfter, later)
        askedToWait = asked >= 0
        notBefore =
          later +
          (askedToWait ? asked : Math.min(FIRST_RETRY * 2 ** failures, LONGEST_RETRY) * (0.5 + outside._random() / 2))
        failures++
        schedule(notBefore)
      } else {
        failures = notBefore = 0
        remove(batch)
        next()
      }
    })
  }

  return {
    _add(recorded, soon) {
      const length = json(recorded._event).length + json(recorded._page).length
      if (size + length > QUEUE_SIZE) return
      let batch = batches[batches.length - 1]
      if (
        !batch ||
        batch._tried ||
        batch._user !== user ||
        batch._case !== reference ||
        batch._size + length > BATCH_SIZE ||
        batch._events.length >= BATCH_EVENTS
      ) {
        batch = { _events: [], _user: user, _case: reference, _born: outside._now(), _size: 0, _tried: false }
        batches[batches.length] = batch
      }
      batch._events[batch._events.length] = recorded
      batch._size += length
      size += length
      schedule(outside._now() + (soon ? 0 : COMPANY))
    },
    _setUser(signed) {
      user = signed
      for (let index = 0; index < batches.length; index++) {
        const batch = batches[index]!
        batch._user = batch._user || signed
      }
    },
    _setCase(signed) {
      reference = signed
    },
    _hide() {
      const now = outside._now()
      // A server that asked for rest gets it, even if that costs the events of a page that is closed.
      if (askedToWait && now < notBefore) return
      const waiting = batches
      for (let index = 0; index < waiting.length; index++) {
        const batch = waiting[index]!
        const body = batch !== inFlight && outside._body(batch, now)
        if (body && outside._beacon(body)) {
          batch._tried = true
          // A beacon has no answer. Where requests failed before, the batch stays until one is acknowledged.
          if (!failures) remove(batch)
        }
      }
      next()
    },
    _show() {
      if (!askedToWait) notBefore = 0
      next()
    },
    _clear() {
      batches = []
      size = 0
    },
  }
}

/** Milliseconds that the server asks to wait, as seconds or as a date, at most the lifetime; -1 when it does not. */
function waitFor(retryAfter: string | null, now: number): number {
  if (!retryAfter) return -1
  const seconds = +retryAfter
  const wait = isNaN(seconds) ? Date.parse(retryAfter) - now : seconds * 1000
  return isNaN(wait) ? -1 : Math.min(Math.max(0, wait), LIFETIME)
}
