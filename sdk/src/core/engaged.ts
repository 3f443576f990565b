/**
 * Engaged time: the time in which the page was visible and the person did something, each action counting for what
 * follows it up to 30 seconds. Hidden and idle time never counts.
 */
import { listen } from './guard.ts'

/** Without input for so long, a person no longer counts as engaged. In milliseconds. */
const IDLE = 30000

/** Adds up engaged time; the caller says what time it is. */
export interface EngagedClock {
  /** The person did something, or the page was shown. */
  readonly _touch: (now: number) => void
  /** The page was hidden or left. Milliseconds since the last time this was asked. */
  readonly _take: (now: number) => number
}

/** A clock that stands still until the first touch. */
export function engagedClock(): EngagedClock {
  let total = 0
  // When the person last did something; 0 while the clock stands still.
  let last = 0
  const move = (now: number, next: number) => {
    // A device's clock may be set back while a page is open.
    if (last) total += Math.min(Math.max(0, now - last), IDLE)
    last = next
  }
  return {
    _touch(now) {
      move(now, now)
    },
    _take(now) {
      move(now, 0)
      const taken = total
      total = 0
      return taken
    },
  }
}

/** What counts as doing something. Only that it happened is used: no key, no place. */
const inputs = ['pointerdown', 'pointermove', 'touchmove', 'wheel', 'keydown', 'focusin', 'scroll']

/** Calls `touched` for each action of the person on the page. */
export function listenForInput(touched: () => void): void {
  for (let index = 0; index < inputs.length; index++) {
    listen(document, inputs[index]!, (event) => {
      // A screen reader scrolls the document as it reads, which is use. Parts that scroll by themselves are not.
      if (event.type !== 'scroll' || event.target === document) touched()
    })
  }
}
