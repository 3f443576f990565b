/**
 * A published survey as the server sends it: the written form of `docs/spec/survey.md`, narrowed to one language, and
 * what `docs/spec/survey-runtime.md` puts around it. Names are those of the specification.
 */

/** A text in the one language that the reader gets: `{ "de": "…" }`. */
export type Localized = { readonly [tag: string]: string }

/** A test of a condition. */
export interface TestForm {
  readonly question: string
  readonly row?: string
  readonly one_of?: readonly (string | number)[]
  readonly at_least?: number
  readonly at_most?: number
  readonly answered?: true
}

/** A condition: one of the two lists. */
export interface ConditionForm {
  readonly all?: readonly TestForm[]
  readonly any?: readonly TestForm[]
}

/** An option of a choice, or a row of a matrix. */
export interface OptionForm {
  readonly code: string
  readonly text: Localized
  readonly write_in?: boolean
  readonly stays?: boolean
}

/** A question of any kind. */
export interface QuestionForm {
  readonly code: string
  readonly kind: string
  readonly title: Localized
  readonly help?: Localized
  readonly required?: boolean
  readonly may_decline?: boolean
  readonly shown_when?: ConditionForm
  readonly options?: readonly OptionForm[]
  readonly random_order?: boolean
  readonly rows?: readonly OptionForm[]
  readonly scale?: string
  readonly labels?: { readonly [point: string]: Localized }
  readonly most_chars?: number
}

/** A section. */
export interface SectionForm {
  readonly code: string
  readonly title?: Localized
  readonly intro?: Localized
  readonly shown_when?: ConditionForm
  readonly questions: readonly QuestionForm[]
}

/** The survey itself. */
export interface SurveyForm {
  readonly title: Localized
  readonly intro?: Localized
  readonly closing?: Localized
  readonly sections: readonly SectionForm[]
}

/** An answer as it is written. */
export type Answer =
  | 'declined'
  | { readonly options: { readonly chosen: readonly string[]; readonly write_in?: string | undefined } }
  | { readonly point: number }
  | { readonly rows: { readonly [row: string]: number } }
  | { readonly text: string }

/** Answers by the code of their question. Any word can be a code, `constructor` too, so that no plain object will do. */
export type Answers = ReadonlyMap<string, Answer>

/** Colours of an agency, as they were checked when the survey was published. */
export type Theme = { readonly [colour in 'page' | 'text' | 'button' | 'button_text' | 'edge' | 'error']: string }

/** The words of the program, in the language of the survey. */
export interface Words {
  readonly [key: string]: string
}

/** What the server sends. */
export interface Published {
  readonly survey: number
  readonly version: number
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly names: { readonly service: string; readonly organization: string }
  readonly form: SurveyForm
  readonly words: Words
  /** From one star to five, since languages count in many ways. */
  readonly stars: readonly string[]
  /** What the Paperwork Reduction Act wants to be read, in words. */
  readonly paperwork?: string
  readonly theme?: Theme
  readonly dark?: Theme
  /** Where answers go: a path at Lotse's origin. */
  readonly answers: string
}

/** Calls `take` for each question, in order. */
export function eachQuestion(form: SurveyForm, take: (question: QuestionForm, section: SectionForm) => void): void {
  for (const section of form.sections) for (const question of section.questions) take(question, section)
}
