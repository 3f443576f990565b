// Sign-in by OpenID Connect, with a real browser at a real provider.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { violations } from "./harness/axe.mjs";
import { openBrowser, signInWith } from "./harness/browser.mjs";
import { emptyDemoBehindProxy } from "./harness/demo.mjs";
import { eventually } from "./harness/eventually.mjs";
import { tabTo } from "./harness/keyboard.mjs";
import { CLIENT, SECRET, SignInProvider, proveAt } from "./harness/provider.mjs";

let browser;
let folder;
let provider;
let program;
/** Somebody who looks after people, signed in without the provider. */
let admin;

before(async () => {
  browser = await openBrowser();
  provider = await SignInProvider.start();
  provider.accounts = {
    ada: { email: "ada@example.gov", email_verified: true, name: "Ada at the provider", groups: ["Lotse admins"] },
    bo: { email: "bo@example.gov", email_verified: true, name: "Bo", groups: ["Analysts", "Choir"] },
    eve: { email: "eve@example.gov", email_verified: true, name: "Eve", groups: ["Choir"] },
    mallory: { email: "ada@example.gov", email_verified: false, name: "Mallory", groups: [] },
  };
  folder = await mkdtemp(join(tmpdir(), "lotse-openid-"));
  const secret = join(folder, "secret");
  await writeFile(secret, `${SECRET}\n`, { mode: 0o600 });
  program = await emptyDemoBehindProxy({
    host: "localhost",
    environment: {
      LOTSE_OPENID_ISSUER: provider.issuer,
      LOTSE_OPENID_CLIENT_ID: CLIENT,
      LOTSE_OPENID_CLIENT_SECRET_FILE: secret,
      LOTSE_OPENID_NAME: "Example City ID",
      LOTSE_OPENID_SCOPES: "openid email profile groups",
      LOTSE_OPENID_ROLES: "Lotse admins = administrator; Analysts = analyst in case-desk-sample",
      LOTSE_OPENID_ADD_PEOPLE: "yes",
    },
  });
  const context = await browser.newContext({ locale: "en-US" });
  admin = await context.newPage();
  await signInWith(admin, `${program.origin}${new URL(program.signInLink).pathname}`);
});

after(async () => {
  await browser?.close();
  await program?.remove();
  await provider?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** A browser in which nobody is signed in anywhere, on the page to sign in. */
async function newcomer(options = {}) {
  const context = await browser.newContext({ locale: "en-US", ...options });
  const page = await context.newPage();
  await page.goto(`${program.origin}/sign-in`);
  return page;
}

const theButton = (page) => page.getByRole("link", { name: "Sign in with Example City ID" });

/** Signs in by the provider; ends on Lotse, wherever that leads. */
async function signIn(page, account) {
  await theButton(page).click();
  await page.waitForURL((url) => url.origin === provider.issuer);
  await proveAt(page, account);
  await page.waitForURL((url) => url.origin === program.origin);
}

/** The page to sign in says so in its summary, axe finds nothing on it, and the other way in is still there. */
async function refused(page, words) {
  const summary = page.locator('main [role="alert"].summary');
  await summary.filter({ hasText: words }).waitFor();
  assert.match(await summary.getByRole("heading").innerText(), /^(You are not signed in|Sie sind nicht angemeldet)$/);
  assert.deepEqual(await violations(page), []);
  assert.ok(await page.locator("#password").isVisible());
  assert.match(await page.title(), /^(Error|Fehler)/);
  await summary.getByRole("link").click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "openid", "the summary leads to the button");
}

test("a provider that cannot help leaves the other ways in, and is asked again", async () => {
  const page = await newcomer();
  assert.deepEqual(await violations(page), []);
  await theButton(page).click();
  await refused(page, "Example City ID does not answer as it should");
  assert.match(await program.run("check"), /warning +Nobody can sign in by http:\/\/localhost/);
  provider.open(`${program.origin}/sign-in/openid/answer`);
  await eventually("the provider is asked again", async () => {
    await page.goto(`${program.origin}/sign-in/openid`);
    return new URL(page.url()).origin === provider.issuer ? true : undefined;
  });
  const said = await program.run("check");
  assert.match(said, /good +The sign-in provider http:\/\/localhost:\d+ answers/);
  assert.ok(said.includes(`${program.origin}/sign-in/openid/answer`), said);
  await page.context().close();
});

test("who was invited is linked by the address, by keyboard alone, and gets the role of the group", async () => {
  await admin.goto(`${program.origin}/settings/people/new`);
  await admin.fill("#name", "Ada Lovelace");
  await admin.fill("#email", "ada@example.gov");
  await admin.selectOption("#role", "viewer");
  await admin.locator("main form button[type=submit]").click();
  await admin.getByText("The invitation of Ada Lovelace is ready").waitFor();

  const page = await newcomer();
  await page.goto(`${program.origin}/settings/people`);
  await tabTo(page, "the button", (stop) => stop.id === "openid");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.origin === provider.issuer);
  await page.locator('input[name="login"]').focus();
  await page.keyboard.type("ada");
  await page.keyboard.press("Tab");
  await page.keyboard.type("any");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${program.origin}/settings/people`);
  assert.ok(await page.getByRole("link", { name: "Ada Lovelace" }).first().isVisible(), "the name of Lotse stays");

  await admin.goto(`${program.origin}/settings/people`);
  await admin.getByRole("link", { name: "Ada Lovelace" }).click();
  const main = admin.locator("main");
  await main.getByText("from a group; it follows your sign-in provider").waitFor();
  assert.equal(await main.getByRole("button", { name: /^Take away/ }).count(), 1, "only the one given by hand");
  assert.deepEqual(await violations(admin), []);

  // Out of the group, out of the role, at the next sign-in; the one by hand stays.
  provider.accounts.ada.groups = [];
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${program.origin}/sign-in`);
  await theButton(page).click();
  await page.waitForURL(`${program.origin}/`);
  assert.equal(await page.locator('a[href="/settings/people"]').count(), 0, "no way to the list of people");
  await page.goto(`${program.origin}/settings/account`);
  await page.locator("main").getByText("Viewer: Whole organization").waitFor();
  await page.context().close();
});

