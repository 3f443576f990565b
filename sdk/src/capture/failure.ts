/** Errors of the page's scripts: what kind, and where. Never their message, which may hold anything. */
import type { Fields } from '../core/json.ts'
import { place } from './address.ts'
import type { Capture } from './capture.ts'

/** So many are told of one page view; a loop that fails would fill the queue. */
const MOST = 10

/** The name of an error; nothing where it is no name that a program would use. */
function nameOf(error: unknown): string | undefined {
  const name = error && (error as Error).name
  return typeof name === 'string' && /^[A-Z]\w{0,39}$/i.test(name) ? name : undefined
}

/** Hears errors; `failed` is told the name of each. */
export function hearFailures(capture: Capture, failed: (error: string | undefined) => void): void {
  let told: { [failure: string]: boolean } = {}
  let count = 0
  const tell = (facts: Fields) => {
    const same = facts.error + ' ' + facts.script + ' ' + facts.line + ' ' + facts.column
    if (!told[same] && count++ < MOST) {
      told[same] = true
      capture._tell('js_error', undefined, facts)
    }
    failed(facts.error as string | undefined)
  }
  capture._on('error', (event) => {
    const { message, filename, lineno, colno, error } = event as ErrorEvent
    // A picture that does not load is heard here too, without a message. Extensions are not the page's.
    if (typeof message !== 'string' || (filename && !/^https?:/.test(filename))) return
    tell({
      error: nameOf(error),
      script: filename ? place(capture._core, filename) : undefined,
      line: lineno,
      column: colno,
    })
  })
  capture._on('unhandledrejection', (event) => tell({ error: nameOf((event as PromiseRejectionEvent).reason) }))
  capture._on('lotse-view', () => {
    told = {}
    count = 0
  })
}
