// Every address that the program prints, and every link of every page that can be reached from there, leads somewhere.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, signedIn } from "./harness/browser.mjs";
import { filledDemo } from "./harness/demo.mjs";

/** Far above what there is: reached only when addresses multiply without end. */
const MOST_PAGES = 1_200;

let browser;
let program;

before(async () => {
  browser = await openBrowser();
  program = await filledDemo(2);
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

/** The printed addresses below the program's own, but the sign-in link, which works once. */
async function printed() {
  const lines = (await program.said()).split("\n").filter((line) => line.startsWith("Sample services"));
  return lines.flatMap((line) => line.match(/http:\/\/\S+/g) ?? []);
}

/** Choices multiply (range, comparison, chart): one page of each combination is enough, in any language and theme. */
function kindOf(url) {
  const { pathname, searchParams } = new URL(url);
  // A file is the same question as its page.
  if (/\.(csv|svg|png|html|jsonl|parquet)$/.test(pathname)) return pathname;
  return `${pathname}?${[...searchParams.keys()].filter((key) => key !== "lang" && key !== "theme").sort()}`;
}

test("no printed address and no link leads nowhere", async () => {
  const context = await signedIn(browser, program, { javaScriptEnabled: false });
  const page = await context.newPage();
  const addresses = await printed();
  assert.equal(addresses.length, 2, "both sample services are printed");

  const seen = new Set();
  const waiting = [`${program.origin}/`, ...addresses].map((url) => ({ url, from: "what is printed" }));
  const nowhere = [];
  let pages = 0;
  while (waiting.length > 0 && pages < MOST_PAGES) {
    const { url, from } = waiting.shift();
    const kind = kindOf(url);
    if (seen.has(kind)) continue;
    seen.add(kind);
    pages += 1;
    const answer = await context.request.get(url);
    if (!answer.ok()) nowhere.push(`${url} (${answer.status()}), linked from ${from}`);
    if (!(answer.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    // Read, not shown: a page that is shown may go on to another by itself.
    const links = await page.evaluate((html) => {
      const found = new DOMParser().parseFromString(html, "text/html").querySelectorAll("a[href]");
      return [...found].map((link) => link.getAttribute("href"));
    }, await answer.text());
    for (const link of links) {
      const target = new URL(link, answer.url());
      if (target.origin === program.origin) waiting.push({ url: target.href.split("#")[0], from: url });
    }
  }
  assert.deepEqual(nowhere, []);
  assert.ok(pages > 25, `only ${pages} pages were found`);
  assert.equal(waiting.length, 0, `more than ${MOST_PAGES} pages: raise the limit`);
  await context.close();
});