test("keys that change are found, and so are those of another kind", async () => {
  provider.useNewKeys("ES256");
  const page = await newcomer();
  await signIn(page, "ada");
  assert.equal(page.url(), `${program.origin}/`);
  await page.context().close();
});

/** What the provider would lead the browser of `page` back to, for whoever is signed in there. */
async function answerFor(page) {
  const lead = async (address) => {
    const response = await page.context().request.get(address, { maxRedirects: 0 });
    assert.equal(response.status(), 303, address);
    return response.headers().location;
  };
  return lead(await lead(`${program.origin}/sign-in/openid`));
}

test("an answer is good once, and in no other browser", async () => {
  const page = await newcomer();
  await signIn(page, "ada");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${program.origin}/sign-in`);
  const stranger = await newcomer();
  await stranger.goto(await answerFor(page));
  await refused(stranger, "was begun in another browser");
  assert.deepEqual(await stranger.context().cookies(program.origin), [], "nobody is signed in");
  // Nor in one that has begun a sign-in of its own.
  await stranger.context().request.get(`${program.origin}/sign-in/openid`, { maxRedirects: 0 });
  await stranger.goto(await answerFor(page));
  await refused(stranger, "was begun in another browser");

  const answer = await answerFor(page);
  await page.goto(answer);
  await page.waitForURL(`${program.origin}/`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${program.origin}/sign-in`);
  await page.goto(answer);
  await refused(page, "was used already");
  for (const each of [page, stranger]) await each.context().close();
});

test("whose group gives a role is added, whose does not is told what to do, in both languages", async () => {
  const bo = await newcomer({ javaScriptEnabled: false });
  await signIn(bo, "bo");
  assert.equal(new URL(bo.url()).pathname, "/");
  await bo.getByRole("link", { name: "Case desk (sample)" }).first().waitFor();
  await bo.context().close();

  const eve = await newcomer();
  await signIn(eve, "eve");
  await refused(eve, "Example City ID knows you, but Lotse does not. Ask an administrator to invite eve@example.gov");
  await eve.context().close();
  const german = await newcomer({ locale: "de-DE" });
  await german.getByRole("link", { name: "Anmelden mit Example City ID" }).click();
  await german.waitForURL((url) => url.origin === provider.issuer);
  await proveAt(german, "eve");
  await refused(german, "Bitten Sie die Administration, eve@example.gov einzuladen");
  await german.context().close();

  // Whoever says that Ada's address is theirs, which the provider does not confirm, is not Ada.
  const mallory = await newcomer();
  await signIn(mallory, "mallory");
  await refused(mallory, "does not confirm an e-mail address of yours");
  await mallory.context().close();
});

test("who stops at the provider comes back to the page to sign in", async () => {
  const page = await newcomer();
  await page.goto(`${program.origin}/settings/tokens`);
  await theButton(page).click();
  await page.waitForURL((url) => url.origin === provider.issuer);
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.waitForURL((url) => url.origin === program.origin);
  await refused(page, "did not let you in, or you stopped there");
  await signIn(page, "ada");
  assert.equal(new URL(page.url()).pathname, "/settings/tokens", "the page that was wanted is not forgotten");
  await page.context().close();
});

test("an administrator unlinks an account, and the log says what happened", async () => {
  await admin.goto(`${program.origin}/settings/people`);
  await admin.getByRole("link", { name: "Bo", exact: true }).click();
  const main = admin.locator("main");
  await main.getByRole("button", { name: /^Unlink/ }).click();
  await main.getByRole("dialog").getByRole("button", { name: /^Unlink/ }).click();
  await main.getByText("No role", { exact: true }).waitFor();
  await admin.goto(`${program.origin}/settings/audit`);
  for (const words of ["Linked an account", "Unlinked an account", "by: openid"]) {
    await main.getByText(words, { exact: false }).first().waitFor();
  }
  assert.match(await program.run("audit", "verify"), /as they were written/);
  const said = await program.said();
  for (const secret of ["eve@example.gov", "ada@example.gov", SECRET]) assert.ok(!said.includes(secret), secret);
});
