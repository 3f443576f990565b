/**
 * Clicks on named controls, wherever the page stops the event: the window hears it first. Keys that press a control
 * arrive as clicks too.
 */
import { describeControl, type ElementDescription } from './element.ts'
import { listen } from './guard.ts'

/** Calls `used` for each control that the person used; `onlyMarked` as in `describeControl`. */
export function listenForClicks(onlyMarked: () => boolean, used: (element: ElementDescription) => void): void {
  listen(window, 'click', (event) => {
    // A script that clicks is not a person, and often passes on a click that was counted already.
    const element = event.isTrusted && describeControl(event.composedPath(), onlyMarked())
    if (element) used(element)
  })
}
