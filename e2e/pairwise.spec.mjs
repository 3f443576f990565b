// Every page in every pair of: theme, language, width, size of text, medium, with and without script, with nothing, one
// row, ten thousand rows and the longest names. A program looks for what it can see (words on words, words cut off, a page
// too wide or too heavy); people look at the pictures, which lie in e2e/screenshots and are not kept.

import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { openBrowser, signedIn } from "./harness/browser.mjs";
import { faults, overflow } from "./harness/looks.mjs";
import { programWithMuch } from "./harness/much.mjs";
import { pairwise } from "./harness/pairwise.mjs";
import { inLanguage, pages } from "./harness/routes.mjs";

const FOLDER = fileURLToPath(new URL("screenshots/", import.meta.url));
const FACTORS = {
  data: ["none", "one", "much", "long"],
  medium: ["screen", "forced-colors", "print"],
  width: [320, 768, 1440],
  text: [100, 200],
  theme: ["light", "dark"],
  language: ["en", "de"],
  script: [true, false],
};
/** Twice the text on the narrowest screen is no size that anything is made for: 160 pixels. */
const isPossible = ({ text, width }) => !(text === 200 && width === 320);
const COMBINATIONS = pairwise(FACTORS, isPossible);
/** Bytes that a page may take on its way, itself without what it shares with others. */
const MOST_BYTES = 100_000;

let browser;
let program;

before(async () => {
  browser = await openBrowser();
  program = await programWithMuch(browser);
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

test("each pair of values is in a combination, and few are needed", () => {
  const names = Object.keys(FACTORS);
  for (const a of names) {
    for (const b of names.filter((b) => b > a)) {
      for (const x of FACTORS[a]) {
        for (const y of FACTORS[b].filter((y) => isPossible({ [a]: x, [b]: y }))) {
          assert.ok(COMBINATIONS.some((row) => row[a] === x && row[b] === y), `${a} ${x} with ${b} ${y}`);
        }
      }
    }
  }
  assert.ok(COMBINATIONS.length <= 20, `${COMBINATIONS.length} combinations`);
});

/** A page as somebody has it before them. */
async function look(page, devtools, { path, combination }) {
  const { medium, width, text, theme, language } = combination;
  await page.setViewportSize({ width, height: 900 });
  await devtools.send("Page.setFontSizes", { fontSizes: { standard: (16 * text) / 100, fixed: (13 * text) / 100 } });
  // By the same session and after the sizes, which would undo what Playwright set.
  await devtools.send("Emulation.setEmulatedMedia", {
    media: medium === "print" ? "print" : "screen",
    features: [
      { name: "forced-colors", value: medium === "forced-colors" ? "active" : "none" },
      { name: "prefers-color-scheme", value: theme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ],
  });
  const response = await page.goto(`${program.origin}${inLanguage(path, language)}&theme=${theme}`);
  const { responseBodySize } = await response.request().sizes();
  const wrong = [];
  const applies = { print: "print", "forced-colors": "(forced-colors: active)", screen: "screen" }[medium];
  assert.ok(await page.evaluate((query) => matchMedia(query).matches, applies), `${medium} is shown`);
  if (response.status() !== 200) wrong.push(`status ${response.status()}`);
  if (responseBodySize > MOST_BYTES) wrong.push(`${responseBodySize} bytes`);
  const wide = await page.evaluate(overflow);
  if (wide > 0) wrong.push(`${wide} px too wide`);
  wrong.push(...(await page.evaluate(faults)));
  return wrong;
}

test("every page in every pair of circumstances", async () => {
  const contexts = new Map();
  for (const script of FACTORS.script) {
    const context = await signedIn(browser, program, { javaScriptEnabled: script });
    const page = await context.newPage();
    contexts.set(script, { context, page, devtools: await context.newCDPSession(page) });
  }
  const token = new URL(await program.newSignInLink()).pathname.split("/").at(-1);
  const all = await pages(program, { services: ["SERVICE"], token });
  const found = [];
  let taken = 0;
  for (const { path } of all) {
    for (const combination of COMBINATIONS) {
      const { page, devtools } = contexts.get(combination.script);
      const own = path.replaceAll("SERVICE", program.slugs[combination.data]);
      const wrong = await look(page, devtools, { path: own, combination });
      const name = own.replace(token, "token").replace(program.slugs[combination.data], combination.data);
      const words = Object.values(combination).join("-");
      const file = `${name.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "").slice(0, 80) || "services"}--${words}.png`;
      // A busy machine sometimes has no picture at once; what is wrong with a page is found without.
      const picture = () => page.screenshot({ path: join(FOLDER, file), fullPage: combination.data !== "much" });
      await picture().catch(picture);
      taken += 1;
      found.push(...wrong.map((fault) => `${name} (${words}): ${fault}`));
    }
  }
  for (const { context } of contexts.values()) await context.close();
  console.log(`${taken} pictures of ${all.length} pages in ${FOLDER}`);
  assert.deepEqual(found, []);
});
