/**
 * The body of a request, as in section 1 of the event specification. What the profile in force does not allow is left
 * out here, and texts are redacted here, at the last moment: an objection reaches events that still wait.
 */
import { setting } from './configuration.ts'
import { redactedProperties } from './custom.ts'
import { json, type Fields } from './json.ts'
import { mark } from './marks.ts'
import { hasObjected } from './objection.ts'
import { languageTag, redactedPage } from './page.ts'
import { hasSignal, inForce, profiles } from './profile.ts'
import type { Batch } from './queue.ts'
import { begin, missing, redacted } from './redact.ts'
import { visitorId } from './visitor.ts'
import { SIGNED_IN } from './width.ts'

/** The body; an empty text when nothing of it may be sent; `undefined` while the rules of redaction are not there. */
export function requestBody(batch: Batch, now: number): string | undefined {
  if (hasObjected()) return ''
  begin()
  const profile = inForce()
  let page = ''
  let events = ''
  for (let index = 0; index < batch._events.length; index++) {
    const { _event, _page } = batch._events[index]!
    if (profile || /^(pa|ou)/.test(_event.kind as string)) {
      const where = json(redactedPage(_page, profile))
      page = page || where
      events +=
        (events && ',') +
        json({
          ..._event,
          name: _event.name && redacted(_event.name as string).slice(0, 101),
          properties: _event.properties && redactedProperties(_event.properties as Fields),
        }).slice(0, -1) +
        (where === page ? '' : ',"page":' + where) +
        '}'
    }
  }
  if (missing) return undefined
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
      visitor: visitorId(now),
      assisted: mark('assisted'),
      test: mark('test'),
      display: profile ? batch._display : undefined,
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
