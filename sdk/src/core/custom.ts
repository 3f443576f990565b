/**
 * What the service itself says of a visit: custom events, outcomes, and properties of page views. Texts are cut one
 * character after the door's limit, so that the door refuses by name what it would not keep, and the developer learns
 * of it.
 */
import { eachField, type Fields, type Json } from './json.ts'
import { redacted } from './redact.ts'

type Properties = { [name: string]: Json }

/** Properties as they are kept until they are sent; what is neither text, number nor boolean is `null`, which the door refuses. */
export function flat(given: unknown): Fields | undefined {
  const kept: Properties = {}
  let count = 0
  eachField(Object(given) as { [name: string]: unknown }, (name, value) => {
    if (count++ < 33) {
      kept[name.slice(0, 999)] =
        typeof value === 'string'
          ? value.slice(0, 4000)
          : // A boolean or a number, and none without end.
            /^(b|nu)/.test(typeof value) && isFinite(value as number)
            ? (value as number)
            : null
    }
  })
  return count ? kept : undefined
}

/** Properties as they may leave the browser. */
export function redactedProperties(properties: Fields): Fields {
  const kept: Properties = {}
  eachField(properties, (name, value) => {
    const text = redacted('' + value)
    kept[redacted(name).slice(0, 65)] =
      // A number in which something was found becomes a text.
      typeof value === 'string' || text !== '' + value ? text.slice(0, 999) : value
  })
  return kept
}
