/**
 * The evaluator of rules on a page: the same language, the same results as the server's over history, held to
 * `vectors/rules.json` and `vectors/rules-generated.json`. Sizes are the server's to check; it sends no rule that is over
 * a limit.
 */
import { decimal, isAtLeast } from './decimal.ts'
import { members, own, type Members } from './own.ts'
import { pattern } from './pattern.ts'

/** What rules look at: an event as the door keeps it. Properties are texts. */
export interface RuleEvent {
  readonly kind: string
  readonly name?: string
  readonly page?: { readonly path: string; readonly state?: string; readonly language?: string }
  readonly element?: {
    readonly role?: string
    readonly name?: string
    readonly id?: string
    readonly test_id?: string
    readonly path?: string
    readonly heading?: string
  }
  readonly properties?: { readonly [name: string]: string }
}

/** Says whether an event is meant. */
export type Means = (event: RuleEvent) => boolean

type Value = (event: RuleEvent) => unknown
type Test = (text: string) => boolean

/** A member of the page or of the element. */
function part(of: 'page' | 'element', name: string): Value {
  return (event) => own(members(event[of]), name)
}

/** What rules can look at besides properties, and the tests that it has besides `is` and `present`. */
const fields: { readonly [name: string]: readonly [Value, ...string[]] } = {
  kind: [(event) => event.kind],
  name: [(event) => own(members(event), 'name'), 'begins_with'],
  page: [part('page', 'path'), 'begins_with', 'matches'],
  'page-state': [part('page', 'state'), 'begins_with'],
  'page-language': [part('page', 'language'), 'begins_with'],
  'element-role': [part('element', 'role'), 'begins_with'],
  'element-name': [part('element', 'name'), 'begins_with'],
  'element-id': [part('element', 'id'), 'begins_with'],
  'element-test-id': [part('element', 'test_id'), 'begins_with'],
  'element-path': [part('element', 'path'), 'ends_with'],
  'element-heading': [part('element', 'heading'), 'begins_with'],
}

/** A text with at least one character. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined
}

/** A list of texts, or one text as a list; nothing if it is none. */
function texts(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : [value]
  return list.length && list.every(text) ? list : undefined
}

/** A number, written as one or as a text. */
function bound(value: unknown): string | undefined {
  return typeof value === 'number' ? '' + value : text(value)
}

/** The tests by their names. Each gives nothing if its value is none. */
const tests: { readonly [name: string]: (value: unknown) => Test | undefined } = {
  is(value) {
    const wanted = texts(value)
    return wanted && ((given) => wanted.includes(given))
  },
  begins_with(value) {
    const wanted = text(value)
    return wanted === undefined ? undefined : (given) => given.startsWith(wanted)
  },
  ends_with(value) {
    const wanted = text(value)
    // Whole steps: what comes before them ends with their separator.
    return wanted === undefined ? undefined : (given) => given === wanted || given.endsWith('>' + wanted)
  },
  matches(value) {
    const patterns = (texts(value) || ['']).map(pattern)
    return patterns.includes(undefined) ? undefined : (given) => patterns.some((holds) => holds!(given))
  },
  present: (value) => (value === true ? () => true : undefined),
  at_least(value) {
    const least = decimal(bound(value) || '')
    return least && ((given) => compare(given, (number) => isAtLeast(number, least)))
  },
  at_most(value) {
    const most = decimal(bound(value) || '')
    return most && ((given) => compare(given, (number) => isAtLeast(most, number)))
  },
}

function compare(given: string, holds: (number: NonNullable<ReturnType<typeof decimal>>) => boolean): boolean {
  const number = decimal(given)
  return !!number && holds(number)
}

/** A condition; nothing if it is none. */
function condition(node: Members): Means | undefined {
  const names = Object.keys(node).filter((name) => name !== 'field' && name !== 'property')
  const [name] = names
  if (names.length !== 1 || name === undefined || !own(tests, name)) return undefined
  let value: Value
  let allowed: readonly unknown[]
  const property = text(own(node, 'property'))
  if (property !== undefined) {
    value = (event) => own(members(event.properties), property)
    allowed = ['is', 'present', 'begins_with', 'at_least', 'at_most']
  } else {
    const field = fields[text(own(fields, '' + node['field']) && node['field']) || '']
    if (!field) return undefined
    value = field[0]
    allowed = ['is', field === fields['kind'] ? '' : 'present', ...field.slice(1)]
  }
  const test = allowed.includes(name) ? tests[name]!(node[name]) : undefined
  return (
    test &&
    ((event) => {
      const given = value(event)
      return typeof given === 'string' && test(given)
    })
  )
}

/**
 * Reads a rule in its JSON form. What is no rule of this language gives nothing, whole: a part that is not understood must
 * not become true by a `not` around it.
 */
export function readRule(given: unknown): Means | undefined {
  const node = members(given)
  if (!node) return undefined
  const names = Object.keys(node)
  const heads = ['all', 'any', 'not', 'field', 'property'].filter((name) => names.includes(name))
  const [head] = heads
  if (heads.length !== 1 || head === undefined) return undefined
  if (head === 'field' || head === 'property') return condition(node)
  if (names.length !== 1) return undefined
  if (head === 'not') {
    const means = readRule(node['not'])
    return means && ((event) => !means(event))
  }
  const list = node[head]
  if (!Array.isArray(list) || !list.length) return undefined
  const parts = list.map(readRule)
  if (parts.includes(undefined)) return undefined
  return head === 'all'
    ? (event) => parts.every((means) => means!(event))
    : (event) => parts.some((means) => means!(event))
}
