/**
 * What the client may read and send: the collection profile of the tag, the profile that the page asked for at run
 * time, and the person's signal, whichever is narrowest. The door narrows again; nothing here can widen what it keeps.
 */

/** From narrow to wide. */
export const profiles = ['headers', 'statistics', 'consented', 'signed-in']

/** Under it a page view says of itself what the page says, and nothing else is captured. */
export const HEADERS = 0

/** Under it the pages show people's names, so that only names from `data-lotse-name` are read. */
export const SIGNED_IN = 3

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

/** Whether the person's browser says, by Global Privacy Control or Do-Not-Track, not to be followed. */
export function hasSignal(): boolean {
  const browser = navigator as Navigator & { globalPrivacyControl?: boolean; doNotTrack?: string | null }
  return browser.globalPrivacyControl === true || browser.doNotTrack === '1'
}

/** The profile in force now, as its place in `profiles`. */
export function inForce(): number {
  return hasSignal() ? HEADERS : Math.min(asked, widest)
}
