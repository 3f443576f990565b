// Controls by which people answer: a click on one says the answer, so that nothing of it is sent unless the service
// marked that very control.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, events, html, leave, visit, world } from './harness.mjs'

/** Custom elements that hide a choice, or its label, in their shadow. */
const components = `<script>
  function define(name, inner, options = {}) {
    customElements.define(name, class extends HTMLElement {
      static formAssociated = !!options.form
      constructor() { super(); this.attachShadow({ mode: options.mode || 'open' }).innerHTML = inner }
    })
  }
  define('x-radio', '<label id=SECRET><input type=radio> <slot></slot> SECRET</label>')
  define('x-around', '<label><slot></slot> SECRET</label>')
  define('x-box', '<input type=checkbox aria-label=SECRET>')
  define('x-form', '<input type=checkbox aria-label=SECRET>', { form: true })
  define('x-closed', '<input type=radio aria-label=SECRET>', { mode: 'closed' })
  define('x-options', '<div role=listbox><div role=option id=SECRET><button>SECRET</button><slot></slot></div></div>')
</script>`

const answers = '<input type=radio id=SECRET data-testid=SECRET name=SECRET value=SECRET>'

/** What is on the page, and what is clicked in it, one after the other. */
const silent = [
  [`<label>${answers} <b>SECRET</b></label>`, 'input', 'label', 'b'],
  [`${answers}<label for=SECRET>SECRET <i>yes</i></label>`, 'input', 'label', 'i'],
  ['<label><input type=checkbox> I agree SECRET <a href="#x" data-lotse-name=SECRET>terms</a> <button type=button>SECRET</button></label>', 'input', 'a', 'button'],
  ['<label data-lotse-name=SECRET><input type=CHECKBOX> SECRET</label>', 'input', 'label'],
  ['<input type=checkbox role=button aria-label=SECRET>', 'input'],
  ['<label for=s>SECRET</label><select id=s data-testid=SECRET><option>SECRET</select>', 'label', 'select'],
  ['<select size=3 aria-label=SECRET><optgroup label=SECRET><option id=SECRET value=SECRET>SECRET</optgroup></select>', 'option', 'select'],
  ...['radio', 'checkbox', 'switch', 'option', 'menuitemradio', 'menuitemcheckbox', 'combobox', 'RADIO', 'none Switch'].flatMap((role) => [
    [`<div role="${role}" tabindex=0 id=SECRET aria-label=SECRET><span data-lotse-name=SECRET>SECRET</span> <button>SECRET</button></div>`, 'div', 'span', 'button'],
    [`<button role="${role}" aria-label=SECRET>SECRET</button>`, 'button'],
    [`<a href="#x" role="${role}">SECRET</a>`, 'a'],
  ]),
  ['<label for=r>SECRET</label><button id=r role=switch>SECRET</button>', 'label', 'button'],
  ['<label for=d>SECRET</label><div id=d role=radio>SECRET</div>', 'label', 'div'],
  ['<button aria-haspopup=listbox>SECRET</button>', 'button'],
  ['<x-radio>SECRET</x-radio>', 'x-radio', 'x-radio input', 'x-radio label'],
  ['<x-around><input type=radio> SECRET</x-around>', 'x-around input', 'x-around label'],
  ['<label>SECRET <x-box></x-box></label>', 'label', 'x-box input'],
  ['<label>SECRET <x-form></x-form></label>', 'label', 'x-form input'],
  ['<label for=c>SECRET</label><x-form id=c></x-form>', 'label'],
  ['<label>SECRET <x-closed></x-closed></label>', 'label', 'x-closed'],
  ['<x-options><span>SECRET</span></x-options>', 'x-options', 'x-options button', 'x-options span'],
]

/** Shows what is given, and uses each target in it by the page's own coordinates. */
async function use(markup, targets) {
  await world.page.evaluate((html) => (document.querySelector('main').innerHTML = html), markup)
  for (const target of targets) await world.page.click(`main ${target} >> nth=0`, { force: true, position: { x: 3, y: 3 } })
}

for (const attributes of ['data-lotse-profile="statistics"', 'data-lotse-profile="signed-in" data-lotse-user="u1.x"']) {
  test(`an answer is not sent, however it is given: ${attributes}`, async () => {
    await visit('/', html('<main></main><button data-lotse-name=end>End</button>', attributes, components))
    for (const [markup, ...targets] of silent) await use(markup, targets)
    await world.page.click('[data-lotse-name=end]')
    await leave(3)
    const clicks = events().filter((event) => event.kind === 'click')
    assert.deepEqual(clicks.map((click) => click.element), [{ role: 'button', name: 'end', marked: true, path: 'button' }])
    // The label of a list is the question, and belongs to what is told of fields. Everything else here is an answer.
    const others = events().filter((event) => event.element?.role !== 'select').map(({ request, ...event }) => event)
    assert.doesNotMatch(JSON.stringify(others), /SECRET/)
  })
}

test('keys that choose send nothing either', async () => {
  await visit('/', html('<main><label><input type=radio name=a> SECRET</label><label><input type=radio name=a> SECRET</label><label><input type=checkbox> SECRET</label><select><option>x<option>SECRET</select></main>'))
  await arrived(1)
  await world.page.focus('input')
  await world.page.keyboard.press('Space')
  await world.page.keyboard.press('ArrowDown')
  await world.page.focus('[type=checkbox]')
  await world.page.keyboard.press('Space')
  await world.page.focus('select')
  await world.page.keyboard.press('ArrowDown')
  assert.deepEqual(
    await world.page.evaluate(() => [document.querySelectorAll(':checked').length, document.querySelector('select').value]),
    [3, 'SECRET'],
  )
  await leave(2)
  assert.deepEqual(events().filter((event) => event.kind === 'click'), [])
  assert.deepEqual(
    events().filter((event) => event.kind === 'field_leave').map((event) => event.element),
    [{ role: 'radiogroup', path: 'main' }, { role: 'checkbox' }, { role: 'select', path: 'main>select' }],
  )
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET/)
})

test('of a marked choice its mark and role are sent, once', async () => {
  const marked = [
    ['<label id=SECRET><input type=checkbox id=agree data-testid=agree data-lotse-name=agree> SECRET</label>', 'label', 'checkbox'],
    ['<input type=radio id=r data-lotse-name=agree><label for=r>SECRET</label>', 'label', 'radio'],
    ['<input type=radio data-lotse-name=agree aria-label=SECRET>', 'input', 'radio'],
    ['<div role=listbox><div role=Option data-lotse-name=agree><button data-lotse-name=SECRET>SECRET</button></div></div>', 'button', 'option'],
    ['<select data-lotse-name=agree><option>SECRET</select>', 'select', 'select'],
    ['<button role=switch data-lotse-name=agree>SECRET</button>', 'button', 'switch'],
  ]
  await visit('/', html('<main></main>'))
  for (const [markup, target] of marked) await use(markup, [target])
  await leave(marked.length + 2)
  const clicks = events().filter((event) => event.kind === 'click')
  assert.deepEqual(clicks.map((click) => click.element), marked.map(([, , role]) => ({ role, name: 'agree', marked: true })))
  assert.doesNotMatch(JSON.stringify(world.requests), /SECRET/)
})
