/**
 * The four things that may be stored on the device, as section 6 of the capture specification names them. Storage that
 * is turned off or full costs nothing but the memory of it.
 */
import { guard } from './guard.ts'

/** `visitor` and `objected` stay on the device, the others end with the tab. */
export type Key = 'visitor' | 'objected' | 'assisted' | 'test'

const place = (key: Key): Storage => (/^[vo]/.test(key) ? localStorage : sessionStorage)

/** What is stored; `null` where nothing is, `undefined` where it cannot be asked. */
export const stored = guard((key: Key) => place(key).getItem('lotse-' + key))

/** Stores a text, or removes it. */
export const store = guard((key: Key, text: string | false | undefined) => {
  if (text) place(key).setItem('lotse-' + key, text)
  else place(key).removeItem('lotse-' + key)
})
