// Fails when a visitor's browser would load more than the budget allows (gzip -9, 1 KB = 1,024 bytes).
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { budgets_kb } from "./bundles.mjs";

const dist = fileURLToPath(new URL("dist/", import.meta.url));
const weigh = (path) => gzipSync(readFileSync(path), { level: 9 }).length / 1024;

let failed = false;
for (const [name, budget_kb] of Object.entries(budgets_kb)) {
  const path = dist + name;
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((file) => !file.endsWith(".gz"))
        .map((file) => `${path}/${file}`)
    : [path];
  const kb = files.reduce((sum, file) => sum + weigh(file), 0);
  failed ||= kb > budget_kb;
  console.log(`${kb > budget_kb ? "OVER" : "ok  "} ${name}: ${kb.toFixed(2)} of ${budget_kb} KB`);
}
process.exit(failed ? 1 : 0);
