/** What is made of a text that somebody wrote: `docs/spec/survey.md`, rule 15. Nothing is cut. */

/** White space as Unicode has it; U+FEFF is none. */
const isSpace = (sign: string) => /[^\S\ufeff]/.test(sign)

/** The text as it is kept; no expression that can take long on a text of a megabyte. */
export function clean(text: string, hasLines?: boolean): string {
  const harmless = text
    .replace(/\r\n/g, '\n')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\0-\x1f\x7f-\x9f]/g, (sign) => (hasLines && /[\r\n]/.test(sign) ? '\n' : ' '))
  let from = 0
  let to = harmless.length
  while (from < to && isSpace(harmless[from]!)) from++
  while (to > from && isSpace(harmless[to - 1]!)) to--
  return harmless.slice(from, to)
}

/** Characters, counted as Unicode scalar values. */
export function count(text: string): number {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '_').length
}
