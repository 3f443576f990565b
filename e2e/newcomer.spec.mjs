// The path of somebody who has never seen the program: from nothing to the first figure, the first saved question and
// the first colleague, who signs in with a password and a second factor. The pictures of docs/first-steps.md are taken
// here: LOTSE_TEST_PICTURES names the folder that they go to.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { violations } from "./harness/axe.mjs";
import { collectErrors, openBrowser } from "./harness/browser.mjs";
import { Program } from "./harness/program.mjs";
import { BROWSER_STRINGS } from "./harness/sample.mjs";

const NAME = "Report a broken street light";
const PASSWORD = "four words nobody guesses";

let browser;
let program;
let site;

/** A page of the newcomer's own service, on a server of its own. */
async function openSite() {
  const pages = { "/": "Report a light", "/sent": "Thank you" };
  let snippet = "";
  const server = createServer((request, response) => {
    const title = pages[new URL(request.url, "http://x").pathname];
    response.writeHead(title ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
    const next = title === "Thank you" ? "" : '<p><a href="/sent">Send</a></p>';
    response.end(`<!doctype html><html lang="en"><title>${title}</title>${snippet}<h1>${title}</h1>${next}</html>`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    carry: (html) => {
      snippet = html;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

before(async () => {
  browser = await openBrowser();
  program = await Program.start({ command: ["serve"] });
  site = await openSite();
});

after(async () => {
  await browser?.close();
  await site?.close();
  await program?.remove();
});

async function picture(page, name) {
  const folder = process.env.LOTSE_TEST_PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `first-${name}.png`) });
}

/** A person at a screen. Every page that they stop at is looked at, and none may complain. */
async function person() {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const errors = collectErrors(page);
  const stop = async (name) => {
    assert.deepEqual(await violations(page), [], name);
    await picture(page, name);
  };
  return { context, page, errors, stop };
}

/** What an authenticator app shows for a key (RFC 6238). */
function code(secret, at = Date.now()) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = (mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000;
  return String(number).padStart(6, "0");
}

test("from nothing to the first figure, the first saved question and the first colleague", async () => {
  const { page, errors, stop } = await person();
  const main = page.locator("main");

  await page.goto(program.signInLink);
  await stop("sign-in");
  await main.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${program.origin}/`);
  await stop("nothing-yet");

  await main.getByRole("link", { name: "Add" }).click();
  await page.fill("#name", NAME);
  await page.check("#kind-public");
  await page.selectOption("#jurisdiction", "us");
  await page.fill("#origins", site.origin);
  await page.fill("#time_zone", "America/Chicago");
  await stop("add-service");
  await main.locator("form .button").click();
  await page.waitForURL((url) => url.pathname.endsWith("/data/install"));
  await stop("snippet");

  const snippet = await main.locator("pre", { hasText: "data-lotse-key" }).first().innerText();
  site.carry(snippet);
  // A browser that no program drives says so of itself; what says otherwise is left out of the figures.
  const [userAgent] = BROWSER_STRINGS;
  const residents = await openBrowser({ userAgent });
  const visitor = await residents.newContext({ locale: "en-US" });
  const own = await visitor.newPage();
  await own.goto(site.origin);
  await own.click("a");
  await own.waitForURL(`${site.origin}/sent`);
  await own.waitForTimeout(500);
  await own.close();
  await residents.close();
  // The page turns by itself: nobody presses anything.
  await page.waitForSelector(".message.good");
  await stop("arrived");

  await page.locator("nav.places").getByRole("link", { name: "Overview" }).click();
  await page.waitForURL((url) => url.pathname === "/s/report-a-broken-street-light");
  assert.match(await main.innerText(), /1\s+daily visitor|Daily visitors\s+1/i);
  await stop("first-figures");

  await page.locator("nav.places").getByRole("link", { name: "Explore" }).click();
  await page.goto(`${program.origin}/s/report-a-broken-street-light/explore/funnel?step1=/&step2=/sent`);
  await main.getByRole("link", { name: "Save" }).click();
  await page.fill("#name", "Do they send it?");
  await main.locator("form .button").click();
  await page.waitForURL((url) => url.pathname.endsWith("/explore"));
  assert.ok(await main.getByRole("link", { name: "Do they send it?" }).isVisible());
  await stop("saved-question");

  await page.locator("nav.places").getByRole("link", { name: "People" }).click();
  await main.getByRole("link", { name: "Invite somebody" }).click();
  await page.fill("#name", "Bo Muster");
  await page.fill("#email", "bo@example.gov");
  await page.selectOption("#role", "analyst");
  await page.selectOption("#place", { label: NAME });
  await stop("invite");
  await main.getByRole("button", { name: "Make the invitation" }).click();
  const invitation = (await main.locator("pre").innerText()).trim();
  assert.ok(invitation.startsWith(program.origin));

  const colleague = await person();
  await colleague.page.goto(invitation);
  await colleague.stop("invitation");
  await colleague.page.fill("#new_password", PASSWORD);
  await colleague.page.fill("#again", PASSWORD);
  await colleague.page.locator("main form .button").click();
  await colleague.page.waitForURL(`${program.origin}/`);
  assert.ok(await colleague.page.getByRole("link", { name: NAME }).first().isVisible());
  assert.equal(await colleague.page.locator('a[href="/settings/people"]').count(), 0, "not theirs to look after");

  // A second factor: set up, then asked for.
  await colleague.page.goto(`${program.origin}/settings/account/second-factor`);
  const secret = await colleague.page.locator("code.secret").innerText();
  await colleague.page.fill("#code", code(secret));
  await colleague.page.fill("#old_password", PASSWORD);
  await colleague.stop("second-factor");
  await colleague.page.locator("main form .button").click();
  const recovery = (await colleague.page.locator("main pre").innerText()).trim().split(/\s+/);
  assert.equal(recovery.length, 8);
  await colleague.page.getByRole("button", { name: "Sign out" }).click();
  await colleague.page.waitForURL(`${program.origin}/sign-in`);
  await colleague.page.fill("#email", "bo@example.gov");
  await colleague.page.fill("#password", PASSWORD);
  await colleague.page.locator("main form .button").click();
  await colleague.page.waitForURL((url) => url.pathname === "/sign-in/code");
  await colleague.stop("code");
  await colleague.page.fill("#code", recovery[0]);
  await colleague.page.locator("main form .button").click();
  await colleague.page.waitForURL(`${program.origin}/`);

  // Everything of this is in the audit log, and it is whole.
  await page.locator("nav.places").getByRole("link", { name: "Audit log" }).click();
  const log = await main.innerText();
  for (const done of ["Added a service", "Saved a question", "Added a person", "Turned the second factor on"]) {
    assert.ok(log.includes(done), done);
  }
  await stop("audit-log");
  const verdict = await program.run("audit", "verify");
  assert.match(verdict, /^\d+ rows, as they were written\.\nNewest hash: [0-9a-f]{64}\n$/);
  const [, hash] = /hash: (\S+)/.exec(verdict);
  assert.match(await program.run("audit", "verify", "--kept", hash), /the hash that you noted is among them/);
  assert.deepEqual([...errors, ...colleague.errors], []);
});
