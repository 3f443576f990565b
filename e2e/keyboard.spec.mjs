// From signing in to a new service by keyboard alone: every stop shows that it has the focus, and nothing needs a mouse.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser } from "./harness/browser.mjs";
import { filledDemo } from "./harness/demo.mjs";
import { focused, tabTo } from "./harness/keyboard.mjs";

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

/** Presses Enter and waits for the page that it leads to. */
async function enter(page, wanted) {
  await Promise.all([page.waitForURL(wanted), page.keyboard.press("Enter")]);
}

test("sign in, read an overview, change its range, add a service", async () => {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  await page.goto(await program.newSignInLink());
  await tabTo(page, "the button that signs in", (stop) => stop.tag === "button");
  await enter(page, (url) => url.pathname === "/");

  // The first stop of every page leads past the navigation.
  await page.keyboard.press("Tab");
  assert.equal((await focused(page)).href, "#main");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "main");

  await tabTo(page, "a service", (stop) => /^\/s\/[^/]+$/.test(stop.href ?? ""));
  await enter(page, (url) => url.pathname.startsWith("/s/"));
  assert.equal(await page.locator("h1").count(), 1);

  const before = page.url();
  await tabTo(page, "another range", (stop) => stop.tag === "a" && /[?&]days=7/.test(stop.href ?? ""));
  await enter(page, (url) => url.href !== before);
  await page.goBack();
  assert.equal(page.url(), before, "the back button works");

  await page.goto(`${program.origin}/`);
  await tabTo(page, "adding a service", (stop) => stop.href === "/services/new");
  await enter(page, (url) => url.pathname === "/services/new");
  const field = (id) => tabTo(page, `the field ${id}`, (stop) => stop.id === id);
  await field("name");
  await page.keyboard.type("Renew a fishing permit");
  await field("kind-public");
  await page.keyboard.press("Space");
  await field("jurisdiction");
  await page.keyboard.type("United K");
  await field("origins");
  await page.keyboard.type("https://permits.example.gov");
  await field("time_zone");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Europe/London");
  await tabTo(page, "the button that adds it", (stop) => stop.tag === "button");
  await enter(page, (url) => url.pathname.endsWith("/data/install"));
  await page.getByText("permits.example.gov").first().waitFor();
  await context.close();
});

test("a mistake takes the focus to its summary, and the summary leads to the field", async () => {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  await page.goto(await program.newSignInLink());
  await page.locator("main form button").press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto(`${program.origin}/services/new`);
  await page.locator("main form button[type=submit]").press("Enter");
  await page.locator("[data-focus]:focus").waitFor();
  await tabTo(page, "the first mistake", (stop) => stop.href?.startsWith("#") && stop.href !== "#main");
  await page.keyboard.press("Enter");
  const stop = await focused(page);
  assert.ok(["input", "select", "textarea"].includes(stop.tag), `the focus is on ${stop.tag}`);
  await context.close();
});
