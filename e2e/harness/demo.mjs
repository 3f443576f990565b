// The demo: its sample services, with or without generated data.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { eventually } from "./eventually.mjs";
import { Program } from "./program.mjs";
import { openProxy } from "./proxy.mjs";

/** Generating and storing a day takes a while in a debug build on a busy machine. */
const DAY_WITHIN_MS = 30_000;

/** The demo with a few days of generated data, once all of them are there. */
export async function filledDemo(days = 8) {
  const program = await Program.start({ command: ["demo", "--days", String(days)] });
  await eventually(
    "filling the demo",
    async () => ((await program.hasSaid("the sample services are filled")) ? true : undefined),
    days * DAY_WITHIN_MS,
  );
  // A log of which every line is left out: pages about imports have something to show, and no figure changes.
  const [slug] = (await program.run("service", "list")).split("\t");
  const log = join(program.folder, "access.log");
  await writeFile(log, `${LEFT_OUT}\nno line of a log\n`);
  await program.run("import", slug, log);
  const figures = join(program.folder, "devices.csv");
  await writeFile(figures, FIGURES);
  await program.run("import", slug, figures, "--figures");
  return program;
}

/** Figures that others counted, on three days. */
const FIGURES = `date,device,visits\n${["2026-11-01", "2026-11-02", "2026-11-03"]
  .flatMap((day, place) => [`${day},mobile,${700 + 90 * place}`, `${day},desktop,${400 - 20 * place}`, `${day},tablet,${3 + 3 * place}`])
  .join("\n")}\n`;

/** A line of a log that is no page view. */
const LEFT_OUT = '192.0.2.7 - - [20/Nov/2026:08:00:01 +0000] "POST /apply HTTP/1.1" 302 1 "-" "Mozilla/5.0 Firefox/140.0"';

/**
 * The demo without any generated data, behind a proxy: what is counted is what the spec does. People and pages reach it
 * at `program.origin`, which is the proxy's, by the name `host`. `environment` holds further settings.
 */
export async function emptyDemoBehindProxy({ host, environment = {} } = {}) {
  const proxy = await openProxy({ host });
  const reached = { LOTSE_PUBLIC_URL: proxy.origin, LOTSE_TRUSTED_PROXIES: "127.0.0.1", ...environment };
  const program = await Program.start({ command: ["demo", "--days", "0"], environment: reached }).catch(async (error) => {
    await proxy.close();
    throw error;
  });
  proxy.target = program.origin;
  program.origin = proxy.origin;
  program.closeWith(() => proxy.close());
  return program;
}
