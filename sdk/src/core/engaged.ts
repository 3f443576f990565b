/**
 * Engaged time: the time in which the page was visible and the person did something, each action counting for what
 * follows it up to 30 seconds. Hidden and idle time never counts.
 */
import { listen } from './guard.ts'

/** Without input for so long, a person no longer counts as engaged. In milliseconds. */
const IDLE = 30000

let total = 0
// When the person last did something; 0 while the clock stands still.
let last = 0

/** The person did something, or the page was shown. */
export function touch(now: number): void {
  // A device's clock may be set back while a page is open.
  if (last) total += Math.min(Math.max(0, now - last), IDLE)
  last = now
}

/** The page was hidden or left. Milliseconds since the last time this was asked. */
export function takeEngaged(now: number): number {
  touch(now)
  const taken = total
  total = last = 0
  return taken
}

/** Calls `used` for each action of the person on the page. Only that it happened is told: no key, no place. */
export function listenForInput(used: () => void): void {
  const types = ['pointerdown', 'pointermove', 'wheel', 'keydown', 'focusin', 'scroll']
  for (let index = 0; index < types.length; index++) {
    listen(document, types[index]!, (event) => {
      // A screen reader scrolls the document as it reads, which is use. Parts that scroll by themselves are not.
      if (event.type !== 'scroll' || event.target === document) used()
    })
  }
}
