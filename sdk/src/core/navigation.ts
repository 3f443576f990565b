/**
 * Changes of route inside one document. The Navigation API tells of them where it exists; elsewhere `history` is
 * wrapped. Which of them are page views is decided by the caller from the address alone.
 */
import { guard, listen } from './guard.ts'

/** Calls `changed` after each change of address; `replaced` when the history entry was replaced, not added. */
export function listenForRoutes(changed: (replaced?: boolean) => void): void {
  const { navigation } = window as { navigation?: EventTarget }
  if (navigation) {
    listen(navigation, 'currententrychange', (event) => {
      changed((event as Event & { navigationType?: string }).navigationType === 'replace')
    })
  } else {
    wrap('pushState', changed)
    wrap('replaceState', () => changed(true))
    // Going back, and links to a fragment.
    listen(window, 'popstate', () => changed())
  }
}

/** The page's own call comes first, and its result and errors stay its own. */
function wrap(name: 'pushState' | 'replaceState', called: () => void): void {
  const original = history[name]
  const after = guard(called)
  // Defined, not assigned: an assignment throws where the prototype is frozen.
  Object.defineProperty(history, name, {
    configurable: true,
    writable: true,
    value(this: History) {
      original.apply(this, arguments as never)
      after()
    },
  })
}
