/**
 * The configuration is the script tag: no global settings object, nothing that a policy for inline scripts would
 * block.
 */

let tag: HTMLScriptElement

/** Where events go: the origin that the script came from. */
export let endpoint: string

/** An attribute of the tag, such as `key` for `data-lotse-key`; nothing where it is missing or empty. */
export function setting(name: string): string | undefined {
  return tag.getAttribute('data-lotse-' + name) || undefined
}

/** Finds the tag; whether there is one with a key on a web page. */
export function configure(): boolean {
  // A script that another script inserts, or a module, is not the current one while it runs.
  tag = (document.currentScript || document.querySelector('script[data-lotse-key]')) as HTMLScriptElement
  endpoint = new URL(tag.src).origin + '/v1/events'
  return !!setting('key') && /^http/.test(location.protocol)
}
