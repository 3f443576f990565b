// The interface for programs under requests that nobody would write: made from its own description by Schemathesis.
// Nothing may end in an error of ours; what cannot be taken now says when to come again.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { openBrowser, signedIn } from "./harness/browser.mjs";
import { Program } from "./harness/program.mjs";
import { finished } from "./harness/process.mjs";
import { accessToken } from "./harness/token.mjs";

/** Requests for each operation; `./test full` makes ten thousand in all. */
const REQUESTS = Number(process.env.LOTSE_TEST_REQUESTS ?? 40);

let program;
let folder;
let token;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "lotse-interface-"));
  program = await Program.start({ command: ["demo", "--days", "0", "--events-per-second", "1000000"] });
  const browser = await openBrowser();
  token = await accessToken(await signedIn(browser, program, { locale: "en-US" }), program);
  await browser.close();
});

after(async () => {
  await program?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Puts a real key where the description only says that it is a text, so that requests get beyond the first check. */
async function description() {
  const answer = await fetch(`${program.origin}/openapi.json`);
  const described = await answer.json();
  const [slug, key] = (await program.run("service", "list")).split("\n")[0].split("\t");
  const { EventBatch, Event } = described.components.schemas;
  EventBatch.properties.key = { type: "string", enum: [key] };
  Event.properties.kind = { type: "string", enum: ["page_view", "click", "custom", "leave", "other"] };
  for (const operation of Object.values(described.paths).flatMap((path) => Object.values(path))) {
    for (const parameter of operation.parameters ?? []) {
      if (parameter.in === "path" && parameter.name === "service") parameter.schema = { type: "string", enum: [slug, "nobody"] };
    }
  }
  for (const parameter of described.paths["/v1/pixel.gif"].get.parameters) {
    if (parameter.name === "key") parameter.schema = { type: "string", enum: [key] };
  }
  const file = join(folder, "openapi.json");
  await writeFile(file, JSON.stringify(described));
  return file;
}

test(`no request of ${REQUESTS} for each operation ends in an error of ours`, async () => {
  const interpreter = process.env.LOTSE_TEST_SCHEMATHESIS;
  assert.ok(interpreter, "LOTSE_TEST_SCHEMATHESIS names no program: run the specs by ./test e2e");
  // The door takes no access tokens: only what is read and kept for people is asked for in their name.
  const settings = [
    "[checks.not_a_server_error]",
    'expected-statuses = ["2xx", "3xx", "4xx", 503]',
    "[[operations]]",
    'include-path-regex = "^/api/"',
    `headers = { Authorization = "Bearer ${token}" }`,
  ];
  await writeFile(join(folder, "schemathesis.toml"), settings.join("\n"));
  const report = join(folder, "report.har");
  const { code, stdout, stderr } = await finished(
    spawn(
      interpreter,
      [
        ...["run", await description(), "--url", program.origin, "--phases", "fuzzing"],
        ...["--checks", "not_a_server_error,status_code_conformance,content_type_conformance"],
        ...["--seed", "1", "--max-examples", String(REQUESTS), "--report", "har", "--report-har-path", report],
      ],
      // Its packages lie beside it, whatever the folder.
      { cwd: folder, env: { ...process.env, PATH: `${dirname(interpreter)}:${process.env.PATH}` } },
    ),
  );
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  assert.match(stdout, /[0-9]+ generated/, stdout);
  const entries = JSON.parse(await readFile(report, "utf8")).log.entries;
  const kept = entries.filter(({ request, response }) => request.url.includes("/questions") && response.status === 201);
  assert.ok(kept.length > 0, "the token opened the interface: some question was kept");
  // It works on as if nothing had been.
  assert.equal((await fetch(`${program.origin}/ready`)).status, 200);
});
