/**
 * What few services need and few documents load: Core Web Vitals, by the library of those who define them, each told
 * once, when it is final; and how the person's display is set.
 */
import { onCLS, onFCP, onINP, onLCP, onTTFB, type Metric } from 'web-vitals'
import type { Fields } from '../core/json.ts'
import { display } from './display.ts'

/** Tells the name of each vital in lower case, and its value, where that is wanted. The answer is the display. */
export default function start(tell: false | ((metric: string, value: number) => void)): Fields {
  if (tell) {
    const take = ({ name, value }: Metric) => tell(name.toLowerCase(), value)
    onLCP(take)
    onCLS(take)
    onINP(take)
    onFCP(take)
    onTTFB(take)
  }
  return display()
}
