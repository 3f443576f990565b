/** The random order that stays the same for one response: `docs/spec/survey.md`, section 4. Numbers have 32 bits. */

/** FNV-1a of the response's id, a slash and the question's code. */
export function seed(response: string, question: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(response + '/' + question)) hash = Math.imul(hash ^ byte, 0x1000193)
  return hash >>> 0
}

/** Places of the written list in the order in which they are shown; what stays keeps its place. */
export function order(start: number, stays: readonly unknown[]): number[] {
  const places = stays.map((_, place) => place)
  const moving = places.filter((place) => !stays[place])
  for (let last = moving.length - 1; last > 0; last--) {
    start += 0x6d2b79f5
    let t = Math.imul(start ^ (start >>> 15), start | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    const drawn = moving[Math.floor((((t ^ (t >>> 14)) >>> 0) * (last + 1)) / 2 ** 32)]!
    const kept = places[drawn]!
    places[drawn] = places[moving[last]!]!
    places[moving[last]!] = kept
  }
  return places
}

/** Options or rows as they are shown in a response. */
export function inOrder<One extends { readonly stays?: boolean }>(
  list: readonly One[],
  isRandom: boolean | undefined,
  response: string,
  question: string,
): readonly One[] {
  return isRandom ? order(seed(response, question), list.map((one) => one.stays)).map((place) => list[place]!) : list
}
