/**
 * Nothing leaves the browser that the rules of redaction have not passed. The rules are a part of their own: most
 * addresses are words alone, in which the rules find nothing, and those are told apart here. A request with any other
 * text waits for the rules.
 */
import { loadRules } from './parts.ts'

type Rule = (text: string) => string
/** The rules, `redaction.ts`: for texts, and for addresses. */
export type Rules = readonly [text: Rule, address: Rule]

/**
 * Texts that no rule changes, after scheme and host: fewer than seven digits in all, and parts that are letters alone, at most ten letters and
 * then four digits, or six characters. Every number that the rules look for has more digits, every other pattern more
 * characters or a sign that is not allowed here; the tokens that are letters alone are named.
 */
const harmless =
  /^(\w+:\/\/[\w.:-]+)?(?!.*(eyJ|bearer|AKIA|[a-f]{8}-)|(\D*\d){7})((^|[/?&=#!])([a-z_. -]*|[a-z_. -]{0,10}\d{0,4}|[\w.-]{0,6}))*$/i

/** The rules, once they are there. */
export let rules: Rules | undefined
let waiting: (() => void)[] | undefined

/** Calls `ready` when the rules are there, and loads them if need be. Where they cannot be had, the next call tries again. */
export function withRules(ready: () => void): void {
  if (rules) return ready()
  const list = waiting || []
  list[list.length] = ready
  if (!waiting) {
    waiting = list
    loadRules(
      (loaded) => {
        rules = loaded
        for (let index = 0; index < list.length; index++) list[index]!()
      },
      () => {
        waiting = undefined
      },
    )
  }
}

/** A text was met that needs rules which are not there; the request must not be sent. */
export let missing = false

/** Before a request is written. */
export function begin(): void {
  missing = false
}

/** The text, or `address`, as it may leave the browser. */
export function redacted(text: string, address?: 1): string {
  if (harmless.test(text)) return text
  if (rules) return rules[address || 0](text)
  missing = true
  return ''
}
