// The client's modules keep the state of one page. A test gets its own copy of them, built from the sources.
import { build } from 'esbuild'

const folder = new URL('../../src/', import.meta.url).pathname
const built = new Map()
let copies = 0

/**
 * Parts without a browser: the rules are there as soon as they are asked for, or when the test calls what it finds in
 * `globalThis.lateRules`; there is no capture part.
 */
const parts = {
  name: 'parts',
  setup(building) {
    building.onLoad({ filter: /core\/parts\.ts$/ }, () => ({
      loader: 'ts',
      resolveDir: folder + 'core',
      contents: `
        import { redactAddress, redactText } from './redaction.ts'
        export const loadRules = (loaded, failed) => {
          const late = globalThis.lateRules
          if (late) late.push({ loaded: () => loaded([redactText, redactAddress]), failed })
          else loaded([redactText, redactAddress])
        }
        export const loadCapture = () => {}`,
    }))
  },
}

/** Imports the named modules of src/core, or of another folder by its name, as one fresh copy with all that they export. */
export async function fresh(...modules) {
  const contents = modules
    .map((module) => `export * from './${module.includes('/') ? module : 'core/' + module}.ts'`)
    .join('\n')
  if (!built.has(contents)) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder, loader: 'ts' },
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2019',
      plugins: [parts],
    })
    built.set(contents, outputFiles[0].text)
  }
  const source = `${built.get(contents)}\n// copy ${copies++}`
  return import('data:text/javascript;base64,' + Buffer.from(source).toString('base64'))
}
