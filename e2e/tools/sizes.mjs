// What browsers download, compressed as the program serves it, against its budget in bytes. The budgets of the client
// stand in its build, which writes them beside the files.

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const root = new URL("../../", import.meta.url);
const client = JSON.parse(readFileSync(new URL("sdk/dist/sizes.json", root), "utf8"));
const budgets = [
  ...Object.entries(client).map(([name, { budget }]) => ({ file: `sdk/dist/${name}`, budget })),
  { file: "crates/lotse-web/src/ui/style.css", budget: 15_000 },
];

let over = false;
for (const { file, budget } of budgets) {
  const bytes = readFileSync(new URL(file, root));
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  const size = brotliCompressSync(bytes, options).length;
  over ||= size > budget;
  const verdict = size > budget ? "over budget" : "within budget";
  console.log(`${file}: ${size} of ${budget} bytes, ${verdict} (${bytes.length} uncompressed)`);
}
process.exitCode = over ? 1 : 0;
