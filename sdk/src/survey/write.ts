/** Writes JSON with lists: old libraries put `toJSON` on arrays, and answers must arrive as they are. */
import { eachField, json, type Json } from '../core/json.ts'

/** The JSON text of what answers are made of. */
export function write(value: unknown): string {
  if (!value || typeof value !== 'object') return json(value as Json)
  let text = ''
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) text += (text && ',') + write(value[index])
    return '[' + text + ']'
  }
  eachField(value as { [name: string]: unknown }, (name, field) => {
    text += (text && ',') + json(name) + ':' + write(field)
  })
  return '{' + text + '}'
}
