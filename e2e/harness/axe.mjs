// The accessibility checker, run inside the page. Evaluated rather than added as a script: pages enforce Trusted Types.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds on the page as it stands, all its rules on, one line for each element. */
export async function violations(page) {
  await page.evaluate(`${source};0`);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${rule.help}`));
}
