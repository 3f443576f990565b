/**
 * Rage clicks: three within a second, at one place. The series is told when it is over, with all its clicks. Pure: it
 * is told the time.
 */

/** Clicks further apart than this begin a new series. In milliseconds. */
export const APART = 1000
/** Pixels that a hand moves between two clicks at one place. */
const NEAR = 30

/** A watch over the clicks of one page, which calls `tell` with the place of a series and the number of its clicks. */
export function rageClicks<Place>(tell: (place: Place, clicks: number) => void): {
  _click: (at: number, x: number, y: number, place: Place) => void
  _end: () => void
} {
  let place: Place
  let startX = 0
  let startY = 0
  let last = 0
  let beforeLast = 0
  let clicks = 0
  let raged = false
  const end = () => {
    if (raged) tell(place, clicks)
    raged = false
    clicks = last = beforeLast = 0
  }
  return {
    _click(at, x, y, where) {
      const near = Math.abs(x - startX) <= NEAR && Math.abs(y - startY) <= NEAR
      if (where !== place || !near || at - last > APART) {
        end()
        place = where
        startX = x
        startY = y
      }
      clicks++
      if (clicks > 2 && at - beforeLast <= APART) raged = true
      beforeLast = last
      last = at
    },
    _end: end,
  }
}
