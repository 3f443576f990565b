/**
 * The browser client of Lotse. One script tag starts it; `window.lotse` is its only global. It stores nothing on the
 * device, and nothing it does can break the page.
 */
import { listenForClicks } from './click.ts'
import { readConfiguration, type Configuration } from './configuration.ts'
import { eventName, eventProperties } from './custom.ts'
import { guard, listen } from './guard.ts'
import type { Json } from './json.ts'
import { listenForRoutes } from './navigation.ts'
import { referrerOrigin, type Page } from './page.ts'
import { view } from './page-view.ts'
import { HEADERS, hasSignal, SIGNED_IN, width, type Signals } from './profile.ts'
import { queue } from './queue.ts'
import { requestBody } from './request.ts'
import { beacon, send } from './send.ts'
import { uuid7 } from './uuid7.ts'

/** `lotse(command, …)`, before and after the script has loaded. */
type Call = ArrayLike<unknown>
interface Lotse {
  (...call: unknown[]): void
  /** Calls from before the script had loaded. */
  q?: Call[]
  /** Present when the client runs; a second script tag then does nothing. */
  version?: string
}

declare const VERSION: string

function start(): void {
  const page = window as { lotse?: Lotse }
  if (page.lotse?.version) return
  const tag = document.currentScript || document.querySelector('script[data-lotse-key]')
  const configuration = readConfiguration(tag as HTMLScriptElement | null, location.protocol)
  if (!configuration) return

  const waiting: Call[] = page.lotse?.q || []
  let run: ((call: Call) => void) | undefined
  const take = guard((call: Call) => {
    if (run) run(call)
    else waiting[waiting.length] = call
  })
  const lotse: Lotse = function () {
    take(arguments)
  }
  lotse.version = VERSION
  page.lotse = lotse

  const open = guard(() => {
    run = client(configuration, waiting)
    for (let index = 0; index < waiting.length; index++) take(waiting[index])
  })
  // A page that the browser prepares in advance counts when the person opens it; one that is still being read has
  // no state yet.
  const prerendering = (document as { prerendering?: boolean }).prerendering
  if (prerendering) listen(document, 'prerenderingchange', open)
  else if (document.readyState === 'loading') listen(document, 'DOMContentLoaded', open)
  else open()
}

/** Begins to measure, and answers what runs the page's calls. */
function client(configuration: Configuration, before: readonly Call[]): (call: Call) => void {
  let asked = configuration._width
  let stopped = false
  const signal = () => hasSignal(navigator as Signals)
  const allowed = () => (signal() ? HEADERS : Math.min(asked, configuration._width))
  const capturing = () => !stopped && allowed() !== HEADERS
  const now = () => Date.now()

  const waiting = queue({
    _now: now,
    _random: () => Math.random(),
    _body: (batch, at) =>
      requestBody(batch, at, { _key: configuration._key, _width: allowed(), _signal: signal() }),
    _send: (body, answered) => send(configuration._endpoint, body, answered),
    _beacon: (body) => beacon(configuration._endpoint, body),
    _later: (wake, milliseconds) => setTimeout(guard(wake), milliseconds),
    _cancel: (timer) => clearTimeout(timer as number),
  })
  let user: string | undefined

  const record = (
    kind: string,
    at: number,
    where: Page,
    fields: { readonly [name: string]: Json },
    first?: boolean,
  ) => {
    if (stopped || (kind !== 'page_view' && !capturing())) return
    const event = { id: uuid7(at), at, kind, ...fields }
    // An employee service may learn who is signed in only after loading; the first view waits a little for that.
    waiting._add({ _event: event, _page: where }, !!first && (allowed() !== SIGNED_IN || !!user))
  }
  const current = view(record, now, capturing)
  const happened = (kind: string, fields: { readonly [name: string]: Json }) => {
    if (capturing()) record(kind, now(), current._page(), fields)
  }
  const setUser = (reference: unknown) => {
    if (reference) waiting._setUser((user = '' + reference))
  }
  const setCase = (reference: unknown) => waiting._setCase(reference ? '' + reference : undefined)

  const settings: { [command: string]: (value: unknown) => void } = {
    user: setUser,
    case: setCase,
    profile(name) {
      asked = width(name)
      current._touch()
    },
    stop() {
      stopped = true
      waiting._clear()
    },
  }

  setUser(configuration._user)
  setCase(configuration._case)
  // What the page said before applies to the first view already.
  for (let index = 0; index < before.length; index++) {
    const call = before[index]!
    settings[call[0] as string]?.(call[1])
  }

  current._begin(referrerOrigin(document.referrer), true)
  listenForRoutes((replaced) => current._routed(replaced))
  listenForClicks(
    () => allowed() === SIGNED_IN,
    (element) => happened('click', { element }),
  )
  listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      current._leave()
      waiting._hide()
    } else {
      current._touch()
      waiting._show()
    }
  })
  listen(window, 'pagehide', () => {
    current._leave()
    waiting._hide()
  })
  // The page came back from the back-forward cache, as it was: another view.
  listen(window, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) current._begin()
  })

  return (call) => {
    const command = call[0]
    if (command === 'track') {
      happened('custom', { name: eventName(call[1]), properties: eventProperties(call[2]) })
    } else if (command === 'page') {
      current._begin()
    } else {
      settings[command as string]?.(call[1])
    }
  }
}

guard(start)()
