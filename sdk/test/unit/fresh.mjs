// The client's modules keep the state of one page. A test gets its own copy of them, built from the sources.
import { buildSync } from 'esbuild'

const folder = new URL('../../src/core/', import.meta.url).pathname
const built = new Map()
let copies = 0

/** Imports the named modules of src/core, as one fresh copy with all that they export. */
export function fresh(...modules) {
  const contents = modules.map((module) => `export * from './${module}.ts'`).join('\n')
  if (!built.has(contents)) {
    const { outputFiles } = buildSync({
      stdin: { contents, resolveDir: folder, loader: 'ts' },
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2019',
    })
    built.set(contents, outputFiles[0].text)
  }
  const source = `${built.get(contents)}\n// copy ${copies++}`
  return import('data:text/javascript;base64,' + Buffer.from(source).toString('base64'))
}
