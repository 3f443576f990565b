// The candidates: how each is put on the page, what stands behind it, and where in what it sent each thing is found.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { build } from 'esbuild'
import { world } from './door.mjs'
import { json } from './decode.mjs'

const require = createRequire(import.meta.url)
const dist = new URL('../../sdk/dist/', import.meta.url)
const modules = new URL('./node_modules/', import.meta.url)

/** The version of an installed package. */
export const version = (name) => JSON.parse(readFileSync(new URL(`${name}/package.json`, modules), 'utf8')).version

/** Things that a client may notice, in the order of the table. */
export const things = [
  'page view', 'click', 'form start', 'field errors', 'field times', 'submit', 'rage click', 'dead click', 'script error',
  'web vitals', 'scroll depth', 'download', 'outbound link', 'print', 'keyboard trap',
]

const list = (value) => (Array.isArray(value) ? value : value ? [value] : [])
const bodies = (requests) => requests.map(({ body }) => json(body)).filter(Boolean)

function lotse() {
  const files = new Map(readdirSync(dist).filter((name) => name.endsWith('.js')).flatMap((name) => {
    const body = readFileSync(new URL(name, dist))
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
    return [[`/${name}`, body], [`/assets/${name.replace('.', `-${hash}.`)}`, body]]
  }))
  const integrity = JSON.parse(readFileSync(new URL('integrity.json', dist), 'utf8'))
  return {
    tags: () => `<script defer src="${world.door}/lotse.js" integrity="${integrity['lotse.js']}" crossorigin="anonymous"
      data-lotse-key="pk_BENCH" data-lotse-profile="statistics"></script>`,
    answer(method, path) {
      if (files.has(path)) return { script: true, body: files.get(path) }
      if (path === '/v1/configuration/pk_BENCH') return { body: '{"profile":"statistics","web_vitals":1,"display":false}' }
      if (path === '/v1/events') return { body: '{}' }
      return undefined
    },
    events: (requests) => bodies(requests).flatMap(({ events = [] }) => events),
    is: {
      'page view': ({ kind }) => kind === 'page_view' && kind,
      'click': ({ kind }) => kind === 'click' && kind,
      'form start': ({ kind }) => kind === 'form_start' && kind,
      'field errors': ({ kind }) => kind === 'field_error' && kind,
      'field times': ({ kind, properties }) => kind === 'field_leave' && properties.ms >= 0 && kind,
      'submit': ({ kind }) => kind === 'form_submit' && kind,
      'rage click': ({ kind, element }) => kind === 'rage_click' && /free/.test(JSON.stringify(element)) && kind,
      'dead click': ({ kind, element }) => kind === 'dead_click' && /map/.test(JSON.stringify(element)) && kind,
      'script error': ({ kind }) => kind === 'js_error' && kind,
      'web vitals': ({ kind }) => kind === 'web_vital' && kind,
      'scroll depth': ({ kind, properties }) => properties?.scroll > 0 && kind,
      'download': ({ kind, properties }) => properties?.leads === 'download' && kind,
      'outbound link': ({ kind, properties }) => properties?.leads === 'out' && kind,
      'print': ({ kind }) => kind === 'print' && kind,
      'keyboard trap': ({ kind }) => kind === 'keyboard_trap' && kind,
    },
  }
}

function plausible(more) {
  return {
    source: () => `import { init } from '@plausible-analytics/tracker'
init({ domain: 'service.example', endpoint: '${world.door}/api/event', captureOnLocalhost: true, ...${JSON.stringify(more)} })`,
    answer: (method, path) => (path === '/api/event' ? { body: 'ok', type: 'text/plain' } : undefined),
    events: bodies,
    is: {
      'page view': ({ n }) => n === 'pageview' && n,
      'submit': ({ n }) => n === 'Form: Submission' && n,
      'scroll depth': ({ n, sd }) => sd > 0 && n,
      'download': ({ n }) => n === 'File Download' && n,
      'outbound link': ({ n }) => n === 'Outbound Link: Click' && n,
    },
  }
}

function segment() {
  const settings = {
    integrations: { 'Segment.io': { apiKey: 'BENCH', unbundledIntegrations: [], addBundledMetadata: true, versionSettings: { version: '4.4.7', componentTypes: ['browser'] } } },
    plan: { track: { __default: { enabled: true, integrations: {} } }, identify: { __default: { enabled: true } }, group: { __default: { enabled: true } } },
    edgeFunction: {}, analyticsNextEnabled: true, middlewareSettings: {}, enabledMiddleware: {}, metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false, remotePlugins: [],
  }
  return {
    source: () => `import { AnalyticsBrowser } from '@segment/analytics-next'
const analytics = AnalyticsBrowser.load({ writeKey: 'BENCH', cdnURL: '${world.door}' },
  { integrations: { 'Segment.io': { apiHost: '${new URL(world.door).host}/v1', protocol: 'http' } } })
analytics.page()`,
    answer(method, path) {
      if (path === '/v1/projects/BENCH/settings') return { body: JSON.stringify(settings) }
      if (/^\/v1\/[a-z]$/.test(path)) return { body: '{"success":true}' }
      return undefined
    },
    events: bodies,
    is: { 'page view': ({ type }) => type === 'page' && `${type}()` },
  }
}

