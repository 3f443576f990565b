// Tasks in a real browser: from what was recorded to a report, to the field that is to blame, by keyboard alone and once
// more without script. Every page passes axe, fits a narrow screen and prints.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./harness/axe.mjs";
import { openBrowser, signedIn } from "./harness/browser.mjs";
import { filledDemo } from "./harness/demo.mjs";
import { tabTo } from "./harness/keyboard.mjs";
import { faults, overflow } from "./harness/looks.mjs";
import { SERVICE } from "./harness/task.mjs";

const LIST = `/s/${SERVICE}/tasks`;
const LOOKS = [
  { lang: "en", theme: "light", width: 1440 },
  { lang: "de", theme: "light", width: 320 },
  { lang: "en", theme: "dark", width: 320 },
  { lang: "de", theme: "dark", width: 768 },
];

let browser;
let program;
let task;

before(async () => {
  browser = await openBrowser();
  program = await filledDemo(12);
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

/** Presses a key and waits for the page that it leads to. */
async function press(page, key, wanted) {
  await Promise.all([page.waitForURL(wanted), page.keyboard.press(key)]);
}

test("the suggested task is saved, read and followed to the field, without a mouse", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  await page.goto(`${program.origin}${LIST}?lang=en`);
  assert.equal(await page.locator("nav.places a[aria-current=page]").textContent(), "Tasks");
  const places = await page.locator("section.message ol li").allTextContents();
  assert.deepEqual(places, ["Beginning", "Eligibility", "About you", "Income", "Evidence", "Check"]);
  await tabTo(page, "the suggestion", (stop) => stop.name === "Look at it and save it");
  await press(page, "Enter", (url) => url.pathname.endsWith("/tasks/new"));
  // What it would have found stands there already, with one attempt step by step.
  await tabTo(page, "the window", (stop) => stop.id === "window");
  await page.keyboard.press("Home");
  await tabTo(page, "looking", (stop) => stop.tag === "button" && stop.name === "Look at it");
  await page.keyboard.press("Enter");
  await page.waitForLoadState();
  const checked = await page.locator("section.message").textContent();
  assert.match(checked, /≈\s[\d,]+ attempts began from/);
  assert.match(checked, /Completed/);
  assert.equal(await page.locator("#window").inputValue(), "visit");
  await tabTo(page, "saving", (stop) => stop.tag === "button" && stop.name === "Save the task");
  await press(page, "Enter", /\/tasks\/\d+$/);
  task = new URL(page.url()).pathname;

  const lead = await page.locator(".lead").textContent();
  assert.match(lead, /[\d.]+% of attempts were completed or correctly refused \(95% interval .*, n ≈ [\d,]+ attempts\)/);
  const looks = page.locator("ol.looks > li");
  const income = looks.filter({ hasText: "Income" });
  assert.match(await income.textContent(), /Likely cause: Error in a field: “Sus propios ingresos del último mes”/);
  assert.match(await looks.filter({ hasText: "Evidence" }).textContent(), /Likely cause: Click without effect: “add-document”/);
  await tabTo(page, "the form of the step", (stop) => stop.name === "The form of this step Income");
  await press(page, "Enter", (url) => url.pathname.endsWith("/explore/forms"));
  assert.match(await page.locator("main").textContent(), /Your own income in the last month/);

  // The same step is found from where people struggle.
  await page.goto(`${program.origin}/s/${SERVICE}/explore/friction?lang=en`);
  await tabTo(page, "the step of the task", (stop) => stop.tag === "a" && stop.name === "Income");
  await press(page, "Enter", (url) => url.pathname === task && url.hash === "#place-3");
  assert.match(await page.locator("#place-3").textContent(), /Income/);

  // Groups, and the ways to other periods.
  await page.goto(`${program.origin}${task}?lang=en`);
  await page.locator("#by").focus();
  await page.keyboard.type("Language of the page");
  await tabTo(page, "showing groups", (stop) => stop.tag === "button" && stop.name === "Show");
  await press(page, "Enter", /by=page-language/);
  assert.match(await page.locator("#groups").textContent(), /Spanish \(es\)/);
  await tabTo(page, "seven days", (stop) => stop.name === "7 days");
  await press(page, "Enter", /days=7/);
  assert.match(await page.locator("dl.numbers").first().textContent(), /against the period before/);
  await context.close();
});

test("without script a task is made wrong, mended, saved, changed and archived", async () => {
  const context = await signedIn(browser, program, { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${program.origin}${LIST}/new?lang=en`);
  await page.locator("#name").fill("Evidence");
  await page.locator("#start").fill("/sample/benefit/*/evidence");
  await page.locator("#completed").fill("two words");
  await page.locator("#step1-name").fill("Document");
  await page.getByRole("button", { name: "Save the task" }).click();
  assert.match(await page.title(), /^Error:/);
  assert.equal(await page.locator(".summary li").count(), 2);
  assert.equal(await page.locator("#step1-name").inputValue(), "Document", "nothing is lost");
  await page.locator(".summary a").first().click();
  await page.locator("#completed").fill("/sample/benefit/*/check");
  await page.locator("#step1-rule").fill("document_added");
  await page.getByRole("button", { name: "Save the task" }).click();
  assert.match(page.url(), /\/tasks\/\d+$/);
  assert.match(await page.locator("main").textContent(), /Step 1: Document \(by everybody\)/);
  await page.getByRole("link", { name: "Change the task" }).click();
  await page.locator("#step1-kind").selectOption("optional");
  await page.getByRole("button", { name: "Save the task" }).click();
  assert.match(await page.locator("main").textContent(), /Step 1: Document \(optional\)/);
  assert.equal(await page.locator("table").last().locator("tbody tr").count(), 2, "both versions are there");
  await page.locator("details.action summary").click();
  await page.locator("details.action button").click();
  assert.match(await page.locator("main").textContent(), /This task is in the archive/);
  await page.goto(`${program.origin}${LIST}?lang=en`);
  assert.match(await page.locator("main").textContent(), /In the archive/);
  await context.close();
});

test("every page of tasks passes axe, fits, and says everything in print", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  const found = [];
  const paths = [LIST, `${LIST}/new`, task, `${task}?by=page-language`, `${task}/edit`, "/s/case-desk-sample/tasks", `/s/${SERVICE}/explore/friction`];
  for (const { lang, theme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    for (const path of paths) {
      await page.goto(`${program.origin}${path}${path.includes("?") ? "&" : "?"}lang=${lang}&theme=${theme}`);
      await page.locator("details:not([open]) > summary").evaluateAll((all) => all.forEach((s) => (s.parentElement.open = true)));
      found.push(...(await violations(page)).map((line) => `${path} ${lang} ${theme} ${width}: ${line}`));
      found.push(...(await page.evaluate(faults)).map((line) => `${path} ${lang} ${theme} ${width}: ${line}`));
      const wide = await page.evaluate(overflow);
      assert.ok(wide <= 0, `${path} is ${wide} px too wide at ${width}`);
      if (process.env.TASKS_PICTURES) {
        const name = `${path.replaceAll(/[^a-z0-9]+/gi, "-")}-${lang}-${theme}-${width}.png`;
        await page.screenshot({ path: `${process.env.TASKS_PICTURES}/${name}`, fullPage: true });
      }
    }
  }
  assert.deepEqual(found, []);
  await page.emulateMedia({ media: "print" });
  await page.goto(`${program.origin}${task}?lang=en`);
  assert.ok(await page.locator("#places").isVisible());
  assert.equal(await page.locator("nav.places").isVisible(), false);
  await context.close();
});
