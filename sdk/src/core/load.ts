/**
 * Loads a part of the client. Trusted Types forbid to set the address of a script, so that a part is a module: the
 * preload checks its bytes against the hash that was built in, and the import finds the checked module in the
 * document's map of modules. What does not match is not run.
 */
import { nonce, origin } from './configuration.ts'
import { guard, listen } from './guard.ts'

/** A built part: what stands between `lotse-` and `.js` in the name of its file, and its SHA-256. */
export type Built = readonly [file: string, hash: string]

/** Loads a part and hands over what it exports, or says that it cannot be had, where somebody wants to know. */
export function load(built: Built, loaded: (part: never) => void, failed?: () => void): void {
  const address = `${origin}/assets/lotse-${built[0]}.js`
  const run = () => {
    import(address).then(guard((part) => loaded(part.default as never)), guard(failed!))
  }
  const link = document.createElement('link')
  link.rel = 'modulepreload'
  if (link.relList.supports(link.rel)) {
    // No list is taken apart: some pages replace how that is done.
    link.integrity = 'sha256-' + built[1]
    link.crossOrigin = ''
    link.nonce = nonce
    link.href = address
    listen(link, 'load', run)
    listen(link, 'error', failed!)
    document.head.appendChild(link)
  } else {
    // The browser has no way to check a module. Its address holds a hash, and nothing else is served there.
    run()
  }
}
