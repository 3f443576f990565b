/** Searches inside the service: the page shows results. What was searched for is not told. */
import { later } from '../core/guard.ts'
import type { Capture } from './capture.ts'

/** Parameters in which sites put what was searched for. */
const parameters = /[?&](q|query|search|s|term|keywords?|suche|suchbegriff|recherche|buscar)=[^&#]/i

/** Results change while somebody types; they are told when they stand still. In milliseconds. */
const STILL = 1000
/** A page that counts its results may do so after it was shown. In milliseconds. */
const LATE = 2000

/** Looks whether there are results; to be called when the page has changed. */
export function hearSearches(capture: Capture): () => void {
  let told: string | undefined
  const look = () => {
    const now = capture._core._said('results') || (parameters.test(location.search) ? told || '-' : undefined)
    if (now && now !== told) {
      told = now
      later(() => {
        if (told === now) capture._tell('search', undefined, { results: /^\d{1,9}$/.test(now) ? +now : undefined })
      }, now === '-' ? LATE : STILL)
    }
  }
  capture._on('lotse-view', () => {
    told = undefined
    look()
  })
  look()
  return look
}
