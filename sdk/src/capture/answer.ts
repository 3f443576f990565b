/**
 * What follows a click: nothing, which is a dead click, or at once the error of a script. Anything that a person could
 * notice is an answer.
 */
import { guard, later } from '../core/guard.ts'
import type { Capture } from './capture.ts'
import type { Click } from './click.ts'
import { deadClicks, PATIENCE } from './dead.ts'
import { attribute } from './element.ts'

/** An error so soon after a click belongs to it. In milliseconds. */
const AT_ONCE = 500
/** So many elements are searched for shadow roots, in which the answer may come. */
const SEARCHED = 2000

/** Takes clicks and errors. */
export interface Answers {
  readonly _clicked: (click: Click) => void
  readonly _failed: (error: string | undefined) => void
}

export function hearAnswers(capture: Capture): Answers {
  let last: Click | undefined
  let observer: MutationObserver | undefined
  const dead = deadClicks<Click>((click) => capture._tell('dead_click', click._element))

  const followed = (byPerson?: boolean) => {
    dead._followed(Date.now(), byPerson)
    if (!dead._waits() && observer) {
      observer.disconnect()
      observer = undefined
    }
  }
  capture._on('submit invalid reset toggle play pause copy beforeprint lotse-view lotse-leave lotse-hide', () => followed())
  capture._on('scroll selectionchange', () => followed(true))
  capture._on('focusin', (_, path) => {
    // The press itself moves the focus to the control.
    if (last && !last._control.contains(path[0]!)) followed()
  })
  capture._on('blur', () => {
    if (!document.hasFocus()) followed()
  })
  capture._on('hashchange', () => {
    if (location.hash) followed()
  })

  return {
    _clicked(click) {
      // The same control again, while the page still owes an answer, is the same wait.
      const same = last && dead._waits() && last._control === click._control
      last = click
      if (same) return
      followed()
      dead._click(click._at, click)
      observer = new MutationObserver(guard(() => followed()))
      observe(observer, click._path)
      // What the page prevents is known when it has heard the click.
      later(() => {
        if (!mayBeDead(click)) followed()
      }, 0)
      later(() => dead._due(Date.now()), PATIENCE + 20)
    },
    _failed(error) {
      followed()
      if (last && Date.now() - last._at <= AT_ONCE) capture._tell('error_click', last._element, { error })
      last = undefined
    },
  }
}

/** Observes every document and shadow root that the click went through, and those in the page that are easily found. */
function observe(observer: MutationObserver, path: readonly Node[]): void {
  const everything = { subtree: true, childList: true, attributes: true, characterData: true }
  for (let index = 0; index < path.length; index++) {
    // Documents and shadow roots.
    if (path[index]!.nodeType > 8) observer.observe(path[index]!, everything)
  }
  const walk = document.createTreeWalker(document, 1)
  for (let count = 0; count < SEARCHED && walk.nextNode(); count++) {
    const { shadowRoot } = walk.currentNode as Element
    if (shadowRoot) observer.observe(shadowRoot, everything)
  }
}

/** Whether a click that nothing follows is one that something should have followed. */
function mayBeDead({ _event, _control, _link }: Click): boolean {
  const { type } = _control as HTMLInputElement
  return (
    // Links lead elsewhere, and that may take long. Those to nowhere are what pages use for buttons.
    !(_link && !_event.defaultPrevented && !/^(#?$|javascript:)/.test(attribute(_link, 'href'))) &&
    // A new tab or window, or a menu.
    !(_event.ctrlKey || _event.metaKey || _event.shiftKey) &&
    !/^(reset|file)$/.test(type) &&
    _control.localName !== 'label' &&
    // What is shown already.
    !_control.closest('[aria-selected=true],[aria-current]:not([aria-current=false])')
  )
}
