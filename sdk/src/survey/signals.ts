/**
 * The denominators that only a browser can count: *offered*, *seen*, *opened*, *started*, *left*. Each once for a survey
 * on a page. Who was eligible is known before this part is loaded, and who finished by the response.
 */
import { guard } from '../core/guard.ts'
import type { Published } from './form.ts'
import type { Host, Placement } from './host.ts'

export type Signal = 'offered' | 'seen' | 'opened' | 'started' | 'left'

const told = new Set<string>()

export function tell(host: Host, { survey, version }: Published, placement: Placement, signal: Signal, question?: string): void {
  const once = survey + signal
  if (!told.has(once)) {
    told.add(once)
    host.tell(signal, { survey, version, placement, question })
  }
}

/** Runs once, when half of an element was in sight for a second while the page was shown. */
export function whenSeen(element: Element, run: () => void): void {
  let timer: number
  const watch = new IntersectionObserver(
    guard((entries: IntersectionObserverEntry[]) => {
      clearTimeout(timer)
      if (entries[entries.length - 1]!.isIntersecting) {
        timer = setTimeout(
          guard(() => {
            if (document.visibilityState === 'visible') {
              watch.disconnect()
              run()
            }
          }),
          1000,
        ) as never
      }
    }) as IntersectionObserverCallback,
    { threshold: 0.5 },
  )
  watch.observe(element)
}
