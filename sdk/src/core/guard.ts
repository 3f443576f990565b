/**
 * Nothing of Lotse is ever thrown into the page. Every function that the page or the browser calls goes through
 * `guard`; what goes wrong inside is lost for Lotse and harmless for the page.
 */

/** The same function, but it answers `undefined` where it would have thrown. */
export function guard<First, Second, Result>(
  run: (first: First, second: Second) => Result,
): (first?: First, second?: Second) => Result | undefined {
  return (first, second) => {
    try {
      return run(first as First, second as Second)
    } catch {
      return undefined
    }
  }
}

/** Listens in the capture phase, so that a page that stops an event does not hide it, and never delays scrolling. */
export function listen(target: EventTarget, type: string, run: (event: Event) => void): void {
  target.addEventListener(type, guard(run), { capture: true, passive: true })
}

/** `setTimeout`, guarded. */
export function later(run: () => void, milliseconds: number): unknown {
  return setTimeout(guard(run), milliseconds)
}
