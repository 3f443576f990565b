/**
 * The client as a package, for applications that are bundled: the same core, started by a call instead of a tag. The
 * parts that load later are chunks of the application's own bundle, so that they always fit.
 */
import { begin, profile as askForProfile, whenRunning } from '../core/begin.ts'
import { configure } from '../core/configuration.ts'
import { flat } from '../core/custom.ts'
import { guard } from '../core/guard.ts'
import { object as setObjection } from '../core/marks.ts'
import { ended, happened, view } from '../core/page-view.ts'
import { setCase, setUser, stop as stopQueue } from '../core/queue.ts'
import type { Profile, Properties, Settings } from './lotse.d.ts'

interface Global {
  (): void
  keys?: { [key: string]: unknown }
}

function run(settings: Settings): void {
  const global = window as { lotse?: Global }
  const taken: Global = (global.lotse = global.lotse || (() => {}))
  const keys = (taken.keys = taken.keys || {})
  const { parameters, caseReference, ...rest } = settings
  const read = { ...rest, case: caseReference, parameters: parameters && parameters.join(',') } as { [name: string]: string | undefined }
  if (!keys[settings.key] && configure((name) => read[name] || undefined, settings.origin)) {
    keys[settings.key] = 1
    begin(() => {})
  }
}

export function start(settings: Settings): void {
  guard(run)(settings)
}

export function track(name: string, properties?: Properties): void {
  guard(() => whenRunning(() => happened('custom', { name, properties: flat(properties) })))()
}

export function page(properties?: Properties): void {
  guard(() => whenRunning(() => view(properties)))()
}

export function outcome(name: string, properties?: Properties): void {
  guard(() => whenRunning(() => ended(name, properties)))()
}

export function profile(name: Profile): void {
  guard(() => askForProfile(name))()
}

export function user(reference: string | undefined): void {
  guard(() => setUser(reference))()
}

export function caseReference(reference: string | undefined): void {
  guard(() => setCase(reference))()
}

export function stop(): void {
  guard(() => stopQueue())()
}

export function object(yes?: boolean): void {
  guard(() => setObjection(yes !== false))()
}
