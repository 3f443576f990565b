/**
 * The body of a request, as in section 1 of the event specification. What the profile in force does not allow is left
 * out here, at the last moment, so that an objection reaches events that still wait.
 */
import { setting } from './configuration.ts'
import { json } from './json.ts'
import { languageTag } from './page.ts'
import { hasSignal, inForce, profiles, SIGNED_IN } from './profile.ts'
import type { Batch } from './queue.ts'

/** The body, or an empty text when the profile allows none of the events. */
export function requestBody(batch: Batch, now: number): string {
  const profile = inForce()
  let page = ''
  let events = ''
  for (let index = 0; index < batch._events.length; index++) {
    const { _event, _page } = batch._events[index]!
    if (profile || _event.kind === 'page_view') {
      const where = json(profile ? _page : { ..._page, referrer: undefined })
      page = page || where
      events +=
        (events && ',') + json(_event).slice(0, -1) + (where === page ? '' : ',"page":' + where) + '}'
    }
  }
  const browser: Browser = navigator
  const connection = (profile && browser.connection) || {}
  return (
    events &&
    json({
      key: setting('key'),
      sent_at: now,
      profile: profiles[profile],
      signal: hasSignal(),
      context: profile
        ? {
            language: languageTag(browser.language),
            connection: connection.effectiveType,
            save_data: connection.saveData,
            time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
            // A program drives the browser, and says so.
            webdriver: browser.webdriver || undefined,
          }
        : undefined,
      // A reference to a person means nothing under the other profiles, so it stays here.
      user: profile === SIGNED_IN ? batch._user : undefined,
      case: profile ? batch._case : undefined,
    }).slice(0, -1) +
      ',"page":' +
      page +
      ',"events":[' +
      events +
      ']}'
  )
}

/** A browser, some of which tell of the connection. */
interface Browser {
  readonly language: string
  readonly webdriver: boolean
  readonly connection?: { readonly effectiveType?: string; readonly saveData?: boolean }
}
