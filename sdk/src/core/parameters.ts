/**
 * Query strings hold what people searched for and who they are, so that only named parameters leave the browser: those
 * of campaigns, and those that the service allows. The door decides again.
 */
/**
 * The address with only the parameters that are named in `allowed`, separated by commas, and those of campaigns; in
 * its query as well as in that of a route in its fragment.
 */
export function withAllowedParameters(address: string, allowed = ''): string {
  // No name in an address has this sign in it.
  const names = ('&utm_source,utm_medium,utm_campaign,' + allowed + '&').replace(/[\s,]+/g, '&')
  return address.replace(/\?[^#]*/g, (query) => {
    let kept = ''
    query.replace(/(?:^.|&)([^&=]+)[^&]*/g, (parameter, name: string) => {
      if (names.indexOf('&' + name + '&') >= 0) kept += (kept ? '&' : '?') + parameter.slice(1)
      return ''
    })
    return kept
  })
}
