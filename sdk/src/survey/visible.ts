/** Which questions people are shown, given what they answered: `docs/spec/survey.md`, section 3. */
import { own } from '../rules/own.ts'
import type { Answer, Answers, ConditionForm, SurveyForm, TestForm } from './form.ts'

/** Codes of the questions that are shown. */
export function visible(form: SurveyForm, answers: Answers): Set<string> {
  const shown = new Set<string>()
  const passes = (test: TestForm) => {
    const answer = shown.has(test.question) && answers.get(test.question)
    return !!answer && holds(test, answer)
  }
  const open = (when?: ConditionForm) => !when || (when.all ? when.all.every(passes) : when.any!.some(passes))
  for (const section of form.sections) {
    if (open(section.shown_when)) {
      for (const question of section.questions) if (open(question.shown_when)) shown.add(question.code)
    }
  }
  return shown
}

function holds(test: TestForm, answer: Answer): boolean {
  if (answer === 'declined') return false
  if ('options' in answer) {
    return test.answered || (!!test.one_of && answer.options.chosen.some((code) => test.one_of!.includes(code)))
  }
  const point = 'rows' in answer ? own(answer.rows, test.row!) : (answer as { point?: number }).point
  if (test.answered) return !('rows' in answer) || point !== undefined
  return (
    typeof point === 'number' &&
    (test.one_of ? test.one_of.includes(point) : test.at_least !== undefined ? point >= test.at_least : point <= test.at_most!)
  )
}
