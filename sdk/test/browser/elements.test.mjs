// Which clicks are recorded, and how the control is described. One row per case: what is on the page, what is clicked,
// what arrives (`undefined`: nothing).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, events, html, leave, visit, world } from './harness.mjs'

const SECRET = 'SECRET'

const cases = [
  ['<button>Save <b>and</b> continue</button>', 'button', { role: 'button', name: 'Save and continue' }],
  ['<button><div>Save</div><div>now</div></button>', 'button', { role: 'button', name: 'Save now' }],
  ['<button aria-label="Close">x</button>', 'button', { role: 'button', name: 'Close' }],
  ['<b id=n1>Delete</b> <b id=n2>file 3</b><button aria-labelledby="n1 n2 gone">x</button>', 'button', { role: 'button', name: 'Delete file 3' }],
  ['<button><img alt="Search" src="data:,"></button>', 'button', { role: 'button', name: 'Search' }],
  ['<button title="Print" style="width:40px;height:40px"></button>', 'button', { role: 'button', name: 'Print' }],
  ['<button style="width:40px;height:40px"></button>', 'button', { role: 'button' }],
  ['<button><svg width=20 height=20><title>Menu</title></svg></button>', 'button', { role: 'button', name: 'Menu' }],
  ['<button>Save<span hidden>SECRET</span><span aria-hidden=true>SECRET</span></button>', 'button', { role: 'button', name: 'Save' }],
  ['<a href="#x">Help</a>', 'a', { role: 'link', name: 'Help' }],
  ['<a>no link</a>', 'a', undefined],
  ['<p>text</p>', 'p', undefined],
  ['<a href="#x"><span>Help</span></a>', 'span', { role: 'link', name: 'Help' }],
  ['<details><summary>More</summary>SECRET</details>', 'summary', { role: 'summary', name: 'More' }],
  ['<div role=tab>Details</div>', 'div', { role: 'tab', name: 'Details' }],
  ['<div role=menuitem>Copy</div>', 'div', { role: 'menuitem', name: 'Copy' }],
  ['<div role=dialog>SECRET</div>', 'div', undefined],
  ['<input type=submit value="Send form">', 'input', { role: 'button', name: 'Send form' }],
  ['<input type=button value="Add" onclick="this.value=\'SECRET\'">', 'input', { role: 'button', name: 'Add' }],
  ['<label for=t>Your name</label><input id=t value=SECRET>', 'label', { role: 'label', name: 'Your name' }],
  ['<input value=SECRET aria-label=Name>', 'input', undefined],
  ['<label>List <select><option>SECRET</select></label>', 'select', undefined],
  ['<input type=password value=SECRET aria-label=Password>', 'input', undefined],
  ['<textarea aria-label=Text>SECRET</textarea>', 'textarea', undefined],
  ['<select><option>SECRET</select>', 'select', undefined],
  ['<label style="padding:30px">Text <textarea>SECRET</textarea><select><option>SECRET</select></label>', 'label', { role: 'label', name: 'Text' }, { x: 5, y: 5 }],
  ['<button><svg width=20 height=20><switch><rect width=20 height=20 /></switch></svg> Menu</button>', 'rect', { role: 'button', name: 'Menu' }],
  ['<div role=radiogroup><button>Help</button></div>', 'button', { role: 'button', name: 'Help' }],
  ['<label for=f>Upload</label><input type=file id=f hidden>', 'label', { role: 'label', name: 'Upload' }],
  ['<div contenteditable>SECRET <a href="#x">SECRET</a> <button>SECRET</button></div>', 'div button', undefined],
  ['<button>Note<span contenteditable>SECRET</span></button>', 'button', { role: 'button', name: 'Note' }, { x: 5, y: 5 }],
  ['<div data-lotse-ignore><button>SECRET</button></div>', 'button', undefined],
  ['<button data-lotse-ignore>SECRET</button>', 'button', undefined],
  ['<a href="#x">Open <i data-lotse-ignore>SECRET</i></a>', 'a', { role: 'link', name: 'Open' }, { x: 3, y: 8 }],
  ['<button id=pay data-testid=pay data-lotse-redact>SECRET</button>', 'button', { role: 'button' }],
  ['<ul data-lotse-redact><li><button>SECRET</button></li></ul>', 'button', { role: 'button' }],
  ['<button data-lotse-redact data-lotse-name="open-case">SECRET</button>', 'button', { role: 'button', name: 'open-case', marked: true }],
  ['<button>Open <i data-lotse-redact>SECRET</i></button>', 'button', { role: 'button', name: 'Open' }, { x: 12, y: 10 }],
  ['<button data-lotse-name="save">Save SECRET</button>', 'button', { role: 'button', name: 'save', marked: true }],
  ['<div data-lotse-name="map">SECRET</div>', 'div', { name: 'map', marked: true }],
  ['<div data-lotse-name="list"><button>Inner</button></div>', 'button', { role: 'button', name: 'Inner' }],
  ['<button id="save-2">S</button>', 'button', { role: 'button', name: 'S', id: 'save-2' }],
  ['<button id="btn-8f3a2c">S</button>', 'button', { role: 'button', name: 'S' }],
  ['<button id=":r1:">S</button>', 'button', { role: 'button', name: 'S' }],
  ['<button id="row-10482">S</button>', 'button', { role: 'button', name: 'S' }],
  ['<button data-testid="save-income">S</button>', 'button', { role: 'button', name: 'S', test_id: 'save-income' }],
  [`<button>${'word '.repeat(60)}</button>`, 'button', { role: 'button', name: 'word '.repeat(24) }],
  [`<button>${'😀'.repeat(150)}</button>`, 'button', { role: 'button', name: '😀'.repeat(120) }],
  ['<button>Jane jane@example.org</button>', 'button', { role: 'button', name: 'Jane [email]' }],
  ['<button disabled>Off</button>', 'button', undefined],
  ['<x-save>Save</x-save>', 'x-save button', { role: 'button', name: 'Save' }],
  ['<x-icon></x-icon>', 'x-icon button', { role: 'button', name: 'Menu' }],
  ['<button><x-label></x-label></button>', 'button', { role: 'button', name: 'Inside' }],
  ['<div data-lotse-ignore><x-save>SECRET</x-save></div>', 'x-save button', undefined],
]

