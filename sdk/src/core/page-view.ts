/**
 * The page that is open, from one page view to the next: when a view counts, which page other events belong to, and
 * the time that the person was engaged with it.
 */
import { engagedClock, listenForInput } from './engaged.ts'
import type { Json } from './json.ts'
import { describePage, routeAddress, withoutQuery, type Page } from './page.ts'

/** A page sets its state and language after the address changes; so long is waited for that. In milliseconds. */
const SETTLE = 50

/** Takes what happened; `first` is the first view of the document. */
export type Record = (
  kind: string,
  at: number,
  page: Page,
  fields: { readonly [name: string]: Json },
  first: boolean,
) => void

/** The open page. */
export interface View {
  /** A page was shown, at the address that the browser shows. */
  readonly _begin: (referrer?: string, first?: boolean) => void
  /** The address may have changed. */
  readonly _routed: (replaced: boolean) => void
  /** The page as it is now, for an event on it. */
  readonly _page: () => Page
  /** The person left or hid the page: says how long they were engaged. */
  readonly _leave: () => void
  /** The page is seen, or used. */
  readonly _touch: () => void
}

/** `capturing` tells whether the profile allows engaged time. */
export function view(record: Record, now: () => number, capturing: () => boolean): View {
  const clock = engagedClock()
  let address = ''
  let referrer: string | undefined
  let page: Page | undefined
  // When the page was shown, as long as its view is not recorded yet.
  let shownAt = 0
  let listening = false

  const settle = (first?: boolean) => {
    if (shownAt) {
      const at = shownAt
      shownAt = 0
      page = describePage(address, referrer)
      record('page_view', at, page, {}, !!first)
    }
  }
  const touch = () => {
    if (capturing() && document.visibilityState !== 'hidden') {
      if (!listening) listenForInput(touch)
      listening = true
      clock._touch(now())
    }
  }
  const leave = () => {
    settle()
    const engaged = clock._take(now())
    if (engaged && page) record('leave', now(), page, { engaged_ms: engaged }, false)
  }
  const begin = (from?: string, first?: boolean) => {
    leave()
    address = routeAddress(location.href)
    referrer = from
    shownAt = now()
    touch()
    if (first) settle(first)
    else setTimeout(settle, SETTLE)
  }
  return {
    _begin: begin,
    _routed(replaced) {
      const next = routeAddress(location.href)
      if (next === address) return
      if (!replaced) begin()
      // A router that sends on at once: the first address was never shown.
      else if (shownAt) address = next
      else if (withoutQuery(next) !== withoutQuery(address)) begin()
    },
    _page() {
      settle()
      return (page = describePage(address, referrer))
    },
    _leave: leave,
    _touch: touch,
  }
}
