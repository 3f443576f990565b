/** An element of ours in the page: a shadow root with our style sheet, from which no key press of ours gets to the page. */
import { eachField } from '../core/json.ts'
import { make, on } from './dom.ts'
import type { Published, Theme } from './form.ts'
import { css } from './style.ts'

let sheet: CSSStyleSheet | undefined

/** Puts something into an element of the page, behind a shadow root. `inside` gets language, direction and colours. */
export function frame(published: Published, where: Element, inside: HTMLElement): HTMLElement {
  const { language, direction, theme, dark } = published
  const host = document.createElement('lotse-survey')
  // What people answer is no interaction to be noticed.
  host.setAttribute('data-lotse-ignore', '')
  const root = host.attachShadow({ mode: 'open' })
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
  }
  root.adoptedStyleSheets = [sheet]
  inside.lang = language
  inside.dir = direction
  inside.classList.add('c')
  const isDark = dark && matchMedia('(prefers-color-scheme:dark)').matches
  const colours: Theme | undefined = isDark ? dark : theme
  if (colours) {
    inside.style.setProperty('color-scheme', isDark ? 'dark' : 'light')
    eachField(colours, (name, colour) => {
      if (/^#[\da-f]{6}$/i.test(colour)) inside.style.setProperty('--' + name.replace('_', '-'), colour)
    })
  }
  root.append(inside)
  // To the page our fields are one unknown element: its shortcuts would take letters that are typed in them.
  on(host, 'keydown keypress keyup input change beforeinput', (event) => event.stopPropagation())
  where.append(host)
  return host
}

/** A page that has the focus somewhere below of what floats scrolls, so that the focus can be seen. */
export function uncover(floating: HTMLElement): () => void {
  const look = ({ target }: Event) => {
    const box = floating.getBoundingClientRect()
    const found = (target as Element).getBoundingClientRect()
    if (found.height && found.top >= box.top && found.bottom <= box.bottom && found.left >= box.left && found.right <= box.right) {
      (target as Element).scrollIntoView({ block: 'center' })
    }
  }
  document.addEventListener('focusin', look)
  return () => document.removeEventListener('focusin', look)
}

/** The words that a floating thing says once to those who do not see it appear. */
export function announce(inside: HTMLElement, words: string): void {
  const status = make('p', { role: 'status', class: 'h' })
  inside.append(status)
  setTimeout(() => (status.textContent = words), 200)
}
