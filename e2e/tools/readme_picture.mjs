// Takes the pictures of the documents: the overview of the sample service, which the README shows, a funnel and the tags of it, as a
// person who tries the demo sees them.
//
//     LOTSE_TEST_BINARY=target/release/lotse node e2e/tools/readme_picture.mjs

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { openBrowser, signedIn } from "../harness/browser.mjs";
import { filledDemo } from "../harness/demo.mjs";
import { serviceSlugs } from "../harness/routes.mjs";

const FOLDER = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const STEPS = ["start", "eligibility", "income", "evidence", "check", "confirmation"];

const browser = await openBrowser();
const program = await filledDemo(90);
const context = await signedIn(browser, program, { viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
const [slug] = await serviceSlugs(page, program);
await mkdir(FOLDER, { recursive: true });
await page.goto(`${program.origin}/s/${slug}?lang=en&theme=light`);
await page.screenshot({ path: join(FOLDER, "overview.png") });
const steps = STEPS.map((name, place) => `step${place + 1}=/sample/benefit/en/${name}`).join("&");
await page.goto(`${program.origin}/s/${slug}/explore/funnel?${steps}&lang=en&theme=light`);
await page.locator("#funnel").scrollIntoViewIfNeeded();
await page.locator("#funnel").screenshot({ path: join(FOLDER, "funnel.png") });
await page.goto(`${program.origin}/s/${slug}/data/tags?lang=en&theme=light`);
await page.screenshot({ path: join(FOLDER, "tags.png") });
await browser.close();
await program.remove();
