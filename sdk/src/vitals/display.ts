/** Display settings of the person's system, for services that count them. */
import type { Fields } from '../core/json.ts'

/** Display settings that a person chose and that say how a page must look for them. */
export function display(): Fields {
  const asks = (feature: string, value: string) => (matchMedia(`(${feature}:${value})`).matches ? value : undefined)
  const { scale } = window.visualViewport || { scale: 1 }
  return {
    zoom: scale > 1.1 || outerWidth / innerWidth > 1.2 || undefined,
    contrast: asks('prefers-contrast', 'more') || asks('prefers-contrast', 'less'),
    motion: asks('prefers-reduced-motion', 'reduce'),
    scheme: asks('prefers-color-scheme', 'dark'),
    forced_colors: asks('forced-colors', 'active') && true,
  }
}
