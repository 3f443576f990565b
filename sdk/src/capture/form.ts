/** Forms: begun, and sent. */
import type { Capture } from './capture.ts'
import { attribute, describe, givenName, markOf, mayRead } from './element.ts'

/** Tells beginnings; `entered` is to be called where a field was entered or changed. */
export function hearForms(capture: Capture): (field: HTMLElement, path: readonly Node[]) => void {
  let begun = new WeakSet<Element>()

  const tell = (kind: string, form: HTMLElement, path: readonly Node[]) => {
    const readable = mayRead(path, capture._onlyMarked())
    if (readable === undefined) return
    const name = readable && (givenName(form) || attribute(form, 'title'))
    capture._tell(kind, describe('form', form, markOf(form), name, readable, capture._onlyMarked()))
  }

  capture._on('submit', (event, path) => {
    if (event.isTrusted) tell('form_submit', path[0] as HTMLElement, path)
  })
  capture._on('lotse-view', () => {
    begun = new WeakSet()
  })
  return (field, path) => {
    const form = (field as HTMLInputElement).form || field.closest('form')
    if (form && !begun.has(form)) {
      begun.add(form)
      tell('form_start', form, path)
    }
  }
}
