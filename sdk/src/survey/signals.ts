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
  if (!told.has(once) && (signal === 'offered' || host.notices())) {
    told.add(once)
    host.tell(signal, { survey, version, placement, question })
  }
}

/** Tells once that half of an element was in sight for a second while the page was shown. */
export function tellSeen(host: Host, published: Published, placement: Placement, element: Element): void {
  if (!host.notices()) return
  let timer: number
  const watch = new IntersectionObserver(
    guard((entries: IntersectionObserverEntry[]) => {
      clearTimeout(timer)
      if (entries[entries.length - 1]!.isIntersecting) {
        timer = setTimeout(
          guard(() => {
            if (document.visibilityState === 'visible') {
              watch.disconnect()
              tell(host, published, placement, 'seen')
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
