/**
 * What an answer is, and what is wrong with one: `docs/spec/survey.md`, section 5. Faults that controls cannot make, such
 * as an option that there is not, are the server's to find.
 */
import { own } from '../rules/own.ts'
import { clean, count } from './clean.ts'
import { eachQuestion, type Answer, type Answers, type QuestionForm, type SurveyForm } from './form.ts'
import { visible } from './visible.ts'

/** What is wrong with the answer to a question. */
export interface Fault {
  readonly question: string
  /** Which of the faults, as `docs/spec/survey-runtime.md` names them. */
  readonly key: string
  /** The first row without an answer. */
  readonly row?: string
  /** Characters, and how many are possible. */
  readonly found?: number
  readonly limit?: number
}

const ADDRESS =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)*$/i

/** The most characters that can be written; nothing for questions that are not written. */
export function mostChars({ kind, most_chars }: QuestionForm): number | undefined {
  return kind === 'short-text' ? 200 : kind === 'long-text' ? most_chars || 1200 : kind === 'e-mail' ? 254 : undefined
}

/** Least and most of a scale. */
export function points(kind: string): readonly [number, number] {
  return kind === 'thumbs' ? [0, 1] : kind === 'zero-to-ten' ? [0, 10] : [1, kind === 'stars' || kind === 'likert-5' ? 5 : 7]
}

/** The answer as it is kept, or what is wrong with it; neither where nothing was answered. */
export function readAnswer(question: QuestionForm, written: Answer): { _answer?: Answer; _fault?: Fault } {
  const { kind, code } = question
  const wrong = (key: string, more?: object) => ({ _fault: { question: code, key, ...more } })
  const read = (given: string, limit: number | undefined, hasLines?: boolean): string | { _fault: Fault } => {
    const text = clean(given, hasLines)
    const found = count(text)
    return limit && found > limit ? wrong('too_long', { found, limit }) : text
  }
  const outside = (point: number, scale: string) => {
    const [least, most] = points(scale)
    return !(point >= least && point <= most)
  }
  if (written === 'declined') return { _answer: written }
  if ('options' in written) {
    const { chosen, write_in } = written.options
    const text = read(write_in || '', 200)
    if (typeof text !== 'string') return text
    return chosen[0] ? { _answer: { options: { chosen, write_in: text || undefined } } } : {}
  }
  if ('point' in written) return outside(written.point, kind) ? wrong('point_outside') : { _answer: written }
  if ('rows' in written) {
    let any
    for (const row of question.rows!) {
      const point = own(written.rows, row.code)
      if (point !== undefined) any = true
      if (point !== undefined && outside(point as number, question.scale!)) return wrong('point_outside')
    }
    return any ? { _answer: written } : {}
  }
  const text = read(written.text, mostChars(question), kind === 'long-text')
  if (typeof text !== 'string') return text
  if (text) {
    if (kind === 'e-mail' && !ADDRESS.test(text)) return wrong('email')
    if (kind === 'date') {
      const day = new Date(text + 'T00:00Z')
      if (!/^\d{4}-\d\d-\d\d$/.test(text) || !(day.getTime() < Infinity) || !day.toISOString().startsWith(text)) return wrong('day')
      if (text < '1900' || text >= '2200') return wrong('day_outside')
    }
    return { _answer: { text } }
  }
  return {}
}

/** What a set of answers says. */
export interface Read {
  /** Sound answers, to questions that are shown and to others. */
  readonly _answers: Answers
  readonly _shown: Set<string>
  /** In the order of the questions. */
  readonly _faults: Fault[]
}

/** Reads answers; `isWhole` misses what is required. A wrong answer is told whether its question is shown or not. */
export function readAnswers(form: SurveyForm, written: Answers, isWhole?: boolean): Read {
  const answers = new Map<string, Answer>()
  const wrong = new Map<string, Fault>()
  eachQuestion(form, (question) => {
    const given = written.get(question.code)
    const { _answer, _fault } = given ? readAnswer(question, given) : {}
    if (_answer) answers.set(question.code, _answer)
    if (_fault) wrong.set(question.code, _fault)
  })
  const shown = visible(form, answers)
  const faults: Fault[] = []
  eachQuestion(form, (question) => {
    const { code } = question
    const fault = wrong.get(code) || (isWhole && shown.has(code) ? missing(question, answers.get(code)) : undefined)
    if (fault) faults.push(fault)
  })
  return { _answers: answers, _shown: shown, _faults: faults }
}

function missing({ code, required, rows }: QuestionForm, answer: Answer | undefined): Fault | undefined {
  if (required) {
    if (!answer) return { question: code, key: 'required' }
    if (answer !== 'declined' && 'rows' in answer) {
      const row = rows!.find((one) => own(answer.rows, one.code) === undefined)
      if (row) return { question: code, key: 'row_required', row: row.code }
    }
  }
  return
}
