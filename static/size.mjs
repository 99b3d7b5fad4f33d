// Fails when a visitor's browser would load more than the budget allows (gzip -9).
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { budgets_kb } from "./bundles.mjs";

const dist = fileURLToPath(new URL("dist/", import.meta.url));
const weigh = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

let failed = false;
for (const [name, budget_kb] of Object.entries(budgets_kb)) {
  const path = dist + name;
  const files = statSync(path).isDirectory()
    ? readdirSync(path).map((file) => `${path}/${file}`)
    : [path];
  const kb = files.reduce((sum, file) => sum + weigh(file), 0) / 1000;
  failed ||= kb > budget_kb;
  console.log(`${kb > budget_kb ? "OVER" : "ok  "} ${name}: ${kb.toFixed(1)} of ${budget_kb} kB`);
}
process.exit(failed ? 1 : 0);
