/**
 * Fields: how often each was entered, how long it had the focus, whether it was changed and whether anything is in it
 * when it is left.
 */
import { later } from '../core/guard.ts'
import type { Capture } from './capture.ts'
import { fieldAt, fieldOf, isEmpty, type Field } from './field.ts'
import { focused } from './path.ts'

/** The field that has the focus. */
interface Visit {
  readonly _field: Field
  readonly _entry: number
  _changed: boolean
  /** When its clock began to run; 0 while the page is hidden. */
  _since: number
  _spent: number
}

/** Hears fields; `used` is told each that was entered or changed. */
export function hearFields(
  capture: Capture,
  saves: boolean,
  used: (field: HTMLElement, path: readonly Node[]) => void,
): void {
  let entries = new WeakMap<Element, number>()
  let visit: Visit | undefined

  const pause = (now: number) => {
    if (visit && visit._since) {
      visit._spent += Math.max(0, now - visit._since)
      visit._since = 0
    }
  }
  const enter = (field: Field) => {
    const entry = (entries.get(field._place) || 0) + 1
    entries.set(field._place, entry)
    visit = { _field: field, _entry: entry, _changed: false, _since: Date.now(), _spent: 0 }
  }
  const leave = (gone?: boolean) => {
    pause(Date.now())
    if (visit) {
      const { _field, _entry, _changed, _spent } = visit
      visit = undefined
      // A person who saves data pays for less.
      if (!saves) {
        capture._tell(
          'field_leave',
          _field._element,
          {
            entry: _entry,
            ms: _spent,
            changed: _field._open ? _changed : undefined,
            empty: _field._open ? isEmpty(_field) : undefined,
          },
          gone,
        )
      }
    }
  }

  capture._on('focusin', (_, path) => {
    const field = fieldAt(path, capture._onlyMarked())
    // From one choice to another of the same group is no leaving.
    if (visit && field && visit._field._place === field._place) return
    leave()
    if (field) {
      enter(field)
      used(path[0] as HTMLElement, path)
    }
  })
  capture._on('focusout', (event) => {
    // The window lost the focus, not the field; or a focus follows at once, which says where to.
    if (!(event as FocusEvent).relatedTarget && focused() !== event.composedPath()[0]) {
      later(() => {
        const now = focused()
        const field = now && fieldOf(now, true)
        if (!(visit && field && visit._field._place === field._place)) leave()
      }, 0)
    }
  })
  capture._on('input change', (event, path) => {
    // Of a field that was changed each further key says nothing, and describing the field anew is work.
    if (!event.isTrusted || (visit && visit._changed)) return
    const field = fieldAt(path, capture._onlyMarked())
    if (!field) return
    if (visit && visit._field._place === field._place) visit._changed = true
    used(path[0] as HTMLElement, path)
  })
  // The clock stands still while the page is hidden.
  capture._on('visibilitychange', () => {
    const now = Date.now()
    if (document.visibilityState === 'hidden') pause(now)
    else if (visit) visit._since = visit._since || now
  })
  capture._on('lotse-leave', () => leave(true))
  capture._on('lotse-view', () => {
    entries = new WeakMap()
  })
  // The page may have given it the focus before anybody listened.
  const first = focused()
  const field = first && fieldOf(first, capture._onlyMarked())
  if (field) enter(field)
}
