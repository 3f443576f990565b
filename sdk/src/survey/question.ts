/** One question with everything that belongs to it: words, help, fault, controls, and not to say. */
import { make, newId, on, button } from './dom.ts'
import type { Fault } from './answer.ts'
import type { Answer, QuestionForm } from './form.ts'
import { DECLINED, list, type Entry, type List } from './list.ts'
import { inOrder } from './order.ts'
import { put, type Paper } from './paper.ts'
import { scale } from './scale.ts'
import { writing } from './writing.ts'

export interface Asked {
  readonly _code: string
  readonly _title: () => string
  readonly _box: HTMLElement
  readonly _read: () => Answer | undefined
  readonly _write: (answer: Answer) => void
  /** Goes to where a fault can be mended. */
  readonly _focus: (row?: string) => void
  /** Shows what is wrong, or nothing, and tells the words. */
  readonly _tell: (fault: Fault | undefined) => string
}

/** The controls of a kind of question. */
interface Controls {
  readonly _inside: (Node | undefined)[]
  readonly _read: () => Answer | undefined
  readonly _write: (answer: never) => void
  readonly _focus: (row?: string) => void
  /** Not to say, where it stands apart from the rest. */
  readonly _declined?: List | undefined
  /** The field to write in, or the one list to choose from. */
  readonly _field?: HTMLElement
  readonly _list?: List
}

export function ask(paper: Paper, question: QuestionForm): Asked {
  const { code, kind, required } = question
  const { words } = paper._published
  const help = paper._text('p', question.help, { id: newId(), class: 'p' })
  const error = make('p', { id: newId(), class: 'e', hidden: true })
  const described = (help ? help.id + ' ' : '') + error.id
  const id = newId()
  const isWritten = /text|e-mail|date/.test(kind)
  const isRadio = !/^(multiple|matrix)/.test(kind)
  const title = [
    paper._text('span', question.title),
    required && make('span', { class: 'd' }, ' (' + words.required + ')'),
  ]
  const controls = (isWritten ? written : kind === 'matrix' ? matrix : kind.endsWith('choice') ? choice : steps)(paper, question, {
    id,
    'aria-describedby': described,
    'aria-required': required ? 'true' : undefined,
  })
  const { _declined } = controls
  const box = isWritten
    ? make('div', { class: 'q' }, make('label', { for: id }, ...title), help, error)
    : make(
        'fieldset',
        {
          class: 'q',
          'aria-labelledby': id,
          'aria-describedby': described,
          role: isRadio && 'radiogroup',
          'aria-required': isRadio && required && 'true',
        },
        make('legend', { id }, ...title),
        help,
        error,
      )
  for (const part of controls._inside) if (part) box.append(part)
  if (_declined) box.append(_declined._node)
  // Whoever chose by mistake can take it back: radio buttons alone cannot.
  const back = button(words.clear!, 'a', () => {
    controls._list!._choose([])
    controls._focus()
    box.dispatchEvent(new Event('input', { bubbles: true }))
  })
  const update = () => (back.hidden = required || !isRadio || isWritten || !controls._read())
  on(box, 'input', update)
  update()
  if (controls._list) box.append(back)
  return {
    _code: code,
    _title: () => paper._words(question.title),
    _box: box,
    _read: () => (_declined && _declined._chosen()[0] ? DECLINED : controls._read()),
    _write(answer) {
      if (answer === DECLINED && _declined) _declined._choose([DECLINED])
      else controls._write(answer as never)
      update()
    },
    _focus: controls._focus,
    _tell(fault) {
      const said = fault ? inWords(fault) : ''
      error.textContent = said && words.error + ' ' + said
      error.hidden = !said
      box.classList.toggle('x', !!said)
      const target = controls._field || (isRadio && box)
      if (target && said) target.setAttribute('aria-invalid', 'true')
      else if (target) target.removeAttribute('aria-invalid')
      return said
    },
  }

  function inWords({ key, row, found, limit }: Fault): string {
    if (key === 'required') return words[isWritten ? 'need_text' : 'need_choice']!
    if (key === 'row_required') {
      const missed = question.rows!.find((one) => one.code === row)
      return put(words.need_row!, 'row', paper._words(missed && missed.text))
    }
    return put(words[key] || words.refused!, 'n', found! - limit!)
  }
}

