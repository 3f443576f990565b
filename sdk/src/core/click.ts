/**
 * Clicks on named controls, even where the page stops the event on its way: the window hears it first. Keys that press
 * a control arrive as clicks too.
 */
import { describeControl } from './element.ts'
import { listen } from './guard.ts'
import type { Fields } from './json.ts'
import { inForce, SIGNED_IN } from './profile.ts'

/** Calls `used` for each control that the person used. */
export function listenForClicks(used: (element: Fields) => void): void {
  listen(window, 'click', (event) => {
    // A script that clicks is not a person, and often passes on a click that was counted already.
    const element = event.isTrusted && inForce() && describeControl(event.composedPath(), inForce() === SIGNED_IN)
    if (element) used(element)
  })
}
