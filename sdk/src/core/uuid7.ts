/**
 * Ids of events: UUID version 7 (RFC 9562), 48 bits of milliseconds and 74 random bits. An id is made once and stays
 * the same in every retry, so that the door can tell a repeated event from a new one.
 */

/** The pattern with random digits for `x`, and for `y` one of the four that say the variant. */
export function random(pattern: string): string {
  return pattern.replace(/[xy]/g, (digit) => {
    const byte = crypto.getRandomValues(new Uint8Array(1))[0]!
    return (digit === 'x' ? byte % 16 : 8 + (byte % 4)).toString(16)
  })
}

/** A new id for something that happened at `at`, in milliseconds since 1970. */
export function uuid7(at: number): string {
  return random(
    (0x1000000000000 + at).toString(16).slice(1).replace(/.{8}/, '$&-').concat('-7xxx-yxxx-xxxxxxxxxxxx'),
  )
}
