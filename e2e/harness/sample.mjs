// What a person does on the pages of the sample services.

import assert from "node:assert/strict";

/** Browser strings of twelve people with the same kind of device and language: versions of one browser. */
export const BROWSER_STRINGS = Array.from(
  { length: 12 },
  (_, index) =>
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${140 + index}.0.0.0 Safari/537.36`,
);

/** Opens a page and waits until its page view was acknowledged. */
export async function open(page, address) {
  await acknowledged(page, () => page.goto(address));
}

/** Does something that leads to another page and waits until the view of that page was acknowledged. */
export async function acknowledged(page, act) {
  const answer = page.waitForResponse(
    (response) => response.url().endsWith("/v1/events") && isPageView(response.request().postData()),
  );
  await act();
  const response = await answer;
  // Its text is not read: the browser lets go of the answer when the page goes on.
  assert.equal(response.status(), 200);
}

function isPageView(body) {
  return JSON.parse(body ?? "{}").events?.some((event) => event.kind === "page_view") ?? false;
}

/** The first step of the benefit application, answered so that the household is eligible or not. */
export async function answerEligibility(page, { eligible }) {
  await page.locator("[name=state]").selectOption(eligible ? "lakeland" : "eastmere");
  await page.locator("[name=household-size]").fill("3");
  await page.locator("[name=household-income]").fill("2,100");
  await page.locator("[name=pays-heating][value=yes]").check();
  await acknowledged(page, () => page.locator("main form button[value=continue]").click());
}
