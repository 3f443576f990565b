/** People take something away with them: the text of an error message, to send it to somebody, or the page on paper. */
import type { Capture } from './capture.ts'
import { describe } from './element.ts'
import { pathFrom } from './path.ts'

/** Places with error messages, as pages and design systems mark them. */
const alert =
  '[role=alert],[aria-live=assertive],[class*=error-message],[class*=error-summary],[class*=invalid-feedback]'

export function hearPaper(capture: Capture): void {
  capture._on('copy', (_, path) => {
    const view = (path[0] as Node).ownerDocument
    const selection = view && view.getSelection()
    const places = selection && selection.anchorNode ? pathFrom(selection.anchorNode) : path
    let found: HTMLElement | undefined
    for (let index = 0; index < places.length; index++) {
      const element = places[index] as HTMLElement
      if (!element.localName) continue
      if (element.matches('[data-lotse-ignore],input,textarea,[contenteditable]')) return
      if (!found && (element.matches(alert) || isMessage(element))) found = element
    }
    if (found) capture._tell('copy_error', describe('alert', found, undefined, '', false, capture._onlyMarked()))
  })
  capture._on('beforeprint', () => capture._tell('print'))
}

/** Whether a field that is wrong says that its message stands here. */
function isMessage({ id, ownerDocument }: HTMLElement): boolean {
  const field = '[aria-invalid=true][aria-'
  const named = `~="${CSS.escape(id)}"]`
  return !!id && !!ownerDocument.querySelector(`${field}errormessage${named},${field}describedby${named}`)
}
