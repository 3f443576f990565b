/**
 * What was answered, until it is sent: in the storage of the tab, where the profile allows that, and otherwise in memory
 * alone. An e-mail address is never stored.
 */
import { guard } from '../core/guard.ts'
import { eachQuestion, type Answer, type Answers, type Published } from './form.ts'
import type { Host } from './host.ts'
import { write } from './write.ts'

export interface Draft {
  /** The id of the response. */
  readonly id: string
  readonly version: number
  readonly answers: readonly (readonly [code: string, answer: Answer])[]
}

const key = ({ survey }: Published) => 'lotse-survey-' + survey

/** What is stored for this version; nothing where there is nothing, or storing is not allowed. */
export const stored = guard((host: Host, published: Published): Draft | undefined => {
  const draft: Draft | null = host.stores() && JSON.parse(sessionStorage.getItem(key(published)) || 'null')
  return draft && draft.version === published.version && draft.id ? draft : undefined
})

/** Stores the answers, or takes them away. */
export function store(host: Host, published: Published, id: string, answers?: Answers): void {
  guard(() => {
    if (!answers) return sessionStorage.removeItem(key(published))
    if (!host.stores()) return
    const kept: unknown[] = []
    eachQuestion(published.form, ({ code, kind }) => {
      if (kind !== 'e-mail' && answers.has(code)) kept.push([code, answers.get(code)])
    })
    sessionStorage.setItem(key(published), write({ id, version: published.version, answers: kept }))
  })()
}
