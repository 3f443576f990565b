/**
 * Dead clicks: a control was used and nothing followed. What may follow is anything that a person could notice; scrolling
 * and selecting count only at once, since people do that by themselves. Pure: it is told the time.
 */

/** So long a page may take to answer. In milliseconds. */
export const PATIENCE = 2500
/** What happens later than this is no answer to the click, where a person may have done it. In milliseconds. */
const AT_ONCE = 100

/** A watch over one click at a time. */
export function deadClicks<Place>(tell: (place: Place) => void): {
  _click: (at: number, place: Place) => void
  _followed: (at: number, byPerson?: boolean) => void
  _due: (at: number) => void
  _waits: () => boolean
} {
  let since = 0
  let place: Place
  return {
    /** A control was used. */
    _click(at, where) {
      since = at
      place = where
    },
    /** Something happened. */
    _followed(at, byPerson) {
      if (!byPerson || at - since <= AT_ONCE) since = 0
    },
    /** Time has passed. */
    _due(at) {
      if (since && at - since >= PATIENCE) {
        since = 0
        tell(place)
      }
    },
    _waits: () => !!since,
  }
}
