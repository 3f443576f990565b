// Pictures of every page, for people to look at: phone, tablet and desk, light and dark, English and German. They are
// written to e2e/screenshots, which is not kept.

import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { openBrowser, signedIn } from "./harness/browser.mjs";
import { filledDemo } from "./harness/demo.mjs";
import { inLanguage, pages, serviceSlugs } from "./harness/routes.mjs";

const FOLDER = fileURLToPath(new URL("screenshots/", import.meta.url));
const WIDTHS = [320, 768, 1440];
const LOOKS = [
  { lang: "en", theme: "light" },
  { lang: "en", theme: "dark" },
  { lang: "de", theme: "light" },
];

let browser;
let program;

before(async () => {
  browser = await openBrowser();
  program = await filledDemo();
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

test("every page at three widths", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  const slugs = await serviceSlugs(page, program);
  const token = new URL(await program.newSignInLink()).pathname.split("/").at(-1);
  const samples = ["en", "ar"].map((lang) => ({ path: `/sample/benefit/${lang}/start` }));
  let taken = 0;
  for (const { path } of [...(await pages(program, { services: slugs, token })), ...samples]) {
    for (const { lang, theme } of LOOKS) {
      await page.emulateMedia({ colorScheme: theme });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${program.origin}${inLanguage(path, lang)}&theme=${theme}`);
        const name = path.replace(token, "token").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "services";
        await page.screenshot({ path: join(FOLDER, `${name}-${width}-${theme}-${lang}.png`), fullPage: true });
        taken += 1;
      }
    }
  }
  assert.ok(taken >= 6 * LOOKS.length * WIDTHS.length, `${taken} pictures`);
  await context.close();
});
