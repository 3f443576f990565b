// The parts of capture that decide by time alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fresh } from './fresh.mjs'

// What begins with an underscore is not shortened here.
const { rageClicks, deadClicks, uTurns, tabTrap, PATIENCE, SOON } = await fresh('capture/rage', 'capture/dead', 'capture/u-turn', 'capture/trap')

const rages = [
  ['three within a second', [[0, 0, 0], [400, 0, 0], [1000, 0, 0]], [3]],
  ['two', [[0, 0, 0], [400, 0, 0]], []],
  ['three in more than a second', [[0, 0, 0], [600, 0, 0], [1001, 0, 0]], []],
  ['slow ones and then fast ones', [[0, 0, 0], [900, 0, 0], [1800, 0, 0], [2100, 0, 0], [2300, 0, 0]], [5]],
  ['far from each other', [[0, 0, 0], [100, 31, 0], [200, 0, 31]], []],
  ['near each other', [[0, 0, 0], [100, 30, 0], [200, 0, 30]], [3]],
  ['two series', [[0, 0, 0], [1, 0, 0], [2, 0, 0], [5000, 0, 0], [5001, 0, 0], [5002, 0, 0], [5003, 0, 0]], [3, 4]],
  ['two controls', [[0, 0, 0, 'a'], [1, 0, 0, 'b'], [2, 0, 0, 'a']], []],
]
for (const [name, clicks, expected] of rages) {
  test(`rage clicks: ${name}`, () => {
    const told = []
    const rage = rageClicks((place, count) => told.push(count))
    for (const [at, x, y, place = 'a'] of clicks) rage._click(1000000 + at, x, y, place)
    rage._end()
    rage._end()
    assert.deepEqual(told, expected)
  })
}

test('dead clicks: nothing for so long; anything is an answer, what people do themselves only at once', () => {
  const told = []
  const dead = deadClicks((place) => told.push(place))
  dead._click(1000, 'a')
  dead._due(1000 + PATIENCE - 1)
  assert.deepEqual([told, dead._waits()], [[], true])
  dead._due(1000 + PATIENCE)
  dead._due(1000 + PATIENCE)
  assert.deepEqual([told, dead._waits()], [['a'], false])
  dead._click(10000, 'b')
  dead._followed(12400)
  dead._due(20000)
  dead._click(30000, 'c')
  dead._followed(30100, true)
  dead._due(40000)
  assert.deepEqual(told, ['a'])
  dead._click(50000, 'd')
  dead._followed(50101, true)
  dead._due(60000)
  assert.deepEqual(told, ['a', 'd'])
})

test('u-turns: back within ten seconds, over one page or several; never the same page, nor later', () => {
  const turn = uTurns()
  assert.equal(turn('a', 0), undefined)
  assert.equal(turn('a', 10), undefined)
  assert.equal(turn('b', 1000), undefined)
  assert.equal(turn('a', 1000 + SOON), SOON)
  assert.equal(turn('b', 12000), 1000)
  assert.equal(turn('c', 13000), undefined)
  assert.equal(turn('a', 15000), 3000)
  assert.equal(turn('b', 13000 + SOON + 1), undefined)
  // The clock was set back.
  assert.equal(turn('a', 0), undefined)
  assert.equal(turn('constructor', 1), undefined)
})

const presses = (places) => {
  const trap = tabTrap()
  let found = 0
  for (const place of places) found = trap._press(place) || found
  return found
}
test('keyboard traps: the same few places, again and again', () => {
  assert.equal(presses('abababa'), 0)
  assert.equal(presses('abababab'), 8)
  assert.equal(presses('aaaaaaa'), 7)
  assert.equal(presses('abcabcabc'), 9)
  assert.equal(presses('abcdefghijklmnop'), 0)
  assert.equal(presses('ab'.repeat(3) + 'cdefgh'), 0)
  const trap = tabTrap()
  for (const place of 'ababa') trap._press(place)
  trap._reset()
  assert.equal(trap._press('a'), 0)
  assert.deepEqual(trap._places(), ['a'])
})
