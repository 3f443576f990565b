/**
 * The configuration is the script tag: no global settings object, nothing that a policy for inline scripts would
 * block.
 */
import { width } from './profile.ts'

/** What the tag says. */
export interface Configuration {
  /** Public key of the service. */
  readonly _key: string
  /** Where events go: the origin that the script came from. */
  readonly _endpoint: string
  /** The widest profile that may be used on this page; `headers` where the tag names none. */
  readonly _width: number
  /** Signed reference to the signed-in person, if any. */
  readonly _user: string | undefined
  /** Signed reference to a case, if any. */
  readonly _case: string | undefined
}

/** Reads the tag; nothing when it has no key or the page is no web page. */
export function readConfiguration(tag: HTMLScriptElement | null, protocol: string): Configuration | undefined {
  const attribute = (name: string) => tag?.getAttribute('data-lotse-' + name) || undefined
  const key = attribute('key')
  if (!tag || !key || !/^https?:$/.test(protocol)) return undefined
  return {
    _key: key,
    _endpoint: new URL(tag.src).origin + '/v1/events',
    _width: width(attribute('profile')),
    _user: attribute('user'),
    _case: attribute('case'),
  }
}
