// Lists that are too long for one page: searched, sorted and turned by keyboard, on a narrow screen too.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./harness/axe.mjs";
import { openBrowser, signedIn } from "./harness/browser.mjs";
import { tabTo } from "./harness/keyboard.mjs";
import { Program } from "./harness/program.mjs";

const COUNT = 110;
const PATHS = ["/", "/settings/people", "/settings/people/new", "/settings/tokens", "/search?q=Office&only=services"];
const LOOKS = [
  { lang: "en", theme: "light", width: 1440 },
  { lang: "de", theme: "light", width: 320 },
  { lang: "en", theme: "dark", width: 320 },
  { lang: "de", theme: "dark", width: 1440 },
];

let browser;
let program;

before(async () => {
  browser = await openBrowser();
  program = await Program.start({ command: ["demo", "--days", "0"] });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

/** Sends a form of a page as it stands there, with other values. */
async function send(page, path, values) {
  const form_token = await page.locator("input[name=form_token]").first().inputValue();
  const headers = { origin: program.origin };
  return page.request.post(`${program.origin}${path}`, { form: { form_token, ...values }, headers });
}

test("long lists are searched, sorted and turned without a mouse", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  await page.goto(`${program.origin}/services/new?lang=en`);
  for (let number = 1; number <= COUNT; number += 1) {
    const name = `Office for housing benefit, district ${String(number).padStart(3, "0")}`;
    const origins = `https://district-${number}.example.gov`;
    const service = { name, kind: "public", jurisdiction: "de", origins, time_zone: "Europe/Berlin" };
    assert.ok((await send(page, "/services/new", service)).ok(), name);
    const person = { name: `Person ${number}`, email: `p${number}@office.example`, role: "viewer", place: "" };
    assert.ok((await send(page, "/settings/people/new", person)).ok(), person.name);
  }

  await page.goto(`${program.origin}/`);
  assert.equal(await page.locator("tbody tr").count(), 100);
  await tabTo(page, "the head of names", (stop) => stop.href?.includes("sort=name"));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("sort") === "name");
  assert.equal(await page.locator("th[aria-sort=ascending]").count(), 1);
  await page.locator("tbody a").last().focus();
  await tabTo(page, "the next rows", (stop) => stop.href?.includes("from=101"));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("from") === "101");
  assert.equal(await page.locator("tbody tr").count(), COUNT + 2 - 100);
  await page.locator("#list-search").focus();
  await page.keyboard.type("district 042");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("search") === "district 042");
  assert.equal(await page.locator("tbody tr").count(), 1);
  assert.equal(new URL(page.url()).searchParams.get("sort"), "name", "the order stays");

  const found = [];
  for (const { lang, theme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    for (const path of PATHS) {
      await page.goto(`${program.origin}${path}${path.includes("?") ? "&" : "?"}lang=${lang}&theme=${theme}`);
      found.push(...(await violations(page)).map((line) => `${path} ${lang} ${theme} ${width}: ${line}`));
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${path} is ${overflow} px too wide at ${width}`);
      if (process.env.LISTS_PICTURES) {
        const name = `${path.replace(/[^a-z0-9]+/gi, "-")}-${width}-${theme}-${lang}.png`;
        await page.screenshot({ path: `${process.env.LISTS_PICTURES}/${name}`, clip: { x: 0, y: 0, width, height: 1400 }, fullPage: true });
      }
    }
  }
  assert.deepEqual(found, []);

  // Where the screen is narrow the heads still sort.
  await page.goto(`${program.origin}/?lang=en`);
  await page.setViewportSize({ width: 320, height: 900 });
  assert.ok(await page.locator('th a[href*="sort=visits"]').isVisible());
  await context.close();
});
