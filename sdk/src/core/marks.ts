/**
 * What the address itself says of a visit, in its fragment: that the person objects (`#lotse-object`), that a member of
 * staff does it for somebody (`#lotse-assisted=…`), that it is a test (`#lotse-test=…`). It is read once and removed
 * from the address, so that nobody passes it on.
 */
import { origin, setting } from './configuration.ts'
import { guard } from './guard.ts'
import { forget } from './queue.ts'
import { setObjection } from './objection.ts'
import { store, stored, type Key } from './storage.ts'

const found: { [key: string]: string } = {}

/** A signed mark: from the address, from the tab, or from the page. */
export function mark(key: Key): string | undefined {
  return found[key] || stored(key) || setting(key)
}

/** The person objects, or takes the objection back. */
export function object(yes: boolean): void {
  setObjection(yes)
  store('visitor', '')
  if (yes) forget()
}

/** Reads the fragment and takes out what was meant for Lotse. */
export const readFragment = guard(() => {
  const { hash } = location
  let answer: string | undefined
  const rest = hash.replace(/[#&]lotse-(object|assisted|test)=?([^&#]*)/g, (_, key, value) => {
    if (key === 'object') answer = value
    else store(key, (found[key] = value))
    return ''
  })
  if (rest !== hash) {
    history.replaceState(history.state, '', location.href.replace(/#.*/, rest && '#' + rest.slice(1)))
    if (answer !== undefined) {
      const yes = answer !== 'no'
      object(yes)
      // Lotse's own page confirms it, in the person's language.
      location.replace(`${origin}/objected/${setting('key')}?now=${yes ? 'objected' : 'counted'}`)
    }
  }
})
