/**
 * Writes JSON without `JSON.stringify`: old libraries put `toJSON` on arrays and texts, some pages replace the
 * function, and a request that one of them changed would be refused. It knows what requests contain: texts, finite
 * numbers, booleans, null and plain objects. Lists are put together by the caller.
 */

/** A value that can be written. What is `undefined` is left out. */
export type Json = string | number | boolean | null | undefined | Fields

/** A plain object. */
export interface Fields {
  readonly [name: string]: Json
}

/** Calls `take` for each field that an object itself has: pages put things on `Object.prototype`. */
export function eachField<Value>(fields: { readonly [name: string]: Value }, take: (name: string, value: Value) => void): void {
  for (const name in fields) {
    if (Object.prototype.hasOwnProperty.call(fields, name) && fields[name] !== undefined) take(name, fields[name]!)
  }
}

/** The JSON text of a value. */
export function json(value: Json): string {
  if (typeof value === 'string') {
    return (
      '"' +
      value.replace(/["\\\0-\x1f]/g, (character) => '\\u' + (0x10000 + character.charCodeAt(0)).toString(16).slice(1)) +
      '"'
    )
  }
  if (value && typeof value === 'object') {
    let text = ''
    eachField(value, (name, field) => {
      text += (text && ',') + json(name) + ':' + json(field)
    })
    return '{' + text + '}'
  }
  return '' + value
}
