/** The parts that the core loads, as the build names them. */
import { load, type Built } from './load.ts'
import type { Part, Core } from './core.ts'
import type { Rules } from './redact.ts'

declare const RULES: Built
declare const CAPTURE: Built

export const loadRules = (loaded: (rules: Rules) => void, failed: () => void): void => load(RULES, loaded, failed)
export const loadCapture = (loaded: (capture: (core: Core) => Part) => void): void => load(CAPTURE, loaded)
