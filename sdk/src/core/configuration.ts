/**
 * The configuration: the attributes of the script tag, or what an application gave to `start`. There is no global
 * settings object, and nothing that a policy for inline scripts would block.
 */

/** A setting, such as `key` for `data-lotse-key`; nothing where it is missing or empty. */
export let setting: (name: string) => string | undefined

/** Lotse's origin: the script came from it, events and parts go to and come from it. */
export let origin: string

/** The nonce of the script tag, for the parts. */
export let nonce: string

/** Takes the configuration; whether there is a key, on a web page. */
export function configure(read: typeof setting, address: string, number = ''): boolean {
  setting = read
  origin = new URL(address).origin
  nonce = number
  return !!setting('key') && /^http/.test(location.protocol)
}
