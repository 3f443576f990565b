/**
 * Describes the control that was used: what it is, what it is called, where it stands. Only names that authors gave
 * are read. What people type or choose is never read: no value, no text of a field, nothing inside editable text. The
 * name and the place of a control that chooses are the answer itself, so that it is told only by its author's mark.
 */
import type { Fields } from './json.ts'
import { redactText } from './redaction.ts'

/** The attributes that pages use, without their prefix. */
type Mark = 'name' | 'ignore' | 'redact'

/** Inside a name these are silent: what people entered, and what nobody sees. */
const silent =
  'input,select,textarea,script,style,[contenteditable],[hidden],[aria-hidden=true],[data-lotse-ignore],[data-lotse-redact]'

/** Elements inside a word or a line; all others part words. */
const inline = /^(a|b|em|i|span|strong|u)$/

/**
 * The control that a click used, as in section 1 of the event specification, from the path of the event; nothing where
 * none was used or the page asked not to look. `onlyMarked` reads no names but those in `data-lotse-name`.
 */
export function describeControl(path: readonly unknown[], onlyMarked: boolean): Fields | undefined {
  let control: HTMLElement | undefined
  let choice: string | undefined
  let readable = !onlyMarked
  for (let index = 0; index < path.length; index++) {
    const element = path[index] as HTMLElement
    const tag = element.localName
    // The path ends with document and window, and passes through shadow roots.
    if (!tag) continue
    if (has(element, 'ignore') || element.isContentEditable) return undefined
    if (has(element, 'redact')) readable = false
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
  const marked = clean(attribute(control, 'data-lotse-name'))
  // Without a mark, or with an empty one, nothing is told.
  if (choice) return (marked && { role: choice, name: marked, marked: true }) as Fields | undefined
  return {
    role: role(control),
    name: marked || (readable ? clean(accessibleName(control)) : undefined),
    marked: marked ? true : undefined,
    id: readable && isStable(control.id) ? clean(control.id) : undefined,
    test_id: readable ? clean(attribute(control, 'data-testid')) : undefined,
    path: structuralPath(control),
  }
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

function attribute(element: Element, name: string): string {
  return element.getAttribute(name) || ''
}

function has(element: Element, mark: Mark): boolean {
  return element.hasAttribute('data-lotse-' + mark)
}

/** One line, redacted, and at most 120 characters. */
function clean(text: string): string | undefined {
  return /^.{0,120}/u.exec(redactText(text.replace(/\s+/g, ' ').trim()))![0] || undefined
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
  const scope = control.getRootNode() as Document
  const { type } = control as HTMLInputElement
  let name = ''
  attribute(control, 'aria-labelledby').replace(/\S+/g, (id) => {
    const labelling = scope.getElementById(id)
    name += ' ' + (labelling ? textOf(labelling) : '')
    return ''
  })
  return (
    name.trim() ||
    attribute(control, 'aria-label') ||
    // Of a button the attribute is its label, written by the author; the property of any field is never read.
    (control.localName === 'input' && pressed.test(type) && (attribute(control, 'value') || attribute(control, 'alt'))) ||
    childrenText(control) ||
    attribute(control, 'title')
  )
}

function textOf(node: Node): string {
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
 * The place in the page, such as `main>form>button:2`: at most eight steps, the control last. A step is the tag, with
 * its number among siblings of that tag where there are several. Shadow roots are stepped through; `html` and `body`
 * are left out.
 */
export function structuralPath(control: Element): string {
  let path = ''
  let element: Element | undefined = control
  for (let steps = 0; element && steps < 8 && !/^(html|body)$/.test(element.localName); steps++) {
    const tag: string = element.localName
    const parent = element.parentNode as (Element & { host?: Element }) | null
    let place = 0
    let count = 0
    for (let child = parent && parent.firstElementChild; child; child = child.nextElementSibling) {
      if (child.localName === tag) count++
      if (child === element) place = count
    }
    path = tag + (count > 1 ? ':' + place : '') + (path && '>' + path)
    // A document has neither tag nor host, a shadow root its host.
    element = parent ? (parent.localName ? parent : parent.host) : undefined
  }
  return path
}
