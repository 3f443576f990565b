// Chromium as the specs use it.

import { execFileSync } from "node:child_process";

import { chromium } from "playwright-core";

// No traffic of the browser's own; no graphics card.
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The specs act as people, whose browsers say of themselves that no program drives them.
  "--disable-blink-features=AutomationControlled",
];

/**
 * Opens a browser. Close it when done. Its browser string is set for the whole process: what a page sends when it is
 * closed carries no string that is only set for a context, and would be another person.
 */
export function openBrowser({ userAgent } = {}) {
  const found = process.env.LOTSE_TEST_CHROMIUM;
  const executablePath = found ?? execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  const args = userAgent ? [...FLAGS, `--user-agent=${userAgent}`] : FLAGS;
  return chromium.launch({ executablePath, args });
}

/** Opens a one-time link and presses its button, with or without JavaScript. Ends on the services. */
export async function signInWith(page, link) {
  await page.goto(link);
  await page.locator("main form button[type=submit]").click();
  await page.waitForURL((url) => url.pathname === "/");
}

/**
 * A context that is signed in. The link that the program prints works once, so the first context uses it and the
 * others get its cookies.
 */
export async function signedIn(browser, program, options = {}) {
  if (!program.session) {
    const first = await browser.newContext();
    const page = await first.newPage();
    await signInWith(page, program.signInLink);
    program.session = await first.storageState();
    await first.close();
  }
  return browser.newContext({ ...options, storageState: program.session });
}

/** Errors of scripts and of the content security policy on a page, in the order they happened. */
export function collectErrors(page) {
  const errors = [];
  page.on("pageerror", (error) => errors.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`console: ${message.text()}`);
  });
  return errors;
}
