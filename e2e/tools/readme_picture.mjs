// Takes the picture that the README shows: the overview of the sample service as a person who tries the demo sees it.
//
//     LOTSE_TEST_BINARY=target/release/lotse node e2e/tools/readme_picture.mjs

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { openBrowser, signedIn } from "../harness/browser.mjs";
import { filledDemo } from "../harness/demo.mjs";
import { serviceSlugs } from "../harness/routes.mjs";

const PICTURE = fileURLToPath(new URL("../../docs/pictures/overview.png", import.meta.url));

const browser = await openBrowser();
const program = await filledDemo(90);
const context = await signedIn(browser, program, { viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
const [slug] = await serviceSlugs(page, program);
await page.goto(`${program.origin}/s/${slug}?lang=en&theme=light`);
await mkdir(dirname(PICTURE), { recursive: true });
await page.screenshot({ path: PICTURE });
await browser.close();
await program.remove();
