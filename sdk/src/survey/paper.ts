/** One survey while it is filled in: what its parts share. */
import { make } from './dom.ts'
import type { Read } from './answer.ts'
import type { Localized, Published } from './form.ts'
import { only, say } from './said.ts'

export interface Paper {
  readonly _published: Published
  /** The id of the response. */
  readonly _id: string
  /** An element whose words are those of a text, now and after every answer. */
  readonly _text: <Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    text: Localized | undefined,
    attributes?: { [name: string]: string },
  ) => HTMLElementTagNameMap[Tag] | undefined
  /** A text as it reads now. */
  readonly _words: (text: Localized | undefined) => string
  /** Says all texts anew. */
  readonly _refill: (read: Read) => void
  /** Tells those who do not see it what has changed. */
  readonly _announce: (words: string) => void
  readonly _status: HTMLElement
}

export function paper(published: Published, id: string): Paper {
  const texts: (() => void)[] = []
  let read: Read = { _answers: new Map(), _shown: new Set(), _faults: [] }
  const status = make('p', { role: 'status', class: 'h' })
  const words = (text: Localized | undefined) => {
    const found = only(text)
    return found ? say(found[1], published, read) : ''
  }
  return {
    _published: published,
    _id: id,
    _text(tag, text, attributes) {
      const found = only(text)
      if (!found) return
      // A text that is there in another language only says so, and has its own direction.
      const element = make(tag, found[0] === published.language ? attributes : { ...attributes, lang: found[0], dir: 'auto' })
      const fill = () => {
        const said = words(text)
        if (element.textContent !== said) element.textContent = said
      }
      texts.push(fill)
      fill()
      return element
    },
    _words: words,
    _refill(now) {
      read = now
      for (const fill of texts) fill()
    },
    _announce(said) {
      status.textContent = said
    },
    _status: status,
  }
}

/** Words with what stands in braces put in. */
export function put(words: string, name: string, value: string | number): string {
  return words.split('{' + name + '}').join('' + value)
}
