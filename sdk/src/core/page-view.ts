/**
 * The page that is open, from one page view to the next: when a view counts, which page other events belong to, what
 * the page says of itself, and the time that the person was engaged with it.
 */
import type { Part } from './core.ts'
import { flat } from './custom.ts'
import { listenForInput, takeEngaged, touch } from './engaged.ts'
import { guard, later } from './guard.ts'
import type { Fields } from './json.ts'
import { describePage, said, withoutQuery, type Page } from './page.ts'
import { inForce } from './profile.ts'
import { routeAddress } from './route.ts'

/** A page sets its state and language after the address changes; so long is waited for that. In milliseconds. */
const SETTLE = 50

/** Takes what happened; `first` is the first view of the document. */
export type Record = (kind: string, at: number, page: Page, fields: Fields, first?: boolean) => void

let record: Record
let address: string
let referrer: string | undefined
let page: Page
let properties: unknown
// When the page was shown, as long as its view is not recorded yet.
let shownAt = 0
let listening = false
let outcome: string | undefined
let part: Part | undefined

/** The document was opened. */
export function open(take: Record, from: string | undefined): void {
  record = take
  view(undefined, from)
  settle(true)
}

/** The capture part is there. */
export function join(capture: Part): void {
  part = capture
}

/** A page was shown, at the address that the browser shows. Said twice while it settles, it is one view. */
export function view(given?: unknown, from?: string): void {
  const next = routeAddress(location.href)
  properties = given
  if (shownAt && next === address) return
  leave()
  address = next
  referrer = from
  shownAt = Date.now()
  outcome = undefined
  use()
  later(settle, SETTLE)
}

/** The address may have changed. */
export function routed(replaced?: boolean): void {
  const next = routeAddress(location.href)
  if (next !== address) {
    // A router that sends on at once: the first address was never shown. Or a filter that is kept in the query.
    if (replaced && (shownAt || withoutQuery(next) === withoutQuery(address))) address = next
    else view()
  }
}

/** Something happened on the page; `left` where the page may have changed since. */
export function happened(kind: string, fields: Fields, left?: boolean): void {
  if (inForce()) {
    settle()
    if (!left) page = describePage(address, referrer)
    record(kind, Date.now(), page, fields)
  }
}

/** The person left or hid the page: says how long they were engaged. */
export function leave(hidden?: boolean): void {
  settle()
  const seen = part && part._leave(hidden)
  const engaged = takeEngaged(Date.now())
  if (engaged) happened('leave', { engaged_ms: engaged, properties: seen }, true)
}

/** The page is seen, or used. */
export function use(): void {
  if (inForce() && document.visibilityState !== 'hidden') {
    if (!listening) listenForInput(use)
    listening = true
    touch(Date.now())
  }
}

/** How the page says that it ended for the person, or how the service says it; the same one counts once a view. */
export function ended(name = said('outcome'), given?: unknown): void {
  if (name && name !== outcome) {
    settle()
    outcome = name
    record('outcome', Date.now(), page, { name, properties: flat(given) })
  }
}

/** The status of the first page as the browser knows it. */
const answered = guard(
  () => (performance.getEntriesByType('navigation')[0] as { responseStatus?: number } | undefined)!.responseStatus,
)

function settle(first?: boolean): void {
  if (shownAt) {
    const at = shownAt
    const status = +(said('status') || (first && answered()) || 0)
    shownAt = 0
    page = describePage(address, referrer)
    record('page_view', at, page, {
      properties: flat({ ...Object(properties), status: status > 399 && status < 600 ? status : undefined }),
    }, first)
    ended()
    if (part) part._view()
  }
}
