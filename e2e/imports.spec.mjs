// A service without any script: its web server's log becomes figures, in a browser with script and in one without, and
// by command; undone, nothing is left.

import assert from "node:assert/strict";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { violations } from "./harness/axe.mjs";
import { collectErrors, openBrowser, signedIn } from "./harness/browser.mjs";
import { Program } from "./harness/program.mjs";

const NAME = "Report a broken street light";
const ADDRESS = "198.51.100.77";
const BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 SecretString/7";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const PAGE_VIEWS = 240;

let browser;
let program;

/** A log of yesterday: `PAGE_VIEWS` page views of forty people, and as much that is none. */
function log() {
  const day = new Date(Date.now() - 24 * 3_600_000);
  const date = `${String(day.getUTCDate()).padStart(2, "0")}/${MONTHS[day.getUTCMonth()]}/${day.getUTCFullYear()}`;
  const line = (n, request, status) => {
    const time = `${String(8 + Math.floor(n / 60)).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}`;
    const client = n % 40 ? `203.0.113.${n % 40}` : ADDRESS;
    return `${client} - - [${date}:${time} +0000] "${request} HTTP/1.1" ${status} ${n} "-" "${BROWSER}"`;
  };
  const lines = [];
  for (let n = 0; n < PAGE_VIEWS; n += 1) {
    lines.push(line(n, n % 3 ? "GET /report" : "GET /report?mail=jane.roe@example.org", 200));
    lines.push([line(n, "GET /style.css", 200), line(n, "POST /report", 303), line(n, "GET /x", 404)][n % 3]);
  }
  lines.push("jane.roe wrote this by hand");
  return `${lines.join("\n")}\n`;
}

/** Every byte that the program keeps. */
async function kept(folder) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await kept(path)));
    else if (entry.isFile()) found.push([path, await readFile(path, "latin1")]);
  }
  return found;
}

before(async () => {
  browser = await openBrowser();
  program = await Program.start({ command: ["serve"] });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

async function addService(page) {
  await page.goto(`${program.origin}/services/new`);
  await page.fill("#name", NAME);
  await page.check("#kind-public");
  await page.selectOption("#jurisdiction", "us");
  await page.fill("#origins", "https://lights.example.gov");
  await page.fill("#time_zone", "UTC");
  await page.locator("main form .button").click();
  await page.waitForURL((url) => url.pathname.endsWith("/data/install"));
}

test("a log gives figures before any script is on a page, with script and without, and is undone", async () => {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  const errors = collectErrors(page);
  const main = page.locator("main");
  const clean = async (what) => assert.deepEqual(await violations(page), [], what);
  await addService(page);
  await main.getByRole("link", { name: "Import an access log" }).click();
  await clean("the form");
  await main.getByRole("button", { name: "Look at it" }).click();
  await page.locator(".summary").waitFor();
  await clean("what is wrong with the form");
  const file = { name: "access.log.gz", mimeType: "application/gzip", buffer: gzipSync(log()) };
  await page.setInputFiles("#file", file);
  await main.getByRole("button", { name: "Look at it" }).click();
  await main.getByText(`${PAGE_VIEWS} are events. Nothing is imported yet.`).waitFor();
  assert.equal(await main.getByText(`Line ${2 * PAGE_VIEWS + 1}: no time that can be read`).count(), 1);
  await clean("what was looked at");
  await main.getByRole("button", { name: "Import it" }).click();
  // The page turns by itself.
  await main.getByText(`${PAGE_VIEWS} events were added from ${2 * PAGE_VIEWS + 1} lines.`).waitFor();
  await clean("what became of it");
  assert.ok(!(await page.content()).includes("jane.roe"));
  const imported = page.url();

  await main.getByRole("link", { name: "To the overview" }).click();
  await main.getByText(String(PAGE_VIEWS)).first().waitFor();
  await program.run("flush");
  for (const [path, bytes] of await kept(program.data)) {
    for (const secret of [ADDRESS, "SecretString", "jane.roe@"]) {
      assert.ok(!bytes.includes(secret), `${secret} is in ${path}`);
    }
  }

  // The same lines by command add nothing.
  const [slug] = (await program.run("service", "list")).split("\t");
  const again = join(program.folder, "again.log");
  await writeFile(again, log());
  const said = await program.run("import", slug, again);
  assert.match(said, new RegExp(`${PAGE_VIEWS} events, of them ${PAGE_VIEWS} there before`));

  // Without script: by the page's own refreshing.
  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() });
  const unscripted = await plain.newPage();
  await unscripted.goto(imported);
  await unscripted.locator("summary", { hasText: "Undo this import" }).click();
  await unscripted.getByRole("button", { name: "Undo this import" }).click();
  await unscripted.getByText("It is undone: nothing of it is left.").waitFor({ timeout: 20_000 });
  await plain.close();
  await page.goto(imported);
  await clean("what is undone");
  await page.goto(`${program.origin}/s/${slug}/data/imports?lang=de&theme=dark`);
  await main.getByText("Rückgängig gemacht").first().waitFor();
  await clean("the list in German");
  // The browser notes that the form without a file was answered with what is wrong.
  assert.deepEqual(errors.filter((error) => !error.includes("status of 422")), []);
  await context.close();
});

