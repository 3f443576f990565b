// What is taken home opens without the program: pages as one file from a disk with no network, charts as pictures.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { violations } from "./harness/axe.mjs";
import { collectErrors, openBrowser, signedIn } from "./harness/browser.mjs";
import { files, inLanguage, serviceSlugs } from "./harness/routes.mjs";
import { demoWithTask } from "./harness/task.mjs";

let browser;
let program;
let folder;
let slug;

before(async () => {
  browser = await openBrowser();
  program = await demoWithTask(browser);
  folder = await mkdtemp(join(tmpdir(), "lotse-exports-"));
  const context = await signedIn(browser, program);
  [slug] = await serviceSlugs(await context.newPage(), program);
  await context.close();
});

after(async () => {
  await browser?.close();
  await program?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** A file of the service, as it is saved. */
async function saved(context, address) {
  const response = await context.request.get(program.origin + address);
  assert.equal(response.status(), 200, address);
  assert.match(response.headers()["content-disposition"], /^attachment; filename="[a-z0-9.-]+"$/);
  const path = join(folder, /filename="(.*)"/.exec(response.headers()["content-disposition"])[1]);
  await writeFile(path, await response.body());
  return path;
}

test("pages as files open from a disk with no network, load nothing, and pass axe in both themes and languages", async () => {
  const online = await signedIn(browser, program);
  const offline = await browser.newContext();
  const page = await offline.newPage();
  const errors = collectErrors(page);
  const asked = [];
  await page.route("**", (route) => {
    asked.push(route.request().url());
    return route.request().url().startsWith("file:") ? route.continue() : route.abort();
  });
  for (const address of await files(program, slug, ".html")) {
    for (const lang of ["en", "de"]) {
      const url = pathToFileURL(await saved(online, inLanguage(address, lang))).href;
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        for (const width of [320, 1440]) {
          await page.setViewportSize({ width, height: 900 });
          asked.length = 0;
          await page.goto(url);
          await page.locator("details:not([open])").evaluateAll((all) => all.forEach((each) => (each.open = true)));
          assert.deepEqual(asked, [url], `${address}: nothing but the file itself`);
          assert.deepEqual(await violations(page), [], `${address} ${lang} ${colorScheme} ${width}`);
          const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
          assert.equal(paper, colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(15, 26, 34)", "its sheet applies");
          const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(over <= 0, `${address} ${lang}: ${over} px too wide at ${width}`);
        }
      }
      assert.equal(await page.locator("html").getAttribute("lang"), lang);
      assert.ok((await page.locator("footer").innerText()).includes(`${program.origin}/s/${slug}`), "where it is from");
      assert.equal(await page.locator("form, nav, script, button, input").count(), 0);
    }
  }
  assert.deepEqual(errors, []);
  await offline.close();
  await online.close();
});

test("a chart as SVG is what a browser shows, and the picture of it has the same size twice", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  for (const chart of await files(program, slug, ".svg")) {
    for (const lang of ["en", "de"]) {
      const svg = await saved(context, inLanguage(chart, lang));
      const png = await readFile(await saved(context, inLanguage(chart.replace(".svg?", ".png?"), lang)));
      await page.goto(pathToFileURL(svg).href);
      const size = await page.evaluate(() => {
        const { width, height } = document.documentElement.getBoundingClientRect();
        const texts = [...document.querySelectorAll("text")];
        const over = texts.filter((text) => {
          const box = text.getBoundingClientRect();
          return box.left < 0 || box.right > width || box.bottom > height;
        });
        return { width, height, texts: texts.length, over: over.map((text) => text.textContent) };
      });
      assert.ok(size.texts > 5);
      assert.deepEqual(size.over, [], `${chart} ${lang}: words leave the picture`);
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [size.width * 2, size.height * 2]);
    }
  }
  await context.close();
});
