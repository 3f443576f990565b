/**
 * The browser client of Lotse. One script tag starts it; `window.lotse` is its only global. It stores nothing on the
 * device, and nothing it does can break the page.
 */
import { listenForClicks } from './click.ts'
import { configure, setting } from './configuration.ts'
import { customEvent } from './custom.ts'
import { takeEngaged } from './engaged.ts'
import { guard, listen } from './guard.ts'
import { listenForRoutes } from './navigation.ts'
import { referrerOrigin } from './page.ts'
import { happened, leave, open, routed, use, view } from './page-view.ts'
import { askFor, inForce, setWidest, SIGNED_IN } from './profile.ts'
import { add, flush, setCase, setUser, stop } from './queue.ts'
import { uuid7 } from './uuid7.ts'

type Call = ArrayLike<unknown>

/** `lotse(command, …)`, before and after the script has loaded. */
interface Lotse {
  (...call: unknown[]): void
  /** Calls from before the script had loaded. */
  q?: Call[]
  /** Present when the client is there; a second script tag then does nothing. */
  version?: string
}

declare const VERSION: string

const global = window as { lotse?: Lotse }
let waiting: Call[]
let running = false

/** What a page may call. Settings that it made before the first view hold for that view. */
const settings: { [command: string]: (value: string | undefined) => void } = {
  user: setUser,
  case: setCase,
  profile(name) {
    askFor(name)
    if (running) use()
  },
  stop,
}

function call(given: Call): void {
  const command = given[0] as string
  const set = settings[command]
  const value = given[1]
  if (set) set(value ? '' + value : undefined)
  else if (!running) waiting[waiting.length] = given
  else if (command === 'track') happened('custom', customEvent(value, given[2]))
  else if (command === 'page') view()
}

function run(): void {
  open((kind, at, page, fields, first) => {
    // An employee service may learn who is signed in only after loading; its first view waits a little for that.
    const soon = first && inForce() !== SIGNED_IN
    add({ _event: { id: uuid7(at), at, kind, ...fields }, _page: page }, soon)
  }, referrerOrigin(document.referrer))
  running = true
  for (let index = 0; index < waiting.length; index++) call(waiting[index]!)

  listenForRoutes(routed)
  listenForClicks((element) => happened('click', { element }))
  const hide = () => {
    leave()
    flush()
  }
  listen(window, 'pagehide', hide)
  listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') hide()
    else use()
  })
  listen(window, 'pageshow', (event) => {
    // Back from the back-forward cache, as it was: another view. It was seen a moment ago already, which is no visit.
    if ((event as PageTransitionEvent).persisted) {
      takeEngaged(0)
      view()
    }
  })
}

function start(): void {
  const stub = global.lotse
  if ((stub && stub.version) || !configure()) return
  const guarded = guard(call)
  global.lotse = function () {
    guarded(arguments)
  } as Lotse
  global.lotse.version = VERSION
  setWidest(setting('profile'))
  setUser(setting('user'))
  setCase(setting('case'))
  waiting = []
  const before = (stub && stub.q) || []
  for (let index = 0; index < before.length; index++) guarded(before[index])

  // A page that the browser prepares in advance counts when the person opens it; one that is still being read has
  // no state yet.
  const { prerendering } = document as { prerendering?: boolean }
  if (prerendering || document.readyState === 'loading') {
    listen(document, prerendering ? 'prerenderingchange' : 'DOMContentLoaded', run)
  } else {
    run()
  }
}

guard(start)()
