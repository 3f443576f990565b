/**
 * Custom events: what the service itself says of a visit. Texts are redacted and cut here, one more than the door's
 * limit, so that the door refuses by name what it would not keep, and the developer learns of it.
 */
import { eachField, type Fields, type Json } from './json.ts'
import { redactText } from './redaction.ts'

/** A text that is redacted, and cut before and after. */
function bounded(value: unknown, length: number): string {
  return redactText(('' + value).slice(0, 4000)).slice(0, length)
}

/** Name and properties of a custom event; what is neither text, number nor boolean becomes `null`, which the door refuses. */
export function customEvent(name: unknown, properties: unknown): Fields {
  const kept: { [name: string]: Json } = {}
  let count = 0
  eachField(Object(properties) as { [name: string]: unknown }, (property, value) => {
    const text = bounded(value, 999)
    if (count++ < 33) {
      kept[bounded(property, 65)] =
        typeof value === 'string' || (typeof value === 'number' && text !== '' + value)
          ? text
          : typeof value === 'boolean' || (typeof value === 'number' && isFinite(value))
            ? value
            : null
    }
  })
  return { name: bounded(name, 101), properties: kept }
}
