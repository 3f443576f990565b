// What visitors send is text on every page, whatever it says: nothing of it runs, no element comes of it, and nothing of
// it is asked for over the network.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { collectErrors, openBrowser, signedIn } from "./harness/browser.mjs";
import { Program } from "./harness/program.mjs";
import { overviewWithViews } from "./harness/overview.mjs";
import { inLanguage, pages, serviceSlugs } from "./harness/routes.mjs";

/** Visitors of the same: more than the smallest group that is shown. */
const VISITORS = 12;

/** Each would call `hostile()`, add an element `x-hostile` or ask for an address with `hostile.invalid`. */
const HOSTILE = [
  `<script>hostile()</script>`,
  `"><x-hostile onclick=hostile()>`,
  `'><img src=//hostile.invalid onerror=hostile()>`,
  `</title></textarea></script><svg onload=hostile()>`,
  `javascript:hostile()`,
  `{{constructor.constructor("hostile()")()}}`,
  `\u202e</td><x-hostile>\u0000`,
  `=HYPERLINK("//hostile.invalid")`,
  `]]><x-hostile/>`,
];

let browser;
let program;

before(async () => {
  browser = await openBrowser();
  program = await Program.start({ command: ["demo", "--days", "0"] });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

/** Sends every text in every field that a visitor chooses; says how many page views that were. */
async function sendHostile(key) {
  let number = 0;
  const id = () => `01939f6e-7c5a-7d3b-9f0e-${String(++number).padStart(12, "0")}`;
  for (let visitor = 0; visitor < VISITORS; visitor += 1) {
    const events = HOSTILE.flatMap((text) => {
      const url = `${program.origin}/sample/${encodeURIComponent(text)}?utm_source=${encodeURIComponent(text)}`;
      const page = { url, state: text, title: text, referrer: `https://${encodeURIComponent(text)}.example/` };
      const element = { role: text, name: text, test_id: text, path: text, marked: text };
      return [
        { id: id(), at: Date.now() - 9000, kind: "page_view", page },
        { id: id(), at: Date.now() - 8000, kind: "click", page, element },
        { id: id(), at: Date.now() - 7000, kind: "custom", name: text, page, properties: { [text]: text, text } },
      ];
    });
    const response = await fetch(`${program.origin}/v1/events`, {
      method: "POST",
      headers: { "user-agent": `Mozilla/5.0 (X11; Linux x86_64; rv:14${visitor}.0) Gecko/20100101 Firefox/14${visitor}.0` },
      body: JSON.stringify({
        key,
        sent_at: Date.now(),
        page: { url: `${program.origin}/` },
        context: { time_zone: HOSTILE[1], language: HOSTILE[0], connection: HOSTILE[2] },
        events,
      }),
    });
    const answer = await response.json();
    assert.equal(response.status, 200, JSON.stringify(answer).slice(0, 500));
    assert.equal(answer.accepted, events.length, JSON.stringify(answer).slice(0, 500));
  }
  return VISITORS * HOSTILE.length;
}

test("hostile texts of visitors are only text on every page", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  await page.exposeFunction("hostile", () => assert.fail("a visitor's text ran"));
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  const errors = collectErrors(page);

  const services = await serviceSlugs(page, program);
  await page.goto(`${program.origin}/s/${services[0]}/data/install`);
  const [, key] = /data-lotse-key="([^"]+)"/.exec(await page.locator("main").innerText());
  const views = await sendHostile(key);
  await overviewWithViews(context, program, services[0], views);

  let shown = "";
  const token = new URL(await program.newSignInLink()).pathname.split("/").pop();
  for (const { path } of await pages(program, { services: [services[0]], token })) {
    for (const language of ["en", "de"]) {
      await page.goto(program.origin + inLanguage(path, language));
      shown += await page.locator("body").innerText();
      assert.equal(await page.locator("x-hostile").count(), 0, `${path} made an element of a visitor's text`);
      assert.deepEqual(await page.locator("[onclick], [onerror], [onload], a[href^='javascript:']").count(), 0, path);
    }
  }
  assert.ok(shown.includes("hostile()"), "the texts are shown at all, or not finding them as elements says nothing");
  assert.deepEqual(asked.filter((url) => new URL(url).origin !== program.origin), []);
  assert.deepEqual(errors, []);
});
