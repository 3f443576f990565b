/** Parts of addresses as they may be told. */
import type { Core } from '../core/core.ts'

/** Paths that end like a file which browsers keep or hand to another program. */
export const fileType = /\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|txt|xml|json|zip|gz|7z|rar|tar|epub|ics|mp[34])$/i

/** A path, redacted and cut to the limit. */
export function shortPath(core: Core, path: string): string {
  return core._address('http://a' + path).slice(8, 208)
}

/** The path of an address of this site, the domain of another one; nothing where it is neither. */
export function place(core: Core, address: string): string | undefined {
  const link = document.createElement('a')
  link.href = address
  return /^https?:$/.test(link.protocol)
    ? link.host === location.host
      ? shortPath(core, link.pathname)
      : link.hostname
    : undefined
}
