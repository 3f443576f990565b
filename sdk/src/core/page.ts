/**
 * The page as it says of itself: its address, language and state. Titles are not read, since they name people and
 * cases.
 */
import { setting } from './configuration.ts'
import type { Fields } from './json.ts'
import { withAllowedParameters } from './parameters.ts'
import { redactAddress, redactText } from './redaction.ts'

/** The page that an event happened on, as in section 1 of the event specification. */
export interface Page extends Fields {
  readonly url: string
  readonly referrer: string | undefined
  readonly language: string | undefined
  readonly state: string | undefined
}

/** What the door takes for a language tag; others would have the event refused, so they are not sent. */
export function languageTag(text: string): string | undefined {
  return (/^[a-z]{2,3}([-_][a-z\d]+){0,5}$/i.test(text) && text) || undefined
}

/**
 * The address that tells one page from another: fragments belong to it only where they are routes (`#/`, `#!`), since
 * all others point into a page.
 */
export function routeAddress(href: string): string {
  return href.replace(/#(?![/!]).*/, '')
}

/** The same without the query: a replaced address counts as another page only when this differs. */
export function withoutQuery(address: string): string {
  return address.replace(/\?[^#]*/, '')
}

/** Of the page that linked here only the origin leaves the browser. */
export function referrerOrigin(referrer: string): string | undefined {
  return (/^https?:\/\/[^/?#]+/.exec(referrer) || [])[0]
}

/** Describes the page now. Of a state one character more than the limit is kept, so that the door refuses it by name. */
export function describePage(address: string, referrer: string | undefined): Page {
  const attribute = 'data-lotse-state'
  const marked =
    document.querySelector(`body [${attribute}]`) || document.querySelector(`[${attribute}]`)
  return {
    url: redactAddress(withAllowedParameters(address, setting('parameters'))),
    referrer,
    language: languageTag(document.documentElement.lang),
    state: (marked && redactText(marked.getAttribute(attribute)!).slice(0, 65)) || undefined,
  }
}
