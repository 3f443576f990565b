/**
 * The browser client of Lotse. One script tag starts it; `window.lotse` is its only global. Nothing it does can break
 * the page.
 */
import { begin, profile, whenRunning } from './begin.ts'
import { configure, setting } from './configuration.ts'
import { flat } from './custom.ts'
import { guard } from './guard.ts'
import { object } from './marks.ts'
import { ended, happened, view } from './page-view.ts'
import { setCase, setUser, stop } from './queue.ts'

type Call = ArrayLike<unknown>

/** `lotse(command, …)`, before and after the script has loaded. */
interface Lotse {
  (...call: unknown[]): void
  /** Calls from before the script had loaded. */
  q?: Call[]
  /** Present when a client is there. */
  version?: string
  /** The services that count on this page, each once. */
  keys?: { [key: string]: unknown }
}

declare const VERSION: string

const global = window as { lotse?: Lotse }

/** What a page may call. */
const commands: { [command: string]: (value: string | undefined, more: unknown) => void } = {
  user: setUser,
  case: setCase,
  profile,
  stop,
  object: (value) => object(value !== 'false'),
  track: (name, more) => whenRunning(() => happened('custom', { name, properties: flat(more) })),
  outcome: (name, more) => whenRunning(() => ended(name, more)),
}

function call(given: Call): void {
  const command = given[0] as string
  const value = given[1]
  const named = commands[command]
  if (command === 'page') whenRunning(() => view(value))
  else if (named) named(value === undefined ? value : ('' + value).slice(0, 4000), given[2])
}

function start(): void {
  const before: Lotse | undefined = global.lotse
  // A script that another script inserts, or a module, is not the current one while it runs.
  const tag = (document.currentScript || document.querySelector('script[data-lotse-key]')) as HTMLScriptElement
  const attribute = (name: string) => tag.getAttribute('data-lotse-' + name) || undefined
  if (!configure(attribute, tag.src, tag.nonce)) return
  const key = setting('key')!
  const keys = (before && before.keys) || {}
  if (keys[key]) return
  keys[key] = 1
  const guarded = guard(call)
  const early = (before && before.q) || []
  const lotse: Lotse = function () {
    // Another service on this page.
    if (before && before.keys) before.apply(global, arguments as never)
    guarded(arguments)
  }
  lotse.version = VERSION
  lotse.keys = keys
  lotse.q = early
  global.lotse = lotse
  begin(() => {
    for (let index = 0; index < early.length; index++) guarded(early[index])
  })
}

guard(start)()
