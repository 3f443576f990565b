/** Which address a page has. */

/**
 * The address that tells one page from another: fragments belong to it only where they are routes (`#/`, `#!`), since
 * all others point into a page.
 */
export function routeAddress(href: string): string {
  return href.replace(/#(?![/!]).*/, '')
}
