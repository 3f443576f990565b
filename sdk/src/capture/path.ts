/** From an element outward: through open shadow roots, and through frames of the same origin. */

/** The node around a node; of a shadow root its host, of a frame's document the frame. */
export function parentOf(node: Node): Node | null | undefined {
  return (
    node.parentNode ||
    (node as ShadowRoot).host ||
    (node !== document && (node as Document).defaultView ? (node as Document).defaultView!.frameElement : undefined)
  )
}

/** Everything around what an event hit, from the inside out, ending with the outermost document. */
export function pathOf(event: Event): Node[] {
  const given = event.composedPath()
  const path: Node[] = []
  let last: Node | null | undefined
  for (let index = 0; index < given.length; index++) {
    // The path ends with a window.
    if ((given[index] as Node).nodeType) path[path.length] = last = given[index] as Node
  }
  // Of a frame, what is around it.
  for (; last && (last = parentOf(last)); ) path[path.length] = last
  return path
}

/** A node and everything around it, from the inside out. */
export function pathFrom(node: Node): Node[] {
  const path: Node[] = []
  for (let around: Node | null | undefined = node; around; around = parentOf(around)) path[path.length] = around
  return path
}

/** The element that has the focus, in whatever shadow root or frame it is; nothing where the page itself has it. */
export function focused(): Element | undefined {
  let element = document.activeElement
  for (let depth = 0; element && depth < 20; depth++) {
    const inner: Element | null | undefined =
      (element.shadowRoot || frameDocument(element) || ({} as Document)).activeElement
    if (!inner) break
    element = inner
  }
  return element && element.localName !== 'body' ? element : undefined
}

/** The document in a frame, where it may be read. */
export function frameDocument(element: Element): Document | null | undefined {
  return /^i?frame$/.test(element.localName) ? (element as HTMLIFrameElement).contentDocument : undefined
}
