// The same walk without JavaScript, and every page at the width of a small phone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, signedIn, signInWith } from "./harness/browser.mjs";
import { filledDemo } from "./harness/demo.mjs";
import { inLanguage, pages, serviceSlugs } from "./harness/routes.mjs";

let browser;
let program;

before(async () => {
  browser = await openBrowser();
  program = await filledDemo();
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

test("without JavaScript: sign in, read an overview, change its range, add a service", async () => {
  const context = await browser.newContext({ locale: "en-US", javaScriptEnabled: false });
  const page = await context.newPage();
  await signInWith(page, await program.newSignInLink());
  await page.locator('main a[href^="/s/"]').first().click();
  await page.waitForURL((url) => url.pathname.startsWith("/s/"));
  assert.ok((await page.locator("main table").count()) > 0, "the chart has its table");
  assert.ok((await page.locator("main svg").count()) > 0, "the chart is drawn");

  const before = page.url();
  await page.locator('main a[href*="days=7"]').click();
  assert.notEqual(page.url(), before);

  await page.goto(`${program.origin}/services/new`);
  const form = page.locator("main form");
  await form.locator("#name").fill("Report a broken street light");
  await form.locator("#kind-public").check();
  await form.locator("#jurisdiction").selectOption("us");
  await form.locator("#origins").fill("http://lights.example.gov");
  await form.locator("button[type=submit]").click();
  assert.equal(new URL(page.url()).pathname, "/services/new", "plain http is refused");
  assert.ok(await page.locator("#origins-error").isVisible(), "the mistake is named at its field");
  assert.equal(await form.locator("#name").inputValue(), "Report a broken street light", "what was written is not lost");
  await form.locator("#origins").fill("https://lights.example.gov");
  await form.locator("#time_zone").fill("America/Chicago");
  await form.locator("button[type=submit]").click();
  await page.waitForURL((url) => url.pathname.endsWith("/data/install"));
  assert.ok((await page.locator("main").innerText()).includes("data-lotse-key"), "the snippet is there");

  // Every page says which language it is in and offers the other.
  await page.locator('footer a[hreflang="de"]').click();
  await page.waitForURL((url) => url.searchParams.get("lang") === "de");
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  await context.close();
});

test("without JavaScript: a funnel is made of the pages that are offered, shared by its address, and had as a file", async () => {
  const context = await signedIn(browser, program, { locale: "en-US", javaScriptEnabled: false });
  const page = await context.newPage();
  const [slug] = await serviceSlugs(page, program);
  await page.goto(`${program.origin}/s/${slug}?days=7`);
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Explore" }).click();
  await page.locator("main").getByRole("link", { name: "Funnel" }).click();
  await page.waitForURL((url) => url.pathname.endsWith("/explore/funnel"));
  for (const step of ["/start", "/eligibility"]) {
    await page.locator(`main li a[href*="${encodeURIComponent(`/sample/benefit/en${step}`)}"]`).first().click();
  }
  const asked = new URL(page.url());
  assert.equal(asked.searchParams.get("step2"), "/sample/benefit/en/eligibility");
  const bars = page.locator("ol.funnel > li");
  assert.equal(await bars.count(), 2);
  const numbers = await bars.allInnerTexts();
  assert.match(numbers[0], /[0-9,]+/);
  assert.match(numbers[1], /lost[\s\S]*\([0-9.]+%\)/);
  assert.match(await page.locator("main .lead").innerText(), /95% interval [0-9.]+–[0-9.]+%/);

  // The form keeps the steps, and takes one more thing.
  await page.locator("#by").selectOption("device-class");
  await page.locator("main form.question button").click();
  assert.equal(new URL(page.url()).searchParams.get("step1"), "/sample/benefit/en/start");
  assert.ok(await page.getByRole("rowheader", { name: "Computer" }).isVisible());
  await page.goBack();
  assert.equal(page.url(), asked.href, "the back button works");

  const address = await page.getByRole("link", { name: "Download as CSV" }).getAttribute("href");
  const file = await (await context.request.get(program.origin + address)).text();
  assert.equal(file.trim().split("\r\n").length, 3, file);

  // Kept under a name, found again by a colleague, and deleted.
  await page.getByRole("link", { name: "Save this question" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  assert.ok(await page.locator("#name-error").isVisible(), "a name is needed");
  await page.locator("#name").fill("From start to eligibility");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL((url) => url.pathname.endsWith("/explore"));
  await page.getByRole("link", { name: "From start to eligibility" }).click();
  assert.equal(new URL(page.url()).search, asked.search);
  await page.goBack();
  await page.locator("main summary").click();
  await page.getByRole("button", { name: "Delete “From start to eligibility”" }).click();
  assert.match(await page.locator("main").innerText(), /Nobody has saved a question yet/);
  await context.close();
});

test("at 320 pixels, and at 200 percent text, nothing scrolls sideways", async () => {
  const context = await signedIn(browser, program, { viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  const slugs = await serviceSlugs(page, program);
  const token = new URL(await program.newSignInLink()).pathname.split("/").at(-1);
  const wide = [];
  for (const { path } of await pages(program, { services: slugs, token })) {
    for (const lang of ["en", "de"]) {
      await page.goto(program.origin + inLanguage(path, lang));
      const text = async (size) => {
        await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
        return page.evaluate(() => {
          const width = document.documentElement.clientWidth;
          // Tables and code may scroll inside their own box, which can take the focus.
          const scrolls = (element) => element.closest("[tabindex], pre") !== null;
          const over = [...document.querySelectorAll("main *, header *, footer *")].filter(
            (element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element) && !element.closest("svg"),
          );
          return { page: document.documentElement.scrollWidth - width, over: over.slice(0, 3).map((e) => e.outerHTML.slice(0, 80)) };
        });
      };
      for (const size of ["100%", "200%"]) {
        const found = await text(size);
        if (found.page > 0) wide.push(`${path} ${lang} ${size}: ${found.page} px too wide: ${found.over.join(" | ")}`);
      }
    }
  }
  await context.close();
  assert.deepEqual(wide, []);
});
