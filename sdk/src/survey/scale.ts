/** Points of a scale as entries of a list: every point has words or a number; a picture never stands alone. */
import { points } from './answer.ts'
import { make } from './dom.ts'
import type { QuestionForm } from './form.ts'
import { list, type Entry, type List } from './list.ts'
import type { Paper } from './paper.ts'

export function scale(paper: Paper, { kind, labels = {} }: QuestionForm, more: Entry[]): List {
  const [least, most] = points(kind)
  const all: number[] = []
  for (let point = least; point <= most; point++) all.push(point)
  const label = (point: number) => paper._text('span', labels[point], { class: 'l' })
  const picture = (signs: string) => make('span', { 'aria-hidden': 'true', class: 'g' }, signs)
  let isRow = false
  let entry: (point: number) => Entry['_label']
  if (kind === 'thumbs') {
    all.reverse()
    entry = (point) => [picture(point ? '👍' : '👎'), label(point)]
  } else if (kind === 'stars') {
    entry = (point) => [
      picture('★'.repeat(point) + '☆'.repeat(5 - point)),
      paper._published.stars[point - 1],
      labels[point] && ': ',
      label(point),
    ]
  } else {
    const named = all.filter((point) => labels[point])
    isRow = named.length < 3
    entry = named.length === all.length ? (point) => [label(point)] : (point) => [point + ' ', label(point)]
  }
  const made = list(
    paper,
    'radio',
    all.map((point) => ({ _value: '' + point, _label: entry(point) })).concat(more as never),
    isRow ? `k k${all.length}` : '',
  )
  if (isRow) {
    // Where the points stand in a row, the words of the ends stand below; each point's own label has them too.
    const ends = make('div', { class: 'n', 'aria-hidden': 'true' }, label(least), label(most))
    made._node.insertBefore(ends, made._node.children[all.length] || null)
  }
  return made
}
