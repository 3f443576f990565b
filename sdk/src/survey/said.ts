/** Texts with names and earlier answers in them: `docs/spec/survey.md`, rule 3. What comes of it is shown as text. */
import { eachField } from '../core/json.ts'
import type { Read } from './answer.ts'
import { eachQuestion, type Localized, type Published, type QuestionForm } from './form.ts'

/** The words of a text, in the one language that it has; nothing where there is none. */
export function only(text: Localized | undefined): readonly [tag: string, words: string] | undefined {
  let found: [string, string] | undefined
  eachField(text || {}, (tag, words) => {
    found = found || [tag, words]
  })
  return found
}

type Names = Published['names']

function fill(words: string, names: Names, answer: (code: string) => string | undefined): string {
  return words.replace(/\{([^{}]*)\}/g, (_, inside: string) => {
    const [, code, otherwise] = /^q:([^|]*)\|?([^]*)/.exec(inside) || []
    if (code === undefined) return names[inside.trim() as keyof Names]
    const said = answer(code.trim())
    return said === undefined ? otherwise!.trim() : said
  })
}

/** A text as a reader sees it, with what was answered so far. */
export function say(words: string, { form, names }: Published, read: Read): string {
  return fill(words, names, (code) => {
    let found: QuestionForm | undefined
    if (read._shown.has(code)) eachQuestion(form, (question) => (found = question.code === code ? question : found))
    return found && said(found, read, (text) => fill((only(text) || ['', ''])[1], names, () => undefined))
  })
}

function said({ code, kind, options, labels }: QuestionForm, read: Read, words: (text: Localized) => string): string | undefined {
  const answer = read._answers.get(code)
  if (!answer || answer === 'declined' || /^long|^e-/.test(kind)) return
  if ('options' in answer) {
    const { chosen, write_in } = answer.options
    return options!
      .filter((option) => chosen.includes(option.code))
      .map((option) => (option.write_in && write_in) || words(option.text))
      .join(', ')
  }
  if ('point' in answer) {
    const label = labels && labels[answer.point]
    return label ? words(label) : '' + answer.point
  }
  return 'text' in answer ? answer.text : undefined
}
