// Every page of the program, in both themes and languages, with data in it: axe finds nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./harness/axe.mjs";
import { openBrowser, signedIn } from "./harness/browser.mjs";
import { pages, serviceSlugs } from "./harness/routes.mjs";
import { demoWithTask } from "./harness/task.mjs";

const LOOKS = ["en", "de"].flatMap((lang) => ["light", "dark"].map((theme) => ({ lang, theme })));
/** Pages of the sample services, which are the first thing that people of an agency see. */
const SAMPLES = ["en", "es", "de", "ar"].flatMap((lang) => [
  `/sample/benefit/${lang}/start`,
  `/sample/benefit/${lang}/eligibility`,
]);

let browser;
let program;
let slugs;

before(async () => {
  browser = await openBrowser();
  program = await demoWithTask(browser);
  const context = await signedIn(browser, program);
  slugs = await serviceSlugs(await context.newPage(), program);
  await context.close();
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

async function look(page, address, { lang, theme }) {
  const query = address.includes("?") ? "&" : "?";
  await page.emulateMedia({ colorScheme: theme });
  const response = await page.goto(`${program.origin}${address}${query}lang=${lang}&theme=${theme}`);
  assert.ok(response, address);
  // What is folded away is read too.
  await page.locator("details:not([open]) > summary").evaluateAll((all) => all.forEach((s) => (s.parentElement.open = true)));
  return (await violations(page)).map((found) => `${address} ${lang} ${theme}: ${found}`);
}

test("every page of the router, signed in and signed out", async () => {
  assert.ok(slugs.length >= 2, "the demo has two services");
  const signedInContext = await signedIn(browser, program);
  const signedOutContext = await browser.newContext();
  const found = [];
  let looked = 0;
  for (const context of [signedInContext, signedOutContext]) {
    const page = await context.newPage();
    const link = new URL(await program.newSignInLink());
    const token = link.pathname.split("/").at(-1);
    for (const { path, rule } of await pages(program, { services: slugs, token })) {
      if (context === signedOutContext && !["public", "operator"].includes(rule)) continue;
      for (const looks of LOOKS) found.push(...(await look(page, path, looks)));
      looked += 1;
    }
  }
  await signedInContext.close();
  await signedOutContext.close();
  assert.deepEqual(found, []);
  assert.ok(looked >= 6, `only ${looked} pages were looked at`);
});

test("pages that say what went wrong", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  const found = [];
  for (const looks of LOOKS) {
    found.push(...(await look(page, "/no-such-page", looks)));
    found.push(...(await look(page, "/s/no-such-service", looks)));
    found.push(...(await look(page, "/sign-in/no-such-link", looks)));
    // A form that was sent without what it needs.
    await page.goto(`${program.origin}/services/new?lang=${looks.lang}&theme=${looks.theme}`);
    await page.locator("main form button[type=submit]").click();
    await page.locator("[data-focus]").waitFor();
    found.push(...(await violations(page)).map((line) => `/services/new with mistakes ${looks.lang} ${looks.theme}: ${line}`));
  }
  await context.close();
  assert.deepEqual(found, []);
});

test("a service without any data, in both themes and languages", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  const found = [];
  for (const looks of LOOKS) {
    found.push(...(await look(page, `/s/${slugs[0]}?first=2001-01-01&last=2001-01-07`, looks)));
  }
  await context.close();
  assert.deepEqual(found, []);
});

test("the sample service in its four languages", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const found = [];
  for (const address of SAMPLES) {
    for (const theme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: theme });
      await page.goto(program.origin + address);
      found.push(...(await violations(page)).map((line) => `${address} ${theme}: ${line}`));
    }
  }
  await context.close();
  assert.deepEqual(found, []);
});
