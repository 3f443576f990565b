/**
 * The capture part: what people do and meet on a page, without configuration. It is loaded after the page, and only
 * where the profile has a use for it. Everything here belongs to one service; a page with two has two of them.
 */
import type { Core, Part } from '../core/core.ts'
import { guard, later } from '../core/guard.ts'
import { hearAnswers } from './answer.ts'
import { capture, type Root } from './capture.ts'
import { hearClicks } from './click.ts'
import { redactWith } from './element.ts'
import { hearFailures } from './failure.ts'
import { hearFields } from './fields.ts'
import { hearForms } from './form.ts'
import { hearInvalid } from './invalid.ts'
import { hearKeyboard } from './keyboard.ts'
import { hearPaper } from './paper.ts'
import { hearScrolling } from './scroll.ts'
import { hearSearches } from './search.ts'
import { askForSettings } from './settings.ts'
import { hearReturns } from './returns.ts'

/** So long events wait for company where the person saves data. In milliseconds. */
const LONG = 30000
/** A page that changes all the time is looked at this seldom. In milliseconds. */
const SELDOM = 250
/** So many shadow roots and frames are looked at. */
const ROOTS = 50

/** Whether the person asked the browser to save data, or has little of it. */
function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean; effectiveType?: string } }
  return !!connection && (!!connection.saveData || /2g/.test('' + connection.effectiveType))
}

export default function start(core: Core): Part {
  redactWith(core._text)
  const saves = savesData()
  if (saves) core._wait._company = LONG
  const ears = capture(core)
  const answers = hearAnswers(ears)
  const lookForInvalid = hearInvalid(ears)
  hearClicks(ears, answers._clicked)
  hearFields(ears, saves, hearForms(ears))
  const lookForFocus = hearKeyboard(ears)
  hearFailures(ears, answers._failed)
  hearPaper(ears)
  hearReturns(ears)
  const lookForResults = hearSearches(ears)
  const seen = hearScrolling(ears)

  const roots: Root[] = []
  let due = false
  const look = () => {
    due = false
    if (core._inForce()) {
      lookForInvalid(roots)
      lookForFocus()
      lookForResults()
      core._outcome()
    }
  }
  const observer = new MutationObserver(
    guard(() => {
      if (!due) later(look, SELDOM)
      due = true
    }),
  )
  ears._begin((root) => {
    if (roots.length < ROOTS) {
      roots[roots.length] = root
      observer.observe(root, {
        subtree: true,
        childList: true,
        attributeFilter: ['aria-invalid', 'data-lotse-results', 'data-lotse-outcome'],
      })
    }
  })
  lookForInvalid(roots)
  askForSettings(ears, saves)
  return {
    _view: () => ears._say('lotse-view'),
    _leave(hidden) {
      ears._say(hidden ? 'lotse-hide' : 'lotse-leave')
      return { scroll: seen() }
    },
  }
}
