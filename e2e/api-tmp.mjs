import { chromium } from "playwright-core";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const ctx = await browser.newContext({ storageState: "/tmp/state.json" });
const r = await ctx.request.get("http://127.0.0.1:7100"+process.argv[2], {timeout: 100000});
const j = await r.json();
const p = j.places.length; for (const pl of (await j).places) {}
console.log(Object.keys(j)); 
for (const c of j.places[3] ? [] : []) {}
console.log(JSON.stringify(j[process.argv[3]] , null, 0)?.slice(0,6000));
await browser.close();
