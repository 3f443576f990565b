// The tools of the tests that are written in Python, since the independent readers of the lake are Python packages.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { finished } from "./process.mjs";

/** Runs `e2e/tools/<tool>.py` with a request and returns its answer, both JSON. */
export async function python(tool, request) {
  const interpreter = process.env.LOTSE_TEST_PYTHON;
  if (!interpreter) throw new Error("LOTSE_TEST_PYTHON names no interpreter: run the specs by ./test e2e");
  const folder = await mkdtemp(join(tmpdir(), "lotse-python-"));
  try {
    const file = join(folder, "request.json");
    await writeFile(file, JSON.stringify(request));
    const script = fileURLToPath(new URL(`../tools/${tool}.py`, import.meta.url));
    const { code, stdout, stderr } = await finished(spawn(interpreter, [script, file]));
    if (code !== 0) throw new Error(`${tool}.py ended with ${code}:\n${stderr}`);
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
