/**
 * Writes JSON without `JSON.stringify`: old libraries put `toJSON` on arrays and texts, some pages replace the
 * function, and a request that one of them changed would be refused. It knows what requests contain: texts, numbers,
 * booleans, null and plain objects. Lists are put together by the caller.
 */

/** A value that can be written. What is `undefined` is left out. */
export type Json = string | number | boolean | null | undefined | { [name: string]: Json }

const escapes = /["\\\u0000-\u001f]/g

function escape(character: string): string {
  return '\\u' + ('000' + character.charCodeAt(0).toString(16)).slice(-4)
}

/** The JSON text of a value; a number that JSON cannot hold becomes `null`. */
export function json(value: Json): string {
  if (typeof value === 'string') {
    return '"' + value.replace(escapes, escape) + '"'
  }
  if (value && typeof value === 'object') {
    let fields = ''
    for (const name in value) {
      const field = value[name]
      // A page may have put enumerable things on Object.prototype.
      if (field !== undefined && Object.prototype.hasOwnProperty.call(value, name)) {
        fields += (fields && ',') + json(name) + ':' + json(field)
      }
    }
    return '{' + fields + '}'
  }
  return typeof value === 'number' && !isFinite(value) ? 'null' : '' + value
}
