import { chromium } from "playwright-core";
import fs from "node:fs";
const base = "http://127.0.0.1:7100";
const log = fs.readFileSync("/tmp/demo.log","utf8");
const link = log.match(/http:\/\/127\.0\.0\.1:7100\/sign-in\/\S+/)[0];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const args = process.argv.slice(2);
const opts = fs.existsSync("/tmp/state.json") ? { storageState: "/tmp/state.json" } : {};
const ctx = await browser.newContext({ ...opts, viewport: { width: Number(args[2]||1280), height: 900 }, colorScheme: args[3]||"light" });
const page = await ctx.newPage();
if (!opts.storageState) { await page.goto(link); const b = await page.$("main form button"); if (b) await b.click(); await page.waitForLoadState(); await ctx.storageState({ path: "/tmp/state.json" }); }
await page.goto(base + args[0], { timeout: 120000 });
if (args[4]) { await page.click(args[4]); await page.waitForLoadState(); }
await page.screenshot({ path: args[1], fullPage: true });
console.log(page.url(), await page.title());
console.log((await page.innerText("main")).slice(0, Number(args[5]||3000)));
await browser.close();
