/** Members that an object has itself: pages put things on `Object.prototype`, and names come from services. */

/** A value of JSON's kind object. */
export interface Members {
  readonly [name: string]: unknown
}

/** An object that is no list, or nothing. */
export function members(value: unknown): Members | undefined {
  return value && typeof value === 'object' && !Array.isArray(value) ? (value as Members) : undefined
}

/** The value of an object's own member. */
export function own(value: Members | undefined, name: string): unknown {
  return value && Object.prototype.hasOwnProperty.call(value, name) ? value[name] : undefined
}
