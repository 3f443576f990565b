// The sample application tells the client how it ends, which case it is and what is wrong with its forms. The demo's
// generated events (crates/lotse/src/demo/generator/elements.rs) are made after these.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser } from "./harness/browser.mjs";
import { eventually } from "./harness/eventually.mjs";
import { Program } from "./harness/program.mjs";

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

/** A person, and everything that the client sends of them. */
async function person() {
  const page = await (await browser.newContext()).newPage();
  const sent = [];
  page.on("request", (request) => {
    if (!request.url().endsWith("/v1/events")) return;
    const body = JSON.parse(request.postData());
    const last = new URL(body.page.url).pathname.split("/").at(-1);
    sent.push(...body.events.map((event) => ({ ...event, last, case: body.case })));
  });
  const told = (what, wanted) =>
    eventually(what, async () => {
      const found = sent.filter(wanted);
      return found.length > 0 ? found : undefined;
    });
  return { page, told, at: (last) => `${program.origin}/sample/benefit/es/${last}` };
}

async function press(page, name) {
  await page.locator(`[data-lotse-name=${name}]`).click();
  await page.waitForLoadState("load");
}

async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`[name=${name}]`).first();
    if ((await field.getAttribute("type")) === "radio") await page.locator(`[name=${name}][value=${value}]`).check();
    else if ((await field.evaluate((element) => element.localName)) === "select") await field.selectOption(value);
    else await field.fill(value);
  }
}

const ELIGIBLE = { state: "lakeland", "household-size": "3", "household-income": "2100", "pays-heating": "yes" };
const PERSON = {
  "full-name": "Ana Bekele",
  "birth-date-day": "29",
  "birth-date-month": "2",
  "birth-date-year": "1984",
  street: "12 Harbor Street",
  town: "Port Anne",
  postcode: "04101",
};
const MONEY = { work: "retired", "monthly-pay": "1850", "heating-cost": "140", fuel: "gas" };

test("errors, saving, coming back and sending are told as the demo's data have them", async () => {
  const first = await person();
  await first.page.goto(first.at("eligibility"));
  await fill(first.page, ELIGIBLE);
  await press(first.page, "continue");
  await fill(first.page, PERSON);
  await press(first.page, "continue");
  await fill(first.page, { ...MONEY, "monthly-pay": "mucho" });
  await press(first.page, "continue");
  const [wrong] = await first.told("the field that is wrong", ({ kind }) => kind === "field_error");
  assert.deepEqual(wrong.element, {
    role: "textbox",
    name: "Sus propios ingresos del último mes",
    id: "monthly-pay",
    path: "main>form>div:2>div>input",
    heading: "Sus ingresos y gastos de calefacción",
  });
  assert.deepEqual(wrong.properties, { error: "page" });
  await press(first.page, "save-for-later");
  const [saved] = await first.told("that it is saved", ({ kind }) => kind === "outcome");
  assert.deepEqual([saved.name, saved.last], ["saved", "saved"]);
  const [how, number] = saved.case.split(".");
  assert.equal(how, "o1");

  const second = await person();
  await second.page.goto(second.at("resume"));
  await fill(second.page, { "resume-code": await first.page.locator(".code").textContent() });
  await press(second.page, "resume");
  await fill(second.page, { "monthly-pay": "1850" });
  await press(second.page, "continue");
  await fill(second.page, { document: "payslip" });
  await press(second.page, "continue");
  await press(second.page, "submit-application");
  const [completed] = await second.told("that it is sent", ({ kind }) => kind === "outcome");
  assert.deepEqual([completed.name, completed.last], ["completed", "confirmation"]);
  const views = await second.told("pages", ({ kind }) => kind === "page_view");
  for (const view of views) {
    const named = view.case?.split(".").slice(0, 2);
    assert.deepEqual(named, view.last === "resume" ? undefined : ["c1", number], view.last);
  }
});

test("a refusal is an outcome, and no case", async () => {
  const { page, told, at } = await person();
  await page.goto(at("eligibility"));
  await fill(page, { ...ELIGIBLE, state: "eastmere" });
  await press(page, "continue");
  const [refused] = await told("the refusal", ({ kind }) => kind === "outcome");
  assert.deepEqual([refused.name, refused.last, refused.case], ["refused", "not-eligible", undefined]);
});
