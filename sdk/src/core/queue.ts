/**
 * Events between happening and being acknowledged. In memory only, bounded, in batches that keep their events and ids
 * in every retry.
 *
 * A batch is sent alone; the next one follows its answer. No answer, 429 and 5xx are tried again, after what the
 * server asked for or else 3 seconds, doubled each time, half of it by chance, at most 30 minutes; other refusals are
 * final. After 23 hours a batch is given up, since the door knows ids for 24.
 */
import { later } from './guard.ts'
import { json, type Fields } from './json.ts'
import { objected } from './objection.ts'
import type { Page } from './page.ts'
import { withRules } from './redact.ts'
import { requestBody } from './request.ts'
import { beacon, send } from './send.ts'

/** What the capture part may change: how long events wait for company, in milliseconds, and what goes with the next batch. */
export const wait: { _company: number; _display: Fields | undefined } = { _company: 3000, _display: undefined }

/** In milliseconds, as the next two. */
const FIRST_RETRY = 3000
const LONGEST_RETRY = 1800000
const LIFETIME = 82800000
/** Characters of one batch; even if each takes three bytes, the body stays below 60 kB. */
const BATCH_SIZE = 16000
/** Characters in all batches; what happens beyond that is not recorded, so that a page cannot fill the memory. */
const QUEUE_SIZE = 400000

/** An event and the page that it happened on. */
export interface Recorded {
  readonly _event: Fields
  readonly _page: Page
}

/** Events that travel together. */
export interface Batch {
  readonly _events: Recorded[]
  readonly _case: string | undefined
  /** Display settings, in the one batch that tells them. */
  readonly _display: Fields | undefined
  _user: string | undefined
  /** When its first event happened. */
  readonly _born: number
  /** Characters of its events. */
  _size: number
  /** It was sent at least once: nothing is added any more. */
  _tried?: boolean
}

// Lists are written by index: some pages replace the methods of arrays.
let batches: Batch[] = []
let size = 0
let user: string | undefined
let reference: string | undefined
let inFlight: Batch | undefined
let failures = 0
let notBefore = 0
/** The server itself said how long to wait. */
let asked = false
let timer: unknown
let timerAt = Infinity

/** Adds an event. `soon` sends at once, without waiting for company. */
export function add(recorded: Recorded, soon: boolean | undefined): void {
  const length = json(recorded._event).length + json(recorded._page).length
  if (objected || size + length > QUEUE_SIZE) return
  let batch = batches[batches.length - 1]
  if (
    !batch ||
    batch._tried ||
    batch._user !== user ||
    batch._case !== reference ||
    batch._size + length > BATCH_SIZE
  ) {
    batch = batches[batches.length] = { _events: [], _user: user, _case: reference, _display: wait._display, _born: Date.now(), _size: 0 }
    wait._display = undefined
  }
  batch._events[batch._events.length] = recorded
  batch._size += length
  size += length
  schedule(Date.now() + (soon ? 0 : wait._company))
}

/** The person of the events that have none yet, and of the following. */
export function setUser(signed: string | undefined): void {
  user = signed
  for (let index = 0; index < batches.length; index++) {
    batches[index]!._user = batches[index]!._user || signed
  }
}

/** The case of the following events. Earlier ones keep theirs: a case is not joined to what came before it. */
export function setCase(signed: string | undefined): void {
  reference = signed
}

/** Forgets everything that was not sent. */
export function forget(): void {
  batches = []
  size = 0
}

/** Forgets everything that was not sent, and takes nothing more. */
export function stop(): void {
  forget()
  size = Infinity
}

/** The page is hidden and may never come back: everything that waits is handed to the browser. */
export function flush(): void {
  const now = Date.now()
  // A server that asked for rest gets it, even if that costs the events of a page that is closed.
  if (asked && now < notBefore) return
  const waiting = batches
  for (let index = 0; index < waiting.length; index++) {
    const batch = waiting[index]!
    const body = batch !== inFlight && requestBody(batch, now)
    if (body && beacon(body)) {
      batch._tried = true
      // A beacon has no answer. Where requests failed before, the batch stays until one is acknowledged.
      if (!failures) remove(batch)
    }
  }
  next()
}

function schedule(at: number): void {
  if (at < timerAt) {
    clearTimeout(timer as number)
    timerAt = at
    timer = later(next, at - Date.now())
  }
}

function remove(batch: Batch): void {
  const rest: Batch[] = []
  for (let index = 0; index < batches.length; index++) {
    if (batches[index] === batch) size -= batch._size
    else rest[rest.length] = batches[index]!
  }
  batches = rest
}

function next(): void {
  timerAt = Infinity
  const now = Date.now()
  const batch = batches[0]
  if (!batch || inFlight) return
  if (now < notBefore) return schedule(notBefore)
  const body = now < batch._born + LIFETIME ? requestBody(batch, now) : ''
  if (body === undefined) return withRules(next)
  if (!body) {
    remove(batch)
    return next()
  }
  inFlight = batch
  batch._tried = true
  send(body, (status, retryAfter) => {
    inFlight = undefined
    const answeredAt = Date.now()
    if (!status || status === 429 || status >= 500) {
      // Seconds or a date.
      const wait = +(retryAfter || NaN) * 1000 || Date.parse(retryAfter || '') - answeredAt
      asked = wait >= 0
      notBefore =
        answeredAt +
        (asked
          ? Math.min(wait, LIFETIME)
          : Math.min(FIRST_RETRY * 2 ** failures++, LONGEST_RETRY) * (0.5 + Math.random() / 2))
    } else {
      failures = notBefore = 0
      remove(batch)
    }
    next()
  })
}
