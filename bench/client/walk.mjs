// One visit to the page in a fresh profile: load, do what people do, leave.
import { world } from './door.mjs'
import { answers, before, cases, editableAnswer, path, wrong } from './page.mjs'

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A page of an authority with a strict policy; and the same without the rule about the addresses of scripts. */
export const policies = () => {
  const loose = `default-src 'none'; script-src 'self' ${world.door}; connect-src ${world.door}; style-src 'self'; img-src data:; ` +
    `base-uri 'none'; form-action 'self'; frame-ancestors 'none'`
  return { strict: `${loose}; require-trusted-types-for 'script'; trusted-types 'none'`, loose }
}

/** Brings an element to the middle of the window and says where it is. */
const place = (page, id) => page.evaluate((name) => {
  const element = document.getElementById(name)
  element.scrollIntoView({ block: 'center' })
  const { x, y, width, height } = element.getClientRects()[0]
  return [x + Math.min(width / 2, 60), y + height / 2]
}, id)

async function press(page, id, times = 1) {
  const [x, y] = await place(page, id)
  for (let count = 0; count < times; count++) {
    await page.mouse.click(x, y)
    if (times > 1) await pause(60)
  }
}

/**
 * What people do on the page. Where it is timed, a third of the links and one text for each field will do. Otherwise
 * clicks on different things are so far apart that few look like rage.
 */
async function act(page, timed) {
  const wait = timed ? 200 : 400
  for (const id of timed ? cases.slice(0, 3) : cases) {
    await press(page, id)
    await pause(wait)
  }
  await press(page, 'submit')
  await pause(wait)
  for (const id of timed ? wrong.slice(0, 1) : wrong) {
    await press(page, id)
    await pause(wait)
  }
  for (const [id, texts] of Object.entries(answers)) {
    await press(page, id)
    for (const text of timed ? texts.slice(0, 1) : texts) {
      await page.keyboard.press('Control+A')
      await page.keyboard.type(text)
    }
  }
  await page.evaluate(() => document.getElementById('office').focus())
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.evaluate(() => document.getElementById('topics').focus())
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+End')
  for (const index of timed ? [18] : [12, 14, 16, 18]) {
    await press(page, `driver-${index}`)
    await pause(wait)
  }
  await press(page, 'letter')
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' ' + editableAnswer)
  await press(page, 'fee')
  await pause(timed ? 300 : 700)
  await press(page, 'free', 5)
  await pause(timed ? 500 : 1200)
  await place(page, 'dead')
  await pause(300)
  await press(page, 'dead')
  // As long as the candidates wait before they call a click dead.
  await pause(timed ? 2800 : 4200)
}

/** What follows when nothing is timed any more: print, be trapped, go on. */
async function finish(page) {
  await page.pdf()
  await press(page, 'earlier')
  for (let count = 0; count < 14; count++) await page.keyboard.press('Tab')
  // A correct answer in each field, so that the form is sent at last.
  await page.evaluate(() => document.getElementById('email').focus())
  await page.keyboard.press('Control+A')
  await page.keyboard.type(answers.email.at(-1))
  await press(page, 'submit')
  await pause(300)
  await press(page, 'download')
  await pause(300)
  await place(page, 'contact')
  await pause(200)
  await press(page, 'out')
  await page.waitForURL(`${world.other}/**`)
  await pause(1500)
}

/** Main-thread tasks in a trace, in milliseconds: as long as they took, and how much of that the processor worked. */
function work(trace, marker) {
  const events = JSON.parse(trace).traceEvents
  const mains = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`))
  const tasks = events.filter(({ name, ph, pid, tid }) => name === marker && ph === 'X' && mains.has(`${pid} ${tid}`))
  // Only the outermost: tasks may hold others.
  let [end, wall, processor] = [0, 0, 0]
  tasks.sort((one, two) => one.tid - two.tid || one.pid - two.pid || one.ts - two.ts)
  let last = ''
  for (const { pid, tid, ts, dur, tdur = 0 } of tasks) {
    if (last !== `${pid} ${tid}`) end = 0
    last = `${pid} ${tid}`
    if (ts < end) continue
    end = ts + dur
    wall += dur
    processor += tdur
  }
  return { wall: wall / 1000, processor: processor / 1000, tasks: tasks.length }
}

/** Visits with a candidate, or with none; `timed` measures the main thread, otherwise everything is done and kept. */
export async function visit(browser, candidate, policy, timed) {
  Object.assign(world, { requests: [], scripts: [], policy, tags: candidate?.tags() ?? '', door_answers: candidate?.answer ?? (() => undefined) })
  const context = await browser.newContext({
    locale: 'en-GB', timezoneId: 'Europe/Berlin', viewport: { width: 1280, height: 800 },
  })
  const elsewhere = new Set()
  await context.route((address) => ![world.site, world.door, world.other].includes(address.origin), (route) => {
    elsewhere.add(new URL(route.request().url()).origin)
    return route.abort()
  })
  const page = await context.newPage()
  const complaints = []
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|requires 'Trusted/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(world.site + before)
  if (timed) await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', '__metadata'] })
  await Promise.all([page.waitForURL(world.site + path, { waitUntil: 'load' }), page.mouse.click(...await page.evaluate(() => {
    const { x, y } = document.getElementById('on').getBoundingClientRect()
    return [x + 5, y + 5]
  }))])
  await pause(500)
  await act(page, timed)
  let result
  if (timed) {
    result = work((await browser.stopTracing()).toString(), 'RunTask')
  } else {
    await finish(page)
    const back = await context.newPage()
    await back.goto(world.site + before)
    result = {
      requests: world.requests, scripts: world.scripts, complaints, elsewhere: [...elsewhere],
      cookies: (await context.cookies()).map(({ name }) => name),
      local: await back.evaluate(() => Object.keys(localStorage)),
      databases: await back.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)),
    }
  }
  await context.close()
  return result
}
