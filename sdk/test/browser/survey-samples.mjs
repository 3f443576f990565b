// Published surveys as a server sends them, a page that shows them, and what a test does there.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { world } from './harness.mjs'

const root = new URL('../../../', import.meta.url)
const hash = createHash('sha256').update(readFileSync(new URL('sdk/dist/lotse-survey.js', root))).digest('hex').slice(0, 12)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The survey with every kind of question, of the specification. */
export const everything = JSON.parse(readFileSync(new URL('vectors/survey.json', root), 'utf8')).survey

/** The words of the specification. */
const english = Object.fromEntries(
  [...readFileSync(new URL('docs/spec/survey-runtime.md', root), 'utf8').split('## 6.')[1].matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, key, words]) => [key, words]),
)
const german = {
  required: 'Pflichtfrage', decline: 'Möchte ich nicht sagen', clear: 'Diese Antwort zurücknehmen', close: 'Schließen', send: 'Absenden',
  sending: 'Ihre Antworten werden gesendet …', sent: 'Ihre Antworten sind angekommen', before: 'Sie waren schon angekommen; was Sie danach geändert haben, wurde nicht übernommen.', again: 'Noch einmal senden', feedback: 'Rückmeldung',
  answer: 'Antworten', later: 'Nein, danke', offered: 'Sie sind zu einigen Fragen eingeladen: {title}. Sie stehen am Ende dieser Seite.',
  changed: 'Die Fragen darunter haben sich geändert.', left: 'Übrige Zeichen: {n}', over: 'Zeichen zu viel: {n}',
  write_in: 'Bitte sagen Sie, was', problem: 'Es gibt ein Problem', error: 'Fehler:', nothing: 'Es gibt noch keine Antwort.',
  need_choice: 'Wählen Sie eine Antwort', need_text: 'Schreiben Sie eine Antwort', need_row: 'Wählen Sie eine Antwort zu „{row}“',
  too_long: 'Kürzen Sie den Text; Zeichen zu viel: {n}', email: 'Schreiben Sie eine E-Mail-Adresse wie name@example.org',
  day: 'Schreiben Sie ein ganzes Datum', day_outside: 'Schreiben Sie ein Datum zwischen 1900 und 2199', refused: 'Ändern Sie diese Antwort; sie konnte nicht angenommen werden',
  offline: 'Ihre Antworten wurden nicht gesendet: Es gibt keine Verbindung. Nichts ist verloren. Senden Sie sie noch einmal.',
  failed: 'Ihre Antworten wurden nicht gesendet: Unser Dienst hat einen Fehler. Nichts ist verloren. Senden Sie sie in einigen Minuten noch einmal.',
  not_taken: 'Ihre Antworten konnten nicht angenommen werden.', ended: 'Diese Umfrage ist beendet.',
}
const spanish = { ...english, required: 'obligatoria', close: 'Cerrar', send: 'Enviar', problem: 'Hay un problema', error: 'Error:',
  need_choice: 'Elija una respuesta', need_text: 'Escriba una respuesta', decline: 'Prefiero no decirlo', sent: 'Sus respuestas han llegado' }
const arabic = { ...english, required: 'مطلوب', close: 'إغلاق', send: 'إرسال', problem: 'هناك مشكلة', error: 'خطأ:', need_choice: 'اختر إجابة',
  need_text: 'اكتب إجابة', decline: 'أفضل عدم الإجابة', sent: 'وصلت إجاباتك', left: 'الأحرف المتبقية: {n}', clear: 'سحب الإجابة', feedback: 'رأيك',
  answer: 'أجب', later: 'لا، شكرا', write_in: 'يرجى التوضيح' }
const languages = {
  en: [english, ['1 star', '2 stars', '3 stars', '4 stars', '5 stars']],
  de: [german, ['1 Stern', '2 Sterne', '3 Sterne', '4 Sterne', '5 Sterne']],
  es: [spanish, ['1 estrella', '2 estrellas', '3 estrellas', '4 estrellas', '5 estrellas']],
  ar: [arabic, ['نجمة واحدة', 'نجمتان', '3 نجوم', '4 نجوم', '5 نجوم']],
}

/** Titles in Spanish and Arabic; of the rest readers of these languages get English, which says so. */
const titles = {
  done: ['¿Ha terminado?', 'هل انتهيت؟'], yes: ['Sí', 'نعم'], no: ['No', 'لا'], partly: ['En parte', 'جزئيا'],
  thumb: ['¿Le fue útil la página?', 'هل كانت الصفحة مفيدة؟'], comment: ['¿Qué estaba mal?', 'ما الخطأ؟'], star: ['¿Cuántas estrellas?', 'كم نجمة؟'],
  tell: ['¿Nos recomendaría?', 'هل توصي بنا؟'], trust: ['Confío en {organization}.', 'أثق في {organization}.'],
}