type Make = (paper: Paper, question: QuestionForm, attributes: { [name: string]: string | undefined }) => Controls

/** Not to say, as an entry of the same list. */
function notToSay(paper: Paper, { may_decline }: QuestionForm): Entry[] {
  return may_decline ? [{ _value: DECLINED, _label: [paper._published.words.decline!] }] : []
}

/** Not to say, as a list of its own. */
function apart(paper: Paper, question: QuestionForm): List | undefined {
  return question.may_decline ? list(paper, 'checkbox', notToSay(paper, question)) : undefined
}

const choice: Make = (paper, question) => {
  const { options, random_order, code, kind } = question
  const entries = inOrder(options!, random_order, paper._id, code).map(
    (option): Entry => ({ _value: option.code, _label: [paper._text('span', option.text)], _writeIn: option.write_in }),
  )
  const made = list(paper, kind === 'single-choice' ? 'radio' : 'checkbox', entries.concat(notToSay(paper, question)))
  const writes = (chosen: readonly string[]) => options!.some((option) => option.write_in && chosen.includes(option.code))
  return {
    _inside: [made._node],
    _list: made,
    _focus: made._focus,
    _read() {
      const chosen = made._chosen()
      if (chosen[0] === DECLINED) return DECLINED
      return chosen[0] ? { options: { chosen, write_in: (writes(chosen) && made._field.value) || undefined } } : undefined
    },
    _write(answer: Extract<Answer, { options: unknown }> | 'declined') {
      if (answer === DECLINED) return made._choose([DECLINED])
      made._field.value = answer.options.write_in || ''
      made._choose(answer.options.chosen)
    },
  }
}

const steps: Make = (paper, question) => {
  const made = scale(paper, question, notToSay(paper, question))
  return {
    _inside: [made._node],
    _list: made,
    _focus: made._focus,
    _read() {
      const chosen = made._chosen()[0]
      return chosen === DECLINED ? DECLINED : chosen ? { point: +chosen } : undefined
    },
    _write(answer: { point: number } | 'declined') {
      made._choose(['' + (answer === DECLINED ? answer : answer.point)])
    },
  }
}

const matrix: Make = (paper, question) => {
  const { rows, random_order, code, labels, scale: kind } = question
  const lists = inOrder(rows!, random_order, paper._id, code).map((row) => {
    const made = scale(paper, { kind: kind!, labels } as QuestionForm, [])
    const node = make('fieldset', { class: 'w', role: 'radiogroup' }, make('legend', 0, paper._text('span', row.text)), made._node)
    return { _code: row.code, _list: made, _node: node }
  })
  const declined = apart(paper, question)
  if (declined) {
    on(declined._node, 'input', () => {
      for (const { _list } of lists) _list._choose([])
    })
  }
  return {
    _inside: lists.map(({ _node, _list }) => {
      if (declined) on(_list._node, 'input', () => declined._choose([]))
      return _node
    }),
    _declined: declined,
    _focus: (row) => (lists.find(({ _code }) => _code === row) || lists[0]!)._list._focus(),
    _read() {
      const points: { [row: string]: number } = Object.create(null)
      let any
      for (const { _code, _list } of lists) {
        const chosen = _list._chosen()[0]
        if (chosen) points[_code] = any = +chosen
      }
      return any === undefined ? any : { rows: points }
    },
    _write(answer: { rows: { [row: string]: number } }) {
      for (const { _code, _list } of lists) _list._choose(['' + answer.rows[_code]])
    },
  }
}

const written: Make = (paper, question, attributes) => {
  const { _field, _left, _update } = writing(paper, question, attributes)
  const declined = apart(paper, question)
  if (declined) on(_field, 'input', () => declined._choose([]))
  return {
    _inside: [_field, _left],
    _field,
    _declined: declined,
    _focus: () => _field.focus(),
    // A day that is half written has no value, and is no day.
    _read: () => ({ text: _field.validity.badInput ? '?' : _field.value }),
    _write(answer: { text: string }) {
      _field.value = answer.text
      _update()
    },
  }
}
