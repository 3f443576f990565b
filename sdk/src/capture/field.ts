/**
 * Fields of forms: which one an event belongs to, and how it is described. A radio button or checkbox of several is
 * never described itself, since its name and place are the answer: its group is.
 */
import type { Fields } from '../core/json.ts'
import { attribute, describe, givenName, markOf, mayRead, openText } from './element.ts'
import { pathFrom } from './path.ts'

/** A field, or the group of which it is one choice. */
export interface Field {
  /** What stands for it: the field itself, or what holds its group. */
  readonly _place: HTMLElement
  readonly _role: string
  /** It is told whether something is in it, and whether it was changed. */
  readonly _open: boolean
  readonly _element: Fields
}

const byType: { [type: string]: string } = { search: 'searchbox', number: 'spinbutton', range: 'slider', file: 'file' }

/** Roles of fields, in what elements say of themselves. */
const stated = /(^|\s)(switch|checkbox|radio|radiogroup|textbox|searchbox|spinbutton|slider|combobox|listbox)(\s|$)/i

/** Role of a field, and `radio` for one button of a group; nothing for what is none. */
function fieldRole(element: HTMLElement): string | undefined {
  const said = stated.exec(attribute(element, 'role'))
  const tag = element.localName
  const { type } = element as HTMLInputElement
  if (said) return /box$/i.test(said[2]!) && /^(com|li)/i.test(said[2]!) ? 'select' : said[2]!.toLowerCase()
  if (tag === 'select') return tag
  if (tag === 'textarea') return 'textbox'
  if (tag !== 'input' || /^(button|submit|reset|image|hidden)$/.test(type)) return undefined
  return /^(checkbox|radio)$/.test(type) ? type : /^(date|time|month|week)/.test(type) ? 'date' : byType[type] || 'textbox'
}

/** What is one of several choices: of the same kind, and with the same name where nothing says that they are a group. */
function isPeer(element: HTMLElement, other: HTMLInputElement, grouped: boolean): boolean {
  const { type, name, form } = element as HTMLInputElement
  return element.localName === 'input'
    ? other.type === type && (grouped || (other.name === name && other.form === form))
    : fieldRole(other) === fieldRole(element)
}

/** The element that holds all choices of the one that was used; nothing for one that stands alone. */
function groupOf(element: HTMLElement, role: string): HTMLElement | undefined {
  const group = element.closest<HTMLElement>('fieldset,[role=radiogroup],[role=group]')
  const choices = (group || (element.getRootNode() as Document)).querySelectorAll<HTMLInputElement>(
    element.localName === 'input' ? 'input' : '[role]',
  )
  let first: Element | undefined
  let last: Element | undefined
  for (let index = 0; index < choices.length && index < 999; index++) {
    const other = choices[index]!
    if (isPeer(element, other, !!group)) {
      first = first || other
      last = other
    }
  }
  if (group && (first !== last || role === 'radio')) return group
  if (first === last) return undefined
  let around: HTMLElement | null = element
  while (around && !(around.contains(first!) && around.contains(last!))) around = around.parentElement
  return around || undefined
}

/** The field that an event hit, from its path; nothing where it hit none, or one that is not to be looked at. */
export function fieldAt(path: readonly Node[], onlyMarked: boolean): Field | undefined {
  const hit = path[0] as HTMLElement
  let role = hit && hit.localName && fieldRole(hit)
  if (!role) return undefined
  const readable = mayRead(path, onlyMarked)
  if (readable === undefined) return undefined
  if (!/^(radio|radiogroup|checkbox|switch)$/.test(role)) {
    const { type, labels } = hit as HTMLInputElement
    const label = labels && labels[0]
    const name =
      readable &&
      // Components that are lists show what was chosen, and say it too.
      (givenName(hit, role === 'select' && !/^(select|input)$/.test(hit.localName)) ||
        (label && openText(label)) ||
        attribute(hit, 'title') ||
        attribute(hit, 'placeholder'))
    return {
      _place: hit,
      _role: role,
      _open: type !== 'password' && !/(^|\s)cc-/.test(attribute(hit, 'autocomplete')),
      _element: describe(role, hit, markOf(hit), name, readable, onlyMarked),
    }
  }
  const group = role === 'radiogroup' ? hit : groupOf(hit, role)
  if (role === 'radio') role = 'radiogroup'
  if (!group) {
    const name = markOf(hit)
    return { _place: hit, _role: role, _open: role === 'radiogroup', _element: { role, name, marked: name ? true : undefined } }
  }
  if (role !== 'radiogroup') role = 'group'
  const legend = group.querySelector(':scope>legend')
  const name = readable && (givenName(group) || (legend ? openText(legend) : ''))
  return { _place: group, _role: role, _open: true, _element: describe(role, group, markOf(group), name, readable, onlyMarked) }
}

/** The field that an element is, as if an event had hit it. */
export function fieldOf(element: Element, onlyMarked: boolean): Field | undefined {
  return fieldAt(pathFrom(element), onlyMarked)
}

/** Whether nothing is in it. Only that is asked, never what. */
export function isEmpty({ _place, _role }: Field): boolean | undefined {
  if (/group$/.test(_role)) return !_place.querySelector(':checked,[aria-checked=true]')
  const { value } = _place as HTMLInputElement
  return typeof value === 'string' ? !value : undefined
}
