/**
 * Whether the page can bear that something opens by itself. It must not while another dialog is open, somebody writes,
 * a form is begun, or somebody signs in.
 */
import { focused, on } from './dom.ts'

export type Busy = 'dialog' | 'sign-in' | 'typing' | 'form'

/** In milliseconds: who typed a moment ago is still at it. */
const PAUSE = 10000
/** Elements that are looked at for shadow roots. */
const MOST = 2000

const FIELDS = 'input:not([type=hidden],[type=search],[type=submit],[type=button],[type=reset],[type=image]),textarea,select'
const SIGN_IN = '[data-lotse-sign-in],[type=password],[autocomplete~=one-time-code],[autocomplete~=webauthn]'
const DIALOGS = 'dialog[open],[aria-modal=true],[role=dialog],[role=alertdialog]'

let typedAt = -Infinity
/** Fields that somebody changed, for pages that write what was typed into the field's first value. */
let begun = new Set<Node>()
let isWatching = false

/** Notices from now on that somebody types. */
export function watch(): void {
  if (isWatching) return
  isWatching = true
  on(document, 'keydown input', (event) => {
    const field = event.composedPath()[0] as Element
    if (isOurs(event)) return
    if (event.type === 'input' || isEditable(field)) typedAt = Date.now()
    if (event.type === 'input' && field.matches(FIELDS)) begun.add(field)
  }, true)
  on(document, 'submit reset', ({ target }) => {
    const left = new Set<Node>()
    begun.forEach((field) => {
      if ((field as HTMLInputElement).form !== target) left.add(field)
    })
    begun = left
  }, true)
}

const isOurs = (event: Event) => event.composedPath().some((one) => (one as Element).localName === 'lotse-survey')

function isEditable(element: Element | null): boolean {
  return !!element && (element.matches('textarea,input:not([type=checkbox],[type=radio],[type=button],[type=submit])') || (element as HTMLElement).isContentEditable)
}

/** Why not now; nothing where it can. */
export function busy(): Busy | undefined {
  const is = (selector: string, test: (element: HTMLElement) => boolean) => roots().some((root) => [...root.querySelectorAll(selector)].some(test as never))
  if (document.fullscreenElement || is(DIALOGS, isVisible)) return 'dialog'
  if (is(SIGN_IN, (element) => element.matches('[data-lotse-sign-in]') || isVisible(element))) return 'sign-in'
  if (Date.now() - typedAt < PAUSE || isEditable(focused())) return 'typing'
  if (is(FIELDS, (field) => isVisible(field) && isBegun(field as never))) return 'form'
  return
}

/** The document and its open shadow roots but ours. */
function roots(): ParentNode[] {
  const found: ParentNode[] = [document]
  const all = document.getElementsByTagName('*')
  for (let index = 0; index < all.length && index < MOST; index++) {
    const { shadowRoot, localName } = all[index]!
    if (shadowRoot && localName !== 'lotse-survey') found.push(shadowRoot)
  }
  return found
}

const isVisible = (element: HTMLElement) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden'

function isBegun(field: HTMLInputElement & HTMLSelectElement & HTMLTextAreaElement): boolean {
  if (field.localName === 'select') {
    const { options } = field
    const usual = [...options].findIndex((option) => option.defaultSelected)
    return begun.has(field) || [...options].some((option, place) => option.selected !== (usual < 0 && !field.multiple ? !place : option.defaultSelected))
  }
  if (/^(checkbox|radio)$/.test(field.type)) return field.checked !== field.defaultChecked
  return field.value !== field.defaultValue || (begun.has(field) && !!field.value)
}
