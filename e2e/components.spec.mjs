// The parts that pages are made of, in every state: read at three widths, in forced colours, and worked by keyboard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./harness/axe.mjs";
import { collectErrors, openBrowser, signedIn } from "./harness/browser.mjs";
import { filledDemo } from "./harness/demo.mjs";

const PAGE = "/settings/components";
const WIDTHS = [320, 768, 1440];

let browser;
let program;

before(async () => {
  browser = await openBrowser();
  program = await filledDemo(1);
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

test("axe finds nothing at any width, in both themes and languages, and in forced colours", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  const errors = collectErrors(page);
  const found = [];
  for (const lang of ["en", "de"]) {
    for (const [theme, forcedColors] of [["light", "none"], ["dark", "none"], ["light", "active"]]) {
      await page.emulateMedia({ colorScheme: theme, forcedColors });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${program.origin}${PAGE}?lang=${lang}&theme=${theme}`);
        await page.locator("details:not([open])").evaluateAll((all) => all.forEach((each) => (each.open = true)));
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) found.push(`${lang} ${width}: ${over} px too wide`);
        // The words in a drawing stay in it too; bars may touch its edge.
        const outside = await page.locator("figure svg text").evaluateAll((all) =>
          all
            .filter((text) => {
              const box = text.getBoundingClientRect();
              return box.width > 0 && (box.left < 0 || box.right > document.documentElement.clientWidth + 1);
            })
            .map((text) => text.textContent),
        );
        found.push(...outside.map((words) => `${lang} ${width}: “${words}” leaves the page`));
        found.push(...(await violations(page)).map((line) => `${lang} ${theme} ${forcedColors} ${width}: ${line}`));
      }
    }
  }
  await context.close();
  assert.deepEqual(found, []);
  assert.deepEqual(errors, []);
});

test("in forced colours no bar, part or interval vanishes into the ground", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto(`${program.origin}${PAGE}`);
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const shapes = ["#sample-bars .bar rect:not(.all)", "#sample-stacked rect", ".intervals circle", ".intervals .interval", ".marks line"];
  for (const shape of shapes) {
    const colours = await page.locator(shape).evaluateAll((all) =>
      all.map((each) => [getComputedStyle(each).fill, getComputedStyle(each).stroke]),
    );
    assert.ok(colours.length > 0, shape);
    assert.ok(colours.every((pair) => pair.some((colour) => colour !== ground && colour !== "none")), `${shape}: ${colours[0]}`);
  }
  await context.close();
});

test("what asks once is a dialog with script: it holds the focus, closes with Escape, and gives the focus back", async () => {
  const context = await signedIn(browser, program, { locale: "en-US" });
  const page = await context.newPage();
  await page.goto(`${program.origin}${PAGE}`);
  const opener = page.locator(".opener");
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /^Delete/ });
  assert.ok(await dialog.isVisible());
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Cancel", "the harmless way out comes first");
  assert.deepEqual(await violations(page), []);
  const focused = new Set();
  for (let press = 0; press < 4; press += 1) {
    await page.keyboard.press("Tab");
    focused.add(await page.evaluate(() => document.activeElement.closest("dialog") !== null || document.activeElement === document.body));
  }
  assert.deepEqual([...focused], [true], "nothing behind the dialog takes the focus");
  await page.keyboard.press("Escape");
  assert.ok(!(await dialog.isVisible()));
  assert.ok(await opener.evaluate((element) => element === document.activeElement));
  await opener.click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  assert.ok(!(await dialog.isVisible()));
  await context.close();
});

test("without script the same asks in its place", async () => {
  const context = await signedIn(browser, program, { locale: "en-US", javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${program.origin}${PAGE}`);
  const action = page.locator("details.action").first();
  assert.ok(!(await action.locator("form").isVisible()));
  await action.locator("summary").click();
  assert.ok(await action.locator("form").isVisible());
  await context.close();
});