function narrow(value, language) {
  if (Array.isArray(value)) return value.map((one) => narrow(one, language))
  if (!value || typeof value !== 'object') return value
  if (typeof value.en === 'string') return value[language] ? { [language]: value[language] } : { en: value.en }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, narrow(one, language)]))
}

/** What the server sends of a survey, in a language. */
export function published(language = 'en', form = everything, changes = {}) {
  const whole = structuredClone(form)
  for (const section of whole.sections) {
    for (const one of section.questions.flatMap((question) => [question, ...(question.options ?? [])])) {
      const [es, ar] = Object.hasOwn(titles, one.code) ? titles[one.code] : []
      if (es) Object.assign(one.title ?? one.text, { es, ar })
    }
  }
  const [words, stars] = languages[language]
  return {
    survey: 7, version: 2, language, direction: language === 'ar' ? 'rtl' : 'ltr',
    names: { service: 'Housing benefit', organization: 'the Town of Rivermouth' },
    form: narrow(whole, language), words, stars, answers: '/v1/responses', ...changes,
  }
}

/** A survey of one section. */
export const short = (...questions) => ({
  title: { en: 'About this page' }, closing: { en: 'Thank you.' },
  sections: [{ code: 'main', questions }],
})
export const thumbs = { code: 'useful', kind: 'thumbs', title: { en: 'Was this page useful?' }, labels: { 0: { en: 'No' }, 1: { en: 'Yes' } } }
export const comment = { code: 'comment', kind: 'long-text', title: { en: 'What should we change?' }, most_chars: 100 }

const strict = () =>
  `default-src 'none'; script-src 'self' ${world.door}; connect-src 'self' ${world.door}; style-src 'self'; ` +
  "require-trusted-types-for 'script'; trusted-types 'none'"

/** Opens a page with a survey at hand, under a strict policy. */
export async function open(...given) {
  await world.page.goto(world.site + prepare(...given))
  await world.page.waitForSelector('[data-ready]', { state: 'attached' })
}

/** Makes the page, and tells its path. */
export function prepare(survey, body = '', { stores = false, notices = true, path = '/page', lang = 'en' } = {}) {
  world.pages['/published.json'] = { body: JSON.stringify(survey), type: 'application/json' }
  world.pages['/page.css'] = { type: 'text/css', body: 'html { font-size: 62.5% } body { font: 20px serif; color: red; direction: ltr; line-height: 3; text-align: center; text-transform: uppercase } button, input { display: none !important } main button, main input, form.own input { display: inline !important }' }
  world.pages['/use.js'] = {
    type: 'text/javascript',
    body: `window.violations = []
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.sourceFile + event.lineNumber))
      const { default: start } = await import('${world.door}/assets/lotse-survey-${hash}.js')
      window.signals = []
      const show = start({
        origin: '${world.door}',
        about: () => ({ key: 'pk_TEST', profile: 'headers', signal: false, page: { url: location.pathname } }),
        stores: () => ${stores},
        notices: () => ${notices},
        tell: (signal, fields) => signals.push(signal + ' ' + fields.placement + (fields.question ? ' ' + fields.question : '')),
      })
      const published = await (await fetch('/published.json')).json()
      window.show = (placement, where) => show(published, placement, document.querySelector(where))
      document.documentElement.dataset.ready = ''`,
  }
  world.pages[path] = {
    body: `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Page</title><link rel="stylesheet" href="/page.css">
      <script type="module" src="/use.js"></script></head><body><main><h1>Page</h1><p><button id="before">Before</button></p>${body}<div id="place"></div></main></body></html>`,
    headers: { 'Content-Security-Policy': strict() },
  }
  return path
}

export const show = (placement, where = 'html') => world.page.evaluate(([one, two]) => window.show(one, two), [placement, where])

/** What axe finds on the page as it stands. */
export async function violations() {
  await world.page.evaluate(`${axe};0`)
  const found = await world.page.evaluate(() => window.axe.run(document))
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} ${node.failureSummary}`))
}

/** The words of what has the focus, inside of our shadow root too. */
export const focus = () => world.page.evaluate(() => {
  let found = document.activeElement
  while (found.shadowRoot?.activeElement) found = found.shadowRoot.activeElement
  return found.localName === 'input' || found.localName === 'textarea'
    ? [found.type, found.type === 'radio' || found.type === 'checkbox' ? found.labels[0].textContent.trim() : found.labels[0]?.firstChild.textContent].join(' ')
    : found.id === 'before' ? 'Before' : found.localName + ' ' + found.textContent.trim().slice(0, 40)
})

/** Fails a test in which the policy was violated. */
export async function clean() {
  assert.deepEqual(await world.page.evaluate(() => window.violations), [])
}

export const kept = () => [...world.kept.values()]