/** A report of others: thirty days of three kinds of devices. */
function figures() {
  const days = Array.from({ length: 30 }, (_, day) => `2026-10-${String(day + 1).padStart(2, "0")}`);
  const rows = days.flatMap((day, n) => [`${day};mobile;${900 + 10 * n}`, `${day};desktop;${500 - n}`, `${day};tv;${n % 7}`]);
  return `Tag;device;Besuche\n${rows.join("\n")}\n`;
}

test("a report of others is looked at, its columns named, shown beside and deleted, without script and by keyboard", async () => {
  const context = await signedIn(browser, program);
  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() });
  const page = await plain.newPage();
  const main = page.locator("main");
  const [slug] = (await program.run("service", "list")).split("\t");
  await page.goto(`${program.origin}/s/${slug}/data/imports`);
  await page.getByRole("link", { name: "Imported figures" }).first().click();
  await main.getByText("There are no imported figures.").waitFor();
  await page.setInputFiles("#file", { name: "geraete.csv", mimeType: "text/csv", buffer: Buffer.from(figures()) });
  await main.getByRole("button", { name: "Look at it" }).press("Enter");
  await main.getByText("No column is known to count something").first().waitFor();
  await main.getByLabel("Tag").selectOption("date");
  await main.getByLabel("Besuche").selectOption("count");
  await main.getByRole("button", { name: "Look again" }).press("Enter");
  await main.getByText("90 rows of Besuche by device").waitFor();
  const looked = page.url();
  const scripted = await context.newPage();
  await scripted.goto(looked);
  assert.deepEqual(await violations(scripted), [], "what was looked at");
  await main.getByRole("button", { name: "Import it" }).press("Enter");
  await main.getByText("Besuche by device, counted by others.").waitFor();
  const series = page.url();
  assert.equal(await main.getByRole("region").locator("tbody tr").count(), 2, "mobile, and the rest");
  await main.getByLabel("Days").selectOption("2026-10-06/2026-10-06");
  await main.getByRole("button", { name: "Show these days" }).press("Enter");
  await main.getByRole("region").getByRole("rowheader", { name: "tv" }).waitFor();
  assert.equal((await page.goto(looked)).status(), 404, "what was taken is gone");
  for (const address of [series, `${program.origin}/s/${slug}/data/series?lang=de`]) {
    await scripted.goto(address);
    assert.deepEqual(await violations(scripted), [], address);
  }
  await page.goto(series);
  await main.locator("summary", { hasText: "Delete this series" }).press("Enter");
  await main.getByRole("button", { name: "Delete this series" }).press("Enter");
  await main.getByText("There are no imported figures.").waitFor();
  await plain.close();
  await context.close();
});
