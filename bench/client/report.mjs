// Writes what was measured as tables and plain sentences into docs/performance.md, between its two marks.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { things } from './candidates.mjs'
import { kinds, places, secrets } from './secrets.mjs'

const file = new URL('../../docs/performance.md', import.meta.url)
const [begin, end] = ['<!-- client: begin -->', '<!-- client: end -->']

const sum = (list) => list.reduce((total, value) => total + value, 0)
const median = (list) => [...list].sort((one, two) => one - two)[Math.floor(list.length / 2)]
const quarter = (list, share) => [...list].sort((one, two) => one - two)[Math.floor((list.length - 1) * share)]
const row = (cells) => `| ${cells.join(' | ')} |`
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
const join = (list) => (list.length > 1 ? `${list.slice(0, -1).join(', ')} and ${list.at(-1)}` : list[0] ?? '')

/** The numbers of one candidate, from its visits. */
function numbers({ seen, times, leaked }, alone) {
  const over = (which) => (times.length ? Math.max(0, median(times.map((time) => time[which])) - median(alone.map((time) => time[which]))) : undefined)
  return {
    script: sum(seen.scripts.map(({ bytes }) => bytes)),
    processor: over('processor'),
    wall: over('wall'),
    requests: seen.requests.length,
    sent: sum(seen.requests.map(({ address, body }) => address.length + body.length)),
    stored: seen.cookies.length + seen.local.length + seen.databases.length,
    leaked: leaked.length,
  }
}

const milliseconds = (value) => (value === undefined ? 'not timed' : `${value.toFixed(0)} ms`)
const names = (list) => (list.length ? list.map((name) => `\`${name}\``).join(', ') : 'none')

/** How many secrets have this place or kind. */
const of = (what, value, list = secrets) => list.filter((secret) => secret[what] === value).length

/** Paragraphs in lines of a readable length; tables and lists stay as they are. */
const fold = (blocks) => blocks.filter(Boolean).map((block) => (/^[|-]/.test(block)
  ? block
  : block.replace(/\s+/g, ' ').replace(/(.{1,170})( |$)/g, '$1\n').trim())).join('\n\n')

/** Where others do better, said by name and number. */
function better(results, all) {
  const rows = [
    ['script', 'fewer bytes of script', (value) => `${value}`], ['processor', 'less processor time of the main thread', milliseconds],
    ['wall', 'less time in tasks of the main thread', milliseconds], ['requests', 'fewer requests', (value) => `${value}`],
    ['sent', 'fewer bytes sent', (value) => `${value}`], ['stored', 'fewer cookies and keys', (value) => `${value}`], ['leaked', 'fewer secrets sent', (value) => `${value}`],
  ]
  const lines = rows.map(([key, what, write]) => {
    const ahead = results.filter((_, index) => index && all[index][key] < all[0][key]).map((result) => `${result.name} (${write(all[results.indexOf(result)][key])})`)
    return ahead.length && `- ${what} than Lotse (${write(all[0][key])}): ${join(ahead)}`
  })
  return lines.filter(Boolean)
}

