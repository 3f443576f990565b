/**
 * The survey runtime: shows a published survey and sends what people answer. `docs/spec/survey-runtime.md` says what it is
 * given and what it sends. Whom to ask, and when, is decided before.
 */
import { guard } from '../core/guard.ts'
import type { Published } from './form.ts'
import { embed, feedbackButton, hasButton, isOpen, openDialog, slideIn } from './floating.ts'
import { busy, watch, type Busy } from './free.ts'
import type { Host, Placement } from './host.ts'

/** Why a survey was not shown: it may be tried again later, but where profile or browser do not allow it. */
export type Refused = Busy | 'another' | 'profile' | 'unsupported'

/** Shows a survey; `where` is the element of an embedded one. Nothing comes back where it is shown. */
export type Show = (published: Published, placement: Placement, where?: Element) => Refused | undefined

export default function start(host: Host): Show {
  if (host.notices()) watch()
  const show: Show = (published, placement, where) => {
    if (!window.HTMLDialogElement || !('adoptedStyleSheets' in document)) return 'unsupported'
    if (placement === 'embedded') embed(host, published, where!)
    else if (placement === 'button') {
      if (hasButton) return 'another'
      feedbackButton(host, published)
    } else {
      const reason = !host.notices() ? 'profile' : isOpen() ? 'another' : busy()
      if (reason) return reason
      if (placement === 'dialog') openDialog(host, published, placement)
      else slideIn(host, published)
    }
    return
  }
  return (published, placement, where) => guard(() => show(published, placement, where))() as Refused | undefined
}
