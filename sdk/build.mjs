// Builds dist/ from src/: one file per entry, its sizes and its integrity value. With --check nothing is written, and
// the run fails when the committed files are not what the sources give.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { minify } from 'terser'

const folder = new URL('.', import.meta.url)
const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))

/** Built file: its entry and the most bytes that it may have after brotli. */
const files = { 'lotse.js': { entry: 'src/core/start.ts', budget: 5120 } }

const built = {}
const sizes = {}
const integrity = {}
for (const [name, { entry, budget }] of Object.entries(files)) {
  const { outputFiles } = await build({
    absWorkingDir: new URL('.', folder).pathname,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2019',
    minify: true,
    mangleProps: /^_/,
    legalComments: 'none',
    // Types are checked as strict; what is built says so nowhere, for 14 bytes, and means the same.
    tsconfigRaw: { compilerOptions: { alwaysStrict: false, strict: false } },
    define: { VERSION: JSON.stringify(version) },
  })
  // A second pass makes it 4 percent smaller: it puts functions that are called once where they are called.
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2019,
    compress: { passes: 4, keep_fargs: false, unsafe_arrows: true, hoist_funs: true },
    format: { ascii_only: true, preamble: `/* Lotse ${version}, Apache-2.0 */` },
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
  integrity[name] = 'sha384-' + createHash('sha384').update(bytes).digest('base64')
}
built['sizes.json'] = Buffer.from(JSON.stringify(sizes, null, 2) + '\n')
built['integrity.json'] = Buffer.from(JSON.stringify(integrity, null, 2) + '\n')

let failed = false
const check = process.argv.includes('--check')
mkdirSync(new URL('dist/', folder), { recursive: true })
for (const [name, bytes] of Object.entries(built)) {
  const path = new URL(`dist/${name}`, folder)
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

function sameAs(path, bytes) {
  try {
    return readFileSync(path).equals(bytes)
  } catch {
    return false
  }
}
