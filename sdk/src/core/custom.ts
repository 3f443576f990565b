/**
 * Custom events: what the service itself says of a visit. Texts are redacted and cut here, one more than the door's
 * limit, so that the door refuses by name what it would not keep, and the developer learns of it.
 */
import type { Json } from './json.ts'
import { redactText } from './redaction.ts'

const MOST_PROPERTIES = 33

/** A text that is redacted, and cut to a length in UTF-16 units before and after. */
function bounded(value: unknown, length: number): string {
  return redactText(('' + value).slice(0, 8 * length)).slice(0, length)
}

/** The name of a custom event. */
export function eventName(name: unknown): string {
  return bounded(name, 101)
}

/** Flat properties; what is neither text, number nor boolean becomes `null`, which the door refuses. */
export function eventProperties(properties: unknown): Json {
  if (!properties || typeof properties !== 'object') return undefined
  const kept: { [name: string]: Json } = {}
  let count = 0
  for (const name in properties) {
    const value = (properties as { [name: string]: unknown })[name]
    if (
      value !== undefined &&
      count < MOST_PROPERTIES &&
      Object.prototype.hasOwnProperty.call(properties, name)
    ) {
      count++
      kept[bounded(name, 65)] = plain(value)
    }
  }
  return kept
}

function plain(value: unknown): Json {
  if (typeof value === 'string') return bounded(value, 1000)
  if (typeof value === 'number') return redactText('' + value) === '' + value ? value : redactText('' + value)
  return typeof value === 'boolean' ? value : null
}
