// What browsers download, compressed as the program serves it, against its budget in bytes.

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const root = new URL("../../", import.meta.url);
const budgets = [
  { file: "sdk/dist/lotse.js", brotliBytes: 4096 },
  { file: "crates/lotse-web/src/ui/style.css", brotliBytes: 15_000 },
];

let over = false;
for (const { file, brotliBytes } of budgets) {
  const bytes = readFileSync(new URL(file, root));
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  const size = brotliCompressSync(bytes, options).length;
  over ||= size > brotliBytes;
  const verdict = size > brotliBytes ? "over budget" : "within budget";
  console.log(`${file}: ${size} of ${brotliBytes} bytes, ${verdict} (${bytes.length} uncompressed)`);
}
process.exitCode = over ? 1 : 0;
