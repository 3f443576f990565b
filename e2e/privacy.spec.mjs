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
  await overviewWithViews(staff, program, slug, views);
  const kinds = new Set();
  const add = ({ canary }) => canary.forEach((kind) => kinds.add(kind));

  const buffered = await scan();
  add(buffered);
  assert.ok(buffered.canary.has("sqlite wal frame"), "the canary is in the write-ahead log of the buffer");
  assert.ok(buffered.canary.has("sqlite value"), "the canary is in a row of the buffer");
  assert.ok(buffered.route.has("log line"), "the log says that events were taken");

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
