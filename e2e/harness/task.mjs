// A task of the sample service, made as a person makes one: from what was recorded.

import { filledDemo } from "./demo.mjs";
import { signedIn } from "./browser.mjs";

export const SERVICE = "apply-for-heating-cost-support-sample";

/** Makes the suggested task, with the visit as its window, so that few days of data hold closed attempts. */
export async function makeTask(browser, program) {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  await page.goto(`${program.origin}/s/${SERVICE}/tasks?lang=en`);
  await page.getByRole("link", { name: "Look at it and save it" }).click();
  await page.locator("#window").selectOption("visit");
  await page.getByRole("button", { name: "Save the task" }).click();
  await page.waitForURL(/\/tasks\/\d+$/);
  program.tasks = { [SERVICE]: new URL(page.url()).pathname.split("/").at(-1) };
  await context.close();
}

/** The demo with some days of data and its task. */
export async function demoWithTask(browser, days) {
  const program = await filledDemo(days);
  await makeTask(browser, program);
  return program;
}
