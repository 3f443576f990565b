/** U-turns: a page was left and returned to within ten seconds. Pure: it is told address and time. */

/** In milliseconds. */
export const SOON = 10000

/** Milliseconds that the person was away from the page that is shown now, if it is a return. */
export function uTurns(): (address: string, at: number) => number | undefined {
  let here: string | undefined
  const left = Object.create(null) as { [address: string]: number }
  return (address, at) => {
    if (address === here) return undefined
    if (here !== undefined) left[here] = at
    here = address
    const away = at - left[address]!
    return away >= 0 && away <= SOON ? away : undefined
  }
}
