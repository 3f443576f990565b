/**
 * Clicks on named controls, even where the page stops the event on its way: the window hears it first. Keys that press
 * a control arrive as clicks too.
 */
import { later } from '../core/guard.ts'
import type { Fields } from '../core/json.ts'
import { fileType, shortPath } from './address.ts'
import type { Capture } from './capture.ts'
import { describeControl, findControl, type Found } from './element.ts'
import { APART, rageClicks } from './rage.ts'

/** A click and what it used. */
export interface Click {
  readonly _at: number
  readonly _event: MouseEvent
  readonly _path: readonly Node[]
  readonly _control: HTMLElement
  readonly _element: Fields
  readonly _link: HTMLAnchorElement | undefined
}

/** Hears clicks; `used` is told each that used a control. */
export function hearClicks(capture: Capture, used: (click: Click) => void): void {
  const core = capture._core
  let pressed = 'mouse'
  let last: Click | undefined
  let latest: Click | undefined

  /** Where a link leads, if not to another page of the site: the domain of another site, the path of a file. */
  const leads = (link: HTMLAnchorElement, { _readable }: Found): Fields | undefined => {
    if (!/^https?:$/.test(link.protocol)) return undefined
    return link.hasAttribute('download') || fileType.test(link.pathname)
      ? { leads: 'download', target: _readable ? shortPath(core, link.pathname) : undefined }
      : link.host !== location.host
        ? { leads: 'out', target: link.hostname }
        : undefined
  }

  const rage = rageClicks<Click>((click, clicks) => capture._tell('rage_click', click._element, { clicks }, true))

  capture._on('pointerdown', (event) => {
    pressed = (event as PointerEvent).pointerType
  })
  capture._on('click', (given, path) => {
    const event = given as PointerEvent
    const onlyMarked = capture._onlyMarked()
    // A script that clicks is not a person, and often passes on a click that was counted already.
    const found = event.isTrusted && findControl(path, onlyMarked)
    if (!found) return
    let link: HTMLAnchorElement | undefined
    for (let index = 0; index < path.length && !link; index++) {
      const element = path[index] as HTMLAnchorElement
      if (element.localName === 'a' && element.hasAttribute('href')) link = element
    }
    const element = describeControl(found, onlyMarked)
    // Where clicks do not say by what, the last touch does; keys make clicks without a count.
    const pointer = event.pointerType || (event.detail ? pressed : '')
    const byKey = !/^(mouse|touch|pen)$/.test(pointer)
    capture._tell('click', element, {
      pointer: byKey ? 'keyboard' : pointer,
      ...(link && !found._choice ? leads(link, found) : undefined),
    })
    const click: Click = {
      _at: Date.now(),
      _event: event,
      _path: path,
      _control: found._control,
      _element: element,
      _link: link,
    }
    if (!byKey && !isForRepeating(click)) {
      // Each click is described anew; the place is the same as long as the control is.
      const same = last && last._control === click._control
      rage._click(click._at, event.clientX, event.clientY, same ? last! : click)
      if (!same) last = click
      later(() => {
        if (latest === click) rage._end()
      }, APART)
    }
    latest = click
    used(click)
  })
  capture._on('lotse-leave lotse-hide', rage._end)
}

/** Whether people write there, or press again and again because that is how it works. */
function isForRepeating({ _control, _path }: Click): boolean {
  const around = _control.parentElement
  return (
    /^(input|textarea|label)$/.test((_path[0] as Element).localName) ||
    // Plus, minus, arrows.
    /^[^\p{L}\p{N}\s]$/u.test((_control.textContent || '').trim()) ||
    !!(around && around.querySelector(':scope>[type=number],:scope>[role=spinbutton]'))
  )
}
