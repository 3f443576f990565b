/**
 * The page that is open, from one page view to the next: when a view counts, which page other events belong to, and
 * the time that the person was engaged with it.
 */
import { listenForInput, takeEngaged, touch } from './engaged.ts'
import { later } from './guard.ts'
import type { Fields } from './json.ts'
import { describePage, routeAddress, withoutQuery, type Page } from './page.ts'
import { inForce } from './profile.ts'

/** A page sets its state and language after the address changes; so long is waited for that. In milliseconds. */
const SETTLE = 50

/** Takes what happened; `first` is the first view of the document. */
export type Record = (kind: string, at: number, page: Page, fields: Fields, first?: boolean) => void

let record: Record
let address: string
let referrer: string | undefined
let page: Page
// When the page was shown, as long as its view is not recorded yet.
let shownAt = 0
let listening = false

/** The document was opened. */
export function open(take: Record, from: string | undefined): void {
  record = take
  view(from)
  settle(true)
}

/** A page was shown, at the address that the browser shows. Said twice while it settles, it is one view. */
export function view(from?: string): void {
  const next = routeAddress(location.href)
  if (shownAt && next === address) return
  leave()
  address = next
  referrer = from
  shownAt = Date.now()
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

/** Something happened on the page. */
export function happened(kind: string, fields: Fields): void {
  if (inForce()) {
    settle()
    page = describePage(address, referrer)
    record(kind, Date.now(), page, fields)
  }
}

/** The person left or hid the page: says how long they were engaged. */
export function leave(): void {
  settle()
  const now = Date.now()
  const engaged = takeEngaged(now)
  if (engaged && inForce()) record('leave', now, page, { engaged_ms: engaged })
}

/** The page is seen, or used. */
export function use(): void {
  if (inForce() && document.visibilityState !== 'hidden') {
    if (!listening) listenForInput(use)
    listening = true
    touch(Date.now())
  }
}

function settle(first?: boolean): void {
  if (shownAt) {
    page = describePage(address, referrer)
    record('page_view', shownAt, page, {}, first)
    shownAt = 0
  }
}
