// Nothing that identifies a person is anywhere in the data folder or the log: the folder scan decodes and searches all
// of it. A text that may be kept is planted as well, and must be found in every kind of place, or not finding the
// others would say nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, signedIn } from "./harness/browser.mjs";
import { emptyDemoBehindProxy } from "./harness/demo.mjs";
import { overviewWithViews } from "./harness/overview.mjs";
import { VISITOR_ADDRESS } from "./harness/proxy.mjs";
import { python } from "./harness/python.mjs";
import { serviceSlugs } from "./harness/routes.mjs";
import { acknowledged, answerEligibility, BROWSER_STRINGS, open } from "./harness/sample.mjs";

const START = "/sample/benefit/en/start";
const CANARY = "canary_7f3a";
const [USER_AGENT] = BROWSER_STRINGS;

/** What must be nowhere. Each is planted below in at least one place where a page could let it slip. */
const SECRETS = {
  "network address": VISITOR_ADDRESS,
  "browser string": USER_AGENT,
  "part of the browser string": "AppleWebKit/537.36",
  "e-mail in the address": "address.person@mail.example",
  "e-mail in the path": "path.person@mail.example",
  "e-mail in a property": "property.person@mail.example",
  "e-mail in a button": "button.person@mail.example",
  "social security number in the address": "219-09-9999",
  "social security number in a button": "457-55-5462",
  "social security number in a property": "078-05-1120",
  "card in the address": "4111111111111111",
  "card in a property": "5555 5555 5555 4444",
  "card in a button": "4012-8888-8888-1881",
  "title of the page": "Case of Wilhelmina Quillfeather",
  "name that was typed": "Wilhelmina Quillfeather",
  "street that was typed": "17 Thistlewick Lane",
  "e-mail that was typed": "typed.person@mail.example",
  "telephone number in a property": "+1 202-555-0143",
  "token in the address": "ghp_Zx81kLm20QwErTy77UiOpAsDfGhJkLzXcVb9",
  "password in a property": "Quokka-hunter-22",
  "date of birth in a property": "1961-08-17",
  "passport in the name of an event": "C01X00T47",
  "e-mail in the page state": "state.person@mail.example",
  "account in a property's name": "DE89370400440532013000",
  "e-mail in the referrer": "referrer.person@mail.example",
  "text of a body that is no JSON": "unparsable Ottoline Fernsby",
  "property of an event that is refused": "refused.person@mail.example",
  "nested property, which is refused": "nested.person@mail.example",
  "field of a form that is no property": "form.person@mail.example",
  "property of a form": "form-property.person@mail.example",
  "parameter of the picture": "pixel.person@mail.example",
  "address in the picture's query": "pixel-address.person@mail.example",
  "cookie of a request": "session-cookie-Winifred-Ashdown",
  "header of a request": "header.person@mail.example",
  "secret key that is wrong": "lsk_00112233445566778899aabbccddeeff",
  "reference that is not signed": "u1.d2lsaGVsbWluYQ.1999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
};

/**
 * Other texts that may be kept: where no text of an event is (the log of the program, the log of the table), and what
 * stands where a secret was, which shows that the secrets did travel.
 */
const ELSEWHERE = { route: "/v1/events", commit: "lotse-buffer-", redacted: "[email]" };

let browser;
let program;
let staff;
let views = 0;

