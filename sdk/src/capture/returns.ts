/** Pages that people come back to at once: another page was not what they wanted. */
import { routeAddress } from '../core/route.ts'
import type { Capture } from './capture.ts'
import { SOON, uTurns } from './u-turn.ts'

export function hearReturns(capture: Capture): void {
  const turns = uTurns()
  const tell = (ms: number | undefined) => {
    if (ms !== undefined) capture._tell('u_turn', undefined, { ms })
  }
  let gone = 0
  const look = () => tell(turns(routeAddress(location.href), Date.now()))
  look()
  capture._on('lotse-view', look)
  capture._on('pagehide', () => {
    gone = Date.now()
  })
  // Back from the back-forward cache.
  capture._on('pageshow', (event) => {
    const away = Date.now() - gone
    if ((event as PageTransitionEvent).persisted && away <= SOON) tell(away)
  })
}
