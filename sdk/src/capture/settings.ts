/**
 * What the service is set to now. It is asked once, nothing waits for it, and browsers and proxies may keep the answer.
 */
import { guard } from '../core/guard.ts'
import type { Built } from '../core/load.ts'
import type start from '../vitals/start.ts'
import type { Capture } from './capture.ts'

declare const VITALS: Built

interface Settings {
  readonly profile?: unknown
  readonly web_vitals?: number
  readonly display?: boolean
}

export function askForSettings(capture: Capture, saves: boolean): void {
  const core = capture._core
  const take = guard((settings: Settings) => {
    if (settings.profile) core._narrow(settings.profile)
    if (!core._inForce()) return
    const measures = !saves && Math.random() < settings.web_vitals!
    if (measures || settings.display) {
      core._load(VITALS, (vitals: typeof start) => {
        const display = vitals(
          measures && ((metric, value) => capture._tell('web_vital', undefined, { metric, value: +value.toFixed(4) })),
        )
        if (settings.display) core._wait._display = display
      })
    }
  })
  fetch(core._origin + '/v1/configuration/' + core._setting('key'), { credentials: 'omit', referrerPolicy: 'origin' }).then(
    (answer) => (answer.ok ? answer.json().then(take, () => {}) : undefined),
    () => {},
  )
}
