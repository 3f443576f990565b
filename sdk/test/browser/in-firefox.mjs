// Firefox for the tests that want it. LOTSE_TEST_FIREFOX names the browser; with it the tests fail where it is missing, else
// they are skipped.
import { execFileSync } from 'node:child_process'
import { after, before } from 'node:test'
import puppeteer from 'puppeteer-core'

function found() {
  try {
    return execFileSync('sh', ['-c', 'command -v firefox-esr || command -v firefox']).toString().trim()
  } catch {
    return undefined
  }
}

const executablePath = process.env.LOTSE_TEST_FIREFOX || found()
/** Why a test is not run, or `false`. */
export const skip = executablePath ? false : 'no Firefox is installed'
/** The browser, from the first test of a file to its last. */
export let browser

before(async () => {
  if (!skip) browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true })
})
after(() => browser?.close())
