/** Native radio buttons or checkboxes, each with its label around it, so that the whole line can be pressed. */
import { make, newId, on } from './dom.ts'
import type { Paper } from './paper.ts'

/** Something to choose. */
export interface Entry {
  readonly _value: string
  readonly _label: (Node | string | undefined | false)[]
  readonly _writeIn?: boolean | undefined
}

export interface List {
  readonly _node: HTMLElement
  readonly _chosen: () => string[]
  readonly _choose: (values: readonly string[]) => void
  /** The field in which something can be written beside a chosen option. */
  readonly _field: HTMLInputElement
  readonly _focus: () => void
}

/** The value of the entry that says that somebody would rather not say; no code can be the same. */
export const DECLINED = 'declined'

export function list(paper: Paper, type: 'radio' | 'checkbox', entries: readonly Entry[], look = ''): List {
  const name = newId()
  const field = make('input', { type: 'text', autocomplete: 'off' })
  const beside = make('label', { class: 'i' }, paper._published.words.write_in!, field)
  const node = make('div', { class: look })
  const inputs = entries.map(({ _value, _label, _writeIn }) => {
    const input = make('input', { type, name, value: _value, autocomplete: 'off' })
    node.append(make('label', { class: 'o' }, input, make('span', 0, ..._label)))
    if (_writeIn) node.append(beside)
    return input
  })
  const update = () => {
    beside.hidden = !inputs.some((input, place) => input.checked && entries[place]!._writeIn)
  }
  on(node, 'input', ({ target }) => {
    const { checked, value } = target as HTMLInputElement
    // Not to say and to say exclude each other.
    if (type === 'checkbox' && checked) {
      for (const input of inputs) if ((input.value === DECLINED) !== (value === DECLINED)) input.checked = false
    }
    update()
  })
  update()
  return {
    _node: node,
    _field: field,
    _chosen: () => inputs.filter((input) => input.checked).map((input) => input.value),
    _choose(values) {
      for (const input of inputs) input.checked = values.includes(input.value)
      update()
    },
    _focus() {
      const target = inputs.find((input) => input.checked) || inputs[0]!
      target.focus()
    },
  }
}
