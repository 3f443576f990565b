/** A field to write in: a line, lines, an address, a day. What is too long is told while it is written, and never cut. */
import { clean, count } from './clean.ts'
import { mostChars } from './answer.ts'
import { make, on } from './dom.ts'
import type { QuestionForm } from './form.ts'
import { put, type Paper } from './paper.ts'

export interface Writing {
  readonly _field: HTMLInputElement | HTMLTextAreaElement
  /** How much can still be written. */
  readonly _left: HTMLElement | undefined
  readonly _update: () => void
}

export function writing(paper: Paper, question: QuestionForm, attributes: { [name: string]: string | undefined }): Writing {
  const { kind } = question
  const { words } = paper._published
  const isLong = kind === 'long-text'
  const field: Writing['_field'] = isLong
    ? make('textarea', { ...attributes, rows: 4 })
    : kind === 'date'
      ? make('input', { ...attributes, type: 'date', min: '1900-01-01', max: '2199-12-31' })
      : kind === 'e-mail'
        ? make('input', { ...attributes, type: 'email', autocomplete: 'email' })
        : make('input', { ...attributes, type: 'text' })
  // What people write has its own direction; a day has none.
  if (kind !== 'date') field.dir = kind === 'e-mail' ? 'ltr' : 'auto'
  if (!/text/.test(kind)) return { _field: field, _left: undefined, _update() {} }
  const most = mostChars(question)!
  const left = make('p', { class: 'm' })
  let timer: number
  const update = () => {
    const rest = most - count(clean(field.value, isLong))
    const said = rest < 0 ? put(words.over!, 'n', -rest) : put(words.left!, 'n', rest)
    left.textContent = said
    left.className = rest < 0 ? 'm e' : 'm'
    return rest < most / 10 && said
  }
  on(field, 'input', () => {
    const said = update()
    clearTimeout(timer)
    // Those who do not see it hear it when they pause, and only towards the end.
    if (said) timer = setTimeout(() => paper._announce(said), 1000) as never
  })
  update()
  return { _field: field, _left: left, _update: update }
}
