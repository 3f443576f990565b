/** How far down the page was seen, in percent of its height. */
import type { Capture } from './capture.ts'

/** The part that was seen so far. */
export function hearScrolling(capture: Capture): () => number {
  let seen = 0
  const look = () => {
    const share = ((scrollY + innerHeight) / document.documentElement.scrollHeight) * 100
    return (seen = Math.max(seen, Math.min(100, Math.round(share)) || 0))
  }
  capture._on('scroll', look)
  capture._on('lotse-view', () => {
    seen = 0
  })
  return look
}