before(async () => {
  browser = await openBrowser();
  program = await emptyDemoBehindProxy();
  staff = await signedIn(browser, program);
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

/** One person whose every step carries something that nobody should keep. */
async function carelessVisit() {
  const person = await openBrowser({ userAgent: USER_AGENT });
  const context = await person.newContext({ locale: "en-US" });
  const page = await context.newPage();
  const query = new URLSearchParams({
    email: SECRETS["e-mail in the address"],
    ssn: SECRETS["social security number in the address"],
    card: SECRETS["card in the address"],
    token: SECRETS["token in the address"],
  });
  await open(page, `${program.origin}${START}?${query}#${SECRETS["e-mail in the address"]}`);
  views += 1;

  await page.evaluate(
    ({ title, button, property, canary }) => {
      document.title = title;
      const element = document.createElement("button");
      element.type = "button";
      element.id = "careless";
      element.textContent = `Write to ${button.join(" and ")}`;
      document.querySelector("main").append(element);
      // First and last in the order of names, so that statistics name them.
      window.lotse("track", `aa_${canary}`, { note: property.join(", "), topic: canary });
      window.lotse("track", `zz_${canary}`, { [canary]: true });
    },
    {
      title: SECRETS["title of the page"],
      button: [
        SECRETS["e-mail in a button"],
        SECRETS["social security number in a button"],
        SECRETS["card in a button"],
      ],
      property: [
        SECRETS["e-mail in a property"],
        SECRETS["social security number in a property"],
        SECRETS["card in a property"],
        SECRETS["telephone number in a property"],
      ],
      canary: CANARY,
    },
  );
  await page.locator("#careless").click();
  // A route of a single-page application that names a person.
  await acknowledged(page, () =>
    page.evaluate((person) => history.pushState({}, "", `/sample/benefit/en/start/${person}/edit`), SECRETS["e-mail in the path"]),
  );
  views += 1;

  await acknowledged(page, () => page.goto(`${program.origin}/sample/benefit/en/eligibility`));
  await answerEligibility(page, { eligible: true });
  views += 2;
  await page.locator("[name=full-name]").fill(SECRETS["name that was typed"]);
  await page.locator("[name=street]").fill(SECRETS["street that was typed"]);
  await page.locator("[name=email]").fill(SECRETS["e-mail that was typed"]);
  await acknowledged(page, () => page.locator("main form button[value=continue]").click());
  views += 1;
  await context.close();
  await person.close();
}

/** What programs and pages without script could send, each request with something that nobody should keep. */
async function carelessRequests(key) {
  const url = `${program.origin}${START}`;
  const send = async (path, init, expected) => {
    const response = await fetch(`${program.origin}${path}`, {
      ...init,
      headers: {
        "user-agent": USER_AGENT,
        cookie: `session=${SECRETS["cookie of a request"]}`,
        "x-customer": SECRETS["header of a request"],
        ...init.headers,
      },
    });
    const body = await response.text();
    assert.equal(response.status, expected, body);
    for (const [name, secret] of Object.entries(SECRETS)) assert.ok(!body.includes(secret), `${name} is in the answer`);
  };
  let number = 0;
  const event = (fields) => ({
    id: `01939f6e-7c5a-7d3b-9f0e-${String(++number).padStart(12, "0")}`,
    at: Date.now(),
    kind: "custom",
    name: "careless",
    ...fields,
  });
  const batch = (events, more = {}) =>
    JSON.stringify({ key, sent_at: Date.now(), page: { url }, events, ...more });
  const kept = [
    event({ name: `lost passport ${SECRETS["passport in the name of an event"]}` }),
    event({ properties: { password: SECRETS["password in a property"] } }),
    event({ properties: { birth_date: SECRETS["date of birth in a property"] } }),
    event({ properties: { [SECRETS["account in a property's name"]]: "1" } }),
    event({
      page: {
        url,
        state: SECRETS["e-mail in the page state"],
        referrer: `https://mail.example/${SECRETS["e-mail in the referrer"]}`,
      },
    }),
  ];
  const user = SECRETS["reference that is not signed"];
  await send("/v1/events", { method: "POST", body: batch(kept, { user, case: user }) }, 200);
  const refused = [
    event({ name: null, properties: { note: SECRETS["property of an event that is refused"] } }),
    event({ properties: { note: { deep: SECRETS["nested property, which is refused"] } } }),
  ];
  await send("/v1/events", { method: "POST", body: batch(refused) }, 400);
  await send("/v1/events", { method: "POST", body: `{"${SECRETS["text of a body that is no JSON"]}` }, 400);
  const authorization = `Bearer ${SECRETS["secret key that is wrong"]}`;
  await send("/v1/events", { method: "POST", body: batch(kept), headers: { authorization } }, 401);
  const form = new URLSearchParams({
    key,
    url,
    name: "careless_form",
    mail: SECRETS["field of a form that is no property"],
    "property.note": SECRETS["property of a form"],
  });
  await send("/v1/form", { method: "POST", body: form }, 204);
  const query = new URLSearchParams({
    key,
    url: `${url}/${SECRETS["address in the picture's query"]}`,
    mail: SECRETS["parameter of the picture"],
  });
  await send(`/v1/pixel.gif?${query}`, {}, 200);
  views += 1;
}

async function scan() {
  const needles = { ...SECRETS, canary: CANARY, ...ELSEWHERE };
  const report = await python("scan_folder", { folder: program.data, logs: [program.log], needles });
  const kindsOf = (name) => new Set(report.found[name].map((hit) => hit.kind));
  for (const name of Object.keys(SECRETS)) assert.deepEqual(report.found[name], [], name);
  const found = Object.fromEntries(["canary", ...Object.keys(ELSEWHERE)].map((name) => [name, kindsOf(name)]));
  return { read: report.read, ...found };
}

test("in the buffer, in the tables, in the control data and in the log", async () => {
  const page = await staff.newPage();
  const slugs = await serviceSlugs(page, program);
  const slug = slugs.find((each) => /heat|benefit/.test(each));
  await carelessVisit();
  const services = (await program.run("service", "list")).split("\n").map((line) => line.split("\t"));
  await carelessRequests(services.find(([place]) => place === slug)[1]);
  // What people write themselves is kept, in the control data.
  const right = ["--service", slug, "--purpose", `looking for ${CANARY}`, "--days", "1"];
  await program.run("user", "allow-single-rows", "Administrator", ...right);
  await overviewWithViews(staff, program, slug, views);
  const kinds = new Set();
  const add = ({ canary }) => canary.forEach((kind) => kinds.add(kind));

  const buffered = await scan();
  add(buffered);
  assert.ok(buffered.canary.has("sqlite wal frame"), "the canary is in the write-ahead log of the buffer");
  assert.ok(buffered.canary.has("sqlite value"), "the canary is in a row of the buffer");
  assert.ok(buffered.route.has("log line"), "the log says that events were taken");

  assert.ok(Object.keys(SECRETS).length >= 25, "too few secrets");
  await program.run("flush");
  const flushed = await scan();
  add(flushed);
  assert.ok(flushed.canary.has("parquet value"), "the canary is in a value of a file");
  assert.ok(flushed.canary.has("parquet statistic"), "the canary is in a statistic of a file");
  assert.ok(flushed.redacted.has("parquet value"), "what was cut out left its mark");
  assert.ok(flushed.commit.has("table log"), "the table's log names the buffer that was flushed");

  assert.equal(await program.stop(), 0);
  const stopped = await scan();
  add(stopped);
  assert.ok(kinds.has("sqlite page"), `the canary is in a sqlite page; it was in ${[...kinds]}`);
  assert.ok(stopped.read["parquet value"] > 0 && stopped.read["sqlite page"] > 0, JSON.stringify(stopped.read));
});
