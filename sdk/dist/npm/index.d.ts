/** What a service may read, from narrow to wide. */
export type Profile = 'headers' | 'statistics' | 'consented' | 'signed-in'

/** At most 32, flat. */
export interface Properties {
  readonly [name: string]: string | number | boolean
}

/** What the script tag says by its attributes. */
export interface Settings {
  /** The public key of the service. */
  readonly key: string
  /** Address of the installation, such as `https://lotse.example.gov`. */
  readonly origin: string
  /** The widest profile that may be used; without it `headers`. */
  readonly profile?: Profile
  /** Names of the query parameters that may leave the browser. */
  readonly parameters?: readonly string[]
  /** Signed reference to the signed-in person. */
  readonly user?: string
  /** Signed reference to a case. */
  readonly caseReference?: string
  /** Signed mark that a member of staff does this for somebody. */
  readonly assisted?: string
}

/** Starts the client, once. A key that counts on this page already is not started again. */
export function start(settings: Settings): void
/** A custom event. */
export function track(name: string, properties?: Properties): void
/** A page view that the client cannot see by itself. */
export function page(properties?: Properties): void
/** How the matter ended for the person. */
export function outcome(name: string, properties?: Properties): void
/** From now on; never wider than the one of `start`. */
export function profile(name: Profile): void
/** The person signed in after loading. */
export function user(reference: string | undefined): void
/** The events that follow belong to this case. */
export function caseReference(reference: string | undefined): void
/** Forgets what was not sent, and records nothing more on this page. */
export function stop(): void
/** The person objects: nothing is recorded any more, on later pages neither; `false` takes it back. */
export function object(yes?: boolean): void
