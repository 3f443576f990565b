/** The ways in which a survey floats above a page: a modal dialog, a slide-in, and the button that is always there. */
import { button, focused, make, on } from './dom.ts'
import type { Published } from './form.ts'
import { announce, frame, uncover } from './frame.ts'
import type { Host, Placement } from './host.ts'
import { put } from './paper.ts'
import { makeSheet, type Sheet } from './sheet.ts'
import { tell, tellSeen } from './signals.ts'

/** What is open; one survey at a time. */
let current: { readonly _dialog: HTMLDialogElement; readonly _close: () => void } | undefined

export const isOpen = (): boolean => !!current && current._dialog.open && current._dialog.isConnected

/** There is a button of ours: what slides in stands above it, since it would lie over it and over the focus on it. */
export let hasButton = false

/** Surveys that somebody began on this page: what was typed is there when they come back. */
const kept = new Map<number, Sheet>()

function sheetFor(host: Host, published: Published, placement: Placement): Sheet {
  const sheet = kept.get(published.survey) || makeSheet(host, published, placement)
  sheet._placement = placement
  return sheet
}

/** What was begun stays; what was sent or never begun is made anew the next time. */
function keep({ survey }: Published, sheet: Sheet): void {
  if (sheet._isTouched()) kept.set(survey, sheet)
  else kept.delete(survey)
  sheet._left()
}

/** Opens a modal dialog. The browser makes the rest of the page inert, and closes the dialog on Escape. */
export function openDialog(host: Host, published: Published, placement: Placement): void {
  const before = focused() as HTMLElement | null
  const sheet = sheetFor(host, published, placement)
  const dialog = make('dialog', { 'aria-labelledby': sheet._title }, sheet._node)
  const element = frame(published, document.body, dialog)
  const heading = sheet._heading()
  const close = () => dialog.close()
  sheet._close = close
  sheet._placed()
  current = { _dialog: dialog, _close: close }
  on(dialog, 'close', () => {
    keep(published, sheet)
    element.remove()
    if (before && before.isConnected) before.focus()
  })
  // Else the dialog gives the focus to its first button.
  heading.autofocus = true
  dialog.showModal()
  heading.autofocus = false
  heading.focus()
  tell(host, published, placement, placement === 'button' ? 'opened' : 'offered')
  tellSeen(host, published, placement, heading)
}

/** Slides an invitation in. It never takes the focus, and the survey opens in it when somebody wants that. */
export function slideIn(host: Host, published: Published): void {
  const placement = 'slide-in'
  const { words } = published
  const sheet = sheetFor(host, published, placement)
  let before: HTMLElement | null = null
  const dialog = make('dialog', { class: hasButton ? 'v u' : 'v', 'aria-labelledby': sheet._title })
  const element = frame(published, document.body, dialog)
  const uncovered = uncover(dialog)
  const close = () => {
    const isInside = element.shadowRoot!.activeElement
    keep(published, sheet)
    uncovered()
    dialog.open = false
    element.remove()
    if (isInside && before && before.isConnected) before.focus()
  }
  const open = () => {
    invitation.replaceWith(sheet._node)
    sheet._heading().focus()
    tell(host, published, placement, 'opened')
  }
  const title = make('h2', { id: sheet._title }, sheet._name())
  const invitation = make('div', 0, title, make('div', { class: 't' }, button(words.answer!, 'b', open), button(words.later!, 'b y', close)))
  sheet._close = close
  sheet._placed()
  dialog.append(invitation)
  on(dialog, 'focusin', (event) => {
    const from = (event as FocusEvent).relatedTarget as HTMLElement | null
    if (from && !dialog.contains(from)) before = from
  })
  on(dialog, 'keydown', (event) => {
    if ((event as KeyboardEvent).key === 'Escape') close()
  })
  current = { _dialog: dialog, _close: close }
  // Not `show()`, which would take the focus.
  dialog.open = true
  announce(dialog, put(words.offered!, 'title', sheet._name()))
  tell(host, published, placement, 'offered')
  tellSeen(host, published, placement, invitation)
}

/** Puts the button into the page that opens the survey as a dialog. */
export function feedbackButton(host: Host, published: Published): void {
  const opener = button(published.words.feedback!, 'b', () => {
    if (isOpen()) current!._close()
    openDialog(host, published, 'button')
  })
  opener.setAttribute('aria-haspopup', 'dialog')
  const inside = make('div', { class: 'z' }, opener)
  frame(published, document.body, inside)
  uncover(inside)
  hasButton = true
  if (current) current._dialog.classList.add('u')
  tell(host, published, 'button', 'offered')
  tellSeen(host, published, 'button', inside)
}

/** Puts the survey into an element of the page, as a part of it. */
export function embed(host: Host, published: Published, where: Element): void {
  const sheet = makeSheet(host, published, 'embedded')
  sheet._placed()
  frame(published, where, make('section', { 'aria-labelledby': sheet._title }, sheet._node))
  tell(host, published, 'embedded', 'offered')
  tellSeen(host, published, 'embedded', sheet._heading())
}
