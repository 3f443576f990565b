// Services with nothing, with one row, with ten thousand, and with the longest names.

import { createHash } from "node:crypto";

import { emptyDemoBehindProxy } from "./demo.mjs";
import { signedIn } from "./browser.mjs";

/** What the services are called, by what is in them. */
const SERVICES = {
  none: { name: "Nothing yet" },
  one: { name: "Dog licence" },
  much: { name: "Permits" },
  long: {
    name: "Antrag auf Hilfe zum Lebensunterhalt und Grundsicherungsleistungsbescheinigung nach dem Zwölften Buch Sozialgesetzbuch",
  },
};
/** People behind each page: as many as it takes to name it. */
const PEOPLE = 6;
const PAGES = 10_000;
/** The most events of one request. */
const AT_ONCE = 500;

let counter = 0;

/** An event id (UUID version 7) of a time, the same in every run. */
function id(at) {
  counter += 1;
  const hash = createHash("sha256").update(String(counter)).digest("hex");
  const time = at.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

async function send(program, key, person, paths) {
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const now = Date.now();
    const events = paths.slice(from, from + AT_ONCE).map((path, place) => ({
      id: id(now - 60_000 + place),
      at: now - 60_000 + place,
      kind: "page_view",
      page: { url: `${program.site}${path}`, language: person % 2 ? "de" : "en" },
    }));
    const response = await fetch(`${program.origin}/v1/events`, {
      method: "POST",
      headers: {
        origin: program.site,
        // People are told apart by browser and address.
        "user-agent": `Mozilla/5.0 (X11; Linux x86_64; rv:14${person}.0) Gecko/20100101 Firefox/14${person}.0`,
      },
      body: JSON.stringify({ key, sent_at: now, page: { url: `${program.site}/` }, events }),
    });
    const receipt = await response.json();
    if (receipt.accepted !== events.length) throw new Error(`not all was taken: ${JSON.stringify(receipt).slice(0, 300)}`);
  }
}

/** A program with these services, each by the word for what is in it: `program.slugs.much`. */
export async function programWithMuch(browser) {
  const program = await emptyDemoBehindProxy();
  program.site = "https://permits.example.gov";
  try {
    await fillUp(browser, program);
  } catch (error) {
    await program.remove();
    throw error;
  }
  return program;
}

async function fillUp(browser, program) {
  const context = await signedIn(browser, program);
  const page = await context.newPage();
  for (const { name } of Object.values(SERVICES)) {
    await page.goto(`${program.origin}/services/new`);
    await page.fill("#name", name);
    await page.check("#kind-public");
    await page.selectOption("#jurisdiction", "us");
    await page.fill("#origins", program.site);
    await page.fill("#time_zone", "America/New_York");
    await page.locator("main form .button").click();
    await page.waitForLoadState();
    if (!page.url().endsWith("/data/install")) throw new Error(await page.locator("main").innerText());
  }
  await context.close();
  const listed = (await program.run("service", "list")).trim().split("\n").map((line) => line.split("\t"));
  const of = (word) => listed.find((columns) => columns.at(-1) === SERVICES[word].name);
  program.slugs = Object.fromEntries(Object.keys(SERVICES).map((word) => [word, of(word)[0]]));
  const key = (word) => of(word)[1];

  await send(program, key("one"), 0, ["/"]);
  const paths = Array.from({ length: PAGES }, (_, place) => `/permits/${String(place).padStart(5, "0")}`);
  const long = Array.from({ length: 12 }, (_, place) => `/${"leistungsbescheinigung-und-antragsformular/".repeat(4)}${place}`);
  for (let person = 0; person < PEOPLE; person += 1) {
    // The first pages by all, in many visits; the others by enough.
    await send(program, key("much"), person, paths);
    await send(program, key("long"), person, [...long, "/الطلب/تأكيد", ...long.slice(0, 3)]);
  }
}
