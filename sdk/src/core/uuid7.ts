/**
 * Ids of events: UUID version 7 (RFC 9562), 48 bits of milliseconds and 74 random bits. An id is made once and stays
 * the same in every retry, so that the door can tell a repeated event from a new one.
 */

/** A new id for something that happened at `at`, in milliseconds since 1970. */
export function uuid7(at: number, random: (bytes: Uint8Array<ArrayBuffer>) => void = fillRandom): string {
  const bytes = new Uint8Array(10)
  random(bytes)
  bytes[0] = (bytes[0]! & 0x0f) | 0x70
  bytes[2] = (bytes[2]! & 0x3f) | 0x80
  let hex = ('00000000000' + Math.max(0, at).toString(16)).slice(-12)
  for (let index = 0; index < 10; index++) {
    hex += (0x100 + bytes[index]!).toString(16).slice(1)
  }
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function fillRandom(bytes: Uint8Array<ArrayBuffer>): void {
  crypto.getRandomValues(bytes)
}
