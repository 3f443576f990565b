/**
 * What core and capture part know of each other. Both are built with the same short names for properties that begin
 * with `_`.
 */
import type { Built } from './load.ts'
import type { Fields } from './json.ts'

/** What the core gives to the capture part. */
export interface Core {
  /** A setting of the tag. */
  readonly _setting: (name: string) => string | undefined
  readonly _origin: string
  /** The profile in force, as its place in the order from narrow to wide. */
  readonly _inForce: () => number
  /** The rules of redaction. */
  readonly _text: (text: string) => string
  readonly _address: (address: string) => string
  /** Records something; `left` says that the page may have changed already, and that its last description holds. */
  readonly _happened: (kind: string, fields: Fields, left?: boolean) => void
  /** The service's profile now: the client never runs wider. */
  readonly _narrow: (profile: unknown) => void
  /** The page may say now how it ended. */
  readonly _outcome: () => void
  /** How long events wait for company, and display settings that go with the next request. */
  readonly _wait: { _company: number; _display: Fields | undefined }
  readonly _load: (built: Built, loaded: (part: never) => void, failed?: () => void) => void
  /** What a page says of itself by an attribute, such as `results`. */
  readonly _said: (attribute: string) => string | undefined
}

/** What the capture part gives to the core. */
export interface Part {
  /** Another page or route is shown. */
  readonly _view: () => void
  /** The page is left or hidden; how far it was seen. */
  readonly _leave: (hidden?: boolean) => Fields | undefined
}
