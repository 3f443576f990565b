// An access token, made as a person makes one.

/** A token that may do all that can be lent, in every service. */
export async function accessToken(context, program) {
  const page = await context.newPage();
  await page.goto(`${program.origin}/settings/tokens`);
  await page.fill("#name", "spec");
  for (const box of await page.locator('input[name="permission"]').all()) await box.check();
  await page.locator("main form .button").click();
  const token = (await page.locator(".message.good code").innerText()).trim();
  await page.close();
  return token;
}
