/** A survey as people fill it in: its words, questions, what is wrong, sending, and what is said after it. */
import { guard } from '../core/guard.ts'
import { uuid7 } from '../core/uuid7.ts'
import { readAnswers, type Fault, type Read } from './answer.ts'
import { button, focused, make, newId, on } from './dom.ts'
import { store, stored } from './draft.ts'
import type { Answer, Published } from './form.ts'
import type { Host, Placement } from './host.ts'
import { paper } from './paper.ts'
import { ask, type Asked } from './question.ts'
import { send } from './send.ts'
import { tell } from './signals.ts'
import { write } from './write.ts'

export interface Sheet {
  readonly _node: HTMLElement
  /** The id of what names it. */
  readonly _title: string
  /** Whether there is something that should not be lost. */
  readonly _isTouched: () => boolean
  readonly _name: () => string
  /** The heading of what can be read now. */
  readonly _heading: () => HTMLElement
  /** Where it is now, and what closes it; no way to close it where it is part of the page. */
  _placement: Placement
  _close: (() => void) | undefined
  /** Says that somebody leaves it without sending. */
  readonly _left: () => void
  /** Lays it out in its place: whether it can be closed. */
  readonly _placed: () => void
}

export function makeSheet(host: Host, published: Published, placement: Placement): Sheet {
  const { form, words, paperwork } = published
  const draft = stored(host, published)
  const id = draft ? draft.id : uuid7(Date.now())
  const page = paper(published, id)
  const asked: Asked[] = []
  const sections: { _box: HTMLElement; _codes: string[] }[] = []
  let touched = !!draft
  let isSending = false
  /** The answers of the first try. */
  let first: string | undefined
  let sent = false
  let last: string | undefined
  let shown = ''

  const titleId = newId()
  const title = make('h2', { id: titleId, tabindex: -1 }, page._text('span', form.title))
  const close = () => sheet._close!()
  const closing = [button(words.close!, 'b y', close), button(words.close!, 'b', close)]
  const links = make('ul')
  const problem = make('h3', 0, words.problem)
  const summary = make('div', { class: 's', role: 'group', tabindex: -1, 'aria-label': words.problem, hidden: true }, problem, links)
  const submit = make('button', { class: 'b' }, words.send)
  const said = make('p', { role: 'status', class: 'r' })
  const main = make(
    'form',
    { novalidate: true, autocomplete: 'off' },
    make('div', { class: 't' }, title, closing[0]),
    summary,
    page._text('p', form.intro, { class: 'p' }),
    paperwork && make('p', { class: 'm p', dir: 'auto' }, paperwork),
  )
  for (const section of form.sections) {
    const box = make('div', { class: 'j' }, page._text('h3', section.title), page._text('p', section.intro, { class: 'p' }))
    const codes: string[] = []
    for (const question of section.questions) {
      const one = ask(page, question)
      asked.push(one)
      codes.push(question.code)
      box.append(one._box)
      on(one._box, 'input', () => {
        last = question.code
      })
    }
    sections.push({ _box: box, _codes: codes })
    main.append(box)
  }
  main.append(said, submit)
  const thanks = make('h2', { tabindex: -1 }, words.sent)
  const late = make('p', 0, words.before)
  const done = make('div', { hidden: true }, thanks, late, page._text('p', form.closing, { class: 'p' }), closing[1])
  const node = make('div', { class: 'f' }, main, done, page._status)

  const read = (isWhole?: boolean): Read => {
    const written = new Map<string, Answer>()
    for (const one of asked) {
      const answer = one._read()
      if (answer) written.set(one._code, answer)
    }
    return readAnswers(form, written, isWhole)
  }
  const update = () => {
    const now = read()
    for (const one of asked) one._box.hidden = !now._shown.has(one._code)
    // A section with nothing to answer has nothing to say.
    for (const { _box, _codes } of sections) _box.hidden = !_codes.some((code) => now._shown.has(code))
    page._refill(now)
    const all = [...now._shown].join()
    if (shown && all !== shown) page._announce(words.changed!)
    shown = all
    return now
  }
  /** The focus goes to what has to be read; who is elsewhere by now stays there, and is told. */
  const goTo = (target: HTMLElement, otherwise: string) => {
    const now = focused()
    if (!now || now === document.body || node.contains(now)) target.focus()
    else page._announce(otherwise)
  }
  const tellFaults = (faults: readonly Fault[], otherwise?: string) => {
    links.textContent = ''
    for (const one of asked) {
      const fault = faults.find(({ question }) => question === one._code)
      const error = one._tell(fault)
      if (fault) {
        const link = make('a', { href: '#' + titleId }, make('bdi', 0, one._title()), ' – ' + error)
        on(link, 'click', (event) => {
          // The page has its own idea of addresses.
          event.preventDefault()
          one._focus(fault.row)
        })
        links.append(make('li', 0, link))
      }
    }
    if (otherwise) links.append(make('li', 0, otherwise))
    summary.hidden = !links.firstChild
    if (!summary.hidden) goTo(summary, words.problem!)
    return !summary.hidden
  }
  const finish = (isFirst?: boolean) => {
    late.hidden = !isFirst
    sent = true
    touched = false
    store(host, published, id)
    update()
    main.hidden = true
    done.hidden = false
    goTo(thanks, words.sent!)
  }
  const wait = (now: boolean) => {
    isSending = now
    for (const { _box } of sections) _box.inert = now
  }
  const run = () => {
    if (isSending || sent) return
    const now = read(true)
    // What people do not see they cannot mend: it stays behind.
    const faults = now._faults.filter(({ question }) => now._shown.has(question))
    if (tellFaults(faults, !now._answers.size && !faults[0] ? words.nothing : '')) return
    const answers: { [code: string]: Answer } = Object.create(null)
    for (const { code, kind } of form.sections.flatMap(({ questions }) => questions)) {
      const answer = now._answers.get(code)
      // An address that is not asked for any more was taken back.
      if (answer && (kind !== 'e-mail' || now._shown.has(code))) answers[code] = answer
    }
    const { survey, version, language, answers: path } = published
    first = first || write(answers)
    // What is changed now would not be sent.
    wait(true)
    submit.setAttribute('aria-disabled', 'true')
    said.textContent = words.sending!
    send(
      host.origin + path,
      write({ ...host.about(), sent_at: Date.now(), response: { id, survey, version, language, placement: sheet._placement, answers } }),
      (status, { faults: refused, before }) => {
        wait(false)
        submit.removeAttribute('aria-disabled')
        said.textContent = ''
        if (status >= 200 && status < 300) return finish(before && write(answers) !== first)
        if (status > 399 && status < 500) first = undefined
        if (status === 422 && Array.isArray(refused) && tellFaults(refused.filter((fault) => fault && now._shown.has(fault.question)))) return
        said.textContent = words[status === 410 ? 'ended' : !status ? 'offline' : status === 429 || status > 499 ? 'failed' : 'not_taken']!
        submit.textContent = words.again!
      },
    )
  }
  on(main, 'submit', (event) => {
    event.preventDefault()
    run()
  })
  // A survey is sent by its button: the enter key in a field would send what is not finished.
  on(main, 'keydown', (event) => {
    if ((event as KeyboardEvent).key === 'Enter' && (event.target as Element).matches('input')) event.preventDefault()
  })
  on(main, 'input', () => {
    touched = true
    tell(host, published, sheet._placement, 'started')
    store(host, published, id, update()._answers)
  })
  if (draft) {
    for (const one of asked) {
      for (const [code, answer] of draft.answers) if (code === one._code) guard(() => one._write(answer))()
    }
  }
  update()

  const sheet: Sheet = {
    _node: node,
    _title: titleId,
    _isTouched: () => touched,
    _name: () => page._words(form.title),
    _heading: () => (sent ? thanks : title),
    _placement: placement,
    _close: undefined,
    _left() {
      if (touched && !sent) tell(host, published, sheet._placement, 'left', last)
    },
    _placed() {
      for (const one of closing) one.hidden = !sheet._close
    },
  }
  on(window, 'pagehide', sheet._left)
  return sheet
}
