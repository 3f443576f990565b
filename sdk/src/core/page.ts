/**
 * The page as it says of itself: its address, language and state. Titles are not read, since they name people and
 * cases.
 */
import { setting } from './configuration.ts'
import type { Fields } from './json.ts'
import { withAllowedParameters } from './parameters.ts'
import { redacted } from './redact.ts'

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

/** The same without the query: a replaced address counts as another page only when this differs. */
export function withoutQuery(address: string): string {
  return address.replace(/\?[^#]*/, '')
}

/** Of the page that linked here only the origin leaves the browser. */
export function referrerOrigin(referrer: string): string | undefined {
  return (/^https?:\/\/[^/?#]+/.exec(referrer) || [])[0]
}

/** What the page says of itself by an attribute: the first element inside `body` counts, else `body` or `html`. */
export function said(attribute: string): string | undefined {
  const selector = `[data-lotse-${attribute}]`
  const element = document.querySelector('body ' + selector) || document.querySelector(selector)
  return (element && element.getAttribute('data-lotse-' + attribute)) || undefined
}

/** Describes the page now, as it is; it is redacted when it is sent. */
export function describePage(address: string, referrer: string | undefined): Page {
  return {
    url: withAllowedParameters(address, setting('parameters')),
    referrer,
    language: languageTag(document.documentElement.lang),
    state: said('state'),
  }
}

/**
 * The page as it may leave the browser. Of a state one character more than the limit is kept, so that the door refuses
 * it by name. Where the page comes from is told from `statistics` on.
 */
export function redactedPage(page: Page, profile: number): Fields {
  return {
    url: redacted(page.url, 1),
    referrer: profile ? page.referrer : undefined,
    language: page.language,
    state: page.state && redacted(page.state).slice(0, 65),
  }
}
