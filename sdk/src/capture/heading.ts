/** The heading under which something stands: the nearest one before it. */
import { attribute, openText } from './element.ts'
import { parentOf } from './path.ts'

/** So many elements are looked at: a click in a page of a hundred thousand must not take long. */
const REACH = 600

/** Its text; nothing where none is near. Under `onlyMarked` its mark alone. */
export function headingBefore(element: Element, onlyMarked: boolean): string {
  let node: Node | null | undefined = element
  for (let steps = 0; node && steps < REACH; steps++) {
    let before: Element | null = (node as Element).previousElementSibling
    while (before && before.lastElementChild) before = before.lastElementChild
    node = before || parentOf(node)
    const heading: Element | null = before && before.closest('h1,h2,h3,h4,h5,h6,[role=heading]')
    if (heading && !heading.contains(element)) {
      const text = attribute(heading, 'data-lotse-name') || (onlyMarked ? '' : openText(heading))
      if (text.trim()) return text
      node = heading
    }
  }
  return ''
}
