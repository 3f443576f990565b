/**
 * Fields that are found wrong, by the browser or by the page through `aria-invalid`. A field is told once for each thing
 * that the person does: libraries ask the browser again with every key.
 */
import type { Capture, Root } from './capture.ts'
import { fieldAt, fieldOf, type Field } from './field.ts'

/** So many fields of one document are looked at at once. */
const FIELDS = 100

const wrong = '[aria-invalid]:not([aria-invalid=false]):not([aria-invalid=""])'

/** Hears the browser; the answer looks for fields that the page says are wrong. */
export function hearInvalid(capture: Capture): (roots: readonly Root[]) => void {
  let told = new WeakSet<Element>()
  let marked = new WeakSet<Element>()
  const tell = (field: Field | undefined, error: string) => {
    if (field && !told.has(field._place)) {
      told.add(field._place)
      capture._tell('field_error', field._element, { error })
    }
  }
  const again = () => {
    told = new WeakSet()
  }
  capture._on('invalid', (_, path) => {
    const validity = (path[0] as HTMLInputElement).validity as unknown as { readonly [problem: string]: unknown }
    let error = ''
    for (const problem in validity) {
      // `valueMissing` is `value_missing`, and `customError` is `custom`.
      if (!error && validity[problem] === true) {
        error = problem.replace(/Error$/, '').replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase())
      }
    }
    if (error) tell(fieldAt(path, capture._onlyMarked()), error)
  })
  capture._on('click', (event) => {
    if (event.isTrusted) again()
  })
  capture._on('keydown', (event) => {
    if ((event as KeyboardEvent).key === 'Enter') again()
  })
  return (roots) => {
    const still = new WeakSet<Element>()
    for (let place = 0; place < roots.length; place++) {
      const found = roots[place]!.querySelectorAll(wrong)
      for (let index = 0; index < found.length && index < FIELDS; index++) {
        const element = found[index]!
        still.add(element)
        if (!marked.has(element)) tell(fieldOf(element, capture._onlyMarked()), 'page')
      }
    }
    marked = still
  }
}
