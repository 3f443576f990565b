/**
 * The page as it says of itself: its address, language and state. Titles are not read, since they name people and
 * cases.
 */
import type { Json } from './json.ts'
import { redactAddress } from './redaction.ts'

/** The page that an event happened on, as in section 1 of the event specification. */
export interface Page {
  readonly url: string
  readonly referrer?: string | undefined
  readonly language?: string | undefined
  readonly state?: string | undefined
  readonly [name: string]: Json
}

/** What the door takes for a language tag; others would have the event refused, so they are not sent. */
export function languageTag(text: string | null | undefined): string | undefined {
  return text && /^[a-z]{2,3}([-_][a-z\d]+)*$/i.test(text) && text.length < 65 ? text : undefined
}

/**
 * The address that tells one page from another: fragments belong to it only where they are routes (`#/`, `#!`), since
 * all others point into a page.
 */
export function routeAddress(href: string): string {
  const hash = href.indexOf('#')
  return hash < 0 || /^#[/!]/.test(href.slice(hash)) ? href : href.slice(0, hash)
}

/** The same without the query: a replaced address counts as another page only when this differs. */
export function withoutQuery(address: string): string {
  return address.replace(/\?[^#]*/, '')
}

/** Of the page that linked here only the origin leaves the browser. */
export function referrerOrigin(referrer: string): string | undefined {
  const origin = /^https?:\/\/[^/?#]+/.exec(referrer)
  return origin ? origin[0] + '/' : undefined
}

/** Describes the page now. One character more than the limit is kept of a state, so that the door refuses it by name. */
export function describePage(address: string, referrer: string | undefined): Page {
  const marked =
    document.querySelector('body [data-lotse-state]') || document.querySelector('[data-lotse-state]')
  return {
    url: redactAddress(address),
    referrer,
    language: languageTag(document.documentElement.lang),
    state: marked?.getAttribute('data-lotse-state')?.slice(0, 65) || undefined,
  }
}
