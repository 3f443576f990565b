// Passkeys, made and shown by Chromium's own virtual authenticator.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./harness/axe.mjs";
import { collectErrors, openBrowser, signInWith } from "./harness/browser.mjs";
import { emptyDemoBehindProxy } from "./harness/demo.mjs";

let browser;
let program;

before(async () => {
  browser = await openBrowser();
  // Browsers allow no passkeys for an address that is a number.
  program = await emptyDemoBehindProxy({ host: "localhost" });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

/** A device that keeps passkeys and knows its owner; `isOwner` says whether the owner is at it. */
async function device(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    keys: async () => (await devtools.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    isOwner: (isUserVerified) => devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    forget: () => devtools.send("WebAuthn.clearCredentials", { authenticatorId }),
  };
}

test("a passkey is made, signs in without typing, and no longer does once it is taken away", async () => {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  const errors = collectErrors(page);
  const main = page.locator("main");
  const phone = await device(page);
  const link = new URL(program.signInLink);
  await signInWith(page, `${program.origin}${link.pathname}`);

  await page.goto(`${program.origin}/settings/account/passkeys`);
  assert.deepEqual(await violations(page), []);
  await page.fill("#name", "Phone");
  await main.getByRole("button", { name: "Add a passkey" }).click();
  await main.getByRole("rowheader", { name: "Phone" }).waitFor();
  const [kept] = await phone.keys();
  assert.equal(kept.rpId, "localhost");
  assert.ok(kept.isResidentCredential, "found without typing who one is");

  // The same device is not asked twice: it has a passkey for this person.
  await page.fill("#name", "Phone again");
  await main.getByRole("button", { name: "Add a passkey" }).click();
  await main.getByRole("alert").filter({ hasText: "The passkey was not made" }).waitFor();

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${program.origin}/sign-in`);
  assert.deepEqual(await violations(page), []);

  // Whoever finds the device is not its owner.
  await phone.isOwner(false);
  await main.getByRole("button", { name: "Sign in with a passkey" }).click();
  await main.getByRole("alert").filter({ hasText: "did not work" }).waitFor();
  await phone.isOwner(true);
  await page.goto(`${program.origin}/settings/tokens`);
  await page.waitForURL((url) => url.pathname === "/sign-in");
  await main.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL(`${program.origin}/settings/tokens`);

  await page.goto(`${program.origin}/settings/account/passkeys`);
  assert.ok(!(await main.innerText()).includes("Never"), "its use is written down");
  await main.getByRole("button", { name: "Take away" }).click();
  await main.getByRole("dialog").getByRole("button", { name: "Take away" }).click();
  await main.getByText("You have no passkey.").waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${program.origin}/sign-in`);
  await main.getByRole("button", { name: "Sign in with a passkey" }).click();
  await main.getByRole("alert").filter({ hasText: "did not work" }).waitFor();
  assert.equal(await main.locator('[role="alert"].summary').count(), 1, "the program said no");
  // What the program refuses is an error of the page's address, and of nothing else.
  assert.deepEqual(errors.filter((error) => !error.includes("422")), []);
  await context.close();
});

test("an answer of another ceremony, or none, opens nothing", async () => {
  const context = await browser.newContext();
  for (const form of [{}, { ceremony: "00", credential: "{}" }, { ceremony: "x", credential: "not json" }]) {
    const answer = await context.request.post(`${program.origin}/sign-in/passkey/answer`, {
      form,
      headers: { origin: program.origin },
    });
    assert.equal(answer.status(), 422);
    assert.equal(answer.headers()["set-cookie"], undefined);
  }
  const begun = await context.request.post(`${program.origin}/sign-in/passkey`, { headers: { origin: program.origin } });
  const { ceremony, options } = await begun.json();
  assert.equal(options.userVerification, "required");
  assert.equal(options.rpId, "localhost");
  const credential = JSON.stringify({ id: "AA", rawId: "AA", type: "public-key", response: {} });
  const answer = await context.request.post(`${program.origin}/sign-in/passkey/answer`, {
    form: { ceremony, credential },
    headers: { origin: program.origin },
  });
  assert.equal(answer.status(), 422);
  await context.close();
});