function posthog(all) {
  const remote = {
    token: 'phc_BENCH', supportedCompression: ['gzip', 'gzip-js'], hasFeatureFlags: true, captureDeadClicks: all,
    capturePerformance: { network_timing: false, web_vitals: all, web_vitals_allowed_metrics: null },
    autocapture_opt_out: false, autocaptureExceptions: all, analytics: { endpoint: '/i/v0/e/' }, elementsChainAsString: true,
    errorTracking: { autocaptureExceptions: all, suppressionRules: [] }, sessionRecording: false, heatmaps: all, surveys: false,
    productTours: false, toolbarParams: {}, isAuthenticated: false, siteApps: [], defaultIdentifiedOnly: true, conversations: false, logs: {},
  }
  const kept = new URL('posthog-js/dist/', modules)
  const parts = new Set(readdirSync(kept))
  const named = (name) => (event) => event.event === name && name
  const auto = ({ event, properties }, type) => event === '$autocapture' && properties.$event_type === type
  const chain = ({ properties }) => properties.$elements_chain ?? JSON.stringify(properties.$elements ?? '')
  return {
    source: () => `import posthog from 'posthog-js'
posthog.init('phc_BENCH', { api_host: '${world.door}' })`,
    answer(method, path) {
      if (path === '/array/phc_BENCH/config.js') {
        return { script: true, body: `(function(){window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{};window._POSTHOG_REMOTE_CONFIG['phc_BENCH']={config:${JSON.stringify(remote)},siteApps:[]}})();` }
      }
      if (path === '/array/phc_BENCH/config') return { body: JSON.stringify(remote) }
      const part = /^\/static\/(?:[\d.]+\/)?([\w.-]+\.js)$/.exec(path)?.[1]
      if (parts.has(part)) return { script: true, body: readFileSync(new URL(part, kept)) }
      if (/^\/flags\/?$/.test(path)) return { body: '{"flags":{},"errorsWhileComputingFlags":false,"requestId":"00000000-0000-4000-8000-000000000000"}' }
      if (/^\/(i\/v0\/)?[es]\/?$/.test(path)) return { body: '{"status":"Ok"}' }
      return undefined
    },
    events: (requests) => bodies(requests).flatMap((body) => list(body.batch ?? body)).filter(({ event }) => event),
    is: {
      'page view': named('$pageview'),
      'click': (event) => auto(event, 'click') && '$autocapture',
      'submit': (event) => auto(event, 'submit') && '$autocapture',
      'rage click': (event) => event.event === '$rageclick' && /free/.test(chain(event)) && event.event,
      'dead click': (event) => event.event === '$dead_click' && /map/.test(chain(event)) && event.event,
      'script error': named('$exception'),
      'web vitals': named('$web_vitals'),
      'scroll depth': ({ event, properties }) => properties.$prev_pageview_max_scroll_percentage > 0 && event,
      'download': (event) => auto(event, 'click') && /permit-rules\.pdf/.test(chain(event)) && '$autocapture',
      'outbound link': (event) => auto(event, 'click') && chain(event).includes(world.other) && '$autocapture',
    },
  }
}

/** Name, package, whether it is the script of the one before and need not be timed, and all that is needed to run it. */
export const candidates = [
  { name: 'Lotse', from: 'lotse', ...lotse() },
  { name: 'Plausible', from: '@plausible-analytics/tracker', ...plausible({}) },
  { name: 'Plausible, all on', same: true, from: '@plausible-analytics/tracker', ...plausible({ outboundLinks: true, fileDownloads: true, formSubmissions: true }) },
  { name: 'Segment', from: '@segment/analytics-next', ...segment() },
  { name: 'PostHog', from: 'posthog-js', ...posthog(false) },
  { name: 'PostHog, all on', from: 'posthog-js', ...posthog(true) },
]

/** Bundles the packages for the door that is open now: modules, so that what a package loads later stays apart. */
export async function bundle() {
  for (const [number, candidate] of candidates.entries()) {
    if (!candidate.source) continue
    const { outputFiles } = await build({
      stdin: { contents: candidate.source(), resolveDir: new URL('.', import.meta.url).pathname, sourcefile: 'start.js' },
      bundle: true, minify: true, splitting: true, format: 'esm', outdir: '/out', write: false, logLevel: 'error',
      define: { 'process.env.NODE_ENV': '"production"' },
    })
    const files = new Map(outputFiles.map(({ path, contents }) => [path.replace('/out/', `/bundle-${number}/`), Buffer.from(contents)]))
    const own = candidate.answer
    candidate.tags = () => `<script type="module" crossorigin="anonymous" src="${world.door}/bundle-${number}/stdin.js"></script>`
    candidate.answer = (method, path) => (files.has(path) ? { script: true, body: files.get(path) } : own(method, path))
  }
}

export const esbuildVersion = require('esbuild').version
