// The one page that is measured: a form of an authority, with a secret wherever a person or a case could be named.
import { at } from './secrets.mjs'

const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
const typed = at('typed values')
const options = at('selected options')
const editable = at('editable text')
const query = at('query of the address')
const referrer = at('address of the referrer')
const errors = at('error messages')
const links = at('link texts')
const data = at('data attributes')

/** What the walk types, by the id of the field; several texts are typed one after the other, as people correct. */
export const answers = {
  name: typed.slice(0, 5),
  email: typed.slice(5, 10),
  phone: typed.slice(10, 15),
  number: typed.slice(15, 20),
  birth: typed.slice(20, 25),
  street: typed.slice(25, 30),
  message: [30, 35, 40].map((from) => typed.slice(from, from + 5).join(', ')),
}

/** What the walk types into the editable text, after what stands there. */
export const editableAnswer = editable.slice(8).join(', ')

/** Links to other parts of the page, each with two secrets: a text that is cut must not hide what would be sent. */
export const cases = Array.from({ length: 9 }, (_, index) => `case-${index}`)
/** Links from the summary of errors to the fields. */
export const wrong = Array.from({ length: 6 }, (_, index) => `wrong-${index}`)

const encode = (texts) => texts.map((text, index) => `p${index}=${encodeURIComponent(text)}`).join('&')

/** The page before: its address is the referrer. */
export const before = `/cases/${referrer.slice(0, 10).map(encodeURIComponent).join('/')}?${encode(referrer.slice(10))}`
/** The page itself. */
export const path = `/services/parking-permit/apply?${encode(query)}`

export const beforePage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Cases</title>
<a id="on" href="${escape(path)}">Apply for a permit</a></html>`

const text = (id, label, type, more = '') => `
<div class="field"><label for="${id}">${label}</label>
<input id="${id}" name="${id}" type="${type}" aria-describedby="${id}-error" required ${more}>
<p id="${id}-error" class="error-message" hidden></p></div>`

const option = (index) => `<option value="${escape(options[index])}">Office of ${escape(options[index + 1])}</option>`

/** The page, with the tags of a client, on a site with another site to link to. */
export const form = (tags, other) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Permit of ${escape(at('title').join(', '))}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/site.css"><script defer src="/site.js"></script>
${tags}</head>
<body>
<header><nav aria-label="Main"><a href="#content">To the content</a> <a href="#contact">Contact</a></nav></header>
<main id="content" data-case="${escape(data[0])}" data-person="${escape(data[1])}">
<h1>Apply for a residents' parking permit</h1>
<p>You need a place of residence in the district and a vehicle of your own. The permit is valid for two years.</p>
<h2>Before you begin</h2>
<ul>
${cases.map((id, index) => `<li><a id="${id}" href="#form" data-owner="${escape(data[2])}" data-mail="${escape(data[3])}">Case of ${escape(links.slice(index * 2, index * 2 + 2).join(', '))}</a></li>`).join('\n')}
<li><a id="download" href="/files/permit-rules.pdf" download data-token="${escape(data[4])}">Rules for ${escape(links[18])}</a></li>
</ul>
<div id="summary" role="alert" class="error-summary" tabindex="-1" hidden></div>
<h2>Your details</h2>
<form id="form" action="/services/parking-permit/apply" method="post" novalidate aria-label="Parking permit"
  data-form-owner="${escape(data[5])}">
<h3>About you</h3>
${text('name', 'Full name', 'text', `autocomplete="name" data-previous="${escape(data[6])}"`)}
${text('email', 'E-mail address', 'email', `data-previous="${escape(data[7])}"`)}
${text('phone', 'Phone', 'tel', `data-previous="${escape(data[8])}"`)}
${text('number', 'Number of the identity card', 'text', `data-previous="${escape(data[9])}"`)}
${text('birth', 'Place of birth', 'text', `data-previous="${escape(data[10])}"`)}
${text('street', 'Street and number', 'text', `data-previous="${escape(data[11])}"`)}
<h3>About the permit</h3>
<div class="field"><label for="office">Office</label>
<select id="office" name="office" data-officer="${escape(data[12])}"><option value="">Please choose</option>${option(0)}${option(2)}</select></div>
<div class="field"><label for="topics">Also tell these people</label>
<select id="topics" name="topics" multiple size="4">${[4, 6, 8, 10].map(option).join('')}</select></div>
<fieldset data-household="${escape(data[13])}"><legend>Who drives</legend>
${[12, 14, 16, 18].map((index) => `<label><input type="radio" name="driver" id="driver-${index}" value="${escape(options[index])}"> ${escape(options[index + 1])}</label>`).join('\n')}
</fieldset>
<div class="field"><label for="message">Reasons</label>
<textarea id="message" name="message" rows="4" data-draft="${escape(data[14])}"></textarea></div>
<h3>Letter</h3>
<div id="letter" contenteditable="true" role="textbox" aria-label="Letter" data-to="${escape(data[15])}">Dear ${escape(editable.slice(0, 8).join(', '))}</div>
<p><button id="submit" type="submit" data-submitter="${escape(data[16])}">Send the application</button></p>
</form>
<h2>Fee</h2>
<p><button id="fee" type="button" data-payer="${escape(data[17])}">Work out the fee</button>
<button id="free" type="button">Show free dates</button> <span id="dates"></span>
<button id="dead" type="button" data-visitor="${escape(data[18])}">Show on the map</button></p>
<section id="trap" aria-label="Calendar"><button id="earlier" type="button">Earlier</button> <button id="later" type="button">Later</button></section>
<h2>Offices near you</h2>
<ol id="results"></ol>
<h2 id="contact">Contact</h2>
<p>${'The office answers within five working days. Documents can be brought in person or sent by post. '.repeat(40)}</p>
<p><a id="out" href="${other}/handbook" data-reader="${escape(data[19])}">Handbook of ${escape(links[19])}</a></p>
</main></body></html>`

