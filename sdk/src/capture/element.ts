/**
 * Describes elements: what they are, what they are called, where they stand. Only names that authors gave
 * are read. What people type or choose is never read: no value, no text of a field, nothing inside editable text. The
 * name and the place of a control that chooses are the answer itself, so that it is told only by its author's mark.
 */
import type { Fields } from '../core/json.ts'
import { headingBefore } from './heading.ts'
import { parentOf } from './path.ts'

/** The attributes that pages use, without their prefix. */
type Mark = 'name' | 'ignore' | 'redact'

/** Inside a name these are silent: what people entered, and what nobody sees. */
const silent =
  'input,select,textarea,script,style,[contenteditable],[hidden],[aria-hidden=true],[data-lotse-ignore],[data-lotse-redact]'

/** Elements inside a word or a line; all others part words. */
const inline = /^(a|b|em|i|span|strong|u)$/

/** What a click used. */
export interface Found {
  readonly _control: HTMLElement
  /** Set where the control chooses an answer. */
  readonly _choice: string | undefined
  readonly _marked: string | undefined
  /** Its name may be read. */
  readonly _readable: boolean
}

/**
 * The control that a click used, as in section 1 of the event specification, from the path of the event; nothing where
 * none was used or the page asked not to look. `onlyMarked` reads no names but those in `data-lotse-name`.
 */
export function findControl(path: readonly Node[], onlyMarked: boolean): Found | undefined {
  let control: HTMLElement | undefined
  let choice: string | undefined
  const readable = path[0] && !isEditable(path[0]) ? mayRead(path, onlyMarked) : undefined
  if (readable === undefined) return undefined
  for (let index = 0; index < path.length; index++) {
    const element = path[index] as HTMLElement
    const tag = element.localName
    // The path passes through shadow roots and documents.
    if (!tag) continue
    if (choice) continue
    choice = choiceRole(element)
    // Whatever was hit inside of it, this is what was used.
    if (choice) control = element
    else if (tag === 'label') {
      const labelled = (element as HTMLLabelElement).control
      // A choice, or a component that may be one: its label and all in it say the answer.
      if (!labelled || !native.test(labelled.localName) || choiceRole(labelled)) return undefined
      // The browser passes a click on a label on to its control, as a second click.
      if (!control && role(labelled)) return undefined
    }
    if (!control) {
      if (has(element, 'name') || role(element)) control = element
      // In a field, whose label may be around it.
      else if (native.test(tag)) return undefined
    }
  }
  if (!control) return undefined
  const marked = markOf(control)
  // Without a mark, or with an empty one, nothing is told.
  return choice && !marked ? undefined : { _control: control, _choice: choice, _marked: marked, _readable: readable }
}

/** The element of a click: of a choice its role and mark alone. */
export function describeControl({ _control, _choice, _marked, _readable }: Found, onlyMarked: boolean): Fields {
  return _choice
    ? { role: _choice, name: _marked, marked: true }
    : describe(role(_control), _control, _marked, _readable && accessibleName(_control), _readable, onlyMarked)
}

/** An element: what it is, its name by its author's mark or as a screen reader would say it, and where it stands. */
export function describe(
  role: string | undefined,
  element: HTMLElement,
  marked: string | undefined,
  name: string | false | undefined,
  readable: boolean,
  onlyMarked: boolean,
): Fields {
  return {
    role,
    name: marked || (name ? clean(name) : undefined),
    marked: marked ? true : undefined,
    id: readable && isStable(element.id) ? clean(element.id) : undefined,
    test_id: readable ? clean(attribute(element, 'data-testid')) : undefined,
    path: structuralPath(element),
    heading: clean(headingBefore(element, onlyMarked)),
  }
}

/**
 * Whether the name of what an event hit may be read; `undefined` where it is not to be looked at. Text that somebody
 * writes is not looked at either, but a field may be such a text itself.
 */
export function mayRead(path: readonly Node[], onlyMarked: boolean): boolean | undefined {
  let readable = !onlyMarked
  for (let index = 0; index < path.length; index++) {
    const element = path[index] as HTMLElement
    if (index && isEditable(element)) return undefined
    if (element.localName) {
      if (has(element, 'ignore')) return undefined
      if (has(element, 'redact')) readable = false
    }
  }
  return readable
}

/** Whether people write in it, as in a field without borders. */
export function isEditable(node: Node): boolean {
  return (node as HTMLElement).isContentEditable || (node as Document).designMode === 'on'
}

/** The name in `data-lotse-name`. */
export function markOf(element: Element): string | undefined {
  return clean(attribute(element, 'data-lotse-name'))
}

let redact: (text: string) => string

/** The rules of redaction, which the core has. */
export function redactWith(rules: typeof redact): void {
  redact = rules
}

/** Elements of HTML that a label may name and that, by themselves, choose nothing. */
const native = /^(input|textarea|button)$/

