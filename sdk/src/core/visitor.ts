/**
 * The id after consent: random, made when the first request under `consented` is sent, renewed after 13 months, and
 * removed as soon as another profile is in force.
 */
import { inForce } from './profile.ts'
import { store, stored } from './storage.ts'
import { random } from './uuid7.ts'
import { CONSENTED } from './width.ts'

/** 13 months of 30.4 days. In milliseconds. */
const LIFETIME = 34150000000

/** The id, where the profile in force has one. */
export function visitorId(now: number): string | undefined {
  if (inForce() !== CONSENTED) {
    store('visitor', '')
    return undefined
  }
  const found = /^([\da-f-]{36})\.(\d+)$/.exec(stored('visitor') || '')
  // A clock that was set back made the id in the future; it would never end.
  if (found && +found[2]! <= now && now < +found[2]! + LIFETIME) return found[1]
  const id = random('xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx')
  store('visitor', id + '.' + now)
  return id
}
