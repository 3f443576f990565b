import { chromium } from "playwright-core";
const [path, out, width, scheme, lang] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const ctx = await browser.newContext({ storageState: "/tmp/state.json", viewport: { width: Number(width||1280), height: 1500 }, colorScheme: scheme||"light", locale: lang||"en" });
const page = await ctx.newPage();
page.setDefaultTimeout(120000);
await page.goto("http://127.0.0.1:7100"+path);
const h = await page.evaluate(() => document.documentElement.scrollHeight);
console.log(h, await page.evaluate(() => document.documentElement.scrollWidth));
for (let i = 0, y = 0; y < h && i < 6; i++, y += 1500) { await page.evaluate((y) => window.scrollTo(0, y), y); await page.screenshot({ path: `${out}-${i}.png` }); }
await browser.close();
