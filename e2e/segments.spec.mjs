// Segments in a real browser: one is made, looked at, and a task's report is read of it beside another, by keyboard alone and
// once more without script. Every page passes axe and fits a narrow screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./harness/axe.mjs";
import { openBrowser, signedIn } from "./harness/browser.mjs";
import { tabTo } from "./harness/keyboard.mjs";
import { faults, overflow } from "./harness/looks.mjs";
import { SERVICE, demoWithTask } from "./harness/task.mjs";

const LIST = `/s/${SERVICE}/data/segments`;
const LOOKS = [
  { lang: "en", theme: "light", width: 1440 },
  { lang: "de", theme: "light", width: 320 },
  { lang: "en", theme: "dark", width: 320 },
  { lang: "de", theme: "dark", width: 768 },
];
/** “Of the attempts by … 71.2% were …, of those by … 80.1% (…): … points, clear”. */
const COMPARED = /Of the attempts by “.+” [\d.]+% were completed or correctly refused \(.+\), of those by “.+” [\d.]+% \(.+\): .+ points? \(.+\), /;

let browser;
let program;
let task;

before(async () => {
  browser = await openBrowser();
  program = await demoWithTask(browser, 12);
  task = `/s/${SERVICE}/tasks/${program.tasks[SERVICE]}`;
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

test("a segment is made, and a task's report is read of it beside another, without a mouse", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  const go = async (key, wanted) => {
    await Promise.all([page.waitForURL(wanted), page.keyboard.press(key)]);
  };
  await page.goto(`${program.origin}${LIST}?lang=en`);
  await tabTo(page, "making one", (stop) => stop.name === "Make a segment");
  await go("Enter", (url) => url.pathname.endsWith("/segments/new"));
  await tabTo(page, "its name", (stop) => stop.id === "name");
  await page.keyboard.type("Added a document");
  await tabTo(page, "the first events", (stop) => stop.id === "rule1-events");
  await page.keyboard.type("/sample/benefit/*/evidence");
  await tabTo(page, "the second condition", (stop) => stop.id === "rule2-done");
  await page.keyboard.press("End");
  await tabTo(page, "its events", (stop) => stop.id === "rule2-events");
  await page.keyboard.type("validation_failed");
  await tabTo(page, "looking", (stop) => stop.tag === "button" && stop.name === "Look at it");
  await page.keyboard.press("Enter");
  await page.waitForLoadState();
  const checked = await page.locator("section.message").textContent();
  assert.match(checked, /page “\/sample\/benefit\/\*\/evidence” viewed, at least once .*; not even once event “validation_failed”/);
  assert.match(checked, /≈\s[\d,]+ .* were in it from/);
  await tabTo(page, "saving", (stop) => stop.tag === "button" && stop.name === "Save the segment");
  await go("Enter", /\/segments\/\d+$/);
  const made = new URL(page.url()).pathname.split("/").at(-1);

  // The report of it, from the page's own control; then beside another.
  await page.goto(`${program.origin}${task}?lang=en&days=7`);
  await tabTo(page, "the segments", (stop) => stop.id === "segment");
  await page.keyboard.type("Added");
  await tabTo(page, "showing it", (stop) => stop.tag === "button" && stop.name.startsWith("Show"));
  await go("Enter", new RegExp(`segment=${made}`));
  assert.match(await page.locator("main").textContent(), /Only the segment Added a document/);
  await tabTo(page, "what to compare with", (stop) => stop.id === "against");
  await page.keyboard.type("A form");
  await tabTo(page, "comparing", (stop) => stop.tag === "button" && stop.name.startsWith("Show"));
  await go("Enter", /against=\d+/);
  assert.match(await page.locator("main").textContent(), COMPARED);
  // The period before stays a click away, of the same segments.
  await tabTo(page, "another period", (stop) => stop.name === "30 days");
  await go("Enter", (url) => url.searchParams.get("segment") === made && url.searchParams.has("against"));
  assert.match(await page.locator("main").textContent(), COMPARED);
  await context.close();
});

test("without script a segment is made wrong, mended, saved, changed, archived and taken out again", async () => {
  const context = await signedIn(browser, program, { javaScriptEnabled: false });
  const page = await context.newPage();
  const main = () => page.locator("main").textContent();
  await page.goto(`${program.origin}${LIST}/new?lang=en`);
  await page.locator("#rule1-events").fill("two words");
  await page.locator("#rule1-times").fill("many");
  await page.getByRole("button", { name: "Save the segment" }).click();
  assert.match(await page.title(), /^Error:/);
  assert.ok((await page.locator(".summary li").count()) >= 2);
  assert.equal(await page.locator("#rule1-times").inputValue(), "many", "nothing is lost");
  await page.locator("#name").fill("Came to the end");
  await page.locator("#rule1-events").fill("/sample/benefit/*/check");
  await page.locator("#rule1-times").fill("1");
  await page.getByRole("button", { name: "Save the segment" }).click();
  assert.match(page.url(), /\/segments\/\d+$/);
  assert.match(await main(), /≈\s[\d,]+ .* were in it from/);
  await page.getByRole("link", { name: "Change the segment" }).click();
  await page.locator("#rule1-then1").fill("completed");
  await page.getByRole("button", { name: "Save the segment" }).click();
  assert.match(await main(), /one after another/);
  assert.equal(await page.locator("table").last().locator("tbody tr").count(), 2, "both versions are there");
  await page.locator("details.action summary").click();
  await page.locator("details.action button").click();
  assert.match(await main(), /This segment is in the archive/);
  await page.goto(`${program.origin}${task}?lang=en&days=7`);
  assert.deepEqual(await page.locator("#segment option", { hasText: "Came to the end" }).count(), 0);
  await context.close();
});

test("every page of segments passes axe and fits, in both languages and themes", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  const found = [];
  const paths = [LIST, `${LIST}/new`, `${LIST}/1`, `${LIST}/2/edit`, `${task}?segment=1&against=2`];
  for (const { lang, theme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    for (const path of paths) {
      const where = `${path} ${lang} ${theme} ${width}`;
      await page.goto(`${program.origin}${path}${path.includes("?") ? "&" : "?"}lang=${lang}&theme=${theme}`);
      found.push(...(await violations(page)).map((line) => `${where}: ${line}`));
      found.push(...(await page.evaluate(faults)).map((line) => `${where}: ${line}`));
      const wide = await page.evaluate(overflow);
      if (wide > 0) found.push(`${where}: ${wide} px too wide`);
      if (process.env.SEGMENTS_PICTURES) {
        const name = `${path.replaceAll(/[^a-z0-9]+/gi, "-")}-${lang}-${theme}-${width}.png`;
        await page.screenshot({ path: `${process.env.SEGMENTS_PICTURES}/${name}`, fullPage: true });
      }
    }
  }
  assert.deepEqual(found, []);
  await context.close();
});
