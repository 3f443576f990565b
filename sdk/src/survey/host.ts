/** What the runtime is given by whoever loads it; names that are not shortened, so that applications can give it too. */
import type { Fields } from '../core/json.ts'

export interface Host {
  /** Lotse's origin. */
  readonly origin: string
  /** What goes with answers as it goes with events: key, profile, signal, page and so on, as the profile allows. */
  readonly about: () => Fields
  /** Whether answers may lie in the storage of the tab until they are sent. */
  readonly stores: () => boolean
  /** Whether the profile lets a script notice what people do; under `headers` nobody listens to that. */
  readonly notices: () => boolean
  /** Counts one of the signals of `signals.ts`. It has no id of a response: an event never leads to answers. */
  readonly tell: (signal: string, fields: Fields) => void
}

/** How somebody meets a survey. */
export type Placement = 'dialog' | 'slide-in' | 'embedded' | 'button'
