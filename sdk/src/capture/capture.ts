/**
 * What the parts of capture share: one place that hears what happens, and one that tells it. Events are heard on the
 * page, in frames of the same origin that do not count for the same service themselves, and in open shadow roots where
 * they do not leave them.
 */
import type { Core } from '../core/core.ts'
import { guard, listen } from '../core/guard.ts'
import type { Fields } from '../core/json.ts'
import { SIGNED_IN } from '../core/width.ts'
import { frameDocument, pathOf } from './path.ts'

/** Takes an event and everything around what it hit. */
export type Hear = (event: Event, path: readonly Node[]) => void

/** A document or a shadow root. */
export type Root = Document | ShadowRoot

export interface Capture {
  readonly _core: Core
  /**
   * Hears events of these types, separated by blanks. Beside those of the browser there are `lotse-view`, another page
   * or route is shown; `lotse-leave`, it is left; `lotse-hide`, it is hidden.
   */
  readonly _on: (types: string, hear: Hear) => void
  /** Is told each document and shadow root once. */
  readonly _begin: (entered: (root: Root) => void) => void
  /** Lets everybody who hears that type know. */
  readonly _say: (type: string, event?: Event, path?: readonly Node[]) => void
  /** Tells what happened. */
  readonly _tell: (kind: string, element?: Fields, facts?: Fields, left?: boolean) => void
  /** Whether only names in `data-lotse-name` may be read. */
  readonly _onlyMarked: () => boolean
}

/** Events that end at a shadow root, those of the focus where it stays inside. */
const confined = /^(submit|invalid|change|reset|toggle|focus)/

/** So many frames of one document are entered. */
const FRAMES = 50

export function capture(core: Core): Capture {
  const known = new WeakSet<Node>()
  const hearing: { [type: string]: Hear[] } = {}
  let entered: (root: Root) => void
  let last: Event

  const say = (type: string, event?: Event, path?: readonly Node[]) => {
    const list = hearing[type]!
    for (let index = 0; index < list.length; index++) guard(list[index]!)(event, path)
  }

  const heard = (event: Event) => {
    const view = event.currentTarget as Window & { lotse?: { keys?: { [key: string]: unknown } } }
    // A frame that counts for this service by itself is its own.
    const keys = view !== window && view.lotse && view.lotse.keys
    // What leaves a shadow root is heard at the window already.
    if (event === last || !core._inForce() || (keys && keys[core._setting('key')!])) return
    last = event
    const path = pathOf(event)
    for (let index = 0; index < path.length; index++) {
      if (path[index]!.nodeType === 11) enter(path[index] as ShadowRoot, path[index]!)
    }
    say(event.type, event, path)
  }

  const enter = (root: Root, target: EventTarget) => {
    if (known.has(root)) return
    known.add(root)
    for (const type in hearing) {
      if (root.nodeType === 9 || confined.test(type)) listen(target, type, heard)
    }
    if (root.nodeType === 9) {
      const frames = root.querySelectorAll('iframe,frame')
      for (let index = 0; index < frames.length && index < FRAMES; index++) enterFrame(frames[index]!)
      // A frame tells the document around it that it has loaded, each time.
      listen(root, 'load', (event) => enterFrame(event.target as Element))
    }
    entered(root)
  }

  const enterFrame = (frame: Element) => {
    const inner = frame.localName && frameDocument(frame)
    if (inner && inner.defaultView) enter(inner, inner.defaultView)
  }

  return {
    _core: core,
    _on(types, hear) {
      types.replace(/\S+/g, (type) => {
        const list = (hearing[type] = hearing[type] || [])
        list[list.length] = hear
        return ''
      })
    },
    _begin(take) {
      entered = take
      enter(document, window)
    },
    _say: say,
    _tell(kind, element, properties, left) {
      core._happened(kind, { element, properties }, left)
    },
    _onlyMarked: () => core._inForce() === SIGNED_IN,
  }
}
