/**
 * Describes the control that was used: what it is, what it is called, where it stands. Only names that authors gave
 * are read. What people type or choose is never read: no value, no text of a field, nothing inside editable text.
 */
import type { Json } from './json.ts'
import { redactText } from './redaction.ts'

/** As in section 1 of the event specification. */
export interface ElementDescription {
  role?: string | undefined
  name?: string | undefined
  /** The name comes from `data-lotse-name`. */
  marked?: true | undefined
  id?: string | undefined
  test_id?: string | undefined
  path?: string | undefined
  [name: string]: Json
}

const roles = ['button', 'link', 'tab', 'menuitem', 'checkbox', 'switch', 'radio']

const pressed = 'input[type=button],input[type=submit],input[type=reset],input[type=image]'
const chosen = 'input[type=checkbox],input[type=radio]'
const controls =
  'button,a[href],summary,label,[data-lotse-name],' + pressed + ',' + chosen + ',[role=' + roles.join('],[role=') + ']'

/** Inside a name these are silent: what people entered, and what nobody sees. */
const silent =
  'input,select,textarea,script,style,[contenteditable],[hidden],[aria-hidden=true],[data-lotse-ignore],[data-lotse-redact]'

/** Elements inside a word or a line; all others part words. */
const inline = /^(A|ABBR|B|CODE|EM|I|MARK|SMALL|SPAN|STRONG|SU[BP]|U)$/

/** Names longer than this are cut, counted in characters. */
const nameLimit = /^[\s\S]{0,120}/u

/**
 * The control that a click used, from the path of the event; nothing where none was used or the page asked not to
 * look. `onlyMarked` reads no names but those in `data-lotse-name`.
 */
export function describeControl(path: readonly unknown[], onlyMarked: boolean): ElementDescription | undefined {
  let control: HTMLElement | undefined
  let hidden = false
  for (let index = 0; index < path.length; index++) {
    const element = path[index] as HTMLElement
    // The path ends with document and window, and passes through shadow roots.
    if (element.nodeType !== 1) continue
    if (element.matches('[data-lotse-ignore]') || element.isContentEditable) return undefined
    if (element.matches('[data-lotse-redact]')) hidden = true
    if (!control && element.matches(controls)) control = element
  }
  if (!control) return undefined
  const labelled = (control as Partial<HTMLLabelElement>).control
  // The browser passes a click on a label on to its control, as a second click.
  if (labelled && control.tagName === 'LABEL' && labelled.matches(controls)) return undefined

  const marked = control.getAttribute('data-lotse-name')
  const readable = !hidden && !onlyMarked
  const name = clean(marked || (readable ? accessibleName(control) : ''))
  return {
    role: role(control),
    name,
    marked: name && marked ? true : undefined,
    id: readable && isStable(control.id) ? clean(control.id) : undefined,
    test_id: readable ? clean(control.getAttribute('data-testid') || control.getAttribute('data-test') || '') : undefined,
    path: structuralPath(control),
  }
}

function clean(text: string): string | undefined {
  return nameLimit.exec(redactText(text.replace(/\s+/g, ' ').trim()))![0] || undefined
}

function role(control: Element): string | undefined {
  const stated = control.getAttribute('role')
  for (let index = 0; index < roles.length; index++) {
    if (stated === roles[index]) return stated
  }
  return control.matches('a[href]')
    ? 'link'
    : control.matches(chosen)
      ? (control as HTMLInputElement).type
      : control.matches('button,' + pressed)
        ? 'button'
        : control.matches('summary,label')
          ? control.tagName.toLowerCase()
          : undefined
}

/** The name as a screen reader would say it, in short: the first of these that is there. */
function accessibleName(control: HTMLElement): string {
  const scope = control.getRootNode() as Document
  const ids = (control.getAttribute('aria-labelledby') || '').split(/\s+/)
  let name = ''
  for (let index = 0; index < ids.length; index++) {
    const labelling = ids[index] && scope.getElementById(ids[index]!)
    if (labelling) name += ' ' + textOf(labelling)
  }
  name = name || control.getAttribute('aria-label') || ''
  const labels = (control as Partial<HTMLInputElement>).labels
  for (let index = 0; !name && labels && index < labels.length; index++) {
    name = textOf(labels[index]!)
  }
  return (
    name ||
    // Of a button the attribute is its label, written by the author; the property of any field is never read.
    (control.matches(pressed) && (control.getAttribute('value') || control.getAttribute('alt'))) ||
    childrenText(control) ||
    control.getAttribute('title') ||
    ''
  )
}

function textOf(node: Node): string {
  if (node.nodeType === 3) return (node as Text).data
  if (node.nodeType !== 1) return ''
  const element = node as Element
  if (element.matches(silent)) return ''
  const text = element.getAttribute('aria-label') || element.getAttribute('alt') || childrenText(element)
  return inline.test(element.tagName) ? text : ' ' + text + ' '
}

/** Children as they are shown: through open shadow roots and into their slots. */
function childrenText(element: Element): string {
  const assigned = element.tagName === 'SLOT' && (element as HTMLSlotElement).assignedNodes()
  const children = assigned && assigned.length ? assigned : (element.shadowRoot || element).childNodes
  let text = ''
  // A name is cut at 120 characters; a whole list inside one link need not be read.
  for (let index = 0; index < children.length && text.length < 1000; index++) {
    text += textOf(children[index]!)
  }
  return text
}

/** Whether an id was written by a person: words, each with at most two digits. Generated ones differ on each visit. */
export function isStable(id: string): boolean {
  return id.length < 65 && /^[a-z]+\d{0,2}([-_][a-z]+\d{0,2})*$/i.test(id)
}

/**
 * The place in the page, such as `main>form>button:2`: at most eight steps, the control last. A step is the tag, with
 * its number among siblings of that tag where there are several. Shadow roots are stepped through; `html` and `body`
 * are left out.
 */
export function structuralPath(control: Element): string {
  let path = ''
  let element: Element | null = control
  for (let steps = 0; element && steps < 8 && !/^(html|body)$/i.test(element.tagName); steps++) {
    const parent: Node | null = element.parentNode
    const siblings = parent ? parent.childNodes : []
    let place = 0
    let count = 0
    for (let index = 0; index < siblings.length; index++) {
      const sibling = siblings[index] as Element
      if (sibling.tagName === element.tagName) count++
      if (sibling === element) place = count
    }
    path = element.tagName.toLowerCase() + (count > 1 ? ':' + place : '') + (path && '>' + path)
    element = parent && parent.nodeType === 11 ? (parent as ShadowRoot).host : (parent as Element | null)
    if (element && element.nodeType !== 1) element = null
  }
  return path
}
