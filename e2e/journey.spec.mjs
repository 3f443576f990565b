// Twelve people use the sample service. Every way out of the program says the same about them, and nothing about the
// page that only two of them opened.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { collectErrors, openBrowser, signedIn } from "./harness/browser.mjs";
import { emptyDemoBehindProxy } from "./harness/demo.mjs";
import { figure, namedRows, overviewJson, overviewWithViews } from "./harness/overview.mjs";
import { python } from "./harness/python.mjs";
import { answerEligibility, acknowledged, BROWSER_STRINGS, open } from "./harness/sample.mjs";
import { serviceSlugs } from "./harness/routes.mjs";

const START = "/sample/benefit/en/start";
const ELIGIBILITY = "/sample/benefit/en/eligibility";
const ABOUT_YOU = "/sample/benefit/en/about-you";
/** Only the last two people get here. */
const RARE = "/sample/benefit/en/not-eligible";
const RARE_PEOPLE = 2;
const PEOPLE = BROWSER_STRINGS.length;
const VIEWS = PEOPLE * 3;

let browser;
let program;
let staff;
let slug;

before(async () => {
  browser = await openBrowser();
  program = await emptyDemoBehindProxy();
  staff = await signedIn(browser, program);
  const slugs = await serviceSlugs(await staff.newPage(), program);
  slug = slugs.find((each) => /heat|benefit/.test(each));
  for (const [index, userAgent] of BROWSER_STRINGS.entries()) {
    await visit(userAgent, { eligible: index < PEOPLE - RARE_PEOPLE });
  }
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

async function visit(userAgent, { eligible }) {
  const person = await openBrowser({ userAgent });
  const context = await person.newContext({ locale: "en-US" });
  const page = await context.newPage();
  const errors = collectErrors(page);
  await open(page, program.origin + START);
  await acknowledged(page, () => page.getByRole("link", { name: "Start now" }).click());
  await answerEligibility(page, { eligible });
  assert.equal(new URL(page.url()).pathname, eligible ? ABOUT_YOU : RARE);
  assert.deepEqual(errors, []);
  await context.close();
  await person.close();
}

test("the API counts what the people did", async () => {
  const overview = await overviewWithViews(staff, program, slug, VIEWS);
  assert.equal(figure(overview, "daily-visitors"), PEOPLE);
  assert.equal(figure(overview, "visits"), PEOPLE);
  // Parts of a total are blurred: all went the same way, so all these rows are the same number of the blurred people.
  const blurred = namedRows(overview, "device-class").desktop.visits;
  assert.ok(blurred >= 0 && blurred <= 2 * PEOPLE, `${blurred} of ${PEOPLE}`);
  const pages = namedRows(overview, "page");
  assert.deepEqual(pages[START], { "page-views": blurred, "daily-visitors": blurred });
  assert.deepEqual(pages[ELIGIBILITY], { "page-views": blurred, "daily-visitors": blurred });
  assert.equal(namedRows(overview, "page-language").en.visits, blurred);
  assert.equal(namedRows(overview, "browser-language")["en-US"].visits, blurred);
});

test("the page and the file say the same", async () => {
  const overview = await overviewWithViews(staff, program, slug, VIEWS);
  const page = await staff.newPage();
  await page.goto(`${program.origin}/s/${slug}`);
  const main = await page.locator("main").innerText();
  for (const path of Object.keys(namedRows(overview, "page"))) assert.ok(main.includes(path), `${path} is on the page`);

  const response = await staff.request.get(`${program.origin}/s/${slug}/overview.csv?table=page`);
  assert.equal(response.status(), 200);
  const lines = (await response.text()).trim().split("\r\n");
  assert.equal(lines[0], "page,page-views,daily-visitors");
  for (const [path, cells] of Object.entries(namedRows(overview, "page"))) {
    assert.ok(lines.includes(`${path},${cells["page-views"]},${cells["daily-visitors"]}`), path);
  }
  await page.close();
});

test("after a flush, DuckDB and the deltalake package count the same in the files", async () => {
  const before = await overviewWithViews(staff, program, slug, VIEWS);
  await program.run("flush");
  const after = await overviewJson(staff, program, slug);
  assert.deepEqual(after.figures, before.figures, "a flush changes no number");

  const table = join(program.data, "lake", "public", "events");
  const counted = await python("read_lake", { table, service: 1, zone: after.period.time_zone });
  assert.deepEqual(counted.duckdb, counted.deltalake, "the two readers agree");
  const lake = counted.duckdb;
  assert.equal(lake.page_views, figure(after, "page-views"));
  assert.equal(lake.daily_visitors, figure(after, "daily-visitors"));
  assert.equal(lake.visits, figure(after, "visits"));
  for (const [path, cells] of Object.entries(namedRows(after, "page"))) {
    assert.equal(lake.blurred.pages[path].page_views, cells["page-views"], path);
    assert.equal(lake.blurred.pages[path].daily_visitors, cells["daily-visitors"], path);
  }
  assert.deepEqual(lake.languages, { en: PEOPLE });
  assert.deepEqual(lake.devices, { desktop: PEOPLE });
  assert.deepEqual(lake.blurred.languages, { en: namedRows(after, "page-language").en.visits });
  assert.deepEqual(lake.blurred.devices, { desktop: namedRows(after, "device-class").desktop.visits });
  assert.equal(lake.pages[RARE].daily_visitors, RARE_PEOPLE, "the rare page is in the lake, or hiding it shows nothing");
});

test("the page of the two is neither named nor counted on any way out", async () => {
  const page = await staff.newPage();
  const exits = {};
  await page.goto(`${program.origin}/s/${slug}`);
  exits["the page"] = await page.content();
  const cells = await page.locator("main td").allInnerTexts();
  exits["its pictures"] = (await page.locator("main svg").evaluateAll((all) => all.map((svg) => svg.outerHTML))).join("\n");
  const downloads = await page
    .locator("main a[href*='.csv'], main a[href*='.json'], main a[href*='.svg'], main a[href*='/api/']")
    .evaluateAll((all) => all.map((a) => a.href));
  assert.ok(downloads.length > 0, "the page offers files");
  const tables = ["day", "page", "entry-page", "exit-page", "page-language", "browser-language", "device-class", "browser"];
  for (const table of [...tables, "operating-system", "referrer"]) {
    downloads.push(`${program.origin}/s/${slug}/overview.csv?table=${table}`);
  }
  downloads.push(`${program.origin}/api/v1/services/${slug}/overview`, `${program.origin}/metrics`, `${program.origin}/`);
  downloads.push(`${program.origin}/s/${slug}/data/install`);
  for (const address of new Set(downloads)) {
    const response = await staff.request.get(address);
    assert.equal(response.status(), 200, address);
    exits[address] = await response.text();
  }
  exits["the log"] = await readFile(program.log, "utf8");

  for (const [exit, text] of Object.entries(exits)) {
    assert.ok(text.length > 0, exit);
    assert.ok(!text.includes("not-eligible"), `${exit} names the page`);
    if (exit.includes(".csv")) {
      const small = text.split(/[\r\n,]+/).filter((field) => field === String(RARE_PEOPLE));
      assert.deepEqual(small, [], `${exit} counts the page`);
    }
  }
  assert.deepEqual(cells.filter((cell) => cell.trim() === String(RARE_PEOPLE)), [], "a cell of the page counts it");
  const overview = await overviewJson(staff, program, slug);
  const numbers = overview.tables.flatMap((table) => [...table.rows.map((row) => row.cells), table.others ?? []]).flat();
  assert.deepEqual(numbers.filter((cell) => cell.value === RARE_PEOPLE), [], "a cell of the API counts it");
  await page.close();
});

test("the program stops in order when it is told to", async () => {
  assert.equal(await program.stop(), 0);
});