/** Writes the section anew. `alone` are the times of the page without any client. */
export function write({ results, alone, chromium, esbuild, runs }) {
  const all = results.map((result) => numbers(result, alone))
  const head = (what) => [what, ...results.map(({ name }) => name)]
  const line = (what, cell) => [what, ...results.map((result, index) => cell(result, all[index]))]
  const strict = results.filter(({ blocked }) => blocked)
  const base = alone.map(({ processor }) => processor)
  const ahead = better(results, all)
  const others = strict.map(({ name }) => name)
  const text = fold([
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores with ${chromium}, headless; packages bundled by esbuild
    ${esbuild} (minified, in modules). Written by \`node bench/client/run.mjs\`. Load of the machine over the last quarter of an
    hour, the measurement itself among it: ${loadavg()[2].toFixed(1)}.`,
    `One page, an application form of an authority: headings, ten fields with labels and checks, an editable text, links within the
    page and to another site, a download, a button whose script throws, a button that does nothing, a list of results, a part that
    traps the keyboard. Site, door and the other site are three addresses of one local server, which answers for each candidate as its
    own would, without delay. The browser does not say that a program drives it, since some candidates then send nothing. Each visit
    is in a fresh profile.`,
    `Lotse is its committed build under the profile \`statistics\`, with Core Web Vitals on every page load (they are on for one in ten
    by default). Plausible, Segment and PostHog are their npm packages as their installation says; Segment's calls \`page()\` once, and
    notices nothing by itself. *All on* means: Plausible with outbound links, downloads and form submissions; PostHog with dead clicks,
    script errors, web vitals and heat maps, as its project settings switch them. PostHog's session recording, which has no counterpart
    here, is off; its survey script (\`surveys.js\`, in the bytes below) comes although the settings say that there are no surveys.`,
    table(head('what'), [
      line('version', ({ version }) => version),
      line('runs under the strict policy', ({ blocked, strictly }) => (blocked ? `no: ${strictly.length} of ${things.length} things` : 'yes')),
      line('script, brotli 11: bytes', (_, { script }) => script),
      line('in how many files', ({ seen }) => seen.scripts.length),
      line('main thread: processor time, median', (_, { processor }) => milliseconds(processor)),
      line('main thread: time in tasks, median', (_, { wall }) => milliseconds(wall)),
      line('requests', (_, { requests }) => requests),
      line('bytes sent', (_, { sent }) => sent),
      line('cookies', ({ seen }) => names(seen.cookies)),
      line('keys in storage', ({ seen }) => names([...seen.local, ...seen.databases])),
      line(`secrets sent, of ${secrets.length}`, (_, { leaked }) => leaked),
      line(`things noticed, of ${things.length}`, ({ noticed }) => Object.keys(noticed).length),
    ]),
    `The strict policy allows scripts of the site and of the door, connections to the door, and has \`require-trusted-types-for 'script'\`
    with \`trusted-types 'none'\`. ${others.length
      ? `It blocks that ${join(others)} set the address of a script; the row says what is noticed nevertheless, and everything else of
        theirs was measured under the same policy without Trusted Types.`
      : 'Everything was measured under it.'}`,
    `Main thread: the outermost tasks of the page's main thread in a trace of Chromium, during load and a walk of some eight seconds
    (links, sending an empty form, typing into every field, choosing, the error, five clicks at one place, a dead click); median of
    ${runs} runs in turns, less the median of the same page without a client, which is ${median(base).toFixed(0)} ms of processor time
    (half of its runs between ${quarter(base, 0.25).toFixed(0)} and ${quarter(base, 0.75).toFixed(0)} ms). What is below that spread is
    not told apart. *Plausible, all on* is Plausible's script with three switches and was not timed by itself. Requests are those other
    than for script, counted in one longer visit that also prints, is trapped, downloads and leaves by the link out; bytes are those of
    bodies and addresses, as compressed as they are sent.`,
    ahead.length ? 'Others are ahead in:' : 'No other is ahead in any of these rows.',
    ahead.join('\n'),
    `What is noticed: an event that says so was found in what was sent in that visit. The cell names it; \`-\` is none. A rage click and
    a dead click must name the button that was used, a download and a link out must say where they lead. Typing alone, which PostHog
    tells as \`$autocapture\` of the kind \`change\`, is in no row. Events of one's own, which all four can send by hand, do not count.
    The list is that of Lotse's makers: what only others notice, such as places of clicks for heat maps, is not in it.`,
    table(head('thing'), things.map((thing) => line(thing, ({ noticed }) => (noticed[thing] ? `\`${noticed[thing]}\`` : '-')))),
    `Secrets: ${secrets.length} made-up ${join(kinds.map((kind) => `${kind}s`))} stand on the page and are typed into it, each in one
    place. Every address and body that was sent is searched, also behind gzip, base64, percent signs and escapes of JSON; letters and
    digits are compared. All links that carry one are used, so that a client that tells names of links tells them.`,
    table(head('place'), [
      ...places.map((place) => line(`${place} (${of('place', place)})`, ({ leaked }) => of('place', place, leaked))),
      ...kinds.map((kind) => line(`of all: ${kind}s (${of('kind', kind)})`, ({ leaked }) => of('kind', kind, leaked))),
    ]),
  ])
  const document = readFileSync(file, 'utf8')
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error('docs/performance.md has lost its marks')
  writeFileSync(file, `${document.slice(0, from + begin.length)}\n${text}\n${document.slice(to)}`)
}
