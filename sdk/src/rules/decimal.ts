/**
 * Exact decimal numbers as texts that can be compared: a property may have more digits than a number of JavaScript
 * holds, and the lake compares all of them.
 */

/** A number as a text whose order is the number's, for numbers of one sign. */
export interface Decimal {
  readonly _negative: boolean
  readonly _digits: string
}

/**
 * Reads an optional sign, up to 15 digits, and after a point further ones, of which the first six count. Anything else is
 * no number.
 */
export function decimal(text: string): Decimal | undefined {
  const found = /^(-?)([0-9]{1,15})(?:\.([0-9]+))?$/.exec(text)
  if (!found) return undefined
  const digits = found[2]!.padStart(15, '0') + (found[3] || '').slice(0, 6).padEnd(6, '0')
  return { _negative: found[1] === '-' && /[1-9]/.test(digits), _digits: digits }
}

/** Whether one is no smaller than another. */
export function isAtLeast(one: Decimal, other: Decimal): boolean {
  if (one._negative !== other._negative) return other._negative
  return one._negative ? one._digits <= other._digits : one._digits >= other._digits
}
