/**
 * Keyboard traps: the tab key goes round among a few places and never gets out. Pure: it is told where the focus is
 * after each press; whether there is more on the page than those places is the caller's to find out.
 */

/** A part with more places than this is no trap that a person would notice as one. */
const FEW = 8
/** Rounds without anything new. */
const ROUNDS = 2
/** Presses without anything new, in a part with few places. */
const PRESSES = 6

/** Takes where the focus is after a press; says how often it was pressed in vain, where it seems trapped, and among what. */
export function tabTrap<Place>(): {
  _press: (place: Place) => number
  _places: () => readonly Place[]
  _reset: () => void
} {
  let places: Place[] = []
  let presses = 0
  let vain = 0
  const reset = () => {
    places = []
    presses = vain = 0
  }
  return {
    _press(place) {
      presses++
      vain++
      let seen = false
      for (let index = 0; index < places.length; index++) seen = seen || places[index] === place
      if (!seen) {
        if (places.length === FEW) reset()
        places[places.length] = place
        vain = 0
      }
      return vain >= PRESSES && vain >= ROUNDS * places.length ? presses : 0
    },
    _places: () => places,
    _reset: reset,
  }
}
