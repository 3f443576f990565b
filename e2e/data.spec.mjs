// What arrives, as those see it who look after a service: a click in a page, step by step until it is named; a test visit
// that leaves no trace; an objection; an address that was forgotten.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./harness/axe.mjs";
import { openBrowser, signedIn } from "./harness/browser.mjs";
import { emptyDemoBehindProxy } from "./harness/demo.mjs";
import { eventually } from "./harness/eventually.mjs";

let browser;
let program;
let slug;
let key;
let admin;

before(async () => {
  browser = await openBrowser();
  program = await emptyDemoBehindProxy();
  [slug, key] = (await program.run("service", "list")).split("\n")[0].split("\t");
  const context = await signedIn(browser, program);
  admin = await context.newPage();
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

const at = (path) => `${program.origin}/s/${slug}/data/${path}`;

/** The rows of the newest events: kind, name, page. */
async function newest() {
  await admin.goto(at("events"));
  const rows = admin.locator("[data-stream] tbody tr");
  return rows.evaluateAll((all) => all.map((row) => [...row.cells].slice(1, 4).map((cell) => cell.textContent)));
}

/** Opens a page of a service and waits until all of the client is there: the last thing that it asks for. */
async function opened(page, address) {
  await Promise.all([page.waitForResponse((response) => response.url().includes("/v1/configuration/")), page.goto(address)]);
}

/** A visitor's page that ends when `act` is done, so that everything is sent. */
async function visit(address, act = async () => {}) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const sent = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/v1/events") sent.push(JSON.parse(request.postData()));
  });
  await opened(page, address);
  await act(page);
  await page.goto("about:blank");
  await page.waitForTimeout(300);
  await context.close();
  return sent;
}

const START = "/sample/benefit/en";

test("what people do arrives, with what it was and never what they typed", async () => {
  await visit(`${program.origin}${START}/eligibility`, async (page) => {
    const field = page.locator("main input[type=text], main input:not([type])").first();
    if (await field.count()) await field.fill("Ada Lovelace");
    await page.locator("main form button[type=submit], main form button:not([type])").first().click();
    await page.waitForTimeout(500);
  });
  const seen = await eventually("the events are in the stream", async () => {
    const rows = await newest();
    return rows.some(([kind]) => kind === "Form sent") ? rows : undefined;
  });
  const kinds = new Set(seen.map(([kind]) => kind));
  for (const kind of ["Page view", "Click", "Form begun", "Form sent", "Page left"]) {
    assert.ok(kinds.has(kind), `${kind} is among ${[...kinds].join(", ")}`);
  }
  assert.ok(!(await admin.content()).includes("Ada Lovelace"));
  assert.deepEqual(await violations(admin), []);
});

test("the stream goes on by itself and stops when told to", async () => {
  await admin.goto(at("events"));
  const rows = admin.locator("[data-stream] tbody tr");
  const before = await rows.count();
  await visit(`${program.origin}${START}/start`);
  await eventually("a new row", async () => ((await rows.count()) > before ? true : undefined));
  await admin.getByRole("button", { name: "Pause" }).click();
  const paused = await rows.count();
  await visit(`${program.origin}${START}/start`);
  await admin.waitForTimeout(2500);
  assert.equal(await rows.count(), paused, "nothing moves while it is paused");
});

test("a test visit is marked, and leaves no trace once it is deleted", async () => {
  const before = (await newest()).length;
  await admin.goto(at("install"));
  await admin.getByRole("button", { name: "Make links for a test visit" }).click();
  const links = await admin.locator('a[href*="#lotse-test="]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.ok(links.length > 0);
  assert.deepEqual(await violations(admin), []);
  const mark = new URL(links[0]).hash;
  const sent = await visit(`${program.origin}${START}/start${mark}`);
  assert.ok(sent.length > 0 && sent.every((body) => body.test.startsWith("t1.")), JSON.stringify(sent));
  await eventually("the test visit arrived", async () => ((await newest()).length > before ? true : undefined));
  await admin.goto(at("install"));
  await admin.getByRole("button", { name: "Delete my test visits" }).first().click();
  await admin.locator("dialog[open]").getByRole("button", { name: "Delete my test visits" }).click();
  await eventually("the program erased it", async () => ((await program.hasSaid("test visits are erased")) ? true : undefined));
});

test("who objects is not counted, is told so, and can take it back", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  let requests = 0;
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/v1/events") requests += 1;
  });
  await page.goto(`${program.origin}${START}/start#lotse-object`);
  await page.waitForURL(`${program.origin}/objected/${key}?now=objected`);
  await page.getByRole("heading", { name: "You are not counted" }).waitFor();
  assert.deepEqual(await violations(page), []);
  requests = 0;
  await page.goto(`${program.origin}${START}/start`);
  await page.waitForTimeout(1500);
  await page.goto("about:blank");
  assert.equal(requests, 0, "nothing is sent");
  await page.goto(`${program.origin}${START}/start#lotse-object=no`);
  await page.waitForURL(`${program.origin}/objected/${key}?now=counted`);
  requests = 0;
  await opened(page, `${program.origin}${START}/start`);
  assert.ok(requests > 0, "counted again");
  await context.close();
});

test("an address that was forgotten: seen, added, and nothing lost", async () => {
  const origin = "https://forms.example.gov";
  const now = Date.now();
  const event = { id: "01939f6e-7c5a-7d3b-9f0e-2f4a6b8c0d1e", at: now, kind: "custom", name: "form_sent" };
  const body = JSON.stringify({ key, sent_at: now, page: { url: `${origin}/apply` }, events: [event] });
  const answer = await fetch(`${program.origin}/v1/events`, { method: "POST", headers: { origin }, body });
  assert.equal(answer.status, 403);
  const again = admin.getByRole("button", { name: /Send again \(1\)/ });
  await eventually(
    "what was refused is written down",
    async () => {
      await admin.goto(at("rejected"));
      return (await again.count()) ? true : undefined;
    },
    40_000,
  );
  assert.deepEqual(await violations(admin), []);
  await admin.goto(`${program.origin}/s/${slug}/settings`);
  const origins = admin.locator("textarea[name=origins]");
  await origins.fill(`${await origins.inputValue()}\n${origin}`);
  await admin.getByRole("button", { name: "Save" }).first().click();
  await admin.goto(at("rejected"));
  await again.click();
  await admin.getByText("1 event was taken.").waitFor();
  assert.ok((await newest()).some(([, name, page]) => name === "form_sent" && page === "/apply"));
});
