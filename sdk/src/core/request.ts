/**
 * The body of a request, as in section 1 of the event specification. What the profile in force does not allow is left
 * out here, at the last moment, so that an objection reaches events that still wait.
 */
import { json, type Json } from './json.ts'
import { languageTag } from './page.ts'
import { HEADERS, profileName } from './profile.ts'
import type { Batch } from './queue.ts'

/** What a request says besides its batch. */
export interface Sender {
  readonly _key: string
  readonly _width: number
  readonly _signal: boolean
}

/** The body, or an empty text when the profile allows none of the events. */
export function requestBody(batch: Batch, now: number, sender: Sender): string {
  const captures = sender._width !== HEADERS
  let page = ''
  let events = ''
  for (let index = 0; index < batch._events.length; index++) {
    const { _event: event, _page: where } = batch._events[index]!
    if (!captures && event.kind !== 'page_view') continue
    const { url, referrer, language, state } = where
    const eventPage = json({ url, referrer: captures ? referrer : undefined, language, state })
    page = page || eventPage
    const text = json(event)
    events += (events && ',') + (eventPage === page ? text : text.slice(0, -1) + ',"page":' + eventPage + '}')
  }
  if (!events) return ''
  const head = json({
    key: sender._key,
    sent_at: now,
    profile: profileName(sender._width),
    signal: sender._signal,
    context: captures ? context() : undefined,
    // A reference to a person means nothing under the other profiles, so it stays here.
    user: profileName(sender._width) === 'signed-in' ? batch._user : undefined,
    case: captures ? batch._case : undefined,
  })
  return head.slice(0, -1) + ',"page":' + page + ',"events":[' + events + ']}'
}

/** What the browser says of itself; each may be missing. */
function context(): Json {
  const connection = (navigator as { connection?: { effectiveType?: string; saveData?: boolean } }).connection
  return {
    language: languageTag(navigator.language),
    connection: connection && connection.effectiveType,
    save_data: connection && connection.saveData,
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}
