// Tags in a real browser: from a suggestion to a name by keyboard, a preview that follows the typing, the same without
// script, and a funnel with the tag. Every page passes axe and fits a narrow screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./harness/axe.mjs";
import { openBrowser, signedIn } from "./harness/browser.mjs";
import { filledDemo } from "./harness/demo.mjs";
import { eventually } from "./harness/eventually.mjs";
import { tabTo } from "./harness/keyboard.mjs";

const SERVICE = "/s/apply-for-heating-cost-support-sample";
const LIST = `${SERVICE}/data/tags`;
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
  program = await filledDemo(4);
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

test("a control that is used most gets a name without a mouse", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  await page.goto(`${program.origin}${LIST}?lang=en`);
  assert.equal(await page.locator("h1").textContent(), "Tags");
  assert.equal(await page.locator("nav.places a[aria-current=page]").textContent(), "Tags");
  const suggestions = page.locator("table").nth(1).locator("tbody tr");
  const before = await suggestions.count();
  assert.ok(before > 0, "something is used most");
  const named = await suggestions.first().locator("th").textContent();
  await tabTo(page, "the first suggestion", (stop) => stop.href?.includes("/data/tags/new?"));
  await Promise.all([page.waitForURL((url) => url.pathname.endsWith("/new")), page.keyboard.press("Enter")]);
  assert.equal(await page.locator("#name").inputValue(), named);
  assert.match(await page.locator("[data-previewed]").textContent(), /In the last 30 days: ≈\s[\d,]+ events/);
  await page.locator("#group").focus();
  await page.keyboard.type("Buttons");
  await tabTo(page, "saving", (stop) => stop.tag === "button" && stop.name === "Save the tag");
  await Promise.all([page.waitForURL(/\/data\/tags\/\d+$/), page.keyboard.press("Enter")]);
  assert.equal(await page.locator("h1").textContent(), named);
  await page.goto(`${program.origin}${LIST}?lang=en`);
  const left = await suggestions.locator("th").allTextContents();
  assert.ok(!left.includes(named), "what has a name is not suggested");
  await context.close();
});

test("the preview follows what is typed, and the button shows single events", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  const failed = [];
  page.on("pageerror", (error) => failed.push(String(error)));
  page.on("console", (message) => message.type() === "error" && failed.push(message.text()));
  await page.goto(`${program.origin}${LIST}/new?lang=en`);
  const preview = page.locator("[data-previewed]");
  const said = (wanted) =>
    eventually(`the preview says ${wanted}`, async () => (wanted.test(await preview.textContent()) ? true : undefined));
  await page.locator("#what1").selectOption("page");
  await page.locator("#test1").selectOption("matches");
  await page.locator("#values1").fill("/sample/benefit/en/**");
  await said(/In the last 30 days: ≈\s[\d,]+ events/);
  await said(/Tags that share events with it/);
  await page.locator("#values1").fill("/nowhere/**");
  await said(/Nothing in the last 30 days/);
  await page.locator("#values1").fill("nowhere");
  await said(/As soon as the rule is complete/);
  await page.locator("#name").fill("<img src=x onerror=alert(1)>");
  await page.locator("#values1").fill("/sample/benefit/*/start");
  await said(/events/);
  await page.getByRole("button", { name: "Preview with single events" }).click();
  await page.waitForLoadState();
  assert.match(await preview.textContent(), /Newest events/);
  assert.ok((await preview.locator("ul").last().locator("li").count()) > 1, "rows are shown to who may see them");
  await page.getByRole("button", { name: "Save the tag" }).click();
  await page.waitForURL(/\/data\/tags\/\d+$/);
  assert.equal(await page.locator("h1").textContent(), "<img src=x onerror=alert(1)>");
  assert.equal(await page.locator("main img").count(), 0);
  assert.deepEqual(failed, []);
  await context.close();
});

test("without script a rule is tried, written as text, saved, asked with and archived", async () => {
  const context = await signedIn(browser, program, { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${program.origin}${LIST}/new?lang=en`);
  await page.locator("#name").fill("Confirmation");
  await page.locator("#what1").selectOption("page");
  await page.locator("#test1").selectOption("matches");
  await page.locator("#values1").fill("sample");
  await page.getByRole("button", { name: "Save the tag" }).click();
  assert.match(await page.locator(".summary").textContent(), /begins with \//);
  assert.match(await page.title(), /^Error:/);
  await page.locator("#values1").fill("/sample/benefit/*/confirmation");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.locator("#what2").selectOption("kind");
  await page.locator("#values2").fill("page_view");
  await page.getByRole("button", { name: "Write the rule as text" }).click();
  const text = 'page matches "/sample/benefit/*/confirmation" and kind is "page_view"';
  assert.equal(await page.locator("#rule").inputValue(), text);
  await page.getByRole("button", { name: "Save the tag" }).click();
  assert.equal(await page.locator("h1").textContent(), "Confirmation");

  const steps = "days=7&step1=tag:Any+page+of+the+application&step2=tag:Confirmation&lang=en";
  await page.goto(`${program.origin}${SERVICE}/explore/funnel?${steps}`);
  assert.equal(await page.locator(".summary").count(), 0);
  assert.match(await page.locator("main").textContent(), /tag:Confirmation/);
  await page.goto(`${program.origin}/search?q=confirmation&lang=en`);
  await page.getByRole("link", { name: "Confirmation" }).click();
  await page.locator("details.action summary").click();
  await page.locator("details.action button").click();
  assert.match(await page.locator("main").textContent(), /It is archived/);
  await context.close();
});

test("every page of tags passes axe and fits, in both languages and themes", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  const found = [];
  const rule = "what1=page&test1=matches&values1=%2Fsample%2F**&name=A+name";
  for (const { lang, theme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    for (const path of [LIST, `${LIST}/new`, `${LIST}/new?${rule}`, `${LIST}/1`, `${LIST}/1/edit`, "/s/case-desk-sample/data/tags"]) {
      await page.goto(`${program.origin}${path}${path.includes("?") ? "&" : "?"}lang=${lang}&theme=${theme}`);
      found.push(...(await violations(page)).map((line) => `${path} ${lang} ${theme} ${width}: ${line}`));
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${path} is ${overflow} px too wide at ${width}`);
      if (process.env.TAGS_PICTURES) {
        const name = `${path.replaceAll(/[^a-z0-9]+/gi, "-")}-${lang}-${theme}-${width}.png`;
        await page.screenshot({ path: `${process.env.TAGS_PICTURES}/${name}`, fullPage: true });
      }
    }
  }
  assert.deepEqual(found, []);
  await context.close();
});
