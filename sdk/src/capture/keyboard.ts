/** Two things that stop people who use the keyboard: the focus vanishes, or the tab key goes round and never gets out. */
import { later } from '../core/guard.ts'
import type { Fields } from '../core/json.ts'
import type { Capture } from './capture.ts'
import { describe, describeControl, findControl } from './element.ts'
import { fieldAt } from './field.ts'
import { focused, pathFrom } from './path.ts'
import { tabTrap } from './trap.ts'

/** A page that replaces what had the focus may set it anew; so long it has. In milliseconds. */
const MEND = 200

/** What the tab key reaches. */
const reachable = 'a[href],button,input,select,textarea,summary,[tabindex],[contenteditable]'
const SEARCHED = 500

/** Hears the keyboard; the answer looks whether the focus was lost, and is called when the page has changed. */
export function hearKeyboard(capture: Capture): () => void {
  let last: Element | undefined
  let described: Fields | undefined
  let byKey = false
  let told: Element | undefined
  const trap = tabTrap<Element>()

  const lost = () => {
    // What is not drawn cannot have the focus.
    if (!byKey || !last || focused() || isDrawn(last)) return
    last = undefined
    later(() => {
      if (!focused() && document.hasFocus() && described) capture._tell('focus_loss', described)
    }, MEND)
  }

  const pressed = () => {
    const now = focused()
    // The browser's own controls are part of the round.
    if (!now) return trap._reset()
    const presses = trap._press(now)
    if (presses) {
      const path = pathFrom(now)
      for (let index = 0; index < path.length; index++) {
        const element = path[index] as HTMLElement
        // A dialog keeps the keyboard on purpose, and is left by Escape.
        if (element.localName && element.matches('[data-lotse-ignore],dialog[open],[aria-modal=true]')) return
      }
      const places = trap._places()
      let around: Element | null = now
      while (around && !holds(around, places)) around = around.parentElement
      if (around && around !== told && reachesOut(around)) {
        told = around
        capture._tell('keyboard_trap', describe('region', around as HTMLElement, undefined, '', false, capture._onlyMarked()), { presses })
      }
    }
  }

  capture._on('focusin', (_, path) => {
    last = path[0] as Element
    const onlyMarked = capture._onlyMarked()
    const field = fieldAt(path, onlyMarked)
    const control = field ? undefined : findControl(path, onlyMarked)
    described = field ? field._element : control && describeControl(control, onlyMarked)
  })
  capture._on('focusout', () => {
    later(() => {
      lost()
      if (last && focused() !== last && isDrawn(last)) last = undefined
    }, 0)
  })
  capture._on('pointerdown', () => {
    byKey = false
    trap._reset()
  })
  capture._on('keydown', (event) => {
    byKey = true
    if (!/^(Tab|Shift)$/.test((event as KeyboardEvent).key)) trap._reset()
  })
  // The focus has moved when the key is let go.
  capture._on('keyup', (event) => {
    if ((event as KeyboardEvent).key === 'Tab') pressed()
  })
  return lost
}

function holds(around: Element, places: readonly Element[]): boolean {
  for (let index = 0; index < places.length; index++) if (!around.contains(places[index]!)) return false
  return true
}

/** Whether there is something outside that the tab key should have reached. */
function reachesOut(around: Element): boolean {
  const all = document.querySelectorAll<HTMLElement>(reachable)
  for (let index = 0; index < all.length && index < SEARCHED; index++) {
    const other = all[index]!
    if (
      !around.contains(other) &&
      !other.contains(around) &&
      other.tabIndex >= 0 &&
      !(other as HTMLInputElement).disabled &&
      isDrawn(other)
    ) {
      return true
    }
  }
  return false
}

function isDrawn(element: Element): boolean {
  return !!element.getClientRects().length
}