/** The site's own script: it checks the form, shows results, and has one mistake. */
export const script = `'use strict'
const messages = ${JSON.stringify(errors)}
const element = (id) => document.getElementById(id)
element('form').addEventListener('submit', (event) => {
  event.preventDefault()
  const summary = element('summary')
  summary.textContent = ''
  let wrong = 0
  for (const field of event.target.querySelectorAll('[required]')) {
    const message = element(field.id + '-error')
    const bad = !field.checkValidity()
    field.setAttribute('aria-invalid', bad)
    message.hidden = !bad
    message.textContent = bad ? 'Missing for ' + messages[wrong] : ''
    if (bad) {
      const link = document.createElement('a')
      link.href = '#' + field.id
      link.id = 'wrong-' + wrong
      link.textContent = 'Missing for ' + messages[wrong] + (wrong < 4 ? ', ' + messages[wrong + 6] : '')
      summary.append(link, document.createElement('br'))
      wrong++
    }
  }
  summary.hidden = !wrong
  if (wrong) return summary.focus()
  for (const place of ['Town hall', 'District office north', 'District office south']) {
    const item = document.createElement('li')
    item.textContent = place
    element('results').append(item)
  }
})
element('fee').addEventListener('click', () => {
  throw new Error('No tariff for ' + messages.slice(10).join(', '))
})
element('free').addEventListener('click', () => {
  element('dates').textContent = 'Looking ' + performance.now()
})
element('trap').addEventListener('keydown', (event) => {
  if (event.key !== 'Tab') return
  event.preventDefault()
  element(document.activeElement.id === 'later' ? 'earlier' : 'later').focus()
})
`

export const style = `body { font: 18px/1.5 sans-serif; max-width: 42rem; margin: 0 auto; padding: 1rem }
.field { margin: 1rem 0 } label { display: block } input, select, textarea, #letter { font: inherit; width: 100% }
input[type=radio] { width: auto } .error-message, .error-summary { color: #b00020 } #letter { border: 1px solid #555 }
button { font: inherit; padding: .5rem 1rem }`
