// Builds every bundle whose source exists: `node build.mjs [--only <folder>] [--watch] [--quiet]`.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

import { build } from "vite";

import { bundles } from "./bundles.mjs";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    watch: { type: "boolean", default: false },
    quiet: { type: "boolean", default: false },
  },
});
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

for (const bundle of bundles) {
  if (values.only && bundle.folder !== values.only) continue;
  if (!existsSync(here(bundle.input))) {
    if (!values.quiet) console.log(`skipped ${bundle.folder}/${bundle.name}: no source yet`);
    continue;
  }
  await build({
    root: here("."),
    mode: `${bundle.folder}/${bundle.name}`,
    logLevel: values.quiet ? "warn" : "info",
    build: values.watch ? { watch: {} } : {},
  });
}

// WhiteNoise serves `file.gz` in place of `file` to browsers that take it.
if (existsSync(here("dist"))) {
  for (const name of readdirSync(here("dist"), { recursive: true })) {
    if (!/\.(js|css)$/.test(name)) continue;
    const file = here(`dist/${name}`);
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
}