/** Controls that choose an answer, in what elements say of themselves. The element `switch` is a part of drawings. */
const choices = /(^|\s)((menuitem)?(radio|checkbox)|switch(?=\s)|option|select|combobox|listbox)(\s|$)/i

/** The role of a control that chooses; nothing for others. A button that opens a list shows what was chosen. */
function choiceRole(element: Element): string | undefined {
  const said = choices.exec(
    `${attribute(element, 'role')} ${attribute(element, 'aria-haspopup')} ${attribute(element, 'type')} ${element.localName}`,
  )
  return said ? said[2]!.toLowerCase() : undefined
}

export function attribute(element: Element, name: string): string {
  return element.getAttribute(name) || ''
}

function has(element: Element, mark: Mark): boolean {
  return element.hasAttribute('data-lotse-' + mark)
}

/** One line, redacted, and at most 120 characters. */
export function clean(text: string): string | undefined {
  return /^.{0,120}/u.exec(redact(text.replace(/\s+/g, ' ').trim()))![0] || undefined
}

/** The role of a control; nothing for what is none, and for what chooses. */
function role(element: Element): string | undefined {
  const tag = element.localName
  const { type } = element as HTMLInputElement
  const stated = attribute(element, 'role')
  return /^(button|link|tab|menuitem)$/.test(stated)
    ? stated
    : tag === 'a' && element.hasAttribute('href')
      ? 'link'
      : /^(button|summary|label)$/.test(tag)
        ? tag
        : tag === 'input' && pressed.test(type)
          ? 'button'
          : undefined
}

/** Types of input that are buttons. */
const pressed = /^(button|submit|reset|image)$/

/** The name as a screen reader would say it, in short: the first of these that is there. */
function accessibleName(control: HTMLElement): string {
  const { type } = control as HTMLInputElement
  return (
    givenName(control) ||
    // Of a button the attribute is its label, written by the author; the property of any field is never read.
    (control.localName === 'input' && pressed.test(type) && (attribute(control, 'value') || attribute(control, 'alt'))) ||
    childrenText(control) ||
    attribute(control, 'title')
  )
}

/**
 * The name that is given by `aria-labelledby` or `aria-label`; with `outside` only what stands outside of the element.
 */
export function givenName(element: Element, outside?: boolean): string {
  const scope = element.getRootNode() as Document
  let name = ''
  attribute(element, 'aria-labelledby').replace(/\S+/g, (id) => {
    const labelling = scope.getElementById(id)
    name += ' ' + (labelling && !(outside && element.contains(labelling)) ? openText(labelling) : '')
    return ''
  })
  return name.trim() || (outside ? '' : attribute(element, 'aria-label'))
}

/** The text of another element than the one that was used, which may lie where the page asked not to read. */
export function openText(element: Element): string {
  return element.closest('[data-lotse-ignore],[data-lotse-redact],[contenteditable]') ? '' : textOf(element)
}

export function textOf(node: Node): string {
  if (node.nodeType === 3) return (node as Text).data
  const element = node as Element
  if (node.nodeType !== 1 || element.matches(silent)) return ''
  const text = attribute(element, 'aria-label') || attribute(element, 'alt') || childrenText(element)
  return inline.test(element.localName) ? text : ' ' + text + ' '
}

/** Children as they are shown: through open shadow roots and into their slots. */
function childrenText(element: Element): string {
  const assigned = element.localName === 'slot' ? (element as HTMLSlotElement).assignedNodes() : []
  const children = assigned[0] ? assigned : (element.shadowRoot || element).childNodes
  let text = ''
  // A name is cut at 120 characters; a whole list inside one link need not be read.
  for (let index = 0; children[index] && text.length < 999; index++) {
    text += textOf(children[index]!)
  }
  return text
}

/** Whether an id was written by a person: words, each with at most two digits. Generated ones differ on each visit. */
function isStable(id: string): boolean {
  return /^[a-z]+\d?\d?([-_][a-z]*\d?\d?)*$/i.test(id)
}

/**
 * The place in the page, such as `main>form>button:2`: at most eight steps, the element last. A step is the tag, with
 * its number among siblings of that tag where there are several. Shadow roots and frames are stepped through; `html`
 * and `body` are left out.
 */
export function structuralPath(control: Node): string {
  let path = ''
  let steps = 0
  for (let node: Node | null | undefined = control; node && steps < 8; node = parentOf(node)) {
    const element = node as Element
    const tag = element.localName
    if (tag && !/^(html|body)$/.test(tag)) {
      const parent = element.parentNode
      let place = 0
      let count = 0
      for (let child = parent && parent.firstElementChild; child; child = child.nextElementSibling) {
        if (child.localName === tag) count++
        if (child === element) place = count
      }
      path = tag + (count > 1 ? ':' + place : '') + (path && '>' + path)
      steps++
    }
  }
  return path
}
