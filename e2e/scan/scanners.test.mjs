// Scanners that others wrote look for holes in a running program: wapiti on every page with its forms, sqlmap on every
// parameter. They take minutes, so they run in `./test full`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { openBrowser, signedIn } from "../harness/browser.mjs";
import { filledDemo } from "../harness/demo.mjs";
import { finished } from "../harness/process.mjs";
import { pages, serviceSlugs } from "../harness/routes.mjs";
import { accessToken } from "../harness/token.mjs";

/** Kinds of holes that wapiti looks for. */
const MODULES = "sql,timesql,xss,permanentxss,ssrf,crlf,redirect,exec,file,xxe,csp,http_headers,cookieflags,methods";
/** What ends the session that the scanners work in. */
const NOT_PRESSED = ["/sign-out", "/settings/account/sessions/end", "/settings/people/1/remove", "/settings/people/1/sign-out"];

let program;
let folder;
let cookie;
let token;
let slug;
let addresses;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "lotse-scan-"));
  program = await filledDemo(1);
  const browser = await openBrowser();
  const context = await signedIn(browser, program, { locale: "en-US" });
  token = await accessToken(context, program);
  const slugs = await serviceSlugs(await context.newPage(), program);
  slug = slugs[0];
  const found = await pages(program, { services: [slug], token: "00" });
  addresses = [...new Set(found.map(({ path }) => program.origin + path))];
  cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await browser.close();
});

after(async () => {
  await program?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** A tool of the scanners' own environment. */
function tool(name, ...flags) {
  const bin = process.env.LOTSE_TEST_SCANNERS;
  assert.ok(bin, "LOTSE_TEST_SCANNERS names no folder: run the scanners by ./test full");
  return finished(spawn(join(bin, name), flags, { cwd: folder, env: { ...process.env, HOME: folder } }));
}

async function signedInStill() {
  const answer = await fetch(`${program.origin}/settings/account`, { headers: { cookie }, redirect: "manual" });
  assert.equal(answer.status, 200, "the scanner has signed itself out");
}

test("wapiti finds nothing on any page", async () => {
  const report = join(folder, "wapiti.json");
  const { code, stdout, stderr } = await tool(
    "wapiti",
    ...["-u", `${program.origin}/`, "--scope", "url", "-d", "0"],
    ...addresses.flatMap((address) => ["-s", address]),
    ...NOT_PRESSED.flatMap((path) => ["-x", program.origin + path]),
    ...["-H", `Cookie: ${cookie}`, "-m", MODULES, "--level", "2"],
    ...["-f", "json", "-o", report, "--flush-session", "--no-bugreport", "--store-session", folder],
  );
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  const { vulnerabilities, anomalies, infos } = JSON.parse(await readFile(report, "utf8"));
  assert.ok(infos.crawled_pages_nbr >= addresses.length, `${infos.crawled_pages_nbr} of ${addresses.length} pages`);
  const found = [...Object.entries(vulnerabilities), ...Object.entries(anomalies)].flatMap(([kind, all]) =>
    all.map(({ method, path, info }) => `${kind}: ${method} ${path} ${info}`),
  );
  assert.deepEqual(found, []);
  await signedInStill();
});

test("sqlmap finds no parameter that reaches a query", async () => {
  const days = "days=7&compare=none&automatic=counted&chart=visits";
  const urls = [
    `/s/${slug}?${days}`,
    `/s/${slug}?first=2026-01-01&last=2026-01-02&authority=1`,
    `/s/${slug}/overview.csv?table=page&days=7`,
    `/s/${slug}/explore/funnel?step1=/a&step2=b&unit=visitor&window=1h&by=browser&days=7`,
    `/s/${slug}/explore/paths?end=from&page=/a&length=3&days=7`,
    `/s/${slug}/explore/retention?interval=day&days=8`,
    "/search?q=a",
    "/settings/people?page=1",
    "/settings/audit?before=9",
    "/sign-in?back=/",
    "/v1/pixel.gif?key=pk_A&url=https://a.example&language=en&state=a",
  ].map((path) => program.origin + path);
  const inInterface = [
    `/api/v1/services?limit=1&after=a`,
    `/api/v1/services/${slug}/questions?limit=1&after=a`,
    `/api/v1/services/${slug}/overview?days=7`,
  ].map((path) => program.origin + path);
  const forms = [
    ["/sign-in", "email=a@example.gov&password=b&back=/"],
    ["/settings/account", "name=a&email=b"],
    ["/settings/people/new", "name=a&email=b&role=viewer&place=&authority="],
  ];
  const runs = [
    ...urls.map((url) => ["-u", url, "--cookie", cookie]),
    ...inInterface.map((url) => ["-u", url, "--headers", `Authorization: Bearer ${token}`]),
    ...forms.map(([path, data]) => ["-u", program.origin + path, "--data", data, "--cookie", cookie, "--headers", `Origin: ${program.origin}`]),
  ];
  const found = [];
  for (const run of runs) {
    const { stdout } = await tool(
      "sqlmap",
      ...run,
      ...["--batch", "--level", "1", "--risk", "2", "--technique", "BEUST", "--dbms", "SQLite", "--time-sec", "2"],
      ...["--ignore-code", "*", "--disable-coloring", "--flush-session", "--output-dir", join(folder, "sqlmap")],
    );
    // It says so of every parameter, and asks for more effort; anything else is a find or a failure of the tool.
    if (!stdout.includes("all tested parameters do not appear to be injectable")) found.push(`${run[1]}\n${stdout}`);
  }
  assert.deepEqual(found, []);
  await signedInStill();
});
