/** Elements, made one by one: no text is ever read as markup, and no style stands in an attribute. */
import { guard } from '../core/guard.ts'
import { eachField } from '../core/json.ts'

type Attributes = { readonly [name: string]: string | number | boolean | undefined }

/** An element with attributes and what is in it. `true` is an empty attribute; what is false or missing is left out. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes?: Attributes | 0,
  ...inside: (Node | string | undefined | false | 0)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  // Only its own: pages put things on `Object.prototype`.
  eachField((attributes || {}) as Attributes, (name, value) => {
    if (value !== false) element.setAttribute(name, value === true ? '' : '' + value)
  })
  for (const one of inside) if (one) element.append(one)
  return element
}

/** A button that does something and sends nothing. */
export function button(words: string, look: string, run: () => void): HTMLButtonElement {
  const made = make('button', { type: 'button', class: look }, words)
  on(made, 'click', run)
  return made
}

/** Listens; what goes wrong stays inside. */
export function on(target: EventTarget, types: string, run: (event: Event) => void, capture?: boolean): void {
  for (const type of types.split(' ')) target.addEventListener(type, guard(run), capture)
}

let ids = 0

/** An id that no other element here has. */
export const newId = (): string => 'l' + ids++

/** The element that has the focus, inside of open shadow roots too. */
export function focused(): Element | null {
  let found = document.activeElement
  while (found && found.shadowRoot && found.shadowRoot.activeElement) found = found.shadowRoot.activeElement
  return found
}
