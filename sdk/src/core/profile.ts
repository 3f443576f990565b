/**
 * What the client may read and send: the collection profile of the tag, the profile that the page asked for at run
 * time, and the person's signal, whichever is narrowest. The door narrows again; nothing here can widen what it keeps.
 */

/** From narrow to wide. An unknown name counts as the narrowest. */
const profiles = ['headers', 'statistics', 'consented', 'signed-in']

/** Under it a page view says of itself what the page says, and nothing else is captured. */
export const HEADERS = 0

/** Under it the pages show people's names, so that only names from `data-lotse-name` are read. */
export const SIGNED_IN = 3

/** The place of a profile in the order from narrow to wide. */
export function width(name: unknown): number {
  for (let index = 3; index > 0; index--) {
    if (profiles[index] === name) return index
  }
  return HEADERS
}

/** The name of a profile. */
export function profileName(width: number): string {
  return profiles[width]!
}

/** What of a browser tells the person's wish. */
export interface Signals {
  readonly globalPrivacyControl?: boolean
  readonly doNotTrack?: string | null
}

/** Whether the person's browser says, by Global Privacy Control or Do-Not-Track, not to be followed. */
export function hasSignal(signals: Signals): boolean {
  return signals.globalPrivacyControl === true || signals.doNotTrack === '1' || signals.doNotTrack === 'yes'
}
