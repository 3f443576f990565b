// Builds dist/ from src/: one file per entry, its sizes and its integrity value. With --check nothing is written, and
// the run fails when the committed files are not what the sources give.
//
// A part is built before the file that loads it, which carries the part's name and hash; all of them share the short
// names of properties.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { minify } from 'terser'

const folder = new URL('.', import.meta.url)
const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))

/** Built file: its entry, the most bytes that it may have after brotli, and its name in the file that loads it. */
const files = {
  'lotse-vitals.js': { entry: 'src/vitals/start.ts', budget: 4096, loadedAs: 'VITALS' },
  'lotse-rules.js': { entry: 'src/core/rules.ts', budget: 2048, loadedAs: 'RULES' },
  'lotse-capture.js': { entry: 'src/capture/start.ts', budget: 6144, loadedAs: 'CAPTURE' },
  'lotse.js': { entry: 'src/core/start.ts', budget: 4096 },
}
/** A part that no file loads yet: it is built last, so that it takes no short name from the others. */
const survey = { entry: 'src/survey/start.ts', budget: 10240, loadedAs: 'SURVEY' }

const built = {}
const sizes = {}
const integrity = {}
const define = { VERSION: JSON.stringify(version) }
let mangleCache = {}
// The core chooses names first, since it is the file that every page pays for.
await bundle(files['lotse.js'])
for (const [name, file] of Object.entries(files)) await make(name, file)

async function make(name, file) {
  const { budget, loadedAs } = file
  const text = await bundle(file)
  // A second pass makes it 4 percent smaller: it puts functions that are called once where they are called.
  const { code } = await minify(text, {
    ecma: 2019,
    module: !!loadedAs,
    compress: {
      passes: 4,
      keep_fargs: false,
      unsafe_arrows: true,
      hoist_funs: !loadedAs,
      // What the core sends of booleans it is given; its own never leave it. The parts' do.
      booleans_as_integers: !loadedAs,
    },
    format: { ascii_only: true },
  })
  const bytes = Buffer.from(code)
  built[name] = bytes
  sizes[name] = {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }).length,
    budget,
  }
  integrity[name] = 'sha384-' + hash('sha384', bytes, 'base64')
  if (loadedAs) {
    // The server names a file after its content in the same way.
    const part = name.replace(/^lotse-|\.js$/g, '')
    define[loadedAs] = JSON.stringify([`${part}-${hash('sha256', bytes, 'hex').slice(0, 12)}`, hash('sha256', bytes, 'base64')])
  }
}
// The package for applications: the core in one file, and the parts as chunks that an application's bundler carries on.
const chunks = {
  name: 'chunks',
  setup(building) {
    const instead = (filter, contents) =>
      building.onLoad({ filter }, ({ path }) => ({ loader: 'ts', resolveDir: dirname(path), contents }))
    instead(/core\/parts\.ts$/, `
      const get = (part, loaded, failed) => { part.then((module) => loaded(module.default), failed).catch(() => {}) }
      export const loadRules = (loaded, failed) => get(import('./rules.ts'), loaded, failed)
      export const loadCapture = (loaded) => get(import('../capture/start.ts'), loaded, () => {})`)
    instead(/core\/load\.ts$/, `
      export const load = (built, loaded) => { import('../vitals/start.ts').then((module) => loaded(module.default)).catch(() => {}) }`)
  },
}
const { outputFiles } = await build({
  absWorkingDir: new URL('.', folder).pathname,
  entryPoints: { index: 'src/package/index.ts' },
  bundle: true,
  splitting: true,
  write: false,
  outdir: 'dist/npm',
  chunkNames: '[name]-[hash]',
  format: 'esm',
  target: 'es2019',
  supported: { 'dynamic-import': true },
  mangleProps: /^_/,
  mangleCache,
  legalComments: 'none',
  define,
  plugins: [chunks],
})
await make('lotse-survey.js', survey)
for (const { path, contents } of outputFiles) built['npm/' + basename(path)] = Buffer.from(contents)
built['npm/index.d.ts'] = readFileSync(new URL('src/package/lotse.d.ts', folder))
built['npm/package.json'] = Buffer.from(JSON.stringify({
  name: 'lotse',
  version,
  description: 'The browser client of Lotse, for applications that are bundled.',
  license: 'Apache-2.0',
  type: 'module',
  sideEffects: false,
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
}, null, 2) + '\n')
built['sizes.json'] = Buffer.from(JSON.stringify(sizes, null, 2) + '\n')
built['integrity.json'] = Buffer.from(JSON.stringify(integrity, null, 2) + '\n')

let failed = false
const check = process.argv.includes('--check')
const dist = new URL('dist/', folder)
mkdirSync(new URL('npm/', dist), { recursive: true })
for (const name of readdirSync(dist, { recursive: true })) {
  if (built[name] || name === 'npm') continue
  if (!check) rmSync(new URL(name, dist))
  else {
    failed = true
    console.error(`sdk/dist/${name} is none that the sources give. Run: npm run build --prefix sdk`)
  }
}
for (const [name, bytes] of Object.entries(built)) {
  const path = new URL(name, dist)
  if (!check) {
    writeFileSync(path, bytes)
  } else if (!sameAs(path, bytes)) {
    failed = true
    console.error(`sdk/dist/${name} is not what the sources give. Run: npm run build --prefix sdk`)
  }
}
for (const [name, size] of Object.entries(sizes)) {
  console.log(`${name}: ${size.raw} bytes, ${size.gzip} gzip, ${size.brotli} brotli of at most ${size.budget}`)
  if (size.brotli > size.budget) {
    failed = true
    console.error(`sdk/dist/${name} is over its budget.`)
  }
}
process.exitCode = failed ? 1 : 0

async function bundle({ entry, loadedAs }) {
  const result = await build({
    absWorkingDir: new URL('.', folder).pathname,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: loadedAs ? 'esm' : 'iife',
    target: 'es2019',
    // Every browser that reads the rest of the syntax imports modules.
    supported: { 'dynamic-import': true },
    minify: true,
    mangleProps: /^_/,
    mangleCache,
    legalComments: 'none',
    // Types are checked as strict; what is built says so nowhere, for 14 bytes, and means the same.
    tsconfigRaw: { compilerOptions: { alwaysStrict: false, strict: false } },
    define,
  })
  mangleCache = result.mangleCache
  return result.outputFiles[0].text
}

function hash(method, bytes, encoding) {
  return createHash(method).update(bytes).digest(encoding)
}

function sameAs(path, bytes) {
  try {
    return readFileSync(path).equals(bytes)
  } catch {
    return false
  }
}
