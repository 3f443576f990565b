/** Patterns of pages, as `docs/spec/rule.md`, section 4, says: a page is its path, allowed parameters and route. */

type Holds = (text: string) => boolean

/** Splits a text at the first sign; without it nothing follows. */
function splitAt(text: string, sign: string): [string, string | undefined] {
  const at = text.indexOf(sign)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** One segment or value of a pattern; nothing if a star stands beside other signs. */
function sign(text: string): Holds | undefined {
  if (text === '*') return (given) => given !== ''
  return text.includes('*') ? undefined : (given) => given === text
}

/** A path with what is said of its query, and whether it takes the rest of a path. */
function part(text: string): { _holds: Holds; _rest: boolean } | undefined {
  const [written, query] = splitAt(text, '?')
  const rest = written.endsWith('/**')
  const segments = (rest ? written.slice(0, -3) : written).split('/').map(sign)
  const parameters = (query === undefined ? [] : query.split('&')).map((pair) => {
    const [name, value] = splitAt(pair, '=')
    const holds = value === undefined || !name || name.includes('*') ? undefined : sign(value)
    return holds && { _name: name, _holds: holds }
  })
  if (segments.includes(undefined) || parameters.includes(undefined)) return undefined
  return {
    _rest: rest,
    _holds(page) {
      const [path, given] = splitAt(page, '?')
      const found = path.split('/')
      if (found.length < segments.length || (!rest && found.length > segments.length)) return false
      if (!segments.every((holds, place) => holds!(found[place]!))) return false
      const pairs = (given || '').split('&').map((pair) => splitAt(pair, '='))
      return parameters.every((parameter) =>
        pairs.some(([name, value]) => value !== undefined && name === parameter!._name && parameter!._holds(value)),
      )
    },
  }
}

/** Reads a pattern; nothing if it is none. */
export function pattern(text: string): Holds | undefined {
  const [writtenPath, writtenRoute] = splitAt(text, '#')
  if (!writtenPath.startsWith('/')) return undefined
  if (writtenRoute !== undefined && !/^[/!]/.test(writtenRoute)) return undefined
  const path = part(writtenPath)
  const route = writtenRoute === undefined ? undefined : part(writtenRoute)
  if (!path || (writtenRoute !== undefined && !route)) return undefined
  return (page) => {
    const [given, givenRoute] = splitAt(page, '#')
    // The rest of a path takes its routes too.
    const routeHolds = route
      ? givenRoute !== undefined && route._holds(givenRoute)
      : givenRoute === undefined || path._rest
    return routeHolds && path._holds(given)
  }
}
