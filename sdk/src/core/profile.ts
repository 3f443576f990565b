/**
 * What the client may read and send: the collection profile of the tag, the profile that the page asked for at run
 * time, and the person's signal, whichever is narrowest. The door narrows again; nothing here can widen what it keeps.
 */

import { objected } from './objection.ts'
import { HEADERS, SIGNED_IN } from './width.ts'

/** From narrow to wide. */
export const profiles = ['headers', 'statistics', 'consented', 'signed-in']

let widest = HEADERS
let asked = HEADERS

/** The place of a profile in the order from narrow to wide; an unknown name counts as the narrowest. */
function width(name: unknown): number {
  let found = SIGNED_IN
  while (found && profiles[found] !== name) found--
  return found
}

/** The profile of the tag: the page cannot ask for more. */
export function setWidest(name: unknown): void {
  asked = widest = width(name)
}

/** The profile that the page asks for from now on. */
export function askFor(name: unknown): void {
  asked = width(name)
}

/** The service's profile now is this; a page that was kept for long may have a wider one. */
export function narrow(name: unknown): void {
  widest = Math.min(widest, width(name))
}

/** Whether the person's browser says, by Global Privacy Control or Do-Not-Track, not to be followed. */
export function hasSignal(): boolean {
  const browser = navigator as Navigator & { globalPrivacyControl?: boolean; doNotTrack?: string | null }
  return !!browser.globalPrivacyControl || browser.doNotTrack === '1'
}

/** The profile in force now, as its place in `profiles`. */
export function inForce(): number {
  return hasSignal() || objected ? HEADERS : Math.min(asked, widest)
}
