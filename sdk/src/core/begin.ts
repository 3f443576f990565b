/** From the moment that the page can be read: its views, its leaving, the calls of the page, and the capture part. */
import { origin, setting } from './configuration.ts'
import type { Core } from './core.ts'
import { takeEngaged } from './engaged.ts'
import { listen } from './guard.ts'
import { load } from './load.ts'
import { readFragment } from './marks.ts'
import { listenForRoutes } from './navigation.ts'
import { hasObjected } from './objection.ts'
import { referrerOrigin, said } from './page.ts'
import { ended, happened, join, leave, open, routed, use, view } from './page-view.ts'
import { loadCapture } from './parts.ts'
import { askFor, inForce, narrow, setWidest } from './profile.ts'
import { add, flush, setCase, setUser, wait } from './queue.ts'
import { rules, withRules } from './redact.ts'
import { uuid7 } from './uuid7.ts'
import { visitorId } from './visitor.ts'
import { SIGNED_IN } from './width.ts'

let running = false
let loading = false
let waiting: (() => void)[] = []

/** Settings that the page made before its first view hold for that view; everything else waits for it. */
export function whenRunning(run: () => void): void {
  if (running) run()
  else waiting[waiting.length] = run
}

/** The profile may have changed: what a narrower one forbids ends at once, what a wider one allows begins. */
export function profileChanged(): void {
  if (running) {
    visitorId(Date.now())
    use()
    capture()
  }
}

/** The page asks for another profile. */
export function profile(name: unknown): void {
  askFor(name)
  profileChanged()
}

/** Loads the capture part, once, after the page itself has loaded, and where the profile has a use for it. */
function capture(): void {
  if (inForce() && !loading && document.readyState === 'complete') {
    loading = true
    withRules(() => {
      loadCapture((start) => {
        const core: Core = {
          _setting: setting,
          _origin: origin,
          _inForce: inForce,
          _text: rules![0],
          _address: rules![1],
          _happened: happened,
          _narrow(name) {
            narrow(name)
            profileChanged()
          },
          _outcome: () => ended(),
          _wait: wait,
          _load: load,
          _said: said,
        }
        join(start(core))
      })
    })
  }
}

function run(): void {
  hasObjected()
  readFragment()
  open((kind, at, page, fields, first) => {
    // An employee service may learn who is signed in only after loading; its first view waits a little for that.
    const soon = first && inForce() !== SIGNED_IN
    add({ _event: { id: uuid7(at), at, kind, ...fields }, _page: page }, soon)
  }, referrerOrigin(document.referrer))
  running = true
  for (let index = 0; index < waiting.length; index++) waiting[index]!()

  listenForRoutes((replaced) => {
    readFragment()
    routed(replaced)
  })
  const hide = (hidden?: boolean) => {
    leave(hidden)
    flush()
  }
  const hidden = () => document.visibilityState === 'hidden'
  listen(window, 'pagehide', () => hide())
  listen(document, 'visibilitychange', () => {
    if (hidden()) hide(true)
    else use()
  })
  listen(window, 'pageshow', (event) => {
    // Back from the back-forward cache, as it was: another view. It was seen a moment ago already, which is no visit.
    if ((event as PageTransitionEvent).persisted) {
      takeEngaged(0)
      view()
    }
  })
  listen(window, 'load', capture)
  profileChanged()
}

/** Starts on a configured page; `early` makes the calls from before, which come after what the tag says. */
export function begin(early: () => void): void {
  setWidest(setting('profile'))
  setUser(setting('user'))
  setCase(setting('case'))
  early()
  // A page that the browser prepares in advance counts when the person opens it; one that is still being read has
  // no state yet.
  const { prerendering } = document as { prerendering?: boolean }
  if (prerendering || document.readyState === 'loading') {
    listen(document, prerendering ? 'prerenderingchange' : 'DOMContentLoaded', run)
  } else {
    run()
  }
}