// Custom elements with a control in their shadow.
const components = `<script>
  function define(name, inner) {
    customElements.define(name, class extends HTMLElement {
      constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = inner }
    })
  }
  define('x-save', '<div><button><slot></slot></button></div>')
  define('x-icon', '<button aria-labelledby=n>x</button><i id=n>Menu</i>')
  define('x-label', '<span>Inside</span>')
</script>`

test('controls are described, and nothing else is', async () => {
  await visit('/', html('<main></main>', undefined, components))
  for (const [markup, target, , position] of cases) {
    await world.page.evaluate((html) => {
      document.querySelector('main').innerHTML = html
      window.lotse('track', 'next')
    }, markup)
    await world.page.click('main ' + target, { force: true, ...(position && { position }) })
  }
  await world.page.evaluate(() => window.lotse('track', 'end'))
  // The view, an event before each case, one at the end, and the clicks.
  await leave(1 + cases.length + 1 + cases.filter(([, , expected]) => expected).length)
  const found = cases.map(() => [])
  let row = -1
  for (const event of events()) {
    if (event.kind === 'custom') row++
    else if (event.kind === 'click') found[row].push(event.element)
  }
  for (const [index, [markup, target, expected]] of cases.entries()) {
    const clicks = found[index].map(({ path, ...element }) => {
      assert.match(path, /^main>/, markup)
      return element
    })
    const wanted = expected && { ...expected, ...(expected.name && { name: expected.name.trim() }) }
    assert.deepEqual(
      clicks.map((click) => ({ ...click, ...(click.name && { name: click.name.trim() }) })),
      wanted ? [wanted] : [],
      `${target} in ${markup}`,
    )
  }
  assert.doesNotMatch(JSON.stringify(world.requests), new RegExp(SECRET))
})

test('paths tell siblings apart, pass through shadow roots and have at most eight steps', async () => {
  const paths = [
    ['<button>a</button>', 'button', 'main>button'],
    ['<button>a</button><p></p><button>b</button>', 'button:last-child', 'main>button:2'],
    ['<ul><li></li><li><a href="#x">a</a></li></ul>', 'a', 'main>ul>li:2>a'],
    ['<x-save>Save</x-save>', 'x-save button', 'main>x-save>div>button'],
    ['<div>'.repeat(12) + '<button>deep</button>', 'button', 'div>div>div>div>div>div>div>button'],
  ]
  await visit('/', html('<main></main>', undefined, components))
  for (const [markup, target] of paths) {
    await world.page.evaluate((html) => (document.querySelector('main').innerHTML = html), markup)
    await world.page.click('main ' + target)
  }
  await leave(paths.length + 2)
  const clicks = events().filter((event) => event.kind === 'click')
  assert.deepEqual(clicks.map((click) => click.element.path), paths.map(([, , path]) => path))
})

test('keys press controls, scripts do not, and a page that stops the event hides nothing', async () => {
  await visit('/', html(`<button>One</button><form onsubmit="return false"><input aria-label=x><button>Send</button></form>
    <script>
      document.addEventListener('click', (event) => event.stopImmediatePropagation(), true)
      document.querySelector('button').addEventListener('click', (event) => event.stopImmediatePropagation())
    </script>`))
  await arrived(1)
  await world.page.focus('button')
  await world.page.keyboard.press('Enter')
  await world.page.keyboard.press('Space')
  await world.page.evaluate(() => document.querySelector('button').click())
  await world.page.focus('input')
  await world.page.keyboard.press('Enter')
  await leave(5)
  const clicks = events().filter((event) => event.kind === 'click')
  assert.deepEqual(clicks.map((click) => click.element.name), ['One', 'One', 'Send'])
})

test('employee services give up no names but marked ones', async () => {
  await visit('/', html(
    `<main><button id=open data-testid=open>Jane Doe</button><a href="#x" data-lotse-name="case-list">Jane Doe</a>
     <label><input type=checkbox> Jane Doe</label> <label><input type=radio data-lotse-name="urgent"> Jane Doe</label></main>`,
    'data-lotse-profile="signed-in" data-lotse-user="u1.x"',
  ))
  await world.page.click('button')
  await world.page.click('a')
  await world.page.click('[type=checkbox]')
  await world.page.click('label:last-child')
  await leave(5)
  assert.deepEqual(events().filter((event) => event.kind === 'click').map((event) => event.element), [
    { role: 'button', path: 'main>button' },
    { role: 'link', name: 'case-list', marked: true, path: 'main>a' },
    { role: 'radio', name: 'urgent', marked: true },
  ])
  for (const { body } of world.requests) assert.equal(body.user, 'u1.x')
  assert.doesNotMatch(JSON.stringify(world.requests), /Jane/)
})
